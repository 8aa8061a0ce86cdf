//! Text in columns for a terminal.

/// Cells under headings, each column as wide as its widest cell.
pub(in crate::command) fn columns<const N: usize>(headings: &[&str; N], rows: &[[String; N]]) -> String {
    let headings = headings.map(str::to_owned);
    let lines: Vec<&[String; N]> = std::iter::once(&headings).chain(rows).collect();
    let width = |column: usize| {
        lines
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    lines
        .iter()
        .map(|line| padded(line.as_slice(), &widths))
        .collect()
}

fn padded(cells: &[String], widths: &[usize]) -> String {
    let padded = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| format!("{cell:<width$}"));
    let line = padded.collect::<Vec<_>>().join("  ");
    format!("{}\n", line.trim_end())
}

/// Names and values, one pair per line; a value of several lines is indented.
pub(super) fn pairs(pairs: &[(String, String)]) -> String {
    let width = pairs
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    let indent = format!("\n{}", " ".repeat(width + 2));
    let line =
        |(name, value): &(String, String)| format!("{name:<width$}  {}\n", value.replace('\n', &indent));
    pairs.iter().map(line).collect::<Vec<_>>().concat()
}

/// Text that cannot steer a terminal: control characters and invisible direction marks are dropped, lines stay.
pub(in crate::command) fn printable(text: &str) -> String {
    let hidden =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|&c| c == '\n' || !(c.is_control() || hidden(c)))
        .collect()
}

/// The beginning of a text on one line.
pub(super) fn shortened(text: &str, width: usize) -> String {
    let line = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= width {
        return line;
    }
    line.chars().take(width - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [
            ["a".to_owned(), "bb".to_owned()],
            ["ccc".to_owned(), String::new()],
        ];
        assert_eq!(columns(&["x", "y"], &rows), "x    y\na    bb\nccc\n");
    }

    #[test]
    fn a_citizens_text_cannot_steer_the_terminal() {
        assert_eq!(printable("merah\u{1b}[31m\u{202e}\r\nbaris"), "merah[31m\nbaris");
        assert_eq!(shortened("satu\ndua   tiga empat", 10), "satu dua …");
    }
}
