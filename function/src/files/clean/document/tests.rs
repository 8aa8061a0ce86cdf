//! Documents as bytes: what the tests of reading, of forgetting and of cost make theirs from.

mod cost;
mod forgetting;
mod reading;

use complaint::form::FileErrorCode;
use lopdf::{Document, Stream, dictionary};

use super::clean;

/// A document of one page, with more objects before its trailer.
fn file(more: &[u8]) -> Vec<u8> {
    let objects = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
        2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
        3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n";
    let end = b"\ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n";
    [objects, more, end.as_slice()].concat()
}

/// A stream that unfolds to these bytes.
fn packed(kind: &str, plain: &[u8]) -> Vec<u8> {
    let mut stream = Stream::new(dictionary! {}, plain.to_vec());
    stream.compress().unwrap();
    let filter = if stream.dict.has(b"Filter") {
        "/Filter/FlateDecode"
    } else {
        ""
    };
    let length = stream.content.len();
    let head = format!("<</Type/{kind}{filter}/Length {length}>>stream\n");
    [head.as_bytes(), &stream.content, b"\nendstream\nendobj\n"].concat()
}

fn object(number: u32, body: &[u8]) -> Vec<u8> {
    [format!("\n{number} 0 obj\n").as_bytes(), body].concat()
}

fn joined(numbers: std::ops::Range<u32>, text: impl Fn(u32) -> String) -> String {
    numbers.map(text).collect::<Vec<_>>().concat()
}

/// A stream of objects, all of them said to stand at the first place.
fn holding(number: u32, copies: u32, plain: &[u8]) -> Vec<u8> {
    let list = joined(0..copies, |copy| format!("{} 0 ", 100 + copy));
    let kind = format!("ObjStm/N {copies}/First {}", list.len());
    object(number, &packed(&kind, &[list.as_bytes(), plain].concat()))
}

fn pages(bytes: &[u8]) -> Result<usize, FileErrorCode> {
    let cleaned = clean(bytes)?;
    let written = Document::load_mem(&cleaned.bytes).expect("others read what we write");
    Ok(written.get_pages().len())
}
