//! An agency's own templates: each kind of page takes the agency's in place of the built-in one.

use std::collections::BTreeMap;
use std::fs;

use tests::content::root;
use tests::{Page, Serve, Server, copy_content, links};

use crate::program::run;

/// What officers see is not an agency's to rearrange.
const OF_THE_DESK: &str = "staff_";

#[test]
fn every_template_that_citizens_see_may_be_the_agencys_own() {
    let content = copy_content();
    let own = content.path().join("templates");
    fs::create_dir(&own).expect("make templates/");
    let mut marks = BTreeMap::new();
    for entry in fs::read_dir(root().join("site-gen/templates")).expect("the templates") {
        let path = entry.expect("a template").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.starts_with(OF_THE_DESK) {
            continue;
        }
        let mark = format!("milik-kami-{}", name.replace('.', "-"));
        let text = fs::read_to_string(&path).expect("read a template");
        fs::write(own.join(&name), marked(&text, &mark)).expect("write a template");
        marks.insert(mark, name);
    }
    assert!(marks.len() > 15, "{marks:?}");
    fs::write(content.path().join("kanal/lama.md"), OF_ANOTHER_ADDRESS).expect("write a page");
    let server = Serve::new().content(content.path()).start();
    let seen = everything(&server);
    marks.retain(|mark, _| !seen.contains(mark));
    assert_eq!(
        marks.into_values().collect::<Vec<_>>(),
        Vec::<String>::new(),
        "never seen"
    );
}

#[test]
fn a_mistake_in_a_page_that_only_the_function_answers_with_is_told_by_check() {
    for name in [
        "receipt.html",
        "status.html",
        "dialogue.html",
        "message.html",
        "errors.html",
    ] {
        let content = copy_content();
        let own = content.path().join("templates");
        fs::create_dir(&own).expect("make templates/");
        let text = fs::read_to_string(root().join("site-gen/templates").join(name)).expect("read a template");
        fs::write(own.join(name), wrong(&text)).expect("write a template");
        let folder = content.path().to_str().expect("a readable path");
        let checked = run(content.path(), &["check", "--content", folder]);
        assert_eq!(checked.code, 1, "{name}: {checked:?}");
        let place = format!("templates/{name}:");
        assert!(
            checked.err.contains(&place) && checked.err.contains("bad-template"),
            "{name}: {}",
            checked.err
        );
    }
}

/// The template asking for a value that no page has, where it is always asked.
fn wrong(text: &str) -> String {
    text.replace("{% block main %}", "{% block main %}{{ tidak.ada }}") + "{{ tidak.ada }}"
}

const OF_ANOTHER_ADDRESS: &str = "+++\ntitle = \"Lama\"\naliases = [\"/kanal/kuno/\"]\n+++\nIsi.\n";

/// The template with a mark where it shows: in its first block, else at its beginning.
fn marked(text: &str, mark: &str) -> String {
    let at = match text.starts_with("{% extends") {
        true => text.find("main %}").expect("a block") + "main %}".len(),
        false if text.starts_with("<!doctype html>") => text.find("<title>").expect("a title"),
        false => 0,
    };
    format!("{}<!-- {mark} -->{}", &text[..at], &text[at..])
}

/// Every page that is built, and every kind of answer.
fn everything(server: &Server) -> String {
    let walk = links::walk(server.http(), "https://pengaduan.contoh.example");
    let mut paths: Vec<String> = walk.pages.into_keys().collect();
    paths.extend(["/kanal/kuno/", "/luring/", "/404.html"].map(str::to_owned));
    let mut seen: String = paths.iter().map(|path| server.get(path).text()).collect();
    let form = Page::parse(&server.get("/lapor/").text()).form("main form");
    seen += &form.clone().send(server).text();
    let filled = form
        .set("identity_mode", "anonymous")
        .set("incident_place", "Loket 2")
        .set("narrative", "Antrean tidak bergerak sejak pagi.");
    let receipt = filled.send(server).text();
    let page = Page::parse(&receipt);
    let status = Page::parse(&server.get("/cek/").text())
        .form("main form")
        .set("number", &page.text("[data-copy=number]"))
        .set("access_code", &page.text("[data-copy=code]"));
    seen += &receipt;
    seen += &status.send(server).text();
    let wrong_method = server.http().request("GET", "/api/complaints").accept_html();
    seen + &wrong_method.send().text()
}
