//! What citizens ask for goes through the whole path.

use crate::bootstrap::Function;
use crate::calls::http;

#[tokio::test]
async fn a_form_is_filed_and_found_again_through_the_whole_lambda_path() {
    let mut function = Function::start().await;
    let page = http(&mut function, "form-post", &[]).await.expect(201);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert!(page.text().contains("DPM-"), "{}", page.text());

    let again = http(&mut function, "form-post", &[]).await.expect(200);
    assert!(again.text().contains("DPM-"));

    let receipt = http(&mut function, "json-post", &[]).await.expect(201).json();
    let (number, code) = (
        receipt["number"].as_str().unwrap(),
        receipt["access_code"].as_str().unwrap(),
    );
    let values = [("number", number), ("access_code", code)];
    let opened = http(&mut function, "status", &values).await.expect(200).json();
    assert_eq!(opened["identity_mode"], "confidential");
    assert_eq!(opened["narrative"], "Kotak saran sudah penuh 🙂 dan terkunci.");
    let page = http(&mut function, "status-page", &values).await.expect(200);
    assert!(page.text().contains(number) && !page.text().contains("Kotak saran"));
    assert_eq!(
        http(&mut function, "json-post", &[]).await.expect(200).json(),
        receipt
    );
}

#[tokio::test]
async fn every_recorded_request_gets_its_answer() {
    let mut function = Function::start().await;
    for (name, status, content_type) in [
        ("health", 200, "application/json"),
        ("form-post-plain", 201, "application/json"),
        ("multipart-post", 201, "text/html; charset=utf-8"),
        ("form-with-errors", 422, "text/html; charset=utf-8"),
        ("status", 422, "application/problem+json"),
        ("wrong-method", 405, "application/problem+json"),
        ("not-found", 404, "text/html; charset=utf-8"),
        ("cross-site", 403, "text/html; charset=utf-8"),
        ("odd-headers", 200, "application/json"),
        ("odd-query", 200, "application/json"),
        ("broken-base64", 400, "application/problem+json"),
        ("bad-host", 400, "application/problem+json"),
        ("health", 200, "application/json"),
    ] {
        let answer = http(&mut function, name, &[]).await.expect(status);
        assert_eq!(answer.header("content-type"), content_type, "{name}");
    }
    let wrong = http(&mut function, "wrong-method", &[]).await.expect(405);
    assert_eq!(wrong.header("allow"), "POST");
    let errors = http(&mut function, "form-with-errors", &[]).await.expect(422);
    assert!(errors.text().contains("pendek") && errors.text().contains("Galat:"));
}
