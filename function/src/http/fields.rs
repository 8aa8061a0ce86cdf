//! The fields of a form, gathered from any kind of body under the same rules.

use axum::body::Bytes;
use complaint::RawForm;
use complaint::form::{EVIDENCE, UPLOAD_IDS};

use super::Refusal;

/// Tells the canonical name of a field we know; everything else is dropped.
pub(crate) type Known = fn(&str) -> Option<&'static str>;

/// Fields that carry files.
const FILE_FIELDS: [&str; 2] = [EVIDENCE, UPLOAD_IDS];
/// Enough to tell someone who names too many so.
const MOST_UPLOADS: usize = 24;

/// A form as received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    /// Text by field name.
    pub(crate) values: RawForm,
    /// The files, in their order. One that was chosen but has no bytes is among them.
    pub(crate) files: Vec<Bytes>,
    /// The names of files that came before the form, each once.
    pub(crate) uploads: Vec<String>,
    /// Whether something came in place of a file that is none: it must not be lost silently.
    pub(crate) misplaced: bool,
}

impl Form {
    /// Whether any file is in it or named by it.
    pub(crate) fn has_files(&self) -> bool {
        !self.files.is_empty() || !self.uploads.is_empty()
    }
}

/// Gathers fields one by one.
pub(crate) struct Gatherer {
    known: Known,
    form: Form,
}

impl Gatherer {
    pub(crate) fn new(known: Known) -> Gatherer {
        Gatherer {
            known,
            form: Form::default(),
        }
    }

    /// Whether a field carries files; its name decides, never what the sender calls the part.
    pub(crate) fn is_file(name: &str) -> bool {
        FILE_FIELDS.contains(&name)
    }

    /// Whether anything is done with a field.
    pub(crate) fn name(&self, name: &str) -> Option<&'static str> {
        (self.known)(name)
    }

    /// Takes a file. One with neither name nor bytes is what browsers send when nothing was chosen.
    pub(crate) fn file(&mut self, is_named: bool, bytes: Bytes) {
        if is_named || !bytes.is_empty() {
            self.form.files.push(bytes);
        }
    }

    /// Notes that something came in place of a file.
    pub(crate) fn misplaced(&mut self, is_empty: bool) {
        self.form.misplaced |= !is_empty;
    }

    /// Takes a field with its text.
    pub(crate) fn text(&mut self, name: &str, text: String) -> Result<(), Refusal> {
        if name == UPLOAD_IDS {
            return self.upload(text.trim().to_owned());
        }
        if Self::is_file(name) {
            self.misplaced(text.is_empty());
            return Ok(());
        }
        let Some(name) = self.name(name) else {
            return Ok(());
        };
        let before = self.form.values.insert(name.to_owned(), text);
        if before.is_some() {
            Err(Refusal::Repeated(name))
        } else {
            Ok(())
        }
    }

    /// Takes the name of a file that came before the form.
    pub(crate) fn upload(&mut self, id: String) -> Result<(), Refusal> {
        if id.is_empty() || self.form.uploads.contains(&id) {
            return Ok(());
        }
        self.form.uploads.push(id);
        if self.form.uploads.len() > MOST_UPLOADS {
            Err(Refusal::TooManyParts)
        } else {
            Ok(())
        }
    }

    pub(crate) fn finish(self) -> Form {
        self.form
    }
}
