//! `submissions list` and `show`: the register beside a running server, without identities.

use std::collections::BTreeSet;
use std::thread;

use serde_json::{Value, json};
use tests::{Server, root};

use crate::program::{Run, run};

const NAME: &str = "Siti Rahmawati Penanda";
const PHONE: &str = "081234567890";
const EMAIL: &str = "penanda@contoh.example";

/// Reads the register of a running server, at the server's own time.
fn submissions(server: &Server, args: &[&str]) -> Run {
    let data = server.data().to_str().expect("a readable path");
    let (command, rest) = args.split_at(1);
    run(
        &root(),
        &[
            &["submissions"],
            command,
            &["--data", data, "--now", "2025-08-15T10:00:00+08:00"],
            rest,
        ]
        .concat(),
    )
}

fn file(server: &Server, mode: &str, narrative: &str, extra: &Value) -> String {
    let mut complaint = json!({
        "narrative": narrative, "incident_place": "Loket 3", "identity_mode": mode,
        "name": NAME, "phone": PHONE, "email": EMAIL,
    });
    for (name, value) in extra.as_object().into_iter().flatten() {
        complaint[name] = value.clone();
    }
    let answer = server
        .post("/api/complaints")
        .accept_json()
        .json(&complaint)
        .send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["number"].as_str().expect("a number").to_owned()
}

fn numbers(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| item["number"].as_str().expect("a number").to_owned())
        .collect()
}

#[test]
fn what_citizens_file_is_listed_and_shown_without_their_identity() {
    let server = Server::start();
    let modes = ["named", "confidential", "anonymous"];
    let filed: Vec<String> = modes
        .iter()
        .map(|mode| {
            file(
                &server,
                mode,
                &format!("Antrean lama, modus {mode}."),
                &Value::Null,
            )
        })
        .collect();

    let page = submissions(&server, &["list"]).succeeded().json();
    assert_eq!(
        numbers(&page).into_iter().collect::<BTreeSet<_>>(),
        filed.iter().cloned().collect()
    );
    for format in ["json", "table", "csv"] {
        let list = submissions(&server, &["list", "--format", format]).succeeded();
        for number in &filed {
            assert!(list.out.contains(number.as_str()), "{format}: {list:?}");
            let typed = number.to_lowercase().replace('-', " ");
            let shown = submissions(&server, &["show", &typed, "--format", format]).succeeded();
            assert!(
                shown.out.contains(number.as_str()) && shown.out.contains("Antrean lama"),
                "{format}: {shown:?}"
            );
            for secret in [NAME, PHONE, "+6281234567890", EMAIL] {
                assert!(
                    !list.out.contains(secret) && !shown.out.contains(secret),
                    "{format}: {secret}"
                );
            }
        }
    }
    let case = submissions(&server, &["show", &filed[0]]).succeeded().json();
    assert_eq!(
        (&case["status"], &case["identity_mode"], &case["class"]),
        (&json!("received"), &json!("named"), &json!("complaint"))
    );
    assert_eq!(
        (&case["deadlines"][0]["kind"], &case["deadlines"][0]["due_on"]),
        (&json!("verify_by"), &json!("2025-08-21"))
    );
    assert!(
        case["deadlines"][0]["explanation"]
            .as_str()
            .is_some_and(|text| text.contains("= hari 0")),
        "{case}"
    );
    assert_eq!(case["events"][0]["status"], "received");
}

#[test]
fn what_the_reporter_adds_is_told_as_their_words() {
    let server = Server::start();
    let complaint = json!({
        "narrative": "Antrean lama sekali.", "incident_place": "Loket 3", "identity_mode": "anonymous",
    });
    let filed = server
        .post("/api/complaints")
        .accept_json()
        .json(&complaint)
        .send()
        .json();
    let number = filed["number"].as_str().expect("a number");
    let words = json!({ "access_code": filed["access_code"], "text": "Sampai hari ini masih lama." });
    let path = format!("/api/complaints/{number}/messages");
    let answer = server.post(&path).accept_json().json(&words).send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    let shown = submissions(&server, &["show", number, "--format", "table"]).succeeded();
    assert!(shown.out.contains("Pelapor menulis"), "{shown:?}");
}

#[test]
fn filters_and_pages_find_each_case_once() {
    let server = Server::start();
    let category = |slug| json!({ "category": slug });
    let fee = file(
        &server,
        "anonymous",
        "Diminta uang tambahan di loket.",
        &category("pungli"),
    );
    for n in 0..7 {
        file(
            &server,
            "anonymous",
            &format!("Kursi ruang tunggu rusak, nomor {n}."),
            &category("sarana"),
        );
    }
    let question = file(
        &server,
        "anonymous",
        "Kapan loket buka hari Sabtu?",
        &json!({ "class": "information_request" }),
    );
    let list = |args: &[&str]| {
        submissions(&server, &[&["list"], args].concat())
            .succeeded()
            .json()
    };

    assert_eq!(numbers(&list(&["--text", "UANG tambahan"])), [fee]);
    assert_eq!(numbers(&list(&["--class", "information_request"])), [question]);
    assert_eq!(
        numbers(&list(&["--channel", "web_form", "--status", "received"])).len(),
        9
    );
    assert!(numbers(&list(&["--status", "closed"])).is_empty());
    assert_eq!(
        numbers(&list(&["--since", "2025-08-15", "--until", "2025-08-15"])).len(),
        9
    );
    assert!(numbers(&list(&["--since", "2025-08-16"])).is_empty());
    assert!(numbers(&list(&["--until", "2025-08-14"])).is_empty());
    assert!(numbers(&list(&["--overdue"])).is_empty());
    let later = ["--overdue", "--now", "2025-08-22T08:00:00+08:00"];
    let data = server.data().to_str().expect("a readable path");
    let overdue = run(
        &root(),
        &[&["submissions", "list", "--data", data], later.as_slice()].concat(),
    );
    assert_eq!(
        numbers(&overdue.succeeded().json()).len(),
        9,
        "the check was due on 21 August"
    );

    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let next = cursor
            .as_ref()
            .map_or(vec![], |cursor| vec!["--cursor", cursor.as_str()]);
        let page = list(&[&["--limit", "4"], next.as_slice()].concat());
        let items = numbers(&page);
        assert!(!items.is_empty() && items.len() <= 4, "{page}");
        seen.extend(items);
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (9, 9));
    submissions(&server, &["list", "--cursor", "bukan-penanda"]).failed_with(1, &["--cursor"]);
    let unknown = submissions(&server, &["list", "--unit", "perijinan"]).succeeded();
    assert!(unknown.err.contains("Maksud Anda `perizinan`"), "{unknown:?}");
}

#[test]
fn a_number_that_leads_nowhere_is_told_why() {
    let server = Server::start();
    let number = file(
        &server,
        "anonymous",
        "Antrean loket tiga lama sekali.",
        &Value::Null,
    );
    let last = if number.ends_with('0') { "1" } else { "0" };
    let mistyped = format!("{}{last}", &number[..number.len() - 1]);
    submissions(&server, &["show", &mistyped]).failed_with(1, &["salah ketik"]);
    submissions(&server, &["show", &number[..9]]).failed_with(1, &["salah panjang"]);
    submissions(&server, &["show", &number.replace("DPM", "XYZ")]).failed_with(1, &["instansi lain"]);

    let empty = Server::start();
    submissions(&empty, &["show", &number]).failed_with(1, &[&number, "tidak ada"]);
    assert!(numbers(&submissions(&empty, &["list"]).succeeded().json()).is_empty());
}

#[test]
fn no_data_yet_is_told_and_nothing_is_made() {
    let home = tempfile::tempdir().expect("make a temporary folder");
    let data = home.path().join("data");
    let content = root().join("content");
    let paths = [&data, &content].map(|path| path.to_str().expect("a readable path"));
    let list = run(
        home.path(),
        &["submissions", "list", "--data", paths[0], "--content", paths[1]],
    );
    list.failed_with(1, &["Belum ada data"]);
    assert!(!data.exists());
}

#[test]
fn reading_disturbs_no_filing() {
    let server = Server::start();
    thread::scope(|scope| {
        let filers: Vec<_> = (0..4)
            .map(|filer| {
                let server = &server;
                scope.spawn(move || {
                    let file_one = |n| {
                        file(
                            server,
                            "named",
                            &format!("Antrean lama, {filer} kali {n}."),
                            &Value::Null,
                        )
                    };
                    (0..10).map(file_one).collect::<Vec<_>>()
                })
            })
            .collect();
        for _ in 0..6 {
            submissions(&server, &["list", "--limit", "1000"]).succeeded();
        }
        let filed: BTreeSet<String> = filers
            .into_iter()
            .flat_map(|filer| filer.join().expect("filed"))
            .collect();
        let listed = numbers(
            &submissions(&server, &["list", "--limit", "1000"])
                .succeeded()
                .json(),
        );
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), filed);
        assert_eq!(filed.len(), 40);
    });
}

#[test]
fn the_register_is_written_to_a_file_without_anybody_in_it() {
    let server = Server::start();
    let number = file(
        &server,
        "named",
        "=1+1 antrean lama sekali di loket.",
        &Value::Null,
    );
    let home = tempfile::tempdir().expect("make a temporary folder");
    for format in ["csv", "xlsx", "jsonl"] {
        let out = home.path().join(format!("aduan.{format}"));
        let out = out.to_str().expect("a readable path");
        let export = || submissions(&server, &["export", "--format", format, "--out", out]).succeeded();
        assert!(!export().err.contains("menggantikan"), "nothing was there");
        assert!(export().err.contains("menggantikan"), "the file of before");
        let bytes = std::fs::read(out).expect("the file");
        let text = String::from_utf8_lossy(&bytes);
        match format {
            "csv" => assert!(
                text.contains(&number) && text.contains("\"'=1+1 antrean"),
                "{text}"
            ),
            "xlsx" => assert!(bytes.starts_with(b"PK")),
            _ => {
                let case: Value = serde_json::from_str(&text).expect("one line");
                assert_eq!(case["number"], number.as_str());
            }
        }
        for secret in [NAME, PHONE, EMAIL] {
            assert!(!text.contains(secret), "{format}: {secret}");
        }
    }
    let nowhere = home.path().join("tidak/ada.csv");
    let nowhere = nowhere.to_str().expect("a readable path");
    let run = submissions(&server, &["export", "--format", "csv", "--out", nowhere]);
    assert_eq!(run.code, 3, "{run:?}");
    let run = submissions(&server, &["export", "--format", "pdf", "--out", nowhere]);
    assert_eq!(run.code, 2, "{run:?}");
}

#[test]
fn an_old_register_comes_in_whole_or_not_at_all() {
    let server = Server::start();
    let home = tempfile::tempdir().expect("make a temporary folder");
    let old = home.path().join("lama.csv");
    let path = old.to_str().expect("a readable path");
    let head =
        "\u{feff}Nomor;Tanggal;Isi Laporan;channel;incident_place;status;ended_at;resolution;Catatan\r\n";
    let good = "0012;01/08/2025;\"Loket tutup; padahal jam buka.\";letter;Loket 1;closed;06/08/2025;fulfilled;x\r\n\
                0013;2025-08-13;Lampu parkir padam sejak Senin.;sp4n_lapor;Parkir;;;;\r\n";
    let bad = "0014;31/12/2025;pendek;faks;Loket 1;selesai;;;\r\n";
    let import = |extra: &[&str]| {
        let columns = [
            "import",
            path,
            "--column",
            "Nomor=reference",
            "--column",
            "Tanggal=received_at",
            "--column",
            "Isi Laporan=narrative",
        ];
        submissions(&server, &[&columns, extra].concat())
    };
    let count = || numbers(&submissions(&server, &["list"]).succeeded().json()).len();

    std::fs::write(&old, format!("{head}{good}{bad}")).expect("write a register");
    for extra in [&["--dry-run"][..], &[]] {
        let run = import(extra);
        assert_eq!(run.code, 1, "{run:?}");
        for told in [
            "lama.csv:4: channel:",
            "lama.csv:4: received_at:",
            "lama.csv:4: narrative:",
            "lama.csv:4: status:",
        ] {
            assert!(run.err.contains(told), "{told} in {}", run.err);
        }
        for beside in [
            "Tertulis `faks`; pilihan letter, whatsapp,",
            "Tertulis `2025-12-31`; tanggal ditulis",
        ] {
            assert!(run.err.contains(beside), "{beside} in {}", run.err);
        }
        assert!(
            !run.err.contains("lama.csv:2:") && run.err.contains("Catatan"),
            "{}",
            run.err
        );
        assert_eq!(count(), 0, "nothing is half imported");
    }
    std::fs::write(&old, format!("{head}{good}")).expect("write a register");
    import(&["--dry-run"]).succeeded();
    assert_eq!(count(), 0);
    let first = import(&[]).succeeded();
    assert_eq!(
        import(&[]).succeeded().out,
        first.out,
        "the same file again is the same cases"
    );
    let page = submissions(&server, &["list"]).succeeded().json();
    assert_eq!(numbers(&page).len(), 2);
    let (open, closed) = (&page["items"][0], &page["items"][1]);
    assert_eq!(
        (&open["status"], &open["reference"]),
        (&json!("received"), &json!("0013"))
    );
    assert_eq!(
        (&closed["status"], &closed["reference"]),
        (&json!("closed"), &json!("0012"))
    );
    let number = closed["number"].as_str().expect("a number");
    let case = submissions(&server, &["show", number]).succeeded().json();
    assert_eq!(case["narrative"], "Loket tutup; padahal jam buka.");
    let last = case["events"]
        .as_array()
        .and_then(|events| events.last())
        .expect("events");
    assert_eq!(
        (&last["action"], &last["by"]),
        (&json!("close"), &json!("import"))
    );
    assert_eq!(
        (&last["at"], &last["resolution"]),
        (&json!("2025-08-06T15:59:59Z"), &json!("fulfilled"))
    );

    let lines = home.path().join("lama.jsonl");
    std::fs::write(&lines, "{\"channel\":\"whatsapp\",\"received_at\":\"2025-08-14T09:00:00+08:00\",\"narrative\":\"Kursi tunggu rusak semua.\",\"incident_place\":\"Lobi\"}\n").expect("write a register");
    submissions(&server, &["import", lines.to_str().expect("a path")]).succeeded();
    assert_eq!(count(), 3);
    // The register has grown, and weeks have passed: only what is new comes in.
    let grown = "0015;14/08/2025;Kursi tunggu di lobi patah dua.;letter;Lobi;;;;\r\n";
    std::fs::write(&old, format!("{head}{grown}{good}")).expect("write a register");
    let again = import(&["--now", "2025-10-15T10:00:00+08:00"]).succeeded();
    assert_eq!(count(), 4);
    for number in first.out.lines().filter_map(|line| line.split('\t').nth(1)) {
        assert!(again.out.contains(number), "{number} in {}", again.out);
    }

    let lapor = home.path().join("lapor.csv");
    let rows = "Tracking ID,Tanggal Laporan Masuk,Klasifikasi Laporan,Judul Laporan,Isi Laporan Awal,Status Laporan\n\
                5049672,6 Jan 2025,Aspirasi,Judul,Mohon loket dibuka sampai sore.,Selesai\n";
    std::fs::write(&lapor, rows).expect("write a register");
    let lapor = lapor.to_str().expect("a path");
    submissions(&server, &["import", lapor, "--from", "sp4n"]).succeeded();
    let page = submissions(&server, &["list", "--channel", "sp4n_lapor"])
        .succeeded()
        .json();
    let case = page["items"]
        .as_array()
        .expect("cases")
        .iter()
        .find(|case| case["reference"] == "5049672");
    assert_eq!(case.expect("the case")["class"], "aspiration");
    assert_eq!(submissions(&server, &["import", lapor, "--from", "sp5n"]).code, 2);

    let run = submissions(&server, &["import", path, "--column", "Isi=narative"]);
    assert!(run.code == 2 && run.err.contains("narrative"), "{run:?}");
    let run = submissions(&server, &["import", "tidak-ada.csv"]);
    assert_eq!(run.code, 1, "{run:?}");
}
