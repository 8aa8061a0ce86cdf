//! The register of a table that is not in a data folder: the network, credentials from the environment.

use std::future::pending;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use dynoxide::Database;
use serde_json::json;
use tests::{Serve, Server, root, tanggap};
use tokio::runtime::Runtime;

use crate::program::Run;

/// Lists a table behind an address, with the credentials a test needs or without any.
fn list(table: &str, endpoint: &str, credentials: bool) -> Run {
    let mut command = Command::new(tanggap());
    command.args(["submissions", "list", "--now", "2025-08-15T10:00:00+08:00"]);
    command
        .args(["--table", table, "--endpoint-url", endpoint])
        .current_dir(root());
    for name in [
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
    ] {
        command.env_remove(name);
    }
    if credentials {
        command.env("AWS_REGION", "ap-southeast-3");
        command
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test");
    }
    Run::of(command.output().expect("start tanggap"))
}

/// The table of a folder as AWS would show it; for as long as the runtime lives.
fn behind_a_port(data: &Path) -> (Runtime, String) {
    let table = data.join("table.sqlite");
    let database = Database::new(table.to_str().expect("a readable path")).expect("open the table");
    let runtime = Runtime::new().expect("start a runtime");
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .expect("take a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("know the port"));
    runtime.spawn(dynoxide::server::serve_with_shutdown(
        listener,
        database,
        pending(),
    ));
    (runtime, endpoint)
}

#[test]
fn a_table_over_the_network_is_read_as_one_in_a_folder() {
    let mut server = Server::start();
    let filed = server.post("/api/complaints").accept_json().json(&json!({
        "narrative": "Antrean loket tiga lama sekali.", "incident_place": "Loket 3", "identity_mode": "anonymous",
    }));
    let number = filed.send().json()["number"]
        .as_str()
        .expect("a number")
        .to_owned();
    assert!(server.stop().success());

    let (_runtime, endpoint) = behind_a_port(server.data());
    let page = list("tanggap", &endpoint, true).succeeded().json();
    assert_eq!(page["items"][0]["number"], number.as_str());
    // An old register comes in there too, with what the function itself has in its environment.
    let home = tempfile::tempdir().expect("make a temporary folder");
    let old = home.path().join("lama.csv");
    let rows =
        "channel,received_at,narrative,incident_place\nletter,2025-08-12,Kursi tunggu rusak semua.,Lobi\n";
    std::fs::write(&old, rows).expect("write a register");
    let holders = std::fs::read_to_string(server.data().join("key-holders.txt")).expect("the holders");
    let holder = holders.split(' ').next().expect("a key").to_owned();
    let import = |secret: Option<String>| {
        let mut command = Command::new(tanggap());
        command
            .args(["submissions", "import", old.to_str().expect("a path")])
            .args([
                "--table",
                "tanggap",
                "--endpoint-url",
                &endpoint,
                "--now",
                "2025-08-15T10:00:00+08:00",
            ])
            .envs([("AWS_REGION", "ap-southeast-3"), ("TANGGAP_KEY_HOLDERS", &holder)])
            .envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")])
            .envs(secret.map(|secret| ("TANGGAP_SECRET", secret)))
            .current_dir(root());
        Run::of(command.output().expect("start tanggap"))
    };
    import(None).failed_with(3, &["TANGGAP_SECRET"]);
    let first = import(Some("ab".repeat(32))).succeeded().out;
    assert_eq!(
        import(Some("ab".repeat(32))).succeeded().out,
        first,
        "never twice"
    );
    let page = list("tanggap", &endpoint, true).succeeded().json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
    list("lain", &endpoint, true).failed_with(1, &["Tabel lain", "tidak ada"]);
    list("tanggap", &endpoint, false).failed_with(3, &["AWS_ACCESS_KEY_ID"]);
}

#[test]
fn a_table_out_of_reach_ends_with_3() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("take a port");
    let nobody = format!("http://{}", taken.local_addr().expect("know the port"));
    drop(taken);
    list("tanggap", &nobody, true).failed_with(3, &["tidak bisa dibaca"]);
}

/// Leaving AWS: the register goes into a folder, and everybody's number, code and receipt go on being good there.
#[test]
fn a_table_moves_to_one_machine_with_its_keys() {
    let mut server = Server::start();
    let filed = server.post("/api/complaints").accept_json().json(&json!({
        "narrative": "Antrean loket tiga lama sekali.", "incident_place": "Loket 3", "identity_mode": "anonymous",
    }));
    let receipt = filed.send().json();
    let published = server.get("/api/receipt-keys.json").json();
    assert!(server.stop().success());
    let (_runtime, endpoint) = behind_a_port(server.data());
    let home = tempfile::tempdir().expect("make a temporary folder");
    let file = |name: &str| home.path().join(name).to_str().expect("a path").to_owned();
    let (archive, data) = (file("cadangan.tar.gz"), file("data"));
    let kept = |name: &str| std::fs::read(server.data().join(name)).expect("a key file");
    let text = |name: &str| String::from_utf8(kept(name)).expect("text");
    let secret = hex(&kept("secret.key"));
    let holders = text("key-holders.txt")
        .split(' ')
        .next()
        .expect("a key")
        .to_owned();
    let ring = text("receipt-keys.txt").trim().replace('\n', ";");
    let go = |args: &[&str], more: &[(&str, &str)]| {
        let mut command = Command::new(tanggap());
        command.args(args).current_dir(home.path());
        command.envs([("AWS_REGION", "ap-southeast-3"), ("AWS_ACCESS_KEY_ID", "test")]);
        command
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .envs(more.iter().copied());
        Run::of(command.output().expect("start tanggap"))
    };
    let away = [
        "backup",
        "--table",
        "tanggap",
        "--endpoint-url",
        &endpoint,
        "--out",
        &archive,
    ];
    go(&away, &[]).succeeded();

    let bare = go(&["restore", &archive, "--data", &file("tanpa-kunci")], &[]).succeeded();
    assert!(bare.out.contains("TANGGAP_SECRET"), "{bare:?}");
    let there = ["restore", archive.as_str(), "--data", data.as_str()];
    go(&there, &[("TANGGAP_SECRET", "bukan kunci")]).failed_with(3, &["TANGGAP_SECRET"]);
    go(&there, &[("TANGGAP_SECRET", &secret)]).failed_with(3, &["TANGGAP_KEY_HOLDERS"]);
    let keys = [
        ("TANGGAP_SECRET", secret.as_str()),
        ("TANGGAP_KEY_HOLDERS", holders.as_str()),
        ("TANGGAP_RECEIPT_KEYS", ring.as_str()),
    ];
    let told = go(&there, &keys).succeeded();
    assert!(!told.out.contains("TANGGAP_SECRET"), "{told:?}");

    let again = Serve::new().data(home.path().join("data").as_path()).start();
    let asked = json!({ "number": receipt["number"], "access_code": receipt["access_code"] });
    let opened = again.post("/api/status").accept_json().json(&asked).send();
    assert!(opened.json()["messages"].is_array(), "{}", opened.text());
    assert_eq!(again.get("/api/receipt-keys.json").json(), published);
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).expect("four bits");
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
