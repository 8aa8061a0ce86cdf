//! One tab: open pages, look at them, ask what happened.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::connection::Connection;
use super::seen::Seen;
use super::{Look, Message, Request, until};

/// Whether the page has been drawn, if there is anything to draw, and nothing on it waits for the focus any more.
const SETTLED: &str = "(performance.getEntriesByType('paint').length > 0 || !document.body?.innerText?.trim()) \
                       && (location.hash !== '' || document.activeElement !== document.body \
                       || !document.querySelector('[autofocus]'))";

/// What the browser says of a question whose page has left.
const LEFT: &str = "Inspected target navigated or closed";

/// A tab in a browser context of its own. Dropping it closes the context.
#[derive(Debug)]
pub struct Tab {
    connection: Arc<Connection>,
    context: String,
    frame: String,
    session: String,
    events: Receiver<Value>,
    seen: RefCell<Seen>,
}

impl Tab {
    pub(super) fn new(connection: Arc<Connection>, look: Look) -> Self {
        let call = |method: &str, params: Value| {
            connection
                .call(None, method, &params)
                .unwrap_or_else(|error| panic!("{method}: {error}"))
        };
        let text = |value: &Value| value.as_str().expect("a name").to_owned();
        let context = text(&call("Target.createBrowserContext", json!({}))["browserContextId"]);
        let target = json!({ "url": "about:blank", "browserContextId": context });
        let target = text(&call("Target.createTarget", target)["targetId"]);
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(&call("Target.attachToTarget", attach)["sessionId"]);
        let events = connection.listen(&session);
        let tab = Self {
            connection,
            context,
            frame: target,
            session,
            events,
            seen: RefCell::default(),
        };
        tab.switch_on(look);
        tab
    }

    fn switch_on(&self, look: Look) {
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
        self.call("Page.setLifecycleEventsEnabled", &json!({ "enabled": true }));
        self.look(look);
    }

    /// Sends a command of the debugging protocol to this tab.
    pub fn call(&self, method: &str, params: &Value) -> Value {
        self.try_call(method, params)
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_call(&self, method: &str, params: &Value) -> Result<Value, String> {
        self.connection.call(Some(&self.session), method, params)
    }

    /// Changes screen and settings.
    pub fn look(&self, look: Look) {
        for (method, params) in look.commands() {
            self.call(method, &params);
        }
    }

    /// Opens an address and waits until it has loaded.
    pub fn open(&self, url: &str) {
        let answer = self.call("Page.navigate", &json!({ "url": url }));
        assert!(answer["errorText"].is_null(), "{url}: {}", answer["errorText"]);
        let Some(loader) = answer["loaderId"].as_str() else {
            return;
        };
        until(&format!("{url} to load"), || {
            self.seen(|seen| seen.loaded == loader).then_some(())
        });
        self.settle();
    }

    /// Does something that leads to another page, and waits until that one has loaded.
    pub fn follow(&self, act: impl FnOnce(&Self)) {
        self.arrive("", act);
    }

    /// Does something that leads, in one step or in several, to another page whose address begins so, and waits
    /// until that one has loaded.
    pub fn arrive(&self, address: &str, act: impl FnOnce(&Self)) {
        let before = self.seen(|seen| seen.page.0.clone());
        act(self);
        let there = |seen: &mut Seen| {
            seen.loaded_page()
                .is_some_and(|(loader, url)| loader != before && url.starts_with(address))
        };
        until(&format!("another page {address} to load"), || {
            self.seen(there).then_some(())
        });
        self.settle();
    }

    /// Waits for the first picture, which may be later than the page has loaded: before it no key and no click
    /// counts, and the focus that a page asks for comes with it and scrolls away what somebody is about to click.
    /// An address that names a place on the page has the say over the focus.
    fn settle(&self) {
        self.until("the page to be drawn and to set the focus", |tab| {
            tab.eval(SETTLED) == true
        });
    }

    /// Waits until something is so.
    pub fn until(&self, what: &str, mut so: impl FnMut(&Self) -> bool) {
        until(what, || so(self).then_some(()));
    }

    /// Value of a JavaScript expression, promises awaited. Works with scripts switched off too. When the page
    /// leaves before it has answered, the next one is asked.
    pub fn eval(&self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = until("an answer of the page", || {
            match self.try_call("Runtime.evaluate", &params) {
                Err(error) if error.contains(LEFT) => None,
                answer => Some(answer.unwrap_or_else(|error| panic!("{expression}: {error}"))),
            }
        });
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {}",
            answer["exceptionDetails"]
        );
        answer["result"]["value"].take()
    }

    /// Value of an expression about the one element `e` that the selector finds; fails if there is none.
    pub fn ask(&self, selector: &str, expression: &str) -> Value {
        let selector = Value::from(selector);
        self.eval(&format!(
            "(e => {{ if (!e) throw new Error('nothing matches ' + {selector}); return {expression}; }})\
             (document.querySelector({selector}))"
        ))
    }

    /// The text of an element as a reader sees it.
    pub fn text(&self, selector: &str) -> String {
        self.ask(selector, "e.innerText")
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Whether the page has such an element.
    pub fn has(&self, selector: &str) -> bool {
        self.eval(&format!(
            "document.querySelector({}) !== null",
            Value::from(selector)
        )) == true
    }

    /// Whether such an element is there and not hidden.
    pub fn shows(&self, selector: &str) -> bool {
        let selector = Value::from(selector);
        self.eval(&format!(
            "(document.querySelector({selector}) ?? {{}}).checkVisibility?.() ?? false"
        )) == true
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        self.eval("location.href").as_str().unwrap_or_default().to_owned()
    }

    /// The page's HTML as it stands now.
    pub fn html(&self) -> String {
        self.eval("document.documentElement.outerHTML")
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Everything the console has shown so far.
    pub fn messages(&self) -> Vec<Message> {
        self.seen(|seen| seen.messages.clone())
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.seen(|seen| seen.requests.clone())
    }

    /// Every request so far, once those of the present page are over; a stream of events never is.
    pub fn finished_requests(&self) -> Vec<Request> {
        until("all requests to end", || {
            let page = self.seen(|seen| seen.loaded.clone());
            let over =
                |request: &Request| request.done || request.loader != page || request.kind == "EventSource";
            let requests = self.requests();
            requests.iter().all(over).then_some(requests)
        })
    }

    /// Forgets messages and requests seen so far.
    pub fn clear(&self) {
        self.seen(|seen| {
            seen.messages.clear();
            seen.requests.clear();
        });
    }

    /// The page as it would be printed on A4, as a PDF.
    pub fn print(&self) -> Vec<u8> {
        let paper = json!({ "paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true });
        decode(&self.call("Page.printToPDF", &paper)["data"])
    }

    /// Writes a picture of the screen (PNG).
    pub fn screenshot(&self, file: &Path) {
        let picture = decode(&self.call("Page.captureScreenshot", &json!({ "format": "png" }))["data"]);
        std::fs::write(file, picture).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        let mut seen = self.seen.borrow_mut();
        for event in self.events.try_iter() {
            seen.record(&self.frame, &event);
            self.dismiss_dialog(&event);
        }
        look(&mut seen)
    }

    /// A dialog stops the page until somebody closes it; it stays in the messages.
    fn dismiss_dialog(&self, event: &Value) {
        if event["method"] == "Page.javascriptDialogOpening" {
            self.call("Page.handleJavaScriptDialog", &json!({ "accept": true }));
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let context = json!({ "browserContextId": self.context });
        let _ = self
            .connection
            .call(None, "Target.disposeBrowserContext", &context);
        self.connection.forget(&self.session);
    }
}

fn decode(data: &Value) -> Vec<u8> {
    STANDARD
        .decode(data.as_str().expect("base64 text"))
        .expect("valid base64")
}
