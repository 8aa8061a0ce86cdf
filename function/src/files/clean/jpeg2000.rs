//! The boxes of a JPEG 2000 file, without decoding it.

/// How a file begins that has boxes, and how one does that is a picture alone.
const FILE: &[u8] = b"\0\0\0\x0CjP  \r\n\x87\n";
const PICTURE: &[u8] = b"\xFF\x4F";
/// What is needed to show the picture; other boxes tell of cameras, places, rights and programs.
const NEEDED: [&[u8; 4]; 5] = [b"jP  ", b"ftyp", b"rreq", HEAD, DRAWN];
const NEEDED_IN_HEAD: [&[u8; 4]; 7] = [b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res "];
/// The box that holds other boxes, and the one of the picture.
const HEAD: &[u8; 4] = b"jp2h";
const DRAWN: &[u8; 4] = b"jp2c";
const COMMENT: u8 = 0x64;
/// Where the parts of the picture begin.
const PART: u8 = 0x90;

/// The picture without what cameras and programs wrote beside it, if it is one.
pub(super) fn without_notes(file: &[u8]) -> Option<Vec<u8>> {
    if file.starts_with(PICTURE) {
        return Some(without_comments(file));
    }
    file.starts_with(FILE).then(|| boxes(file, &NEEDED)).flatten()
}

/// Those of the boxes that are needed.
fn boxes(mut rest: &[u8], needed: &[&[u8; 4]]) -> Option<Vec<u8>> {
    let mut kept = Vec::new();
    while !rest.is_empty() {
        let (kind, content, behind) = first(rest)?;
        if needed.contains(&&kind) {
            let content = match &kind {
                HEAD => boxes(content, &NEEDED_IN_HEAD)?,
                DRAWN => without_comments(content),
                _ => content.to_vec(),
            };
            let length = u32::try_from(content.len() + 8).ok()?;
            kept.extend(length.to_be_bytes());
            kept.extend(kind);
            kept.extend(content);
        }
        rest = behind;
    }
    Some(kept)
}

/// The box that these bytes begin with: its kind, what it holds, and what is behind it.
fn first(rest: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let (length, behind) = rest.split_first_chunk::<4>()?;
    let (kind, _) = behind.split_first_chunk::<4>()?;
    let (head, length) = match u32::from_be_bytes(*length) {
        0 => (8, rest.len()),
        1 => (
            16,
            usize::try_from(u64::from_be_bytes(*rest.get(8..)?.first_chunk()?)).ok()?,
        ),
        length => (8, usize::try_from(length).ok()?),
    };
    let (whole, behind) = rest.split_at_checked(length)?;
    Some((*kind, whole.get(head..)?, behind))
}

/// A picture without the comments that stand before its parts.
fn without_comments(picture: &[u8]) -> Vec<u8> {
    let mut kept = picture[..picture.len().min(PICTURE.len())].to_vec();
    let mut rest = &picture[kept.len()..];
    while let Some((kind, segment, behind)) = segment(rest) {
        if kind != COMMENT {
            kept.extend_from_slice(segment);
        }
        rest = behind;
    }
    kept.extend_from_slice(rest);
    kept
}

/// The segment that these bytes begin with, unless the parts of the picture do.
fn segment(rest: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let [0xFF, kind, high, low, ..] = *rest else {
        return None;
    };
    if kind == PART {
        return None;
    }
    let length = 2 + usize::from(u16::from_be_bytes([high, low]));
    let (segment, behind) = rest.split_at_checked(length)?;
    Some((kind, segment, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [length.as_slice(), &kind, content].concat()
    }

    #[test]
    fn only_what_shows_the_picture_stays() {
        let plain = b"\xFF\x4F\xFF\x51\x00\x04ab\xFF\x90\x00\x04cd\xFF\x64data\xFF\xD9";
        let noted =
            b"\xFF\x4F\xFF\x51\x00\x04ab\xFF\x64\x00\x08\0\x01SITI\xFF\x90\x00\x04cd\xFF\x64data\xFF\xD9";
        assert_eq!(without_notes(noted).as_deref(), Some(plain.as_slice()));
        let start = boxed(*b"jP  ", b"\r\n\x87\n");
        let file = |picture: &[u8], uuid: &[u8]| {
            let head = [boxed(*b"ihdr", b"1"), uuid.to_vec()].concat();
            [
                start.clone(),
                uuid.to_vec(),
                boxed(*b"jp2h", &head),
                boxed(*b"jp2c", picture),
            ]
            .concat()
        };
        let mut noted = file(noted, &boxed(*b"uuid", b"SITI"));
        let plain = file(plain, b"");
        assert_eq!(without_notes(&noted), Some(plain.clone()));
        noted.extend(b"\0\0\0\0xml SITI");
        assert_eq!(without_notes(&noted), Some(plain), "to the end");
        noted.extend(b"\0\0\0");
        assert!(without_notes(&noted).is_some(), "still to the end");
        assert_eq!(
            without_notes(&[start, b"\0\0\0\x09xml ".to_vec()].concat()),
            None,
            "cut off"
        );
        assert_eq!(without_notes(b"SITI"), None, "no picture");
    }

    #[test]
    fn lengths_that_do_not_fit_are_refused() {
        for length in [b"\0\0\0\x07".as_slice(), b"\xFF\xFF\xFF\xFF", b"\0\0\0\x01"] {
            assert_eq!(
                without_notes(&[FILE, length, b"jp2c\0\0\0\0\0\0\0\x02"].concat()),
                None
            );
        }
    }
}
