//! What is erased is gone from the disk, not only from the answers.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Serve, Server, copy_content, root, wait};

use crate::program::run;

/// A word that stands nowhere else.
const TOLD: &str = "kelapangrit";

fn file(server: &Server, narrative: &str) -> Value {
    let fields = json!({
        "narrative": narrative, "incident_place": "Loket 3", "identity_mode": "named",
        "name": "Wati", "phone": "081233344455",
    });
    let filed = server.post("/api/complaints").accept_json().json(&fields).send();
    assert_eq!(filed.status, 201, "{}", filed.text());
    filed.json()
}

fn say(server: &Server, case: &Value, what: &str, key: &str, text: &str) {
    let number = case["number"].as_str().expect("a number");
    let path = format!("/api/complaints/{number}/{what}");
    let fields = json!({ "access_code": case["access_code"], key: text });
    let said = server.post(&path).accept_json().json(&fields).send();
    assert!(said.status < 300, "{}", said.text());
}

fn others(server: &Server, numbers: std::ops::Range<u32>) {
    for other in numbers {
        file(
            server,
            &format!("{other} antrean loket panjang sekali. ").repeat(20),
        );
    }
}

/// How often the word stands in the files of the table.
fn left(data: &Path) -> usize {
    let found = |name: &str| {
        let bytes = fs::read(data.join(name)).unwrap_or_default();
        let word = TOLD.as_bytes();
        bytes.windows(word.len()).filter(|part| *part == word).count()
    };
    ["table.sqlite", "table.sqlite-wal"].map(found).iter().sum()
}

#[test]
fn erased_words_stand_nowhere_in_the_files() {
    let content = copy_content();
    let settings = content.path().join("agency.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    let soon = text.replace("withdrawn = \"3 bulan\"", "withdrawn = \"1 bulan\"");
    assert_ne!(text, soon);
    fs::write(&settings, soon).expect("write the settings");
    let home = tempfile::tempdir().expect("a folder");
    let data = home.path().join("data");
    let serve = Serve::new().content(content.path()).data(&data);

    let mut server = serve.clone().start();
    let cases: Vec<Value> = (0..6)
        .map(|case| {
            others(&server, case * 5..case * 5 + 5);
            file(
                &server,
                &format!("{case} Nama saya {TOLD} dan ceritanya begini. ").repeat(1 + case as usize * 5),
            )
        })
        .collect();
    for case in &cases {
        say(
            &server,
            case,
            "messages",
            "text",
            &format!("Tambahan {TOLD}. ").repeat(30),
        );
        say(&server, case, "withdrawal", "reason", &format!("Alasan {TOLD}."));
    }
    assert!(server.stop().success());
    assert!(left(&data) > 0);

    let mut server = serve.now("2025-10-20T09:30:00+08:00").start();
    for case in &cases {
        wait::until("the words to be erased", Duration::from_mins(1), || {
            let question = json!({ "number": case["number"], "access_code": case["access_code"] });
            let status = server
                .post("/api/status")
                .accept_json()
                .json(&question)
                .send()
                .json();
            (status["erased_at"].is_string() && status["messages"] == json!([])).then_some(())
        });
    }
    // The tick that erased the last of it notes that next.
    wait::until(
        "that something was erased to be noted",
        Duration::from_mins(1),
        || data.join("erased").exists().then_some(()),
    );
    wait::until("the log to be emptied", Duration::from_mins(1), || {
        (fs::metadata(data.join("table.sqlite-wal")).ok()?.len() == 0).then_some(())
    });
    assert!(server.stop().success());
    assert_eq!(left(&data), 0);
    assert!(!data.join("erased").exists(), "the table file was made anew");
}

/// A program that was killed leaves that to the next one.
#[test]
fn what_is_noted_as_erased_is_forgotten_at_the_next_start() {
    let home = tempfile::tempdir().expect("a folder");
    let data = home.path().join("data");
    let serve = Serve::new().data(&data);
    let mut server = serve.clone().start();
    others(&server, 0..5);
    assert!(server.stop().success());
    fs::write(data.join("erased"), b"").expect("a note");
    let mut server = serve.start();
    assert!(!data.join("erased").exists(), "the table file was made anew");
    others(&server, 5..6);
    assert!(server.stop().success());
    let listed = run(
        &root(),
        &[
            "submissions",
            "list",
            "--format",
            "json",
            "--data",
            data.to_str().expect("a path"),
        ],
    );
    assert_eq!(listed.succeeded().out.matches("DPM-").count(), 6);
}

/// What a program that died was writing is nobody's.
#[test]
fn files_cut_off_in_the_middle_are_gone_at_the_next_start() {
    let home = tempfile::tempdir().expect("a folder");
    let data = home.path().join("data");
    let files = ["incoming", "originals"].map(|folder| data.join("files/tanggap").join(folder));
    for folder in &files {
        fs::create_dir_all(folder).expect("a folder");
        fs::write(folder.join("0123.tmp"), b"half a photo").expect("write");
        fs::write(folder.join("0123"), b"a photo").expect("write");
    }
    let mut server = Serve::new().data(&data).start();
    for folder in &files {
        assert!(!folder.join("0123.tmp").exists() && folder.join("0123").exists());
    }
    assert!(server.stop().success());
}
