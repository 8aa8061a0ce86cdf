//! Texts to begin an answer with: chosen, filled in for the case, sent by nobody but the officer.

use crate::case::{anonymous, confidential, file, with};
use crate::desk::Person;
use crate::world::World;

const REPLY: (&str, &str) = ("reply", "Tanggapan lengkap");
const FILL: (&str, &str) = ("fill", "yes");

#[tokio::test]
async fn a_chosen_text_stands_in_the_form_and_nothing_is_sent() {
    let world = World::new().await;
    let number = file(&world, &anonymous()).await.member("number");
    let desk = Person::coordinator(&world).await;
    let path = format!("/staff/cases/{number}");
    for verb in ["verify", "handle"] {
        desk.act(&world, &number, verb, &[]).await.expect(200);
    }
    let page = desk.page(&world, &path).await.text;
    assert!(page.contains("<option>Tanggapan lengkap</option>"), "{page}");
    assert!(
        !page.contains("<option>Urusan instansi lain</option>"),
        "not possible now"
    );
    let events = desk.json(&world, &path).await.json()["events"].clone();

    let typed = ("text", "Sudah diketik <b>lebih</b> dulu.");
    let filled = desk
        .post(&format!("{path}/respond"), &[typed, REPLY, FILL])
        .by_browser()
        .send(&world)
        .await
        .expect(200)
        .text;
    for shown in [
        "diketik &lt;b&gt;lebih&lt;",
        &format!("Aduan {number} yang kami terima pada Jumat, 15 Agustus 2025"),
        "https://pengaduan.contoh.example/cek/",
        "0541-000111",
    ] {
        assert!(filled.contains(shown), "{shown} in {filled}");
    }
    assert!(
        filled.contains("<details class=\"verb noprint\" open>"),
        "the form is open"
    );
    assert_eq!(desk.json(&world, &path).await.json()["events"], events);

    // Without a choice what was typed stays; a name that is none changes nothing.
    for chosen in ["", "Bukan contoh", "Minta tempat dan waktu kejadian"] {
        let same = desk
            .post(&format!("{path}/respond"), &[typed, ("reply", chosen), FILL])
            .by_program()
            .send(&world)
            .await
            .expect(200);
        assert_eq!(same.member("text"), typed.1);
    }
}

#[tokio::test]
async fn a_text_speaks_the_reporters_language_and_shows_what_is_missing() {
    let world = World::new().await;
    let number = file(&world, &with(&confidential(), &[("language", "en")]))
        .await
        .member("number");
    let desk = Person::coordinator(&world).await;
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    let ask = [("reply", "Minta tempat dan waktu kejadian"), FILL];
    let path = format!("/staff/cases/{number}/ask");
    let filled = desk.post(&path, &ask).by_program().send(&world).await.expect(200);
    let text = filled.member("text");
    assert!(text.starts_with("Thank you for complaint"), "{text}");
    assert!(!text.contains("Nu'man") && !text.contains('{'), "{text}");
    let auditor = Person::new(&world, complaint::staff::Role::Auditor, "auditor", None).await;
    let auditor = auditor.session(&world).await;
    auditor
        .post(&path, &ask)
        .by_program()
        .send(&world)
        .await
        .expect(403);
}
