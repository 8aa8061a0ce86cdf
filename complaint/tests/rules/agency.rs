//! Mistakes in the settings are told all at once, with line and remedy.

use complaint::agency::{Agency, Source};
use complaint::{DeadlineKind, Lang};

use super::{AGENCY, HOLIDAYS, SAMPLE, agency_with};

#[test]
fn the_sample_agency_is_read() {
    let agency = &SAMPLE;
    assert_eq!(agency.code.as_str(), "DPM");
    assert_eq!(agency.zone_label, "WITA");
    assert_eq!(
        agency.full_name.get(Lang::En),
        "Investment and One-Stop Service Office of Contoh City"
    );
    assert_eq!(
        agency.deadlines.get(DeadlineKind::VerifyBy).words(Lang::Id),
        "3 hari kerja"
    );
    assert!(
        agency
            .category("pungli")
            .is_some_and(|category| category.oversight)
    );
}

#[test]
fn each_mistake_is_told_with_its_line_and_remedy() {
    for (from, to, code, remedy) in [
        (
            r#"respond_by = "14 hari kerja""#,
            "respond_by = 14",
            "deadline-without-unit",
            r#"respond_by = "14 hari kerja" atau"#,
        ),
        (
            r#"respond_by = "14 hari kerja""#,
            r#"respond_by = "14 hari""#,
            "deadline-without-unit",
            "hari kalender",
        ),
        (
            r#"respond_by = "14 hari kerja""#,
            r#"respond_by = "0 hari kerja""#,
            "bad-deadline",
            "1 sampai 365",
        ),
        (
            r#"respond_by = "14 hari kerja""#,
            r#"respond_bye = "14 hari kerja""#,
            "unknown-deadline",
            "maksud Anda `respond_by`?",
        ),
        (
            r#"preset = "sp4n""#,
            r#"preset = "sp5n""#,
            "unknown-preset",
            "sp4n",
        ),
        (
            r#"code = "DPM""#,
            r#"code = "dpm-ptsp""#,
            "bad-agency-code",
            "huruf besar",
        ),
        (
            r#"zone = "Asia/Makassar""#,
            r#"zone = "Asia/Makasar""#,
            "unknown-zone",
            "Asia/Makassar",
        ),
        (
            r#"working_week = "5 hari""#,
            r#"working_week = "5""#,
            "unknown-working-week",
            "6 hari",
        ),
        (
            r#"languages = ["id", "en"]"#,
            r#"languages = ["en"]"#,
            "bad-languages",
            "Indonesia lebih dulu",
        ),
        (
            r#"base_url = "https://pengaduan.contoh.example""#,
            r#"base_url = "pengaduan""#,
            "bad-base-url",
            "https://",
        ),
        (
            r##"primary = "#0b5563""##,
            r#"primary = "hijau""#,
            "bad-colour",
            "heksadesimal",
        ),
        (
            "unit = \"perizinan\"\n",
            "",
            "category-without-unit",
            "tambahkan unit",
        ),
        (
            "unit = \"perizinan\"\n",
            "unit = \"perijinan\"\n",
            "unknown-unit",
            "perizinan",
        ),
        (
            r#"kind = "whatsapp""#,
            r#"kind = "whatsap""#,
            "unknown-channel",
            "maksud Anda `whatsapp`?",
        ),
        (
            r#"kind = "whatsapp""#,
            r#"kind = "instagram""#,
            "duplicate-channel",
            "gabungkan",
        ),
        (
            r#"slug = "sarana""#,
            r#"slug = "Sarana Layanan""#,
            "bad-slug",
            "huruf kecil",
        ),
        (
            r#"slug = "sarana""#,
            r#"slug = "pungli""#,
            "duplicate-slug",
            "berbeda",
        ),
        ("[contact]", "[kontak]", "missing-section", "[contact]"),
        ("manager =", "manajer =", "unknown-key", "maksud Anda `manager`?"),
        (
            "phone = \"0541-000111\"",
            "phone = 0541-000111",
            "unquoted-phone",
            "kutip lurus",
        ),
        (
            "email = \"pengaduan@contoh.example\"",
            "email = “pengaduan@contoh.example”",
            "smart-quotes",
            "kutip lurus",
        ),
    ] {
        let problems = agency_with(&[(from, to)]).map(|_| ()).expect_err(to);
        let problem = problems.iter().find(|problem| problem.code == code);
        let problem = problem.unwrap_or_else(|| panic!("{to:?} gave no {code}, but {problems:?}"));
        assert!(problem.help.contains(remedy), "{to:?}: {problem}");
        assert_eq!(problem.file, "content/agency.toml");
        let changed = AGENCY[..AGENCY.find(from).unwrap()].matches('\n').count() + 1;
        let near = problem.line.is_none_or(|line| line.abs_diff(changed) <= 10);
        assert!(near, "{to:?} is on line {changed}: {problem}");
    }
}

#[test]
fn a_number_is_one_that_can_be_dialled() {
    let problem = |phone: &str| {
        let written = format!("phone = \"{phone}\"");
        let read = agency_with(&[("phone = \"0541-000111\"", &written)]);
        read.err()
            .map(|problems| (problems[0].code, problems[0].help.clone()))
    };
    for one in [
        "112",
        "0541-000111",
        "(0286) 591234",
        "+62 811 0000 111",
        "62 (0)811.0000.111",
        "1500-567",
        "0541–000111",
    ] {
        assert_eq!(problem(one), None, "{one}");
    }
    for (wrong, remedy) in [
        ("(0286) 591234 / 591235", "satu nomor saja"),
        ("0286-591234, 591235", "satu nomor saja"),
        ("0286 591234 591235", "satu nomor saja"),
        ("0812-2765-4321 + 0813-1111-2222", "satu nomor saja"),
        ("(0286) 591234 ext. 12", "angkanya saja"),
        ("0812-xxxx-xxxx", "angkanya saja"),
        ("", "tulis nomornya"),
    ] {
        let (code, help) = problem(wrong).expect(wrong);
        assert!(
            code == "bad-phone" && help.contains(remedy),
            "{wrong}: {code}, {help}"
        );
    }
}

#[test]
fn every_way_to_reach_somebody_leads_there() {
    let hours = r#"hours = { id = "24 jam", en = "24 hours" }"#;
    for (from, to, code) in [
        (
            r#"phone = "0811-0000-111""#,
            r#"phone = "0811-0000-111 / 0812-0000-222""#,
            "bad-phone",
        ),
        (r#"phone = "123""#, r#"phone = "123 atau 124""#, "bad-phone"),
        (
            "pengaduan@contoh.example",
            "pengaduan(at)contoh.example",
            "bad-email",
        ),
        (
            "pengaduan@contoh.example",
            "a@contoh.example / b@contoh.example",
            "bad-email",
        ),
        (r#"kind = "instagram""#, r#"kind = "email""#, "bad-email"),
        (
            r#"address = "Jl. Contoh No. 1, Kota Contoh""#,
            r#"address = """#,
            "empty-value",
        ),
        (hours, r#"hours = { id = "24 jam", en = " " }"#, "empty-value"),
        (hours, r#"hours = """#, "empty-value"),
    ] {
        let problems = agency_with(&[(from, to)]).map(|_| ());
        let codes: Vec<&str> = problems
            .err()
            .into_iter()
            .flatten()
            .map(|problem| problem.code)
            .collect();
        assert_eq!(codes.first().copied().unwrap_or_default(), code, "{to}");
    }
}

#[test]
fn a_text_without_its_end_is_told_once_where_it_begins() {
    let problems = agency_with(&[("\n\"\"\"\n", "\n")]).map(|_| ()).unwrap_err();
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["unclosed-text"], "{problems:#?}");
    let opened = AGENCY
        .lines()
        .position(|line| line.ends_with("\"\"\""))
        .expect("a text")
        + 1;
    assert_eq!(problems[0].line, Some(opened));
}

#[test]
fn a_list_written_as_a_section_is_told_without_naming_nothing() {
    let problems = agency_with(&[("[[units]]", "[units]")]).map(|_| ()).unwrap_err();
    assert!(
        problems.iter().any(|problem| problem.help.contains("[[units]]")),
        "{problems:#?}"
    );
    assert!(
        problems.iter().all(|problem| !problem.help.trim().ends_with(':')),
        "{problems:#?}"
    );
}

#[test]
fn mistakes_in_several_places_are_told_together() {
    let problems = agency_with(&[
        (r#"code = "DPM""#, r#"code = "x""#),
        (r#"respond_by = "14 hari kerja""#, "respond_by = 14"),
        ("manager =", "manajer ="),
        (r#"kind = "whatsapp""#, r#"kind = "wa""#),
    ])
    .map(|_| ())
    .unwrap_err();
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    for code in [
        "bad-agency-code",
        "deadline-without-unit",
        "unknown-key",
        "unknown-channel",
    ] {
        assert!(codes.contains(&code), "{code} is missing from {codes:?}");
    }
}

#[test]
fn holidays_name_their_decree_and_year() {
    for (from, to, code) in [
        ("kind = \"cuti_bersama\"", "kind = \"libur\"", "unknown-day-kind"),
        ("date = 2025-08-18", "date = 2031-08-18", "unlisted-year"),
        ("date = 2025-08-18", "date = 2025-08-17", "duplicate-day"),
        ("date = 2025-08-18", "date = \"18 Agustus\"", "wrong-type"),
        ("announced_on = 2025-08-07", "", "missing-key"),
    ] {
        assert!(HOLIDAYS.contains(from), "{from}");
        let holidays = HOLIDAYS.replacen(from, to, 1);
        let source = |file, text| Source { file, text };
        let problems = Agency::parse(source("agency.toml", AGENCY), source("holidays.toml", &holidays))
            .map(|_| ())
            .unwrap_err();
        let found = problems.iter().find(|problem| problem.code == code);
        let found = found.unwrap_or_else(|| panic!("{to:?} gave no {code}, but {problems:?}"));
        assert_eq!(found.file, "holidays.toml");
        assert!(found.line.is_some(), "{found}");
    }
}

#[test]
fn a_year_without_holidays_is_an_error_before_it_is_needed() {
    let agency = &SAMPLE;
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(agency.check_calendar(day("2025-08-15")), []);
    let last = agency.calendar.years().max().unwrap();
    let problems = agency.check_calendar(day(&format!("{last}-12-20")));
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, "missing-holiday-year");
    assert!(
        problems[0].message.contains(&(last + 1).to_string()),
        "{}",
        problems[0]
    );
}
