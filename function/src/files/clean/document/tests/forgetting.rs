//! What a file tells of its author is forgotten; what leads elsewhere is marked.

use complaint::form::FileErrorCode::Damaged;
use lopdf::{Document, Object};

use super::{file, object, packed};
use crate::files::clean::document::clean;

const TELLING: &[u8] = b"\xFF\xD8\xFF\xE1\x00\x0BExif SITI\xFF\xDA\x00\x02x\xFF\xD9";
const SILENT: &[u8] = b"\xFF\xD8\xFF\xDA\x00\x02x\xFF\xD9";

fn holds(file: &[u8], text: &[u8]) -> bool {
    file.windows(text.len()).any(|part| part == text)
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
    for (text, kept) in [
        (b"SITI".as_slice(), false),
        (b"53495449", false),
        (b"Exif", false),
        (b"what it says", true),
        (b"field", true),
    ] {
        assert_eq!(holds(&written, text), kept, "{}", text.escape_ascii());
    }
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
