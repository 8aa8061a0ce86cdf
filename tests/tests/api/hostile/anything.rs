//! Whatever the bytes: never a failure of ours.

use proptest::prelude::*;

use super::{MULTIPART, closed, field, part, whole};
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
            "ack_email", "to_lang", "altcha", "elapsed",
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

    /// Good bodies with files in them, some bytes of which are overwritten, put in or taken out.
    #[test]
    fn no_spoiled_body_with_files_makes_the_function_fail(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..8),
        path in prop::sample::select(vec!["/api/complaints", "/api/uploads", "/api/complaints/DPM-0000-0000/messages"]),
        browser in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let file = part("Content-Disposition: form-data; name=\"evidence\"; filename=\"a.pdf\"", "%PDF-1.4\n%%EOF");
        let mut body = closed(&(whole() + &field("access_code", "0000-0000-0000-0000") + &file)).into_bytes();
        for (place, byte, how) in changes {
            let at = place.index(body.len());
            match how {
                0 => body.insert(at, byte),
                1 => body[at] = byte,
                _ => drop(body.remove(at)),
            }
        }
        let call = post(path).body(MULTIPART, body);
        let call = if browser { call.by_browser() } else { call.by_program() };
        runtime.block_on(never_fails(call))?;
    }
}
