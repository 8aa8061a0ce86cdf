//! Changing the language of a form that came back: nothing typed is lost, and nothing is filed by it.

use crate::caller::{Answer, post};
use crate::case::{anonymous, with};
use crate::samples::jpeg;
use crate::world::World;

async fn switched(world: &World, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    post("/api/complaints")
        .by_browser()
        .with_files(fields, files)
        .send(world)
        .await
}

#[tokio::test]
async fn a_form_comes_back_in_the_other_language_with_everything_typed() {
    let world = World::new().await;
    let fields = with(
        &anonymous(),
        &[("narrative", "Lambat"), ("language", "id"), ("to_lang", "en")],
    );
    let page = switched(&world, &fields, &[]).await.expect(422).text;
    for shown in [
        "<html lang=\"en\">",
        "Lambat",
        "value=\"Loket 3, Mal Pelayanan Publik\"",
        "name=\"language\" value=\"en\"",
        "Bahasa Indonesia",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    let back = with(&fields, &[("language", "en"), ("to_lang", "id")]);
    let page = switched(&world, &back, &[]).await.expect(422).text;
    assert!(
        page.contains("<html lang=\"id\">") && page.contains("Ceritakan lebih lengkap"),
        "{page}"
    );
    assert_eq!(world.count("META").await, 0);
}

#[tokio::test]
async fn a_form_without_a_mistake_is_not_filed_by_it_and_keeps_its_files() {
    let world = World::new().await;
    let photo = jpeg(40, 30);
    let fields = with(&anonymous(), &[("to_lang", "en")]);
    let page = switched(&world, &fields, &[("a.jpg", &photo)])
        .await
        .expect(200)
        .text;
    assert_eq!(world.count("META").await, 0, "nothing is filed");
    assert!(page.contains("name=\"upload_ids\""), "{page}");
    assert!(!page.contains("role=\"alert\""), "{page}");
    let odd = with(&anonymous(), &[("to_lang", "xx")]);
    switched(&world, &odd, &[]).await.expect(201);
    let program = with(
        &anonymous(),
        &[("to_lang", "en"), ("narrative", "Lain cerita dari program.")],
    );
    crate::case::complaints()
        .urlencoded(&program)
        .send(&world)
        .await
        .expect(201);
}
