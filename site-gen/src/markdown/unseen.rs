//! Why a picture that a page names cannot be shown: what is there instead of it, and what to do.

use complaint::problem::nearest;

use super::Scope;
use super::links::{STATIC, absolute};
use crate::address::PageName;
use crate::pictures::is_picture;

/// The problem's code, what is wrong, what to write.
pub(super) fn picture(scope: &Scope<'_>, written: &str) -> (&'static str, String, String) {
    let Some(file) = twin(scope, written) else {
        let message = format!("gambar `{written}` tidak ada");
        return ("missing-file", message, drawing_help(scope, written));
    };
    let name = name(&file);
    if is_picture(&file) || file.starts_with(STATIC) {
        let message = format!("gambar `{written}` tidak ada");
        let folder = written.rfind('/').map_or("", |slash| &written[..=slash]);
        return ("missing-file", message, format!("maksud Anda `{folder}{name}`?"));
    }
    let kind = name.rsplit('.').next().unwrap_or_default().to_uppercase();
    let help = match kind.as_str() {
        "SVG" => format!("pindahkan ke static/ dan tulis /{name}"),
        _ => "simpan ulang gambarnya sebagai JPEG atau PNG, lalu tulis nama yang baru".to_owned(),
    };
    let message = format!("gambar `{name}` ada, tetapi {kind} belum dapat dipakai di sebelah halaman");
    ("bad-picture", message, help)
}

/// A file in the place of the one that was named: the same but for capitals, or else the same but for the ending.
fn twin(scope: &Scope<'_>, written: &str) -> Option<String> {
    let beside = absolute(&scope.page().folder, written);
    let in_static = format!("{STATIC}{}", written.trim_start_matches('/'));
    let files = || {
        scope
            .input
            .files
            .keys()
            .filter(|file| PageName::parse(file).is_none())
    };
    let same = |part: fn(&str) -> &str| {
        let like = |file: &&String| {
            let is = |named: &str| part(file).eq_ignore_ascii_case(part(named));
            is(&beside) || is(&in_static)
        };
        files().find(like).cloned()
    };
    same(|file| file).or_else(|| same(without_ending))
}

fn without_ending(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

fn drawing_help(scope: &Scope<'_>, written: &str) -> String {
    let drawings = scope.files.iter().copied();
    match nearest(written, drawings.filter(|file| !file.starts_with("/assets/"))) {
        Some(near) => format!("maksud Anda `{near}`?"),
        None => "simpan gambarnya di sebelah halaman ini dan tulis namanya, atau di static/ dan tulis /nama-berkas".to_owned(),
    }
}
