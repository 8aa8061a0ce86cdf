//! Which page a mistyped file name most likely means.

use complaint::problem::nearest;

use super::Pages;
use crate::address::PageName;

impl Pages<'_> {
    /// The existing page file nearest to a mistyped one: of the same name wherever it lies, or of a similar name. Never
    /// `own`, the page that the mistake stands in: nobody means a link that leads nowhere else.
    pub(crate) fn nearest_file(&self, file: &str, own: &str) -> Option<&str> {
        let wanted = file.replace('\\', "/").to_lowercase();
        let others = || {
            self.list
                .iter()
                .map(|page| &*page.file)
                .filter(|file| *file != own)
        };
        let called = |name: &str| {
            let same = others().filter(|other| name_of(other).eq_ignore_ascii_case(name));
            let near = |other: &&str| strsim::jaro_winkler(&wanted, other);
            same.max_by(|a, b| near(a).total_cmp(&near(b)))
        };
        let name = name_of(&wanted);
        called(name).or_else(|| called(nearest(name, others().map(name_of))?))
    }
}

/// What people call a page: its file without folder, language and ending, or the folder that it is the page of.
fn name_of(file: &str) -> &str {
    match PageName::parse(file) {
        Some(name) if name.is_index() => name
            .folder
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default(),
        Some(name) => name.stem,
        None => file,
    }
}
