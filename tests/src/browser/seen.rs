//! What a tab has seen so far: pages loaded, requests, and everything the console would show.

use serde_json::Value;

/// A line in the console: a script's own message, an exception, or the browser's complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `error`, `warning`, `exception`, `dialog`, …
    pub level: String,
    /// What it says.
    pub text: String,
    /// The address it is about, if any.
    pub url: String,
}

/// One request that the tab made.
#[derive(Clone, Debug, Default)]
pub struct Request {
    id: String,
    head: u64,
    pub(super) loader: String,
    /// `GET`, `POST`, …
    pub method: String,
    /// The full address.
    pub url: String,
    /// What for: `Document`, `Stylesheet`, `Script`, `Image`, `Fetch`, …
    pub kind: String,
    /// The answer's status; 0 while there is none.
    pub status: u64,
    /// Bytes of the body as it came over the wire, compressed.
    pub body: u64,
    /// Bytes of the whole answer over the wire, headers included.
    pub total: u64,
    /// Whether the answer has come to its end, well or not.
    pub done: bool,
}

/// Everything a tab has seen since it was opened or last cleared.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The loader of the page in the main frame, and its address without what follows `#`.
    pub(super) page: (String, String),
    /// The loader of the last page that has loaded in the main frame.
    pub(super) loaded: String,
    pub(super) messages: Vec<Message>,
    pub(super) requests: Vec<Request>,
}

impl Seen {
    /// The page in the main frame and its address, once it has loaded.
    pub(super) fn loaded_page(&self) -> Option<(&str, &str)> {
        let (loader, url) = &self.page;
        (*loader == self.loaded).then_some((loader, url))
    }

    pub(super) fn record(&mut self, main_frame: &str, event: &Value) {
        let params = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Page.lifecycleEvent" if params["name"] == "load" && params["frameId"] == main_frame => {
                self.loaded = text(&params["loaderId"]);
            }
            "Page.frameNavigated" if params["frame"]["id"] == main_frame => {
                self.page = (text(&params["frame"]["loaderId"]), text(&params["frame"]["url"]));
                // Going back may bring a frozen page to life again, which then does not load.
                if params["type"] == "BackForwardCacheRestore" {
                    self.loaded.clone_from(&self.page.0);
                }
            }
            "Page.javascriptDialogOpening" => self.say("dialog", &params["message"], &params["url"]),
            "Runtime.consoleAPICalled" => self.console(params),
            "Runtime.exceptionThrown" => self.exception(&params["exceptionDetails"]),
            "Log.entryAdded" => {
                let entry = &params["entry"];
                self.say(&text(&entry["level"]), &entry["text"], &entry["url"]);
            }
            "Network.requestWillBeSent" => self.request(params),
            "Network.responseReceived" => self.update(params, |request| {
                let answer = &params["response"];
                request.status = number(&answer["status"]);
                request.head = number(&answer["encodedDataLength"]);
            }),
            "Network.loadingFinished" => self.update(params, |request| {
                request.total = number(&params["encodedDataLength"]);
                request.body = request.total.saturating_sub(request.head);
                request.done = true;
            }),
            "Network.loadingFailed" => self.update(params, |request| request.done = true),
            _ => {}
        }
    }

    fn say(&mut self, level: &str, what: &Value, url: &Value) {
        self.messages.push(Message {
            level: level.to_owned(),
            text: text(what),
            url: text(url),
        });
    }

    fn console(&mut self, params: &Value) {
        let arguments = params["args"].as_array().map(Vec::as_slice).unwrap_or_default();
        let words: Vec<String> = arguments
            .iter()
            .map(|argument| text(&argument["value"]))
            .collect();
        self.say(&text(&params["type"]), &words.join(" ").into(), &Value::Null);
    }

    fn exception(&mut self, details: &Value) {
        let thrown = &details["exception"]["description"];
        let what = if thrown.is_string() {
            thrown
        } else {
            &details["text"]
        };
        self.say("exception", what, &details["url"]);
    }

    fn request(&mut self, params: &Value) {
        // A redirect is announced under the same id: the hop before it is over.
        self.update(params, |request| request.done = true);
        // The rest of the worker's own request is told to the worker.
        if text(&params["request"]["url"]).ends_with("/sw.js") {
            return;
        }
        self.requests.push(Request {
            id: text(&params["requestId"]),
            loader: text(&params["loaderId"]),
            method: text(&params["request"]["method"]),
            url: text(&params["request"]["url"]),
            kind: text(&params["type"]),
            ..Request::default()
        });
    }

    fn update(&mut self, params: &Value, change: impl FnOnce(&mut Request)) {
        let id = text(&params["requestId"]);
        if let Some(request) = self.requests.iter_mut().rfind(|request| request.id == id) {
            change(request);
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(
        || {
            if value.is_null() {
                String::new()
            } else {
                value.to_string()
            }
        },
        str::to_owned,
    )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of bytes, written as floats"
)]
fn number(value: &Value) -> u64 {
    value.as_f64().unwrap_or_default() as u64
}
