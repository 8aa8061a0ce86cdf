//! The event stream of pulldown-cmark, changed on its way to HTML.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};
use pulldown_cmark::{
    Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset, html,
};

use super::leftover::{self, Begins};
use super::plain::{self, Piece};
use super::prose::Prose;
use super::{Facts, Heading, Writer, headings, inserts};
use crate::blocks;
use crate::html::{escape, telephone_link};

/// What our Markdown knows beyond `CommonMark`.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// What a piece of Markdown may hold at all: one look at the whole spares a look at each of its words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct May {
    insert: bool,
    /// Web or mail addresses.
    link: bool,
    /// A postal address that the settings know.
    pub(super) address: bool,
}

impl May {
    fn hold(text: &str, facts: &Facts) -> May {
        // Every character may also be written as `\[` or `&lsqb;`: only without those are words what they seem.
        let bytes = text.as_bytes();
        let spelt = memchr2(b'\\', b'&', bytes).is_some();
        May {
            insert: spelt || memmem::find(bytes, b"[[").is_some(),
            link: spelt || plain::has_link_marks(text),
            address: spelt || facts.address_in(text).is_some(),
        }
    }
}

/// Where in the stream we are.
#[derive(Default)]
struct Place<'a> {
    /// Index of the open heading's start, and the name its author gave it.
    heading: Option<(usize, Option<CowStr<'a>>)>,
    /// Address and words of the open image.
    image: Option<(CowStr<'a>, String)>,
    /// Images in the words of the open image.
    images_within: usize,
    /// Text of the open block of raw HTML.
    raw: Option<String>,
    in_link: bool,
    in_code: bool,
}

impl<'s> Writer<'s> {
    /// Writes the piece of Markdown being read.
    pub(super) fn markdown(&mut self) {
        self.may = May::hold(self.text, self.scope.facts);
        let parser = Parser::new_ext(self.text, OPTIONS).into_offset_iter();
        let mut events: Vec<Event<'s>> = Vec::with_capacity(self.text.len() / 24);
        let mut place = Place::default();
        for (event, range) in TextMergeWithOffset::new(parser) {
            self.event(event, &range, &mut place, &mut events);
        }
        html::push_html(&mut self.body.html, events.into_iter());
    }

    fn event(
        &mut self,
        event: Event<'s>,
        at: &Range<usize>,
        place: &mut Place<'s>,
        events: &mut Vec<Event<'s>>,
    ) {
        self.gather(&event, at, place);
        match event {
            Event::Start(Tag::Image { .. }) if place.image.is_some() => place.images_within += 1,
            Event::End(TagEnd::Image) if place.images_within > 0 => place.images_within -= 1,
            Event::End(TagEnd::Image) => self.end_image(at, place, events),
            // Of what stands in the words of an image, only the words count.
            Event::Start(_) | Event::End(_) if place.image.is_some() => {}
            Event::Text(text) | Event::Code(text) if place.image.is_some() => add_alt(place, &text),
            Event::SoftBreak | Event::HardBreak if place.image.is_some() => add_alt(place, " "),
            Event::Start(Tag::HtmlBlock) => place.raw = Some(String::new()),
            Event::Html(text) => place.raw.get_or_insert_default().push_str(&text),
            Event::End(TagEnd::HtmlBlock) => self.raw_block(at, place, events),
            Event::InlineHtml(text) => self.raw_inline(text, at, events),
            Event::Start(tag) => self.start(tag, at, place, events),
            Event::End(tag) => self.end(tag, at, place, events),
            Event::Text(text) if self.has_insert(&text) && !place.in_code => {
                self.text_with_inserts(&text, at, place, events);
            }
            Event::Text(text) if !place.in_code => self.plain_text(text, at, place, events),
            other => events.push(other),
        }
    }

    /// Keeps the words for those who judge and search them.
    fn gather(&mut self, event: &Event<'s>, at: &Range<usize>, place: &Place<'s>) {
        if let Some(kind) = Prose::begins(event) {
            let line = self.line(at.start);
            self.body.prose.begin(kind, line);
        } else if place.image.is_none() {
            let has_insert = matches!(event, Event::Text(text) if self.has_insert(text));
            self.body.prose.take(event, has_insert);
        }
    }

    /// Most pages have nothing that could be an insert, which one look at the whole piece tells.
    fn has_insert(&self, text: &str) -> bool {
        self.may.insert && text.contains("[[")
    }

    fn start(&mut self, tag: Tag<'s>, at: &Range<usize>, place: &mut Place<'s>, events: &mut Vec<Event<'s>>) {
        let tag = match tag {
            Tag::Heading { level, id, .. } => {
                place.heading = Some((events.len(), id));
                Tag::Heading {
                    level,
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }
            }
            Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            } => {
                place.in_link = true;
                let dest_url = self.link(&dest_url, at.start).into();
                Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }
            }
            Tag::Image { dest_url, .. } => {
                place.image = Some((dest_url, String::new()));
                return;
            }
            Tag::Table(columns) => {
                self.tables += 1;
                let name = format!("{} {}", self.scope.texts.get("site.table"), self.tables);
                let region = blocks::scroll_region(&name);
                events.push(Event::Html(region.into()));
                // Alignment would come out as style attributes, which the security policy forbids.
                Tag::Table(vec![Alignment::None; columns.len()])
            }
            Tag::CodeBlock(kind) => {
                place.in_code = true;
                Tag::CodeBlock(kind)
            }
            other => other,
        };
        events.push(Event::Start(tag));
    }

    fn end(&mut self, tag: TagEnd, at: &Range<usize>, place: &mut Place<'s>, events: &mut Vec<Event<'s>>) {
        match tag {
            TagEnd::Heading(level) => self.end_heading(level, at, place, events),
            TagEnd::Link => place.in_link = false,
            TagEnd::CodeBlock => place.in_code = false,
            _ => {}
        }
        events.push(Event::End(tag));
        if tag == TagEnd::Table {
            events.push(Event::Html("</div>".into()));
        }
    }

    /// Names the heading now that its words are known.
    fn end_heading(
        &mut self,
        level: HeadingLevel,
        at: &Range<usize>,
        place: &mut Place<'s>,
        events: &mut [Event<'s>],
    ) {
        let Some((start, wanted)) = place.heading.take() else {
            return;
        };
        let text = plain_text(&events[start..]);
        let id = headings::id(wanted.as_deref().unwrap_or(&text), &mut self.ids);
        self.check_level(level, &text, at.start);
        events[start] = Event::Start(Tag::Heading {
            level,
            id: Some(id.clone().into()),
            classes: Vec::new(),
            attrs: Vec::new(),
        });
        self.body.headings.push(Heading {
            level: level as u8,
            id,
            text,
        });
    }

    /// The page's title is the only first-level heading, and no level is skipped.
    fn check_level(&mut self, level: HeadingLevel, text: &str, offset: usize) {
        let above = self.body.headings.last().map_or(1, |heading| heading.level);
        let line = self.line(offset);
        if level == HeadingLevel::H1 {
            let message = format!("judul `# {text}` sama tingkatnya dengan judul halaman");
            self.warning(
                line,
                "first-level-heading",
                &message,
                "pakai ##; judul halaman sudah ada di title",
            );
        } else if level as u8 > above + 1 {
            let message = format!(
                "judul `{text}` melompat dari tingkat {above} ke tingkat {}",
                level as u8
            );
            let help = format!("tulis {} {text}", "#".repeat(usize::from(above) + 1));
            self.warning(line, "heading-level", &message, &help);
        }
    }

    fn end_image(&mut self, at: &Range<usize>, place: &mut Place<'s>, events: &mut Vec<Event<'s>>) {
        let Some((written, alt)) = place.image.take() else {
            return;
        };
        let html = self.image(&written, alt.trim(), at.start);
        events.push(Event::InlineHtml(html.into()));
    }

    /// Raw HTML is shown as it was typed; comments are dropped.
    fn raw_block(&mut self, at: &Range<usize>, place: &mut Place<'s>, events: &mut Vec<Event<'s>>) {
        let text = place.raw.take().unwrap_or_default();
        if !is_comment(&text) {
            self.warn_raw(at.start);
            events.extend([
                Event::Html("<p>".into()),
                Event::Text(text.into()),
                Event::Html("</p>\n".into()),
            ]);
        }
    }

    fn raw_inline(&mut self, text: CowStr<'s>, at: &Range<usize>, events: &mut Vec<Event<'s>>) {
        if !is_comment(&text) {
            self.warn_raw(at.start);
            events.push(Event::Text(text));
        }
    }

    fn warn_raw(&mut self, offset: usize) {
        let help = "pakai Markdown atau blok seperti :::catatan";
        self.warning(
            self.line(offset),
            "raw-html",
            "HTML tidak dipakai dan tampil sebagai tulisan",
            help,
        );
    }

    fn text_with_inserts(
        &mut self,
        text: &str,
        at: &Range<usize>,
        place: &Place<'s>,
        events: &mut Vec<Event<'s>>,
    ) {
        let mut rest = text;
        while let Some((before, insert, after)) = next_insert(rest) {
            self.body.prose.push(before);
            self.plain_text(before.to_owned().into(), at, place, events);
            match inserts::html(self.scope, insert) {
                Ok(html) => {
                    self.body.prose.push(&inserts::without_tags(&html));
                    events.push(insert_event(html, place));
                }
                Err((message, help)) => self.error(self.line(at.start), "unknown-insert", message, help),
            }
            rest = after;
        }
        self.body.prose.push(rest);
        self.plain_text(rest.to_owned().into(), at, place, events);
    }

    /// Text without inserts: facts that were typed are reported, addresses and numbers become links.
    fn plain_text(
        &mut self,
        text: CowStr<'s>,
        at: &Range<usize>,
        place: &Place<'s>,
        events: &mut Vec<Event<'s>>,
    ) {
        self.check_leftover(&text, at, events);
        let has_digits = plain::has_digits(&text);
        let pieces = if has_digits || self.may.link && plain::has_link_marks(&text) {
            plain::pieces(&text)
        } else {
            Vec::new()
        };
        self.check_facts(&text, &pieces, at.start);
        if has_digits {
            self.check_numbers(&text, at.start);
        }
        let links = pieces.iter().any(|piece| !matches!(piece, Piece::Text(_)));
        if !links || place.in_link || place.heading.is_some() {
            return events.push(Event::Text(text));
        }
        events.extend(pieces.iter().map(linked));
    }
}

impl Writer<'_> {
    /// Reports markup in what will be shown as text, unless the author has spelt it out (`\\[`).
    fn check_leftover(&mut self, text: &str, at: &Range<usize>, before: &[Event<'_>]) {
        let begins = match before.last() {
            Some(Event::Start(Tag::Paragraph)) => Begins::Paragraph,
            Some(Event::SoftBreak | Event::HardBreak) => Begins::Line,
            _ => Begins::Nothing,
        };
        let Some((message, help)) = leftover::slip(text, begins) else {
            return;
        };
        let source = &self.text.as_bytes()[at.start.saturating_sub(1)..at.end];
        if memchr(b'\\', source).is_none() {
            self.warning(self.line(at.start), "leftover-markup", message, help);
        }
    }
}

/// An address or a number as a link.
fn linked<'a>(piece: &Piece<'_>) -> Event<'a> {
    let link = |target: &str, text: &str| {
        Event::InlineHtml(format!("<a href=\"{}\">{}</a>", escape(target), escape(text)).into())
    };
    match *piece {
        Piece::Text(text) => Event::Text(text.to_owned().into()),
        Piece::Url(url) if url.starts_with("www.") => link(&format!("https://{url}"), url),
        Piece::Url(url) => link(url, url),
        Piece::Email(email) => link(&format!("mailto:{email}"), email),
        Piece::Phone(phone) => link(&telephone_link(phone), phone),
    }
}

/// Text before the first `[[…]]`, what is in it, text after it.
fn next_insert(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("[[")?;
    let (insert, after) = rest.split_once("]]")?;
    Some((before, insert, after))
}

/// Headings and links cannot hold another link.
fn insert_event<'a>(html: String, place: &Place<'_>) -> Event<'a> {
    let html = if place.in_link || place.heading.is_some() {
        inserts::without_tags(&html)
    } else {
        html
    };
    Event::InlineHtml(html.into())
}

fn add_alt(place: &mut Place<'_>, text: &str) {
    if let Some((_, alt)) = &mut place.image {
        alt.push_str(text);
    }
}

fn plain_text(events: &[Event<'_>]) -> String {
    let text = |event: &Event<'_>| match event {
        Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => Some(text.to_string()),
        Event::SoftBreak | Event::HardBreak => Some(" ".to_owned()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

fn is_comment(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("<!--") && text.ends_with("-->")
}
