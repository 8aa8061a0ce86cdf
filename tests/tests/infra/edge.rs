//! The small programs that run in `CloudFront`, run in Node: what they make of a request.

use std::process::Command;

use serde_json::{Value, json};

use crate::template::properties;

/// What a function of the template answers to a request, with these old addresses known.
fn run(function: &str, method: &str, uri: &str) -> Value {
    let code = properties(function)["FunctionCode"].as_str().unwrap();
    let code = code.replace("import cf from 'cloudfront';", "");
    let event = json!({
        "viewer": { "ip": "203.0.113.9" },
        "request": {
            "method": method,
            "uri": uri,
            "querystring": { "a": { "value": "1" } },
            "cookies": { "sesi": { "value": "x" } },
            "headers": { "x-tanggap-viewer-address": { "value": "198.51.100.1" } },
        },
    });
    let script = format!(
        "const known = new Map([['/kanal/wa/', '/kanal/whatsapp/']]);
         const cf = {{ kvs: () => ({{ exists: async (key) => known.has(key), get: async (key) => known.get(key) }}) }};
         {code}
         Promise.resolve(handler({event})).then((done) => console.log(JSON.stringify(done)));"
    );
    let done = Command::new("node")
        .args(["-e", &script])
        .output()
        .expect("node starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn pages_are_found_and_old_addresses_lead_on() {
    for (asked, found) in [
        ("/", "/index.html"),
        ("/lapor/", "/lapor/index.html"),
        ("/assets/gaya-0123.css", "/assets/gaya-0123.css"),
        ("/.releases/20261122.json", "/404/"),
        ("/a/.git/config", "/404/"),
        ("//evil.example", "//evil.example"),
    ] {
        assert_eq!(run("PagesFunction", "GET", asked)["uri"], found, "{asked}");
    }
    for (asked, leads) in [("/kanal/wa/", "/kanal/whatsapp/"), ("/lapor", "/lapor/")] {
        let answer = run("PagesFunction", "GET", asked);
        assert_eq!(answer["statusCode"], 301, "{asked}");
        assert_eq!(answer["headers"]["location"]["value"], leads, "{asked}");
    }
}

#[test]
fn the_sender_cannot_say_where_they_are() {
    let told = run("ViewerFunction", "POST", "/api/complaints");
    let header = &properties("Function")["Environment"]["Variables"]["TANGGAP_ADDRESS_HEADER"];
    assert_eq!(told["headers"][header.as_str().unwrap()]["value"], "203.0.113.9");
    assert_eq!(told["uri"], "/api/complaints");
}

#[test]
fn only_forms_come_to_the_bucket_and_only_to_its_door() {
    let sent = run("UploadFunction", "POST", "/api/bucket");
    assert_eq!(
        (&sent["uri"], &sent["querystring"], &sent["cookies"]),
        (&json!("/"), &json!({}), &json!({}))
    );
    for method in ["GET", "PUT", "DELETE"] {
        assert_eq!(
            run("UploadFunction", method, "/api/bucket")["statusCode"],
            405,
            "{method}"
        );
    }
}
