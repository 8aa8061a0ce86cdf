//! Plain HTTP for tests: every status is an answer, nothing is followed, nothing is decoded.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;
use ureq::http::Request;

const PATIENCE: Duration = Duration::from_mins(1);

/// A client of one server.
#[derive(Clone, Debug)]
pub struct Http {
    agent: ureq::Agent,
    base: String,
}

impl Http {
    /// A client of the server at `base`, for example `http://127.0.0.1:8080`.
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .max_idle_connections(0)
            .proxy(None)
            .timeout_global(Some(PATIENCE))
            .build();
        Self {
            agent: config.new_agent(),
            base: base.to_owned(),
        }
    }

    /// `GET path`.
    pub fn get(&self, path: &str) -> Reply {
        self.request("GET", path).send()
    }

    /// `POST path`; say what with [`Call::form`], [`Call::json`] or [`Call::body`].
    pub fn post(&self, path: &str) -> Call<'_> {
        self.request("POST", path)
    }

    /// Any method on any path.
    pub fn request(&self, method: &str, path: &str) -> Call<'_> {
        Call {
            http: self,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// Sends these very bytes over a fresh connection and returns all that comes back.
    /// Ask for `Connection: close`, or the server keeps the line open until the time-out.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let address = self.base.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("connect");
        stream.set_read_timeout(Some(PATIENCE)).expect("set a time-out");
        // A server may answer and hang up before it has read everything; the answer is what counts.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }
}

/// A request being put together.
#[derive(Debug)]
pub struct Call<'a> {
    http: &'a Http,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Call<'_> {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Asks for JSON answers.
    pub fn accept_json(self) -> Self {
        self.header("accept", "application/json")
    }

    /// Asks for a page, as a browser does.
    pub fn accept_html(self) -> Self {
        self.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
    }

    /// A body of any type.
    pub fn body(mut self, content_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = Some(bytes.into());
        self.header("content-type", content_type)
    }

    /// A form as a browser posts it.
    pub fn form<K: AsRef<str>, V: AsRef<str>>(self, fields: impl IntoIterator<Item = (K, V)>) -> Self {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.body("application/x-www-form-urlencoded", body)
    }

    /// A JSON body.
    pub fn json(self, value: &Value) -> Self {
        self.body("application/json", value.to_string())
    }

    /// Sends it and reads the whole answer.
    pub fn send(self) -> Reply {
        let uri = format!("{}{}", self.http.base, self.path);
        let mut request = Request::builder().method(self.method.as_str()).uri(&uri);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let answer = match self.body {
            Some(body) => self.http.agent.run(request.body(body).expect("a valid request")),
            None => self.http.agent.run(request.body(()).expect("a valid request")),
        };
        Reply::read(answer.unwrap_or_else(|error| panic!("{} {uri}: {error}", self.method)))
    }
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    /// The body as it came over the wire.
    pub body: Vec<u8>,
}

impl Reply {
    fn read(answer: ureq::http::Response<ureq::Body>) -> Self {
        let (parts, mut body) = answer.into_parts();
        let text = |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        let body = body
            .with_config()
            .limit(64 << 20)
            .read_to_vec()
            .expect("read the answer");
        Self {
            status: parts.status.as_u16(),
            headers,
            body,
        }
    }

    /// The first header of this name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text()))
    }
}
