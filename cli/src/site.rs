//! From a content folder to a site in memory, at a given moment.

use std::path::{Path, PathBuf};

use complaint::Problem;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use site_gen::{Built, Input, Memo, Nowhere, Options, Reader, Site};

use crate::failure::Failure;

/// What to build, apart from the moment.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The content folder.
    pub content: PathBuf,
    /// The address to use instead of the one in the settings.
    pub base_url: Option<String>,
    /// Whether drafts are included.
    pub drafts: bool,
    /// A folder where an earlier build may have left its pictures.
    pub pictures: Option<PathBuf>,
}

/// What one build leaves for the next of the same program.
#[derive(Debug, Default)]
pub struct Kept {
    reader: Reader,
    memo: Memo,
}

impl Recipe {
    /// The folder as it stands in the settings, without drafts.
    pub fn new(content: &Path) -> Recipe {
        Recipe {
            content: content.to_owned(),
            base_url: None,
            drafts: false,
            pictures: None,
        }
    }

    /// Reads and builds, in memory. All problems at once.
    pub fn build(&self, now: Timestamp, kept: &Kept) -> Result<Site, Vec<Problem>> {
        let input = self.with_pictures(kept.reader.read(&self.content)?);
        site_gen::rebuild(&input, &self.options(now), &kept.memo)
    }

    /// Reads and builds, but only to see what is wrong.
    pub fn check(&self, now: Timestamp) -> Result<Built, Vec<Problem>> {
        site_gen::build_into(&self.read()?, &self.options(now), &Nowhere)
    }

    /// Reads the content, and the pictures made of it before.
    pub fn read(&self) -> Result<Input, Vec<Problem>> {
        Ok(self.with_pictures(site_gen::read_content(&self.content)?))
    }

    fn with_pictures(&self, mut input: Input) -> Input {
        if let Some(folder) = &self.pictures {
            site_gen::read_pictures(&mut input, folder);
        }
        input
    }

    /// What the generator is told besides the files.
    pub fn options(&self, now: Timestamp) -> Options {
        Options {
            base_url: self.base_url.clone(),
            drafts: self.drafts,
            today: today(&self.content, now),
            content_name: self.content.display().to_string(),
        }
    }
}

/// The date where the agency is. Settings that cannot be read are reported by the build itself.
fn today(content: &Path, now: Timestamp) -> Date {
    match site_gen::load_agency(content) {
        Ok((agency, _)) => agency.today(now),
        Err(_) => now.to_zoned(TimeZone::UTC).date(),
    }
}

/// Problems as the failure of a command.
impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Failure {
        Failure::Content(problems)
    }
}
