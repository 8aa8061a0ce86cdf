//! Registers whose columns are known: what their headings mean, and what every row of them has in common.

use complaint::RawForm;

/// Where a register comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// An export of SP4N-LAPOR!, saved as CSV.
    Sp4n,
}

const SP4N: [(&str, &str); 6] = [
    ("Tracking ID", "reference"),
    ("Tanggal Laporan Masuk", "received_at"),
    ("Klasifikasi Laporan", "class"),
    ("Isi Laporan Awal", "narrative"),
    ("Kecamatan", "incident_place"),
    ("Status Laporan", "sp4n_status"),
];
const CLASSES: [(&str, &str); 3] = [
    ("pengaduan", "complaint"),
    ("aspirasi", "aspiration"),
    ("permintaan informasi", "information_request"),
];
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des",
];

impl Register {
    /// Reads a name.
    pub fn parse(name: &str) -> Option<Register> {
        (name == "sp4n").then_some(Register::Sp4n)
    }

    /// The field that a heading stands for.
    pub fn column(self, heading: &str) -> Option<&'static str> {
        let columns = match self {
            Register::Sp4n => SP4N,
        };
        let same = |(known, _): &&(&str, &str)| known.eq_ignore_ascii_case(heading);
        columns.iter().find(same).map(|(_, field)| *field)
    }

    /// A row as this register means it.
    pub fn complete(self, mut row: RawForm) -> RawForm {
        let (channel, place) = match self {
            Register::Sp4n => ("sp4n_lapor", "Tidak disebut di LAPOR"),
        };
        if let Some(class) = row.get_mut("class") {
            let known = CLASSES
                .iter()
                .find(|(name, _)| class.to_lowercase().contains(name));
            *class = known.map_or_else(|| class.clone(), |(_, class)| (*class).to_owned());
        }
        row.entry("channel".to_owned())
            .or_insert_with(|| channel.to_owned());
        row.entry("incident_place".to_owned())
            .or_insert_with(|| place.to_owned());
        row
    }
}

/// `6 Jan 2026` or `6 Agustus 2025 10:15` as `2026-01-06`; nothing if it is not written so.
pub(super) fn spelled_date(cell: &str) -> Option<String> {
    let mut parts = cell.split_whitespace();
    let (day, month, year) = (parts.next()?, parts.next()?.to_lowercase(), parts.next()?);
    let digits = |text: &str, most: usize| text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    let month = match month.get(..3)? {
        "may" => 5,
        "aug" | "ags" => 8,
        "oct" => 10,
        "dec" => 12,
        short => MONTHS.iter().position(|known| *known == short)? + 1,
    };
    (digits(day, 2) && digits(year, 4) && year.len() == 4).then(|| format!("{year}-{month:02}-{day:0>2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_spell_them() {
        for (cell, read) in [
            ("6 Jan 2026", Some("2026-01-06")),
            ("16 Agustus 2025 10:15", Some("2025-08-16")),
            ("1 Aug 2025", Some("2025-08-01")),
            ("2 Okt 2025", Some("2025-10-02")),
            ("2025-08-01", None),
            ("31/12/2024", None),
            ("besok pagi sekali", None),
            ("", None),
        ] {
            assert_eq!(spelled_date(cell).as_deref(), read, "{cell}");
        }
    }

    #[test]
    fn a_row_of_lapor_says_how_it_came() {
        let row = RawForm::from([("class".to_owned(), "Permintaan Informasi".to_owned())]);
        let row = Register::Sp4n.complete(row);
        assert_eq!(
            (row["class"].as_str(), row["channel"].as_str()),
            ("information_request", "sp4n_lapor")
        );
        assert_eq!(Register::Sp4n.column("tracking id"), Some("reference"));
        assert_eq!(Register::Sp4n.column("Nama Pelapor"), None);
    }
}
