//! The figures that agencies have told in public, from their old register to the page that citizens read: a year
//! without a complaint, one of 46 of which 4 came by SP4N, one of 270 of which 4 are open.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tests::{Serve, Server, copy_content, root, wait};

use crate::program::{Run, run};

const NOW: &str = "2025-12-30T10:00:00+08:00";

fn register() -> String {
    let mut rows =
        String::from("Nomor;received_at;narrative;channel;incident_place;status;ended_at;resolution\n");
    let mut row = |nth: usize, day: &str, channel: &str, end: &str| {
        writeln!(
            rows,
            "{nth};{day};Aduan nomor {nth} tentang pelayanan.;{channel};Loket;{end}"
        )
        .expect("text");
    };
    for nth in 0..46 {
        let channel = if nth < 4 { "sp4n_lapor" } else { "whatsapp" };
        row(
            nth,
            &format!("2024-{:02}-10", nth % 12 + 1),
            channel,
            "closed;2024-12-20;explained",
        );
    }
    for nth in 46..316 {
        let end = if nth < 50 {
            ";;"
        } else {
            "closed;2025-12-22;fulfilled"
        };
        row(nth, &format!("2025-{:02}-12", nth % 12 + 1), "walk_in", end);
    }
    rows
}

/// The sample agency with figures from its register since 2023, and none in a file.
fn agency(reason: &str) -> tempfile::TempDir {
    let content = copy_content();
    let file = content.path().join("agency.toml");
    let text = fs::read_to_string(&file).expect("the settings");
    let text = text.replace(
        "[statistics]\n",
        &format!("[statistics]\nregister_from = 2023\n{reason}"),
    );
    fs::write(file, text).expect("write the settings");
    fs::remove_file(content.path().join("data/statistics.toml")).expect("the sample's figures");
    content
}

fn serve(content: &Path, data: &Path) -> Server {
    Serve::new().content(content).data(data).now(NOW).start()
}

fn tanggap(command: &[&str], content: &Path, data: &Path) -> Run {
    let text = |path: &Path| path.to_str().expect("a readable path").to_owned();
    let (content, data) = (text(content), text(data));
    let place = [
        "--content",
        content.as_str(),
        "--data",
        data.as_str(),
        "--now",
        NOW,
    ];
    run(&root(), &[command, &place].concat()).succeeded()
}

/// The open data, once it says so many years.
fn open_data(server: &Server, received: &Value) -> Value {
    let told = |server: &Server| {
        let answer = server.get("/data/statistik.json");
        let periods = (answer.status == 200).then(|| answer.json()["periods"].clone())?;
        let all: Vec<_> = periods
            .as_array()?
            .iter()
            .map(|period| period["received"].clone())
            .collect();
        (Value::from(all) == *received).then_some(periods)
    };
    wait::until("the open data", std::time::Duration::from_mins(1), || {
        told(server)
    })
}

#[test]
fn figures_told_in_public_flow_from_an_old_register_to_the_page_and_add_up() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let data = home.path().join("data");
    let content = agency("");
    let server = serve(content.path(), &data);
    assert_eq!(
        open_data(&server, &json!([0, 0, 0]))[2]["open"],
        0,
        "nothing came yet: zero is told"
    );

    let old = home.path().join("lama.csv");
    fs::write(&old, register()).expect("write a register");
    let old = old.to_str().expect("a readable path");
    tanggap(
        &["submissions", "import", old, "--column", "Nomor=reference"],
        content.path(),
        &data,
    );
    let stats = tanggap(&["stats", "--format", "json"], content.path(), &data).json();
    let years = stats["periods"].as_array().expect("periods");
    let year = |label: &str| years.iter().find(|year| year["label"] == label).expect(label);
    assert_eq!(
        (&year("2024")["received"], &year("2024")["closed"]),
        (&json!(46), &json!(46))
    );
    let rows = tanggap(&["stats", "--format", "csv"], content.path(), &data).out;
    assert!(
        rows.starts_with("period,from,until,measure,channel,count,cut_off,source,definition\n2024,"),
        "the names of the columns come first: {rows}"
    );
    assert_eq!(
        year("2024")["by_channel"],
        json!({ "sp4n_lapor": 4, "whatsapp": 42 })
    );
    assert_eq!(
        (&year("2025")["received"], &year("2025")["open"]),
        (&json!(270), &json!(4))
    );
    // Half of them came on 10 June or later and were answered by 20 December: 138 weekdays, three of them holidays.
    assert_eq!(year("2024")["median_days"], 135);
    let anew = tanggap(&["stats", "--recount", "--format", "json"], content.path(), &data).json();
    assert_eq!(anew, stats, "counted from nothing");

    // Four is small enough to point at people: it is hidden, with what would tell it.
    let told = open_data(&server, &json!([0, 46, 270]));
    assert_eq!(
        told[1]["by_channel"],
        json!({ "sp4n_lapor": null, "whatsapp": null })
    );
    assert_eq!(
        (&told[2]["open"], &told[2]["closed"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&told[2]["answered_in_time"], &told[2]["answered_late"]),
        (&Value::Null, &Value::Null),
        "together they are what was closed"
    );
    assert_eq!(
        (&told[1]["median_days"], &told[2]["median_days"]),
        (&json!(135), &Value::Null)
    );
    let page = server.get("/statistik/").text();
    assert!(page.contains("&lt;5") && page.contains(">270<"), "{page}");
    drop(server);

    // An agency that has told these figures already may say why it shows them.
    let content = agency("override_reason = \"sudah diumumkan\"\n");
    let server = serve(content.path(), &data);
    let told = open_data(&server, &json!([0, 46, 270]));
    assert_eq!(told[1]["by_channel"]["sp4n_lapor"], 4);
    for year in told.as_array().expect("years") {
        let count = |name: &str| year[name].as_u64().expect("a count");
        let outcomes = [
            "open",
            "closed",
            "forwarded",
            "archived",
            "withdrawn",
            "duplicate",
        ];
        assert_eq!(
            count("received"),
            outcomes.into_iter().map(count).sum::<u64>(),
            "{year}"
        );
        let channels = year["by_channel"].as_object().expect("channels").values();
        let channels = channels.map(|channel| channel.as_u64().expect("a count"));
        assert_eq!(count("received"), channels.sum::<u64>(), "{year}");
    }
    assert_eq!(told[2]["open"], 4);
    let csv = server.get("/data/statistik.csv").text();
    assert!(
        csv.contains("\"2025\",2025-01-01,2025-12-30,received,,270,0"),
        "{csv}"
    );
}

#[test]
fn a_restored_register_counts_anew_and_tells_the_same() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let server = Serve::new().arg("--demo").start();
    let content = root().join("content");
    let told = |data: &Path| tanggap(&["stats", "--format", "json"], &content, data).json();
    let before = told(server.data());
    let archive = home.path().join("cadangan.tar.gz");
    let archive = archive.to_str().expect("a readable path");
    let data = server.data().to_str().expect("a readable path");
    run(&root(), &["backup", "--out", archive, "--data", data]).succeeded();
    let restored = home.path().join("data");
    let place = restored.to_str().expect("a readable path");
    run(&root(), &["restore", archive, "--data", place]).succeeded();
    assert_eq!(told(&restored), before);
}

#[test]
fn a_year_that_a_file_tells_too_is_refused() {
    let content = copy_content();
    let file = content.path().join("agency.toml");
    let text = fs::read_to_string(&file).expect("the settings");
    let text = text.replace("[statistics]\n", "[statistics]\nregister_from = 2026\n");
    fs::write(file, text).expect("write the settings");
    let place = content.path().to_str().expect("a readable path");
    let refused = run(&root(), &["check", "--content", place]);
    assert_eq!(refused.code, 1, "{refused:?}");
    for words in ["told-twice", "masa 2026", "register_from"] {
        assert!(refused.err.contains(words), "{words} in {}", refused.err);
    }
}
