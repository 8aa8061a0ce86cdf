//! Colours of the theme: the contrast of the agency's colour, and the shades derived from it.

/// The page behind dark mode's text.
const DARK_PAGE: Colour = Colour {
    red: 0x12,
    green: 0x1a,
    blue: 0x1e,
};
/// The panels of light mode.
const LIGHT_PANEL: Colour = Colour {
    red: 0xf1,
    green: 0xf5,
    blue: 0xf6,
};
/// The panels of dark mode.
const DARK_PANEL: Colour = Colour {
    red: 0x1d,
    green: 0x28,
    blue: 0x2d,
};
const WHITE: Colour = Colour {
    red: 255,
    green: 255,
    blue: 255,
};
const BLACK: Colour = Colour {
    red: 0,
    green: 0,
    blue: 0,
};

/// What WCAG 2.2 asks of text (1.4.3).
pub(super) const LEAST_CONTRAST: f64 = 4.5;

/// Steps between two colours.
const STEPS: u16 = 20;

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// Reads `#rrggbb`.
    pub(super) fn parse(text: &str) -> Option<Colour> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Colour {
            red: channel(0)?,
            green: channel(2)?,
            blue: channel(4)?,
        })
    }

    /// As CSS writes it.
    pub(super) fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// The contrast ratio of WCAG 2.2: 1 (the same) to 21 (black on white).
    pub(super) fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The contrast with white paper or white letters.
    pub(super) fn contrast_with_white(self) -> f64 {
        self.contrast(WHITE)
    }

    fn luminance(self) -> f64 {
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The first step towards `target` that has `least` contrast with each of `grounds`.
    fn towards(self, target: Colour, grounds: &[Colour], least: f64) -> Colour {
        let enough = |colour: &Colour| grounds.iter().all(|ground| colour.contrast(*ground) >= least);
        (0..=STEPS)
            .map(|step| self.mix(target, step))
            .find(enough)
            .unwrap_or(target)
    }

    /// The colour `step` of [`STEPS`] on the way to another.
    fn mix(self, other: Colour, step: u16) -> Colour {
        let mix = |from: u8, to: u8| {
            let sum = u16::from(from) * (STEPS - step) + u16::from(to) * step;
            u8::try_from((sum + STEPS / 2) / STEPS).unwrap_or(u8::MAX)
        };
        Colour {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }
}

/// The shades the style sheet uses, as CSS custom properties for light and dark mode.
pub(super) fn custom_properties(primary: Colour) -> String {
    let link = primary.towards(BLACK, &[WHITE, LIGHT_PANEL], LEAST_CONTRAST);
    let dark = primary.towards(WHITE, &[DARK_PAGE, DARK_PANEL], 5.5);
    format!(
        ":root{{--p:{};--l:{}}}@media (prefers-color-scheme:dark){{:root{{--p:{};--l:{}}}}}\n",
        primary.css(),
        link.css(),
        dark.css(),
        dark.css(),
    )
}

fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.040_45 {
        share / 12.92
    } else {
        ((share + 0.055) / 1.055).powf(2.4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((colour("#000000").contrast_with_white() - 21.0).abs() < 1e-9);
        assert!((colour("#ffffff").contrast_with_white() - 1.0).abs() < 1e-9);
        // The well-known borderline greys.
        assert!(colour("#767676").contrast_with_white() >= LEAST_CONTRAST);
        assert!(colour("#777777").contrast_with_white() < LEAST_CONTRAST);
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        for text in ["0b5563", "#0b556", "#0b55633", "#gggggg", "#éé11", "biru", ""] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert_eq!(colour("#0B5563").css(), "#0b5563");
    }

    #[test]
    fn every_derived_shade_can_be_read_on_its_ground() {
        for text in ["#0b5563", "#767676", "#b00020", "#1a237e", "#000000", "#8a6d00"] {
            let primary = colour(text);
            let link = primary.towards(BLACK, &[WHITE, LIGHT_PANEL], LEAST_CONTRAST);
            assert!(link.contrast(LIGHT_PANEL) >= LEAST_CONTRAST, "{text}");
            let dark = primary.towards(WHITE, &[DARK_PAGE, DARK_PANEL], 5.5);
            assert!(dark.contrast(DARK_PANEL) >= LEAST_CONTRAST, "{text}");
        }
    }
}
