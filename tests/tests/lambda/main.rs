//! The Lambda path, end to end: recorded events of an HTTP API go through a Lambda Runtime API on loopback to
//! the real `bootstrap` binary, whose table is an engine behind a loopback port.
//!
//! The engine's own port has no protection at all; it is opened here, for a table of a test, and nowhere else.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bootstrap;
mod bucket;
mod runtime;

use std::io::Read;

use base64::prelude::{BASE64_STANDARD, Engine};
use bootstrap::Function;
use flate2::read::GzDecoder;
use function::lambda::CLOCK_STRUCK;
use runtime::Outcome;
use serde_json::{Value, json};

/// A recorded event, with `{name}` in its body replaced.
fn event(name: &str, values: &[(&str, &str)]) -> Value {
    let path = format!("{}/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut event: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    if let Some(body) = event["body"].as_str() {
        let filled = values.iter().fold(body.to_owned(), |body, (name, value)| {
            body.replace(&format!("{{{name}}}"), value)
        });
        event["body"] = filled.into();
    }
    event
}

/// Status, headers and text of an HTTP answer as API Gateway would read it.
struct Answer(Value);

impl Answer {
    /// An answer as a browser unpacks it.
    fn of(mut answer: Value) -> Answer {
        if answer["headers"]["content-encoding"] == "gzip" {
            assert_eq!(answer["isBase64Encoded"], true, "{answer}");
            let packed = BASE64_STANDARD.decode(answer["body"].as_str().unwrap()).unwrap();
            let mut text = String::new();
            GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
            answer["body"] = text.into();
            answer["isBase64Encoded"] = false.into();
        }
        Answer(answer)
    }

    #[track_caller]
    fn expect(self, status: u16) -> Answer {
        assert_eq!(self.0["statusCode"], status, "{}", self.0);
        assert_eq!(self.0["isBase64Encoded"], false, "our answers are text");
        assert_eq!(self.0["headers"]["cache-control"], "no-store");
        self
    }

    fn text(&self) -> &str {
        self.0["body"].as_str().unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_default()
    }
}

async fn http(function: &mut Function, name: &str, values: &[(&str, &str)]) -> Answer {
    match function.invoke(&event(name, values)).await {
        Outcome::Response(answer) => Answer::of(answer),
        Outcome::Error(error) => panic!("{name}: {error}"),
    }
}

#[tokio::test]
async fn a_form_is_filed_and_found_again_through_the_whole_lambda_path() {
    let mut function = Function::start().await;
    let page = http(&mut function, "form-post", &[]).await.expect(201);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert!(page.text().contains("DPM-"), "{}", page.text());

    let again = http(&mut function, "form-post", &[]).await.expect(200);
    assert!(again.text().contains("DPM-"));

    let receipt = http(&mut function, "json-post", &[]).await.expect(201).json();
    let (number, code) = (
        receipt["number"].as_str().unwrap(),
        receipt["access_code"].as_str().unwrap(),
    );
    let values = [("number", number), ("access_code", code)];
    let opened = http(&mut function, "status", &values).await.expect(200).json();
    assert_eq!(opened["identity_mode"], "confidential");
    assert_eq!(opened["narrative"], "Kotak saran sudah penuh 🙂 dan terkunci.");
    let page = http(&mut function, "status-page", &values).await.expect(200);
    assert!(page.text().contains(number) && !page.text().contains("Kotak saran"));
    assert_eq!(
        http(&mut function, "json-post", &[]).await.expect(200).json(),
        receipt
    );
}

/// The front door keeps nothing of ours, and packs only what it may keep.
#[tokio::test]
async fn a_page_leaves_packed_for_whoever_takes_it_so() {
    let mut function = Function::start().await;
    let mut asked = event("form-post", &[("key", "dikemas")]);
    for (accepted, encoding) in [("gzip, deflate, br", "gzip"), ("identity", "")] {
        asked["headers"]["accept-encoding"] = accepted.into();
        let Outcome::Response(answer) = function.invoke(&asked).await else {
            panic!("no answer")
        };
        let length = answer["body"].as_str().unwrap().len();
        let page = Answer::of(answer);
        assert_eq!(page.header("content-encoding"), encoding);
        let page = if encoding.is_empty() {
            page.expect(200)
        } else {
            page.expect(201)
        };
        assert!(page.text().contains("</html>"));
        assert_eq!(length < page.text().len() / 2, !encoding.is_empty(), "{length}");
    }
}

#[tokio::test]
async fn whoever_goes_round_the_front_door_finds_nothing() {
    let key = "kunci-pintu-depan-tiga-puluh-dua-";
    let mut function = Function::start_with(&[("TANGGAP_FRONT_DOOR_KEY", key)]).await;
    for (shown, status) in [
        (None, 404),
        (Some("kunci-pintu-depan-tiga-puluh-dua"), 404),
        (Some(key), 201),
    ] {
        let mut event = event("json-post", &[]);
        if let Some(shown) = shown {
            event["headers"][function::FRONT_DOOR_HEADER] = shown.into();
        }
        match function.invoke(&event).await {
            Outcome::Response(answer) => assert!(!Answer::of(answer).expect(status).text().contains(key)),
            Outcome::Error(error) => panic!("{error}"),
        }
    }
    assert!(!function.stop().contains(key));
}

/// Changing the key reaches places of `CloudFront` one after another: meanwhile both are shown.
#[tokio::test]
async fn while_the_key_of_the_front_door_is_changed_the_old_one_opens_too() {
    let (new, old) = (
        "kunci-pintu-depan-baru-tiga-puluh-dua-",
        "kunci-pintu-depan-lama-tiga-puluh-dua-",
    );
    let both = format!("{new} {old}");
    let mut function = Function::start_with(&[("TANGGAP_FRONT_DOOR_KEY", &both)]).await;
    for (shown, status) in [(new, 200), (old, 200), (both.as_str(), 404), ("", 404)] {
        let mut event = event("health", &[]);
        event["headers"][function::FRONT_DOOR_HEADER] = shown.into();
        match function.invoke(&event).await {
            Outcome::Response(answer) => drop(Answer(answer).expect(status)),
            Outcome::Error(error) => panic!("{error}"),
        }
    }
}

/// A recorded event with another body.
fn with_body(name: &str, content_type: &str, body: &[u8]) -> Value {
    let mut event = event(name, &[]);
    event["headers"]["content-type"] = content_type.into();
    event["headers"]["content-length"] = body.len().to_string().into();
    event["headers"]["accept"] = "application/json".into();
    event["isBase64Encoded"] = true.into();
    event["body"] = BASE64_STANDARD.encode(body).into();
    event
}

fn photo() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(30, 20, image::Rgb([200, 120, 40]))
        .write_to(&mut file, image::ImageFormat::Png)
        .unwrap();
    file.into_inner()
}

#[tokio::test]
async fn a_photo_goes_into_the_bucket_and_comes_back_as_bytes() {
    let mut function = Function::start().await;
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").into_bytes()
    };
    let mut body = [
        part("identity_mode", "anonymous"),
        part("narrative", "Loket ditutup sebelum waktunya."),
        part("incident_place", "Loket 1"),
    ]
    .concat();
    body.extend(b"--b\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"a.png\"\r\n\r\n");
    body.extend(photo());
    body.extend(b"\r\n--b--\r\n");
    let sent = with_body("multipart-post", "multipart/form-data; boundary=b", &body);
    let Outcome::Response(answer) = function.invoke(&sent).await else {
        panic!("no answer")
    };
    let receipt = Answer::of(answer).expect(201).json();
    assert_eq!(function.objects.lock().unwrap().len(), 1);

    let question = json!({ "number": receipt["number"], "access_code": receipt["access_code"], "file": "1" });
    let asked = with_body("json-post", "application/json", question.to_string().as_bytes());
    let mut asked = asked;
    asked["rawPath"] = "/api/evidence".into();
    asked["requestContext"]["http"]["path"] = "/api/evidence".into();
    let Outcome::Response(answer) = function.invoke(&asked).await else {
        panic!("no answer")
    };
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert_eq!(answer["isBase64Encoded"], true);
    let bytes = BASE64_STANDARD.decode(answer["body"].as_str().unwrap()).unwrap();
    assert!(bytes.starts_with(b"\xFF\xD8\xFF"), "a photo, written anew");
}

/// A program's request to a path.
async fn ask(function: &mut Function, path: &str, question: &Value) -> Answer {
    let mut asked = with_body("json-post", "application/json", question.to_string().as_bytes());
    asked["rawPath"] = path.into();
    asked["requestContext"]["http"]["path"] = path.into();
    match function.invoke(&asked).await {
        Outcome::Response(answer) => Answer::of(answer),
        Outcome::Error(error) => panic!("{path}: {error}"),
    }
}

#[tokio::test]
async fn a_file_sent_ahead_is_cleaned_when_the_bucket_tells_of_it() {
    let mut function = Function::start().await;
    let leave = ask(&mut function, "/api/uploads", &json!({ "size": photo().len() })).await;
    let leave = leave.expect(201).json();
    assert!(
        leave["url"].as_str().is_some_and(|url| url.ends_with("/bukti/")),
        "{leave}"
    );
    let key = leave["fields"]["key"].as_str().unwrap().to_owned();
    let lies = |folder: &str| format!("/bukti/{folder}/{}", leave["upload_id"].as_str().unwrap());
    function
        .objects
        .lock()
        .unwrap()
        .insert(format!("/bukti/{key}"), photo().into());
    let mut created = event("object-created", &[]);
    created["Records"][0]["s3"]["object"]["key"] = key.replace('/', "%2F").into();
    let other = event("object-created", &[])["Records"][0].clone();
    created["Records"].as_array_mut().unwrap().push(other);
    for cleaned in [1, 1] {
        let Outcome::Response(answer) = function.invoke(&created).await else {
            panic!("no answer")
        };
        assert_eq!(answer, json!({ "handled": true, "cleaned": cleaned }));
    }
    assert_eq!(function.object_names(), [lies("evidence"), lies("originals")]);
    let fields = json!({
        "identity_mode": "anonymous", "narrative": "Petugas meminta uang di loket.", "incident_place": "Loket 1",
        "upload_ids": [leave["upload_id"]],
    });
    let receipt = ask(&mut function, "/api/complaints", &fields)
        .await
        .expect(201)
        .json();
    assert_eq!(
        function.object_names(),
        [lies("evidence")],
        "anonymous: no original"
    );
    let question = json!({ "number": receipt["number"], "access_code": receipt["access_code"] });
    let opened = ask(&mut function, "/api/status", &question)
        .await
        .expect(200)
        .json();
    assert_eq!(opened["evidence"][0]["name"], "lampiran-1.jpg");
    let log = function.stop();
    assert!(!log.contains(leave["upload_id"].as_str().unwrap()), "{log}");
}

#[tokio::test]
async fn every_recorded_request_gets_its_answer() {
    let mut function = Function::start().await;
    for (name, status, content_type) in [
        ("health", 200, "application/json"),
        ("form-post-plain", 201, "application/json"),
        ("multipart-post", 201, "text/html; charset=utf-8"),
        ("form-with-errors", 422, "text/html; charset=utf-8"),
        ("status", 422, "application/problem+json"),
        ("wrong-method", 405, "application/problem+json"),
        ("not-found", 404, "text/html; charset=utf-8"),
        ("cross-site", 403, "text/html; charset=utf-8"),
        ("odd-headers", 200, "application/json"),
        ("odd-query", 200, "application/json"),
        ("broken-base64", 400, "application/problem+json"),
        ("bad-host", 400, "application/problem+json"),
        ("health", 200, "application/json"),
    ] {
        let answer = http(&mut function, name, &[]).await.expect(status);
        assert_eq!(answer.header("content-type"), content_type, "{name}");
    }
    let wrong = http(&mut function, "wrong-method", &[]).await.expect(405);
    assert_eq!(wrong.header("allow"), "POST");
    let errors = http(&mut function, "form-with-errors", &[]).await.expect(422);
    assert!(errors.text().contains("pendek") && errors.text().contains("Galat:"));
}

#[tokio::test]
async fn a_schedule_makes_the_clock_tick() {
    let mut function = Function::start().await;
    let Outcome::Response(answer) = function.invoke(&event("schedule", &[])).await else {
        panic!("no answer")
    };
    assert_eq!(
        answer,
        json!({"handled": true, "changed": 0, "failed": 0, "counted": 0, "mailed": 0, "swept": 0})
    );
    assert!(function.stop().contains(CLOCK_STRUCK));
}

/// The alarm for a clock that stands still must not be kept quiet by visitors.
#[tokio::test]
async fn only_a_tick_that_went_well_says_that_the_clock_has_struck() {
    let mut function = Function::start().await;
    http(&mut function, "health", &[]).await.expect(200);
    assert!(!function.stop().contains(CLOCK_STRUCK));
    let mut function = Function::without_table().await;
    let Outcome::Error(_) = function.invoke(&event("schedule", &[])).await else {
        panic!("a tick without a table")
    };
    assert!(!function.stop().contains(CLOCK_STRUCK));
}

#[tokio::test]
async fn other_events_are_told_apart_and_nothing_is_pretended() {
    let mut function = Function::start().await;
    for name in ["other-schedule", "records"] {
        let Outcome::Response(answer) = function.invoke(&event(name, &[])).await else {
            panic!("{name}")
        };
        assert_eq!(answer["handled"], false, "{name}");
        assert!(
            answer["reason"].as_str().is_some_and(|reason| !reason.is_empty()),
            "{name}"
        );
    }
    for strange in [
        event("unknown", &[]),
        json!([]),
        json!("x"),
        json!({}),
        json!({ "requestContext": {} }),
    ] {
        let Outcome::Error(error) = function.invoke(&strange).await else {
            panic!("{strange}")
        };
        assert!(
            error["errorMessage"]
                .as_str()
                .is_some_and(|message| message.contains("neither")),
            "{error}"
        );
    }
    http(&mut function, "health", &[]).await.expect(200);
}

#[tokio::test]
async fn the_log_is_json_and_holds_nothing_of_the_citizen() {
    let mut function = Function::start().await;
    http(&mut function, "form-post", &[]).await.expect(201);
    http(&mut function, "broken-base64", &[]).await.expect(400);
    let receipt = http(&mut function, "json-post", &[]).await.expect(201).json();
    let (number, code) = (
        receipt["number"].as_str().unwrap(),
        receipt["access_code"].as_str().unwrap(),
    );
    http(
        &mut function,
        "status",
        &[("number", number), ("access_code", code)],
    )
    .await
    .expect(200);
    let log = function.stop();
    let requests = log
        .lines()
        .filter(|line| line.contains("\"message\":\"request\""))
        .count();
    assert_eq!(requests, 3, "{log}");
    for line in log.lines() {
        assert!(
            serde_json::from_str::<Value>(line).is_ok_and(|line| line.is_object()),
            "{line}"
        );
    }
    for trace in [
        "Suharti",
        "suharti@",
        "0812",
        "+62",
        "Petugas",
        "Kotak saran",
        "203.0.113",
        "198.51.100",
        "Mozilla",
        number,
        code,
    ] {
        assert!(!log.contains(trace), "{trace} in {log}");
    }
    let line: Value = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .find(|line: &Value| line["message"] == "request")
        .unwrap();
    let mut members: Vec<_> = line.as_object().unwrap().keys().cloned().collect();
    members.sort();
    assert_eq!(
        members,
        [
            "bytes",
            "level",
            "message",
            "ms",
            "request_id",
            "route",
            "status",
            "target",
            "timestamp"
        ]
    );
}

#[tokio::test]
async fn without_the_table_the_citizens_text_comes_back() {
    let mut function = Function::without_table().await;
    let page = http(&mut function, "form-post", &[]).await.expect(503);
    for kept in ["Petugas loket tiga", "0812-3456-7890"] {
        assert!(page.text().contains(kept), "{kept}");
    }
    assert!(!page.text().contains("DPM-"));
    let health = http(&mut function, "health", &[]).await.expect(503);
    assert_eq!(health.json()["down"], json!(["table"]));
}

#[tokio::test]
async fn a_function_that_is_not_set_up_says_what_is_missing_and_stops() {
    let stopped = Function::start_with(&[
        ("TANGGAP_TABLE", ""),
        ("TANGGAP_BUCKET", ""),
        ("TANGGAP_SECRET", "pendek"),
    ])
    .await;
    let (status, told) = stopped.wait_for_end();
    assert_eq!(status, Some(3), "{told}");
    for name in ["TANGGAP_TABLE", "TANGGAP_BUCKET", "TANGGAP_SECRET"] {
        assert!(told.contains(name), "{told}");
    }
    assert!(!told.contains("pendek"), "a secret is never shown: {told}");
}
