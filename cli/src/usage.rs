//! What is wrong with the command line, in the language of the people who type it.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// One or two sentences for a mistake found by the parser.
pub fn explain(error: &clap::Error) -> String {
    let arg = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument => format!("Pilihan atau kata `{arg}` tidak dikenal."),
        ErrorKind::InvalidSubcommand => {
            format!(
                "Perintah `{}` tidak dikenal.",
                context(error, ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("Pilihan `{arg}` butuh nilai."),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("Nilai `{value}` tidak berlaku untuk `{arg}`{}.", reason(error))
        }
        ErrorKind::MissingRequiredArgument => format!("Yang harus diisi: {arg}."),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "Perintah ini belum lengkap.".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            format!(
                "`{arg}` tidak bisa dipakai bersama `{}`.",
                context(error, ContextKind::PriorArg)
            )
        }
        _ => "Cara memakai salah.".to_owned(),
    };
    format!("{sentence}{} Lihat `tanggap --help`.", suggestion(error))
}

/// Why a value is refused: the values there are, or what its reader says.
fn reason(error: &clap::Error) -> String {
    let valid = context(error, ContextKind::ValidValue);
    let said = std::error::Error::source(error)
        .map(ToString::to_string)
        .unwrap_or_default();
    match (valid.is_empty(), said.is_empty()) {
        (false, _) => format!(": pilih {valid}"),
        (true, false) => format!(": {said}"),
        (true, true) => String::new(),
    }
}

fn suggestion(error: &clap::Error) -> String {
    let kinds = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let found = kinds
        .into_iter()
        .map(|kind| context(error, kind))
        .find(|text| !text.is_empty());
    found.map_or_else(String::new, |text| format!(" Maksud Anda `{text}`?"))
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
