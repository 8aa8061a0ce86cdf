//! Letters survive `kill -9`: whatever was acknowledged is mailed, and each letter lies in the letter box once.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tests::{Serve, Server, wait};

const ROUNDS: usize = 4;
const EACH: usize = 15;
/// Longer than the first wait between two attempts.
const LATER: [&str; ROUNDS + 1] = [
    "2025-08-15T09:30:00+08:00",
    "2025-08-15T09:40:00+08:00",
    "2025-08-15T09:50:00+08:00",
    "2025-08-15T10:00:00+08:00",
    "2025-08-15T10:30:00+08:00",
];

fn file(server: &Server, round: usize, nth: usize) -> String {
    let complaint = json!({
        "narrative": format!("Antrean lama, babak {round} kali {nth}."), "incident_place": "Loket 3",
        "identity_mode": "named", "name": "Suharti", "email": format!("surat{round}-{nth}@contoh.example"),
    });
    let answer = server
        .post("/api/complaints")
        .accept_json()
        .json(&complaint)
        .send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["number"].as_str().expect("a number").to_owned()
}

/// The letters to reporters, or those to the agency.
fn letters(data: &Path, to_reporters: bool) -> Vec<String> {
    let entries = fs::read_dir(data.join("mail")).into_iter().flatten().flatten();
    let texts = entries.filter_map(|entry| fs::read_to_string(entry.path()).ok());
    texts
        .filter(|text| text.contains("To: surat") == to_reporters)
        .collect()
}

#[test]
fn whatever_dies_in_the_middle_every_letter_is_there_once() {
    let home = tempfile::tempdir().expect("a folder");
    let data = home.path().join("data");
    let mut numbers = BTreeSet::new();
    for (round, now) in LATER[..ROUNDS].iter().enumerate() {
        let mut server = Serve::new().data(&data).now(now).start();
        let before = letters(&data, true).len();
        numbers.extend((0..EACH).map(|nth| file(&server, round, nth)));
        wait::until("the first letters of this round", Duration::from_mins(1), || {
            (letters(&data, true).len() > before + round).then_some(())
        });
        server.kill9();
    }
    let server = Serve::new().data(&data).now(LATER[ROUNDS]).start();
    wait::until("all letters", Duration::from_mins(2), || {
        (letters(&data, true).len() >= numbers.len()).then_some(())
    });
    let letters_to_agency = letters(&data, false);
    let letters = letters(&data, true);
    assert_eq!(letters.len(), ROUNDS * EACH);
    for number in &numbers {
        let mine = letters.iter().filter(|letter| letter.contains(number.as_str()));
        assert_eq!(mine.count(), 1, "{number}");
        let told = letters_to_agency.iter();
        let told = told.filter(|letter| letter.contains(number.as_str()));
        assert!(told.count() <= 1, "{number}");
    }
    let health = server.get("/api/health");
    assert_eq!(health.status, 200, "{}", health.text());
}
