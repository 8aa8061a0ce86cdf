//! Writes from other sites.

use crate::caller::post;
use crate::case::{anonymous, complaints};
use crate::world::World;

#[tokio::test]
async fn writes_from_other_sites_are_refused_before_anything_is_read() {
    let world = World::new().await;
    let base = world.app.agency.base_url.clone();
    for (pairs, status) in [
        (vec![], 201),
        (vec![("sec-fetch-site", "same-origin")], 200),
        (vec![("sec-fetch-site", "none")], 200),
        (vec![("origin", base.as_str())], 200),
        (
            vec![("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")],
            200,
        ),
        (vec![("sec-fetch-site", "cross-site")], 403),
        (
            vec![("sec-fetch-site", "same-site"), ("origin", base.as_str())],
            403,
        ),
        (vec![("origin", "null")], 403),
        (vec![("origin", "https://evil.example")], 403),
        (
            vec![("origin", "https://evil.example"), ("host", "127.0.0.1:8080")],
            403,
        ),
    ] {
        let call = pairs
            .iter()
            .fold(complaints(), |call, (name, value)| call.header(name, value));
        let answer = call.urlencoded(&anonymous()).send(&world).await;
        assert_eq!(answer.status, status, "{pairs:?}: {}", answer.text);
    }
    let page = post("/api/status")
        .by_browser()
        .header("origin", "null")
        .urlencoded(&[])
        .send(&world)
        .await
        .expect(403);
    assert!(page.text.contains("situs lain"), "{}", page.text);
    let bytes = complaints()
        .header("origin", b"\xff\xfe")
        .urlencoded(&anonymous())
        .send(&world)
        .await;
    assert_eq!(bytes.status, 403);
}
