//! Every colour of the pages, in light and dark mode, made from the agency's four; and the proof that each text
//! can be read on each ground it stands on.

use complaint::Problem;
use complaint::agency::{Placed, ThemeColours};

use super::colour::{BLACK, Colour, LEAST_CONTRAST, WHITE};

/// Links in dark mode are made a little brighter than they must be.
const DARK_CONTRAST: f64 = 5.5;

/// The colours of one mode.
#[derive(Clone, Copy, Debug)]
struct Mode {
    paper: Colour,
    panel: Colour,
    ink: Colour,
    /// Remarks beside the text.
    soft: Colour,
    primary: Colour,
    /// Letters on the primary colour.
    on: Colour,
    accent: Colour,
    head: Colour,
    /// Errors.
    bad: Colour,
}

/// The colours of both modes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    light: Mode,
    dark: Mode,
}

impl Palette {
    /// Makes the colours, or says which text could not be read on what.
    pub(super) fn new(theme: &ThemeColours) -> Result<Palette, Vec<Problem>> {
        let chosen = Chosen::read(theme)?;
        let palette = Palette {
            light: chosen.light(),
            dark: chosen.dark(),
        };
        let problems = palette.unreadable(theme);
        if problems.is_empty() {
            Ok(palette)
        } else {
            Err(problems)
        }
    }

    /// The agency's colour.
    pub(super) fn primary(&self) -> Colour {
        self.light.primary
    }

    /// The paper of light mode.
    pub(super) fn paper(&self) -> Colour {
        self.light.paper
    }

    /// The colours as CSS custom properties.
    pub(super) fn css(&self) -> String {
        format!(
            ":root{{{}}}@media (prefers-color-scheme:dark){{:root{{{}}}}}\n",
            self.light.css(),
            self.dark.css()
        )
    }

    fn unreadable(&self, theme: &ThemeColours) -> Vec<Problem> {
        let modes = [("", &self.light), (" (mode gelap)", &self.dark)];
        let pairs = modes
            .into_iter()
            .flat_map(|(name, mode)| mode.pairs().map(|pair| (name, pair)));
        let poor = pairs.filter(|(_, pair)| pair.contrast() < LEAST_CONTRAST);
        poor.map(|(name, pair)| pair.problem(name, theme)).collect()
    }
}

/// What the agency chose.
struct Chosen {
    primary: Colour,
    accent: Option<Colour>,
    background: Option<Colour>,
    text: Option<Colour>,
}

impl Chosen {
    fn read(theme: &ThemeColours) -> Result<Chosen, Vec<Problem>> {
        let primary = read(&theme.primary, theme.line).map_err(|problem| vec![problem])?;
        let more = [&theme.accent, &theme.background, &theme.text];
        let read = |colour: &Option<Placed>| {
            colour
                .as_ref()
                .map(|colour| read(&colour.value, colour.line))
                .transpose()
        };
        let [accent, background, text] = more.map(read);
        let one = |problem| vec![problem];
        Ok(Chosen {
            primary,
            accent: accent.map_err(one)?,
            background: background.map_err(one)?,
            text: text.map_err(one)?,
        })
    }

    fn light(&self) -> Mode {
        let paper = self.background.unwrap_or(WHITE);
        let ink = self.text.unwrap_or(Colour::hex(0x1b_25_29));
        let own = self.background.is_some() || self.text.is_some();
        let panel = if own {
            paper.mix(ink, 1)
        } else {
            Colour::hex(0xf1_f5_f6)
        };
        let soft = if own {
            ink.mix(paper, 4)
        } else {
            Colour::hex(0x4c_5a_60)
        };
        let accent = self
            .accent
            .unwrap_or_else(|| self.primary.towards(BLACK, &[paper, panel], LEAST_CONTRAST));
        let (primary, on) = (self.primary, WHITE);
        Mode {
            paper,
            panel,
            ink,
            soft,
            primary,
            on,
            accent,
            head: primary,
            bad: Colour::hex(0xa8_07_1a),
        }
    }

    /// Dark mode keeps its own paper; the agency's colours are brightened until they can be read on it.
    fn dark(&self) -> Mode {
        let (paper, panel) = (Colour::hex(0x12_1a_1e), Colour::hex(0x1d_28_2d));
        let bright = |colour: Colour| colour.towards(WHITE, &[paper, panel], DARK_CONTRAST);
        Mode {
            paper,
            panel,
            ink: Colour::hex(0xe8_ee_f0),
            soft: Colour::hex(0xb0_be_c4),
            primary: bright(self.primary),
            on: Colour::hex(0x0c_12_14),
            accent: bright(self.accent.unwrap_or(self.primary)),
            head: panel,
            bad: Colour::hex(0xff_9c_9c),
        }
    }
}

impl Mode {
    fn css(&self) -> String {
        let all = [
            ("p", self.primary),
            ("l", self.accent),
            ("ink", self.ink),
            ("soft", self.soft),
            ("paper", self.paper),
            ("panel", self.panel),
            ("head", self.head),
            ("on", self.on),
            ("bad", self.bad),
        ];
        let properties = all.map(|(name, colour)| format!("--{name}:{};", colour.css()));
        properties.concat()
    }

    /// Every text and the ground it stands on.
    fn pairs(&self) -> [Pair; 10] {
        let pair = |text, letters, on, ground, setting| Pair {
            text,
            letters,
            on,
            ground,
            setting,
        };
        [
            pair(
                "teks tombol",
                self.on,
                "warna utama",
                self.primary,
                Setting::Primary,
            ),
            pair(
                "teks kepala halaman",
                WHITE,
                "kepala halaman",
                self.head,
                Setting::Primary,
            ),
            pair("teks", self.ink, "latar", self.paper, Setting::Text),
            pair("teks", self.ink, "kotak", self.panel, Setting::Text),
            pair("keterangan", self.soft, "latar", self.paper, Setting::Text),
            pair("keterangan", self.soft, "kotak", self.panel, Setting::Text),
            pair("tautan", self.accent, "latar", self.paper, Setting::Accent),
            pair("tautan", self.accent, "kotak", self.panel, Setting::Accent),
            pair("pesan galat", self.bad, "latar", self.paper, Setting::Background),
            pair("pesan galat", self.bad, "kotak", self.panel, Setting::Background),
        ]
    }
}

/// A text and the ground it stands on.
#[derive(Clone, Copy)]
struct Pair {
    text: &'static str,
    letters: Colour,
    on: &'static str,
    ground: Colour,
    setting: Setting,
}

/// The setting that decides whether a pair can be read.
#[derive(Clone, Copy)]
enum Setting {
    Primary,
    Accent,
    Background,
    Text,
}

impl Pair {
    fn contrast(&self) -> f64 {
        self.letters.contrast(self.ground)
    }

    fn problem(&self, mode: &str, theme: &ThemeColours) -> Problem {
        let measured = format!("{:.2}", (self.contrast() * 100.0).floor() / 100.0).replace('.', ",");
        let (letters, ground) = (self.letters.css(), self.ground.css());
        let message = format!(
            "kontras {} ({letters}) di atas {} ({ground}){mode} hanya {measured} : 1, sedikitnya harus 4,5 : 1",
            self.text, self.on
        );
        let help = "pilih warna yang lebih gelap untuk teks, atau yang lebih terang untuk latar";
        Problem::error(
            "agency.toml",
            self.setting.line(theme),
            "low-contrast",
            message,
            help,
        )
    }
}

impl Setting {
    /// The line to change: the setting's own, or that of the colour it comes from.
    fn line(self, theme: &ThemeColours) -> usize {
        let own = match self {
            Setting::Primary => None,
            Setting::Accent => theme.accent.as_ref().or(theme.background.as_ref()),
            Setting::Background => theme.background.as_ref(),
            Setting::Text => theme.text.as_ref().or(theme.background.as_ref()),
        };
        own.map_or(theme.line, |placed| placed.line)
    }
}

fn read(text: &str, line: usize) -> Result<Colour, Problem> {
    Colour::parse(text).ok_or_else(|| {
        let message = format!("warna `{text}` tidak terbaca");
        Problem::error(
            "agency.toml",
            line,
            "bad-colour",
            message,
            "tulis warna seperti \"#0b5563\"",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(primary: &str) -> ThemeColours {
        ThemeColours {
            primary: primary.into(),
            line: 1,
            accent: None,
            background: None,
            text: None,
            logo: None,
        }
    }

    fn placed(value: &str, line: usize) -> Placed {
        Placed {
            value: value.into(),
            line,
        }
    }

    #[test]
    fn every_colour_that_carries_white_letters_makes_a_readable_site() {
        for text in ["#0b5563", "#767676", "#b00020", "#1a237e", "#000000", "#8a6d00"] {
            assert!(Palette::new(&theme(text)).is_ok(), "{text}");
        }
    }

    #[test]
    fn each_setting_is_refused_by_itself_with_what_was_measured() {
        let of = |theme: ThemeColours| Palette::new(&theme).expect_err("refused");
        let accent = of(ThemeColours {
            accent: Some(placed("#f0a000", 7)),
            ..theme("#0b5563")
        });
        assert!(accent.iter().all(|problem| problem.line == Some(7)), "{accent:?}");
        assert!(
            accent[0]
                .message
                .contains("tautan (#f0a000) di atas latar (#ffffff) hanya 2,1"),
            "{}",
            accent[0].message
        );
        let text = of(ThemeColours {
            text: Some(placed("#8a9499", 9)),
            ..theme("#0b5563")
        });
        assert!(text.iter().all(|problem| problem.line == Some(9)), "{text:?}");
        let paper = of(ThemeColours {
            background: Some(placed("#202020", 8)),
            ..theme("#0b5563")
        });
        assert!(
            paper
                .iter()
                .any(|problem| problem.message.starts_with("kontras pesan galat")),
            "{paper:?}"
        );
    }

    #[test]
    fn four_chosen_colours_reach_the_style_sheet() {
        let chosen = ThemeColours {
            accent: Some(placed("#8a1c4a", 2)),
            background: Some(placed("#fffdf5", 3)),
            text: Some(placed("#201a10", 4)),
            ..theme("#0b5563")
        };
        let css = Palette::new(&chosen).expect("readable").css();
        for colour in ["--p:#0b5563", "--l:#8a1c4a", "--paper:#fffdf5", "--ink:#201a10"] {
            assert!(css.contains(colour), "{colour} in {css}");
        }
    }
}
