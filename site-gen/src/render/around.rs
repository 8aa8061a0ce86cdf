//! What stands around a page's own words: breadcrumbs, contents, list of a section, dates, translations.

use complaint::{Lang, deadline::format_date};
use jiff::civil::Date;

use super::Job;
use crate::address::lang_root;
use crate::freshness::{self, Age};
use crate::html::escape;
use crate::markdown::Body;
use crate::pages::Page;
use crate::posters::{PAPERS, Paper, sheet_url};

/// Second-level headings from which on a page gets a list of contents.
const CONTENTS_FROM: usize = 4;

/// Where the page stands: home › section › page. Nothing on the home page.
pub(super) fn breadcrumbs(job: &Job<'_>) -> String {
    let page = job.scope.page();
    if page.key == "_index.md" {
        return String::new();
    }
    let texts = job.scope.texts;
    let home = (lang_root(page.lang).to_owned(), texts.get("site.home").to_owned());
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
    let (front, texts) = (&job.scope.page().front, job.scope.texts);
    if front.is_published(job.scope.options.today) {
        return None;
    }
    let dated =
        |key: &str, date: Date| texts.fill(key, &[("date", &format_date(date, job.scope.page().lang))]);
    let planned = front
        .publish_on
        .filter(|on| *on > job.scope.options.today)
        .map(|on| dated("site.planned", on));
    let expired = front.expires_on.map(|on| dated("site.expired", on));
    let draft = front.draft.then(|| texts.get("site.draft").to_owned());
    draft.or(planned).or(expired)
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
    if !section.is_index || section.key == "_index.md" {
        return Vec::new();
    }
    let list = &job.scope.pages.list;
    let shown = |page: &&Page<'_>| !(body.lists_channels && is_guide(job, page));
    let pages: Vec<&Page<'_>> = job
        .scope
        .pages
        .children(section)
        .iter()
        .map(|at| &list[*at])
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

fn children(job: &Job<'_>, pages: &[&Page<'_>]) -> String {
    let heading = escape(job.scope.texts.get("site.children"));
    let items: String = pages.iter().map(|page| child(page)).collect();
    format!("<h2 class=\"vh\">{heading}</h2><ul class=\"list\">{items}</ul>")
}

fn child(page: &Page<'_>) -> String {
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
    let place = texts.fill(
        "site.page_of",
        &[("page", &(leaf + 1).to_string()), ("pages", &leaves.to_string())],
    );
    format!(
        "<nav class=\"links\" aria-label=\"{0}\">{newer}<span>{0}</span> {older}</nav>",
        escape(&place)
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
    let mut list = |key: &str, items: &[String]| {
        if !items.is_empty() {
            lines.push(format!("{}: {}", texts.get(key), items.join("; ")));
        }
    };
    list("site.legal_basis", &front.legal_basis);
    list("site.topics", &[&front.categories[..], &front.tags[..]].concat());
    if lines.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    format!("<p class=\"hint about\">{}</p>", lines.join("<br>"))
}

/// The same page in the other language, where it exists.
pub(super) fn translation(job: &Job<'_>) -> Option<(Lang, String)> {
    let page = job.scope.page();
    let other = Lang::ALL.iter().copied().find(|lang| *lang != page.lang)?;
    let (_, translation) = job.scope.pages.exact(&page.key, other)?;
    Some((other, translation.url.clone()))
}

/// The page's own address, its translations, the feed where there is news.
pub(super) fn head_links(job: &Job<'_>) -> String {
    let (page, base) = (job.scope.page(), escape(&job.scope.agency.base_url));
    let mut links = vec![format!(
        "<link rel=\"canonical\" href=\"{base}{}\">",
        escape(&page.url)
    )];
    let alternate = |lang: Lang, url: &str| {
        format!(
            "<link rel=\"alternate\" hreflang=\"{}\" href=\"{base}{}\">",
            lang.code(),
            escape(url)
        )
    };
    if let Some((lang, url)) = translation(job) {
        links.extend([alternate(page.lang, &page.url), alternate(lang, &url)]);
    }
    if page.key == "_index.md" || page.folder.starts_with("berita/") {
        let title = escape(
            &job.scope
                .texts
                .fill("site.feed", &[("agency", &job.scope.agency.name)]),
        );
        links.push(format!(
            "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/feed.xml\" title=\"{title}\">"
        ));
    }
    links.push(super::social::preview(job));
    links.concat()
}
