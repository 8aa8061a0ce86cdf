//! Just enough of PDF to count the pages that Chromium prints.

/// How many pages a PDF printed by Chromium has.
pub fn pages(pdf: &[u8]) -> usize {
    assert!(pdf.starts_with(b"%PDF-"), "not a PDF");
    let text = String::from_utf8_lossy(pdf);
    text.match_indices("/Type /Page")
        .filter(|(at, name)| !text[at + name.len()..].starts_with('s'))
        .count()
}

/// Whether the first page is so many millimetres wide and high.
pub fn is_paper(pdf: &[u8], millimetres: [f64; 2]) -> bool {
    let text = String::from_utf8_lossy(pdf);
    let (_, rest) = text.split_once("/MediaBox [").expect("a page has a size");
    let sides = rest.split(']').next().unwrap_or_default().split_whitespace();
    let points = sides.skip(2).filter_map(|side| side.parse::<f64>().ok());
    let wanted = millimetres.map(|side| side / 25.4 * 72.0);
    points
        .zip(wanted)
        .all(|(side, wanted)| (side - wanted).abs() < 1.5)
}
