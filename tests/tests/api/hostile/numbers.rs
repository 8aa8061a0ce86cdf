//! Numbers and codes as nobody types them, contacts that split a header, and names that are right all the same.

use complaint::Number;

use crate::case::{anonymous, complaints, status, with};
use crate::world::World;

/// Each is refused by its check symbol or its shape, before the table is asked.
#[tokio::test]
async fn numbers_and_codes() {
    let world = World::new().await;
    for typed in [
        "",
        "-",
        "DPM",
        "DPM-0000-000",
        "DPM-0000-00000",
        "DPM-0000-0001",
        "XYZ-0000-0000",
        "DPM-\u{ff10}\u{ff10}\u{ff10}\u{ff10}-000",
        "DPM-0000-0000\u{202e}X",
        "DPM-0000-0000' OR '1'='1",
        "{\"S\":\"DPM-0000-0000\"}",
        "C#DPM-0000-0000",
    ] {
        let answer = status()
            .urlencoded(&[("number", typed)])
            .send(&world)
            .await
            .expect(422);
        assert_eq!(answer.errors()[0].0, "number", "{typed:?}");
    }
    let nobody = Number::new(&world.app.agency.code, [0; Number::RANDOM_BYTES]);
    for code in [
        "0",
        "0000-0000-0000-0001",
        "0000 0000 0000 000",
        "kode",
        "\u{1f512}",
    ] {
        let fields = [("number", nobody.as_str()), ("access_code", code)];
        let answer = status().urlencoded(&fields).send(&world).await.expect(422);
        assert_eq!(answer.errors()[0].0, "access_code", "{code:?}");
    }
}

/// Full-width digits, invisible marks and other hyphens are how telephones and documents write numbers.
#[tokio::test]
async fn numbers_are_read_however_they_are_written() {
    let world = World::new().await;
    let plain = Number::new(&world.app.agency.code, [0; Number::RANDOM_BYTES]).to_string();
    for typed in [
        plain.to_lowercase(),
        plain.replace('-', ""),
        plain.replace('-', " "),
        plain.replace('-', "\u{2013}"),
        plain.replace('0', "O"),
        plain.replace('0', "\u{ff10}"),
        format!("\u{200b}{plain}\u{feff}"),
    ] {
        status()
            .urlencoded(&[("number", &typed)])
            .send(&world)
            .await
            .expect(404);
    }
}

#[tokio::test]
async fn addresses_that_would_split_a_header_are_refused_and_every_name_is_right() {
    let world = World::new().await;
    let reporter = |set: &[(&'static str, &'static str)]| {
        let person = with(
            &anonymous(),
            &[
                ("identity_mode", "named"),
                ("name", "Siti"),
                ("email", "siti@contoh.example"),
            ],
        );
        with(&person, set)
    };
    for email in [
        "a@contoh.example\r\nBcc: b@contoh.example",
        "a@contoh.example,b@contoh.example",
        "a@contoh.example;b",
        "a@b@contoh.example",
        "<a@contoh.example>",
        "a@contoh..example",
        "@contoh.example",
        "a@",
    ] {
        let answer = complaints()
            .urlencoded(&reporter(&[("email", email)]))
            .send(&world)
            .await
            .expect(422);
        assert_eq!(answer.errors()[0].0, "email", "{email:?}");
    }
    for name in [
        "S",
        "Nu'man",
        "I Gusti Ayu, S.H.",
        "\u{a9b1}\u{a9b2}",
        "Siti-Rahma binti Ali",
        "O\u{2019}Neil",
        "\u{1f642}",
    ] {
        complaints()
            .urlencoded(&reporter(&[("name", name)]))
            .send(&world)
            .await
            .expect(201);
    }
}
