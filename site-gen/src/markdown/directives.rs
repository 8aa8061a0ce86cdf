//! Blocks that stand alone on a line: `:::name argument`, a fixed set, so that content cannot break templates.

use complaint::problem::nearest;

use super::inserts::{self, Refusal};
use super::{Container, Writer};
use crate::blocks;
use crate::html::escape;

/// Every directive, for "maksud Anda …?".
const NAMES: &[&str] = &[
    "tabel-tenggat",
    "kartu-kanal",
    "daftar-kanal",
    "salah-alamat",
    "catatan",
    "peringatan",
    "langkah",
    "akordeon",
    "gambar",
    "unduhan",
    "grafik",
    "terakhir-diperbarui",
];
/// Those that a line `:::` closes.
const CONTAINERS: &[&str] = &["catatan", "peringatan", "langkah", "akordeon", "gambar"];
/// What steps are told in.
const LIST: &str = "<ol";

impl Writer<'_> {
    /// Writes the block, or reports why it cannot.
    pub(super) fn directive(&mut self, name: &str, argument: &str, line: usize) {
        match name {
            "catatan" => self.panel(line, "note", "site.note"),
            "peringatan" => self.panel(line, "warn", "site.warning"),
            "langkah" => self.open_with(LIST, line, "<div class=\"steps\">", "</div>".into()),
            "akordeon" => self.accordion(argument, line),
            "gambar" => self.figure(argument, line),
            "grafik" => self.data_chart(argument, line),
            _ => match self.block(name, argument) {
                Ok(html) => self.body.html.push_str(&html),
                Err((message, help)) => {
                    self.error(line, "unknown-block", message, help);
                    self.open_mistyped(name, line);
                }
            },
        }
    }

    fn block(&mut self, name: &str, argument: &str) -> Result<String, Refusal> {
        let scope = *self.scope;
        let (agency, lang, texts) = (scope.agency, scope.page().lang, scope.texts);
        let guide = |file: &str| Some(scope.pages.link(file, lang).url);
        match name {
            "tabel-tenggat" => Ok(blocks::deadline_table(agency, lang, texts)),
            "salah-alamat" => Ok(blocks::routing_table(agency, lang, texts)),
            "daftar-kanal" => {
                self.body.lists_channels = true;
                Ok(blocks::channel_cards(agency, lang, texts, &guide))
            }
            "unduhan" => self.download(argument),
            "terakhir-diperbarui" => self.last_updated(),
            // No link to the guide here: the card stands in it.
            "kartu-kanal" => Ok(blocks::channel_card(
                agency,
                inserts::channel(&scope, argument)?,
                lang,
                texts,
                &|_| None,
            )),
            _ => Err(inserts::unknown("blok", name, NAMES)),
        }
    }

    /// Opens a coloured box, named in words for those who do not see its colour.
    fn panel(&mut self, line: usize, class: &str, label: &str) {
        let label = escape(self.scope.texts.get(label));
        let start = format!("<div class=\"panel {class}\" role=\"note\"><p class=\"name\">{label}</p>");
        self.open(line, &start, "</div>".into());
    }

    /// Opens a container.
    pub(super) fn open(&mut self, line: usize, start: &str, end: String) {
        self.open_with("", line, start, end);
    }

    /// The same, for content that needs a tag.
    fn open_with(&mut self, needs: &'static str, line: usize, start: &str, end: String) {
        self.body.html.push_str(start);
        self.open.push(Container {
            line,
            start: self.body.html.len(),
            needs,
            end,
        });
    }

    /// Where a container was meant, its `:::` is no second mistake.
    fn open_mistyped(&mut self, name: &str, line: usize) {
        let meant = nearest(name, NAMES.iter().copied());
        if meant.is_some_and(|meant| CONTAINERS.contains(&meant)) {
            self.open(line, "", String::new());
        }
    }

    /// Closes the innermost container.
    pub(super) fn close(&mut self, line: usize) {
        match self.open.pop() {
            Some(container) => {
                self.check_content(&container);
                self.body.html.push_str(&container.end);
            }
            None => self.error(
                line,
                "unopened-block",
                "baris ::: ini tidak menutup apa pun",
                "hapus baris ini",
            ),
        }
    }

    /// A frame around nothing, or steps that are no list, look broken.
    fn check_content(&mut self, container: &Container) {
        let content = self.body.html[container.start..].trim();
        let (message, help) = if container.needs == LIST && !content.contains(LIST) {
            (
                "blok langkah ini tidak berisi daftar bernomor",
                "tulis setiap langkah di barisnya: 1. …, lalu 2. …",
            )
        } else if content.is_empty() && !container.end.is_empty() {
            (
                "blok ini kosong",
                "tulis isinya di atas baris :::, atau hapus bloknya",
            )
        } else {
            return;
        };
        self.warning(container.line, "empty-block", message, help);
    }
}
