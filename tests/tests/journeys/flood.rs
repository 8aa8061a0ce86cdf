//! A busy day: the browser works a little for its citizen, who notices nothing.

use serde_json::json;
use tests::program::run;
use tests::{Browser, Look, Serve, Server, Stage};

use crate::citizen::{file, last_status, open_form, page_text, receipt, send, write};
use crate::photo::{choose, small_photo, until_list_says};

/// The neighbours send as much as goes freely.
fn flood(server: &Server) {
    for nth in 0..5 {
        let filed = server.post("/api/complaints").accept_json().json(&json!({
            "narrative": format!("Antrean loket {nth} lama sekali."), "incident_place": "Loket 3",
            "identity_mode": "anonymous",
        }));
        assert_eq!(filed.send().status, 201);
    }
}

fn state(server: &Server, number: &str) -> String {
    let data = server.data().to_str().expect("a readable path");
    let output = run(
        &tests::root(),
        &["submissions", "show", number, "--format", "json", "--data", data],
    );
    let case: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a case");
    case["status"].as_str().expect("a status").to_owned()
}

#[test]
fn a_browser_works_and_its_complaint_counts_at_once_and_one_without_script_waits() {
    let stage = Stage {
        server: Serve::new().limits_on().arg("--live-reload").arg("off").start(),
        browser: Browser::launch(),
    };
    flood(&stage.server);
    let tab = open_form(&stage, Look::PHONE);
    write(&tab, "anonymous");
    tab.until("the work to be done", |tab| {
        tab.ask("[name=altcha]", "e.value !== ''") == true
    });
    tab.until("a person's pace", |tab| {
        tab.eval("performance.now() > 2000") == true
    });
    send(&tab);
    let worked = receipt(&tab);
    assert_eq!(state(&stage.server, &worked.number), "received");
    assert!(tab.messages().is_empty(), "{:?}", tab.messages());

    let waits = file(&stage, Look::SMALL.without_script(), "anonymous");
    assert_eq!(state(&stage.server, &waits.number), "quarantined");
}

#[test]
fn a_photo_goes_ahead_from_a_busy_network_too() {
    let stage = Stage {
        server: Serve::new().limits_on().arg("--live-reload").arg("off").start(),
        browser: Browser::launch(),
    };
    let question = json!({ "content_type": "image/jpeg", "size": 1_000 });
    let announce = || {
        stage
            .server
            .post("/api/uploads")
            .accept_json()
            .json(&question)
            .send()
            .status
    };
    for _ in 0..20 {
        assert_eq!(announce(), 201);
    }
    assert_eq!(announce(), 429, "a program is told to work first");
    let folder = tempfile::tempdir().expect("a folder");
    let photo = small_photo(folder.path(), "IMG_0002.jpg");
    let tab = open_form(&stage, Look::PHONE);
    write(&tab, "anonymous");
    choose(&tab, &[&photo]);
    until_list_says(&tab, "sudah kami terima");
    tab.until("a person's pace", |tab| {
        tab.eval("performance.now() > 2000") == true
    });
    send(&tab);
    assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
    // The browser writes down every answer that is no success; this one was expected.
    let messages: Vec<String> = tab
        .messages()
        .iter()
        .map(|message| format!("{message:?}"))
        .collect();
    assert!(
        messages.iter().all(|message| message.contains("429")),
        "{messages:?}"
    );
}
