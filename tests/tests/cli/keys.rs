//! `keys`: the first key, moving it out, and opening what is sealed.

use std::fs;
use std::path::Path;

use serde_json::json;
use tests::Server;

use crate::program::{Run, run};

const NAME: &str = "Siti Penanda Segel";
const REASON: &str = "memastikan pelapor berhak atas ganti rugi";

fn file(server: &Server) -> String {
    let complaint = json!({
        "narrative": "Petugas meminta biaya tambahan di loket.", "incident_place": "Loket 3",
        "identity_mode": "confidential", "name": NAME, "phone": "0812 3456 7890",
    });
    let answer = server
        .post("/api/complaints")
        .accept_json()
        .json(&complaint)
        .send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["number"].as_str().expect("a number").to_owned()
}

fn data(server: &Server) -> &str {
    server.data().to_str().expect("a readable path")
}

fn show(server: &Server, folder: &Path, number: &str, more: &[&str]) -> Run {
    let content = tests::root().join("content");
    let content = content.to_str().expect("a readable path");
    let now = "2025-08-15T10:00:00+08:00";
    let (data, show) = (data(server), ["submissions", "show", number]);
    let rest = ["--data", data, "--content", content, "--now", now];
    run(folder, &[&show[..], &rest, more].concat())
}

/// What follows `label: ` on a line of its own.
fn said(run: &Run, label: &str) -> String {
    let line = run
        .out
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{label}: ")));
    line.unwrap_or_else(|| panic!("{label} in {run:?}")).to_owned()
}

#[test]
fn the_first_key_lies_in_the_data_folder_until_it_is_moved_out() {
    let server = Server::start();
    let home = tempfile::tempdir().expect("a folder");
    server.says("tanggap keys new");
    let listed = run(home.path(), &["keys", "list", "--data", data(&server)])
        .succeeded()
        .json();
    assert_eq!(listed["holders"][0]["private_key_in_data_folder"], true);
    let before = file(&server);

    let own = server.data().join("key-holder.key");
    let own = own.to_str().expect("a readable path");
    let opened = show(
        &server,
        home.path(),
        &before,
        &["--unseal", own, "--reason", REASON],
    );
    assert_eq!(opened.succeeded().json()["identity"]["name"], NAME);

    let made = run(
        home.path(),
        &[
            "keys",
            "new",
            "--name",
            "Kepala Bidang",
            "--out",
            "kunci.age",
            "--paper",
            "--data",
            data(&server),
        ],
    )
    .succeeded();
    assert!(made.out.contains("sudah dihapus dari folder data"), "{made:?}");
    assert!(made.out.contains("AGE-SECRET-KEY-"), "the paper form has the key");
    assert!(!Path::new(own).exists());
    let listed = run(home.path(), &["keys", "list", "--data", data(&server)])
        .succeeded()
        .json();
    assert_eq!(listed["holders"][0]["name"], "Kepala Bidang");
    assert_eq!(listed["holders"][0]["private_key_in_data_folder"], false);
    assert_eq!(listed["holders"].as_array().map(Vec::len), Some(1));

    let key = fs::read_to_string(home.path().join("kunci.age")).expect("the key file");
    assert!(key.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
    let passphrase = said(&made, "Kata sandi berkas kunci");
    let opened = unseal(&server, home.path(), &before, &passphrase);
    assert_eq!(
        opened.json()["identity"]["phone"]["e164"],
        "+6281234567890",
        "{opened:?}"
    );
    unseal(&server, home.path(), &before, "salah").failed_with(1, &["Kata sandi kunci salah"]);

    let history = show(&server, home.path(), &before, &["--format", "table"]).succeeded();
    assert_eq!(history.out.matches(REASON).count(), 2, "{history:?}");
    assert!(
        !history.out.contains(NAME) && history.out.contains("disegel"),
        "{history:?}"
    );
}

/// Opens with `kunci.age`; the passphrase comes through a pipe.
fn unseal(server: &Server, folder: &Path, number: &str, passphrase: &str) -> Run {
    let mut command = std::process::Command::new(tests::program::tanggap());
    command
        .args([
            "submissions",
            "show",
            number,
            "--data",
            data(server),
            "--unseal",
            "kunci.age",
        ])
        .args([
            "--reason",
            REASON,
            "--now",
            "2025-08-15T10:00:00+08:00",
            "--content",
        ])
        .arg(tests::root().join("content"))
        .current_dir(folder)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("start tanggap");
    let mut pipe = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut pipe, passphrase.as_bytes()).expect("write the passphrase");
    drop(pipe);
    Run::of(child.wait_with_output().expect("it ends"))
}

#[test]
fn a_new_holder_counts_without_a_restart_and_another_key_opens_nothing() {
    let mut server = Server::start();
    let home = tempfile::tempdir().expect("a folder");
    run(
        home.path(),
        &["keys", "new", "--out", "a.age", "--data", data(&server)],
    )
    .succeeded();
    run(
        home.path(),
        &["keys", "new", "--out", "b.age", "--data", data(&server)],
    )
    .succeeded();
    let listed = run(home.path(), &["keys", "list", "--data", data(&server)])
        .succeeded()
        .json();
    assert_eq!(listed["holders"].as_array().map(Vec::len), Some(2));
    server.restart();
    assert!(
        !server.output().contains("tanggap keys new"),
        "{}",
        server.output()
    );
    let number = file(&server);
    let stranger = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    fs::write(home.path().join("lain.txt"), stranger).expect("write a key");
    show(
        &server,
        home.path(),
        &number,
        &["--unseal", "lain.txt", "--reason", REASON],
    )
    .failed_with(1, &["disegel untuk kunci lain"]);
    show(&server, home.path(), &number, &["--unseal", "lain.txt"]).failed_with(2, &["--reason"]);
}

#[test]
fn a_key_file_stays_outside_the_data_folder_and_never_replaces_another() {
    let server = Server::start();
    let home = tempfile::tempdir().expect("a folder");
    let inside = server.data().join("kunci.age");
    let inside = inside.to_str().expect("a readable path");
    run(
        home.path(),
        &["keys", "new", "--out", inside, "--data", data(&server)],
    )
    .failed_with(1, &["di luar folder data"]);
    fs::write(home.path().join("ada.age"), "isi").expect("write a file");
    run(
        home.path(),
        &["keys", "new", "--out", "ada.age", "--data", data(&server)],
    )
    .failed_with(1, &["sudah ada"]);
    let listed = run(home.path(), &["keys", "list", "--data", data(&server)])
        .succeeded()
        .json();
    assert_eq!(
        listed["holders"][0]["private_key_in_data_folder"], true,
        "nothing has changed"
    );
}
