//! What stands in a cell that was refused, and what could: a message for a form has its choices beside it, a list has not.

use complaint::form::{Input, field};
use complaint::{Agency, RawForm};

use super::rows::DATES;

/// The end of a message about a column: nothing where the message says all.
pub(super) fn beside(name: &str, row: &RawForm, agency: &Agency) -> String {
    let Some(could) = could_be(name, agency) else {
        return String::new();
    };
    match row.get(name) {
        Some(written) => format!(" Tertulis `{written}`; {could}."),
        None => format!(" Yang dapat ditulis: {could}."),
    }
}

fn could_be(name: &str, agency: &Agency) -> Option<String> {
    if DATES.contains(&name) {
        return Some("tanggal ditulis 2024-12-31 atau 31/12/2024, tidak sesudah hari ini".to_owned());
    }
    let names: Vec<&str> = match field(name)?.input {
        Input::Choice(names) => names.to_vec(),
        Input::Category => agency.categories.iter().map(|category| &*category.slug).collect(),
        Input::Unit => agency.units.iter().map(|unit| &*unit.slug).collect(),
        _ => return None,
    };
    Some(format!("pilihan {}", names.join(", ")))
}
