//! JSON bodies.

use super::{attack, survive};
use crate::case::{NARRATIVE, complaints};

#[tokio::test]
async fn json() {
    let deep =
        |open: &str, close: &str, depth: usize| format!("{}{}", open.repeat(depth), close.repeat(depth));
    let object = |rest: &str| {
        format!(r#"{{"identity_mode":"anonymous","narrative":"{NARRATIVE}","incident_place":"Loket"{rest}}}"#)
    };
    let member = |n: usize| format!(r#","x{n}":1"#);
    let members = |count: usize| (0..count).map(member).collect::<String>();
    survive(vec![
        attack("no object", 400, complaints().json_raw("[]")),
        attack("a text", 400, complaints().json_raw("\"x\"")),
        attack("cut", 400, complaints().json_raw("{\"narrative\":")),
        attack("two objects", 400, complaints().json_raw("{}{}")),
        attack("deep list", 400, complaints().json_raw(deep("[", "]", 100_000))),
        attack(
            "deep object",
            400,
            complaints().json_raw(deep("{\"a\":", "}", 100_000)),
        ),
        attack(
            "deep inside",
            201,
            complaints().json_raw(object(&format!(",\"x\":{}", deep("[", "]", 10_000)))),
        ),
        attack(
            "number for text",
            400,
            complaints().json_raw(object(r#","name":1"#)),
        ),
        attack(
            "list for text",
            400,
            complaints().json_raw(object(r#","name":["a"]"#)),
        ),
        attack(
            "object for text",
            400,
            complaints().json_raw(object(r#","category":{}"#)),
        ),
        attack(
            "true for text",
            400,
            complaints().json_raw(object(r#","email":true"#)),
        ),
        attack(
            "null for text",
            201,
            complaints().json_raw(object(r#","email":null"#)),
        ),
        attack(
            "twice",
            400,
            complaints().json_raw(object(r#","narrative":"lain lagi dan cukup panjang""#)),
        ),
        attack(
            "twice, once null",
            201,
            complaints().json_raw(object(r#","narrative":null"#)),
        ),
        attack(
            "many unknown members",
            201,
            complaints().json_raw(object(&members(20_000))),
        ),
        attack(
            "prototype",
            201,
            complaints().json_raw(object(r#","__proto__":{"a":1},"constructor":"x""#)),
        ),
        attack(
            "lone surrogate",
            400,
            complaints().json_raw(object(r#","name":"\ud800""#)),
        ),
        attack(
            "invalid utf-8",
            201,
            complaints().json_raw(
                [
                    object(",\"name\":\"").trim_end_matches('}').as_bytes(),
                    b"\xff\xfe\"}",
                ]
                .concat(),
            ),
        ),
        attack(
            "byte-order mark",
            400,
            complaints().json_raw(format!("\u{feff}{}", object(""))),
        ),
    ])
    .await;
}
