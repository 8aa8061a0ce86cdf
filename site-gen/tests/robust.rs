//! Whatever an editor, a converter or a cat on the keyboard produces: no panic, no hang, and well-formed HTML.
//!
//! Texts are put together at random from pieces that have broken generators before, by a fixed seed, for a fixed
//! number of rounds. `TANGGAP_ROUNDS=100000 cargo test -p site-gen --test robust` looks further.

mod common;

use std::time::{Duration, Instant};

use common::content;
use complaint::agency::{Agency, Source};
use scraper::Html;
use site_gen::fragment;

const ROUNDS: u64 = 600;
/// Far more than any text of this size takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "    ",
    " ",
    "# ",
    "###### ",
    "- ",
    "1. ",
    "* * *\n",
    "> ",
    "> > ",
    "```\n",
    "~~~ x\n",
    "`",
    "``",
    "*",
    "**",
    "***",
    "_",
    "~~",
    "[",
    "]",
    "](",
    ")",
    "![",
    "[x](/lapor.md)",
    "[x](#y)",
    "![a](b.png)",
    "[[",
    "]]",
    "[[tenggat:verify_by]]",
    "[[kontak:whatsapp]]",
    "[[x:y]]",
    ":::",
    ":::catatan\n",
    "\n:::\n",
    ":::peringatan\n",
    ":::kartu-kanal whatsapp\n",
    ":::daftar-kanal\n",
    ":::tabel-tenggat\n",
    "| a | b |\n|---|:-:|\n| c |\n",
    "|",
    "<div>",
    "</div>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<a href='",
    "&amp;",
    "&#0;",
    "&nosuch;",
    "\\",
    "\\[",
    "{{",
    "}}",
    "{% if",
    "{#id .class}",
    "<",
    ">",
    "\"",
    "'",
    "http://a.example/",
    "www.a.example",
    "0811-0000-111",
    "kata ",
    "Kalimat satu. ",
    "é",
    "👩‍👩‍👧",
    "\u{202e}",
    "\u{200d}",
    "\u{0}",
    "\u{feff}",
    "ﷺ",
    "+++\n",
    "---\n",
    "===\n",
    "title = \"a\"\n",
    "title: a\n",
    "date = 2026-13-45\n",
    "slug = \"../x\"\n",
    "aliases = [\"/\"]\n",
    "draft = true\n",
    "weight = 99999999999999999999\n",
];

/// Numbers that look random and are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or_default()
    }

    fn text(&mut self, most: usize) -> String {
        (0..=self.below(most))
            .map(|_| PIECES[self.below(PIECES.len())])
            .collect()
    }
}

fn agency() -> Agency {
    let source = |file, text| Source { file, text };
    let parsed = Agency::parse(
        source("agency.toml", include_str!("common/agency.toml")),
        source("holidays.toml", include_str!("common/holidays.toml")),
    );
    parsed.expect("a sound agency").0
}

fn rounds() -> u64 {
    std::env::var("TANGGAP_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(ROUNDS)
}

/// What the standard's parser has to say about a piece of HTML within a page.
fn faults(html: &str) -> Vec<String> {
    let page = format!(
        "<!doctype html><html lang=\"id\"><head><title>a</title></head><body><main>{html}</main></body></html>"
    );
    Html::parse_document(&page)
        .errors
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_judge_sees_a_fault() {
    assert!(!faults("<p>a</div>").is_empty());
    assert_eq!(faults("<p>a</p>"), Vec::<String>::new());
}

#[test]
fn no_text_breaks_the_html_around_it() {
    let agency = agency();
    for round in 1..=rounds() {
        let text = Dice(round.wrapping_mul(0x9e37_79b9_7f4a_7c15)).text(60);
        let began = Instant::now();
        let (html, problems) = fragment(&agency, &text);
        assert!(began.elapsed() < PATIENCE, "round {round} hangs: {text:?}");
        if problems
            .iter()
            .all(|problem| problem.code != "unclosed-block" && problem.code != "unopened-block")
        {
            assert_eq!(
                faults(&html),
                Vec::<String>::new(),
                "round {round}: {text:?} → {html}"
            );
        }
        assert!(!html.contains("<script"), "round {round}: {text:?}");
    }
}

#[test]
fn no_page_file_stops_the_build_with_anything_but_problems() {
    for round in 1..=rounds() / 10 {
        let mut dice = Dice(round.wrapping_mul(0xd134_2543_de82_ef95));
        let fence = ["+++\n", "---\n", ""][dice.below(3)];
        let page = format!("{fence}{}{fence}{}", dice.text(12), dice.text(40));
        let began = Instant::now();
        if let Ok(site) = content().file("a.md", page.clone()).build()
            && let Some(built) = site.files.get("/a/index.html")
        {
            let html = String::from_utf8(built.bytes.to_vec()).expect("text");
            let found: Vec<_> = Html::parse_document(&html)
                .errors
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(found, Vec::<String>::new(), "round {round}: {page:?}");
        }
        assert!(began.elapsed() < PATIENCE, "round {round} hangs: {page:?}");
    }
}

#[test]
fn deep_nesting_and_long_runs_take_no_time() {
    let agency = agency();
    for piece in [
        "> ",
        "- ",
        "[",
        "![",
        "*a ",
        "`",
        "<",
        "[[",
        ":::catatan\n",
        "|",
        "&",
        "#",
        "(",
        "\\",
    ] {
        let began = Instant::now();
        fragment(&agency, &piece.repeat(20_000 / piece.len()));
        assert!(
            began.elapsed() < PATIENCE,
            "{piece:?} takes {:?}",
            began.elapsed()
        );
    }
}
