//! Events that are no requests: the clock, and what is none of ours.

use function::lambda::CLOCK_STRUCK;
use serde_json::json;

use crate::bootstrap::Function;
use crate::calls::{answered, event, http};
use crate::runtime::Outcome;

#[tokio::test]
async fn a_schedule_makes_the_clock_tick() {
    let mut function = Function::start().await;
    let answer = answered(&mut function, &event("schedule", &[])).await;
    assert_eq!(
        answer,
        json!({"handled": true, "changed": 0, "failed": 0, "counted": 0, "mailed": 0, "swept": 0})
    );
    assert!(function.stop().contains(CLOCK_STRUCK));
}

/// The alarm for a clock that stands still must not be kept quiet by visitors.
#[tokio::test]
async fn only_a_tick_that_went_well_says_that_the_clock_has_struck() {
    let mut function = Function::start().await;
    http(&mut function, "health", &[]).await.expect(200);
    assert!(!function.stop().contains(CLOCK_STRUCK));
    let mut function = Function::without_table().await;
    let Outcome::Error(_) = function.invoke(&event("schedule", &[])).await else {
        panic!("a tick without a table")
    };
    assert!(!function.stop().contains(CLOCK_STRUCK));
}

#[tokio::test]
async fn other_events_are_told_apart_and_nothing_is_pretended() {
    let mut function = Function::start().await;
    for name in ["other-schedule", "records"] {
        let answer = answered(&mut function, &event(name, &[])).await;
        assert_eq!(answer["handled"], false, "{name}");
        assert!(
            answer["reason"].as_str().is_some_and(|reason| !reason.is_empty()),
            "{name}"
        );
    }
    for strange in [
        event("unknown", &[]),
        json!([]),
        json!("x"),
        json!({}),
        json!({ "requestContext": {} }),
    ] {
        let Outcome::Error(error) = function.invoke(&strange).await else {
            panic!("{strange}")
        };
        assert!(
            error["errorMessage"]
                .as_str()
                .is_some_and(|message| message.contains("neither")),
            "{error}"
        );
    }
    http(&mut function, "health", &[]).await.expect(200);
}
