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
use site_gen::theme::{Texts, Theme};
use thiserror::Error;

use crate::App;
use crate::digests;
use crate::store::{Stopped, StoreError, Waiting};
use crate::waiting_address::decipher;

/// How many mails one tick sends.
const MAILS_AT_ONCE: i32 = 20;
/// A mail server that takes longer is tried again later; less than the first wait between attempts.
const PATIENCE: Duration = Duration::from_secs(20);
/// Answers by which a server says that this address will never take mail.
const NO_SUCH_ADDRESS: [u16; 3] = [550, 551, 553];

/// Mail that has not left for so long has stopped.
const LONG: SignedDuration = SignedDuration::from_hours(1);
/// Why mail does not leave when nobody tries: the schedule stands still.
const UNTRIED: &str = "untried";

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
    /// There was no talking to the mail server.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// Try again later.
    #[error("the mail server did not take it")]
    Later,
    /// That address will never take mail.
    #[error("there is no such address")]
    Refused,
}

impl MailError {
    /// The stable name in lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            MailError::Unreachable => "unreachable",
            MailError::Later => "later",
            MailError::Refused => "refused",
        }
    }
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
            sent.map(drop)
                .map_err(|error| match error.status().map(u16::from) {
                    Some(code) if NO_SUCH_ADDRESS.contains(&code) => MailError::Refused,
                    Some(_) => MailError::Later,
                    None => MailError::Unreachable,
                })
        })
    }
}

/// Mails what is due; how many were mailed. A server that cannot be reached is not asked again this time.
pub(crate) async fn deliver(app: &App, now: Timestamp) -> Result<usize, StoreError> {
    let Some(post) = &app.post else { return Ok(0) };
    let due = app.store.due_notices(now, MAILS_AT_ONCE).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let codes = app.agency.codes();
    let mut stopped = app.store.mail_stopped().await?.is_some();
    let mut mailed = 0;
    for seen in due {
        let Some(waiting) = app.store.claim_notice(&seen, now, &codes).await? else {
            continue;
        };
        let went = deliver_one(app, post, &waiting, now).await?;
        if let Some(failure) = went.stops() {
            app.store.note_mail_stopped(failure.as_str(), now).await?;
            stopped = true;
        } else if stopped && went != Went::Nowhere {
            app.store.note_mail_leaves().await?;
            stopped = false;
        }
        mailed += usize::from(went == Went::Out);
        if went == Went::Failed(MailError::Unreachable) {
            break;
        }
    }
    Ok(mailed)
}

/// How one attempt ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Went {
    /// The server took it.
    Out,
    /// There is nobody to send it to.
    Nowhere,
    Failed(MailError),
}

impl Went {
    /// Whether it looks as if no mail left at all. A server that knows which address is wrong is at work.
    fn stops(self) -> Option<MailError> {
        match self {
            Went::Failed(error) if error != MailError::Refused => Some(error),
            _ => None,
        }
    }
}

async fn deliver_one(app: &App, post: &Post, waiting: &Waiting, now: Timestamp) -> Result<Went, StoreError> {
    let Some(to) = address(app, waiting).await? else {
        app.store.settle_notice(waiting, "no_address", now).await?;
        return Ok(Went::Nowhere);
    };
    let sent = match compose(app, post, waiting, &to, now) {
        Some(letter) => post.mailer.send(waiting.id(), letter).await,
        None => Err(MailError::Refused),
    };
    match sent {
        Ok(()) => {
            app.store.settle_notice(waiting, "sent", now).await?;
            Ok(Went::Out)
        }
        Err(error) => {
            tracing::warn!(%error, attempts = waiting.attempts, "a notice could not be mailed");
            if error == MailError::Refused || waiting.is_last_attempt() {
                app.store.give_up_notice(waiting, error.as_str(), now).await?;
            }
            Ok(Went::Failed(error))
        }
    }
}

async fn address(app: &App, waiting: &Waiting) -> Result<Option<String>, StoreError> {
    if let Some(address) = &waiting.address {
        Ok(decipher(address, &waiting.number, &app.secret))
    } else if let Some(id) = &waiting.account {
        let account = app.store.account(id).await?;
        Ok(account
            .filter(|account| !account.disabled)
            .and_then(|account| account.email))
    } else if waiting.notice.kind.is_for_reporter() {
        app.store.reporters_email(&waiting.number).await
    } else {
        Ok(Some(app.agency.contact.email.clone()))
    }
}

/// Since when mail does not leave, where that is longer than a passing fault: the server does not take it, or
/// nobody tries.
pub(crate) async fn stopped(app: &App, now: Timestamp) -> Result<Option<Stopped>, StoreError> {
    let long = |since: Timestamp| now.duration_since(since) >= LONG;
    if let Some(stopped) = app
        .store
        .mail_stopped()
        .await?
        .filter(|stopped| long(stopped.since))
    {
        return Ok(Some(stopped));
    }
    let overdue = app.store.most_overdue_notice().await?;
    Ok(overdue.filter(|since| long(*since)).map(|since| Stopped {
        since,
        failure: UNTRIED.to_owned(),
    }))
}

/// Nothing, if an address cannot be written into a mail.
fn compose(app: &App, post: &Post, waiting: &Waiting, to: &str, now: Timestamp) -> Option<Message> {
    let texts = if waiting.notice.kind.is_for_reporter() {
        app.theme.texts(waiting.language)
    } else {
        Theme::staff_texts()
    };
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
    let lines = digests::in_words(app, &waiting.lines);
    let values = [
        ("lines", lines.as_str()),
        ("number", waiting.number.as_str()),
        ("agency", app.agency.name.as_str()),
        ("date", date.as_deref().unwrap_or_default()),
        ("url", page.as_str()),
    ];
    texts.fill(&format!("mail.{}.text", kind.as_str()), &values)
}
