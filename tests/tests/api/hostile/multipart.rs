//! Parts, their names, and how many.

use super::{attack, closed, field, part, survive, whole};
use crate::caller::BOUNDARY;
use crate::case::{NARRATIVE, complaints};

#[tokio::test]
async fn parts() {
    let many = |count: usize| closed(&field("tak_dikenal", "x").repeat(count));
    survive(vec![
        attack("32 parts", 422, complaints().multipart_raw(many(32))),
        attack("33 parts", 400, complaints().multipart_raw(many(33))),
        attack("20,000 parts", 400, complaints().multipart_raw(many(20_000))),
        attack("name that fits", 422, complaints().multipart_raw(closed(&field(&"n".repeat(64), "x")))),
        attack("long name", 400, complaints().multipart_raw(closed(&field(&"n".repeat(65), "x")))),
        attack("no name", 201, complaints().multipart_raw(closed(&(whole() + &part("Content-Disposition: form-data", "x"))))),
        attack("no header", 201, complaints().multipart_raw(closed(&(whole() + &part("X-A: b", "x"))))),
        attack("no end", 400, complaints().multipart_raw(whole())),
        attack("cut in a header", 400, complaints().multipart_raw(format!("--{BOUNDARY}\r\nContent-Dispo"))),
        attack("text after the end", 201, complaints().multipart_raw(closed(&whole()) + "sisa")),
        attack("twice", 400, complaints().multipart_raw(closed(&(whole() + &field("narrative", NARRATIVE))))),
        attack("a file as text", 400, complaints().multipart_raw(closed(&(whole() + &part("Content-Disposition: form-data; name=\"narrative\"; filename=\"a.txt\"", "isi"))))),
        attack("latin-1 file name", 422, complaints().multipart_raw([
            whole().as_bytes(),
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"f").as_bytes(),
            b"\xe9.jpg\"\r\n\r\nx\r\n",
            closed("").as_bytes(),
        ].concat())),
        attack("a thousand headers", 400, complaints().multipart_raw(closed(&part(&"X-A: b\r\n".repeat(1000), "x")))),
        attack("multipart inside", 201, complaints().multipart_raw(closed(&(whole() + &part("Content-Disposition: form-data; name=\"lain\"\r\nContent-Type: multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n--b--"))))),
    ])
    .await;
}
