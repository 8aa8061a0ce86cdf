//! A register that is a workbook: as offices keep it, with a title above its headings.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::json;
use tests::{Server, root};

use crate::program::{Run, run};

fn submissions(server: &Server, args: &[&str]) -> Run {
    let data = server.data().to_str().expect("a readable path");
    let (command, rest) = args.split_at(1);
    let now = ["--data", data, "--now", "2025-08-15T10:00:00+08:00"];
    run(&root(), &[&["submissions"], command, &now, rest].concat())
}

/// A register whose second case is told like this.
fn register(path: &str, second: &str) {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let date = |day| ExcelDateTime::from_ymd(2025, 8, day).expect("a day");
    let sheet = book.add_worksheet();
    sheet.set_name("Register 2025").expect("a name");
    let mut text = |row, column, text: &str| {
        sheet.write_string(row, column, text).expect("a cell");
    };
    text(0, 0, "REGISTER PENGADUAN TAHUN 2025");
    for (column, heading) in (0..).zip([
        "No.",
        "Tanggal",
        "channel",
        "Isi Laporan",
        "incident_place",
        "reference",
        "phone",
        "name",
    ]) {
        text(3, column, heading);
    }
    for (row, story) in [(4, "Loket tutup padahal jam buka."), (6, second)] {
        text(row, 2, "letter");
        text(row, 3, story);
        text(row, 4, "Loket 1");
        text(row, 5, "0012");
    }
    text(4, 6, "0812-3456-7890");
    text(4, 7, "Suharti");
    sheet.write_number(4, 0, 1).expect("a cell");
    let morning = date(1).and_hms(9, 30, 0).expect("a time");
    sheet
        .write_datetime_with_format(4, 1, &morning, &day)
        .expect("a cell");
    sheet
        .write_datetime_with_format(6, 1, date(13), &day)
        .expect("a cell");
    let other = book.add_worksheet();
    other.set_name("Rekap").expect("a name");
    book.save(path).expect("write a workbook");
}

#[test]
fn a_workbook_comes_in_as_it_is_kept() {
    let server = Server::start();
    let home = tempfile::tempdir().expect("make a temporary folder");
    let path = home.path().join("Register.XLSX");
    let path = path.to_str().expect("a readable path");
    let import = |extra: &[&str]| {
        let columns = [
            "import",
            path,
            "--column",
            "Tanggal=received_at",
            "--column",
            "Isi Laporan=narrative",
        ];
        submissions(&server, &[&columns, extra].concat())
    };
    register(path, "pendek");
    let refused = import(&[]);
    assert_eq!(refused.code, 1, "{refused:?}");
    for told in ["Register.XLSX:7: narrative:", "No.", "\"Register 2025\"", "Rekap"] {
        assert!(refused.err.contains(told), "{told} in {refused:?}");
    }
    assert!(!refused.err.contains("XLSX:5:"), "{refused:?}");

    register(path, "Lampu parkir padam sejak Senin.");
    assert!(
        import(&["--dry-run"])
            .succeeded()
            .err
            .contains("2 baris dapat diimpor")
    );
    import(&[]).succeeded();
    let page = submissions(&server, &["list"]).succeeded().json();
    let items = page["items"].as_array().expect("items");
    let told = |name: &str| items.iter().map(|case| case[name].clone()).collect::<Vec<_>>();
    assert_eq!(told("reference"), [json!("0012"), json!("0012")]);
    assert_eq!(told("identity_mode"), [json!("anonymous"), json!("named")]);
    let days: Vec<String> = told("received_at")
        .iter()
        .map(|at| at.to_string()[1..11].to_owned())
        .collect();
    assert_eq!(days, ["2025-08-13", "2025-08-01"]);

    std::fs::write(path, "bukan buku kerja").expect("write a file");
    let refused = import(&[]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(
        refused.err.contains("buku kerja ini tidak dapat dibaca"),
        "{refused:?}"
    );
}

/// A cell far away makes room for all in between, and what is packed well unpacks to more than a computer holds.
#[test]
fn a_workbook_that_is_small_but_not_inside_is_refused_in_words() {
    let server = Server::start();
    let home = tempfile::tempdir().expect("make a temporary folder");
    let path = home.path().join("register.xlsx");
    let path = path.to_str().expect("a readable path");
    let refused = |book: &mut Workbook| {
        book.save(path).expect("write a workbook");
        submissions(&server, &["import", path]).failed_with(1, &["register.xlsx:1:", "terlalu besar", "CSV"]);
    };
    let mut far = Workbook::new();
    let sheet = far.add_worksheet();
    sheet.write_string(0, 0, "narrative").expect("a cell");
    sheet.write_string(1_048_575, 16_383, "x").expect("a cell");
    refused(&mut far);
    let mut wide = Workbook::new();
    let sheet = wide.add_worksheet();
    for row in 0..3_000 {
        sheet
            .write_string(row, 0, format!("{row} {}", "a".repeat(30_000)))
            .expect("a cell");
    }
    refused(&mut wide);
}

#[test]
fn headings_that_nobody_knows_are_named_and_a_number_keeps_its_zero() {
    let server = Server::start();
    let home = tempfile::tempdir().expect("make a temporary folder");
    let path = home.path().join("register.xlsx");
    let path = path.to_str().expect("a readable path");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 4, "REGISTER PENGADUAN 2025", &Format::new())
        .expect("a title");
    let headings = ["Tanggal Terima", "Uraian Pengaduan", "Lokasi", "No. HP", "Nama"];
    let row = [
        "31/07/2025",
        "Lampu parkir padam sejak Senin.",
        "Parkir",
        "",
        "Suharti",
    ];
    for (column, (heading, cell)) in (0..).zip(headings.into_iter().zip(row)) {
        sheet.write_string(2, column, heading).expect("a cell");
        sheet.write_string(3, column, cell).expect("a cell");
    }
    sheet.write_number(3, 3, 81_227_654_321.0).expect("a cell");
    book.save(path).expect("write a workbook");

    let refused = submissions(&server, &["import", path]);
    assert_eq!((refused.code, refused.err.lines().count()), (1, 1), "{refused:?}");
    assert!(
        refused.err.contains("register.xlsx:3:") && refused.err.contains(&headings.join(", ")),
        "{refused:?}"
    );
    let columns = [
        "Tanggal Terima=received_at",
        "Uraian Pengaduan=narrative",
        "Lokasi=incident_place",
        "No. HP=phone",
        "Nama=name",
    ];
    let columns = columns.iter().flat_map(|pair| ["--column", *pair]);
    let import: Vec<&str> = ["import", path].into_iter().chain(columns).collect();
    let refused = submissions(&server, &import);
    assert!(
        refused.err.contains("channel:")
            && refused.err.contains("whatsapp")
            && !refused.err.contains("phone:"),
        "the choices of the only column that lacks: {refused:?}"
    );
}
