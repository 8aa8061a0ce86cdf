//! The browser harness itself, on small pages of its own: what it must notice, it notices.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use serde_json::json;
use tests::{Browser, Look, Tab, axe, pdf};

const FORM: &str = "<!doctype html><html lang=en><title>Form</title><main><h1>Form</h1>
    <form method=post action=/sent><label>Name <input name=name value=old></label>
    <label>Text <textarea name=text></textarea></label> <label>Day <input type=date name=day></label>
    <label><input type=radio name=mode value=a>A</label><label><input type=radio name=mode value=b>B</label>
    <select name=kind aria-label=Kind><option value=x>X<option value=y>Y</select>
    <button>Send</button></form></main>";

const NOISY: &str = "<!doctype html><html lang=en><title>Noisy</title><main><h1>Noisy</h1>
    <img src=http://127.0.0.1:9/pixel.png alt=''><p style='color:#888'>inline style</p></main>
    <script src=/noise.js></script>";

const FAULTY: &str = "<!doctype html><html><title>Faulty</title><main><h1>Faulty</h1>
    <input name=x><img src=/none.png><p style='color:#999;background:#fff'>pale</p></main>";

const TALL: &str = "<!doctype html><html lang=en><title>Tall</title><style>
    div { height: 90vh; break-after: page } body { background: #fff; color: #000 }
    @media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }</style>
    <div>1</div><div>2</div><p>3</p>";

const CALLING: &str = "<!doctype html><html lang=en><title>Calling</title><style>
    a { display: block; margin-top: 300vh }</style>
    <h1 tabindex=-1 autofocus>Read this first</h1><a href=/calling>Once more</a>";

const MOVING: &str = "<!doctype html><html lang=en><title>Moving</title><style>
    div { animation: grow .4s .2s both } @keyframes grow { from { height: 0 } to { height: 400px } }
    a { font-size: 9px }</style><div></div>
    <a href=/form onclick=\"href += '?' + document.querySelector('div').offsetHeight\">Form</a>";

const LEADING: &str = "<!doctype html><html lang=en><title>Leading</title><h1>One moment</h1>
    <meta http-equiv=refresh content='0; url=/form'>";

/// A server of the pages above; ends with the test process.
fn pages() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bind");
    let base = format!("http://{}", listener.local_addr().expect("address"));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("accept");
            let request = read_request(&mut stream);
            let _ = stream.write_all(answer(&request).as_bytes());
        }
    });
    base
}

fn read_request(stream: &mut impl Read) -> String {
    let mut request = String::new();
    let mut buffer = [0; 4096];
    while !complete(&request) {
        let length = stream.read(&mut buffer).unwrap_or(0);
        if length == 0 {
            break;
        }
        request.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    request
}

fn complete(request: &str) -> bool {
    let length = |head: &str| {
        let line = head.lines().find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")
                .map(String::from)
        });
        line.map_or(0, |length| length.parse().unwrap_or(0))
    };
    request
        .split_once("\r\n\r\n")
        .is_some_and(|(head, body)| body.len() >= length(head))
}

fn answer(request: &str) -> String {
    let path = request.split([' ', '?']).nth(1).unwrap_or("/");
    let (kind, policy, body) = match path {
        "/form" => ("text/html", "", FORM.to_owned()),
        "/noisy" => (
            "text/html",
            "script-src 'self'; style-src 'self'",
            NOISY.to_owned(),
        ),
        "/noise.js" => (
            "text/javascript",
            "",
            "console.warn('hello', 7); document.title = 'Loud'; throw new Error('boom')".to_owned(),
        ),
        "/faulty" => ("text/html", "", FAULTY.to_owned()),
        "/leading" => ("text/html", "", LEADING.to_owned()),
        "/calling" => ("text/html", "", CALLING.to_owned()),
        "/moving" => ("text/html", "", MOVING.to_owned()),
        "/tall" => ("text/html", "", TALL.to_owned()),
        "/sent" => (
            "text/html",
            "",
            format!("<!doctype html><title>Sent</title><pre>{request}</pre>"),
        ),
        _ => return "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
    };
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}; charset=utf-8\r\ncontent-security-policy: {policy}\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn levels(tab: &Tab) -> Vec<String> {
    tab.messages().into_iter().map(|message| message.level).collect()
}

#[test]
fn a_form_is_filled_and_sent_with_and_without_script() {
    let (base, browser) = (pages(), Browser::launch());
    for look in [Look::PHONE, Look::PHONE.without_script()] {
        let tab = browser.tab(look);
        tab.open(&format!("{base}/form"));
        tab.fill("[name=name]", "Suharti");
        tab.fill("[name=text]", "two\nlines");
        tab.fill("[name=day]", "2025-08-15");
        tab.choose("mode", "b");
        tab.choose("kind", "y");
        tab.click_through("button");
        let sent = tab.text("pre");
        assert!(
            sent.ends_with("name=Suharti&text=two%0D%0Alines&day=2025-08-15&mode=b&kind=y"),
            "{sent}"
        );
        assert_eq!(tab.url(), format!("{base}/sent"));
    }
}

#[test]
fn the_keyboard_walks_and_sends() {
    let (base, browser) = (pages(), Browser::launch());
    let tab = browser.tab(Look::DESK);
    tab.open(&format!("{base}/form"));
    tab.press("Tab");
    assert_eq!(tab.focused(), "input[name]");
    tab.type_text("Adi");
    tab.follow(|tab| tab.press("Enter"));
    assert!(tab.text("pre").contains("name=Adi"), "{}", tab.text("pre"));
}

#[test]
fn a_page_that_asks_for_the_focus_has_it_before_anybody_clicks() {
    let (base, browser) = (pages(), Browser::launch());
    for look in [Look::PHONE, Look::PHONE.without_script()] {
        let tab = browser.tab(look);
        tab.open(&format!("{base}/calling"));
        for _ in 0..10 {
            assert_eq!(tab.focused(), "h1");
            tab.click_through("a");
        }
    }
}

#[test]
fn what_moves_is_clicked_once_it_stands_still() {
    let (base, browser) = (pages(), Browser::launch());
    let tab = browser.tab(Look::DESK);
    tab.open(&format!("{base}/moving"));
    tab.click_through("a");
    assert_eq!(tab.url(), format!("{base}/form?400"));
}

#[test]
fn a_page_that_leads_on_is_passed_on_the_way_to_the_one_wanted() {
    let (base, browser) = (pages(), Browser::launch());
    for look in [Look::PHONE, Look::PHONE.without_script()] {
        let tab = browser.tab(look);
        tab.open(&format!("{base}/calling"));
        let lead = json!({ "url": format!("{base}/leading") });
        tab.arrive(&format!("{base}/form"), |tab| {
            tab.call("Page.navigate", &lead);
        });
        assert_eq!(tab.text("button"), "Send");
    }
}

#[test]
fn a_question_to_a_page_that_leaves_is_answered_by_the_next() {
    let (base, browser) = (pages(), Browser::launch());
    let tab = browser.tab(Look::PHONE);
    for other in [&base, &base.replace("127.0.0.1", "localhost")] {
        tab.open(&format!("{base}/calling"));
        let next = format!("{other}/form");
        let answer = tab.eval(&format!(
            "location.href === '{next}' ? 'here' : new Promise(() => location.replace('{next}'))"
        ));
        assert_eq!(answer, "here");
    }
}

#[test]
fn noise_is_noticed_and_script_can_be_switched_off() {
    let (base, browser) = (pages(), Browser::launch());
    let tab = browser.tab(Look::PHONE);
    tab.open(&format!("{base}/noisy"));
    let (messages, requests) = (tab.messages(), tab.finished_requests());
    let said = |level: &str, part: &str| messages.iter().any(|m| m.level == level && m.text.contains(part));
    assert!(said("warning", "hello 7"), "{messages:?}");
    assert!(said("exception", "boom"), "{messages:?}");
    assert!(said("error", "Content Security Policy"), "{messages:?}");
    assert!(
        requests.iter().any(|request| request.url.contains("pixel.png")),
        "{requests:?}"
    );
    let page = requests
        .iter()
        .find(|request| request.kind == "Document")
        .expect("the page");
    assert_eq!((page.status, page.body), (200, NOISY.len() as u64));
    assert!(page.total > page.body, "headers count too: {page:?}");

    tab.clear();
    tab.look(Look::PHONE.without_script());
    tab.open(&format!("{base}/noisy"));
    assert_eq!(tab.eval("document.title"), "Noisy");
    assert!(
        !levels(&tab).contains(&"exception".to_owned()),
        "{:?}",
        tab.messages()
    );
}

#[test]
fn axe_finds_planted_faults_and_none_on_a_clean_page() {
    let (base, browser) = (pages(), Browser::launch());
    let tab = browser.tab(Look::PHONE);
    tab.open(&format!("{base}/faulty"));
    let found = axe::violations(&tab).join("\n");
    for rule in ["color-contrast", "html-has-lang", "image-alt", "label"] {
        assert!(
            found.contains(&format!("\"{rule}\"")),
            "{rule} not found in\n{found}"
        );
    }
    tab.open(&format!("{base}/form"));
    assert_eq!(axe::violations(&tab), Vec::<String>::new());
}

#[test]
fn looks_print_and_pictures() {
    let (base, browser) = (pages(), Browser::launch());
    let tab = browser.tab(Look::SMALL.dark());
    tab.open(&format!("{base}/tall"));
    assert_eq!(tab.eval("innerWidth"), 980, "no viewport tag: a phone zooms out");
    assert_eq!(
        tab.eval("getComputedStyle(document.body).color"),
        "rgb(255, 255, 255)"
    );
    assert_eq!(pdf::pages(&tab.print()), 3);
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    tab.screenshot(file.path());
    assert!(std::fs::read(file.path()).expect("read").starts_with(b"\x89PNG"));
}
