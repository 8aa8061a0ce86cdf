//! A QR code as a drawing.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::html::escape;

/// White modules that the standard wants around a code.
const QUIET: i32 = 4;

/// The drawing of a text; nothing where the text is too long for one.
pub(crate) fn svg(text: &str, label: &str, correction: QrCodeEcc) -> String {
    let Ok(code) = QrCode::encode_text(text, correction) else {
        return String::new();
    };
    let (side, label) = (code.size() + 2 * QUIET, escape(label));
    format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path stroke=\"#000\" d=\"{}\"/></svg>",
        modules(&code)
    )
}

/// The dark modules: one stroke through the middle of each row, lifted where it is light.
fn modules(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut pen = None;
        for (start, length) in runs(code, y) {
            match pen {
                None => write!(path, "M{} {}.5", start + QUIET, y + QUIET),
                Some(end) => write!(path, "m{} 0", start - end),
            }
            .and_then(|()| write!(path, "h{length}"))
            .expect("writing to a string");
            pen = Some(start + length);
        }
    }
    path
}

/// Where dark modules begin in a row, and how many follow.
fn runs(code: &QrCode, y: i32) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == x => *length += 1,
            _ => runs.push((x, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the path again, module by module.
    fn drawn(path: &str, side: i32) -> Vec<Vec<bool>> {
        let width = usize::try_from(side).unwrap();
        let mut rows = vec![vec![false; width]; width];
        let (mut x, mut y, mut numbers) = (0, 0, String::new());
        let mut commands = Vec::new();
        for c in path.chars() {
            if c.is_ascii_alphabetic() {
                commands.push((c, String::new()));
            } else if let Some((_, text)) = commands.last_mut() {
                text.push(c);
            }
        }
        for (command, text) in commands {
            numbers.clone_from(&text);
            let mut parts = numbers
                .split(' ')
                .map(|part| part.trim_end_matches(".5").parse::<usize>().unwrap());
            match command {
                'M' => (x, y) = (parts.next().unwrap(), parts.next().unwrap()),
                'm' => x += parts.next().unwrap(),
                'h' => {
                    let length = parts.next().unwrap();
                    rows[y][x..x + length].fill(true);
                    x += length;
                }
                other => panic!("{other}"),
            }
        }
        rows
    }

    #[test]
    fn the_strokes_draw_exactly_the_code() {
        let text = "https://contoh.example/verifikasi/#TANDA+TERIMA+PENGADUAN+Nomor:+DPM-7K3F-9QX2";
        let code = QrCode::encode_text(text, QrCodeEcc::Low).unwrap();
        let side = code.size() + 2 * QUIET;
        let rows = drawn(&modules(&code), side);
        for (y, row) in (0..).zip(&rows) {
            for (x, dark) in (0..).zip(row) {
                assert_eq!(*dark, code.get_module(x - QUIET, y - QUIET), "{x} {y}");
            }
        }
    }
}
