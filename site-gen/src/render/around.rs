//! What stands around a page's own words: breadcrumbs, contents, list of a section, dates, topics, translations.

use complaint::{Lang, deadline::format_date};
use jiff::civil::Date;

use super::Job;
use crate::address::lang_root;
use crate::freshness::{self, Age};
use crate::front_matter::{Unpublished, Word};
use crate::html::escape;
use crate::markdown::Body;
use crate::pages::{Page, terms};
use crate::posters::{PAPERS, Paper, sheet_url};
use crate::theme::Counterpart;

/// Second-level headings from which on a page gets a list of contents.
const CONTENTS_FROM: usize = 4;

/// Where the page stands: home › section › page. Nothing on the home page.
pub(super) fn breadcrumbs(job: &Job<'_>) -> String {
    let page = job.scope.page();
    if page.key == "_index.md" {
        return String::new();
    }
    let texts = job.scope.texts;
    let home = (lang_root(page.lang), texts.get("site.home").to_owned());
    let above = sections_above(job, page)
        .into_iter()
        .map(|section| (section.url.clone(), section.front.title.clone()));
    let link = |(url, title): (String, String)| {
        format!("<li><a href=\"{}\">{}</a></li>", escape(&url), escape(&title))
    };
    let links: String = std::iter::once(home).chain(above).map(link).collect();
    format!(
        "<nav class=\"crumbs\" aria-label=\"{}\"><ol>{links}</ol></nav>",
        escape(texts.get("site.breadcrumb"))
    )
}

fn sections_above<'a>(job: &Job<'a>, page: &Page<'_>) -> Vec<&'a Page<'a>> {
    let own = page.key.as_str();
    let ends = page
        .folder
        .match_indices('/')
        .map(|(slash, _)| &page.folder[..=slash]);
    let index = ends
        .map(|folder| format!("{folder}_index.md"))
        .filter(|key| key != own);
    index
        .filter_map(|key| job.scope.pages.exact(&key, page.lang).map(|(_, section)| section))
        .collect()
}

/// Why visitors do not see the page yet, or no longer. Only editors who asked for drafts get to read it.
pub(super) fn unpublished(job: &Job<'_>) -> Option<String> {
    let (page, texts) = (job.scope.page(), job.scope.texts);
    let dated = |key: &str, date: Date| texts.fill(key, &[("date", &format_date(date, page.lang))]);
    let words = |why| match why {
        Unpublished::Draft => texts.get("site.draft").to_owned(),
        Unpublished::Until(date) => dated("site.planned", date),
        Unpublished::Since(date) => dated("site.expired", date),
    };
    page.front.unpublished(job.scope.options.today).map(words)
}

/// Above the body: the date of news, the contents of a long page.
pub(super) fn before(job: &Job<'_>, body: &Body) -> String {
    let date = job.scope.page().front.date.map_or_else(String::new, |date| {
        format!(
            "<p class=\"hint\"><time datetime=\"{date}\">{}</time></p>",
            escape(&format_date(date, job.scope.page().lang))
        )
    });
    date + &stale(job) + &contents(job, body)
}

/// Tells readers that nobody has checked the page for long.
fn stale(job: &Job<'_>) -> String {
    let (page, texts) = (job.scope.page(), job.scope.texts);
    match (
        freshness::age(
            page.front.checked_on,
            job.scope.options.today,
            job.scope.agency.freshness,
        ),
        page.front.checked_on,
    ) {
        (Age::Old(_) | Age::Expired(_), Some(date)) => {
            let words = escape(&texts.fill("site.stale", &[("date", &format_date(date, page.lang))]));
            format!(
                "<div class=\"panel warn\" role=\"note\"><p class=\"name\">{}</p><p>{words}</p></div>",
                escape(texts.get("site.warning"))
            )
        }
        _ => String::new(),
    }
}

fn contents(job: &Job<'_>, body: &Body) -> String {
    let headings = || body.headings.iter().filter(|heading| heading.level == 2);
    if headings().count() < CONTENTS_FROM || job.scope.page().key == "_index.md" {
        return String::new();
    }
    let item = |id: &str, text: &str| format!("<li><a href=\"#{}\">{}</a></li>", escape(id), escape(text));
    let items: String = headings()
        .map(|heading| item(&heading.id, &heading.text))
        .collect();
    let name = escape(job.scope.texts.get("site.contents"));
    format!("<nav class=\"toc\" aria-label=\"{name}\"><p class=\"name\">{name}</p><ul>{items}</ul></nav>")
}

/// The pages of a section as lists: one, or several where it asks for a fixed number on each.
pub(super) fn leaves(job: &Job<'_>, body: &Body) -> Vec<String> {
    let section = job.scope.page();
    if section.key == "_index.md" {
        return Vec::new();
    }
    let list = &job.scope.pages.list;
    let shown = |at: &usize| !(body.lists_channels && is_guide(job, &list[*at]));
    let pages: Vec<usize> = job
        .scope
        .pages
        .children(job.scope.at)
        .iter()
        .copied()
        .filter(shown)
        .collect();
    let per_leaf = section.front.paginate_by.unwrap_or(usize::MAX);
    pages.chunks(per_leaf).map(|pages| children(job, pages)).collect()
}

fn is_guide(job: &Job<'_>, page: &Page<'_>) -> bool {
    job.scope
        .agency
        .channels
        .iter()
        .any(|channel| channel.page.as_deref() == Some(&page.key))
}

fn children(job: &Job<'_>, pages: &[usize]) -> String {
    let heading = escape(job.scope.texts.get("site.children"));
    let entry = |at: &usize| job.scope.pages.entry(*at, || child(job, *at));
    let items: String = pages.iter().map(entry).collect();
    format!("<h2 class=\"vh\">{heading}</h2><ul class=\"list\">{items}</ul>")
}

fn child(job: &Job<'_>, at: usize) -> String {
    let (page, texts) = (&job.scope.pages.list[at], job.scope.texts);
    if let Some(term) = &page.term {
        let count = job.scope.pages.children(at).len().to_string();
        return format!(
            "<li><a href=\"{}\">{}</a> <span class=\"hint\">{}</span></li>",
            escape(&page.url),
            escape(term),
            escape(&texts.fill("site.pages", &[("count", &count)]))
        );
    }
    let date = page.front.date.map_or_else(String::new, |date| {
        format!(
            " <span class=\"hint\"><time datetime=\"{date}\">{}</time></span>",
            escape(&format_date(date, page.lang))
        )
    });
    let description = match page.front.description.as_str() {
        "" => String::new(),
        text => format!("<p>{}</p>", escape(text)),
    };
    format!(
        "<li><a href=\"{}\">{}</a>{date}{description}</li>",
        escape(&page.url),
        escape(&page.front.title)
    )
}

/// The address of a leaf of a section; the first is the section's own.
pub(super) fn leaf_url(page: &Page<'_>, leaf: usize) -> String {
    if leaf == 0 {
        page.url.clone()
    } else {
        format!("{}hal/{}/", page.url, leaf + 1)
    }
}

/// From leaf to leaf.
pub(super) fn pager(job: &Job<'_>, leaf: usize, leaves: usize) -> String {
    if leaves < 2 {
        return String::new();
    }
    let (page, texts) = (job.scope.page(), job.scope.texts);
    let link = |leaf: usize, key: &str, rel: &str| {
        format!(
            "<a rel=\"{rel}\" href=\"{}\">{}</a> ",
            escape(&leaf_url(page, leaf)),
            escape(texts.get(key))
        )
    };
    let newer = if leaf > 0 {
        link(leaf - 1, "site.newer", "prev")
    } else {
        String::new()
    };
    let older = if leaf + 1 < leaves {
        link(leaf + 1, "site.older", "next")
    } else {
        String::new()
    };
    let place = place(job, leaf, leaves);
    format!(
        "<nav class=\"links\" aria-label=\"{0}\">{newer}<span>{0}</span> {older}</nav>",
        escape(&place)
    )
}

fn place(job: &Job<'_>, leaf: usize, leaves: usize) -> String {
    let numbers = [leaf + 1, leaves].map(|number| number.to_string());
    let values = [("page", numbers[0].as_str()), ("pages", numbers[1].as_str())];
    job.scope.texts.fill("site.page_of", &values)
}

/// What the page is called: on further leaves with its number, so that titles tell them apart.
pub(super) fn title(job: &Job<'_>, leaf: usize, leaves: usize) -> String {
    let title = &job.scope.page().front.title;
    if leaf == 0 {
        title.clone()
    } else {
        format!("{title} – {}", place(job, leaf, leaves))
    }
}

/// On a section with dated pages: its feed.
pub(super) fn feed(job: &Job<'_>) -> String {
    let Some(feed) = job.scope.pages.feeds.of_section(job.scope.page()) else {
        return String::new();
    };
    format!(
        "<p class=\"links noprint\"><a href=\"{}\" type=\"application/atom+xml\">{}</a></p>",
        escape(&feed),
        escape(job.scope.texts.get("site.subscribe"))
    )
}

/// On the guide of a channel: the sheets to print.
pub(super) fn sheets(job: &Job<'_>) -> String {
    let page = job.scope.page();
    if !is_guide(job, page) {
        return String::new();
    }
    let link = |paper: Paper| {
        format!(
            " <a href=\"{}\">{}</a>",
            escape(&sheet_url(page, paper)),
            paper.name
        )
    };
    let links = PAPERS.map(link).concat();
    format!(
        "<p class=\"links noprint\">{}{links}</p>",
        escape(job.scope.texts.get("poster.print"))
    )
}

/// Below the body: when it was changed and checked, on what it rests.
pub(super) fn foot(job: &Job<'_>) -> String {
    let (front, texts) = (&job.scope.page().front, job.scope.texts);
    let on = |date: Date| format_date(date, job.scope.page().lang);
    let mut lines = Vec::new();
    lines.extend(
        front
            .updated
            .map(|date| texts.fill("site.updated", &[("date", &on(date))])),
    );
    lines.extend(front.checked_on.map(|date| match &front.checked_by {
        Some(name) => texts.fill("site.checked_by", &[("date", &on(date)), ("name", name)]),
        None => texts.fill("site.checked", &[("date", &on(date))]),
    }));
    if !front.legal_basis.is_empty() {
        let bases = front.legal_basis.join("; ");
        lines.push(format!("{}: {bases}", texts.get("site.legal_basis")));
    }
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).chain(topics(job)).collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("<p class=\"hint about\">{}</p>", lines.join("<br>"))
}

/// The categories and topics of the page, each leading to all its pages.
fn topics(job: &Job<'_>) -> Vec<String> {
    let (page, texts) = (job.scope.page(), job.scope.texts);
    let line = |taxonomy: terms::Taxonomy| {
        let link = |word: &Word| {
            let (_, term) = job
                .scope
                .pages
                .exact(&terms::key(taxonomy, &word.slug), page.lang)?;
            let label = term.term.as_deref().unwrap_or(&word.text);
            Some(format!("<a href=\"{}\">{}</a>", escape(&term.url), escape(label)))
        };
        let links: Vec<String> = (taxonomy.named)(&page.front)
            .words
            .iter()
            .filter_map(link)
            .collect();
        let name = escape(texts.get(&format!("{}.name", taxonomy.texts)));
        (!links.is_empty()).then(|| format!("{name}: {}", links.join(", ")))
    };
    terms::TAXONOMIES.into_iter().filter_map(line).collect()
}

/// The same page in other languages; where it does not exist, the place where that language begins.
pub(super) fn translations(job: &Job<'_>) -> Vec<Counterpart> {
    let (page, pages) = (job.scope.page(), job.scope.pages);
    let others = job
        .scope
        .agency
        .languages
        .iter()
        .filter(|lang| **lang != page.lang);
    let counterpart = |lang: &Lang| {
        let same = pages.exact(&page.key, *lang);
        let (_, found) = same.or_else(|| pages.exact("_index.md", *lang))?;
        Some(Counterpart {
            lang: *lang,
            url: found.url.clone(),
            is_same: same.is_some(),
        })
    };
    others.filter_map(counterpart).collect()
}

/// The page's own address and those of its neighbours, its translations, the feed where there is news.
pub(super) fn head_links(job: &Job<'_>, title: &str, leaf: usize, leaves: usize) -> String {
    let (page, base) = (job.scope.page(), escape(&job.scope.agency.base_url));
    let own = leaf_url(page, leaf);
    let mut links = vec![format!(
        "<link rel=\"canonical\" href=\"{base}{}\">",
        escape(&own)
    )];
    let neighbour = |rel: &str, leaf: usize| {
        format!(
            "<link rel=\"{rel}\" href=\"{base}{}\">",
            escape(&leaf_url(page, leaf))
        )
    };
    links.extend((leaf > 0).then(|| neighbour("prev", leaf - 1)));
    links.extend((leaf + 1 < leaves).then(|| neighbour("next", leaf + 1)));
    let alternate = |lang: Lang, url: &str| {
        format!(
            "<link rel=\"alternate\" hreflang=\"{}\" href=\"{base}{}\">",
            lang.code(),
            escape(url)
        )
    };
    let translations: Vec<Counterpart> = translations(job)
        .into_iter()
        .filter(|other| other.is_same)
        .collect();
    if leaf == 0 && !translations.is_empty() {
        links.push(alternate(page.lang, &page.url));
        links.extend(translations.iter().map(|other| alternate(other.lang, &other.url)));
    }
    let is_home = page.key == "_index.md";
    if let Some(feed) = job
        .scope
        .pages
        .feeds
        .nearest(page)
        .filter(|feed| is_home || !is_of_all(feed, page.lang))
    {
        let name = &job.scope.agency.name;
        let title = escape(&job.scope.texts.fill("site.feed", &[("agency", name)]));
        links.push(format!(
            "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{}\" title=\"{title}\">",
            escape(&feed)
        ));
    }
    links.push(super::social::preview(job, title, &own));
    links.concat()
}

/// Whether it is the feed of the whole site, which only its home page names.
fn is_of_all(feed: &str, lang: Lang) -> bool {
    feed == format!("{}feed.xml", lang_root(lang))
}
