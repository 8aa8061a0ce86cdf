//! `[[replies]]`: may be missing.

use serde::Deserialize;
use toml::Spanned;

use crate::Localized;
use crate::agency::{BLANKS, Reply, blanks};
use crate::form::{asked, field};
use crate::problem::nearest;
use crate::settings::{Entry, Settings};
use crate::staff::Duty;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReply {
    name: Spanned<String>,
    #[serde(rename = "for")]
    duties: Vec<Spanned<String>>,
    text: Spanned<Localized>,
}

/// `[[replies]]`.
pub(super) fn replies(settings: &mut Settings<'_>) -> Vec<Reply> {
    let mut replies: Vec<Reply> = Vec::new();
    for Entry { value: raw, line } in settings.list::<RawReply>("replies") {
        let name = raw.name.get_ref().trim().to_owned();
        if name.is_empty() || replies.iter().any(|reply| reply.name == name) {
            settings.error(
                raw.name.span(),
                "duplicate-reply",
                format!("nama contoh jawaban `{name}` kosong atau dipakai dua kali"),
                "beri setiap contoh jawaban nama sendiri",
            );
        }
        if raw.duties.is_empty() {
            let help = format!("tulis misalnya for = [\"{}\"]", answering().join("\", \""));
            settings.error_at(
                line,
                "unknown-action",
                "contoh jawaban ini tidak untuk tindakan apa pun",
                help,
            );
        }
        let duties = raw.duties.iter().filter_map(|written| duty(written, settings));
        let duties = duties.collect();
        let text_line = settings.line(raw.text.span());
        let text = raw.text.into_inner();
        for words in text.each() {
            check_text(words, text_line, settings);
        }
        replies.push(Reply { name, duties, text });
    }
    replies
}

/// The things done at the desk that say something to the reporter.
fn answering() -> Vec<&'static str> {
    let answers =
        |duty: &&Duty| asked(**duty).is_some_and(|asked| asked.iter().any(|(name, _)| *name == "text"));
    Duty::ALL
        .iter()
        .filter(answers)
        .map(|duty| duty.as_str())
        .collect()
}

fn duty(written: &Spanned<String>, settings: &mut Settings<'_>) -> Option<Duty> {
    let (name, known) = (written.get_ref(), answering());
    if known.contains(&name.as_str()) {
        return Duty::parse(name);
    }
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("maksud Anda `{near}`?"),
        None => format!("pilih dari: {}", known.join(", ")),
    };
    let message = format!("tindakan `{name}` tidak menulis kepada pelapor");
    settings.error(written.span(), "unknown-action", message, help);
    None
}

fn check_text(text: &str, line: usize, settings: &mut Settings<'_>) {
    let most = field("text").map_or(0, |field| field.max_chars);
    if text.trim().is_empty() || text.chars().count() > most {
        let message = "contoh jawaban ini kosong atau terlalu panjang";
        let help = format!("tulis 1 sampai {most} huruf");
        settings.error_at(line, "bad-reply", message, help);
    }
    let Some(found) = blanks(text) else {
        let message = "kurung kurawal di contoh jawaban tidak berpasangan";
        settings.error_at(
            line,
            "bad-blank",
            message,
            "tulis isian seperti {number}, di satu baris",
        );
        return;
    };
    for blank in found.into_iter().filter(|blank| !BLANKS.contains(blank)) {
        let help = match nearest(blank, BLANKS) {
            Some(near) => format!("maksud Anda {{{near}}}?"),
            None => format!(
                "isian yang dikenal: {}",
                BLANKS.map(|name| format!("{{{name}}}")).join(", ")
            ),
        };
        let at = settings.line_with(line, &format!("{{{blank}}}"));
        settings.error_at(
            at,
            "unknown-blank",
            format!("isian {{{blank}}} tidak dikenal"),
            help,
        );
    }
}
