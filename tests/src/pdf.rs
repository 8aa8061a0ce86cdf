//! Just enough of PDF to count the pages that Chromium prints.

/// How many pages a PDF printed by Chromium has.
pub fn pages(pdf: &[u8]) -> usize {
    assert!(pdf.starts_with(b"%PDF-"), "not a PDF");
    let text = String::from_utf8_lossy(pdf);
    text.match_indices("/Type /Page")
        .filter(|(at, name)| !text[at + name.len()..].starts_with('s'))
        .count()
}
