//! What somebody asks of the agency's own history: read from an address, and asked for again by the form.

use complaint::RawForm;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::fields::{FieldView, OptionView};
use super::queue_asked::chosen;
use super::screen::texts;
use crate::App;
use crate::store::{Account, AuditActor, AuditFilter, AuditKind};

/// What can be filtered by.
const FILTERS: [&str; 4] = ["kind", "actor", "since", "until"];
/// Who acts without an account.
const COMMAND_LINE: &str = "command_line";
const UNKNOWN: &str = "unknown";

/// What somebody wants to see.
pub(super) struct Asked {
    pub(super) filter: AuditFilter,
    /// Entries before this one.
    pub(super) before: Option<u64>,
}

impl Asked {
    /// Nothing where a word is none of the choices: to show everything instead would mislead.
    pub(super) fn read(app: &App, values: &RawForm, accounts: &[Account]) -> Option<Asked> {
        let text = |name: &str| {
            let text = values.get(name).map(|text| text.trim());
            text.filter(|text| !text.is_empty())
        };
        let midnight = |date: Date| -> Option<Timestamp> {
            let at = date.to_zoned(app.agency.zone.clone()).ok()?;
            Some(at.timestamp())
        };
        let date = |name: &str| chosen(text(name), |text| text.parse::<Date>().ok());
        let until = date("until")?.and_then(|date| date.checked_add(1.day()).ok());
        Some(Asked {
            filter: AuditFilter {
                since: date("since")?.and_then(midnight),
                until: until.and_then(midnight),
                kind: chosen(text("kind"), AuditKind::parse)?,
                actor: chosen(text("actor"), |name| actor(name, accounts))?,
            },
            before: chosen(text("before"), |place| place.parse().ok())?,
        })
    }
}

fn actor(name: &str, accounts: &[Account]) -> Option<AuditActor> {
    match name {
        COMMAND_LINE => Some(AuditActor::CommandLine),
        UNKNOWN => Some(AuditActor::Unknown),
        id => {
            let account = accounts.iter().find(|account| account.officer.id == id)?;
            Some(AuditActor::Account(account.officer.id.clone()))
        }
    }
}

/// What is filtered by now: names and values.
pub(super) fn kept(values: &RawForm) -> Vec<(&'static str, &str)> {
    let value = |name: &'static str| Some((name, values.get(name)?.trim()));
    FILTERS.into_iter().filter_map(value).collect()
}

pub(super) fn filter_fields(values: &RawForm, accounts: &[Account]) -> Vec<FieldView> {
    let value = |name: &str| values.get(name).map_or("", String::as_str);
    let select = |name: &str, options: Vec<OptionView>| FieldView {
        kind: "select",
        options,
        empty: texts().get("queue.any").to_owned(),
        ..FieldView::line("audit_filter", name, value(name))
    };
    let date = |name: &str| FieldView {
        kind: "date",
        ..FieldView::line("audit_filter", name, value(name))
    };
    let kind = |kind: AuditKind| {
        let label = texts().get(&format!("audit.kind.{}", kind.as_str()));
        OptionView::new(kind.as_str(), label, value("kind"))
    };
    let account = |account: &Account| {
        let officer = &account.officer;
        OptionView::new(&officer.id, &officer.name, value("actor"))
    };
    let others = [COMMAND_LINE, UNKNOWN].map(|name| {
        let label = texts().get(&format!("audit.{name}"));
        OptionView::new(name, label, value("actor"))
    });
    vec![
        select("kind", AuditKind::ALL.map(kind).into()),
        select("actor", accounts.iter().map(account).chain(others).collect()),
        date("since"),
        date("until"),
    ]
}
