//! Files that cost too much, and any bytes at all.

use complaint::form::FileErrorCode::{Damaged, LargeDocument};
use lopdf::Object;
use proptest::prelude::*;

use super::{file, holding, joined, object, packed, pages};
use crate::files::clean::document::budget::VALUE;
use crate::files::clean::document::read;

#[test]
fn what_costs_too_much_is_refused() {
    let many = |part: &str, times: usize| part.repeat(times);
    let one =
        |begin: &str, part: &str, times: usize| object(4, (begin.to_owned() + &many(part, times)).as_bytes());
    let hundred = |plain: &str| {
        let stream = packed("ObjStm/N 1/First 4", plain.as_bytes());
        (5..105).flat_map(|number| object(number, &stream)).collect()
    };
    let keys = joined(0..500_000, |key| format!("/{key} 0"));
    let heads = joined(5..400_000, |number| format!("{number} 0 obj 0 "));
    for (name, more) in [
        (
            "one array said to be 300 objects",
            holding(5, 300, format!("[{}]", many("0 ", 300_000)).as_bytes()),
        ),
        ("names without a letter", one("[", "/", 900_000)),
        ("noughts", one("[", "0 ", 900_000)),
        ("empty strings", one("[", "()", 900_000)),
        ("small dictionaries", one("[", "<</A 0>>", 300_000)),
        ("many keys", one("<<", &keys, 1)),
        ("many objects", heads.into_bytes()),
        (
            "strings without an end",
            many("9 0 obj\n(\n", 100_000).into_bytes(),
        ),
        (
            "streams without an end",
            many("9 0 obj<<>>stream\n", 100_000).into_bytes(),
        ),
        (
            "blanks over and over",
            hundred(&format!("9 0 {}", many(" ", 8_000_000))),
        ),
        ("streams that unfold to too much", hundred(&many(" ", 9_000_000))),
    ] {
        let refused = read(&file(&more)).map(|document| document.is_some());
        assert_eq!(refused, Err(LargeDocument), "{name}");
    }
}

/// Tables of contents are not believed, so one that names a place a thousand times costs nothing.
#[test]
fn a_place_named_a_thousand_times_is_read_once() {
    let array = object(4, format!("[{}]", "0 ".repeat(10_000)).as_bytes());
    let table = format!("\nxref\n5 9000\n{}", "0000000200 00000 n \n".repeat(9_000));
    assert_eq!(
        pages(&file(&[array.as_slice(), table.as_bytes()].concat())),
        Ok(1)
    );
    let circles =
        file(b"\n4 0 obj<</Length 4 0 R>>stream\nx\nendstream\ntrailer<</Prev 9/XRefStm 9/Root 1 0 R>>");
    assert_eq!(pages(&circles), Ok(1));
    let tree = String::from_utf8(file(b""))
        .unwrap()
        .replace("[3 0 R]", "[2 0 R 3 0 R]");
    assert_eq!(pages(tree.as_bytes()), Err(Damaged), "pages in circles");
}

#[test]
fn a_string_full_of_parentheses_is_written_in_no_time() {
    let text = format!("({})", "\\)\\\\".repeat(400_000));
    assert_eq!(pages(&file(&object(4, text.as_bytes()))), Ok(1));
}

/// How many values there are.
fn values(object: &Object) -> usize {
    1 + match object {
        Object::Array(items) => items.iter().map(values).sum(),
        Object::Dictionary(entries) => entries.iter().map(|(_, value)| values(value)).sum(),
        Object::Stream(stream) => stream.dict.iter().map(|(_, value)| values(value)).sum(),
        _ => 0,
    }
}

fn parts() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "<<",
        ">>",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "/",
        "/Length ",
        "/Type/ObjStm",
        "/N 9",
        "/First 4",
        " 1 0 R ",
        "\\",
        "\n4 0 obj ",
        " endobj ",
        "stream\n",
        "\nendstream",
        "%",
        "#",
        "trailer",
        " 9",
        "-",
        ".",
        "\0",
        "true",
        "/Filter",
        "/FlateDecode",
        "/Root 1 0 R",
        "/Encrypt 4 0 R",
        "/ID",
        "/Kids",
        "/Pages",
    ];
    let word = prop::sample::select(words.map(str::as_bytes).map(<[u8]>::to_vec).to_vec());
    let any = prop::collection::vec(any::<u8>(), 0..9);
    prop::collection::vec(prop_oneof![8 => word, 1 => any], 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    /// Not even a decoder that fails is asked to: what panics would be caught further out.
    #[test]
    fn any_bytes_are_read_or_refused_within_the_budget(parts in parts(), fill in prop::collection::vec(any::<u8>(), 0..40)) {
        for bytes in [parts.clone(), file(&parts), file(&object(4, &packed("ObjStm/N 3/First 9", &parts))), fill] {
            if let Ok(Some(document)) = read(&bytes) {
                let held: usize = document.objects.values().map(values).sum();
                prop_assert!(held * VALUE <= 80 * 1024 * 1024);
                prop_assert!(document.page_iter().count() <= document.objects.len());
            }
        }
    }
}
