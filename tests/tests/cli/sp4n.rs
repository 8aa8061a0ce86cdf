//! Exports of SP4N-LAPOR!: a report that is here already comes in no second time, and brings how it stands there.

use serde_json::{Value, json};
use tests::{Server, root};

use crate::program::{Run, run};

const HEAD: &str =
    "Tracking ID,Tanggal Laporan Masuk,Klasifikasi Laporan,Isi Laporan Awal,Kecamatan,Status Laporan\n";

fn submissions(server: &Server, args: &[&str]) -> Run {
    let data = server.data().to_str().expect("a readable path");
    let (command, rest) = args.split_at(1);
    let now = ["--data", data, "--now", "2025-08-15T10:00:00+08:00"];
    run(&root(), &[&["submissions"], command, &now, rest].concat())
}

fn cases(server: &Server) -> Vec<Value> {
    let page = submissions(server, &["list"]).succeeded().json();
    page["items"].as_array().expect("items").clone()
}

fn rows(path: &str, rows: &[[&str; 3]]) {
    let line = |[id, text, status]: &[&str; 3]| format!("{id},6 Jan 2025,Aspirasi,{text},Fakfak,{status}\n");
    let lines: String = rows.iter().map(line).collect();
    std::fs::write(path, format!("{HEAD}{lines}")).expect("write a register");
}

#[test]
fn an_export_brings_new_reports_once_and_how_known_ones_stand() {
    const FIRST: [&str; 3] = ["5049672", "Mohon loket dibuka sampai sore.", "Sedang diproses"];
    const SECOND: [&str; 3] = ["#5049673", "Kursi tunggu di lobi kurang.", "Terdisposisi"];
    let server = Server::start();
    let home = tempfile::tempdir().expect("make a temporary folder");
    let path = home.path().join("lapor.csv");
    let path = path.to_str().expect("a readable path");
    let import =
        |extra: &[&str]| submissions(&server, &[&["import", path, "--from", "sp4n"], extra].concat());

    rows(path, &[FIRST, SECOND]);
    let told = import(&["--dry-run"]).succeeded();
    assert!(told.err.contains("2 baris dapat diimpor"), "{told:?}");
    let first = import(&[]).succeeded();
    let again = import(&[]).succeeded();
    assert!(
        again.err.contains("0 aduan diimpor; 2 baris sudah ada"),
        "{again:?}"
    );
    assert_eq!(first.out, again.out, "the same file again is the same cases");
    let all = cases(&server);
    assert_eq!(all.len(), 2);
    let find = |all: &[Value], id: &str| {
        all.iter()
            .find(|case| case["sp4n_id"] == id)
            .cloned()
            .expect("the case")
    };
    let open = find(&all, "5049672");
    assert_eq!(
        (&open["sp4n_status"], &open["sp4n_seen_on"], &open["status"]),
        (
            &json!("Sedang diproses"),
            &json!("2025-08-15"),
            &json!("received")
        )
    );

    // Weeks later: one has moved on there, its text reads otherwise, and one is new, twice.
    let third = ["5049674", "Parkir sempit sekali.", "Selesai"];
    let closed = [FIRST[0], "Mohon loket dibuka sampai pukul lima.", "Selesai"];
    rows(path, &[closed, SECOND, third, third]);
    let later = ["--now", "2025-09-01T10:00:00+08:00"];
    let told = import(&[&["--dry-run"], &later[..]].concat()).succeeded();
    let number = open["number"].as_str().expect("a number");
    assert_eq!(told.out, format!("2\t{number}\tSedang diproses\tSelesai\n"));
    for words in [
        "2 laporan sudah ada di register; 1 statusnya",
        "1 baris dapat diimpor. Belum ada",
    ] {
        assert!(told.err.contains(words), "{words} in {}", told.err);
    }
    assert_eq!(cases(&server), all, "nothing is written");
    import(&later).succeeded();
    let grown = cases(&server);
    assert_eq!(grown.len(), 3);
    let open = find(&grown, "5049672");
    assert_eq!(
        (&open["sp4n_status"], &open["sp4n_seen_on"], &open["number"]),
        (&json!("Selesai"), &json!("2025-09-01"), &json!(number))
    );
    assert_eq!(
        open["narrative"], "Mohon loket dibuka sampai sore.",
        "their words stay"
    );
    assert_eq!(open["status"], "received", "and our state is ours");
    let same = find(&grown, "5049673");
    assert_eq!(
        same["sp4n_seen_on"], "2025-08-15",
        "what stands as it stood was seen then"
    );
    let case = submissions(&server, &["show", number]).succeeded().json();
    let seen: Vec<&Value> = case["events"]
        .as_array()
        .expect("events")
        .iter()
        .filter(|event| event["action"] == "seen_in_sp4n")
        .collect();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        (&seen[1]["status"], &seen[1]["words"]),
        (&json!("received"), &json!("Selesai"))
    );

    // One row that is wrong, and nothing changes.
    let long = "x".repeat(61);
    rows(
        path,
        &[
            [FIRST[0], FIRST[1], "Dibuka lagi"],
            ["5049675", "Antrean lama sekali.", &long],
        ],
    );
    let run = import(&later);
    assert!(
        run.code == 1 && run.err.contains("lapor.csv:3: sp4n_status:"),
        "{run:?}"
    );
    assert_eq!(cases(&server), grown);
}
