//! The register of a table that is not in a data folder: the network, credentials from the environment.

use std::net::TcpListener;
use std::process::Command;

use dynoxide::Database;
use serde_json::json;
use tests::{Server, root, tanggap};
use tokio::sync::oneshot;

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

    let table = server.data().join("table.sqlite");
    let database = Database::new(table.to_str().expect("a readable path")).expect("open the table");
    let runtime = tokio::runtime::Runtime::new().expect("start a runtime");
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .expect("take a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("know the port"));
    let (_open, closed) = oneshot::channel::<()>();
    runtime.spawn(dynoxide::server::serve_with_shutdown(listener, database, async {
        let _ = closed.await;
    }));

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
