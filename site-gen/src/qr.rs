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
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{}\"/></svg>",
        modules(&code)
    )
}

/// The dark modules, row by row, neighbours in one stroke.
fn modules(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let end = (x..code.size())
                .find(|x| !code.get_module(*x, y))
                .unwrap_or(code.size());
            let length = end - x;
            if length > 0 {
                write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET)
                    .expect("writing to a string");
            }
            x += length.max(1);
        }
    }
    path
}
