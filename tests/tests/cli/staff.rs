//! `staff invite`, `list` and `disable` beside a running server, and `serve --demo`.

use serde_json::Value;
use tests::{Serve, Server, root};

use crate::program::{Run, run};

fn staff(server: &Server, args: &[&str]) -> Run {
    let data = server.data().to_str().expect("a readable path");
    run(
        &root(),
        &[&["staff"], args, &["--data", data, "--now", tests::server::NOW]].concat(),
    )
}

fn listed(server: &Server) -> Value {
    staff(server, &["list"]).succeeded().json()
}

#[test]
fn an_invitation_opens_at_the_running_server_and_a_closed_account_is_listed_so() {
    let server = Server::start();
    let invited = staff(&server, &["invite", "Siti Aminah", "--role", "coordinator"]).succeeded();
    let link = invited.out.trim();
    let path = link
        .strip_prefix(server.base())
        .expect("a link to this very server");
    assert!(path.starts_with("/staff/undangan?kode="), "{path}");
    let page = server.get(path);
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("Siti Aminah") && page.text().contains("Koordinator"));
    let account = listed(&server)[0].clone();
    assert_eq!(account["state"], "invited");
    let id = account["id"].as_str().expect("an id");
    staff(&server, &["disable", id]).succeeded();
    assert_eq!(listed(&server)[0]["state"], "disabled");
    let table = staff(&server, &["list", "--format", "table"]).succeeded();
    assert!(
        table.out.contains("ditutup") && table.out.contains("koordinator"),
        "{}",
        table.out
    );
    let csv = staff(&server, &["list", "--format", "csv"]).succeeded();
    assert!(csv.out.starts_with("\"id\",\"name\""), "{}", csv.out);
}

#[test]
fn what_cannot_be_is_told_in_one_sentence() {
    let server = Server::start();
    staff(&server, &["invite", "Budi", "--role", "officer"]).failed_with(1, &["--unit", "perizinan"]);
    staff(
        &server,
        &["invite", "Budi", "--role", "officer", "--unit", "perizinn"],
    )
    .failed_with(1, &["perizinn", "maksud Anda `perizinan`"]);
    staff(&server, &["invite", "  ", "--role", "auditor"]).failed_with(1, &["nama"]);
    staff(&server, &["disable", "tidak-ada"]).failed_with(1, &["tidak-ada"]);
    staff(&server, &["invite", "Budi", "--role", "auditor"]).succeeded();
    staff(&server, &["invite", "budi", "--role", "comms"]).failed_with(1, &["disable"]);
    staff(&server, &["invite", "Budi", "--role", "auditor"]).succeeded();
    assert_eq!(listed(&server).as_array().map(Vec::len), Some(1));
}

/// Role, name, password and secret of every account that a start printed.
fn accounts(server: &Server) -> Vec<Vec<String>> {
    let output = server.output();
    let before = output.split("ready http").next().unwrap_or_default().to_owned();
    let lines = before
        .lines()
        .filter_map(|line| line.strip_prefix("demo-account "));
    lines
        .map(|line| line.split(' ').map(str::to_owned).collect())
        .collect()
}

#[test]
fn a_demonstration_has_an_account_for_every_role_and_cases_in_many_states() {
    let mut server = Serve::new().arg("--demo").limits_on().start();
    let first = accounts(&server);
    assert!(first.iter().all(|account| account.len() == 4), "{first:?}");
    let roles: std::collections::BTreeSet<&str> = first.iter().map(|account| account[0].as_str()).collect();
    let all = ["auditor", "comms", "coordinator", "key_holder", "officer"];
    assert_eq!(roles.into_iter().collect::<Vec<_>>(), all);
    let data = server.data().to_str().expect("a readable path").to_owned();
    let args = [
        "submissions",
        "list",
        "--data",
        &data,
        "--now",
        tests::server::NOW,
    ];
    let list = run(&root(), &args).succeeded().json();
    let items = list["items"].as_array().expect("items");
    let states: std::collections::BTreeSet<&str> =
        items.iter().filter_map(|item| item["status"].as_str()).collect();
    assert!(states.len() >= 8, "{states:?}");
    let count = items.len();

    server.restart();
    assert_eq!(accounts(&server), first, "the same accounts are told again");
    let list = run(&root(), &args).succeeded().json();
    assert_eq!(
        list["items"].as_array().map(Vec::len),
        Some(count),
        "and nothing is added"
    );

    let used = Server::start();
    let complaint = serde_json::json!({
        "narrative": "Antrean lama sekali di loket.", "incident_place": "Loket 3", "identity_mode": "anonymous",
    });
    used.post("/api/complaints").accept_json().json(&complaint).send();
    let mut used = used;
    used.stop();
    let data = used.data().to_str().expect("a readable path").to_owned();
    let args = [
        "serve",
        "--demo",
        "--port",
        "0",
        "--data",
        &data,
        "--now",
        tests::server::NOW,
    ];
    run(&root(), &args).failed_with(1, &["folder data yang kosong"]);
}

/// `serve` ends by itself, and says which variable of the issuer is not right; never what stands in it.
fn refused_issuer(variables: &[(&str, &str)]) -> Run {
    let home = tempfile::tempdir().expect("make a temporary folder");
    let mut serve = std::process::Command::new(tests::tanggap());
    serve
        .args(["serve", "--port", "0", "--content"])
        .arg(root().join("content"));
    serve
        .arg("--data")
        .arg(home.path().join("data"))
        .envs(variables.iter().copied());
    Run::of(serve.output().expect("start tanggap"))
}

#[test]
fn an_issuer_that_cannot_be_right_is_told_before_anything_starts() {
    let issuer = ("TANGGAP_OIDC_ISSUER", "https://masuk.contoh.example");
    refused_issuer(&[issuer]).failed_with(3, &["TANGGAP_OIDC_ISSUER", "tanpa TANGGAP_OIDC_CLIENT_ID"]);
    let alone = refused_issuer(&[("TANGGAP_OIDC_CLIENT_SECRET", "sangat-rahasia")]);
    alone.failed_with(3, &["TANGGAP_OIDC_CLIENT_SECRET", "tanpa TANGGAP_OIDC_ISSUER"]);
    assert!(!alone.err.contains("sangat-rahasia"), "{alone:?}");
    let open = ("TANGGAP_OIDC_ISSUER", "http://masuk.contoh.example");
    let open = refused_issuer(&[open, ("TANGGAP_OIDC_CLIENT_ID", "meja")]);
    open.failed_with(3, &["TANGGAP_OIDC_ISSUER", "https://"]);
}
