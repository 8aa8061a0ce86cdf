//! `receipt verify`: without a network, and after the key has changed.

use std::fs;

use serde_json::json;
use tests::Server;

use crate::program::run;

fn filed(server: &Server, narrative: &str) -> String {
    let complaint = json!({
        "narrative": narrative, "incident_place": "Loket 3", "identity_mode": "anonymous",
    });
    let answer = server
        .post("/api/complaints")
        .accept_json()
        .json(&complaint)
        .send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["receipt"]["text"]
        .as_str()
        .expect("a text")
        .to_owned()
}

#[test]
fn a_receipt_is_verified_offline_and_after_its_key_has_changed() {
    let mut server = Server::start();
    let home = tempfile::tempdir().expect("a folder");
    let data = server.data().to_str().expect("a readable path").to_owned();
    let receipt = filed(&server, "Petugas meminta biaya di loket tiga.");
    run(home.path(), &["keys", "new", "--receipt", "--data", &data]).succeeded();
    server.restart();
    let published = server.get("/api/receipt-keys.json");
    assert_eq!(published.status, 200);
    let published = published.json();
    assert_eq!(published["keys"].as_array().map(Vec::len), Some(2), "{published}");
    let newer = filed(&server, "Sesudah kunci diganti, masih di loket tiga.");
    server.stop();

    let write = |name: &str, text: &str| fs::write(home.path().join(name), text).expect("write a file");
    write("keys.json", &published.to_string());
    write("lama.txt", &receipt.replace('\n', "  \n> "));
    write("baru.txt", &newer);
    write("palsu.txt", &receipt.replace("2025", "2024"));
    for file in ["lama.txt", "baru.txt"] {
        let offline = run(home.path(), &["receipt", "verify", file, "--keys", "keys.json"]).succeeded();
        assert!(
            offline.out.starts_with("SAH") && offline.out.contains("15 Agustus 2025"),
            "{offline:?}"
        );
        run(home.path(), &["receipt", "verify", file, "--data", &data]).succeeded();
    }
    let verify = |file| run(home.path(), &["receipt", "verify", file, "--keys", "keys.json"]);
    verify("palsu.txt").failed_with(1, &["TIDAK SAH"]);
    verify("keys.json").failed_with(1, &["TIDAK SAH"]);
    verify("tidak-ada.txt").failed_with(1, &["tidak-ada.txt"]);
    run(
        home.path(),
        &["receipt", "verify", "baru.txt", "--keys", "baru.txt"],
    )
    .failed_with(1, &["daftar kunci"]);
}

#[test]
fn the_site_ships_the_keys_that_verify_its_receipts() {
    let server = Server::start();
    let home = tempfile::tempdir().expect("a folder");
    let data = server.data().to_str().expect("a readable path").to_owned();
    let printed = run(home.path(), &["receipt", "keys", "--data", &data]).succeeded();
    let keys: serde_json::Value = serde_json::from_str(&printed.out).expect("JSON");
    assert_eq!(keys, server.get("/api/receipt-keys.json").json());
    assert_eq!(
        server.get("/data/receipt-keys.json").json(),
        json!({ "keys": [] }),
        "nobody has copied them yet"
    );

    run(home.path(), &["new", "situs"]).succeeded();
    let copy = home.path().join("situs/data/receipt-keys.json");
    let mut with_more = keys.clone();
    with_more["keys"][0]["catatan"] = "jangan ikut".into();
    fs::write(&copy, with_more.to_string()).expect("write a file");
    run(home.path(), &["build", "--content", "situs", "--out", "jadi"]).succeeded();
    let shipped = fs::read_to_string(home.path().join("jadi/data/receipt-keys.json")).expect("shipped");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&shipped).expect("JSON"),
        keys
    );
    fs::write(&copy, r#"{ "keys": [{ "key_id": "x", "secret": "y" }] }"#).expect("write a file");
    let refused = run(home.path(), &["build", "--content", "situs", "--out", "jadi"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(
        refused.err.contains("receipt-keys.json: galat[receipt-keys]"),
        "{refused:?}"
    );
}
