//! What is done to a case at the desk: each verb and its words.

use serde_json::Value;

use crate::caller::{Answer, post};
use crate::case::{anonymous, file, status, with};
use crate::desk::Person;
use crate::staff::Filed;
use crate::world::World;

pub(crate) async fn filed(world: &World) -> Filed {
    Filed::of(world, &file(world, &anonymous()).await)
}

/// What the citizen reads with number and code.
async fn citizen(world: &World, case: &Filed) -> Answer {
    let number = case.number.to_string();
    let fields = [("number", number.as_str()), ("access_code", &case.code)];
    status().urlencoded(&fields).send(world).await.expect(200)
}

fn possible(case: &Value) -> Vec<String> {
    let actions = case["actions"].as_array().unwrap().iter();
    actions
        .filter(|action| action["possible"] == true)
        .map(|action| action["verb"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_case_is_worked_to_its_end() {
    let world = World::new().await;
    let case = filed(&world).await;
    let number = case.number.to_string();
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    for (who, verb, fields, state) in [
        (&desk, "verify", &[][..], "verifying"),
        (&desk, "ask", &[("text", "Kapan kejadiannya?")], "awaiting_info"),
    ] {
        let answer = who.act(&world, &number, verb, fields).await.expect(200);
        assert_eq!(answer.member("status"), state, "{verb}");
    }
    case.send("messages", &[("text", "Kemarin pagi.")])
        .send(&world)
        .await
        .expect(201);
    for (who, verb, fields, state) in [
        (
            &desk,
            "dispose",
            &[("unit", "perizinan"), ("note", "Mohon cek loket tiga.")][..],
            "dispositioned",
        ),
        (&officer, "handle", &[], "handling"),
        (
            &officer,
            "extend",
            &[("text", "Kami menunggu berkas arsip.")],
            "handling",
        ),
        (&officer, "note", &[("note", "Sudah telepon arsip.")], "handling"),
        (
            &officer,
            "respond",
            &[("text", "Biaya Anda kami kembalikan.")],
            "responded",
        ),
        (
            &desk,
            "reopen",
            &[("note", "Pelapor menelepon, belum selesai.")],
            "reopened",
        ),
        (&desk, "handle", &[], "handling"),
        (&desk, "respond", &[("text", "Uang sudah dikirim.")], "responded"),
        (
            &desk,
            "close",
            &[("resolution", "fulfilled"), ("text", "Terima kasih.")],
            "closed",
        ),
    ] {
        let answer = who.act(&world, &number, verb, fields).await.expect(200);
        assert_eq!(answer.member("status"), state, "{verb}");
    }
    let seen = citizen(&world, &case).await.text;
    for public in [
        "Kapan kejadiannya?",
        "Kemarin pagi.",
        "arsip.",
        "Biaya Anda kami kembalikan.",
        "Terima kasih.",
    ] {
        assert!(seen.contains(public), "{public} in {seen}");
    }
    for internal in [
        "Mohon cek loket tiga",
        "telepon arsip",
        "Pelapor menelepon",
        "petugas-perizinan",
        "koordinator",
        "sample-",
    ] {
        assert!(!seen.contains(internal), "{internal} in {seen}");
    }
    let page = desk
        .page(&world, &format!("/staff/cases/{number}"))
        .await
        .expect(200)
        .text;
    for shown in [
        "Mohon cek loket tiga.",
        "Sudah telepon arsip.",
        "petugas-perizinan",
        "koordinator",
        "Kemarin pagi.",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    let events = case.events(&world).await;
    let by: Vec<_> = events.iter().filter_map(|event| event.by.as_deref()).collect();
    assert!(by.contains(&"sample-koordinator") && by.contains(&"sample-petugas-perizinan"));
}

#[tokio::test]
async fn the_other_ends_of_a_case() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let master = filed(&world).await.number.to_string();
    let stories = [
        "Cerita pertama yang lain.",
        "Cerita kedua yang lain.",
        "Cerita ketiga yang lain.",
    ];
    let mut numbers = Vec::new();
    for story in stories {
        numbers.push(file(&world, &with(&anonymous(), &[("narrative", story)])).await);
    }
    let cases: Vec<Filed> = numbers.iter().map(|answer| Filed::of(&world, answer)).collect();
    let number = |place: usize| cases[place].number.to_string();
    for case in &cases {
        desk.act(&world, &case.number.to_string(), "verify", &[])
            .await
            .expect(200);
    }
    let own = number(1);
    for wrong in ["", "x", "DPM-0000-0000", own.as_str()] {
        let refused = desk.act(&world, &own, "merge", &[("master", wrong)]).await;
        assert_eq!(refused.status, 422, "{wrong}");
    }
    let merged = desk
        .act(&world, &own, "merge", &[("master", &master.to_lowercase())])
        .await
        .expect(200);
    assert_eq!(merged.member("status"), "duplicate");
    assert!(
        !citizen(&world, &cases[1]).await.text.contains(&master),
        "never the other's number"
    );

    let elsewhere = [("destination", "PLN"), ("text", "Listrik ditangani PLN.")];
    desk.act(&world, &number(0), "not_ours", &elsewhere[..1])
        .await
        .expect(422);
    desk.act(&world, &number(0), "not_ours", &elsewhere)
        .await
        .expect(200);
    let sent = [("destination", "PLN"), ("external_number", "G-17")];
    desk.act(&world, &number(0), "forward", &sent).await.expect(200);
    let seen = citizen(&world, &cases[0]).await.text;
    assert!(
        seen.contains("PLN") && seen.contains("G-17") && seen.contains("ditangani PLN"),
        "{seen}"
    );

    let reason = [("archive_reason", "too_general")];
    desk.act(&world, &number(2), "archive", &[]).await.expect(422);
    desk.act(&world, &number(2), "archive", &reason).await.expect(200);
    assert!(citizen(&world, &cases[2]).await.text.contains("terlalu umum"));

    let spam = file(
        &world,
        &with(
            &anonymous(),
            &[("website", "x"), ("narrative", "Beli sekarang juga.")],
        ),
    )
    .await;
    let spam = Filed::of(&world, &spam);
    let before = citizen(&world, &spam).await.json()["timeline"].clone();
    let released = desk
        .act(&world, &spam.number.to_string(), "release", &[])
        .await
        .expect(200);
    assert_eq!(released.member("status"), "received");
    assert_eq!(
        citizen(&world, &spam).await.json()["timeline"],
        before,
        "nobody learns it was held"
    );
}

#[tokio::test]
async fn a_case_that_bounces_is_shouted_about() {
    let world = World::new().await;
    let number = filed(&world).await.number.to_string();
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    for bounces in 1..=3 {
        if bounces == 1 {
            desk.act(&world, &number, "verify", &[]).await.expect(200);
        }
        desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
            .await
            .expect(200);
        officer.act(&world, &number, "return", &[]).await.expect(422);
        officer
            .act(&world, &number, "return", &[("note", "Bukan kami.")])
            .await
            .expect(200);
        let page = desk.page(&world, &format!("/staff/cases/{number}")).await.text;
        assert_eq!(page.contains("kali dikembalikan"), bounces == 3, "{bounces}");
        let marked = desk.json(&world, "/staff/?flag=bounced").await.json();
        assert_eq!(
            marked["items"].as_array().unwrap().len(),
            usize::from(bounces == 3)
        );
    }
    let page = desk.page(&world, "/staff/").await.text;
    assert!(page.contains("Sering dikembalikan"), "the queue shows it: {page}");
    // The coordinator decides, and says why; the unit cannot play it back.
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(422);
    let decided = [("unit", "perizinan"), ("note", "Sesuai tugas pokok bidang.")];
    desk.act(&world, &number, "dispose", &decided).await.expect(200);
    officer
        .act(&world, &number, "return", &[("note", "Tetap bukan kami.")])
        .await
        .expect(409);
    let page = officer.page(&world, &format!("/staff/cases/{number}")).await.text;
    assert!(page.contains("Bicarakan dengan koordinator"), "{page}");
    officer.act(&world, &number, "handle", &[]).await.expect(200);
}

#[tokio::test]
async fn the_page_offers_what_can_be_done_and_says_why_the_rest_cannot() {
    let world = World::new().await;
    let number = filed(&world).await.number.to_string();
    let desk = Person::coordinator(&world).await;
    let path = format!("/staff/cases/{number}");
    let case = desk.json(&world, &path).await.json();
    assert_eq!(
        possible(&case),
        [
            "note", "verify", "extend", "classify", "redact", "exclude", "hand_off", "escalate"
        ]
    );
    let close = case["actions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|action| action["verb"] == "close")
        .unwrap();
    assert_eq!(
        close["why_not"],
        "Dapat dilakukan pada tahap: Diteruskan ke instansi berwenang, Ditanggapi."
    );
    let page = desk.page(&world, &path).await.text;
    assert!(page.contains(&format!("{path}/verify\"")) && !page.contains(&format!("{path}/close\"")));
    assert!(page.contains("Dapat dilakukan pada tahap"), "{page}");
    desk.act(&world, &number, "extend", &[("text", "Berkas banyak.")])
        .await
        .expect(200);
    desk.act(&world, &number, "extend", &[("text", "Sekali lagi.")])
        .await
        .expect(409);
    desk.act(&world, &number, "close", &[("resolution", "fulfilled")])
        .await
        .expect(409);
    desk.act(&world, &number, "read", &[]).await.expect(404);
    desk.act(&world, &number, "nonsense", &[]).await.expect(404);
}

#[tokio::test]
async fn a_case_that_was_taken_for_something_else_is_set_right_at_the_desk() {
    let world = World::new().await;
    let fields = with(&anonymous(), &[("unit", "perizinan")]);
    let case = Filed::of(&world, &file(&world, &fields).await);
    let number = case.number.to_string();
    let desk = Person::coordinator(&world).await;
    let officer = Person::officer(&world, "perizinan").await;
    let page = format!("/staff/cases/{number}");
    let due = |answer: &Answer| answer.json()["deadlines"].as_array().unwrap()[1]["due_on"].clone();
    let before = citizen(&world, &case).await;

    let same = [("class", "complaint"), ("category", "")];
    let answer = desk.act(&world, &number, "classify", &same).await.expect(422);
    assert_eq!(answer.errors(), [("category".to_owned(), "unchanged".to_owned())]);
    let unknown = [("class", "gossip"), ("category", "cuaca")];
    let answer = desk.act(&world, &number, "classify", &unknown).await.expect(422);
    let wrong = |field: &str| (field.to_owned(), "unknown_choice".to_owned());
    assert_eq!(answer.errors(), [wrong("class"), wrong("category")]);

    // What it is about is the desk's own business.
    desk.act(
        &world,
        &number,
        "classify",
        &[("class", "complaint"), ("category", "perizinan")],
    )
    .await
    .expect(200);
    let told = citizen(&world, &case).await;
    assert_eq!(told.json()["timeline"], before.json()["timeline"]);
    assert_eq!(told.member("updated_at"), before.member("updated_at"));

    // Of which kind it is, and until when it is answered, is not.
    desk.act(
        &world,
        &number,
        "classify",
        &[("class", "information_request"), ("category", "perizinan")],
    )
    .await
    .expect(200);
    let told = citizen(&world, &case).await;
    assert_eq!(told.member("class"), "information_request");
    assert_ne!(due(&told), due(&before));
    let labels: Vec<_> = told.json()["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["label"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        labels,
        ["Diterima", "Jenis laporan dibetulkan", "Tanggal berubah"]
    );

    // What needs oversight is kept from whom it is about, whoever noticed that first.
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(409);
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    officer.json(&world, &page).await.expect(200);
    officer
        .act(&world, &number, "classify", &[("class", "aspiration")])
        .await
        .expect(403);
    let answer = desk
        .act(
            &world,
            &number,
            "classify",
            &[("class", "complaint"), ("category", "pungli")],
        )
        .await
        .expect(200);
    assert_eq!(answer.json()["oversight"], true);
    officer.json(&world, &page).await.expect(404);
    let listed = desk
        .json(&world, "/staff/?category=pungli&view=all")
        .await
        .expect(200);
    assert_eq!(listed.json()["items"][0]["number"], number.as_str());
}

#[tokio::test]
async fn the_unit_that_has_a_case_keeps_it_when_it_turns_out_to_need_oversight() {
    let world = World::new().await;
    let number = filed(&world).await.number.to_string();
    let desk = Person::coordinator(&world).await;
    desk.act(&world, &number, "verify", &[]).await.expect(200);
    desk.act(&world, &number, "dispose", &[("unit", "perizinan")])
        .await
        .expect(200);
    let grave = [("class", "complaint"), ("category", "pungli")];
    desk.act(&world, &number, "classify", &grave).await.expect(200);
    let officer = Person::officer(&world, "perizinan").await;
    let page = format!("/staff/cases/{number}");
    let case = officer.json(&world, &page).await.expect(200).json();
    assert_eq!(case["oversight"], true);
}

#[tokio::test]
async fn a_version_is_a_number_or_its_text_and_must_be_there() {
    let world = World::new().await;
    let desk = Person::coordinator(&world).await;
    let number = file(&world, &anonymous()).await.member("number");
    let path = format!("/staff/cases/{number}");
    let send = |verb: &str, mut body: serde_json::Value| {
        body["csrf"] = desk.csrf.as_str().into();
        let call = post(&format!("{path}/{verb}")).by_program();
        let call = call
            .header("cookie", &desk.cookie)
            .header("sec-fetch-site", "same-origin");
        call.json_raw(body.to_string())
    };
    let version = desk.json(&world, &path).await.expect(200).json()["version"].clone();
    for (body, code) in [
        (serde_json::json!({}), "required"),
        (serde_json::json!({ "version": " " }), "required"),
        (serde_json::json!({ "version": "dua" }), "bad_characters"),
    ] {
        let answer = send("verify", body).send(&world).await.expect(422);
        assert_eq!(answer.errors(), [("version".to_owned(), code.to_owned())]);
    }
    let answer = send("respond", serde_json::json!({}))
        .send(&world)
        .await
        .expect(422);
    let fields: Vec<String> = answer.errors().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["text", "version"], "everything at once");
    let stale = version.as_i64().unwrap() + 1;
    send("verify", serde_json::json!({ "version": stale }))
        .send(&world)
        .await
        .expect(409);
    let answer = send("verify", serde_json::json!({ "version": version }));
    let case = answer.send(&world).await.expect(200).json();
    assert_eq!(case["status"], "verifying");
    let version = case["version"].to_string();
    let answer = send("handle", serde_json::json!({ "version": version }));
    answer.send(&world).await.expect(200);
}
