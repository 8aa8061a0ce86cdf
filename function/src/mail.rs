//! Mailing the notices of the outbox. A mail says that there is news and where to read it; never what was
//! written, by whom, or in which mode.
//!
//! A notice is mailed once. Only where the program dies, or the answer of the mail server is lost, after the
//! server took a mail and before that is remembered, the mail goes out again: SMTP knows no way to ask. It
//! then bears the same `Message-ID`, by which mail programs recognise it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use site_gen::theme::Texts;
use thiserror::Error;

use crate::App;
use crate::store::{StoreError, Waiting};

/// How many mails one tick sends.
const MAILS_AT_ONCE: i32 = 20;
/// A notice that waits longer than this shows that mail does not leave.
const STUCK: SignedDuration = SignedDuration::from_hours(1);
/// A mail server that takes longer is tried again later; less than the first wait between attempts.
const PATIENCE: Duration = Duration::from_secs(20);
/// Answers by which a server says that this address will never take mail.
const NO_SUCH_ADDRESS: [u16; 3] = [550, 551, 553];

/// A mail on its way out.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>>;

/// Takes mails to where they go. Only the mains make one.
pub trait Mailer: Send + Sync {
    /// Sends a letter. `id` is the same whenever the same letter is sent again.
    fn send(&self, id: String, letter: Message) -> Sending<'_>;
}

/// How mail leaves, and under which name.
#[derive(Clone)]
pub struct Post {
    /// The way out.
    pub mailer: Arc<dyn Mailer>,
    /// The sender.
    pub from: String,
}

/// Why a mail did not leave. Never an address: these errors are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MailError {
    /// Try again later.
    #[error("the mail server did not take it")]
    Later,
    /// That address will never take mail.
    #[error("there is no such address")]
    Refused,
}

/// Mail over SMTP.
#[derive(Clone, Debug)]
pub struct SmtpMailer(AsyncSmtpTransport<Tokio1Executor>);

impl SmtpMailer {
    /// To the server of a URL such as `smtps://user:password@host`.
    pub fn new(url: &str) -> Result<SmtpMailer, lettre::transport::smtp::Error> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?;
        Ok(SmtpMailer(builder.timeout(Some(PATIENCE)).build()))
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, _: String, letter: Message) -> Sending<'_> {
        Box::pin(async move {
            let sent = self.0.send(letter).await;
            sent.map(drop).map_err(|error| {
                let code = error.status().map(u16::from);
                let refused = code.is_some_and(|code| NO_SUCH_ADDRESS.contains(&code));
                if refused {
                    MailError::Refused
                } else {
                    MailError::Later
                }
            })
        })
    }
}

/// Mails what is due; how many were mailed.
pub(crate) async fn deliver(app: &App, now: Timestamp) -> Result<usize, StoreError> {
    let Some(post) = &app.post else { return Ok(0) };
    let codes = app.agency.codes();
    let mut mailed = 0;
    for waiting in app.store.claim_notices(now, &codes, MAILS_AT_ONCE).await? {
        mailed += usize::from(deliver_one(app, post, &waiting, now).await?);
    }
    Ok(mailed)
}

/// Whether mail does not leave.
pub(crate) async fn mail_is_stuck(app: &App, now: Timestamp) -> Result<bool, StoreError> {
    let oldest = app.store.oldest_notice().await?;
    Ok(oldest.is_some_and(|since| now.duration_since(since) > STUCK))
}

async fn deliver_one(app: &App, post: &Post, waiting: &Waiting, now: Timestamp) -> Result<bool, StoreError> {
    let Some(to) = address(app, waiting).await? else {
        app.store.settle_notice(waiting, "no_address", now).await?;
        return Ok(false);
    };
    let Some(letter) = compose(app, post, waiting, &to, now) else {
        app.store.settle_notice(waiting, "refused", now).await?;
        return Ok(false);
    };
    match post.mailer.send(waiting.id(), letter).await {
        Ok(()) => {
            app.store.settle_notice(waiting, "sent", now).await?;
            Ok(true)
        }
        Err(error) => {
            tracing::warn!(%error, attempts = waiting.attempts, "a notice could not be mailed");
            if error == MailError::Refused || waiting.is_last_attempt() {
                app.store.settle_notice(waiting, "refused", now).await?;
            }
            Ok(false)
        }
    }
}

async fn address(app: &App, waiting: &Waiting) -> Result<Option<String>, StoreError> {
    if waiting.notice.kind.is_for_reporter() {
        app.store.reporters_email(&waiting.number).await
    } else {
        Ok(Some(app.agency.contact.email.clone()))
    }
}

/// Nothing, if an address cannot be written into a mail.
fn compose(app: &App, post: &Post, waiting: &Waiting, to: &str, now: Timestamp) -> Option<Message> {
    let texts = app.theme.texts(waiting.language);
    let from: Mailbox = post.from.parse().ok()?;
    let domain = from.email.domain().to_owned();
    Message::builder()
        .from(from)
        .to(to.parse().ok()?)
        .subject(subject(app, texts, waiting))
        .date(SystemTime::from(now))
        .message_id(Some(format!("<{}@{domain}>", waiting.id())))
        .header(ContentType::TEXT_PLAIN)
        .body(text(app, texts, waiting))
        .ok()
}

fn subject(app: &App, texts: &Texts, waiting: &Waiting) -> String {
    let key = format!("mail.{}.subject", waiting.notice.kind.as_str());
    texts.fill(&key, &[("agency", &app.agency.name)])
}

fn text(app: &App, texts: &Texts, waiting: &Waiting) -> String {
    let kind = waiting.notice.kind;
    let date = waiting.notice.due_on;
    let date = date.map(|date| complaint::format_date(date, waiting.language));
    let page = app.theme.check_url(waiting.language);
    let values = [
        ("number", waiting.number.as_str()),
        ("agency", app.agency.name.as_str()),
        ("date", date.as_deref().unwrap_or_default()),
        ("url", page.as_str()),
    ];
    texts.fill(&format!("mail.{}.text", kind.as_str()), &values)
}
