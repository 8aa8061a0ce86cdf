//! One page from Markdown to finished HTML in one go: the job that runs for all pages in parallel.

mod around;
mod social;

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use complaint::form::RawForm;
use complaint::problem::Problem;
use tera::{Context, Value};

use crate::extras::Files;
use crate::markdown::{self, AnchorLink, Body, Scope};
use crate::pages::{Page, Pages};
use crate::pictures::{self, Pictures};
use crate::read::Input;
use crate::readability::{self, Judged, Known};
use crate::search::{self, Terms};
use crate::theme::{Filled, Head, Theme, template_problem};
use crate::{Options, content_file, page_path};

/// What every page's job reads.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) theme: &'a Theme,
    /// Ready HTML of the figures, in the language of the page.
    pub(crate) statistics: &'a str,
    /// Abbreviations that need no explanation.
    pub(crate) known: &'a Known,
}

/// Path and HTML of what a page becomes: one document, or several where a section is long.
pub(crate) type Documents = Vec<(String, Bytes)>;

/// What is known of a page once it is rendered.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    /// The paths of its documents.
    pub(crate) paths: Vec<String>,
    /// Names that links may lead to.
    pub(crate) anchors: Vec<String>,
    /// Links to names on other pages.
    pub(crate) links: Vec<AnchorLink>,
    pub(crate) problems: Vec<Problem>,
    /// How plain its language is.
    pub(crate) judged: Judged,
    /// Its words, where pages of its language are searched.
    pub(crate) terms: Option<Terms>,
    /// Photographs it shows, and on which line.
    pub(crate) pictures: Vec<(String, usize)>,
}

/// Renders the page: its first document, and one more for each further leaf of a long section.
pub(crate) fn page(job: &Job<'_>) -> (Documents, Rendered) {
    let mut body = markdown::render(&job.scope);
    let leaves = around::leaves(job, &body);
    let count = leaves.len().max(1);
    let mut documents = Documents::with_capacity(count);
    for leaf in 0..count {
        let list = leaves.get(leaf).map_or("", String::as_str);
        match document(job, &body, list, leaf, count) {
            Ok(html) => {
                let path = page_path(&around::leaf_url(job.scope.page(), leaf));
                documents.push((path, html.into()));
            }
            Err(error) => body
                .problems
                .push(template_problem(&error, &job.theme.overrides())),
        }
    }
    let scope = &job.scope;
    let file = content_file(scope.options, &scope.page().file);
    let judged = if scope.page().is_default {
        Judged::default()
    } else {
        readability::judge(&file, scope.page().lang, &body.prose, scope.agency, job.known)
    };
    let searched = scope.pages.search.searches(scope.page().lang) && scope.page().key != search::PAGE;
    let terms = searched.then(|| Terms::of(scope.page(), &body.prose));
    let anchors = body.headings.into_iter().map(|heading| heading.id).collect();
    let rendered = Rendered {
        paths: documents.iter().map(|(path, _)| path.clone()).collect(),
        anchors,
        links: body.anchors,
        problems: body.problems,
        judged,
        terms,
        pictures: body.pictures,
    };
    (documents, rendered)
}

fn document(
    job: &Job<'_>,
    body: &Body,
    list: &str,
    leaf: usize,
    leaves: usize,
) -> Result<Vec<u8>, tera::Error> {
    let page = job.scope.page();
    let (template, script) = match page.key.as_str() {
        "_index.md" => ("home.html", false),
        "lapor.md" => ("form.html", true),
        "cek.md" => ("status_form.html", true),
        "verifikasi.md" => ("verify.html", false),
        search::PAGE => ("search.html", false),
        _ => ("page.html", false),
    };
    let title = around::title(job, leaf, leaves);
    let links = around::head_links(job, &title, leaf, leaves);
    let mut head = head(job, page, script, &title, links);
    if leaf == 0 {
        head.links += &social::structured(job, body);
    }
    let mut context = job.theme.context(&head);
    let pager = around::pager(job, leaf, leaves);
    let after = [
        job.statistics,
        list,
        &pager,
        &all_pages(job),
        &around::feed(job),
        &around::sheets(job),
        &around::foot(job),
    ]
    .concat();
    let first = leaf == 0;
    context.insert_value("before", Value::safe_string(&around::before(job, body)));
    context.insert_value("body", Value::safe_string(if first { &body.html } else { "" }));
    context.insert_value("after", Value::safe_string(&after));
    context.insert_value(
        "draft",
        around::unpublished(job).map_or_else(Value::none, Value::from),
    );
    add_form(job, page, &mut context);
    let mut html = Vec::with_capacity(body.html.len() + 8 * 1024);
    job.theme.render_to(template, &context, &mut html)?;
    Ok(html)
}

/// On the page that searches: every page from A to Z.
fn all_pages(job: &Job<'_>) -> String {
    let (page, scope) = (job.scope.page(), &job.scope);
    if page.key == search::PAGE {
        search::list(&scope.pages.search, scope.pages, page.lang, scope.texts)
    } else {
        String::new()
    }
}

fn head<'a>(job: &Job<'a>, page: &'a Page<'a>, script: bool, title: &'a str, links: String) -> Head<'a> {
    Head {
        lang: page.lang,
        title,
        description: &page.front.description,
        links,
        translations: around::translations(job),
        menu_file: Some(&page.key),
        breadcrumbs: around::breadcrumbs(job),
        script,
        noindex: false,
    }
}

/// The pages with a form, empty.
fn add_form(job: &Job<'_>, page: &Page<'_>, context: &mut Context) {
    context.insert_value("notice", Value::none());
    match page.key.as_str() {
        search::PAGE => {
            let index = format!("{}{}/", search::FOLDER, page.lang.code());
            context.insert_value("index", index.into());
        }
        "lapor.md" => job
            .theme
            .add_form(context, page.lang, Filled::nothing(&RawForm::new()), None),
        "cek.md" => job.theme.add_status_form(context, page.lang, "", &[]),
        _ => {}
    }
}

/// The photographs that pages show: the files made of them, or the places where one cannot be decoded.
pub(crate) fn pictures(
    input: &Input,
    options: &Options,
    pages: &Pages<'_>,
    pictures: &Pictures,
    rendered: &[Arc<Rendered>],
) -> Result<Files, Vec<Problem>> {
    let shown = || {
        pages
            .list
            .iter()
            .zip(rendered)
            .flat_map(|(page, from)| from.pictures.iter().map(move |(file, line)| (page, file, *line)))
    };
    let used: BTreeSet<&str> = shown().map(|(_, file, _)| file.as_str()).collect();
    let (files, refused) = pictures.make(&used, input);
    if refused.is_empty() {
        return Ok(files);
    }
    let place = |(page, file, line): (&Page<'_>, &String, usize)| {
        let (_, refusal) = refused.iter().find(|(refused, _)| refused == file)?;
        Some(pictures::problem(
            content_file(options, &page.file),
            Some(line),
            refusal,
        ))
    };
    Err(shown().filter_map(place).collect())
}

/// Links to names that no heading has, once all pages are rendered.
pub(crate) fn broken_anchors(
    pages: &Pages<'_>,
    options: &Options,
    rendered: &[Arc<Rendered>],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (page, from) in pages.list.iter().zip(rendered) {
        for link in &from.links {
            let names = &rendered[link.target].anchors;
            if !names.contains(&link.anchor) {
                let file = content_file(options, &page.file);
                problems.push(broken_anchor(file, link, &pages.list[link.target].file, names));
            }
        }
    }
    problems
}

fn broken_anchor(file: String, link: &AnchorLink, target: &str, names: &[String]) -> Problem {
    let help = match complaint::problem::nearest(&link.anchor, names.iter().map(String::as_str)) {
        Some(near) => format!("maksud Anda `#{near}`?"),
        None => format!(
            "judul yang ada: {}",
            names
                .iter()
                .map(|name| format!("#{name}"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    Problem::error(
        file,
        link.line,
        "broken-anchor",
        format!("judul `#{}` tidak ada di {target}", link.anchor),
        help,
    )
}
