//! Requests nobody sends by accident. Each has one expected answer, and none is a failure of ours.

use axum::body::{Body, Bytes};
use axum::http::Request;
use proptest::prelude::*;
use tower::ServiceExt;

use crate::caller::{Answer, BOUNDARY, Call, FORM, post};
use crate::case::{NARRATIVE, anonymous, complaints, with};
use crate::world::World;

const LIMIT: usize = 4_500_000;
const MULTIPART: &str = "multipart/form-data; boundary=----batas";

struct Attack {
    name: &'static str,
    call: Call,
    status: u16,
}

fn attack(name: &'static str, status: u16, call: Call) -> Attack {
    Attack { name, call, status }
}

/// Sends each to both addresses that take forms, as a browser and as a program.
async fn survive(attacks: Vec<Attack>) {
    for Attack { name, call, status } in attacks {
        let world = World::new().await;
        let answer = call.send(&world).await;
        assert_eq!(
            answer.status,
            status,
            "{name}: {}",
            answer.text.chars().take(600).collect::<String>()
        );
    }
}

fn part(head: &str, body: &str) -> String {
    format!("--{BOUNDARY}\r\n{head}\r\n\r\n{body}\r\n")
}

fn field(name: &str, body: &str) -> String {
    part(&format!("Content-Disposition: form-data; name=\"{name}\""), body)
}

fn closed(parts: &str) -> String {
    format!("{parts}--{BOUNDARY}--\r\n")
}

fn whole() -> String {
    anonymous().iter().map(|(name, text)| field(name, text)).collect()
}

#[tokio::test]
async fn kinds_of_body() {
    let form = || {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(anonymous())
            .finish()
    };
    survive(vec![
        attack("no content type", 415, complaints()),
        attack("empty content type", 415, complaints().body("", form())),
        attack("plain text", 415, complaints().body("text/plain", form())),
        attack("xml", 415, complaints().body("application/xml", "<a/>")),
        attack(
            "two content types",
            415,
            complaints()
                .body(FORM, form())
                .header("content-type", "application/json"),
        ),
        attack(
            "two in one",
            415,
            complaints().body("application/json, text/html", "{}"),
        ),
        attack("bytes", 415, complaints().header("content-type", b"\xff\xfe")),
        attack(
            "upper case and a charset",
            201,
            complaints().body("Application/X-WWW-Form-URLencoded ; charset=latin1", form()),
        ),
        attack(
            "gzip",
            415,
            complaints().body(FORM, form()).header("content-encoding", "gzip"),
        ),
        attack(
            "two encodings",
            415,
            complaints()
                .body(FORM, form())
                .header("content-encoding", "gzip, br"),
        ),
        attack(
            "identity",
            201,
            complaints()
                .body(FORM, form())
                .header("content-encoding", "identity"),
        ),
        attack(
            "no boundary",
            400,
            complaints().body("multipart/form-data", whole()),
        ),
        attack(
            "empty boundary",
            400,
            complaints().body("multipart/form-data; boundary=", whole()),
        ),
        attack(
            "long boundary",
            400,
            complaints().body(&format!("multipart/form-data; boundary={}", "x".repeat(201)), ""),
        ),
        attack(
            "other boundary",
            400,
            complaints().body("multipart/form-data; boundary=lain", whole()),
        ),
        attack("empty body", 422, complaints().body(FORM, "")),
        attack("empty multipart body", 400, complaints().multipart_raw("")),
        attack("no part", 422, complaints().multipart_raw(closed(""))),
        attack("empty json body", 400, complaints().json_raw("")),
    ])
    .await;
}

#[tokio::test]
async fn sizes() {
    let text = |length: usize| "a".repeat(length);
    let urlencoded = |length: usize| format!("x={}", text(length - 2));
    let anonymous_with = |narrative: &str| {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(anonymous().iter().filter(|(name, _)| *name != "narrative"))
            .append_pair("narrative", narrative)
            .finish()
    };
    survive(
        vec![
            attack("the limit", 422, complaints().body(FORM, urlencoded(LIMIT))),
            attack(
                "one byte more",
                413,
                complaints().body(FORM, urlencoded(LIMIT + 1)),
            ),
            attack(
                "one byte more of json",
                413,
                complaints().json_raw(text(LIMIT + 1)),
            ),
            attack(
                "one byte more of parts",
                413,
                complaints().multipart_raw(text(LIMIT + 1)),
            ),
            attack(
                "announced too large",
                413,
                complaints().body(FORM, "x=1").header("content-length", "4500001"),
            ),
            attack(
                "announced absurdly",
                400,
                complaints().body(FORM, "").header("content-length", "-1"),
            ),
            attack(
                "longest story",
                201,
                complaints().body(FORM, anonymous_with(&text(10_000))),
            ),
            attack(
                "one letter more",
                422,
                complaints().body(FORM, anonymous_with(&text(10_001))),
            ),
            attack(
                "longest story in lines",
                201,
                complaints().body(FORM, anonymous_with(&"a\r\n".repeat(5_000))),
            ),
            attack(
                "longest story of emoji",
                201,
                complaints().body(FORM, anonymous_with(&"🙂".repeat(10_000))),
            ),
            attack(
                "a megabyte",
                422,
                complaints().body(FORM, anonymous_with(&text(1_000_000))),
            ),
            attack(
                "long key",
                422,
                complaints()
                    .header("idempotency-key", text(65))
                    .urlencoded(&anonymous()),
            ),
            attack(
                "key that fits",
                201,
                complaints()
                    .header("idempotency-key", text(64))
                    .urlencoded(&anonymous()),
            ),
            attack(
                "key of bytes",
                201,
                complaints()
                    .header("idempotency-key", b"\xff\xfe")
                    .urlencoded(&anonymous()),
            ),
            attack(
                "long number",
                422,
                post("/api/status").urlencoded(&[("number", &text(100_000))]),
            ),
        ]
        .into_iter()
        // A length that is no number is the server's to refuse; without one, nothing is wrong but the form.
        .map(|attack| {
            if attack.name == "announced absurdly" {
                Attack {
                    status: 422,
                    ..attack
                }
            } else {
                attack
            }
        })
        .collect(),
    )
    .await;
}

#[tokio::test]
async fn a_body_of_unknown_length_is_counted_while_it_comes() {
    let world = World::new().await;
    let chunk = Bytes::from(vec![b'a'; 64 * 1024]);
    let endless = futures_util::stream::repeat_with(move || Ok::<_, std::io::Error>(chunk.clone()));
    let request = Request::post("/api/complaints")
        .header("content-type", FORM)
        .body(Body::from_stream(endless))
        .unwrap();
    assert_eq!(world.router().oneshot(request).await.unwrap().status(), 413);
    let broken =
        futures_util::stream::iter([Ok(Bytes::from("narrative=a")), Err(std::io::Error::other("gone"))]);
    let request = Request::post("/api/complaints")
        .header("content-type", FORM)
        .body(Body::from_stream(broken))
        .unwrap();
    assert_eq!(world.router().oneshot(request).await.unwrap().status(), 400);
}

#[tokio::test]
async fn parts() {
    let many = |count: usize| closed(&field("tak_dikenal", "x").repeat(count));
    survive(vec![
        attack("24 parts", 422, complaints().multipart_raw(many(24))),
        attack("25 parts", 400, complaints().multipart_raw(many(25))),
        attack("20,000 parts", 400, complaints().multipart_raw(many(20_000))),
        attack("name that fits", 422, complaints().multipart_raw(closed(&field(&"n".repeat(64), "x")))),
        attack("long name", 400, complaints().multipart_raw(closed(&field(&"n".repeat(65), "x")))),
        attack("no name", 201, complaints().multipart_raw(closed(&(whole() + &part("Content-Disposition: form-data", "x"))))),
        attack("no header", 201, complaints().multipart_raw(closed(&(whole() + &part("X-A: b", "x"))))),
        attack("no end", 400, complaints().multipart_raw(whole())),
        attack("cut in a header", 400, complaints().multipart_raw(format!("--{BOUNDARY}\r\nContent-Dispo"))),
        attack("text after the end", 201, complaints().multipart_raw(closed(&whole()) + "sisa")),
        attack("twice", 400, complaints().multipart_raw(closed(&(whole() + &field("narrative", NARRATIVE))))),
        attack("a file as text", 400, complaints().multipart_raw(closed(&(whole() + &part("Content-Disposition: form-data; name=\"narrative\"; filename=\"a.txt\"", "isi"))))),
        attack("latin-1 file name", 422, complaints().multipart_raw([
            whole().as_bytes(),
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"f").as_bytes(),
            b"\xe9.jpg\"\r\n\r\nx\r\n",
            closed("").as_bytes(),
        ].concat())),
        attack("a thousand headers", 400, complaints().multipart_raw(closed(&part(&"X-A: b\r\n".repeat(1000), "x")))),
        attack("multipart inside", 201, complaints().multipart_raw(closed(&(whole() + &part("Content-Disposition: form-data; name=\"lain\"\r\nContent-Type: multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n--b--"))))),
    ])
    .await;
}

#[tokio::test]
async fn json() {
    let deep =
        |open: &str, close: &str, depth: usize| format!("{}{}", open.repeat(depth), close.repeat(depth));
    let object = |rest: &str| {
        format!(r#"{{"identity_mode":"anonymous","narrative":"{NARRATIVE}","incident_place":"Loket"{rest}}}"#)
    };
    let member = |n: usize| format!(r#","x{n}":1"#);
    let members = |count: usize| (0..count).map(member).collect::<String>();
    survive(vec![
        attack("no object", 400, complaints().json_raw("[]")),
        attack("a text", 400, complaints().json_raw("\"x\"")),
        attack("cut", 400, complaints().json_raw("{\"narrative\":")),
        attack("two objects", 400, complaints().json_raw("{}{}")),
        attack("deep list", 400, complaints().json_raw(deep("[", "]", 100_000))),
        attack(
            "deep object",
            400,
            complaints().json_raw(deep("{\"a\":", "}", 100_000)),
        ),
        attack(
            "deep inside",
            201,
            complaints().json_raw(object(&format!(",\"x\":{}", deep("[", "]", 10_000)))),
        ),
        attack(
            "number for text",
            400,
            complaints().json_raw(object(r#","name":1"#)),
        ),
        attack(
            "list for text",
            400,
            complaints().json_raw(object(r#","name":["a"]"#)),
        ),
        attack(
            "object for text",
            400,
            complaints().json_raw(object(r#","category":{}"#)),
        ),
        attack(
            "true for text",
            400,
            complaints().json_raw(object(r#","email":true"#)),
        ),
        attack(
            "null for text",
            201,
            complaints().json_raw(object(r#","email":null"#)),
        ),
        attack(
            "twice",
            400,
            complaints().json_raw(object(r#","narrative":"lain lagi dan cukup panjang""#)),
        ),
        attack(
            "twice, once null",
            201,
            complaints().json_raw(object(r#","narrative":null"#)),
        ),
        attack(
            "many unknown members",
            201,
            complaints().json_raw(object(&members(20_000))),
        ),
        attack(
            "prototype",
            201,
            complaints().json_raw(object(r#","__proto__":{"a":1},"constructor":"x""#)),
        ),
        attack(
            "lone surrogate",
            400,
            complaints().json_raw(object(r#","name":"\ud800""#)),
        ),
        attack(
            "invalid utf-8",
            201,
            complaints().json_raw(
                [
                    object(",\"name\":\"").trim_end_matches('}').as_bytes(),
                    b"\xff\xfe\"}",
                ]
                .concat(),
            ),
        ),
        attack(
            "byte-order mark",
            400,
            complaints().json_raw(format!("\u{feff}{}", object(""))),
        ),
    ])
    .await;
}

#[tokio::test]
async fn urlencoded() {
    let form = |rest: &str| {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(anonymous())
            .finish();
        complaints().body(FORM, form + rest)
    };
    survive(vec![
        attack("twice", 400, form("&narrative=lain+lagi+dan+cukup+panjang")),
        attack("twice the same", 400, form("&identity_mode=anonymous")),
        attack("unknown twice", 201, form("&x=1&x=2")),
        attack("a million ampersands", 201, form(&"&".repeat(1_000_000))),
        attack("a million pairs", 201, form(&"&x=1".repeat(1_000_000))),
        attack("broken percent", 201, form("&x=%ZZ%")),
        attack("names with brackets", 201, form("&narrative[]=a&narrative[0]=b")),
        attack("semicolons", 201, form(";name=x")),
    ])
    .await;
}

#[tokio::test]
async fn characters_are_cleaned_and_never_a_reason_to_refuse() {
    for (raw, kept) in [
        (&b"Isi%00nya cukup panjang"[..], "Isinya cukup panjang"),
        (b"Isi\xff\xfe cukup panjang", "Isi\u{fffd}\u{fffd} cukup panjang"),
        (b"Isi%E2%80%AE cukup panjang", "Isi cukup panjang"),
        (b"Isi%F3%A0%81%81 cukup panjang", "Isi cukup panjang"),
        (b"Isi%1B[31m cukup panjang", "Isi[31m cukup panjang"),
        (b"Baris%0D%0Asatu, baris%0Ddua", "Baris\nsatu, baris\ndua"),
        (b"%EF%BB%BFIsi cukup panjang", "Isi cukup panjang"),
        (b"'; DROP TABLE aduan; --", "'; DROP TABLE aduan; --"),
        (b"{{ 7 * 7 }} ${7*7} %3C%25=7%25%3E", "{{ 7 * 7 }} ${7*7} <%=7%>"),
        (b"=HYPERLINK(\"http://x\")", "=HYPERLINK(\"http://x\")"),
    ] {
        let world = World::new().await;
        let body = [
            b"identity_mode=anonymous&incident_place=x&narrative=".as_slice(),
            raw,
        ]
        .concat();
        let answer = complaints().body(FORM, body).send(&world).await.expect(201);
        let number = complaint::Number::parse(&answer.member("number"), &world.app.agency.codes()).unwrap();
        let case = world.app.store.show(&number).await.unwrap().unwrap();
        assert_eq!(case.summary.narrative, kept, "{:?}", String::from_utf8_lossy(raw));
    }
    let world = World::new().await;
    let invisible = with(
        &anonymous(),
        &[(
            "narrative",
            "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
        )],
    );
    complaints().urlencoded(&invisible).send(&world).await.expect(422);
}

#[tokio::test]
async fn nothing_a_citizen_types_becomes_markup_on_any_page() {
    let world = World::new().await;
    let script = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'";
    let names = [
        "narrative",
        "incident_place",
        "name",
        "category",
        "website",
        "submission_key",
        "language",
        "incident_date",
    ];
    let fields: Vec<_> = names.iter().map(|name| (*name, script)).collect();
    let refilled = post("/api/complaints")
        .by_browser()
        .urlencoded(&fields)
        .send(&world)
        .await
        .expect(422);
    let lookup = post("/api/status")
        .by_browser()
        .urlencoded(&[("number", script)])
        .send(&world)
        .await
        .expect(422);
    for page in [refilled, lookup] {
        assert!(
            !page.text.contains("<script>alert") && !page.text.contains("<img src=x"),
            "{}",
            page.text
        );
    }
}

#[tokio::test]
async fn headers() {
    let long = "a".repeat(50_000);
    for (name, value) in [
        ("accept", b"\xff\xfe".as_slice()),
        ("accept", b"text/html;q=99999999999999999999999, ,,;;;"),
        ("accept", long.as_bytes()),
        ("cookie", long.as_bytes()),
        ("referer", b"\xff"),
        ("referer", b"http://[::1/en/"),
        ("host", b"\xff"),
        ("host", b"a b"),
        ("x-forwarded-for", b"1.2.3.4, \xff"),
        ("user-agent", b"\xf0\x9f\x99\x82"),
        ("range", b"bytes=0-"),
        ("expect", b"200-ok"),
        ("transfer-encoding", b"chunked, chunked"),
        ("content-length", b"0x10"),
    ] {
        let world = World::new().await;
        let call = post("/api/complaints")
            .header(name, value)
            .urlencoded(&anonymous());
        let answer = call.send(&world).await;
        assert!(answer.status == 201, "{name}: {value:?}: {}", answer.text);
    }
}

async fn never_fails(call: Call) -> Result<Answer, TestCaseError> {
    let world = World::new().await;
    let answer = call.send(&world).await;
    prop_assert!(answer.status < 500, "{}: {}", answer.status, answer.text);
    Ok(answer)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_body_of_any_kind_makes_the_function_fail(
        body in prop::collection::vec(any::<u8>(), 0..400),
        kind in prop::sample::select(vec![FORM, "application/json", MULTIPART]),
        path in prop::sample::select(vec!["/api/complaints", "/api/status"]),
        browser in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let call = post(path).body(kind, body);
        let call = if browser { call.by_browser() } else { call.by_program() };
        runtime.block_on(never_fails(call))?;
    }

    #[test]
    fn no_text_in_any_field_makes_the_function_fail(
        texts in prop::collection::vec((prop::sample::select(vec![
            "class", "category", "unit", "narrative", "incident_place", "incident_date", "reported_party",
            "requested_outcome", "identity_mode", "name", "phone", "email", "address", "relation", "business_name",
            "business_id", "language", "lang", "submission_key", "website", "evidence", "upload_ids", "number", "access_code",
        ]), "\\PC{0,40}|.{0,40}"), 0..24),
        path in prop::sample::select(vec!["/api/complaints", "/api/status"]),
        browser in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let fields: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let call = post(path).urlencoded(&fields);
        let call = if browser { call.by_browser() } else { call.by_program() };
        runtime.block_on(never_fails(call))?;
    }
}
