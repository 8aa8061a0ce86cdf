//! Every page the function answers renders in both languages and keeps its promises.

use complaint::agency::{Agency, Source};
use complaint::form::{FIELDS, FieldError, FieldErrorCode, Input, RawForm, Required, Section};
use complaint::{Class, IdentityMode, Lang, Status, filing_deadlines};
use jiff::Timestamp;
use jiff::civil::date;
use scraper::{Html, Selector};
use site_gen::theme::{
    DialogueMessage, FormView, InputError, MessageView, Opened, ReceiptView, StatusFormView, StatusView,
    Theme, TimelineEntry,
};

const AGENCY: &str = include_str!("common/agency.toml");
const HOLIDAYS: &str = include_str!("common/holidays.toml");

fn agency() -> Agency {
    let source = |file, text| Source { file, text };
    Agency::parse(
        source("agency.toml", AGENCY),
        source("data/holidays.toml", HOLIDAYS),
    )
    .expect("a sound agency")
    .0
}

fn theme() -> Theme {
    Theme::new(&agency(), &[]).expect("a sound theme")
}

fn received_at() -> Timestamp {
    "2025-08-15T01:30:00Z".parse().expect("an instant")
}

fn text_of(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    Html::parse_document(html)
        .select(&selector)
        .map(|found| found.text().collect())
        .collect()
}

fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let document = Html::parse_document(html);
    document
        .select(&selector)
        .filter_map(|found| found.attr(name))
        .map(str::to_owned)
        .collect()
}

fn form(lang: Lang, values: &RawForm, errors: &[FieldError]) -> String {
    theme().form_page(&FormView {
        lang,
        values,
        errors,
        file_errors: &[],
        uploads: &[],
        notice: None,
        today: date(2025, 8, 15),
    })
}

fn receipt(lang: Lang, mode: IdentityMode) -> String {
    let deadlines = filing_deadlines(&agency(), Class::Complaint, false, received_at());
    let theme = theme();
    theme.receipt_page(&ReceiptView {
        lang,
        number: "UJI-7K2M-9QX4".into(),
        access_code: Some("AAAA-BBBB-CCCC-DDDD".into()),
        class: Class::Complaint,
        mode,
        received_at: received_at(),
        deadlines: &deadlines,
        forward_text: theme.receipt_text(lang, "UJI-7K2M-9QX4", received_at(), &deadlines),
        verify_url: theme.verify_url(lang, "UJI-7K2M-9QX4"),
        warnings: Vec::new(),
        old_incident: None,
        replayed: false,
    })
}

#[test]
fn the_form_asks_every_field_of_the_table_identity_first() {
    let html = form(Lang::Id, &RawForm::new(), &[]);
    let asked = attributes(&html, "form [name]", "name");
    for field in complaint::form::FIELDS {
        assert!(
            asked.iter().any(|name| name == field.name),
            "{} is not asked",
            field.name
        );
    }
    assert_eq!(asked[0], "identity_mode");
    assert_eq!(attributes(&html, "form", "novalidate").len(), 1);
    assert!(
        attributes(&html, "[required]", "name").is_empty(),
        "no browser pop-ups"
    );
}

#[test]
fn a_wrong_form_comes_back_with_everything_typed_and_a_way_to_each_mistake() {
    let values: RawForm = [
        ("narrative", "pendek <b>"),
        ("incident_date", "15/8/2025"),
        ("identity_mode", "named"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let error = |field, code| FieldError { field, code };
    let errors = [
        error("narrative", FieldErrorCode::TooShort),
        error("incident_date", FieldErrorCode::BadDate),
        error("name", FieldErrorCode::Required),
    ];
    let html = form(Lang::Id, &values, &errors);
    assert!(text_of(&html, "title")[0].starts_with("Galat: "));
    assert_eq!(text_of(&html, "textarea[name=narrative]"), ["pendek <b>"]);
    assert_eq!(attributes(&html, "[name=incident_date]", "value"), ["15/8/2025"]);
    assert_eq!(
        attributes(&html, "[name=incident_date]", "type"),
        ["text"],
        "a date input would drop it"
    );
    assert_eq!(
        attributes(&html, "[name=identity_mode][checked]", "value"),
        ["named"]
    );
    let links = attributes(&html, ".errors a", "href");
    assert_eq!(links, ["#i-narrative", "#i-incident_date", "#i-name"]);
    for link in links {
        assert_eq!(attributes(&html, &link, "aria-invalid"), ["true"], "{link}");
        assert!(!attributes(&html, &link, "aria-describedby").is_empty(), "{link}");
    }
}

#[test]
fn the_receipt_shows_what_must_be_kept_and_forwards_only_what_may_be() {
    for mode in IdentityMode::ALL {
        let html = receipt(Lang::Id, *mode);
        assert_eq!(text_of(&html, "[data-copy=number]"), ["UJI-7K2M-9QX4"]);
        assert_eq!(text_of(&html, "[data-copy=code]"), ["AAAA-BBBB-CCCC-DDDD"]);
        let forward = &attributes(&html, "a[href^='https://wa.me/']", "href")[0];
        assert!(
            forward.contains("UJI-7K2M-9QX4") && !forward.contains("AAAA"),
            "{forward}"
        );
        assert!(
            html.contains("Kamis, 4 September 2025") || html.contains("hari 0"),
            "due dates are explained"
        );
    }
}

#[test]
fn a_page_of_the_function_is_kept_from_search_engines() {
    for html in [
        receipt(Lang::Id, IdentityMode::Named),
        form(Lang::En, &RawForm::new(), &[]),
    ] {
        assert_eq!(attributes(&html, "meta[name=robots]", "content"), ["noindex"]);
    }
}

#[test]
fn the_status_form_says_what_is_wrong_and_never_repeats_the_code() {
    let errors = [InputError {
        field: "number",
        code: "check_failed",
    }];
    let view = StatusFormView {
        lang: Lang::Id,
        number: "UJI-0",
        errors: &errors,
        notice: None,
    };
    let html = theme().status_form_page(&view);
    assert_eq!(attributes(&html, "[name=number]", "value"), ["UJI-0"]);
    assert_eq!(attributes(&html, "[name=access_code]", "value"), [""]);
    assert_eq!(attributes(&html, ".errors a", "href"), ["#i-number"]);
}

fn status(lang: Lang, opened: Option<Opened>) -> String {
    let theme = theme();
    let entry = TimelineEntry {
        at: received_at(),
        status: Status::Received,
        label: theme.status_label(Status::Received, lang).into(),
        text: theme.status_text(Status::Received, lang).into(),
    };
    theme.status_page(&StatusView {
        lang,
        number: "UJI-7K2M-9QX4".into(),
        status: Status::Quarantined,
        class: Class::Complaint,
        received_at: received_at(),
        updated_at: received_at(),
        late: true,
        deadlines: &filing_deadlines(&agency(), Class::Complaint, false, received_at()),
        timeline: &[entry],
        opened,
        dialogue: None,
        notice: None,
    })
}

#[test]
fn a_held_case_reads_as_received_and_citizen_text_is_never_markup() {
    let message = DialogueMessage {
        at: received_at(),
        from_agency: false,
        text: "<script>alert(1)</script>".into(),
        files: Vec::new(),
    };
    let opened = Opened {
        evidence: Vec::new(),
        identity_mode: IdentityMode::Anonymous,
        narrative: Some("baris 1\nbaris 2".into()),
        messages: vec![message],
    };
    let html = status(Lang::Id, Some(opened));
    assert!(html.contains("Diterima") && !html.contains("Ditahan"));
    assert!(!html.contains("<script>alert"));
    assert!(text_of(&html, ".said")[0].contains("baris 1\nbaris 2"));
}

#[test]
fn every_status_and_every_deadline_has_words_in_both_languages() {
    let theme = theme();
    for lang in Lang::ALL {
        for status in Status::ALL {
            assert_ne!(theme.status_label(*status, *lang), "", "{status:?}");
            assert_ne!(theme.status_text(*status, *lang), "", "{status:?}");
        }
        for kind in complaint::DeadlineKind::ALL {
            assert_ne!(
                theme.texts(*lang).get(&format!("deadline.{}", kind.as_str())),
                "",
                "{kind:?}"
            );
        }
        for channel in complaint::Channel::ALL {
            assert_ne!(
                theme
                    .texts(*lang)
                    .get(&format!("channel_kind.{}", channel.as_str())),
                "",
                "{channel:?}"
            );
        }
        for code in FieldErrorCode::ALL {
            assert_ne!(
                theme.texts(*lang).error("address", code.as_str()),
                theme.texts(*lang).get("error.fallback"),
                "{code:?}"
            );
        }
    }
}

#[test]
fn no_page_has_inline_style_or_script() {
    let message = MessageView {
        lang: Lang::En,
        title: "T".into(),
        paragraphs: vec!["p".into()],
        channels: true,
    };
    let pages = [
        form(Lang::En, &RawForm::new(), &[]),
        receipt(Lang::En, IdentityMode::Anonymous),
        status(Lang::En, None),
        theme().message_page(&message),
    ];
    for html in pages {
        assert!(attributes(&html, "[style]", "style").is_empty());
        assert!(text_of(&html, "script, style").iter().all(String::is_empty));
        assert!(text_of(&html, "h1").len() == 1, "one main heading");
    }
}

#[test]
fn a_pale_colour_is_refused_with_the_measured_contrast() {
    let mut agency = agency();
    agency.theme.primary = "#7fb3bd".into();
    let problems = Theme::new(&agency, &[]).expect_err("refused");
    assert_eq!(problems[0].code, "low-contrast");
    assert!(problems[0].message.contains("2,3"), "{}", problems[0].message);
}

#[test]
fn what_the_sample_says_of_marks_is_true_of_the_form() {
    let guides = [
        (Lang::Id, include_str!("../../content/lapor.md"), "boleh kosong"),
        (Lang::En, include_str!("../../content/lapor.en.md"), "optional"),
    ];
    for (lang, guide, mark) in guides {
        assert!(guide.contains(mark), "{guide}");
        let html = form(lang, &RawForm::new(), &[]);
        for field in FIELDS
            .iter()
            .filter(|field| Section::VISIBLE.contains(&field.section))
        {
            let marks = text_of(&html, &format!(".f-{} .need", field.name));
            let marked = marks.iter().any(|text| text.contains(mark));
            let chosen_anyway = matches!(field.input, Input::Choice(_) | Input::Flag);
            let may_be_empty = field.required == Required::No && !chosen_anyway;
            assert_eq!(marked, may_be_empty, "{}: {marks:?}", field.name);
        }
    }
}
