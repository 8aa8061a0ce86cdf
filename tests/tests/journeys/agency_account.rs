//! From an invitation to the queue with an account of the agency, out again, and in again: on a phone, with scripts and
//! without. The issuer is another site to the browser.

use jiff::fmt::rfc2822;
use tests::issuer::{CLIENT_ID, CLIENT_SECRET, Issuer};
use tests::server::NOW;
use tests::{Browser, Look, Serve, Server, Tab, program, root};

use crate::citizen::{accessible, page_text};

const BY_ISSUER: &str = "form[action='/staff/masuk/instansi'] button";

struct Agency {
    issuer: Issuer,
    server: Server,
    browser: Browser,
}

impl Agency {
    fn open() -> Agency {
        let issuer = Issuer::start(0);
        let server = Serve::new()
            .arg("--demo")
            .arg("--live-reload")
            .arg("off")
            .env("TANGGAP_OIDC_ISSUER", issuer.base())
            .env("TANGGAP_OIDC_CLIENT_ID", CLIENT_ID)
            .env("TANGGAP_OIDC_CLIENT_SECRET", CLIENT_SECRET)
            .start();
        // Issuers know nothing of a clock that was set elsewhere.
        let health = server.get("/api/health");
        let now = health.header("date").expect("a server tells the time");
        let now = rfc2822::parse(now).expect("a date");
        issuer.set(now.timestamp().as_second());
        Agency {
            issuer,
            server,
            browser: Browser::launch(),
        }
    }

    /// A link for somebody new.
    fn invite(&self, name: &str) -> String {
        let data = self.server.data().to_str().expect("a readable path");
        let wanted = [
            "staff",
            "invite",
            name,
            "--role",
            "coordinator",
            "--data",
            data,
            "--now",
            NOW,
        ];
        let invited = program::run(&root(), &wanted);
        let link = String::from_utf8(invited.stdout).expect("a link");
        link.trim().to_owned()
    }

    /// Presses the button, and says at the issuer who it is.
    fn through_issuer(&self, tab: &Tab) {
        let authorize = format!("{}/authorize?", self.issuer.base());
        tab.arrive(&authorize, |tab| tab.click(BY_ISSUER));
        tab.click_through("#masuk");
    }
}

#[test]
fn an_account_of_the_agency_leads_from_the_invitation_to_the_queue_and_back_in() {
    let agency = Agency::open();
    for (look, name) in [
        (Look::PHONE, "Siti Aminah"),
        (Look::PHONE.without_script(), "Markus Wanma"),
    ] {
        agency.issuer.visited_by(name);
        let tab = agency.browser.tab(look);
        tab.open(&agency.invite(name));
        assert!(page_text(&tab).contains(name), "{}", page_text(&tab));
        accessible(&tab, look, "the invitation");
        agency.through_issuer(&tab);
        assert!(
            tab.url().ends_with("/staff/"),
            "{}: {}",
            tab.url(),
            page_text(&tab)
        );
        assert!(page_text(&tab).contains("Antrean"), "{}", page_text(&tab));
        assert!(tab.text(".foot").contains(name), "{}", tab.text(".foot"));

        tab.open(&agency.server.url("/staff/people"));
        assert!(
            page_text(&tab).contains("Masuk dengan akun instansi."),
            "{}",
            page_text(&tab)
        );
        accessible(&tab, look, "the people");

        tab.click_through(".foot button[type=submit]:not([name])");
        assert!(tab.url().contains("/staff/masuk"), "{}", tab.url());
        assert!(tab.shows("main a[href*='/logout']"), "{}", page_text(&tab));
        assert!(!tab.shows("[name=password]"), "the other way is folded");
        accessible(&tab, look, "the door, after leaving");
        tab.open(&agency.server.url("/staff/"));
        assert!(tab.url().contains("/staff/masuk"), "who has left is out");
        accessible(&tab, look, "the door");
        tab.click("details > summary");
        assert!(tab.shows("[name=password]"), "the other way unfolds");
        accessible(&tab, look, "the door, unfolded");
        agency.through_issuer(&tab);
        assert!(
            tab.url().ends_with("/staff/"),
            "{}: {}",
            tab.url(),
            page_text(&tab)
        );
        let refused: Vec<_> = tab
            .messages()
            .into_iter()
            .filter(|message| format!("{message:?}").contains("Security Policy"))
            .collect();
        assert!(refused.is_empty(), "{refused:?}");
    }
}

#[test]
fn whoever_has_no_place_reads_whom_to_ask() {
    let agency = Agency::open();
    agency.issuer.visited_by("orang lain");
    let tab = agency.browser.tab(Look::PHONE);
    tab.open(&agency.server.url("/staff/masuk"));
    agency.through_issuer(&tab);
    let page = page_text(&tab);
    assert!(page.contains("Minta undangan kepada koordinator"), "{page}");
    accessible(&tab, Look::PHONE, "no place");
    tab.click_through("main .actions a");
    assert!(tab.url().contains("/staff/masuk"), "{}", tab.url());
}
