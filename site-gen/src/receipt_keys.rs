//! `data/receipt-keys.json`: a copy of the public keys that verify receipts, shipped with the site. With it the page
//! that verifies works as static HTML and script, also when the function is out of reach or gone for good.

use complaint::problem::Problem;
use serde_json::{Value, json};

use crate::read::Input;
use crate::theme::Asset;
use crate::{Options, content_file, extras, media_type};

/// Where the copy stands, in the content and, with a slash before it, on the site.
const FILE: &str = "data/receipt-keys.json";
/// 32 bytes in base64url.
const KEY_SYMBOLS: usize = 43;

/// Path and content of the list; an empty one where there is no copy.
pub(crate) fn file(input: &Input) -> (String, Asset) {
    let keys = input.files.get(FILE).and_then(|bytes| read(bytes));
    let list = json!({ "keys": keys.unwrap_or_default() });
    let asset = extras::made_of_text(media_type::of(FILE), list.to_string());
    (format!("/{FILE}"), asset)
}

/// What is wrong with the copy.
pub(crate) fn problem(input: &Input, options: &Options) -> Option<Problem> {
    let bytes = input.files.get(FILE)?;
    let wrong = || {
        Problem::error(
            content_file(options, FILE),
            None,
            "receipt-keys",
            "berkas ini bukan daftar kunci tanda terima",
            "simpan lagi salinan /api/receipt-keys.json, atau hapus berkas ini",
        )
    };
    read(bytes).is_none().then(wrong)
}

/// Public keys and nothing else: whatever the file holds beside them stays out of the site.
fn read(bytes: &[u8]) -> Option<Vec<Value>> {
    let list: Value = serde_json::from_slice(bytes).ok()?;
    let key = |key: &Value| {
        let text = |name: &str| key[name].as_str();
        let public = text("public_key").filter(|text| text.len() == KEY_SYMBOLS)?;
        Some(json!({
            "key_id": text("key_id")?,
            "algorithm": text("algorithm").filter(|name| *name == "Ed25519")?,
            "public_key": public,
            "valid_from": key["valid_from"],
            "valid_until": key["valid_until"],
        }))
    };
    list["keys"].as_array()?.iter().map(key).collect()
}
