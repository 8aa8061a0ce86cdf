//! As much of HTTP as an issuer needs: one request, one answer, and goodbye.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A request.
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) query: String,
    pub(super) body: String,
    /// Name and secret of whoever asks.
    pub(super) basic: Option<(String, String)>,
}

/// An answer.
pub(super) struct Told {
    status: u16,
    kind: &'static str,
    body: String,
}

impl Told {
    pub(super) fn json(value: &Value) -> Told {
        Told {
            status: 200,
            kind: "application/json",
            body: value.to_string(),
        }
    }

    pub(super) fn refusal(error: &str) -> Told {
        Told {
            status: 400,
            ..Told::json(&json!({ "error": error }))
        }
    }

    pub(super) fn page(main: &str) -> Told {
        let body = format!(
            "<!doctype html><html lang=\"id\"><title>Akun instansi</title><main>{main}</main></html>"
        );
        Told {
            status: 200,
            kind: "text/html; charset=utf-8",
            body,
        }
    }

    pub(super) fn status(status: u16) -> Told {
        Told {
            status,
            ..Told::page("")
        }
    }

    pub(super) fn swollen(self, bytes: usize) -> Told {
        Told {
            body: " ".repeat(bytes) + &self.body,
            ..self
        }
    }
}

/// The page on which somebody says who they are.
pub(super) fn sign_in_page(back: &str) -> String {
    let back = back.replace('&', "&amp;");
    format!("<h1>Akun instansi</h1><p><a id=\"masuk\" href=\"{back}\">Ini saya</a></p>")
}

/// Names and values of a query or a form.
pub fn pairs(text: &str) -> HashMap<String, String> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// Reads a request and answers it. Whoever hangs up in between has what they wanted.
pub(super) fn answer(stream: TcpStream, tell: impl FnOnce(&Asked) -> Told) {
    let Some(asked) = read(&stream) else { return };
    let told = tell(&asked);
    let mut stream = stream;
    let head = format!(
        "HTTP/1.1 {} .\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        told.status,
        told.kind,
        told.body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(told.body.as_bytes());
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream);
    let mut first = String::new();
    lines.read_line(&mut first).ok()?;
    let target = first.split(' ').nth(1)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    lines.read_exact(&mut body).ok()?;
    Some(Asked {
        path: path.to_owned(),
        query: query.to_owned(),
        body: String::from_utf8(body).ok()?,
        basic: headers.get("authorization").and_then(|text| basic(text)),
    })
}

/// Both parts are written as in a form before they are joined (RFC 6749, 2.3.1).
fn basic(text: &str) -> Option<(String, String)> {
    let joined = STANDARD.decode(text.strip_prefix("Basic ")?).ok()?;
    let joined = String::from_utf8(joined).ok()?;
    let (name, secret) = joined.split_once(':')?;
    let plain = |text: &str| pairs(text).into_keys().next();
    Some((plain(name)?, plain(secret)?))
}
