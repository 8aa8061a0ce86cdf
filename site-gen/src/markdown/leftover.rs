//! Markup that Markdown did not understand: people would read it as it was typed.

use memchr::memchr2;

use crate::address::PageName;

/// What is wrong with a text, and how to mend it.
type Slip = (&'static str, &'static str);

/// What begins with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begins {
    Paragraph,
    Line,
    Nothing,
}

/// The slip in a text as it will be shown.
pub(super) fn slip(text: &str, begins: Begins) -> Option<Slip> {
    match text.as_bytes().first() {
        Some(b'#') if begins != Begins::Nothing && is_heading(text) => {
            return Some((
                "judul ini tampil mentah bersama tanda #",
                "beri spasi sesudah tanda #, misalnya ## Judul",
            ));
        }
        Some(b'|') if begins == Begins::Paragraph => {
            return Some((
                "tabel ini tampil mentah",
                "tambahkan baris |---|---| di bawah baris pertamanya, dengan kolom sama banyak, dan baris kosong di atas tabel",
            ));
        }
        _ => {}
    }
    memchr2(b'[', b']', text.as_bytes())?;
    bracketed(text)
}

/// `##Judul`; a single sign may be a keyword of social networks.
fn is_heading(text: &str) -> bool {
    let behind = text.trim_start_matches('#');
    (2..=6).contains(&(text.len() - behind.len())) && behind.starts_with(char::is_alphanumeric)
}

fn bracketed(text: &str) -> Option<Slip> {
    if text.contains("[[") {
        let help = "tutup dengan dua kurung siku, misalnya [[kontak:whatsapp]]";
        return Some(("sisipan ini belum ditutup dan tampil mentah", help));
    }
    if text.contains("](") {
        let help =
            "nama berkas di dalam kurung tidak boleh berspasi, misalnya [Formulir](/formulir-kuasa.pdf)";
        return Some(("tautan atau gambar ini tampil mentah", help));
    }
    let apart = text.split("] (").skip(1).any(is_target);
    apart.then_some((
        "tautan ini tampil mentah",
        "hapus spasi di antara ] dan (, misalnya [Prosedur](/sop.md)",
    ))
}

/// Whether what stands behind a bracket looks like the target of a link.
fn is_target(text: &str) -> bool {
    let target = text.split(')').next().unwrap_or_default();
    target.starts_with('/') || target.contains("://") || PageName::parse(target).is_some()
}

#[cfg(test)]
mod tests {
    use super::{Begins, slip};

    #[test]
    fn markup_is_known_by_its_signs_and_ordinary_text_is_not_markup() {
        for text in [
            "![Loket](foto loket.png)",
            "[formulir](/formulir kuasa.pdf)",
            "[Prosedur] (/sop.md)",
            "[SP4N] (https://www.lapor.go.id)",
            "[[kontak:whatsapp].",
            "##Judul",
            "| a | b |",
        ] {
            assert!(slip(text, Begins::Paragraph).is_some(), "{text}");
        }
        for text in [
            "Pasal 36 [ayat (1)]",
            "kata [sic] (lihat bawah)",
            "#pengaduan #bontang",
            "# ",
            "a | b",
            "",
        ] {
            assert_eq!(slip(text, Begins::Paragraph), None, "{text}");
        }
        assert_eq!(
            slip("##Judul", Begins::Nothing).or(slip("| a |", Begins::Line)),
            None
        );
    }
}
