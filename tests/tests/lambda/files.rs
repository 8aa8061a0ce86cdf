//! Files on their way into the bucket and back.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::json;

use crate::bootstrap::Function;
use crate::calls::{Answer, answered, ask, event, question, with_body};

fn photo() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(30, 20, image::Rgb([200, 120, 40]))
        .write_to(&mut file, image::ImageFormat::Png)
        .unwrap();
    file.into_inner()
}

#[tokio::test]
async fn a_photo_goes_into_the_bucket_and_comes_back_as_bytes() {
    let mut function = Function::start().await;
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").into_bytes()
    };
    let mut body = [
        part("identity_mode", "anonymous"),
        part("narrative", "Loket ditutup sebelum waktunya."),
        part("incident_place", "Loket 1"),
    ]
    .concat();
    body.extend(b"--b\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"a.png\"\r\n\r\n");
    body.extend(photo());
    body.extend(b"\r\n--b--\r\n");
    let sent = with_body("multipart-post", "multipart/form-data; boundary=b", &body);
    let receipt = Answer::of(answered(&mut function, &sent).await)
        .expect(201)
        .json();
    assert_eq!(function.objects.lock().unwrap().len(), 1);

    let wanted = json!({ "number": receipt["number"], "access_code": receipt["access_code"], "file": "1" });
    let answer = answered(&mut function, &question("/api/evidence", &wanted)).await;
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert_eq!(answer["isBase64Encoded"], true);
    let bytes = BASE64_STANDARD.decode(answer["body"].as_str().unwrap()).unwrap();
    assert!(bytes.starts_with(b"\xFF\xD8\xFF"), "a photo, written anew");
}

#[tokio::test]
async fn a_file_sent_ahead_is_cleaned_when_the_bucket_tells_of_it() {
    let mut function = Function::start().await;
    let leave = ask(&mut function, "/api/uploads", &json!({ "size": photo().len() })).await;
    let leave = leave.expect(201).json();
    assert!(
        leave["url"].as_str().is_some_and(|url| url.ends_with("/bukti/")),
        "{leave}"
    );
    let key = leave["fields"]["key"].as_str().unwrap().to_owned();
    let lies = |folder: &str| format!("/bukti/{folder}/{}", leave["upload_id"].as_str().unwrap());
    function
        .objects
        .lock()
        .unwrap()
        .insert(format!("/bukti/{key}"), photo().into());
    let mut created = event("object-created", &[]);
    created["Records"][0]["s3"]["object"]["key"] = key.replace('/', "%2F").into();
    let other = event("object-created", &[])["Records"][0].clone();
    created["Records"].as_array_mut().unwrap().push(other);
    for cleaned in [1, 1] {
        let answer = answered(&mut function, &created).await;
        assert_eq!(answer, json!({ "handled": true, "cleaned": cleaned }));
    }
    assert_eq!(function.object_names(), [lies("evidence"), lies("originals")]);
    let fields = json!({
        "identity_mode": "anonymous", "narrative": "Petugas meminta uang di loket.", "incident_place": "Loket 1",
        "upload_ids": [leave["upload_id"]],
    });
    let receipt = ask(&mut function, "/api/complaints", &fields)
        .await
        .expect(201)
        .json();
    assert_eq!(
        function.object_names(),
        [lies("evidence")],
        "anonymous: no original"
    );
    let question = json!({ "number": receipt["number"], "access_code": receipt["access_code"] });
    let opened = ask(&mut function, "/api/status", &question)
        .await
        .expect(200)
        .json();
    assert_eq!(opened["evidence"][0]["name"], "lampiran-1.jpg");
    let log = function.stop();
    assert!(!log.contains(leave["upload_id"].as_str().unwrap()), "{log}");
}
