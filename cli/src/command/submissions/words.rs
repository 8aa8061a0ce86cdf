//! The register in the words of staff: columns of a list, facts of a case.

use complaint::deadline::DeadlineKind;
use complaint::{
    Agency, Channel, Class, Deadline, Identity, IdentityMode, Lang, Relation, Status, format_date,
    format_instant,
};
use function::store::{CaseSummary, CaseView, EventView, Fact, Step};
use jiff::Timestamp;
use site_gen::theme::Theme;

use super::table::{printable, shortened};

/// Columns of a list.
pub(super) const HEADINGS: [&str; 7] = [
    "NOMOR", "DITERIMA", "JENIS", "STATUS", "KANAL", "TENGGAT", "URAIAN",
];
const NARRATIVE_WIDTH: usize = 40;

/// One line of a list.
pub(super) fn row(case: &CaseSummary, agency: &Agency, late: bool) -> [String; 7] {
    let due = case
        .due_on
        .map_or_else(|| "-".to_owned(), |date| date.to_string());
    [
        case.number.clone(),
        case.received_at
            .to_zoned(agency.zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string(),
        class(case.class).to_owned(),
        status(case.status).to_owned(),
        case.channel.as_str().to_owned(),
        if late { format!("{due} LEWAT") } else { due },
        shortened(&case.narrative, NARRATIVE_WIDTH),
    ]
}

/// Everything known of a case, in reading order.
pub(super) fn facts(case: &CaseView, agency: &Agency, late: bool) -> Vec<(String, String)> {
    let summary = &case.summary;
    let instant = |at: Timestamp| format_instant(at, agency, Lang::Id);
    let late = if late { " (melewati tenggat)" } else { "" };
    let mut facts = vec![
        pair("Nomor", &summary.number),
        pair("Jenis", class(summary.class)),
        pair("Status", format!("{}{late}", status(summary.status))),
        pair("Kanal", channel(summary.channel, agency)),
        pair("Identitas", shown(summary.identity_mode)),
        pair("Diterima", instant(summary.received_at)),
    ];
    let mut maybe =
        |name: &str, value: Option<String>| facts.extend(value.map(|value| pair(name, printable(&value))));
    maybe(
        "Dicatat",
        (case.recorded_at != summary.received_at).then(|| instant(case.recorded_at)),
    );
    maybe(
        "Kategori",
        summary.category.as_deref().map(|slug| category(slug, agency)),
    );
    maybe("Unit", summary.unit.as_deref().map(|slug| unit(slug, agency)));
    maybe("Nomor lain", summary.reference.clone());
    maybe("Nomor LAPOR", summary.sp4n_id.clone());
    maybe("Status di SP4N", summary.sp4n_status.clone());
    maybe("Tempat kejadian", case.incident_place.clone());
    maybe(
        "Tanggal kejadian",
        case.incident_date.map(|date| format_date(date, Lang::Id)),
    );
    maybe("Yang dilaporkan", case.reported_party.clone());
    maybe("Uraian", Some(summary.narrative.clone()));
    maybe("Harapan", case.requested_outcome.clone());
    facts.extend(case.deadlines.iter().map(deadline));
    let mut state = None;
    let event = |event: &EventView| pair(&instant(event.at), happened(event, state.replace(event.status)));
    facts.extend(case.events.iter().map(event));
    facts
}

/// The state an event led to, or what happened where the state is as `before`.
fn happened(event: &EventView, before: Option<Status>) -> String {
    match &event.step {
        Step::Noted(Fact::IdentityOpened { reason }) => {
            format!("Identitas dibuka pemegang kunci: {}", printable(reason))
        }
        step if before == Some(event.status) => deed(step),
        _ => status(event.status).to_owned(),
    }
}

/// What happened, as the desk says it.
fn deed(step: &Step) -> String {
    let step = serde_json::to_value(step).expect("a step is plain data");
    let name = step["action"].as_str().unwrap_or_default();
    Theme::staff_texts().get(&format!("event_of.{name}")).to_owned()
}

/// A person whose identity was just opened.
pub(super) fn person(identity: &Identity) -> Vec<(String, String)> {
    let phone = identity.phone.as_ref().map(|phone| phone.typed.clone());
    let relation = match identity.relation {
        Relation::Own => "diri sendiri",
        Relation::Proxy => "mewakili orang lain",
        Relation::Business => "mewakili usaha",
    };
    let all = [
        ("Nama pelapor", Some(identity.name.clone())),
        ("Telepon", phone),
        ("Surel", identity.email.clone()),
        ("Alamat", identity.address.clone()),
        ("Melapor untuk", Some(relation.to_owned())),
        ("Nama usaha", identity.business_name.clone()),
        ("NIB", identity.business_id.clone()),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some(pair(name, value?)))
        .collect()
}

fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn deadline(deadline: &Deadline) -> (String, String) {
    let name = match deadline.kind {
        DeadlineKind::VerifyBy => "Tenggat verifikasi",
        DeadlineKind::UnitFirstAction => "Tenggat unit mulai",
        DeadlineKind::AwaitingInfo => "Tenggat kelengkapan",
        DeadlineKind::QuarantineReview => "Tenggat pemeriksaan",
        DeadlineKind::SilenceClose => "Ditutup bila pelapor diam",
        _ => "Tenggat jawaban",
    };
    let due = deadline.due_on.map_or_else(
        || {
            Theme::staff_texts()
                .get(&format!("deadline.{}", deadline.undated()))
                .to_owned()
        },
        |date| format_date(date, Lang::Id),
    );
    pair(name, format!("{due} ({})", deadline.count.words(Lang::Id)))
}

fn category(slug: &str, agency: &Agency) -> String {
    agency
        .category(slug)
        .map_or(slug, |category| category.name.get(Lang::Id))
        .to_owned()
}

fn unit(slug: &str, agency: &Agency) -> String {
    agency
        .unit(slug)
        .map_or(slug, |unit| unit.name.get(Lang::Id))
        .to_owned()
}

fn channel(kind: Channel, agency: &Agency) -> String {
    agency
        .channel(kind)
        .map_or(kind.as_str(), |entry| entry.name.get(Lang::Id))
        .to_owned()
}

const fn class(class: Class) -> &'static str {
    match class {
        Class::Complaint => "Pengaduan",
        Class::Aspiration => "Aspirasi",
        Class::InformationRequest => "Permintaan informasi",
    }
}

const fn mode(mode: IdentityMode) -> &'static str {
    match mode {
        IdentityMode::Named => "Bernama",
        IdentityMode::Confidential => "Rahasia",
        IdentityMode::Anonymous => "Anonim",
    }
}

/// The mode, and where the person is.
const fn shown(of: IdentityMode) -> &'static str {
    match of {
        IdentityMode::Confidential => "Rahasia (disegel untuk pemegang kunci)",
        other => mode(other),
    }
}

/// Unlike a citizen, staff see that a case is held.
const fn status(status: Status) -> &'static str {
    match status {
        Status::Received => "Diterima",
        Status::Quarantined => "Ditahan",
        Status::Verifying => "Diverifikasi",
        Status::AwaitingInfo => "Menunggu kelengkapan",
        Status::NotOurs => "Bukan kewenangan",
        Status::Forwarded => "Diteruskan",
        Status::Dispositioned => "Terdisposisi",
        Status::Handling => "Ditindaklanjuti",
        Status::Responded => "Ditanggapi",
        Status::Closed => "Selesai",
        Status::Archived => "Diarsipkan",
        Status::Duplicate => "Digabung",
        Status::Withdrawn => "Dicabut",
        Status::Reopened => "Dibuka kembali",
    }
}

#[cfg(test)]
mod tests {
    use complaint::calendar::{Calendar, WorkingWeek};
    use complaint::{DayCount, DayUnit};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn only_what_the_agency_owes_is_called_a_deadline() {
        let empty = complaint::agency::Source { file: "", text: "" };
        let calendar = Calendar::parse(WorkingWeek::Five, empty).expect("a calendar");
        let count = DayCount {
            days: 3,
            unit: DayUnit::Calendar,
        };
        let day = date(2026, 11, 2);
        for (kind, name) in [
            (DeadlineKind::SilenceClose, "Ditutup bila pelapor diam"),
            (DeadlineKind::RespondBy, "Tenggat jawaban"),
        ] {
            let told = deadline(&Deadline::count(kind, count, day, day, &calendar));
            assert_eq!(told.0, name);
        }
    }
}
