//! `backup`, `restore`, `audit verify` and `stats`: a data set taken away beside a running server and brought back
//! whole, its history checked and its cases counted.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cli::world::World;
use function::{Clock, Entropy};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{Serve, Server, root};

use crate::program::{Run, run};

const NOW: &str = "2025-08-15T10:00:00+08:00";

fn tanggap(args: &[&str]) -> Run {
    run(&root(), args)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a readable path")
}

/// What citizens have sent, by number and code.
fn filed(server: &Server) -> Vec<(String, String)> {
    let file = |mode: &str| {
        let complaint = json!({
            "narrative": format!("Antrean lama, modus {mode}."), "incident_place": "Loket 3", "identity_mode": mode,
            "name": "Siti", "phone": "081234567890",
        });
        let answer = server
            .post("/api/complaints")
            .accept_json()
            .json(&complaint)
            .send();
        assert_eq!(answer.status, 201, "{}", answer.text());
        let answer = answer.json();
        let word = |name: &str| answer[name].as_str().expect("a text").to_owned();
        (word("number"), word("access_code"))
    };
    ["named", "confidential", "anonymous"].map(file).into()
}

/// Everything that the register says of a data folder.
fn register(data: &Path, filed: &[(String, String)]) -> Vec<String> {
    let read = |args: &[&str]| {
        let place = ["--data", text(data), "--now", NOW, "--format", "json"];
        tanggap(&[&["submissions"], args, &place].concat())
            .succeeded()
            .out
    };
    let shown = filed.iter().map(|(number, _)| read(&["show", number]));
    std::iter::once(read(&["list"])).chain(shown).collect()
}

fn backup(data: &Path, home: &TempDir) -> PathBuf {
    let out = home.path().join("cadangan.tar.gz");
    let made = tanggap(&["backup", "--out", text(&out), "--data", text(data)]).succeeded();
    assert!(made.out.contains("sudah diperiksa"), "{made:?}");
    out
}

fn restore(archive: &Path, data: &Path) -> Run {
    tanggap(&["restore", text(archive), "--data", text(data)])
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("read a folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn what_comes_back_is_what_was_taken_and_every_code_still_opens() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let server = Serve::new().start();
    let filed = filed(&server);
    let archive = backup(server.data(), &home);
    let before = register(server.data(), &filed);
    server
        .post("/api/complaints")
        .accept_json()
        .json(&json!({ "narrative": "Sesudah cadangan dibuat.",
        "incident_place": "Loket 1", "identity_mode": "anonymous" }))
        .send();
    let data = home.path().join("baru/data");
    restore(&archive, &data).succeeded();
    assert_eq!(register(&data, &filed), before);
    assert_eq!(
        names(home.path()),
        ["baru", "cadangan.tar.gz"],
        "nothing is left lying about"
    );

    let again = Serve::new().data(&data).start();
    for (number, code) in &filed {
        let asked = json!({ "number": number, "access_code": code });
        let opened = again.post("/api/status").accept_json().json(&asked).send();
        assert_eq!(opened.status, 200, "{}", opened.text());
        assert!(opened.json()["messages"].is_array(), "{}", opened.text());
    }
    let keys = |server: &Server| server.get("/api/receipt-keys.json").text();
    assert_eq!(keys(&again), keys(&server));
}

#[test]
fn evidence_comes_back_byte_for_byte() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let server = Serve::new().start();
    let sent = server
        .post("/api/complaints")
        .accept_json()
        .body(MULTIPART, with_picture())
        .send();
    assert_eq!(sent.status, 201, "{}", sent.text());
    let tree = |data: &Path| {
        let files = data.join("files");
        let mut found = Vec::new();
        let mut left = vec![files.clone()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    left.push(path);
                } else {
                    let name = path.strip_prefix(&files).expect("below").to_owned();
                    found.push((name, fs::read(&path).expect("read a file")));
                }
            }
        }
        found.sort();
        found
    };
    assert!(!tree(server.data()).is_empty(), "the picture is there");
    let archive = backup(server.data(), &home);
    let data = home.path().join("data");
    restore(&archive, &data).succeeded();
    assert_eq!(tree(&data), tree(server.data()));
}

const MULTIPART: &str = "multipart/form-data; boundary=batas";

/// A named complaint with a picture, of which a cleaned copy and the sealed original are kept.
fn with_picture() -> Vec<u8> {
    let fields = [
        ("narrative", "Antrean di loket tidak bergerak."),
        ("incident_place", "Loket 2"),
        ("identity_mode", "named"),
        ("name", "Siti"),
        ("phone", "081234567890"),
    ];
    let text = |(name, value): (&str, &str)| {
        format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut body: Vec<u8> = fields.map(text).concat().into_bytes();
    let head = "--batas\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"foto.png\"\r\n\
                Content-Type: image/png\r\n\r\n";
    body.extend(head.as_bytes());
    body.extend(tests::content::PIXEL);
    body.extend(b"\r\n--batas--\r\n");
    body
}

#[test]
fn a_damaged_backup_brings_nothing_back() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let server = Serve::new().start();
    filed(&server);
    let archive = backup(server.data(), &home);
    let whole = fs::read(&archive).expect("read the backup");
    let data = home.path().join("data");
    let middle = whole.len() / 2;
    let flipped = [&whole[..middle], &[whole[middle] ^ 0x55], &whole[middle + 1..]].concat();
    let wrecks = [
        ("flipped", flipped),
        ("cut", whole[..whole.len() - 200].to_vec()),
        ("empty", Vec::new()),
        ("strange", b"bukan cadangan".to_vec()),
    ];
    for (what, bytes) in wrecks {
        let wreck = home.path().join(what);
        fs::write(&wreck, bytes).expect("write a wreck");
        restore(&wreck, &data).failed_with(1, &["adangan"]);
        assert!(!data.exists(), "{what}");
    }
    restore(&home.path().join("tidak-ada"), &data).failed_with(1, &["tidak ditemukan"]);
}

#[test]
fn figures_are_those_of_the_register_and_the_site_is_built_from_them() {
    let server = Serve::new().arg("--demo").start();
    let place = ["--data", text(server.data()), "--now", NOW];
    let told = |args: &[&str]| tanggap(&[args, &place].concat()).succeeded();
    let list = told(&["submissions", "list", "--limit", "1000", "--format", "json"]).json();
    let listed = list["items"].as_array().expect("items");
    let count = |what: &dyn Fn(&Value) -> bool| listed.iter().filter(|case| what(case)).count() as u64;
    let is_counted = |case: &Value| case["class"] == "complaint" && case["status"] != "quarantined";

    let stats = told(&["stats", "--format", "json"]).json();
    let periods = stats["periods"].as_array().expect("periods");
    let sum = |name: &str| {
        periods
            .iter()
            .map(|period| period[name].as_u64().expect("a count"))
            .sum::<u64>()
    };
    assert!(sum("received") > 5, "{stats}");
    assert_eq!(sum("received"), count(&is_counted));
    assert_eq!(
        sum("closed"),
        count(&|case| is_counted(case) && case["status"] == "closed")
    );
    assert_eq!(
        sum("archived"),
        count(&|case| is_counted(case) && case["status"] == "archived")
    );
    let csv = told(&["stats", "--format", "csv"]).out;
    let received: u64 = csv
        .lines()
        .filter(|line| line.contains(",received,,"))
        .map(|line| {
            line.split(',')
                .nth(5)
                .expect("a cell")
                .parse::<u64>()
                .expect("a count")
        })
        .sum();
    assert_eq!(received, sum("received"));

    let content = tests::copy_content();
    let data = content.path().join("data");
    fs::remove_file(data.join("statistics.toml")).expect("the sample's figures");
    for (file, figures) in [("statistics.json", stats.to_string()), ("statistics.csv", csv)] {
        fs::write(data.join(file), figures).expect("write the figures");
        let out = content.path().join("public");
        let built = ["build", "--content", text(content.path()), "--out", text(&out)];
        tanggap(&built).succeeded();
        fs::remove_file(data.join(file)).expect("remove the figures");
    }
}

#[test]
fn nothing_is_ever_written_over() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let server = Serve::new().start();
    filed(&server);
    let archive = backup(server.data(), &home);
    let before = fs::read(&archive).expect("read the backup");
    tanggap(&["backup", "--out", text(&archive), "--data", text(server.data())])
        .failed_with(1, &["sudah ada"]);
    assert_eq!(fs::read(&archive).expect("read the backup"), before);
    restore(&archive, server.data()).failed_with(1, &["tidak kosong"]);
    let nowhere = home.path().join("kosong");
    let out = home.path().join("b.tar.gz");
    tanggap(&["backup", "--out", text(&out), "--data", text(&nowhere)]).failed_with(1, &["Belum ada data"]);
    assert!(!out.exists());
}

#[test]
fn a_history_that_somebody_touched_is_told_with_case_and_event() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let server = Serve::new().start();
    let filed = filed(&server);
    let verify = |data: &Path| tanggap(&["audit", "verify", "--data", text(data)]);
    let good = verify(server.data()).succeeded().json();
    assert_eq!(
        (&good["cases"]["cases"], &good["cases"]["broken"]),
        (&json!(3), &json!([])),
        "{good}"
    );
    assert!(good["cases"]["events"].as_u64() >= Some(3), "{good}");

    let staff = [
        "staff",
        "invite",
        "Siti",
        "--role",
        "auditor",
        "--data",
        text(server.data()),
    ];
    tanggap(&staff).succeeded();
    let verified = verify(server.data()).succeeded().json();
    let (last, hash) = (
        &verified["agency"]["entries"],
        verified["agency"]["head"].as_str().expect("a hash"),
    );
    let as_noted =
        |noted: &str| tanggap(&["audit", "verify", "--noted", noted, "--data", text(server.data())]);
    as_noted(&format!("{last}:{hash}")).succeeded();
    as_noted(&format!("{last}:{}", "0".repeat(64))).failed_with(1, &["bukan yang dulu dicatat"]);
    as_noted(&format!("999:{hash}")).failed_with(1, &["tidak punya catatan ke-999"]);
    as_noted("12").failed_with(2, &["SIDIK"]);

    let (archive, data) = (backup(server.data(), &home), home.path().join("data"));
    restore(&archive, &data).succeeded();
    touch(&data, &filed[1].0);
    let broken = verify(&data);
    broken.failed_with(1, &["putus", &filed[1].0, "ke-1"]);
    let told: Value = serde_json::from_str(&broken.out).expect("JSON");
    assert_eq!(
        told["cases"]["broken"],
        json!([{ "number": filed[1].0, "sequence": 1 }])
    );
}

/// Changes one word of the first event of a case, beside the program.
fn touch(data: &Path, number: &str) {
    let engine = cli::data::open_table(&cli::data::table_file(data)).expect("the table");
    let (clock, wall): (Clock, Clock) = (
        Arc::new(|| Timestamp::UNIX_EPOCH),
        Arc::new(|| Timestamp::UNIX_EPOCH),
    );
    let entropy: Entropy = Arc::new(|_: &mut [u8]| {});
    let world = World { clock, wall, entropy };
    let store = cli::data::store(&engine, &world);
    let work = async {
        let (items, _) = store.items_after(None).await.expect("the items");
        let key = |item: &Value| (item["PK"]["S"].clone(), item["SK"]["S"].clone());
        let mut first = items
            .into_iter()
            .find(|item| key(item) == (json!(format!("C#{number}")), json!("E#000001")))
            .expect("the first event");
        let event = first["event"]["S"].as_str().expect("a text");
        first["event"]["S"] = json!(event.replacen("received", "closed", 1));
        store
            .bring_items(&[first], &world.entropy)
            .await
            .expect("written");
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work);
}
