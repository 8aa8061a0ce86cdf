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
