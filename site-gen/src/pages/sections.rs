//! Which pages belong to which section, in the order the section asks for.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use complaint::Lang;

use super::Page;
use crate::front_matter::SortBy;

/// The pages of every section, sorted, by the section's place in the list.
pub(super) fn children(
    list: &[Page<'_>],
    by_key: &HashMap<(String, Lang), usize>,
) -> HashMap<usize, Vec<usize>> {
    let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut section_of: HashMap<(&str, Lang), Option<usize>> = HashMap::new();
    for (at, page) in list.iter().enumerate() {
        let Some(folder) = section_folder(page) else {
            continue;
        };
        let section = section_of
            .entry((folder, page.lang))
            .or_insert_with(|| by_key.get(&(format!("{folder}_index.md"), page.lang)).copied());
        if let Some(section) = section {
            children.entry(*section).or_default().push(at);
        }
    }
    for (section, pages) in &mut children {
        let by = list[*section].front.sort_by;
        pages.sort_by(|a, b| order(by, &list[*a], &list[*b]));
    }
    children
}

/// The folder a page is listed in: its own, or for a folder's own page the folder above.
fn section_folder<'a>(page: &'a Page<'_>) -> Option<&'a str> {
    if !page.is_index {
        return Some(&page.folder);
    }
    let folder = page.folder.strip_suffix('/')?;
    Some(&folder[..folder.rfind('/').map_or(0, |slash| slash + 1)])
}

pub(super) fn order(by: SortBy, a: &Page<'_>, b: &Page<'_>) -> Ordering {
    let first = match by {
        SortBy::Weight => weight(a).cmp(&weight(b)),
        SortBy::Date => Reverse(a.front.date).cmp(&Reverse(b.front.date)),
        SortBy::Title => Ordering::Equal,
    };
    first
        .then_with(|| a.front.title.cmp(&b.front.title))
        .then_with(|| a.file.cmp(&b.file))
}

/// Pages without a weight come last.
fn weight(page: &Page<'_>) -> i64 {
    page.front.weight.unwrap_or(i64::MAX)
}
