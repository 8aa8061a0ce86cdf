//! Characters and headers.

use crate::caller::{FORM, post};
use crate::case::{anonymous, complaints, with};
use crate::world::World;

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

/// What is filed, said, judged and taken back stands on the pages of the case, as text and nothing else.
#[tokio::test]
async fn nothing_that_is_stored_becomes_markup_on_the_pages_of_the_case() {
    let world = World::new().await;
    let script = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' panjang";
    let fields = with(
        &crate::case::named(),
        &[
            ("narrative", script),
            ("incident_place", script),
            ("name", script),
            ("reported_party", script),
        ],
    );
    let case = crate::staff::Filed::of(&world, &crate::case::file(&world, &fields).await);
    case.send("messages", &[("text", script)])
        .send(&world)
        .await
        .expect(201);
    case.answered(&world).await;
    let resolution = complaint::case::Resolution::Fulfilled;
    case.staff(&world, complaint::Action::Close { resolution }, script)
        .await;
    case.send("rating", &[("score", "1"), ("solved", "no"), ("comment", script)])
        .send(&world)
        .await
        .expect(201);
    let key = [
        ("number", case.number.as_str()),
        ("access_code", case.code.as_str()),
    ];
    for path in ["/api/status", "/api/receipts"] {
        let page = post(path)
            .by_browser()
            .urlencoded(&key)
            .send(&world)
            .await
            .expect(200)
            .text;
        assert!(
            !page.contains("<script>alert") && !page.contains("<img src=x"),
            "{path}: {page}"
        );
        let is_status = path == "/api/status";
        assert_eq!(page.contains("&lt;script&gt;alert"), is_status, "{path}: {page}");
    }
}

/// Every answer carries what the pages of the site carry, since browsers ask both under one origin.
#[tokio::test]
async fn every_answer_has_the_headers_that_protect_it() {
    let world = World::new().await;
    let calls = [
        complaints().urlencoded(&anonymous()),
        post("/api/complaints").by_browser().urlencoded(&[]),
        post("/api/status").by_browser().urlencoded(&[("number", "x")]),
        crate::caller::get("/api/health"),
        crate::caller::get("/staff/masuk").by_browser(),
        crate::caller::get("/api/tidak-ada").by_browser(),
    ];
    for (at, call) in calls.into_iter().enumerate() {
        let answer = call.send(&world).await;
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), value, "{at}: {name}");
        }
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{at}: {policy}"
        );
        assert_eq!(answer.header("server"), "", "{at}: no version is told");
    }
}
