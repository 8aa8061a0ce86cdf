//! Files that cost too much, files that honest programs write, and any bytes at all.

use complaint::form::FileErrorCode::{self, Damaged, LargeDocument};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};
use proptest::prelude::*;

use super::budget::VALUE;
use super::{clean, read};

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

/// A name is told where a note says who wrote it, and stays where it is a field's.
#[test]
fn notes_lose_their_author_and_photos_what_their_camera_wrote() {
    let photo = b"\xFF\xD8\xFF\xE1\x00\x0BExif SITI\xFF\xEE\x00\x07Adobe\xFF\xFE\x00\x06SITI\xFF\xDA\x00\x02x\xFF\xD9";
    let digits: String = photo
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect::<Vec<_>>()
        .concat();
    let more = [
        b"\n4 0 obj[5 0 R 6 0 R 7 0 R<</Subtype/Ink/Rect[0 0 1 1]/T(SITI)>>]endobj\n".as_slice(),
        b"5 0 obj<</Type/Annot/Subtype/Text/Rect[0 0 1 1]/T(SITI)/M(SITI)/Contents(what it says)>>endobj\n",
        b"6 0 obj<</Type/Annot/Subtype/Widget/Rect[0 0 1 1]/FT/Tx/T(field)>>endobj\n",
        b"7 0 obj[8 0 R 9 0 R]endobj\n",
        b"8 0 obj<</Filter/DCTDecode>>stream\n",
        photo,
        b"\nendstream\n9 0 obj<</Filter[/ASCIIHexDecode/DCTDecode]/DecodeParms[null null]>>stream\n",
        digits.as_bytes(),
        b">\nendstream\n",
    ]
    .concat();
    let written = clean(&file(&more)).unwrap().bytes;
    let holds = |text: &[u8]| written.windows(text.len()).any(|part| part == text);
    assert!(!holds(b"SITI") && !holds(b"53495449") && !holds(b"Exif"));
    assert!(holds(b"what it says") && holds(b"field"));
    let document = Document::load_mem(&written).unwrap();
    for number in [8, 9] {
        let photo = document
            .get_object((number, 0))
            .and_then(Object::as_stream)
            .unwrap();
        let expected = b"\xFF\xD8\xFF\xEE\x00\x07Adobe\xFF\xDA\x00\x02x\xFF\xD9";
        assert_eq!(
            (photo.filters().unwrap(), photo.content.as_slice()),
            (vec![b"DCTDecode".as_slice()], expected.as_slice())
        );
    }
}

/// A document whose fourth object is this one, with more behind it; everything there is in use.
fn holding_also(fourth: &str, more: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut objects = object(4, format!("{fourth} endobj").as_bytes());
    for (number, body) in more {
        objects.extend(object(*number, body));
    }
    file(&objects)
}

fn plain_stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>stream\n", content.len());
    [head.as_bytes(), content, b"\nendstream endobj\n"].concat()
}

#[test]
fn what_leads_to_a_file_is_marked_whatever_it_calls_itself() {
    let carried = vec![
        (6, b"<</F(surat.exe)/EF<</F 7 0 R>>>> endobj".to_vec()),
        (7, plain_stream("", b"MZ program")),
    ];
    for (name, fourth) in [
        ("a note", "[<</Type/Annot/Subtype/FileAttachment/FS 6 0 R>>]"),
        ("beside the document", "<</AF[6 0 R]>>"),
        ("a file and nothing else", "[6 0 R]"),
    ] {
        assert!(clean(&holding_also(fourth, &carried)).unwrap().active, "{name}");
    }
    for (name, action) in [
        ("elsewhere", "<</S/GoToR/F(x.pdf)/D[0/Fit]>>"),
        ("inside another", "<</S/GoToE/D[0/Fit]>>"),
        ("a film", "<</S/Rendition/OP 0>>"),
        ("an old film", "<</S/Movie>>"),
        ("a sound", "<</S/Sound>>"),
        ("a note that sounds", "<</Subtype/Sound>>"),
        ("a body", "<</Subtype/3D>>"),
    ] {
        assert!(clean(&holding_also(action, &[])).unwrap().active, "{name}");
    }
    let elsewhere = object(4, &plain_stream("/F(http://example.test/a)", b""));
    assert!(
        clean(&file(&elsewhere)).unwrap().active,
        "a stream that lies elsewhere"
    );
    let link = holding_also("<</S/URI/URI(https://example.test)>>", &[]);
    assert!(!clean(&link).unwrap().active, "an ordinary link");
}

const TELLING: &[u8] = b"\xFF\xD8\xFF\xE1\x00\x0BExif SITI\xFF\xDA\x00\x02x\xFF\xD9";
const SILENT: &[u8] = b"\xFF\xD8\xFF\xDA\x00\x02x\xFF\xD9";

fn holds(file: &[u8], text: &[u8]) -> bool {
    file.windows(text.len()).any(|part| part == text)
}

/// Names of filters may stand elsewhere, photos in the middle of a page, packed or not.
#[test]
fn photos_lose_what_their_camera_wrote_wherever_they_stand() {
    let name = (6, b"/DCTDecode endobj".to_vec());
    let page = [b"q BI /W 1 /H 1 /F /DCT ID ".as_slice(), TELLING, b" EI Q"].concat();
    let jp2 = [
        b"\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x0Cuuid".as_slice(),
        b"SITI\0\0\0\x0Ajp2c\xFF\x4F",
    ]
    .concat();
    for (how, objects) in [
        (
            "a filter elsewhere",
            [(5, plain_stream("/Filter 6 0 R", TELLING)), name.clone()],
        ),
        (
            "a list with one elsewhere",
            [(5, plain_stream("/Filter[6 0 R]", TELLING)), name.clone()],
        ),
        (
            "a list elsewhere",
            [
                (5, plain_stream("/Filter 6 0 R", TELLING)),
                (6, b"[/DCTDecode] endobj".to_vec()),
            ],
        ),
        (
            "JPEG 2000",
            [(5, plain_stream("/Filter/JPXDecode", &jp2)), name.clone()],
        ),
        ("in a page", [(5, plain_stream("", &page)), name.clone()]),
        (
            "in a packed page",
            [(5, packed("X", &page.repeat(9))), name.clone()],
        ),
    ] {
        let cleaned = clean(&holding_also("[5 0 R]", &objects)).expect(how).bytes;
        let document = Document::load_mem(&cleaned).unwrap();
        let stream = document
            .get_object((5, 0))
            .and_then(Object::as_stream)
            .expect(how);
        let plain = stream
            .get_plain_content()
            .unwrap_or_else(|_| stream.content.clone());
        assert!(!holds(&cleaned, b"SITI") && !holds(&plain, b"SITI"), "{how}");
        let shown = if how == "JPEG 2000" {
            b"\xFF\x4F".as_slice()
        } else {
            SILENT
        };
        assert!(holds(&plain, shown), "{how}: {plain:?}");
    }
    for filter in [
        "/Filter 9",
        "/Filter[[/DCTDecode]]",
        "/Filter/JPXDecode",
        "/Filter 5 0 R",
    ] {
        let objects = [(5, plain_stream(filter, TELLING))];
        assert_eq!(
            clean(&holding_also("[5 0 R]", &objects)).map(|_| ()),
            Err(Damaged),
            "{filter}"
        );
    }
}

#[test]
fn whoever_signed_commented_or_collected_is_not_told() {
    let signature = "/Name(SITI)/Location(SITI)/Reason(SITI)/ContactInfo(SITI)/M(SITI)/Contents<53495449>";
    let note = "/Rect[0 0 1 1]/T(SITI)/M(SITI)/Contents(what it says)";
    for (how, fourth, sixth) in [
        (
            "a signature",
            "<</FT/Sig/T(field)/V 6 0 R>>".to_owned(),
            format!("<<{signature}>>"),
        ),
        (
            "one by its type",
            "<</Kids[6 0 R]>>".to_owned(),
            format!("<</Type/Sig{signature}>>"),
        ),
        (
            "one by what it signs",
            "<</V 6 0 R>>".to_owned(),
            format!("<</ByteRange[0 1]{signature}>>"),
        ),
        (
            "permissions",
            "<</Perms<</DocMDP 6 0 R>>/DSS 6 0 R>>".to_owned(),
            format!("<<{signature}>>"),
        ),
        (
            "a kind elsewhere",
            format!("[<</Subtype 6 0 R{note}>>]"),
            "/Text".to_owned(),
        ),
        (
            "a window of a note",
            format!("[<</Subtype/Popup{note}>>]"),
            "0".to_owned(),
        ),
        (
            "layers",
            "<</OCProperties<</D<</Creator(SITI)>>>>/CreatorInfo 6 0 R>>".to_owned(),
            "<</Creator(SITI)>>".to_owned(),
        ),
        (
            "a copied page",
            "<</SpiderInfo 6 0 R>>".to_owned(),
            "<</URL(http://SITI/)>>".to_owned(),
        ),
    ] {
        let objects = [(6, format!("{sixth} endobj").into_bytes())];
        let cleaned = clean(&holding_also(&fourth, &objects)).expect(how).bytes;
        assert!(
            !holds(&cleaned, b"SITI") && !holds(&cleaned, b"53495449"),
            "{how}"
        );
        assert_eq!(
            holds(&cleaned, b"what it says"),
            fourth.contains("what it says"),
            "{how}"
        );
    }
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
