//! One request, written in one line, and its answer.

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use function::ClientAddress;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::world::World;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const BOUNDARY: &str = "----batas";

/// A request on its way.
pub(crate) struct Call {
    request: axum::http::request::Builder,
    body: Vec<u8>,
}

pub(crate) fn post(path: &str) -> Call {
    Call::new("POST", path)
}

pub(crate) fn get(path: &str) -> Call {
    Call::new("GET", path)
}

impl Call {
    pub(crate) fn new(method: &str, path: &str) -> Call {
        Call {
            request: Request::builder().method(method).uri(path),
            body: Vec::new(),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Call {
        self.request = self.request.header(name, value.as_ref());
        self
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Call {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    pub(crate) fn urlencoded(self, fields: &[(&str, &str)]) -> Call {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.body(FORM, body)
    }

    pub(crate) fn multipart(self, fields: &[(&str, &str)]) -> Call {
        let part = |(name, text): &(&str, &str)| {
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let parts: String = fields.iter().map(part).collect();
        self.multipart_raw(format!("{parts}--{BOUNDARY}--\r\n"))
    }

    /// Fields, and files as a browser sends them: name and bytes.
    pub(crate) fn with_files(self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Call {
        let mut body = Vec::new();
        for (name, text) in fields {
            let part =
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
            body.extend(part.into_bytes());
        }
        for (name, bytes) in files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        self.multipart_raw(body)
    }

    pub(crate) fn multipart_raw(self, body: impl Into<Vec<u8>>) -> Call {
        self.body(&format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    pub(crate) fn json(self, fields: &[(&str, &str)]) -> Call {
        let object: serde_json::Map<_, _> = fields
            .iter()
            .map(|(k, v)| ((*k).to_owned(), Value::from(*v)))
            .collect();
        self.json_raw(Value::from(object).to_string())
    }

    pub(crate) fn json_raw(self, body: impl Into<Vec<u8>>) -> Call {
        self.body("application/json", body)
    }

    /// As a browser asks.
    pub(crate) fn by_browser(self) -> Call {
        self.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
    }

    /// As a program asks.
    pub(crate) fn by_program(self) -> Call {
        self.header("accept", "application/json")
    }

    pub(crate) async fn send(self, world: &World) -> Answer {
        self.answered(world, None).await
    }

    /// As sent from a network address.
    pub(crate) async fn send_from(self, world: &World, address: &str) -> Answer {
        self.answered(world, Some(ClientAddress(address.to_owned())))
            .await
    }

    async fn answered(self, world: &World, client: Option<ClientAddress>) -> Answer {
        let mut request = self
            .request
            .body(Body::from(self.body))
            .expect("a request that can be sent");
        if let Some(client) = client {
            request.extensions_mut().insert(client);
        }
        let response = world
            .router()
            .oneshot(request)
            .await
            .expect("the router always answers");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("answers are whole").to_bytes();
        let bytes = bytes.to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            bytes,
            text,
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text))
    }

    pub(crate) fn member(&self, name: &str) -> String {
        self.json()[name]
            .as_str()
            .unwrap_or_else(|| panic!("no text `{name}` in {}", self.text))
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// Field and code of every error, in order.
    pub(crate) fn errors(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| (text(&error["field"]), text(&error["code"])))
            .collect()
    }
}
