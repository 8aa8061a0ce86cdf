//! The whole dialogue between a citizen and the agency, on the narrowest screen, with scripts and without, in either
//! language: a question and its answer with a photo, a result, a reply that opens the case again, a judgement.

use tests::{Look, Stage, Tab};

use crate::citizen::{Receipt, accessible, last_status, page_text, receipt, send, write};
use crate::desk::{Desk, act};
use crate::photo::{choose, small_photo, until_list_says};

/// A citizen: how they look at it, where their form is, and what it says.
struct Citizen {
    look: Look,
    form: &'static str,
    check: &'static str,
    asked: &'static str,
    ready: &'static str,
    reopened: &'static str,
    rated: &'static str,
    withdrawn: &'static str,
}

const INDONESIAN: Citizen = Citizen {
    look: Look::SMALL,
    form: "/lapor/",
    check: "/cek/",
    asked: "Kami perlu jawaban Anda",
    ready: "sudah kami terima",
    reopened: "Dibuka kembali",
    rated: "Penilaian Anda sudah tersimpan",
    withdrawn: "Aduan sudah Anda cabut",
};

const ENGLISH: Citizen = Citizen {
    look: Look::SMALL.without_script(),
    form: "/en/lapor/",
    check: "/en/cek/",
    asked: "We need your answer",
    ready: "",
    reopened: "Reopened",
    rated: "Your rating is saved",
    withdrawn: "You have withdrawn the complaint",
};

impl Citizen {
    fn file(&self, stage: &Stage, what: &str) -> Receipt {
        let tab = stage.visit(self.look, self.form);
        write(&tab, "named");
        tab.fill("[name=reported_party]", what);
        send(&tab);
        assert_eq!(last_status(&tab), 201, "{}", page_text(&tab));
        accessible(&tab, self.look, "the receipt");
        receipt(&tab)
    }

    /// The page of the case, opened with number and code.
    fn case(&self, stage: &Stage, receipt: &Receipt) -> Tab {
        let tab = stage.visit(self.look, self.check);
        tab.fill("[name=number]", &receipt.number);
        tab.fill("[name=access_code]", &receipt.code);
        send(&tab);
        assert_eq!(last_status(&tab), 200, "{}", page_text(&tab));
        accessible(&tab, self.look, "the case");
        tab
    }
}

/// Sends one of the citizen's forms, opening it first.
fn submit(tab: &Tab, look: Look, form: &str, fields: &[(&str, &str)]) {
    let form = format!("form[action$='/{form}']");
    if tab.ask(&form, "!e.closest('details').open") == true {
        tab.click(&format!("details:has({form}) > summary"));
    }
    for (name, value) in fields {
        let choice = format!("{form} input[type=radio][name={name}][value='{value}']");
        if tab.has(&choice) {
            tab.click(&choice);
        } else {
            tab.fill(&format!("{form} [name={name}]"), value);
        }
    }
    tab.click_through(&format!("{form} button[type=submit]"));
    assert_eq!(last_status(tab), 201, "{}", page_text(tab));
    accessible(tab, look, "the case after a form");
}

fn says(tab: &Tab, words: &str) {
    let page = page_text(tab);
    assert!(page.contains(words), "{words} in {page}");
}

#[test]
fn a_question_an_answer_a_result_an_objection_and_a_judgement() {
    let desk = Desk::open();
    let folder = tempfile::tempdir().expect("a folder");
    let photo = small_photo(folder.path(), "kuitansi.jpg");
    let officer = desk.sign_in(Look::DESK, "koordinator");
    for citizen in [INDONESIAN, ENGLISH] {
        let stage = &desk.stage;
        let mine = citizen.file(stage, citizen.form);
        let case = format!("/staff/cases/{}", mine.number);
        officer.open(&stage.server.url(&case));
        act(&officer, "verify", &[]);
        act(&officer, "ask", &[("text", "Berapa biaya yang diminta?")]);

        let tab = citizen.case(stage, &mine);
        says(&tab, citizen.asked);
        says(&tab, "Berapa biaya yang diminta?");
        tab.fill("[name=text]", "Lima puluh ribu rupiah.");
        choose(&tab, &[&photo]);
        if citizen.look.has_script() {
            until_list_says(&tab, citizen.ready);
        }
        submit(&tab, citizen.look, "messages", &[]);
        says(&tab, "lampiran-1.jpg");

        officer.open(&stage.server.url(&case));
        says(&officer, "Lima puluh ribu rupiah.");
        act(&officer, "handle", &[]);
        act(&officer, "respond", &[("text", "Biayanya kami kembalikan.")]);
        act(
            &officer,
            "close",
            &[("resolution", "fulfilled"), ("text", "Sudah dikembalikan.")],
        );

        let tab = citizen.case(stage, &mine);
        says(&tab, "Biayanya kami kembalikan.");
        submit(
            &tab,
            citizen.look,
            "messages",
            &[("text", "Uangnya belum kembali.")],
        );
        says(&tab, citizen.reopened);

        officer.open(&stage.server.url(&case));
        act(&officer, "handle", &[]);
        act(&officer, "respond", &[("text", "Sudah ditransfer hari ini.")]);
        act(
            &officer,
            "close",
            &[("resolution", "fulfilled"), ("text", "Selesai.")],
        );

        let tab = citizen.case(stage, &mine);
        submit(
            &tab,
            citizen.look,
            "rating",
            &[("score", "3"), ("solved", "yes"), ("comment", "Terima kasih.")],
        );
        says(&tab, citizen.rated);
        assert!(!tab.has("form[action$='/rating']"), "once");
    }
}

#[test]
fn a_complaint_can_be_taken_back() {
    let stage = Stage::enter();
    for citizen in [INDONESIAN, ENGLISH] {
        let mine = citizen.file(&stage, &format!("cabut {}", citizen.form));
        let tab = citizen.case(&stage, &mine);
        submit(
            &tab,
            citizen.look,
            "withdrawal",
            &[("reason", "Sudah selesai sendiri.")],
        );
        says(&tab, citizen.withdrawn);
        assert!(!tab.has("form[action$='/withdrawal']"), "once");
        let again = citizen.case(&stage, &mine);
        assert!(!again.has("form[action$='/withdrawal']"));
    }
}
