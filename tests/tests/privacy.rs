//! Personal data goes where it must and nowhere else: markers are filed, then looked for.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tests::{Server, links, wait};

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
            narrative: format!("Cerita bertanda-{mode} tentang loket {at}."),
            name: format!("Penanda-{mode} Suharti"),
            phone: format!("0812777000{at}1"),
            email: format!("penanda-{mode}@contoh.example"),
        }
    }

    /// Files it as JSON and answers number and access code.
    fn file(&self, server: &Server) -> (String, String) {
        self.file_with(server, "")
    }

    /// The same, with the box for one mail ticked or not.
    fn file_with(&self, server: &Server, ack_email: &str) -> (String, String) {
        let form = [
            ("ack_email", ack_email),
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

/// The letters that have gone out, by file.
fn letters(server: &Server) -> Vec<(String, String)> {
    let entries = fs::read_dir(server.data().join("mail")).into_iter().flatten();
    let letter = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        (
            path.display().to_string(),
            fs::read_to_string(&path).expect("a letter"),
        )
    };
    entries.map(letter).collect()
}

#[test]
fn the_letter_that_a_confidential_reporter_asked_for_is_all_that_knows_their_address() {
    let mut server = Server::start();
    let home = tempfile::tempdir().expect("a folder");
    let key = home.path().join("kunci.age");
    let data = server.data().to_str().expect("a readable path").to_owned();
    let moved = [
        "keys",
        "new",
        "--out",
        key.to_str().expect("a path"),
        "--data",
        &data,
    ];
    let moved = tests::program::run(home.path(), &moved);
    assert!(moved.status.success(), "{moved:?}");
    let marked = Marked::new("confidential", 9);
    let receipt = marked.file_with(&server, "yes");
    let is_mine = |server: &Server| {
        let mine = |(_, letter): &(String, String)| letter.contains(&receipt.0);
        letters(server).into_iter().find(mine)
    };
    let (file, letter) = wait::until("the letter", Duration::from_mins(1), || is_mine(&server));
    assert!(letter.contains(&format!("To: {}", marked.email)), "{letter}");
    for secret in [
        marked.name.as_str(),
        &marked.narrative,
        &receipt.1,
        "Rahasia",
        "rahasia",
        "bertanda",
    ] {
        assert!(!letter.contains(secret), "{secret} in {letter}");
    }
    server.stop();
    assert_eq!(holders(server.data(), &marked.email), [file]);
    for secret in &marked.identity()[..2] {
        assert_eq!(holders(server.data(), secret), [""; 0], "{secret}");
    }
    let printed = server.output();
    assert!(
        !printed.contains(&marked.email) && !printed.contains(&marked.name),
        "{printed}"
    );
    assert!(!register(&server, &[receipt]).contains(&marked.email));
}

#[test]
fn whoever_joins_the_key_holders_reads_what_comes_after_without_a_restart() {
    let server = Server::start();
    let home = tempfile::tempdir().expect("a folder");
    let data = server.data().to_str().expect("a readable path").to_owned();
    let old = fs::read_to_string(server.data().join("key-holder.key")).expect("the first key");
    fs::write(home.path().join("lama.txt"), old).expect("a copy");
    let before = Marked::new("confidential", 1).file(&server).0;
    let moved = ["keys", "new", "--out", "baru.age", "--paper", "--data", &data];
    let moved = tests::program::run(home.path(), &moved);
    let told = String::from_utf8(moved.stdout).expect("text");
    // The paper form has the key in groups, to be typed as one line.
    let groups = told.lines().skip_while(|line| !line.contains("AGE-SECRET-KEY-"));
    let new: String = groups
        .take_while(|line| line.starts_with("  "))
        .map(str::trim)
        .collect();
    fs::write(home.path().join("baru.txt"), new).expect("a copy");
    let opens = |number: &str, key: &str| {
        let now = "2025-08-15T12:00:00+08:00";
        let show = ["submissions", "show", number, "--data", &data, "--now", now];
        let content = tests::root().join("content");
        let content = content.to_str().expect("a path");
        let unseal = [
            "--unseal",
            key,
            "--reason",
            "memastikan hak pelapor",
            "--content",
            content,
        ];
        tests::program::run(home.path(), &[&show[..], &unseal].concat())
            .status
            .success()
    };
    assert!(opens(&before, "lama.txt"));
    let mut at = 2;
    wait::until("the next tick", Duration::from_mins(1), || {
        let number = Marked::new("confidential", at).file(&server).0;
        at += 1;
        (!opens(&number, "lama.txt") && opens(&number, "baru.txt")).then_some(())
    });
}
