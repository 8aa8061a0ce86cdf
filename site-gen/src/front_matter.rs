//! The head of a Markdown file: TOML between `+++` lines, or YAML between `---` lines.
//!
//! Both are read into the same list of entries, then into one typed record, every mistake at once.

mod entries;
mod value;
mod word;

use complaint::Lang;
use complaint::problem::{Problem, nearest};
use jiff::civil::Date;

use entries::Entry;
use value::Reader;
pub(crate) use word::Word;

/// What editors may write, in the order help names it.
const KEYS: &[&str] = &[
    "title",
    "description",
    "date",
    "updated",
    "weight",
    "slug",
    "aliases",
    "tags",
    "categories",
    "draft",
    "publish_on",
    "expires_on",
    "checked_on",
    "checked_by",
    "legal_basis",
    "lang",
    "sort_by",
    "paginate_by",
];

/// How a section orders its pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SortBy {
    /// By `weight`, then by title.
    #[default]
    Weight,
    /// Newest first.
    Date,
    /// By title.
    Title,
}

/// Why visitors do not see a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unpublished {
    /// It is not finished.
    Draft,
    /// It is not shown before that day.
    Until(Date),
    /// From that day on it is no longer shown.
    Since(Date),
}

/// Words that a page names, and the line on which they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) words: Vec<Word>,
    pub(crate) line: Option<usize>,
}

/// What a page says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) date: Option<Date>,
    pub(crate) updated: Option<Date>,
    pub(crate) weight: Option<i64>,
    pub(crate) slug: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) tags: Named,
    pub(crate) categories: Named,
    pub(crate) draft: bool,
    /// The first day it is shown.
    pub(crate) publish_on: Option<Date>,
    /// The first day it is no longer shown.
    pub(crate) expires_on: Option<Date>,
    pub(crate) checked_on: Option<Date>,
    pub(crate) checked_by: Option<String>,
    /// The line of `checked_on`.
    pub(crate) checked_line: Option<usize>,
    pub(crate) legal_basis: Vec<String>,
    pub(crate) lang: Option<Lang>,
    pub(crate) sort_by: SortBy,
    pub(crate) paginate_by: Option<usize>,
}

impl FrontMatter {
    /// Why visitors do not see the page on `today`; nothing where they do.
    pub(crate) fn unpublished(&self, today: Date) -> Option<Unpublished> {
        let planned = self.publish_on.filter(|on| *on > today).map(Unpublished::Until);
        let expired = self.expires_on.filter(|on| *on <= today).map(Unpublished::Since);
        self.draft.then_some(Unpublished::Draft).or(planned).or(expired)
    }
}

/// A file taken apart.
#[derive(Debug)]
pub(crate) struct Parsed<'a> {
    pub(crate) front: FrontMatter,
    pub(crate) body: &'a str,
    /// The line of the file on which the body starts.
    pub(crate) body_line: usize,
}

/// Takes a Markdown file apart; `file` is its name in problems. A page whose head has mistakes is still a page,
/// so that links to it are not reported as well.
pub(crate) fn parse<'a>(file: &str, text: &'a str) -> (Option<Parsed<'a>>, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let split = match split(file, text) {
        Ok(split) => split,
        Err(problem) => return (None, vec![problem]),
    };
    let mut problems = Vec::new();
    let entries = match split.fence {
        "+++" => entries::toml(file, split.head, &mut problems),
        _ => entries::yaml(file, split.head, &mut problems),
    };
    let unread = !problems.is_empty();
    // A value that could not be read has been reported already.
    let readable = |entry: &Entry| {
        !problems
            .iter()
            .any(|problem: &Problem| problem.line == Some(entry.line))
    };
    let entries: Vec<Entry> = entries.into_iter().filter(readable).collect();
    let front = typed(file, &entries, unread, &mut problems);
    (
        Some(Parsed {
            front,
            body: split.body,
            body_line: split.body_line,
        }),
        problems,
    )
}

struct Split<'a> {
    fence: &'static str,
    head: &'a str,
    body: &'a str,
    body_line: usize,
}

fn split<'a>(file: &str, text: &'a str) -> Result<Split<'a>, Problem> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let Some(fence) = ["+++", "---"]
        .into_iter()
        .find(|fence| first.trim_end() == *fence)
    else {
        let help = "mulai berkas dengan baris +++, lalu title = \"Judul\", lalu baris +++";
        return Err(Problem::error(
            file,
            1,
            "missing-front-matter",
            "berkas ini belum punya kepala halaman",
            help,
        ));
    };
    let mut end = first.len();
    for (index, line) in lines.enumerate() {
        if line.trim_end() == fence {
            let body = &text[end + line.len()..];
            return Ok(Split {
                fence,
                head: &text[first.len()..end],
                body,
                body_line: index + 3,
            });
        }
        end += line.len();
    }
    let message = format!("baris penutup {fence} tidak ditemukan");
    Err(Problem::error(
        file,
        1,
        "unclosed-front-matter",
        message,
        format!("tambahkan baris {fence} setelah kepala halaman"),
    ))
}

fn typed(file: &str, entries: &[Entry], unread: bool, problems: &mut Vec<Problem>) -> FrontMatter {
    let mut front = FrontMatter::default();
    let mut reader = Reader { file, problems };
    for entry in entries {
        set(&mut front, &mut reader, entry);
    }
    if let (Some(first), Some(gone)) = (front.publish_on, front.expires_on)
        && gone <= first
        && let Some(entry) = entries.iter().find(|entry| entry.key == "expires_on")
    {
        let message = format!("halaman ini tidak pernah tampil: terbit {first}, hilang {gone}");
        let help = format!("tulis expires_on sesudah {first}, atau hapus salah satunya");
        reader.error(entry, "never-shown", message, help);
    }
    if front.title.trim().is_empty() && !unread {
        let help = "tambahkan baris title = \"Judul halaman\"";
        problems.push(Problem::error(
            file,
            1,
            "missing-title",
            "halaman ini belum punya judul",
            help,
        ));
    }
    front
}

fn set(front: &mut FrontMatter, reader: &mut Reader<'_>, entry: &Entry) {
    match entry.key.as_str() {
        "title" => front.title = reader.text(entry).unwrap_or_else(|| "?".to_owned()),
        "description" => front.description = reader.text(entry).unwrap_or_default(),
        "date" => front.date = reader.date(entry),
        "updated" => front.updated = reader.date(entry),
        "weight" => front.weight = reader.integer(entry),
        "slug" => front.slug = reader.slug(entry),
        "aliases" => front.aliases = reader.paths(entry),
        "tags" => front.tags = reader.named(entry),
        "categories" => front.categories = reader.named(entry),
        "draft" => front.draft = reader.flag(entry).unwrap_or_default(),
        "publish_on" => front.publish_on = reader.date(entry),
        "expires_on" => front.expires_on = reader.date(entry),
        "checked_on" => (front.checked_on, front.checked_line) = (reader.date(entry), Some(entry.line)),
        "checked_by" => front.checked_by = reader.text(entry),
        "legal_basis" => front.legal_basis = reader.texts(entry),
        "lang" => front.lang = reader.lang(entry),
        "sort_by" => front.sort_by = reader.sort_by(entry).unwrap_or_default(),
        "paginate_by" => front.paginate_by = reader.count(entry),
        _ => reader.unknown(entry),
    }
}

impl Reader<'_> {
    fn unknown(&mut self, entry: &Entry) {
        let help = match nearest(&entry.key, KEYS.iter().copied()) {
            Some(near) => format!("maksud Anda `{near}`?"),
            None => format!("kunci yang dikenal: {}", KEYS.join(", ")),
        };
        self.error(
            entry,
            "unknown-key",
            format!("kunci `{}` tidak dikenal", entry.key),
            help,
        );
    }
}
