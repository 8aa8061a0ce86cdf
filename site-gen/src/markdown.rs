//! One page's Markdown to HTML, on the event stream: links resolved, headings named, inserts and blocks put in,
//! everything doubtful reported with its line.

mod components;
mod directives;
mod events;
mod facts;
mod headings;
mod inserts;
mod leftover;
mod links;
mod plain;
mod prose;
mod segments;
mod unseen;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;

use complaint::Agency;
use complaint::problem::{Problem, Severity};
use memchr::memchr_iter;

use crate::pages::{Page, Pages};
use crate::pictures::Pictures;
use crate::read::Input;
use crate::theme::{Sentences, Texts};
use crate::{Options, content_file};
use events::May;
use segments::Segment;

pub(crate) use facts::Facts;
pub(crate) use headings::Heading;
pub(crate) use inserts::plain_text;
pub(crate) use prose::{Block, Kind, Prose};

/// What a page may refer to.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) options: &'a Options,
    pub(crate) agency: &'a Agency,
    pub(crate) pages: &'a Pages<'a>,
    pub(crate) texts: &'a Texts,
    /// Addresses that are no pages: static files, data, feeds.
    pub(crate) files: &'a HashSet<&'a str>,
    /// What the settings know and pages therefore do not type.
    pub(crate) facts: &'a Facts,
    /// The content folder: files for download, data for charts.
    pub(crate) input: &'a Input,
    /// Photographs that pages may show.
    pub(crate) pictures: &'a Pictures,
    /// The page itself.
    pub(crate) at: usize,
}

impl<'a> Scope<'a> {
    pub(crate) fn page(&self) -> &'a Page<'a> {
        &self.pages.list[self.at]
    }
}

/// A rendered body and what is still to be checked against other pages.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) html: String,
    pub(crate) headings: Vec<Heading>,
    pub(crate) anchors: Vec<AnchorLink>,
    pub(crate) problems: Vec<Problem>,
    /// The words, for those who judge and search them.
    pub(crate) prose: Prose,
    /// Photographs the page shows, and on which line.
    pub(crate) pictures: Vec<(String, usize)>,
    /// Whether the cards of all channels stand in the page, so that they need not be listed again.
    pub(crate) lists_channels: bool,
}

/// A link to a heading, checked once every page is rendered.
#[derive(Clone, Debug)]
pub(crate) struct AnchorLink {
    /// The page it leads to.
    pub(crate) target: usize,
    pub(crate) anchor: String,
    /// The line it stands on.
    pub(crate) line: usize,
}

/// Renders the page's body.
pub(crate) fn render(scope: &Scope<'_>) -> Body {
    let page = scope.page();
    let text = without_nul(&page.body);
    let mut writer = Writer {
        scope,
        body: Body {
            html: String::with_capacity(text.len() * 2),
            prose: Prose::with_capacity(text.len()),
            ..Body::default()
        },
        ids: HashSet::new(),
        open: Vec::new(),
        tables: 0,
        charts: 0,
        text: "",
        first_line: 0,
        counted: Cell::default(),
        may: May::default(),
    };
    for segment in segments::split(&text, page.body_line) {
        writer.segment(&segment);
    }
    writer.finish()
}

/// No HTML may hold a NUL; the standard shows the sign for it.
fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}").into()
    } else {
        text.into()
    }
}

/// What is being written, and where we are in the file.
struct Writer<'s> {
    scope: &'s Scope<'s>,
    body: Body,
    ids: HashSet<String>,
    /// The containers that are open.
    open: Vec<Container>,
    /// Tables so far, so that each region has a name of its own.
    tables: usize,
    /// How many charts it has so far.
    charts: usize,
    /// The piece of Markdown being read.
    text: &'s str,
    /// The line of the file on which `text` starts.
    first_line: usize,
    /// An offset in `text` and the line ends before it: lines are asked for in order.
    counted: Cell<(usize, usize)>,
    /// What `text` may hold.
    may: May,
}

/// A block that its `:::` closes.
struct Container {
    /// The line it was opened on.
    line: usize,
    /// Where in the page its content begins.
    start: usize,
    /// A tag that its content cannot do without.
    needs: &'static str,
    /// What it ends with.
    end: String,
}

impl<'s> Writer<'s> {
    fn segment(&mut self, segment: &Segment<'s>) {
        match *segment {
            Segment::Markdown { text, line } => {
                (self.text, self.first_line) = (text, line);
                self.counted.take();
                self.markdown();
            }
            Segment::Directive { name, argument, line } => self.directive(name, argument, line),
            Segment::Close { line } => self.close(line),
            Segment::OpenFence { line } => {
                self.error(
                    line,
                    "unclosed-code",
                    "blok kode yang dibuka di baris ini belum ditutup",
                    "tambahkan baris ``` di akhir blok kode",
                );
            }
        }
    }

    fn finish(mut self) -> Body {
        for Container { line, .. } in std::mem::take(&mut self.open) {
            self.error(
                line,
                "unclosed-block",
                "blok ini belum ditutup",
                "tambahkan baris ::: di akhir blok",
            );
        }
        self.body
    }

    /// The line of the file at an offset of the piece being read.
    fn line(&self, offset: usize) -> usize {
        let (counted, lines) = match self.counted.get() {
            (counted, lines) if counted <= offset => (counted, lines),
            _ => (0, 0),
        };
        let offset = offset.min(self.text.len());
        let lines = lines + memchr_iter(b'\n', &self.text.as_bytes()[counted..offset]).count();
        self.counted.set((offset, lines));
        self.first_line + lines
    }

    fn error(
        &mut self,
        line: usize,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let file = content_file(self.scope.options, &self.scope.page().file);
        self.body
            .problems
            .push(Problem::error(file, line, code, message, help));
    }

    fn warning(&mut self, line: usize, code: &'static str, message: &str, help: &str) {
        self.error(line, code, message, help);
        if let Some(problem) = self.body.problems.last_mut() {
            problem.severity = Severity::Warning;
        }
    }
}

/// Markdown alone, as one page of an otherwise empty site: its HTML, and what is wrong with it. This is the door
/// for proving that our Markdown is the standard's, and that no text whatever breaks it.
pub fn fragment(agency: &Agency, markdown: &str) -> (String, Vec<Problem>) {
    const FILE: &str = "halaman.md";
    let options = Options {
        base_url: None,
        drafts: false,
        today: jiff::civil::Date::default(),
        content_name: String::new(),
    };
    let page = format!("+++\ntitle = \"-\"\n+++\n{markdown}");
    let input = Input {
        files: [(FILE.to_owned(), page.into())].into(),
        ..Input::default()
    };
    let sentences = Sentences::embedded();
    let pages = Pages::collect(&input, &options, agency, &sentences, None, &mut Vec::new());
    let facts = Facts::of(agency);
    let (texts, files, pictures) = (
        sentences.get(complaint::Lang::Id),
        HashSet::new(),
        Pictures::default(),
    );
    let at = pages
        .list
        .iter()
        .position(|page| page.file == FILE)
        .unwrap_or_default();
    let body = render(&Scope {
        options: &options,
        agency,
        pages: &pages,
        texts,
        files: &files,
        facts: &facts,
        input: &input,
        pictures: &pictures,
        at,
    });
    (body.html, body.problems)
}
