//! Personal data goes where it must and nowhere else: markers are filed, then looked for.

use std::fs;
use std::path::Path;

use tests::{Server, links};

const MODES: [&str; 3] = ["named", "confidential", "anonymous"];

/// What a reporter writes, each piece easy to find again.
struct Marked {
    mode: &'static str,
    narrative: String,
    name: String,
    phone: String,
    email: String,
}

impl Marked {
    fn new(mode: &'static str, at: usize) -> Self {
        Self {
            mode,
            narrative: format!("Cerita bertanda-{mode} tentang loket."),
            name: format!("Penanda-{mode} Suharti"),
            phone: format!("0812777000{at}1"),
            email: format!("penanda-{mode}@contoh.example"),
        }
    }

    /// Files it as JSON and answers number and access code.
    fn file(&self, server: &Server) -> (String, String) {
        let form = [
            ("identity_mode", self.mode),
            ("narrative", &self.narrative),
            ("incident_place", "Loket 1"),
            ("name", &self.name),
            ("phone", &self.phone),
            ("email", &self.email),
        ];
        let reply = server.post("/api/complaints").accept_json().form(form).send();
        assert_eq!(reply.status, 201, "{}", reply.text());
        let receipt = reply.json();
        let text = |name: &str| receipt[name].as_str().expect("a text").to_owned();
        (text("number"), text("access_code"))
    }

    fn identity(&self) -> [&str; 3] {
        // Numbers are stored without their leading zero (E.164).
        [&self.name, &self.phone[1..], &self.email]
    }
}

/// Files of the data folder that contain this text.
fn holders(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("read the data folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(holders(&path, text));
        } else if contains(&fs::read(&path).unwrap_or_default(), text) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn markers_are_found_only_where_they_belong() {
    let mut server = Server::start();
    let marked: Vec<Marked> = MODES
        .iter()
        .enumerate()
        .map(|(at, mode)| Marked::new(mode, at))
        .collect();
    let receipts: Vec<(String, String)> = marked.iter().map(|marked| marked.file(&server)).collect();
    for (number, code) in &receipts {
        let reply = server
            .post("/api/status")
            .accept_json()
            .form([("number", number), ("access_code", code)])
            .send();
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    let pages = links::walk(server.http(), "https://pengaduan.contoh.example").pages;
    server.stop();
    let printed = server.output();
    for (marked, (number, code)) in marked.iter().zip(&receipts) {
        assert!(
            !holders(server.data(), &marked.narrative).is_empty(),
            "the search sees what is stored"
        );
        for secret in [code, &code.replace('-', "")] {
            assert_eq!(
                holders(server.data(), secret),
                [""; 0],
                "an access code is never stored"
            );
        }
        let outside = [[marked.narrative.as_str(), number, code], marked.identity()].concat();
        for secret in outside {
            assert!(!printed.contains(secret), "{secret} was printed:\n{printed}");
            let shown = pages
                .iter()
                .filter(|(_, page)| page.text("html").contains(secret));
            assert_eq!(shown.count(), 0, "{secret} stands on a public page");
        }
    }
    let register = register(&server, &receipts);
    for closed in &marked[1..] {
        for secret in closed.identity() {
            let mode = closed.mode;
            assert_eq!(
                holders(server.data(), secret),
                [""; 0],
                "a {mode} reporter's {secret} was stored in the clear"
            );
            assert!(
                !register.contains(secret),
                "a {mode} reporter's {secret} is in the register"
            );
        }
    }
    assert!(
        !holders(server.data(), &marked[0].name).is_empty(),
        "a named reporter's name is kept"
    );
}

/// Everything the command line tells of the register.
fn register(server: &Server, receipts: &[(String, String)]) -> String {
    let data = server.data().to_str().expect("a readable path");
    let run = |args: &[&str]| {
        let output = tests::program::run(&tests::root(), &[args, &["--data", data]].concat());
        assert!(output.status.success(), "{args:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let mut told = String::new();
    for format in ["table", "json", "csv"] {
        told.push_str(&run(&["submissions", "list", "--format", format]));
        for (number, _) in receipts {
            told.push_str(&run(&["submissions", "show", number, "--format", format]));
        }
    }
    told
}
