//! The seam between the built page and the function: one table of fields, on both sides.

use std::collections::BTreeSet;

use complaint::form::{FIELDS, Field, Input, Required};
use complaint::{Agency, Source};
use tests::form::{Control, Form};
use tests::{Page, Server, root};

fn form(server: &Server, path: &str) -> Form {
    let reply = server.get(path);
    assert_eq!(reply.status, 200, "{path}");
    Page::parse(&reply.text()).form("main form")
}

/// Exactly what the page asks for, with an answer to every question.
fn filled(form: Form, mode: &str) -> Form {
    form.set("identity_mode", mode)
        .set("class", "complaint")
        .set("category", "perizinan")
        .set("unit", "perizinan")
        .set(
            "narrative",
            "Saya menunggu empat jam di loket 3.\r\nTidak ada yang memanggil.",
        )
        .set("incident_place", "Loket 3")
        .set("incident_date", "2025-08-14")
        .set("reported_party", "Petugas loket 3")
        .set("requested_outcome", "Izin saya diproses.")
        .set("name", "M. Nu'man")
        .set("phone", "0812 3456 7890")
        .set("email", "numan@contoh.example")
        .set("address", "Jl. Contoh No. 2")
        .set("relation", "business")
        .set("business_name", "Warung Bu Tini")
        .set("business_id", "0220001234567")
}

#[test]
fn the_built_form_is_posted_as_it_stands_and_leads_to_the_status_page() {
    let server = Server::start();
    for mode in ["named", "confidential", "anonymous"] {
        let reply = filled(form(&server, "/lapor/"), mode)
            .set("reported_party", mode)
            .send(&server);
        assert_eq!(reply.status, 201, "{}", reply.text());
        let receipt = Page::parse(&reply.text());
        let (number, code) = (
            receipt.text("[data-copy=number]"),
            receipt.text("[data-copy=code]"),
        );
        let status_path = receipt
            .attribute("main a.button[href$='/cek/']", "href")
            .expect("a link to the status form");
        let status = form(&server, &status_path)
            .set("number", &number)
            .set("access_code", &code)
            .send(&server);
        assert_eq!(status.status, 200, "{}", status.text());
        let page = Page::parse(&status.text());
        assert!(page.text("h1").contains(&number), "{}", page.text("h1"));
        assert!(
            page.text("main").contains("Tidak ada yang memanggil."),
            "{}",
            page.text("main")
        );
    }
}

#[test]
fn the_page_has_every_field_of_the_table_and_no_other() {
    let server = Server::start();
    for path in ["/lapor/", "/en/lapor/"] {
        let form = form(&server, path);
        let on_page: BTreeSet<&str> = form.names().into_iter().collect();
        let in_table: BTreeSet<&str> = FIELDS.iter().map(|field| field.name).collect();
        assert_eq!(on_page, in_table, "{path}");
    }
}

#[test]
fn limits_and_choices_on_the_page_are_those_of_the_parser() {
    let server = Server::start();
    let form = form(&server, "/lapor/");
    for field in FIELDS {
        for control in form.named(field.name) {
            agrees(field, control);
        }
        let values: Vec<&str> = form
            .named(field.name)
            .map(|control| control.value.as_str())
            .collect();
        if let Input::Choice(choices) = field.input {
            assert_eq!(values, choices, "{}", field.name);
        }
    }
}

fn agrees(field: &Field, control: &Control) {
    let name = field.name;
    let number = |attribute: &str| {
        control
            .attribute(attribute)
            .map(|text| text.parse::<usize>().expect("a number"))
    };
    let typed = matches!(
        field.input,
        Input::Text | Input::LongText | Input::Phone | Input::Email
    );
    assert_eq!(
        number("maxlength"),
        typed.then_some(field.max_chars),
        "{name}: maxlength"
    );
    assert_eq!(control.kind, kind(field.input), "{name}");
    if typed || field.autocomplete.is_some() {
        assert_eq!(
            control.attribute("autocomplete"),
            field.autocomplete,
            "{name}: autocomplete"
        );
    }
    // A page cannot know the mode and the class that will be chosen: only what is always needed is marked.
    let marked =
        control.attribute("required").is_some() || control.attribute("aria-required") == Some("true");
    assert!(
        !marked || field.required == Required::Always,
        "{name} is not always needed"
    );
}

/// The browser does not enforce a shortest text, so the page says it in words.
#[test]
fn the_page_says_how_short_and_how_long_a_text_may_be() {
    let server = Server::start();
    let page = Page::parse(&server.get("/lapor/").text());
    let bounded: Vec<&Field> = FIELDS.iter().filter(|field| field.min_chars > 0).collect();
    assert!(!bounded.is_empty());
    for field in bounded {
        let hint = page.text(&format!("#h-{}", field.name));
        let most = field.max_chars.to_string();
        let digits: String = hint.chars().filter(char::is_ascii_digit).collect();
        assert!(
            hint.contains(&field.min_chars.to_string()) && digits.ends_with(&most),
            "{}: {hint}",
            field.name
        );
        let described = page
            .attribute(&format!("[name={}]", field.name), "aria-describedby")
            .unwrap_or_default();
        assert!(
            described.contains(&format!("h-{}", field.name)),
            "{}: {described}",
            field.name
        );
    }
}

fn kind(input: Input) -> &'static str {
    match input {
        Input::Text | Input::Honeypot => "text",
        Input::LongText => "textarea",
        Input::Date => "date",
        Input::Phone => "tel",
        Input::Email => "email",
        Input::Choice(_) => "radio",
        Input::Category | Input::Unit => "select",
        Input::Flag => "checkbox",
        Input::Files => "file",
        Input::Hidden => "hidden",
    }
}

#[test]
fn categories_and_units_on_the_page_are_those_of_the_agency() {
    let server = Server::start();
    let form = form(&server, "/lapor/");
    let agency = sample_agency();
    let categories: Vec<&str> = agency
        .categories
        .iter()
        .map(|category| category.slug.as_str())
        .collect();
    let units: Vec<&str> = agency.units.iter().map(|unit| unit.slug.as_str()).collect();
    for (field, slugs) in [("category", categories), ("unit", units)] {
        let offered = &form.named(field).next().expect("the field").options;
        assert_eq!(offered[0], "", "{field} may be left to the officers");
        assert_eq!(&offered[1..], slugs, "{field}");
    }
}

fn sample_agency() -> Agency {
    let read =
        |path: &str| std::fs::read_to_string(root().join("content").join(path)).expect("read the settings");
    let (agency, holidays) = (read("agency.toml"), read("data/holidays.toml"));
    let agency = Source {
        file: "agency.toml",
        text: &agency,
    };
    let holidays = Source {
        file: "data/holidays.toml",
        text: &holidays,
    };
    Agency::parse(agency, holidays)
        .expect("the sample agency is valid")
        .0
}

#[test]
fn the_longest_text_that_the_page_lets_through_is_taken_and_one_more_is_not() {
    let server = Server::start();
    let form = filled(form(&server, "/lapor/"), "anonymous");
    // A browser counts a line end as one character and sends two.
    let longest = format!("{}{}", "baris ke-1\r\n".repeat(5), "é".repeat(10_000 - 5 * 11));
    assert_eq!(form.clone().set("narrative", &longest).send(&server).status, 201);
    let reply = form.set("narrative", &format!("{longest}é")).send(&server);
    assert_eq!(reply.status, 422);
    let back = Page::parse(&reply.text()).form("main form");
    let narrative = back.named("narrative").next().expect("the field").value.clone();
    assert_eq!(
        narrative.chars().filter(|symbol| *symbol == 'é').count(),
        10_000 - 5 * 11 + 1,
        "nothing is lost"
    );
}
