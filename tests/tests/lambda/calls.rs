//! Recorded events, sent; answers as API Gateway would read them.

use std::io::Read;

use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::bootstrap::Function;
use crate::runtime::Outcome;

/// A recorded event, with `{name}` in its body replaced.
pub(crate) fn event(name: &str, values: &[(&str, &str)]) -> Value {
    let path = format!("{}/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut event: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    if let Some(body) = event["body"].as_str() {
        let filled = values.iter().fold(body.to_owned(), |body, (name, value)| {
            body.replace(&format!("{{{name}}}"), value)
        });
        event["body"] = filled.into();
    }
    event
}

/// Status, headers and text of an HTTP answer as API Gateway would read it.
pub(crate) struct Answer(Value);

impl Answer {
    /// An answer as a browser unpacks it.
    pub(crate) fn of(mut answer: Value) -> Answer {
        if answer["headers"]["content-encoding"] == "gzip" {
            assert_eq!(answer["isBase64Encoded"], true, "{answer}");
            let packed = BASE64_STANDARD.decode(answer["body"].as_str().unwrap()).unwrap();
            let mut text = String::new();
            GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
            answer["body"] = text.into();
            answer["isBase64Encoded"] = false.into();
        }
        Answer(answer)
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Answer {
        assert_eq!(self.0["statusCode"], status, "{}", self.0);
        assert_eq!(self.0["isBase64Encoded"], false, "our answers are text");
        assert_eq!(self.0["headers"]["cache-control"], "no-store");
        self
    }

    pub(crate) fn text(&self) -> &str {
        self.0["body"].as_str().unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_default()
    }
}

/// What the function answers to an event, as the runtime passes it on; a failure is none.
pub(crate) async fn answered(function: &mut Function, event: &Value) -> Value {
    match function.invoke(event).await {
        Outcome::Response(answer) => answer,
        Outcome::Error(error) => panic!("{event}: {error}"),
    }
}

/// The answer to a recorded request.
pub(crate) async fn http(function: &mut Function, name: &str, values: &[(&str, &str)]) -> Answer {
    Answer::of(answered(function, &event(name, values)).await)
}

/// A recorded event with another body.
pub(crate) fn with_body(name: &str, content_type: &str, body: &[u8]) -> Value {
    let mut event = event(name, &[]);
    event["headers"]["content-type"] = content_type.into();
    event["headers"]["content-length"] = body.len().to_string().into();
    event["headers"]["accept"] = "application/json".into();
    event["isBase64Encoded"] = true.into();
    event["body"] = BASE64_STANDARD.encode(body).into();
    event
}

/// A program's request to a path.
pub(crate) fn question(path: &str, question: &Value) -> Value {
    let mut asked = with_body("json-post", "application/json", question.to_string().as_bytes());
    asked["rawPath"] = path.into();
    asked["requestContext"]["http"]["path"] = path.into();
    asked
}

/// The answer to it.
pub(crate) async fn ask(function: &mut Function, path: &str, asked: &Value) -> Answer {
    Answer::of(answered(function, &question(path, asked)).await)
}
