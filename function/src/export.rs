//! Lists of cases as files: a sheet for Excel, CSV for Excel as it is set in Indonesia, JSON lines for programs.
//! None of them knows a person: what they are made from has no field for one.

use complaint::Agency;
use complaint::staff::{Matter, Officer};
use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as CellFormat, Workbook, XlsxError};
use site_gen::theme::Theme;

use crate::redacting::line_for;
use crate::store::{CaseSummary, Filter, Place, Store, StoreError};

/// The columns of a list, as their headings stand in the sentences of the desk.
const COLUMNS: [&str; 15] = [
    "number",
    "reference",
    "sp4n_id",
    "received_at",
    "class",
    "state",
    "channel",
    "category",
    "unit",
    "identity_mode",
    "due_on",
    "updated_at",
    "sp4n_status",
    "sp4n_seen_on",
    "narrative",
];
const READ_AT_ONCE: usize = 1_000;
/// As much as a cell of a workbook takes (Excel specifications and limits).
const MOST_CELL_CHARS: usize = 32_767;
/// More digits than this a spreadsheet rounds.
const EXACT_DIGITS: usize = 15;

/// The kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Whole cases with their history, one JSON object a line.
    Jsonl,
    /// A list for spreadsheets.
    Csv,
    /// The same as a workbook.
    Xlsx,
}

impl ExportFormat {
    /// Every kind.
    pub const ALL: [ExportFormat; 3] = [ExportFormat::Xlsx, ExportFormat::Csv, ExportFormat::Jsonl];

    /// Its name, which its files end in.
    pub const fn as_str(self) -> &'static str {
        match self {
            ExportFormat::Jsonl => "jsonl",
            ExportFormat::Csv => "csv",
            ExportFormat::Xlsx => "xlsx",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<ExportFormat> {
        ExportFormat::ALL
            .into_iter()
            .find(|format| format.as_str() == name)
    }

    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            ExportFormat::Jsonl => "application/x-ndjson",
            ExportFormat::Csv => "text/csv; charset=utf-8",
            ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Cases of a register, the latest received first; those of an officer only what they see. Nothing if there are
/// more than `most`.
pub async fn cases(
    store: &Store,
    filter: &Filter,
    officer: Option<&Officer>,
    most: usize,
    now: Timestamp,
) -> Result<Option<Vec<CaseSummary>>, StoreError> {
    let (mut cases, mut cursor) = (Vec::new(), None::<String>);
    if let Some((officer, unit)) = officer.and_then(|officer| {
        let unit = officer.unit.as_deref().filter(|_| officer.role.needs_unit());
        Some((officer, unit?))
    }) {
        return of_unit(store, filter, (officer, unit), most).await;
    }
    loop {
        let page = store.list(filter, cursor.as_deref(), READ_AT_ONCE, now).await?;
        let sees = |case: &CaseSummary| {
            officer.is_none_or(|officer| {
                officer.sees(Matter {
                    unit: case.unit.as_deref(),
                    excluded: &case.excluded,
                })
            })
        };
        let read = |case| match officer {
            Some(officer) => line_for(officer, case),
            None => case,
        };
        cases.extend(page.items.into_iter().filter(sees).map(read));
        if cases.len() > most {
            return Ok(None);
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(Some(cases));
        }
    }
}

/// What a unit has in hand and what it has had.
async fn of_unit(
    store: &Store,
    filter: &Filter,
    (officer, unit): (&Officer, &str),
    most: usize,
) -> Result<Option<Vec<CaseSummary>>, StoreError> {
    let own = unit.to_owned();
    let keep = |case: &CaseSummary| {
        filter.since.is_none_or(|since| case.received_at >= since)
            && filter.until.is_none_or(|until| case.received_at < until)
            && !case.excluded.contains(&own)
    };
    let mut cases = Vec::new();
    for place in [Place::Unit(own.clone()), Place::Past(own.clone())] {
        let mut cursor = None::<String>;
        loop {
            let places = vec![place.clone()];
            let page = store
                .desk(places, None, keep, cursor.as_deref(), READ_AT_ONCE)
                .await?;
            cases.extend(page.items.into_iter().map(|case| line_for(officer, case)));
            cursor = page.next_cursor;
            if cursor.is_none() || cases.len() > most {
                break;
            }
        }
    }
    cases.sort_by_key(|case| std::cmp::Reverse((case.received_at, case.number.clone())));
    Ok(Some(cases).filter(|cases| cases.len() <= most))
}

/// A list as CSV for Excel as it is set in Indonesia: semicolons between cells, a mark that it is UTF-8, no cell a
/// formula or a rounded number.
pub fn csv(cases: &[CaseSummary], agency: &Agency) -> Vec<u8> {
    let line = |cells: [String; COLUMNS.len()]| cells.map(|cell| quoted(&cell)).join(";") + "\r\n";
    let lines = cases.iter().map(|case| line(cells(case, agency)));
    let text: String = std::iter::once(line(headings())).chain(lines).collect();
    format!("\u{feff}{text}").into_bytes()
}

/// A list as a workbook. Every cell is text: a leading zero, a plus sign and an equals sign stay what they are.
pub fn xlsx(cases: &[CaseSummary], agency: &Agency, now: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now.as_second())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet();
    sheet.set_name(Theme::staff_texts().get("export.sheet"))?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = CellFormat::new().set_bold();
    for (column, heading) in (0..).zip(headings()) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        sheet.set_column_width(
            column,
            if usize::from(column) + 1 == COLUMNS.len() {
                80
            } else {
                18
            },
        )?;
    }
    for (row, case) in (1..).zip(cases) {
        for (column, cell) in (0..).zip(cells(case, agency)) {
            sheet.write_string(row, column, shortened(&cell))?;
        }
    }
    book.save_to_buffer()
}

/// What fits into a cell; the whole text stands in the other kinds of file.
fn shortened(cell: &str) -> String {
    if cell.chars().count() <= MOST_CELL_CHARS {
        return cell.to_owned();
    }
    let kept = cell.chars().take(MOST_CELL_CHARS - 1);
    kept.chain(std::iter::once('…')).collect()
}

fn headings() -> [String; COLUMNS.len()] {
    COLUMNS.map(|name| Theme::staff_texts().get(&format!("column.{name}")).to_owned())
}

fn cells(case: &CaseSummary, agency: &Agency) -> [String; COLUMNS.len()] {
    let words = |kind: &str, name: &str| Theme::staff_texts().get(&format!("{kind}.{name}")).to_owned();
    let at = |at: Timestamp| {
        at.to_zoned(agency.zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    };
    let category = case.category.as_deref().map(|slug| {
        let category = agency.category(slug);
        category.map_or(slug, |category| category.name.get(complaint::Lang::Id))
    });
    let unit = case.unit.as_deref().map(|slug| {
        let unit = agency.unit(slug);
        unit.map_or(slug, |unit| unit.name.get(complaint::Lang::Id))
    });
    [
        case.number.clone(),
        case.reference.clone().unwrap_or_default(),
        case.sp4n_id.clone().unwrap_or_default(),
        at(case.received_at),
        words("class", case.class.as_str()),
        words("state", case.status.as_str()),
        words("channel_kind", case.channel.as_str()),
        category.unwrap_or_default().to_owned(),
        unit.unwrap_or_default().to_owned(),
        words("identity_mode", case.identity_mode.as_str()),
        case.due_on.map(|date| date.to_string()).unwrap_or_default(),
        at(case.updated_at),
        case.sp4n_status.clone().unwrap_or_default(),
        case.sp4n_seen_on.map(|date| date.to_string()).unwrap_or_default(),
        case.narrative.clone(),
    ]
}

/// A cell of CSV. What a spreadsheet would run as a formula, or read as a number and change, gets an apostrophe.
pub fn quoted(cell: &str) -> String {
    let formula = |c: char| "=+-@|%\t\r\n＝＋－＠".contains(c);
    let risky = cell.starts_with(['\t', '\r', '\n']) || cell.trim_start().starts_with(formula);
    let digits = !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit());
    let changes = digits && (cell.len() > EXACT_DIGITS || cell.len() > 1 && cell.starts_with('0'));
    let guard = if risky || changes { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn formulas_and_numbers_that_would_change_become_text() {
        for text in [
            "=1+1",
            "+62",
            "-1",
            "@SUM",
            "  =cmd|x",
            "\t=1",
            "＝1",
            "|calc",
            "%0a",
            "0812",
            "0012",
            "6471010101010001",
        ] {
            assert!(quoted(text).starts_with("\"'"), "{text}");
        }
        for text in ["0", "12", "0012/ADU", "", "Loket 3"] {
            assert!(!quoted(text).starts_with("\"'"), "{text}");
        }
        assert_eq!(quoted("Loket \"3\"; lama"), "\"Loket \"\"3\"\"; lama\"");
    }
}
