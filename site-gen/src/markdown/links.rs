//! Where links and images lead, and whether anything is there.

use complaint::Lang;

use super::{AnchorLink, Scope, Writer, unseen};
use crate::address::PageName;
use crate::front_matter::Unpublished;
use crate::html::escape;

/// Schemes that may leave the site.
const SCHEMES: [&str; 5] = ["https:", "http:", "mailto:", "tel:", "sms:"];
/// What lies here is served as it is.
pub(super) const STATIC: &str = "static/";
/// Paths the function answers.
const FUNCTION_PATHS: [&str; 2] = ["/api/", "/staff/"];

/// What to do with a photograph that should not be served as it is.
const MOVE_IT: &str = "pindahkan ke sebelah halaman ini dan tulis namanya saja; di static/ simpan hanya yang memang untuk diunduh";

impl Writer<'_> {
    /// The address of a link as written in the file.
    pub(super) fn link(&mut self, written: &str, offset: usize) -> String {
        if SCHEMES.iter().any(|scheme| written.starts_with(scheme)) {
            return written.to_owned();
        }
        if written.is_empty() {
            let help = "tulis tujuannya di dalam kurung, misalnya [Prosedur](/sop.md)";
            self.error(
                self.line(offset),
                "broken-link",
                "tautan ini belum punya tujuan",
                help,
            );
        }
        let (path, anchor) = written.split_once('#').unwrap_or((written, ""));
        if path.is_empty() {
            return self.own_anchor(anchor, offset);
        }
        if names_a_page(path) {
            return self.page_link(path, anchor, offset);
        }
        self.check_file_link(path, offset);
        written.to_owned()
    }

    fn own_anchor(&mut self, anchor: &str, offset: usize) -> String {
        if !anchor.is_empty() {
            let (target, line) = (self.scope.at, self.line(offset));
            self.body.anchors.push(AnchorLink {
                target,
                anchor: anchor.to_owned(),
                line,
            });
        }
        format!("#{anchor}")
    }

    fn page_link(&mut self, path: &str, anchor: &str, offset: usize) -> String {
        let file = absolute(&self.scope.page().folder, path);
        let Some((target, url)) = find(self.scope, &file) else {
            self.missing_page(&file, offset);
            return String::new();
        };
        if anchor.is_empty() {
            return url;
        }
        let line = self.line(offset);
        self.body.anchors.push(AnchorLink {
            target,
            anchor: anchor.to_owned(),
            line,
        });
        format!("{url}#{anchor}")
    }

    fn missing_page(&mut self, file: &str, offset: usize) {
        let line = self.line(offset);
        if let Some(why) = self.scope.pages.hidden(file) {
            let (state, help) = hidden_words(why);
            let message = format!("tautan menuju `{file}`, {state}");
            return self.error(line, "link-to-unpublished", message, help);
        }
        let help = match self.scope.pages.nearest_file(file, &self.scope.page().file) {
            Some(near) => format!("maksud Anda `/{near}`?"),
            None => "tulis nama berkasnya dari folder isi, misalnya /kanal/whatsapp.md".to_owned(),
        };
        self.error(line, "broken-link", format!("halaman `{file}` tidak ada"), help);
    }

    /// A link that names no page file: a static file, or an address of the site or the function.
    fn check_file_link(&mut self, path: &str, offset: usize) {
        let file = path.split('?').next().unwrap_or(path);
        if self.scope.files.contains(file) || FUNCTION_PATHS.iter().any(|known| file.starts_with(known)) {
            return;
        }
        let line = self.line(offset);
        if self.scope.pages.has_url(file) {
            let help =
                "tulis nama berkasnya, misalnya /lapor.md, agar tautan tetap benar bila alamat berubah";
            let message = format!("tautan `{path}` menyebut alamat, bukan nama berkas");
            return self.warning(line, "link-by-address", &message, help);
        }
        let help = "untuk halaman tulis nama berkas .md; untuk unduhan simpan berkas di static/ dan tulis /nama-berkas";
        self.error(line, "broken-link", format!("`{path}` tidak ada"), help);
    }

    /// An image, which must be ours and must say what it shows.
    pub(super) fn image(&mut self, written: &str, alt: &str, offset: usize) -> String {
        let line = self.line(offset);
        if alt.is_empty() {
            let help = "tulis apa yang terlihat: ![Loket 3 di lantai dasar](/loket.jpg)";
            self.error(
                line,
                "missing-alt",
                format!("gambar `{written}` belum punya keterangan"),
                help,
            );
        }
        if written.contains("://") || written.starts_with("//") {
            let help = "simpan gambarnya di sebelah halaman ini dan tulis namanya";
            self.error(
                line,
                "external-image",
                format!("gambar `{written}` dari situs lain tidak akan tampil"),
                help,
            );
            return String::new();
        }
        self.photograph(written, alt, line)
            .unwrap_or_else(|| self.drawing(written, alt, line))
    }

    /// A photograph: beside the page, anywhere in the content folder, or in `static/`.
    fn photograph(&mut self, written: &str, alt: &str, line: usize) -> Option<String> {
        let scope = *self.scope;
        let beside = absolute(&scope.page().folder, written);
        let in_static = format!("{STATIC}{}", written.trim_start_matches('/'));
        let (file, found) = [beside, in_static]
            .into_iter()
            .find_map(|file| Some((file.clone(), scope.pictures.get(&file)?)))?;
        match found {
            Ok(picture) => {
                if file.starts_with(STATIC)
                    && let Some(message) = picture.original_tells(written)
                {
                    self.error(line, "shipped-original", message, MOVE_IT);
                }
                self.body.pictures.push((file, line));
                Some(picture.html(alt))
            }
            Err((code, message, help)) => {
                self.error(line, code, message, *help);
                Some(String::new())
            }
        }
    }

    /// A picture that is served as it is: a drawing in `static/`.
    fn drawing(&mut self, written: &str, alt: &str, line: usize) -> String {
        if !self.scope.files.contains(written) {
            let (code, message, help) = unseen::picture(self.scope, written);
            self.error(line, code, message, help);
        }
        format!(
            "<img src=\"{}\" alt=\"{}\" loading=\"lazy\" decoding=\"async\">",
            escape(written),
            escape(alt)
        )
    }
}

/// Whether a link is meant for a page, `/SOP.MD` too: then the nearest page is told.
fn names_a_page(path: &str) -> bool {
    let at = path.len().saturating_sub(3);
    PageName::parse(path).is_some() || path.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(".md"))
}

fn hidden_words(why: Unpublished) -> (String, &'static str) {
    match why {
        Unpublished::Draft => (
            "yang masih draf".to_owned(),
            "hapus draft = true di halaman itu, atau hapus tautannya",
        ),
        Unpublished::Until(date) => (
            format!("yang baru terbit {date}"),
            "majukan publish_on di halaman itu, atau hapus tautannya sampai hari itu",
        ),
        Unpublished::Since(date) => (
            format!("yang tidak terbit lagi sejak {date}"),
            "perpanjang expires_on di halaman itu, atau hapus tautannya",
        ),
    }
}

/// The page of a file, preferably in the language of the page that links to it.
fn find(scope: &Scope<'_>, file: &str) -> Option<(usize, String)> {
    let name = PageName::parse(file)?;
    let wanted = if name.lang == Lang::Id {
        scope.page().lang
    } else {
        name.lang
    };
    let (at, page) = scope
        .pages
        .for_reader(&name.key(), wanted)
        .filter(|_| exists(scope, file, &name))?;
    Some((at, page.url.clone()))
}

/// A link to `x.en.md` needs that very file; one to `x.md` the Indonesian page.
fn exists(scope: &Scope<'_>, file: &str, name: &PageName<'_>) -> bool {
    match scope.pages.exact(&name.key(), name.lang) {
        Some((_, page)) => page.file == file || page.key == file,
        None => false,
    }
}

/// The file a link names, from the content folder on: `../sop.md` in `kanal/` → `sop.md`.
pub(super) fn absolute(folder: &str, path: &str) -> String {
    let (base, path) = match path.strip_prefix('/') {
        Some(path) => ("", path),
        None => (folder, path),
    };
    let mut names: Vec<&str> = base.split('/').filter(|name| !name.is_empty()).collect();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_to_their_file_or_to_the_content_folder() {
        for (folder, path, file) in [
            ("kanal/", "whatsapp.md", "kanal/whatsapp.md"),
            ("kanal/", "./whatsapp.md", "kanal/whatsapp.md"),
            ("kanal/", "../sop.md", "sop.md"),
            ("kanal/", "/sop.md", "sop.md"),
            ("", "../../sop.md", "sop.md"),
        ] {
            assert_eq!(absolute(folder, path), file);
        }
    }
}
