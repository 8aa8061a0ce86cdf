//! Files as honest programs write them, whole, damaged or locked.

use complaint::form::FileErrorCode::Damaged;
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, dictionary};

use super::{file, object, packed, pages};
use crate::files::clean::document::{clean, read};

#[test]
fn the_last_version_of_an_object_counts() {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>";
    let two = "<</Type/Pages/Kids[3 0 R 8 0 R]/Count 2>>";
    let plain = format!("\n8 0 obj{page}endobj 2 0 obj{two}endobj xref\n0 0\ntrailer<</Root 1 0 R/Prev 5>>");
    assert_eq!(pages(&[file(b""), plain.into_bytes()].concat()), Ok(2));
    let inside = format!("2 0 8 {} {two} {page}", two.len() + 1);
    let first = inside.find('<').unwrap();
    let stream = object(
        9,
        &packed(&format!("ObjStm/N 2/First {first}"), inside.as_bytes()),
    );
    assert_eq!(
        pages(&[file(b""), stream.clone()].concat()),
        Ok(2),
        "packed, behind the plain one"
    );
    let (before, after) = (b"%PDF-1.5\n".as_slice(), file(b""));
    assert_eq!(
        pages(&[before, &stream, &after[9..]].concat()),
        Ok(1),
        "packed, before the plain one"
    );
}

#[test]
fn streams_end_where_they_say_or_else_at_their_last_word() {
    let inner = "x endstream endobj 3 0 obj null endobj ";
    let length = inner.len();
    for (name, object, content) in [
        (
            "its length",
            format!("4 0 obj<</Length {length}>>stream\r\n{inner}\nendstream endobj"),
            inner,
        ),
        (
            "elsewhere",
            format!("4 0 obj<</Length 9 0 R>>stream\n{inner}\nendstream\n9 0 obj {length} endobj"),
            inner,
        ),
        (
            "a wrong length",
            "4 0 obj<</Length 2>>stream\nx yz\nendstream endobj".to_owned(),
            "x yz",
        ),
        (
            "no length",
            "4 0 obj<<>>stream\nx yz\r\nendstream".to_owned(),
            "x yz",
        ),
        (
            "in circles",
            "4 0 obj<</Length 4 0 R>>stream\nx yz\nendstream".to_owned(),
            "x yz",
        ),
    ] {
        let cleaned = clean(&file(format!("\n{object}\n").as_bytes())).expect(name);
        let document = Document::load_mem(&cleaned.bytes).unwrap();
        let stream = document
            .get_object((4, 0))
            .and_then(Object::as_stream)
            .expect(name);
        assert_eq!(stream.content, content.as_bytes(), "{name}");
    }
}

#[test]
fn values_are_read_as_other_programs_write_them() {
    let values = "[-.5 +7 4. 12 0 R 1 2 -3 0.00-41 99999999999999999999 /a#62#zz (a\\\\(b)\\051\\\nc\\n) <4 1 4> true null ()]";
    let document = read(&file(&object(4, values.as_bytes()))).unwrap().unwrap();
    let read: Vec<String> = document
        .get_object((4, 0))
        .and_then(Object::as_array)
        .unwrap()
        .iter()
        .map(|value| format!("{value:?}"))
        .collect();
    let expected =
        "-0.5 7 4 12 0 R 1 2 -3 0.0041 100000000000000000000 /ab#zz <615c28622929630a> <4140> true Null ()";
    assert_eq!(read.join(" "), expected);
}

#[test]
fn a_file_without_its_end_begins_at_its_last_catalogue() {
    let whole = file(b"");
    let end = whole.windows(7).position(|word| word == b"trailer").unwrap();
    assert_eq!(pages(&whole[..end]), Ok(1));
    assert_eq!(pages(&whole[..40]), Err(Damaged));
}

/// A document that may not be printed, and one that may not be read.
#[test]
fn what_opens_without_a_password_is_opened_for_good() {
    let locked = |user: &str| {
        let mut document =
            Document::load_mem(&file(b"\n4 0 obj<</Length 1>>stream\nx\nendstream\n")).unwrap();
        let id = Object::string_literal("0123456789abcdef");
        document.trailer.set("ID", vec![id.clone(), id]);
        let author = document.add_object(dictionary! { "Author" => Object::string_literal("Siti") });
        document.trailer.set("Info", author);
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password: user,
            key_length: 128,
            permissions: Permissions::empty(),
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        let mut written = Vec::new();
        document.save_to(&mut written).unwrap();
        written
    };
    let cleaned = clean(&locked("")).unwrap();
    let open = Document::load_mem(&cleaned.bytes).unwrap();
    assert!(!cleaned.active && !open.was_encrypted() && !open.trailer.has(b"Info"));
    assert_eq!(
        open.get_object((4, 0))
            .and_then(Object::as_stream)
            .unwrap()
            .content,
        b"x"
    );
    let closed = locked("secret");
    let cleaned = clean(&closed).unwrap();
    assert!(
        cleaned.active && cleaned.bytes == closed,
        "what is closed stays as it came, marked"
    );
}

/// What is kept as it came must hide what it says: otherwise it is refused.
#[test]
fn a_lock_that_hides_nothing_is_refused() {
    let hash = "00".repeat(32);
    let standard = |more: &str| format!("<</Filter/Standard/V 1/R 2/P -1/O<{hash}>/U<{hash}>{more}>>");
    for (how, lock, kept) in [
        ("in the trailer", standard(""), true),
        ("of an unknown kind", "<</Filter/Foo>>".to_owned(), false),
        (
            "without a password",
            "<</Filter/Standard/V 1/R 2/O<00>/U<00>/P -1>>".to_owned(),
            false,
        ),
        ("nowhere", "99 0 R".to_owned(), false),
        ("with open properties", standard("/EncryptMetadata false"), false),
        (
            "that covers nothing",
            standard("/V 4/R 4/StmF/Identity/StrF/Identity"),
            false,
        ),
    ] {
        let locked = [
            file(b""),
            format!("trailer<</Root 1 0 R/ID[(a)(a)]/Encrypt {lock}>>").into_bytes(),
        ]
        .concat();
        let expected = if kept {
            Ok((true, locked.clone()))
        } else {
            Err(Damaged)
        };
        let cleaned = clean(&locked).map(|cleaned| (cleaned.active, cleaned.bytes));
        assert_eq!(cleaned, expected, "{how}");
    }
}
