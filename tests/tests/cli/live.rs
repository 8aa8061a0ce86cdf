//! Live reload: an edit shows, a mistake does not, and open browsers are told.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tests::{Serve, Server, copy_content, wait};

const SOON: Duration = Duration::from_secs(20);

fn edit(content: &Path, file: &str, from: &str, to: &str) {
    let path = content.join(file);
    let text = fs::read_to_string(&path).expect("read a content file");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(&path, text.replacen(from, to, 1)).expect("write a content file");
}

fn until_page_says(server: &Server, path: &str, words: &str) {
    wait::until(words, SOON, || {
        server.get(path).text().contains(words).then_some(())
    });
}

#[test]
fn an_edit_shows_and_a_mistake_leaves_the_last_good_page() {
    let content = copy_content();
    let server = Serve::new().content(content.path()).start();
    edit(
        content.path(),
        "sop.md",
        "Halaman ini adalah",
        "Tulisan baru ini adalah",
    );
    until_page_says(&server, "/sop/", "Tulisan baru ini");

    edit(content.path(), "sop.md", "title = \"", "title = ");
    let told = || {
        let said = server.output();
        (said.contains("sop.md:2: galat[") && said.contains("bantuan:")).then_some(())
    };
    wait::until("the mistake to be told", SOON, told);
    let page = server.get("/sop/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Tulisan baru ini"), "the last good page");
    assert_eq!(server.get("/api/health").status, 200);

    edit(content.path(), "sop.md", "title = ", "title = \"");
    edit(content.path(), "sop.md", "Tulisan baru ini", "Tulisan ketiga ini");
    until_page_says(&server, "/sop/", "Tulisan ketiga ini");
}

#[test]
fn a_warning_of_new_content_is_told_once() {
    let content = copy_content();
    let server = Serve::new().content(content.path()).start();
    let told = || server.output().matches("[leftover-markup]").count();
    edit(
        content.path(),
        "sop.md",
        "Halaman ini adalah",
        "[Prosedur] (/sop.md) adalah",
    );
    wait::until("the warning", SOON, || (told() == 1).then_some(()));
    edit(content.path(), "sop.md", "(/sop.md) adalah", "(/sop.md) memang");
    until_page_says(&server, "/sop/", "memang");
    edit(content.path(), "sop.md", "memang", "tetap");
    until_page_says(&server, "/sop/", "tetap");
    assert_eq!(told(), 1, "{}", server.output());
}

#[test]
fn new_and_deleted_files_count_and_the_function_follows_the_settings() {
    let content = copy_content();
    let server = Serve::new().content(content.path()).start();
    let page = content.path().join("berita/kabar.md");
    fs::write(
        &page,
        "+++\ntitle = \"Kabar\"\ndate = 2025-08-01\n+++\n\nKabar terbaru untuk Anda.\n",
    )
    .expect("write a page");
    until_page_says(&server, "/berita/kabar/", "Kabar terbaru untuk Anda");
    fs::remove_file(&page).expect("remove a page");
    wait::until("the page to go", SOON, || {
        (server.get("/berita/kabar/").status == 404).then_some(())
    });

    let category = "\n[[categories]]\nslug = \"antrean\"\nname = \"Antrean\"\nunit = \"pengaduan\"\n";
    let settings = content.path().join("agency.toml");
    let text = fs::read_to_string(&settings).expect("read the settings");
    fs::write(&settings, text + category).expect("write the settings");
    let complaint = json!({
        "category": "antrean", "narrative": "Antrean loket tiga lama sekali.", "incident_place": "Loket 3",
        "identity_mode": "anonymous",
    });
    wait::until("the new category", SOON, || {
        let answer = server
            .post("/api/complaints")
            .accept_json()
            .json(&complaint)
            .send();
        (answer.status == 201).then_some(())
    });
}

#[test]
fn an_open_page_is_told_to_reload() {
    let content = copy_content();
    let server = Serve::new()
        .content(content.path())
        .arg("--live-reload")
        .arg("on")
        .start();
    let page = server.get("/").text();
    let script = page
        .split("src=\"/_live.js?")
        .nth(1)
        .expect("the script in the page");
    let version = script.split('"').next().expect("its end");
    assert_eq!(
        server.get("/_live.js").header("content-type"),
        Some("text/javascript; charset=utf-8")
    );

    let address = server.base().trim_start_matches("http://");
    let mut browser = TcpStream::connect(address).expect("connect");
    browser.set_read_timeout(Some(SOON)).expect("set a time-out");
    browser
        .write_all(b"GET /_live HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .expect("ask");
    let lines = BufReader::new(browser).lines().map_while(Result::ok);
    let mut versions = lines.filter_map(|line| {
        let state: serde_json::Value = serde_json::from_str(line.strip_prefix("data: ")?).ok()?;
        Some(state["version"].as_str()?.to_owned())
    });
    assert_eq!(
        versions.next().as_deref(),
        Some(version),
        "the version of the page"
    );
    edit(
        content.path(),
        "sop.md",
        "Halaman ini adalah",
        "Tulisan baru ini adalah",
    );
    assert!(versions.any(|next| next != version), "another version");
}

#[test]
fn without_live_reload_pages_are_as_built() {
    let server = Serve::new().arg("--live-reload").arg("off").start();
    assert!(!server.get("/").text().contains("_live"));
    for path in ["/_live", "/_live.js"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}
