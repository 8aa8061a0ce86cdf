//! What a file is, by its bytes alone. Its name and what the sender calls it are never asked.

use complaint::form::FileErrorCode;

/// The kinds that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A photo.
    Jpeg,
    /// A picture of a screen.
    Png,
    /// A photo, as some programs pass it on.
    Webp,
    /// A document.
    Pdf,
}

/// Marks of HEIF: photos that most programs outside one maker's telephones cannot show.
const HEIF_BRANDS: [&[u8]; 10] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis",
];

/// Films and sounds, archives and office documents, by how they begin.
const MEDIA: [&[u8]; 6] = [
    b"\x1A\x45\xDF\xA3",
    b"OggS",
    b"ID3",
    b"\xFF\xFB",
    b"fLaC",
    b"#!AMR",
];
const DOCUMENTS: [&[u8]; 5] = [
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xD0\xCF\x11\xE0",
    b"{\\rtf",
    b"Rar!",
];

/// The kind of these bytes, or why they are none of ours.
pub fn kind(bytes: &[u8]) -> Result<Kind, FileErrorCode> {
    match bytes {
        [] => Err(FileErrorCode::Empty),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok(Kind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, rest @ ..] => riff(rest),
        [_, _, _, _, b'f', b't', b'y', b'p', rest @ ..] => Err(boxed(rest)),
        // Only at the very beginning: further down it may stand in any text.
        _ if bytes.starts_with(b"%PDF-") => Ok(Kind::Pdf),
        _ => Err(other(bytes)),
    }
}

fn riff(form: &[u8]) -> Result<Kind, FileErrorCode> {
    if form.starts_with(b"WEBP") {
        Ok(Kind::Webp)
    } else {
        Err(FileErrorCode::Media)
    }
}

fn boxed(brand: &[u8]) -> FileErrorCode {
    if HEIF_BRANDS.iter().any(|known| brand.starts_with(known)) {
        FileErrorCode::Heic
    } else {
        FileErrorCode::Media
    }
}

fn other(bytes: &[u8]) -> FileErrorCode {
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| bytes.starts_with(mark));
    if begins(&MEDIA) {
        FileErrorCode::Media
    } else if begins(&DOCUMENTS) {
        FileErrorCode::Document
    } else {
        FileErrorCode::UnknownKind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_each_refusal_has_its_own_word() {
        use FileErrorCode::{Document, Empty, Heic, Media, UnknownKind};
        let table: [(&[u8], Result<Kind, FileErrorCode>); 17] = [
            (b"", Err(Empty)),
            (b"\xFF\xD8\xFF\xE0rest", Ok(Kind::Jpeg)),
            (b"\x89PNG\r\n\x1A\nrest", Ok(Kind::Png)),
            (b"RIFF\x01\x00\x00\x00WEBPVP8 ", Ok(Kind::Webp)),
            (b"RIFF\x01\x00\x00\x00AVI LIST", Err(Media)),
            (b"%PDF-1.7\n", Ok(Kind::Pdf)),
            (b" %PDF-1.7\n", Err(UnknownKind)),
            (b"<html><!-- %PDF-1.7 -->", Err(UnknownKind)),
            (b"\x00\x00\x00\x18ftypheic", Err(Heic)),
            (b"\x00\x00\x00\x18ftypavif", Err(Heic)),
            (b"\x00\x00\x00\x18ftypisom", Err(Media)),
            (b"PK\x03\x04[Content_Types].xml", Err(Document)),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Err(Document)),
            (b"GIF89a", Err(UnknownKind)),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", Err(UnknownKind)),
            (b"MZ\x90\x00", Err(UnknownKind)),
            (b"\xFF\xD8", Err(UnknownKind)),
        ];
        for (bytes, expected) in table {
            assert_eq!(kind(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
