//! Components with an argument: accordion, figure, download, chart, last update.

use complaint::deadline::format_date;
use complaint::problem::nearest;

use super::inserts::Refusal;
use super::prose::Kind;
use super::{Writer, inserts};
use crate::html::escape;
use crate::media_type;
use crate::statistics::dataset;
use crate::theme::size;

impl Writer<'_> {
    /// `:::akordeon Question` … `:::`.
    pub(super) fn accordion(&mut self, question: &str, line: usize) {
        if question.is_empty() {
            self.error(
                line,
                "unknown-block",
                "akordeon ini belum punya judul",
                "tulis :::akordeon Pertanyaannya?",
            );
        }
        self.body.prose.whole(Kind::Heading, line, question);
        self.open(
            line,
            &format!("<details class=\"fold\"><summary>{}</summary>", escape(question)),
            "</details>".into(),
        );
    }

    /// `:::gambar Caption`, an image in Markdown, `:::`.
    pub(super) fn figure(&mut self, caption: &str, line: usize) {
        if caption.is_empty() {
            let help = "tulis :::gambar Keterangan di bawah gambar";
            self.error(
                line,
                "unknown-block",
                "gambar ini belum punya keterangan di bawahnya",
                help,
            );
        }
        self.body.prose.whole(Kind::Other, line, caption);
        self.open(
            line,
            "<figure>",
            format!("<figcaption>{}</figcaption></figure>", escape(caption)),
        );
    }

    /// `:::unduhan /file.pdf What it is`: a link that tells type and size.
    pub(super) fn download(&mut self, argument: &str) -> Result<String, Refusal> {
        let (path, label) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
        let label = label.trim();
        let static_files = || {
            self.scope
                .input
                .files
                .keys()
                .filter_map(|file| file.strip_prefix("static"))
        };
        let Some(bytes) = self
            .scope
            .input
            .files
            .get(&format!("static{path}"))
            .filter(|_| path.starts_with('/'))
        else {
            let help = match nearest(path, static_files()) {
                Some(near) => format!("maksud Anda `{near}`?"),
                None => "simpan berkasnya di static/ dan tulis :::unduhan /nama-berkas.pdf Nama dokumen"
                    .to_owned(),
            };
            return Err((format!("berkas unduhan `{path}` tidak ada"), help));
        };
        if label.is_empty() {
            return Err((
                format!("unduhan `{path}` belum punya nama"),
                format!("tulis :::unduhan {path} Nama dokumen"),
            ));
        }
        let about = format!(
            "{}, {}",
            media_type::short_name(path),
            size(bytes.len(), self.scope.page().lang)
        );
        let link = format!("<a href=\"{}\" download>{}</a>", escape(path), escape(label));
        Ok(format!(
            "<p class=\"download\">{link} <span class=\"hint\">({})</span></p>",
            escape(&about)
        ))
    }

    /// `:::terakhir-diperbarui`: when the page was changed and checked.
    pub(super) fn last_updated(&self) -> Result<String, Refusal> {
        let page = self.scope.page();
        let date = [page.front.updated, page.front.checked_on, page.front.date]
            .into_iter()
            .flatten()
            .max();
        let date = date.ok_or_else(|| {
            (
                "halaman ini belum punya tanggal".to_owned(),
                "tambahkan updated = 2026-11-02 di kepala halaman".to_owned(),
            )
        })?;
        let words = self
            .scope
            .texts
            .fill("site.updated", &[("date", &format_date(date, page.lang))]);
        Ok(format!(
            "<p class=\"hint\"><time datetime=\"{date}\">{}</time></p>",
            escape(&words)
        ))
    }

    /// `:::grafik data/file.csv Title`: a chart, and its figures in a table.
    pub(super) fn data_chart(&mut self, argument: &str, line: usize) {
        let (file, title) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
        let title = title.trim();
        if title.is_empty() {
            let help = format!("tulis :::grafik {file} Judul grafik");
            return self.error(line, "unknown-block", "grafik ini belum punya judul", help);
        }
        let scope = self.scope;
        let data = |name: &&String| name.starts_with("data/") && dataset::is_dataset(name);
        let Some(bytes) = scope.input.files.get(file).filter(|_| dataset::is_dataset(file)) else {
            let known: Vec<&str> = scope
                .input
                .files
                .keys()
                .filter(data)
                .map(String::as_str)
                .collect();
            let (message, mut help) = inserts::unknown("berkas data", file, &known);
            if known.is_empty() || scope.input.files.contains_key(file) {
                "simpan angkanya sebagai CSV UTF-8 di folder data/".clone_into(&mut help);
            }
            return self.error(line, "missing-data", message, help);
        };
        self.charts += 1;
        match dataset::parse(&crate::content_file(scope.options, file), bytes) {
            Ok(data) => {
                let figure = dataset::Figure {
                    data: &data,
                    title,
                    number: self.charts,
                    agency: scope.agency,
                    lang: scope.page().lang,
                    texts: scope.texts,
                };
                self.body.html.push_str(&figure.html());
                self.body.prose.whole(Kind::Other, line, title);
            }
            Err(problems) => self.body.problems.extend(problems),
        }
    }
}
