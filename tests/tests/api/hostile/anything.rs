//! Whatever the bytes: never a failure of ours.

use proptest::prelude::*;

use super::MULTIPART;
use crate::caller::{Answer, Call, FORM, post};
use crate::world::World;

async fn never_fails(call: Call) -> Result<Answer, TestCaseError> {
    let world = World::new().await;
    let answer = call.send(&world).await;
    prop_assert!(answer.status < 500, "{}: {}", answer.status, answer.text);
    Ok(answer)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_body_of_any_kind_makes_the_function_fail(
        body in prop::collection::vec(any::<u8>(), 0..400),
        kind in prop::sample::select(vec![FORM, "application/json", MULTIPART]),
        path in prop::sample::select(vec!["/api/complaints", "/api/status"]),
        browser in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let call = post(path).body(kind, body);
        let call = if browser { call.by_browser() } else { call.by_program() };
        runtime.block_on(never_fails(call))?;
    }

    #[test]
    fn no_text_in_any_field_makes_the_function_fail(
        texts in prop::collection::vec((prop::sample::select(vec![
            "class", "category", "unit", "narrative", "incident_place", "incident_date", "reported_party",
            "requested_outcome", "identity_mode", "name", "phone", "email", "address", "relation", "business_name",
            "business_id", "language", "lang", "submission_key", "website", "evidence", "upload_ids", "number", "access_code",
        ]), "\\PC{0,40}|.{0,40}"), 0..24),
        path in prop::sample::select(vec!["/api/complaints", "/api/status"]),
        browser in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let fields: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let call = post(path).urlencoded(&fields);
        let call = if browser { call.by_browser() } else { call.by_program() };
        runtime.block_on(never_fails(call))?;
    }
}
