//! The register as CSV for spreadsheets: every cell quoted, none of them a formula.

pub(in crate::command) use function::export::quoted;
use function::store::CaseSummary;

const HEADINGS: [&str; 11] = [
    "number",
    "received_at",
    "class",
    "status",
    "channel",
    "category",
    "unit",
    "identity_mode",
    "due_on",
    "updated_at",
    "narrative",
];

/// A heading and one line per case; names as in JSON.
pub(super) fn list(cases: &[CaseSummary]) -> String {
    let headings = line(&HEADINGS.map(str::to_owned));
    cases
        .iter()
        .map(|case| line(&cells(case)))
        .fold(headings, |text, line| text + &line)
}

fn cells(case: &CaseSummary) -> [String; 11] {
    [
        case.number.clone(),
        case.received_at.to_string(),
        case.class.as_str().to_owned(),
        case.status.as_str().to_owned(),
        case.channel.as_str().to_owned(),
        case.category.clone().unwrap_or_default(),
        case.unit.clone().unwrap_or_default(),
        case.identity_mode.as_str().to_owned(),
        case.due_on.map(|date| date.to_string()).unwrap_or_default(),
        case.updated_at.to_string(),
        case.narrative.clone(),
    ]
}

fn line(cells: &[String; 11]) -> String {
    cells
        .iter()
        .map(|cell| quoted(cell))
        .collect::<Vec<_>>()
        .join(",")
        + "\r\n"
}
