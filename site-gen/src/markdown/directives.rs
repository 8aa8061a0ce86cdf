//! Blocks that stand alone on a line: `:::name argument`, a fixed set, so that content cannot break templates.

use super::Writer;
use super::inserts::{self, Refusal};
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
];

impl Writer<'_> {
    /// Writes the block, or reports why it cannot.
    pub(super) fn directive(&mut self, name: &str, argument: &str, line: usize) {
        match name {
            "catatan" => self.open(line, "note", "site.note"),
            "peringatan" => self.open(line, "warn", "site.warning"),
            _ => match self.block(name, argument) {
                Ok(html) => self.body.html.push_str(&html),
                Err((message, help)) => self.error(line, "unknown-block", message, help),
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

    /// Opens a container, named in words for those who do not see its colour.
    fn open(&mut self, line: usize, class: &str, label: &str) {
        let label = escape(self.scope.texts.get(label));
        self.open.push(line);
        let html = format!("<div class=\"panel {class}\" role=\"note\"><p class=\"name\">{label}</p>");
        self.body.html.push_str(&html);
    }

    /// Closes the innermost container.
    pub(super) fn close(&mut self, line: usize) {
        match self.open.pop() {
            Some(_) => self.body.html.push_str("</div>"),
            None => self.error(
                line,
                "unopened-block",
                "baris ::: ini tidak menutup apa pun",
                "hapus baris ini",
            ),
        }
    }
}
