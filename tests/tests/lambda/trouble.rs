//! What its operator reads, and what happens when something is missing.

use serde_json::{Value, json};

use crate::bootstrap::Function;
use crate::calls::http;

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
