//! Every page, in parallel: what their jobs read, and what becomes of what they make.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use complaint::Lang;
use complaint::agency::Agency;
use complaint::problem::Problem;
use rayon::prelude::*;

use super::Options;
use crate::extras::Files;
use crate::markdown::{Facts, Scope};
use crate::media_type;
use crate::memo::{Kept, Memo};
use crate::output::Output;
use crate::pages::Pages;
use crate::pictures::Pictures;
use crate::read::Input;
use crate::readability::Known;
use crate::render::{self, Documents, Job, Rendered};
use crate::search;
use crate::statistics::{self, Statistics};
use crate::theme::{Asset, Theme};

/// What the jobs of all pages read.
#[derive(Clone, Copy)]
pub(super) struct AllPages<'a> {
    pub(super) input: &'a Input,
    pub(super) options: &'a Options,
    pub(super) agency: &'a Agency,
    pub(super) pages: &'a Pages<'a>,
    pub(super) theme: &'a Theme,
    pub(super) files: &'a HashSet<&'a str>,
    pub(super) pictures: &'a Pictures,
}

impl AllPages<'_> {
    /// Every page in parallel, in the order of the pages; its documents go to `output` at once.
    pub(super) fn render(
        self,
        figures: Option<&Statistics>,
        output: &dyn Output,
        memo: Option<&Memo>,
    ) -> Vec<Arc<Rendered>> {
        let in_words = |lang: &Lang| {
            let html = |figures| statistics::html(figures, self.agency, *lang, self.theme.texts(*lang));
            (
                *lang,
                statistics::marked(figures.map_or_else(String::new, html), self.agency),
            )
        };
        let figures: HashMap<Lang, String> = self.agency.languages.iter().map(in_words).collect();
        let (facts, known) = (Facts::of(self.agency), Known::of(self.agency));
        let job = |at: usize| {
            let page = &self.pages.list[at];
            let statistics = if page.key == "statistik.md" {
                figures[&page.lang].as_str()
            } else {
                ""
            };
            Job {
                scope: self.at(at, &facts),
                theme: self.theme,
                statistics,
                known: &known,
            }
        };
        let pages = (0..self.pages.list.len()).into_par_iter().with_min_len(8);
        let Some(memo) = memo else {
            let finish = |at| {
                let (documents, rendered) = render::page(&job(at));
                put_documents(output, documents);
                Arc::new(rendered)
            };
            return pages.map(finish).collect();
        };
        let recall = memo.recall(self.input, self.options, self.pages);
        let kept: Vec<Kept> = pages
            .map(|at| recall.page(&self.pages.list[at], || render::page(&job(at))))
            .inspect(|page| put_documents(output, page.documents.clone()))
            .collect();
        let rendered = kept.iter().map(|page| Arc::clone(&page.rendered)).collect();
        memo.keep(&recall, self.pages, kept);
        rendered
    }

    /// What only all pages together tell: words to search, links to headings, pictures. Pictures take longest and are
    /// made last, where nothing is wrong.
    pub(super) fn together(self, rendered: &[Arc<Rendered>], problems: &mut Vec<Problem>) -> Files {
        problems.extend(rendered.iter().flat_map(|page| page.problems.iter().cloned()));
        problems.extend(render::broken_anchors(self.pages, self.options, rendered));
        let terms = |at: usize| rendered[at].terms.as_ref();
        let mut files = search::files(&self.pages.search, self.agency, terms);
        if !problems.iter().any(Problem::is_error) {
            match render::pictures(self.input, self.options, self.pages, self.pictures, rendered) {
                Ok(made) => files.extend(made),
                Err(found) => problems.extend(found),
            }
        }
        files
    }

    fn at<'s>(&'s self, at: usize, facts: &'s Facts) -> Scope<'s> {
        let AllPages {
            input,
            options,
            agency,
            pages,
            theme,
            files,
            pictures,
        } = *self;
        Scope {
            options,
            agency,
            pages,
            texts: theme.texts(pages.list[at].lang),
            files,
            facts,
            input,
            pictures,
            at,
        }
    }
}

fn put_documents(output: &dyn Output, documents: Documents) {
    for (path, bytes) in documents {
        let asset = Asset {
            content_type: media_type::HTML,
            bytes,
            immutable: false,
        };
        output.put(&path, asset);
    }
}
