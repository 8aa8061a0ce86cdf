//! Our Markdown is `CommonMark`: every example of the specification through our renderer. Where we differ on purpose,
//! the example stands in `tests/commonmark-deviations.txt` with the reason; the list is exact both ways.

use std::collections::BTreeSet;
use std::fs;

use complaint::{Agency, Source};
use scraper::{ElementRef, Html, Node};
use tests::root;
use tests::tools::npm;

/// An example of the specification.
struct Example {
    number: usize,
    markdown: String,
    html: String,
}

/// The specification marks examples with fences of 32 backticks; `→` stands for a tab.
fn examples() -> Vec<Example> {
    let fence = "`".repeat(32);
    let spec = fs::read_to_string(npm("commonmark-spec/spec.txt")).expect("read the specification");
    let opening = format!("{fence} example\n");
    let blocks = spec.split(&opening).skip(1);
    let parsed = blocks.enumerate().map(|(index, block)| {
        let example = block
            .split(&format!("\n{fence}"))
            .next()
            .expect("an end")
            .replace('→', "\t");
        let (markdown, html) = match example.strip_prefix(".\n") {
            Some(html) => ("", html),
            None => example.split_once("\n.").expect("two halves"),
        };
        Example {
            number: index + 1,
            markdown: format!("{markdown}\n"),
            html: html.trim_start_matches('\n').to_owned(),
        }
    });
    parsed.collect()
}

fn agency() -> Agency {
    let read = |file: &str| fs::read_to_string(root().join("content").join(file)).expect("read the settings");
    let (agency, holidays) = (read("agency.toml"), read("data/holidays.toml"));
    let source = |file, text| Source { file, text };
    Agency::parse(
        source("agency.toml", &agency),
        source("data/holidays.toml", &holidays),
    )
    .expect("valid")
    .0
}

/// HTML as a browser understands it, without what we add to every page: names of headings, lazy pictures, regions
/// around tables.
fn meaning(html: &str) -> String {
    let mut text = String::new();
    write(Html::parse_fragment(html).root_element(), &mut text);
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("> <", "><")
}

fn write(element: ElementRef<'_>, text: &mut String) {
    let ours = ["id", "loading", "decoding"];
    let written = element.value().attrs().filter(|(name, _)| !ours.contains(name));
    let attributes: BTreeSet<String> = written
        .map(|(name, value)| format!(" {name}={value:?}"))
        .collect();
    let name = element.value().name();
    text.extend(["<", name, &attributes.into_iter().collect::<String>(), ">"]);
    for child in element.children() {
        match (child.value(), ElementRef::wrap(child)) {
            (Node::Text(words), _) => text.push_str(&words.replace('&', "&amp;").replace('<', "&lt;")),
            (_, Some(element)) => write(element, text),
            _ => {}
        }
    }
    text.extend(["</", name, ">"]);
}

/// Numbers of the examples on which we differ on purpose.
fn deviations() -> BTreeSet<usize> {
    let list = fs::read_to_string(root().join("tests/commonmark-deviations.txt")).expect("read the list");
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .flat_map(str::split_whitespace)
        .map(|number| number.parse().expect("a number"))
        .collect()
}

#[test]
fn every_example_of_the_specification_means_the_same_here() {
    let (agency, examples) = (agency(), examples());
    assert_eq!(examples.len(), 652);
    let mut differ = BTreeSet::new();
    let mut shown = Vec::new();
    let known = deviations();
    for example in &examples {
        let (html, _) = site_gen::fragment(&agency, &example.markdown);
        let (wanted, got) = (meaning(&example.html), meaning(&html));
        if wanted != got {
            differ.insert(example.number);
            if !known.contains(&example.number) {
                shown.push(format!(
                    "{}: {:?}\n  wanted {wanted}\n  got    {got}",
                    example.number, example.markdown
                ));
            }
        }
    }
    assert!(
        shown.is_empty(),
        "{}\n{} differ and are not listed",
        shown.join("\n"),
        shown.len()
    );
    let mended: Vec<_> = known.difference(&differ).collect();
    assert!(mended.is_empty(), "listed, but no longer different: {mended:?}");
}

#[test]
fn what_we_take_from_github_works() {
    let agency = agency();
    for (markdown, html) in [
        ("~~lama~~ baru", "<p><del>lama</del> baru</p>"),
        (
            "a | b\n--|--\n1 | 2",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
        (
            "a | b\n--|:-:\n`x \\| y` | 2 | 3",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td><code>x | y</code></td><td>2</td></tr></tbody></table>",
        ),
    ] {
        let (ours, _) = site_gen::fragment(&agency, markdown);
        let ours = ours.split_once("<table").map_or(ours.clone(), |(_, table)| {
            format!("<table{}", table.trim_end().trim_end_matches("</div>"))
        });
        assert_eq!(meaning(&ours), meaning(html), "{markdown}");
    }
}
