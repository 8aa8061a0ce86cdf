//! The segments of a JPEG file, without decoding it.

/// How a picture begins.
pub(super) const START: &[u8] = b"\xFF\xD8";
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const COMMENT: u8 = 0xFE;
/// Tells how colours are to be understood; without it some pictures come out wrong.
const ADOBE: u8 = 0xEE;

/// One segment: its kind, and its bytes with all that belongs to it.
struct Segment<'a> {
    kind: u8,
    bytes: &'a [u8],
}

/// The segment that these bytes begin with, and what is behind it.
fn first(rest: &[u8]) -> Option<(Segment<'_>, &[u8])> {
    let [0xFF, kind, ..] = *rest else {
        return None;
    };
    let length = match kind {
        0x00 => return None,
        0xFF => 1,
        0x01 | 0xD0..=0xD7 | END => 2,
        SCAN => {
            let head = length_of(rest)?;
            head + data(rest.get(head..)?)
        }
        _ => length_of(rest)?,
    };
    let (bytes, behind) = rest.split_at_checked(length)?;
    Some((Segment { kind, bytes }, behind))
}

fn length_of(rest: &[u8]) -> Option<usize> {
    let [_, _, high, low, ..] = *rest else {
        return None;
    };
    Some(2 + usize::from(u16::from_be_bytes([high, low])))
}

/// All segments, up to the end of the picture or to the first byte that belongs to none.
fn segments(file: &[u8]) -> impl Iterator<Item = Segment<'_>> {
    let mut rest = file.strip_prefix(START).unwrap_or_default();
    std::iter::from_fn(move || {
        let (segment, behind) = first(rest)?;
        rest = if segment.kind == END { &[] } else { behind };
        Some(segment)
    })
}

/// Whether a picture begins here.
pub(super) fn is_start(bytes: &[u8]) -> bool {
    bytes.starts_with(START)
}

/// The picture that these bytes begin with, and what is behind it.
pub(super) fn split(file: &[u8]) -> (&[u8], &[u8]) {
    let length: usize = segments(file).map(|segment| segment.bytes.len()).sum();
    file.split_at((START.len() + length).min(file.len()))
}

/// How long the data behind the head of a scan is.
fn data(rest: &[u8]) -> usize {
    let ends = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF);
    rest.windows(2).position(ends).unwrap_or(rest.len())
}

/// Whether the picture can be decoded row by row, as cameras make it: one frame, all of whose colours come in the
/// first scan. Otherwise it is held whole meanwhile.
pub(super) fn is_in_rows(file: &[u8]) -> bool {
    let mut segments = segments(file);
    let mut frames = Vec::new();
    let scan = segments.by_ref().find_map(|segment| {
        if is_frame(segment.kind) {
            frames.push(segment.bytes);
        }
        (segment.kind == SCAN).then_some(segment.bytes)
    });
    match (frames.as_slice(), scan) {
        ([[_, 0xC0 | 0xC1, _, _, _, _, _, _, _, colours, ..]], Some([_, _, _, _, scanned, ..])) => {
            colours == scanned
        }
        _ => false,
    }
}

const fn is_frame(kind: u8) -> bool {
    matches!(kind, 0xC0..=0xCF) && !matches!(kind, 0xC4 | 0xC8 | 0xCC)
}

/// The picture without what cameras and programs wrote beside it: places, devices, names, comments. What belongs to no
/// segment is left out, and what is behind the end.
pub(super) fn without_notes(file: &[u8]) -> Vec<u8> {
    let mut picture = START.to_vec();
    let mut rest = file.strip_prefix(START).unwrap_or_default();
    while !rest.is_empty() {
        let Some((segment, behind)) = first(rest) else {
            rest = &rest[1..];
            continue;
        };
        if !is_note(segment.kind) {
            picture.extend_from_slice(segment.bytes);
        }
        rest = if segment.kind == END { &[] } else { behind };
    }
    picture
}

const fn is_note(kind: u8) -> bool {
    matches!(kind, 0xE0..=0xEF | COMMENT) && kind != ADOBE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_notes_go() {
        let notes = b"\xFF\xE1\x00\x07Place\xFF\xFE\x00\x05abc\xFF\xE0\x00\x03J";
        let adobe = b"\xFF\xEE\x00\x07Adobe";
        let picture = b"\xFF\xC0\x00\x0912345\x036\xFF\xDA\x00\x04\x03x1\xFF\x002\xFF\xD13";
        let end = b"\xFF\xFE\x00\x05end\xFF\xD9behind";
        let file = [START, notes, adobe, picture, end].concat();
        let expected = [START, adobe, picture, b"\xFF\xD9"].concat();
        assert_eq!(without_notes(&file), expected);
        assert!(is_in_rows(&file));
        assert_eq!(without_notes(&expected), expected);
        let short = [START, b"\xFF\xE1\x00\x40Place\xFF\xD9"].concat();
        assert_eq!(without_notes(&short), b"\xFF\xD8\xFF\xD9", "cut off");
        let padded = [START, b"\0\0", adobe, b"Place", picture, b"\xFF\xD9"].concat();
        assert_eq!(without_notes(&padded), expected, "something between");
        assert_eq!(without_notes(b"Place"), START, "no picture");
    }

    #[test]
    fn what_is_sent_in_layers_is_told_apart() {
        let rows = b"\xFF\xC0\x00\x0812345\x03".as_slice();
        let layers = b"\xFF\xC2\x00\x0812345\x03".as_slice();
        let scan = b"\xFF\xDA\x00\x03\x03";
        for (frames, in_rows) in [
            (rows.to_vec(), true),
            (layers.to_vec(), false),
            ([rows, layers].concat(), false),
            ([b"x", rows].concat(), false),
            (b"\xFF\xC0\x00\x0812345\x01".to_vec(), false),
            (Vec::new(), false),
        ] {
            assert_eq!(
                is_in_rows(&[START, &frames, scan, b"\xFF\xD9"].concat()),
                in_rows,
                "{frames:?}"
            );
        }
    }
}
