//! A power cut: what was acknowledged is still there afterwards.

use tests::{Browser, Look, Server, Stage};

use crate::citizen::{STORY, file, last_status, page_text, send};

#[test]
fn an_acknowledged_complaint_survives_kill_9() {
    let mut stage = Stage {
        server: Server::start(),
        browser: Browser::launch(),
    };
    let receipt = file(&stage, Look::PHONE, "named");
    stage.server.kill9();
    stage.server.restart();
    let tab = stage.visit(Look::PHONE, "/cek/");
    tab.fill("[name=number]", &receipt.number);
    tab.fill("[name=access_code]", &receipt.code);
    send(&tab);
    assert_eq!(last_status(&tab), 200);
    assert!(
        page_text(&tab).contains(&STORY.replace('\n', " ")),
        "{}",
        page_text(&tab)
    );
}
