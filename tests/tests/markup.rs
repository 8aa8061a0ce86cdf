//! Every built page, and every answer of the function, is valid HTML by the standard's own checker.

use std::path::Path;
use std::process::Command;

use tests::tools::npm;
use tests::{Page, Server, copy_agency, copy_content, program};

/// Lines of complaint about the HTML files in a folder.
fn complaints(folder: &Path) -> String {
    let checker = npm("vnu-jar/build/dist/vnu.jar");
    let mut java = Command::new("java");
    java.arg("-jar")
        .arg(checker)
        .args(["--errors-only", "--skip-non-html"])
        .arg(folder);
    let output = java
        .output()
        .expect("Java is missing; `tests/run tools` installs it");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.success(), said.is_empty(), "{said}");
    said
}

fn build(content: &Path, out: &Path) {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let output = program::run(
        content,
        &["build", "--content", &text(content), "--out", &text(out)],
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_checker_sees_a_mistake() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = "<!doctype html><html lang=id><title>x</title><p id=a><p id=a><img src=x>";
    std::fs::write(folder.path().join("page.html"), page).expect("write");
    let said = complaints(folder.path());
    assert!(said.contains("Duplicate ID"), "{said}");
}

#[test]
fn the_built_pages_are_valid() {
    let out = tempfile::tempdir().expect("a temporary folder");
    let sample = copy_content();
    build(sample.path(), &out.path().join("sample"));
    for agency in tests::content::agencies() {
        build(copy_agency(&agency).path(), &out.path().join(agency));
    }
    assert_eq!(complaints(out.path()), "");
}

#[test]
fn two_hundred_pages_with_everything_editors_may_write_are_valid() {
    let out = tempfile::tempdir().expect("a temporary folder");
    let content = tests::content::copy_with_pages(200);
    build(content.path(), &out.path().join("site"));
    let built = std::fs::read_dir(out.path().join("site/berita"))
        .expect("the news")
        .count();
    assert!(built > 200, "{built}");
    assert_eq!(complaints(out.path()), "");
}

#[test]
fn the_functions_pages_are_valid() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, reply) in answers(&server) {
        std::fs::write(folder.path().join(name), reply).expect("write");
    }
    assert_eq!(complaints(folder.path()), "");
}

/// The form with errors, the receipt, both status pages, messages.
fn answers(server: &Server) -> Vec<(&'static str, String)> {
    let form = Page::parse(&server.get("/lapor/").text()).form("main form");
    let filled = form
        .clone()
        .set("identity_mode", "anonymous")
        .set("incident_place", "<b>\"Loket\" & 'lantai' 2</b>");
    let filled = filled.set(
        "narrative",
        "Antrean </textarea> & <script>alert(1)</script>\nsejak pagi.",
    );
    let receipt = filled.send(server).text();
    let page = Page::parse(&receipt);
    let (number, code) = (page.text("[data-copy=number]"), page.text("[data-copy=code]"));
    let status = Page::parse(&server.get("/cek/").text())
        .form("main form")
        .set("number", &number);
    vec![
        ("errors.html", form.send(server).text()),
        ("receipt.html", receipt),
        ("status.html", status.send(server).text()),
        (
            "opened.html",
            status.clone().set("access_code", &code).send(server).text(),
        ),
        (
            "mistyped.html",
            status.set("number", "DPM-0000-0000").send(server).text(),
        ),
        ("missing.html", server.get("/tidak-ada/").text()),
        (
            "method.html",
            server
                .http()
                .request("GET", "/api/complaints")
                .accept_html()
                .send()
                .text(),
        ),
    ]
}
