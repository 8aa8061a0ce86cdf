//! Kinds, encodings and sizes of bodies.

use axum::body::{Body, Bytes};
use axum::http::Request;
use tower::ServiceExt;

use super::{Attack, LIMIT, attack, closed, survive, whole};
use crate::caller::{FORM, post};
use crate::case::{anonymous, complaints};
use crate::world::World;

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
