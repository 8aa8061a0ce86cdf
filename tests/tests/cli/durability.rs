//! An acknowledged complaint survives `kill -9`, round after round, under load.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Server, root, wait};

use crate::program::run;

const ROUNDS: usize = 8;
const FILERS: usize = 4;
const COMPLAINTS: &str = "/api/complaints";
const MULTIPART: &str = "multipart/form-data; boundary=batas";

/// What a citizen has in hand after filing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Receipt {
    number: String,
    code: String,
    /// Whether a photo was sent with it.
    photo: bool,
}

/// Posts and reads the whole answer; `None` when the server dies on the way.
fn try_post(address: &str, path: &str, kind: &str, body: &[u8]) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\naccept: application/json");
    let length = body.len();
    write!(
        stream,
        "{head}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
    )
    .ok()?;
    stream.write_all(body).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, json) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    if json.is_empty() {
        return Some((status, Value::Null));
    }
    Some((status, serde_json::from_str(json).ok()?))
}

/// Success or silence.
fn post(address: &str, path: &str, kind: &str, body: &[u8]) -> Option<Value> {
    let (status, answer) = try_post(address, path, kind, body)?;
    assert_eq!(status, 201, "only success or silence: {answer}");
    Some(answer)
}

fn fields(narrative: &str) -> [(&'static str, &str); 3] {
    [
        ("narrative", narrative),
        ("incident_place", "Loket 3"),
        ("identity_mode", "anonymous"),
    ]
}

fn plain(address: &str, narrative: &str) -> Option<Value> {
    let body: serde_json::Map<_, _> = fields(narrative)
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .into_iter()
        .collect();
    json_post(address, COMPLAINTS, &Value::from(body))
}

fn json_post(address: &str, path: &str, body: &Value) -> Option<Value> {
    post(address, path, "application/json", body.to_string().as_bytes())
}

/// The photo goes ahead, straight to the bucket; the form names it.
fn with_upload(address: &str, narrative: &str, photo: &[u8]) -> Option<Value> {
    let leave = json_post(address, "/api/uploads", &json!({ "size": photo.len() }))?;
    let mut body = Vec::new();
    for (name, value) in leave["fields"].as_object()? {
        let value = value.as_str()?;
        write!(
            body,
            "--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
        .expect("memory");
    }
    body.extend(b"--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n");
    body.extend(photo);
    body.extend(b"\r\n--batas--\r\n");
    post(address, leave["url"].as_str()?, MULTIPART, &body)?;
    let mut body: serde_json::Map<_, _> = fields(narrative)
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .into_iter()
        .collect();
    body.insert("upload_ids".to_owned(), json!([leave["upload_id"]]));
    let body = Value::from(body);
    // Until the bucket's event has cleaned it, the form is told to wait.
    for _ in 0..200 {
        match try_post(
            address,
            COMPLAINTS,
            "application/json",
            body.to_string().as_bytes(),
        )? {
            (201, receipt) => return Some(receipt),
            (422, problem) => assert_eq!(problem["errors"][0]["code"], "not_clean_yet", "{problem}"),
            (status, problem) => panic!("{status}: {problem}"),
        }
    }
    panic!("a photo is never clean")
}

fn with_photo(address: &str, narrative: &str, photo: &[u8]) -> Option<Value> {
    let mut body = Vec::new();
    for (name, text) in fields(narrative) {
        write!(
            body,
            "--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"
        )
        .expect("memory");
    }
    body.extend(b"--batas\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"a.jpg\"\r\n\r\n");
    body.extend(photo);
    body.extend(b"\r\n--batas--\r\n");
    post(address, COMPLAINTS, MULTIPART, &body)
}

fn photo() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(40, 30, image::Rgb([90, 120, 60]));
    picture
        .write_to(&mut file, image::ImageFormat::Jpeg)
        .expect("a photo");
    file.into_inner()
}

/// Files complaints until the server is gone: one without, one with a photo in the form, one with a photo sent ahead.
fn file_until_gone(
    address: &str,
    who: &str,
    acknowledged: &AtomicUsize,
    stopping: &AtomicBool,
) -> Vec<Receipt> {
    let mut receipts = Vec::new();
    let file = photo();
    for n in 0.. {
        let narrative = format!("Antrean loket lama sekali, {who} kali {n}.");
        let answer = match n % 3 {
            0 => plain(address, &narrative),
            1 => with_photo(address, &narrative, &file),
            _ => with_upload(address, &narrative, &file),
        };
        let Some(answer) = answer else {
            assert!(stopping.load(Ordering::SeqCst), "the server went away by itself");
            break;
        };
        let text = |name: &str| answer[name].as_str().expect("a receipt").to_owned();
        receipts.push(Receipt {
            number: text("number"),
            code: text("access_code"),
            photo: n % 3 != 0,
        });
        acknowledged.fetch_add(1, Ordering::SeqCst);
    }
    receipts
}

/// Kills the server in the middle of the traffic, after so many receipts.
fn kill_under_load(server: &mut Server, round: usize) -> Vec<Receipt> {
    let (acknowledged, stopping) = (AtomicUsize::new(0), AtomicBool::new(false));
    let address = server.base().trim_start_matches("http://").to_owned();
    thread::scope(|scope| {
        let filers: Vec<_> = (0..FILERS)
            .map(|filer| {
                let (address, acknowledged, stopping) = (&address, &acknowledged, &stopping);
                let who = format!("babak {round} pelapor {filer}");
                scope.spawn(move || file_until_gone(address, &who, acknowledged, stopping))
            })
            .collect();
        let enough = 10 + 7 * round;
        wait::until("receipts", Duration::from_mins(1), || {
            (acknowledged.load(Ordering::SeqCst) >= enough).then_some(())
        });
        stopping.store(true, Ordering::SeqCst);
        server.kill9();
        filers
            .into_iter()
            .flat_map(|filer| filer.join().expect("a filer"))
            .collect()
    })
}

/// Each receipt leads to its case, and its code opens it.
fn all_are_found(server: &Server, receipts: &[Receipt]) {
    for receipt in receipts {
        let question = json!({ "number": receipt.number, "access_code": receipt.code });
        let answer = server.post("/api/status").accept_json().json(&question).send();
        assert_eq!(answer.status, 200, "{receipt:?} is gone: {}", answer.text());
        assert_eq!(
            answer.json()["identity_mode"],
            "anonymous",
            "the code opens it: {}",
            answer.text()
        );
        if receipt.photo {
            photo_is_found(server, receipt);
        }
    }
}

fn photo_is_found(server: &Server, receipt: &Receipt) {
    let question = json!({ "number": receipt.number, "access_code": receipt.code, "file": "1" });
    let answer = server.post("/api/evidence").accept_json().json(&question).send();
    assert_eq!(answer.status, 200, "the photo of {receipt:?} is gone");
    assert_eq!(answer.header("content-type"), Some("image/jpeg"));
}

#[test]
fn nothing_acknowledged_is_lost_by_kill9() {
    let mut server = Server::start();
    let mut receipts = Vec::new();
    for round in 0..ROUNDS {
        let new = kill_under_load(&mut server, round);
        server.restart();
        all_are_found(&server, &new);
        receipts.extend(new);
    }
    all_are_found(&server, &receipts);
    let distinct: BTreeSet<&Receipt> = receipts.iter().collect();
    assert_eq!(distinct.len(), receipts.len());
    assert!(receipts.len() >= ROUNDS * 10, "{} receipts", receipts.len());

    let data = server.data().to_str().expect("a readable path");
    let more = ["--limit", "1000", "--now", "2025-08-15T12:00:00+08:00"];
    let list = [&["submissions", "list", "--data", data], more.as_slice()].concat();
    let listed = run(&root(), &list).succeeded();
    for receipt in &receipts {
        assert!(
            listed.out.contains(&receipt.number),
            "{} is not in the register",
            receipt.number
        );
    }
}
