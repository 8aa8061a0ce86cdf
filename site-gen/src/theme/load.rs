//! The templates, embedded; an agency may replace one by a file of the same name in `templates/`.

use complaint::Problem;
use complaint::problem::nearest;
use tera::{ErrorKind, Tera};

/// Name and text of every template.
const TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("../../templates/base.html")),
    ("footer.html", include_str!("../../templates/footer.html")),
    ("page.html", include_str!("../../templates/page.html")),
    ("home.html", include_str!("../../templates/home.html")),
    ("search.html", include_str!("../../templates/search.html")),
    ("redirect.html", include_str!("../../templates/redirect.html")),
    ("errors.html", include_str!("../../templates/errors.html")),
    ("field.html", include_str!("../../templates/field.html")),
    ("dialogue.html", include_str!("../../templates/dialogue.html")),
    ("deadlines.html", include_str!("../../templates/deadlines.html")),
    ("form.html", include_str!("../../templates/form.html")),
    ("speak.html", include_str!("../../templates/speak.html")),
    ("receipt.html", include_str!("../../templates/receipt.html")),
    (
        "receipt_sheet.html",
        include_str!("../../templates/receipt_sheet.html"),
    ),
    (
        "status_form.html",
        include_str!("../../templates/status_form.html"),
    ),
    ("verify.html", include_str!("../../templates/verify.html")),
    ("status.html", include_str!("../../templates/status.html")),
    ("poster.html", include_str!("../../templates/poster.html")),
    ("offline.html", include_str!("../../templates/offline.html")),
    ("not_found.html", include_str!("../../templates/not_found.html")),
    ("message.html", include_str!("../../templates/message.html")),
    ("staff_base.html", include_str!("../../templates/staff_base.html")),
    (
        "staff_message.html",
        include_str!("../../templates/staff_message.html"),
    ),
    (
        "staff_sign_in.html",
        include_str!("../../templates/staff_sign_in.html"),
    ),
    (
        "staff_invitation.html",
        include_str!("../../templates/staff_invitation.html"),
    ),
    (
        "staff_field.html",
        include_str!("../../templates/staff_field.html"),
    ),
    (
        "staff_issuer.html",
        include_str!("../../templates/staff_issuer.html"),
    ),
    ("staff_mail.html", include_str!("../../templates/staff_mail.html")),
    (
        "staff_queue.html",
        include_str!("../../templates/staff_queue.html"),
    ),
    (
        "staff_intake.html",
        include_str!("../../templates/staff_intake.html"),
    ),
    (
        "staff_batch.html",
        include_str!("../../templates/staff_batch.html"),
    ),
    (
        "staff_audit.html",
        include_str!("../../templates/staff_audit.html"),
    ),
    (
        "staff_filters.html",
        include_str!("../../templates/staff_filters.html"),
    ),
    (
        "staff_people.html",
        include_str!("../../templates/staff_people.html"),
    ),
    (
        "staff_dossier.html",
        include_str!("../../templates/staff_dossier.html"),
    ),
    (
        "staff_dossier_form.html",
        include_str!("../../templates/staff_dossier_form.html"),
    ),
    (
        "staff_unseal.html",
        include_str!("../../templates/staff_unseal.html"),
    ),
    (
        "staff_unseal_form.html",
        include_str!("../../templates/staff_unseal_form.html"),
    ),
    (
        "staff_absence.html",
        include_str!("../../templates/staff_absence.html"),
    ),
    (
        "staff_export.html",
        include_str!("../../templates/staff_export.html"),
    ),
    (
        "staff_stats.html",
        include_str!("../../templates/staff_stats.html"),
    ),
    (
        "staff_paper.html",
        include_str!("../../templates/staff_paper.html"),
    ),
    (
        "staff_receipt.html",
        include_str!("../../templates/staff_receipt.html"),
    ),
    ("staff_sp4n.html", include_str!("../../templates/staff_sp4n.html")),
    ("staff_case.html", include_str!("../../templates/staff_case.html")),
];

/// A template of the agency: its file and its text.
#[derive(Clone, Copy, Debug)]
pub struct Override<'a> {
    /// As the editor knows it, such as `content/templates/page.html`.
    pub file: &'a str,
    /// What stands in it.
    pub text: &'a str,
}

/// Loads the embedded templates with the agency's own in their place.
pub(crate) fn templates(overrides: &[Override<'_>]) -> Result<Tera, Vec<Problem>> {
    let unknown: Vec<Problem> = overrides.iter().filter_map(unknown_name).collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let mut tera = Tera::new();
    let own = |name: &str| overrides.iter().find(|own| base_name(own.file) == name);
    let text = |name: &str, text: &str| own(name).map_or_else(|| trimmed(text), |own| own.text.to_owned());
    tera.add_raw_templates(TEMPLATES.iter().map(|(name, source)| (*name, text(name, source))))
        .map_err(|error| vec![template_problem(&error, overrides)])?;
    Ok(tera)
}

/// Retells what the template engine says; its words stay, since templates are for people who know it.
pub(crate) fn template_problem(error: &tera::Error, overrides: &[Override<'_>]) -> Problem {
    let (name, line, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
            report.filename(),
            Some(report.span().start_line),
            report.message().to_owned(),
        ),
        _ => ("", None, error.to_string()),
    };
    let file = overrides
        .iter()
        .find(|own| base_name(own.file) == name)
        .map_or(name, |own| own.file);
    let help = "perbaiki templat ini, atau hapus agar templat bawaan dipakai";
    Problem::error(
        file,
        line,
        "bad-template",
        format!("templat tidak dapat dipakai: {message}"),
        help,
    )
}

fn unknown_name(own: &Override<'_>) -> Option<Problem> {
    // The desk is the same everywhere: what officers see and send is not for an agency to rearrange.
    let names = || {
        let all = TEMPLATES.iter().map(|(name, _)| *name);
        all.filter(|name| !name.starts_with("staff_"))
    };
    let name = base_name(own.file);
    if names().any(|known| known == name) {
        return None;
    }
    let help = match nearest(name, names()) {
        Some(near) => format!("maksud Anda `{near}`?"),
        None => format!("templat yang ada: {}", names().collect::<Vec<_>>().join(", ")),
    };
    Some(Problem::error(
        own.file,
        None,
        "unknown-template",
        format!("templat `{name}` tidak dikenal"),
        help,
    ))
}

fn base_name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// Takes out indentation, and the line ends of lines that hold only a tag: pages come out compact
/// without another pass over each of them.
fn trimmed(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty()) {
        text.push_str(line);
        if !is_only_a_tag(line) {
            text.push('\n');
        }
    }
    text
}

fn is_only_a_tag(line: &str) -> bool {
    line.starts_with("{%") && line.ends_with("%}") && line.matches("{%").count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indentation_goes_and_the_line_end_a_textarea_needs_stays() {
        assert_eq!(
            trimmed("<p>\n  {% if a %}\n  <b>x</b>\n  {% endif %}\n\n</p>"),
            "<p>\n{% if a %}<b>x</b>\n{% endif %}</p>\n"
        );
        assert_eq!(
            trimmed("<textarea>\n{{ v }}</textarea>"),
            "<textarea>\n{{ v }}</textarea>\n"
        );
    }

    #[test]
    fn a_misspelt_template_name_is_told() {
        let own = Override {
            file: "content/templates/pages.html",
            text: "",
        };
        let problems = templates(&[own]).expect_err("refused");
        assert_eq!(problems[0].code, "unknown-template");
    }

    #[test]
    fn a_broken_template_is_told_with_file_and_line() {
        let own = Override {
            file: "content/templates/message.html",
            text: "<p>\n{% if %}",
        };
        let problems = templates(&[own]).expect_err("refused");
        assert_eq!(
            (problems[0].file.as_str(), problems[0].line),
            ("content/templates/message.html", Some(2))
        );
    }
}
