//! The five agencies that the sources name: each builds, serves and takes a complaint by its own clock.

use serde_json::json;
use tests::content::agencies;
use tests::{Page, Serve, copy_agency, program};

/// An agency, its code, its zone, and when a complaint of Friday evening is due.
struct Expected {
    agency: &'static str,
    code: &'static str,
    zone: &'static str,
    /// Friday 15 August 2025, 23:30 in Jakarta is Saturday 16 August, 00:30 in Makassar.
    received_on: &'static str,
    verify_by: &'static str,
    respond_by: &'static str,
}

const NOW: &str = "2025-08-15T16:30:00Z";

/// Monday 18 August is collective leave, Friday 5 September a holiday (Maulid).
const EXPECTED: [Expected; 5] = [
    Expected {
        agency: "bombana",
        code: "BMB",
        zone: "WITA",
        received_on: "2025-08-16",
        verify_by: "2025-08-20",
        respond_by: "2025-09-08",
    },
    Expected {
        agency: "bontang",
        code: "BTG",
        zone: "WITA",
        received_on: "2025-08-16",
        verify_by: "2025-08-21",
        respond_by: "2025-09-08",
    },
    // 30 calendar days from 15 August end on Sunday 14 September.
    Expected {
        agency: "cilegon",
        code: "CLG",
        zone: "WIB",
        received_on: "2025-08-15",
        verify_by: "2025-08-21",
        respond_by: "2025-09-15",
    },
    Expected {
        agency: "kaltim",
        code: "KTM",
        zone: "WITA",
        received_on: "2025-08-16",
        verify_by: "2025-08-21",
        respond_by: "2025-09-08",
    },
    Expected {
        agency: "morowali-utara",
        code: "MRU",
        zone: "WITA",
        received_on: "2025-08-16",
        verify_by: "2025-08-21",
        respond_by: "2025-09-08",
    },
];

#[test]
fn no_agency_is_left_out() {
    assert_eq!(agencies(), EXPECTED.map(|expected| expected.agency));
}

#[test]
fn each_agency_takes_a_complaint_by_its_own_clock() {
    for expected in EXPECTED {
        takes_a_complaint(&expected);
    }
}

fn takes_a_complaint(expected: &Expected) {
    let agency = expected.agency;
    let content = copy_agency(agency);
    let server = Serve::new().content(content.path()).now(NOW).start();
    let complaint = json!({ "identity_mode": "anonymous", "narrative": "Loket tutup sebelum jam layanan berakhir.",
                            "incident_place": "Loket 1" });
    let reply = server
        .post("/api/complaints")
        .accept_json()
        .json(&complaint)
        .send();
    assert_eq!(reply.status, 201, "{agency}: {}", reply.text());
    let receipt = reply.json();
    let number = receipt["number"].as_str().expect("a number");
    assert!(
        number.starts_with(&format!("{}-", expected.code)),
        "{agency}: {number}"
    );
    let due = |kind: &str| {
        let deadlines = receipt["deadlines"].as_array().expect("deadlines");
        let found = deadlines.iter().find(|deadline| deadline["kind"] == kind);
        found.unwrap_or_else(|| panic!("{agency}: no {kind} in {receipt}"))["due_on"].clone()
    };
    assert_eq!(due("verify_by"), expected.verify_by, "{agency}");
    assert_eq!(due("respond_by"), expected.respond_by, "{agency}");
    let status = server
        .post("/api/status")
        .accept_html()
        .form([("number", number)])
        .send();
    let page = Page::parse(&status.text()).text("main");
    let day = if expected.received_on.ends_with("16") {
        "16 Agustus 2025 pukul 00.30"
    } else {
        "15 Agustus 2025 pukul 23.30"
    };
    assert!(
        page.contains(&format!("{day} {}", expected.zone)),
        "{agency}: {page}"
    );
}

#[test]
fn each_agency_builds_without_a_problem() {
    for agency in agencies() {
        let content = copy_agency(&agency);
        let out = tempfile::tempdir().expect("a temporary folder");
        let folder = |path: &std::path::Path| path.to_string_lossy().into_owned();
        let args = [
            "build",
            "--content",
            &folder(content.path()),
            "--out",
            &folder(out.path()),
        ];
        let output = program::run(out.path(), &args);
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.status.success(), "{agency}: {said}");
        for page in [
            "index.html",
            "lapor/index.html",
            "cek/index.html",
            "sop/index.html",
        ] {
            assert!(
                out.path().join(page).is_file(),
                "{agency}: {page} is missing; {said}"
            );
        }
    }
}
