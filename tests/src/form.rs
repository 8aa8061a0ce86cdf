//! A form as it stands on a page, filled and sent as a browser without scripts would.

use scraper::ElementRef;

use crate::html::select;
use crate::http::Reply;
use crate::server::Server;

const BOUNDARY: &str = "----batas-formulir";

/// A form and its controls.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// How it is encoded.
    pub encoding: String,
    /// Every named control in the order of the page; one per radio button.
    pub controls: Vec<Control>,
}

/// One named control.
#[derive(Clone, Debug)]
pub struct Control {
    /// Its name.
    pub name: String,
    /// `text`, `radio`, `select`, `textarea`, `hidden`, …
    pub kind: String,
    /// Its value now.
    pub value: String,
    /// For radio buttons and tick boxes: whether it is on.
    pub checked: bool,
    /// The values of a `select`.
    pub options: Vec<String>,
    /// All attributes as written.
    pub attributes: Vec<(String, String)>,
}

impl Form {
    pub(crate) fn read(form: ElementRef<'_>) -> Self {
        let attribute = |name: &str| form.attr(name).unwrap_or_default().to_owned();
        let encoding = form
            .attr("enctype")
            .unwrap_or("application/x-www-form-urlencoded")
            .to_owned();
        let controls = form
            .select(&select("input[name], select[name], textarea[name]"))
            .map(control)
            .collect();
        Self {
            action: attribute("action"),
            method: attribute("method").to_lowercase(),
            encoding,
            controls,
        }
    }

    /// The controls of that name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Control> {
        self.controls.iter().filter(move |control| control.name == name)
    }

    /// Names in the order of the page, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for control in &self.controls {
            if !names.contains(&control.name.as_str()) {
                names.push(&control.name);
            }
        }
        names
    }

    /// Types or chooses a value; fails when the page does not offer that.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        let mut offered = false;
        for control in self.controls.iter_mut().filter(|control| control.name == name) {
            offered |= control.take(value);
        }
        assert!(offered, "the form does not offer {name}={value}");
        self
    }

    /// What a browser would send, in order.
    pub fn entries(&self) -> Vec<(&str, &str)> {
        let sent = self
            .controls
            .iter()
            .filter(|control| !control.switches() || control.checked);
        sent.map(|control| (control.name.as_str(), control.value.as_str()))
            .collect()
    }

    /// Sends it as a browser would.
    pub fn send(&self, server: &Server) -> Reply {
        assert_eq!(self.method, "post");
        let call = server
            .post(&self.action)
            .accept_html()
            .header("sec-fetch-site", "same-origin");
        match self.encoding.as_str() {
            "multipart/form-data" => {
                let kind = format!("multipart/form-data; boundary={BOUNDARY}");
                call.body(&kind, self.multipart()).send()
            }
            "application/x-www-form-urlencoded" => call.form(self.entries()).send(),
            other => panic!("no browser sends {other}"),
        }
    }

    /// As browsers write it; a file control in which nothing was chosen is an empty part.
    fn multipart(&self) -> String {
        let files: Vec<&str> = self
            .controls
            .iter()
            .filter(|control| control.kind == "file")
            .map(|control| control.name.as_str())
            .collect();
        let part = |(name, value): (&str, &str)| {
            let file = if files.contains(&name) {
                "; filename=\"\"\r\nContent-Type: application/octet-stream"
            } else {
                ""
            };
            let lines = value.replace("\r\n", "\n").replace('\n', "\r\n");
            format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{lines}\r\n"
            )
        };
        let parts: String = self.entries().into_iter().map(part).collect();
        format!("{parts}--{BOUNDARY}--\r\n")
    }
}

impl Control {
    /// An attribute as written.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn switches(&self) -> bool {
        matches!(self.kind.as_str(), "radio" | "checkbox")
    }

    /// Takes the value if this control can have it.
    fn take(&mut self, value: &str) -> bool {
        if self.switches() {
            self.checked = self.value == value;
            return self.checked;
        }
        let possible = self.kind != "select" || self.options.iter().any(|option| option == value);
        if possible {
            value.clone_into(&mut self.value);
        }
        possible
    }
}

fn control(element: ElementRef<'_>) -> Control {
    let attributes: Vec<(String, String)> = element
        .value()
        .attrs()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let attribute = |name: &str| element.attr(name).unwrap_or_default().to_owned();
    let kind = match element.value().name() {
        "input" => element.attr("type").unwrap_or("text").to_owned(),
        other => other.to_owned(),
    };
    Control {
        name: attribute("name"),
        value: value(element, &kind),
        checked: element.attr("checked").is_some(),
        options: element.select(&select("option")).map(option_value).collect(),
        kind,
        attributes,
    }
}

fn value(element: ElementRef<'_>, kind: &str) -> String {
    match kind {
        "textarea" => element.text().collect(),
        "select" => {
            let chosen = element.select(&select("option[selected]")).next();
            chosen
                .or_else(|| element.select(&select("option")).next())
                .map(option_value)
                .unwrap_or_default()
        }
        "radio" | "checkbox" => element.attr("value").unwrap_or("on").to_owned(),
        _ => element.attr("value").unwrap_or_default().to_owned(),
    }
}

fn option_value(option: ElementRef<'_>) -> String {
    option
        .attr("value")
        .map_or_else(|| option.text().collect(), str::to_owned)
}
