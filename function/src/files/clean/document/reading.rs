//! A PDF read once, from front to back, within a [`Budget`].
//!
//! What stands in the file counts, not what its tables of contents say of it: they could name one place a thousand
//! times, or lead in circles. Of an object that stands there more than once the last one counts, as each later
//! version of a document is written behind the earlier ones.

use std::collections::{BTreeMap, HashMap};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::budget::{Budget, KEY, Stop, VALUE};
use super::value::{Values, two_numbers};
use super::{packed, token};

/// What of the trailer is kept: where the document begins, and what opens it.
const KEPT: [&[u8]; 3] = [b"Root", b"Encrypt", b"ID"];
const TRAILER: &[u8] = b"trailer";
const END_STREAM: &[u8] = b"endstream";
/// Most objects that a document may number.
const MOST_OBJECTS: u32 = 8_388_607;

/// All objects of a file, those in streams still packed, and the trailer of the newest version.
pub(super) fn read(file: &[u8], budget: &mut Budget) -> Result<Parts, Stop> {
    let parts = Parts {
        document: Document::with_version(version(file)),
        places: BTreeMap::new(),
    };
    let mut reader = Reader {
        file,
        budget,
        parts,
        lengths: None,
    };
    let mut at = 0;
    while at < file.len() {
        at = reader.step(at)?;
    }
    Ok(reader.parts)
}

/// The version that the first line tells, or one that all readers know.
fn version(file: &[u8]) -> String {
    let behind = file.strip_prefix(b"%PDF-").unwrap_or_default();
    let told = &behind[..token::run(&behind[..behind.len().min(3)], |byte| {
        matches!(byte, b'0'..=b'9' | b'.')
    })];
    let told = String::from_utf8_lossy(told).into_owned();
    if told.len() == 3 { told } else { "1.5".to_owned() }
}

/// What was found in a file.
pub(super) struct Parts {
    pub(super) document: Document,
    /// Where each object stands.
    places: BTreeMap<ObjectId, usize>,
}

struct Reader<'a> {
    file: &'a [u8],
    budget: &'a mut Budget,
    parts: Parts,
    /// The numbers that are objects of their own, once somebody asks for one.
    lengths: Option<HashMap<ObjectId, usize>>,
}

impl Reader<'_> {
    /// Takes what begins here, and tells where the next thing may.
    fn step(&mut self, at: usize) -> Result<usize, Stop> {
        let taken = if let Some((id, head)) = head_at(self.file, at) {
            self.object(id, at + head)
        } else if self.file[at..].starts_with(TRAILER) {
            self.trailer(at + TRAILER.len())
        } else {
            Err(Stop::Unreadable)
        };
        match taken {
            Err(Stop::Unreadable) => Ok(at + 1),
            taken => taken,
        }
    }

    fn trailer(&mut self, at: usize) -> Result<usize, Stop> {
        let mut values = Values::new(self.file, at, self.budget);
        let value = values.value()?;
        let end = values.at();
        if let Object::Dictionary(trailer) = value {
            self.parts.note(&trailer);
        }
        Ok(end)
    }

    fn object(&mut self, id: ObjectId, at: usize) -> Result<usize, Stop> {
        self.budget.hold(KEY + VALUE)?;
        let mut values = Values::new(self.file, at, self.budget);
        let value = values.value()?;
        values.pass_space()?;
        let end = values.at();
        match (value, data(self.file, end)) {
            (Object::Dictionary(dictionary), Some(start)) => self.stream(id, at, dictionary, start),
            (value, _) => {
                self.parts.put(id, at, value);
                Ok(end)
            }
        }
    }

    fn stream(
        &mut self,
        id: ObjectId,
        at: usize,
        dictionary: Dictionary,
        start: usize,
    ) -> Result<usize, Stop> {
        let (content, end) = match self.said_end(&dictionary, start)? {
            Some(ends) => ends,
            None => self.found_end(start)?,
        };
        if dictionary.has_type(b"XRef") {
            self.parts.note(&dictionary);
        } else {
            let stream = Stream::new(dictionary, self.file[start..content].to_vec());
            self.parts.put(id, at, Object::Stream(stream));
        }
        Ok(end)
    }

    /// Where the data of a stream ends and where it is over, if it is as long as it says.
    fn said_end(&mut self, dictionary: &Dictionary, start: usize) -> Result<Option<(usize, usize)>, Stop> {
        let length = match dictionary.get(b"Length") {
            Ok(Object::Integer(length)) => usize::try_from(*length).ok(),
            Ok(Object::Reference(id)) => self.length(*id)?,
            _ => None,
        };
        let end = length.and_then(|length| start.checked_add(length));
        Ok(end.and_then(|end| Some((end, behind_data(self.file, end)?))))
    }

    /// The same by looking for its last word.
    fn found_end(&mut self, start: usize) -> Result<(usize, usize), Stop> {
        let rest = &self.file[start..];
        let found = rest.windows(END_STREAM.len()).position(|word| word == END_STREAM);
        self.budget.look(found.unwrap_or(rest.len()))?;
        let data = &rest[..found.ok_or(Stop::Unreadable)?];
        let line = data.strip_suffix(b"\n").unwrap_or(data);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok((start + line.len(), start + data.len() + END_STREAM.len()))
    }

    /// A length that stands elsewhere in the file, often behind its stream.
    fn length(&mut self, id: ObjectId) -> Result<Option<usize>, Stop> {
        if self.lengths.is_none() {
            self.budget.look(self.file.len())?;
            self.lengths = Some(numbers(self.file, self.budget)?);
        }
        Ok(self
            .lengths
            .as_ref()
            .and_then(|lengths| lengths.get(&id))
            .copied())
    }
}

/// Every object that is nothing but a whole number.
fn numbers(file: &[u8], budget: &mut Budget) -> Result<HashMap<ObjectId, usize>, Stop> {
    let mut numbers = HashMap::new();
    let heads = (0..file.len()).filter_map(|at| Some((at, head_at(file, at)?)));
    for (at, (id, head)) in heads {
        let rest = file[at + head..].trim_ascii_start();
        let number = token::whole(&rest[..rest.len().min(10)]);
        if let Some((number, length)) = number
            && rest[length..].trim_ascii_start().starts_with(b"endobj")
        {
            budget.hold(KEY)?;
            numbers.insert(id, usize::try_from(number).unwrap_or(usize::MAX));
        }
    }
    Ok(numbers)
}

/// The head of an object that begins here, not inside a word.
fn head_at(file: &[u8], at: usize) -> Option<(ObjectId, usize)> {
    let inside = at > 0 && token::is_regular(file[at - 1]);
    if inside { None } else { head(&file[at..]) }
}

/// The head of an object, such as `12 0 obj`.
fn head(bytes: &[u8]) -> Option<(ObjectId, usize)> {
    if !bytes.first()?.is_ascii_digit() {
        return None;
    }
    let (id, at) = two_numbers(bytes)?;
    let behind = bytes[at..].strip_prefix(b"obj")?;
    let ends = !behind.first().copied().is_some_and(token::is_regular);
    (ends && id.0 <= MOST_OBJECTS).then_some((id, at + b"obj".len()))
}

/// Where the data of a stream begins, if the word for it stands here.
fn data(file: &[u8], at: usize) -> Option<usize> {
    let behind = file.get(at..)?.strip_prefix(b"stream")?;
    let blanks = token::run(&behind[..behind.len().min(8)], |byte| byte == b' ');
    let line = match &behind[blanks..] {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    Some(at + b"stream".len() + blanks + line)
}

/// Where a stream is over whose data ends here.
fn behind_data(file: &[u8], end: usize) -> Option<usize> {
    let rest = file.get(end..)?;
    let space = token::run(&rest[..rest.len().min(8)], token::is_space);
    rest[space..]
        .starts_with(END_STREAM)
        .then_some(end + space + END_STREAM.len())
}

impl Parts {
    fn put(&mut self, id: ObjectId, at: usize, object: Object) {
        self.places.insert(id, at);
        self.document.objects.insert(id, object);
        self.document.max_id = self.document.max_id.max(id.0);
    }

    /// The last trailer that names a beginning is the one of the newest version.
    fn note(&mut self, trailer: &Dictionary) {
        if !trailer.has(b"Root") {
            return;
        }
        for key in KEPT {
            if let Ok(value) = trailer.get(key) {
                self.document.trailer.set(key, value.clone());
            }
        }
    }

    /// The document, with what its streams hold packed standing beside the other objects. A later version of an
    /// object counts more, packed or not.
    pub(super) fn unpacked(mut self, budget: &mut Budget) -> Result<Document, Stop> {
        for (at, container) in self.containers() {
            let packed = self.document.objects.remove(&container);
            let Some(Object::Stream(packed)) = packed else {
                continue;
            };
            for (id, object) in packed::objects(&packed, budget)? {
                if self.places.get(&id).is_none_or(|place| *place < at) {
                    self.put(id, at, object);
                }
            }
        }
        self.begin_somewhere();
        Ok(self.document)
    }

    /// A file that was cut off may have lost its trailer; it begins at its last catalogue.
    fn begin_somewhere(&mut self) {
        let begins = |id: &ObjectId| {
            self.document
                .get_dictionary(*id)
                .is_ok_and(|it| it.has_type(b"Catalog"))
        };
        let last = |id: &&ObjectId| self.places.get(*id);
        if !self.document.trailer.has(b"Root")
            && let Some(root) = self.places.keys().filter(|id| begins(id)).max_by_key(last)
        {
            self.document.trailer.set("Root", *root);
        }
    }

    /// Streams that hold objects, in the order in which they stand in the file.
    fn containers(&self) -> Vec<(usize, ObjectId)> {
        let holds = |object: &Object| {
            object
                .as_stream()
                .is_ok_and(|stream| stream.dict.has_type(b"ObjStm"))
        };
        let objects = self.document.objects.iter().filter(|(_, object)| holds(object));
        let mut containers: Vec<_> = objects
            .filter_map(|(id, _)| Some((*self.places.get(id)?, *id)))
            .collect();
        containers.sort_unstable();
        containers
    }
}
