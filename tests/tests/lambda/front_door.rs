//! What the distribution in front sees of the function, and who comes round it.

use crate::bootstrap::Function;
use crate::calls::{Answer, answered, event};

/// The front door keeps nothing of ours, and packs only what it may keep.
#[tokio::test]
async fn a_page_leaves_packed_for_whoever_takes_it_so() {
    let mut function = Function::start().await;
    let mut asked = event("form-post", &[("key", "dikemas")]);
    for (accepted, encoding) in [("gzip, deflate, br", "gzip"), ("identity", "")] {
        asked["headers"]["accept-encoding"] = accepted.into();
        let answer = answered(&mut function, &asked).await;
        let length = answer["body"].as_str().unwrap().len();
        let page = Answer::of(answer);
        assert_eq!(page.header("content-encoding"), encoding);
        let page = if encoding.is_empty() {
            page.expect(200)
        } else {
            page.expect(201)
        };
        assert!(page.text().contains("</html>"));
        assert_eq!(length < page.text().len() / 2, !encoding.is_empty(), "{length}");
    }
}

#[tokio::test]
async fn whoever_goes_round_the_front_door_finds_nothing() {
    let key = "kunci-pintu-depan-tiga-puluh-dua-";
    let mut function = Function::start_with(&[("TANGGAP_FRONT_DOOR_KEY", key)]).await;
    for (shown, status) in [
        (None, 404),
        (Some("kunci-pintu-depan-tiga-puluh-dua"), 404),
        (Some(key), 201),
    ] {
        let mut event = event("json-post", &[]);
        if let Some(shown) = shown {
            event["headers"][function::FRONT_DOOR_HEADER] = shown.into();
        }
        let answer = Answer::of(answered(&mut function, &event).await).expect(status);
        assert!(!answer.text().contains(key));
    }
    assert!(!function.stop().contains(key));
}

/// Changing the key reaches places of `CloudFront` one after another: meanwhile both are shown.
#[tokio::test]
async fn while_the_key_of_the_front_door_is_changed_the_old_one_opens_too() {
    let (new, old) = (
        "kunci-pintu-depan-baru-tiga-puluh-dua-",
        "kunci-pintu-depan-lama-tiga-puluh-dua-",
    );
    let both = format!("{new} {old}");
    let mut function = Function::start_with(&[("TANGGAP_FRONT_DOOR_KEY", &both)]).await;
    for (shown, status) in [(new, 200), (old, 200), (both.as_str(), 404), ("", 404)] {
        let mut event = event("health", &[]);
        event["headers"][function::FRONT_DOOR_HEADER] = shown.into();
        Answer::of(answered(&mut function, &event).await).expect(status);
    }
}
