//! Whatever an editor types, the generator answers: with a site, or with problems that name lines of the file.
//! And the sample agency's own content is as it asks others to be.

mod common;

use std::path::Path;

use common::{TODAY, content};
use site_gen::{Options, build, read_content};

/// What trips a reader of Markdown, alone or beside something else.
const PIECES: [&str; 48] = [
    "\n",
    "\n\n",
    " ",
    "a",
    "Kata ",
    "é",
    "–",
    "“",
    "”",
    "0541-000112",
    "0811",
    "08.00",
    "3 hari kerja",
    "Jl. Uji No. 1",
    "uji@uji.exampl",
    "https://a.example/(b",
    "www.",
    "[[",
    "]]",
    "[[tenggat:verify_by]]",
    "[x](a.md)",
    "[x](",
    "](#a)",
    "![",
    "](/x.png)",
    "<b>",
    "<!--",
    "-->",
    ":::",
    ":::catatan\n",
    ":::akordeon ?\n",
    ":::gambar é\n",
    ":::grafik data/x.csv é",
    ":::unduhan /é",
    "```",
    "~~~",
    "# ",
    "#### ",
    "|",
    "|-|\n",
    "- ",
    "1. ",
    "    ",
    "\t",
    "&amp;",
    "{{",
    "\u{0}",
    "\\",
];

/// The next figure of a fixed sequence, so that every run tries the same.
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).expect("31 bits")
}

#[test]
fn any_text_gives_a_site_or_problems_on_its_lines() {
    let mut state = 0x9E37_79B9_7F4A_7C15;
    for _ in 0..60 {
        let mut pages = content().page("cari.md", "Cari", "");
        let mut longest = 0;
        for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            let length = next(&mut state) % 40;
            let body: String = (0..length)
                .map(|_| PIECES[next(&mut state) % PIECES.len()])
                .collect();
            longest = longest.max(body.lines().count() + 4);
            pages = pages.page(&format!("{name}.md"), "A", &body);
        }
        let problems = match pages.build() {
            Ok(site) => [site.built.warnings, site.built.advice.hints].concat(),
            Err(problems) => problems,
        };
        for problem in problems.iter().filter(|problem| {
            problem
                .file
                .rsplit_once('.')
                .is_some_and(|(_, ending)| ending == "md")
        }) {
            assert!(
                problem.line.is_none_or(|line| (1..=longest).contains(&line)),
                "{problem}"
            );
            assert!(!problem.help.is_empty(), "{problem}");
        }
    }
}

#[test]
fn the_sample_asks_of_itself_what_it_asks_of_others() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let input = read_content(&dir).expect("the sample can be read");
    let options = Options {
        base_url: None,
        drafts: false,
        today: TODAY,
        content_name: "content".into(),
    };
    let site = build(&input, &options).expect("the sample is sound");
    let told: Vec<String> = site
        .built
        .warnings
        .iter()
        .chain(&site.built.advice.hints)
        .map(ToString::to_string)
        .collect();
    // The decree on next year's holidays does not exist yet.
    let told: Vec<&String> = told
        .iter()
        .filter(|problem| !problem.contains("provisional-year"))
        .collect();
    assert!(told.is_empty(), "{told:#?}");
    assert!(site.built.advice.readings.len() > 15);
}
