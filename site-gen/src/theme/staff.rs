//! Pages of the desk: one frame, and whatever the function has to show in it. No page of it has a script, but the one on
//! which a key holder opens a seal: their key must not leave their browser.

use std::sync::LazyLock;

use complaint::Lang;
use qrcodegen::QrCodeEcc;
use serde::Serialize;
use tera::{Context, Value};

use super::texts::STAFF;
use super::{Head, ReceiptView, Texts, Theme};
use crate::qr;
use crate::statistics::{self, DeskFigure};

/// The desk speaks Indonesian: its sentences, over those that it shares with the public pages.
static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::beside(STAFF));

/// What a page of the desk may load: a style sheet and pictures of this site, and no script at all.
pub const STAFF_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// The same for the page on which a key holder opens a seal: two scripts of this site, which can send nothing anywhere.
pub const UNSEAL_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What surrounds what a page shows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StaffFrame {
    /// The heading.
    pub title: String,
    /// Something that has just been done, or could not be.
    pub notice: Option<String>,
    /// Whether the notice tells of a fault.
    pub wrong: bool,
    /// Who is signed in.
    pub who: Option<StaffWho>,
    /// A text to be shown as a QR code, and what it is.
    #[serde(skip)]
    pub code: Option<(String, String)>,
}

/// Who is signed in, and where their role leads them.
#[derive(Clone, Debug, Serialize)]
pub struct StaffWho {
    /// As they are called.
    pub name: String,
    /// Their role, and their unit.
    pub role: String,
    /// What every form of theirs must carry.
    pub csrf: String,
    /// Whether they read cases.
    pub reads: bool,
    /// Whether they write down what came by letter or at the counter.
    pub records: bool,
    /// Whether they take lists out.
    pub exports: bool,
    /// Whether they work on cases, and may be away.
    pub works: bool,
    /// Whether they read the agency's own history.
    pub audits: bool,
    /// Whether they see the figures of the register.
    pub counts: bool,
    /// Whether they look after accounts.
    pub invites: bool,
}

impl Theme {
    /// The sentences of the desk.
    pub fn staff_texts() -> &'static Texts {
        &TEXTS
    }

    /// A page of the desk. `template` is one of `staff_….html`, and `v` in it is the model.
    pub fn staff_page(&self, template: &str, frame: &StaffFrame, model: &impl Serialize) -> String {
        let context = self.context(&Head {
            script: false,
            ..Head::answer(Lang::Id, &frame.title)
        });
        self.framed(template, context, frame, model)
    }

    /// The figures of the register, below whatever else `v` says.
    pub fn staff_statistics_page(
        &self,
        frame: &StaffFrame,
        figures: &[DeskFigure],
        model: &impl Serialize,
    ) -> String {
        let mut context = self.context(&Head {
            script: false,
            ..Head::answer(Lang::Id, &frame.title)
        });
        let figures = statistics::desk_html(figures, &TEXTS);
        context.insert_value("figures", Value::safe_string(&figures));
        self.framed("staff_stats.html", context, frame, model)
    }

    /// The receipt of something that the agency wrote down: what a citizen gets, in the frame of the desk.
    pub fn staff_receipt_page(
        &self,
        frame: &StaffFrame,
        view: &ReceiptView<'_>,
        model: &impl Serialize,
    ) -> String {
        let context = self.receipt_context(view, &frame.title);
        self.framed("staff_receipt.html", context, frame, model)
    }

    fn framed(
        &self,
        template: &str,
        mut context: Context,
        frame: &StaffFrame,
        model: &impl Serialize,
    ) -> String {
        let drawing = frame
            .code
            .as_ref()
            .map(|(text, label)| qr::svg(text, label, QrCodeEcc::Medium));
        context.insert_value("code", Value::safe_string(&drawing.unwrap_or_default()));
        context.insert_value("s", TEXTS.value());
        context.insert("frame", frame);
        context.insert("v", model);
        self.render(template, &context)
    }
}
