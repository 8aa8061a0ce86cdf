//! The steps of a submission: recognise it if it came before, else draw a number, derive the access code,
//! count the deadlines, and write everything in one transaction.
//!
//! The access code is never stored. It is a keyed hash of a stored nonce and of what the sender sends, so
//! the same submission sent again gets the same code, and nobody with the table alone can compute it.

use complaint::deadline::Deadline;
use complaint::form::{NewComplaint, Sign};
use complaint::{AccessCode, Action, Actor, Case, Channel, Class, IdentityMode, Lang, Number};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::files::{self, Evidence, KeepError};
use crate::identity::KeptIdentity;
use crate::secret::{Purpose, to_hex};
use crate::store::{NewCase, Origin, ReplayRecord, StoreError, StoredFile, Submitted};
use crate::{Acknowledged, App};

/// How long a key the sender chose is remembered: the promised seven days, whatever the zone.
const KEY_KEPT: SignedDuration = SignedDuration::from_hours(8 * 24);
/// How long the same content from the same sender is taken for the same submission.
pub(crate) const CONTENT_KEPT: SignedDuration = SignedDuration::from_mins(10);
/// Numbers to draw before the source of randomness must be broken: with 2^35 numbers, two in a row that are
/// taken are already beyond belief.
const DRAWS: usize = 8;
/// How long a row of an imported file is remembered: longer than anybody imports it again.
const ROW_KEPT: SignedDuration = SignedDuration::from_hours(24 * 365 * 1_000);
const NONCE_BYTES: usize = 16;

/// A key that the desk chose. It never meets one of a citizen, which has no control characters.
pub(crate) fn desk_key(officer: &str, key: &str) -> String {
    format!("desk\u{1f}{officer} {key}")
}

/// A parsed submission and how to recognise it.
pub(crate) struct Submission<'a> {
    pub(crate) complaint: &'a NewComplaint,
    /// Its evidence.
    pub(crate) evidence: &'a [Evidence],
    /// The key the sender chose.
    pub(crate) key: Option<&'a str>,
    /// What tells one sender from another: address and browser, or an account. Used for a keyed hash only.
    pub(crate) client: Option<&'a str>,
    /// Why it must wait for a person before it counts, if it must.
    pub(crate) sign: Option<Sign>,
    /// Whether a confidential reporter asks for a mail that acknowledges it.
    pub(crate) ack_email: bool,
    /// How it came, if not by the form on the site.
    pub(crate) brought: Option<Brought<'a>>,
}

/// How a submission came that the agency wrote down.
#[derive(Clone, Copy)]
pub(crate) struct Brought<'a> {
    /// By which channel.
    pub(crate) channel: Channel,
    /// When, in whole seconds; never later than now.
    pub(crate) received_at: Timestamp,
    /// Its number elsewhere.
    pub(crate) reference: Option<&'a str>,
    /// The account that wrote it down.
    pub(crate) by: Option<&'a str>,
    /// Whether it is a row of an imported file, which is recognised for ever.
    pub(crate) is_row: bool,
    /// The receipt on paper that was handed out for it.
    pub(crate) paper: Option<&'a Paper>,
}

/// A number on paper, and the hash of the code beside it.
pub(crate) struct Paper {
    pub(crate) number: Number,
    pub(crate) code_hash: String,
}

/// What the citizen keeps.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The acknowledgment number.
    pub number: String,
    /// The secret that opens text and dialogue; none where it stands on paper already.
    pub access_code: Option<AccessCode>,
    /// What was submitted.
    pub class: Class,
    /// How much of themselves the reporter shows.
    pub mode: IdentityMode,
    /// The language of the receipt.
    pub language: Lang,
    /// When it was received.
    pub received_at: Timestamp,
    /// What the agency owes.
    pub deadlines: Vec<Deadline>,
}

/// How a submission ended.
pub(crate) enum Filed {
    /// It is stored.
    New(Receipt),
    /// It had been stored before; the same receipt.
    Before(Receipt),
    /// Its key was used for something else.
    KeyTaken,
    /// A file it names belongs to another submission.
    FilesTaken,
    /// The number on its paper belongs to another case, or to none that waits.
    PaperTaken,
}

/// Files a submission.
pub(crate) async fn file(app: &App, submission: &Submission<'_>) -> Result<Filed, KeepError> {
    let now = whole_seconds((app.clock)());
    let mode = submission.complaint.reporter.mode();
    let kept = files::keep(app, submission.evidence, Some(mode), now).await?;
    let opened = Opened::new(app, submission, now);
    let marks = Marks::of(app, submission);
    let paper = submission.brought.and_then(|brought| brought.paper);
    for _ in 0..DRAWS {
        let draw = paper.map_or_else(|| Draw::new(app, &marks), |paper| Draw::of_paper(app, paper));
        let identity = KeptIdentity::of(
            &submission.complaint.reporter,
            &draw.number,
            &app.sealer,
            &app.secret,
        );
        let acknowledged = acknowledged(app, submission, &draw.number);
        let case = NewCase {
            identity: identity.as_ref(),
            acknowledged: acknowledged.as_ref(),
            announced: announced(app, submission),
            ..draw.case(submission, &kept, &opened, now)
        };
        match app
            .store
            .submit(&case, &draw.record(&marks, now), &app.entropy)
            .await?
        {
            Submitted::New => {
                files::forget_originals(app, &kept, now).await;
                let received_at = submission.received_at(now);
                return Ok(Filed::New(draw.receipt(
                    submission.complaint,
                    opened.promised,
                    received_at,
                )));
            }
            Submitted::Before(record) => {
                // It may be our own, if only the answer was lost on the way: then its files are not forgotten.
                files::forget(app, &kept, now).await;
                return Ok(again(app, submission, &marks, &record).await?);
            }
            Submitted::PaperTaken => {
                files::forget(app, &kept, now).await;
                return Ok(Filed::PaperTaken);
            }
            Submitted::NumberTaken if paper.is_some() => {
                files::forget(app, &kept, now).await;
                return Ok(Filed::PaperTaken);
            }
            Submitted::FilesTaken => {
                files::forget(app, &kept, now).await;
                return Ok(Filed::FilesTaken);
            }
            Submitted::NumberTaken => tracing::warn!("number taken, drawing another"),
        }
    }
    Err(StoreError::NoFreeNumber.into())
}

/// Whom to mail that it has come. What may be the work of a program mails nobody: the address may be anyone's.
fn acknowledged(app: &App, submission: &Submission<'_>, number: &Number) -> Option<Acknowledged> {
    let mails = app.post.is_some() && submission.sign.is_none();
    let asked = submission.ack_email;
    mails
        .then(|| Acknowledged::of(submission.complaint, asked, number, &app.secret, &app.entropy))
        .flatten()
}

/// Whether the agency is mailed that it came. What is held waits for whoever looks at it anyway; of an old register
/// nothing is new.
fn announced(app: &App, submission: &Submission<'_>) -> bool {
    let is_row = submission.brought.is_some_and(|brought| brought.is_row);
    app.post.is_some() && submission.sign.is_none() && !is_row
}

impl Submission<'_> {
    /// When it came; what comes by the form comes now.
    fn received_at(&self, now: Timestamp) -> Timestamp {
        self.brought.map_or(now, |brought| brought.received_at.min(now))
    }
}

impl<'a> Submission<'a> {
    fn channel(&self) -> Channel {
        self.brought.map_or(Channel::WebForm, |brought| brought.channel)
    }

    fn origin(&self) -> Origin<'a> {
        let brought = self.brought;
        Origin {
            channel: self.channel(),
            reference: brought.and_then(|brought| brought.reference),
            actor: if brought.is_some() {
                Actor::Staff
            } else {
                Actor::Reporter
            },
            by: brought.and_then(|brought| brought.by),
            paper: brought.is_some_and(|brought| brought.paper.is_some()),
        }
    }
}

/// A case as it begins: what the receipt promises, and what runs.
struct Opened {
    promised: Vec<Deadline>,
    case: Case,
    deadlines: Vec<Deadline>,
    wakes_on: Option<Date>,
}

impl Opened {
    fn new(app: &App, submission: &Submission<'_>, now: Timestamp) -> Opened {
        let (agency, today) = (&app.agency, app.agency.today(now));
        let received_on = agency.today(submission.received_at(now));
        let complaint = submission.complaint;
        let oversight = needs_oversight(app, complaint);
        let filed = Case::filed(complaint.class, oversight, received_on, agency)
            .meaning(complaint.unit.clone())
            .through(submission.channel());
        let promised = filed.deadlines(today, agency);
        let case = match submission.sign {
            Some(sign) => held(&filed, sign, today, app),
            None => filed,
        };
        Opened {
            promised,
            deadlines: case.deadlines(today, agency),
            wakes_on: case.wakes_on(&[], today, agency),
            case,
        }
    }
}

fn needs_oversight(app: &App, complaint: &NewComplaint) -> bool {
    let slug = complaint.category.as_deref();
    slug.and_then(|slug| app.agency.category(slug))
        .is_some_and(|category| category.oversight)
}

fn held(filed: &Case, sign: Sign, today: Date, app: &App) -> Case {
    let sign = sign.as_str().to_owned();
    filed
        .apply(&Action::Hold { sign }, Actor::System, today, &app.agency)
        .expect("what was just received can be held")
}

/// A receipt shows whole seconds, and so does everything derived from it.
fn whole_seconds(now: Timestamp) -> Timestamp {
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Answers a submission that was stored before, by the same person with the same content. Without a key it may be
/// somebody at the desk who sends what they have read there: once they could have, the code is not told again.
async fn again(
    app: &App,
    submission: &Submission<'_>,
    marks: &Marks,
    record: &ReplayRecord,
) -> Result<Filed, StoreError> {
    let complaint = submission.complaint;
    let on_paper = submission.brought.is_some_and(|brought| brought.paper.is_some());
    if record.fingerprint != marks.fingerprint {
        return Ok(Filed::KeyTaken);
    }
    let filed = app.store.filed(&record.number).await?;
    let is_theirs = submission.key.is_some() || !app.store.is_known(&record.number).await?;
    Ok(Filed::Before(Receipt {
        number: record.number.clone(),
        access_code: (is_theirs && !on_paper).then(|| marks.access_code(app, &record.nonce)),
        class: filed.class,
        mode: complaint.reporter.mode(),
        language: complaint.language,
        received_at: filed.received_at,
        deadlines: filed.deadlines,
    }))
}

/// How a submission is recognised.
struct Marks {
    /// Of the replay record: by the sender's key, else by content and sender.
    id: String,
    fingerprint: String,
    kept: SignedDuration,
    content: String,
}

impl Marks {
    fn of(app: &App, submission: &Submission<'_>) -> Marks {
        let mut content = submission.complaint.fingerprint_text();
        content.extend(submission.evidence.iter().map(Evidence::fingerprint));
        content.extend(submission.brought.iter().map(|brought| brought.fingerprint(app)));
        let secret = &app.secret;
        let fingerprint = secret.hex(Purpose::Fingerprint, &[content.as_bytes()]);
        let (id, kept) = if let Some(key) = submission.key {
            let is_row = submission.brought.is_some_and(|brought| brought.is_row);
            let kept = if is_row { ROW_KEPT } else { KEY_KEPT };
            (secret.hex(Purpose::ReplayByKey, &[key.as_bytes()]), kept)
        } else {
            let client = secret.hash(
                Purpose::Client,
                &[submission.client.unwrap_or_default().as_bytes()],
            );
            (
                secret.hex(Purpose::ReplayByContent, &[&client, content.as_bytes()]),
                CONTENT_KEPT,
            )
        };
        Marks {
            id,
            fingerprint,
            kept,
            content,
        }
    }

    fn access_code(&self, app: &App, nonce: &str) -> AccessCode {
        let hash = app.secret.hash(
            Purpose::AccessCode,
            &[nonce.as_bytes(), self.id.as_bytes(), self.content.as_bytes()],
        );
        let mut random = [0; AccessCode::RANDOM_BYTES];
        random.copy_from_slice(&hash[..AccessCode::RANDOM_BYTES]);
        AccessCode::new(random)
    }
}

impl Brought<'_> {
    /// Tells whether the same submission came again. Today without a time is another moment each time it is read, so
    /// only the day counts.
    fn fingerprint(&self, app: &App) -> String {
        let day = app.agency.today(self.received_at);
        let paper = self.paper.map_or("", |paper| paper.number.as_str());
        let reference = self.reference.unwrap_or_default();
        format!("{}\n{day}\n{reference}\n{paper}\n", self.channel.as_str())
    }
}

/// One attempt: a number, a nonce and the code that follows from it. On paper stands a code already.
struct Draw {
    number: Number,
    nonce: String,
    code: Option<AccessCode>,
    code_hash: String,
}

impl Draw {
    fn new(app: &App, marks: &Marks) -> Draw {
        let number = Number::new(&app.agency.code, random(app));
        let nonce = to_hex(&random::<NONCE_BYTES>(app));
        let code = marks.access_code(app, &nonce);
        let code_hash = code_hash(app, &number, &code);
        Draw {
            number,
            nonce,
            code: Some(code),
            code_hash,
        }
    }

    fn of_paper(app: &App, paper: &Paper) -> Draw {
        Draw {
            number: paper.number.clone(),
            nonce: to_hex(&random::<NONCE_BYTES>(app)),
            code: None,
            code_hash: paper.code_hash.clone(),
        }
    }

    fn case<'a>(
        &'a self,
        submission: &Submission<'a>,
        files: &'a [StoredFile],
        opened: &'a Opened,
        now: Timestamp,
    ) -> NewCase<'a> {
        NewCase {
            number: &self.number,
            complaint: submission.complaint,
            identity: None,
            origin: submission.origin(),
            received_at: submission.received_at(now),
            recorded_at: now,
            promised: &opened.promised,
            case: &opened.case,
            deadlines: &opened.deadlines,
            wakes_on: opened.wakes_on,
            code_hash: &self.code_hash,
            files,
            held: submission.sign.map(Sign::as_str),
            acknowledged: None,
            announced: false,
        }
    }

    fn record(&self, marks: &Marks, now: Timestamp) -> ReplayRecord {
        ReplayRecord {
            id: marks.id.clone(),
            fingerprint: marks.fingerprint.clone(),
            nonce: self.nonce.clone(),
            number: self.number.to_string(),
            expires_at: now.as_second().saturating_add(marks.kept.as_secs()),
        }
    }

    fn receipt(self, complaint: &NewComplaint, deadlines: Vec<Deadline>, now: Timestamp) -> Receipt {
        Receipt {
            number: self.number.to_string(),
            access_code: self.code,
            class: complaint.class,
            mode: complaint.reporter.mode(),
            language: complaint.language,
            received_at: now,
            deadlines,
        }
    }
}

/// What the table knows of an access code.
pub(crate) fn code_hash(app: &App, number: &Number, code: &AccessCode) -> String {
    app.secret.hex(Purpose::CodeHash, &code_parts(number, code))
}

/// Whether `code` opens the case; takes the same time whatever differs.
pub(crate) fn opens(app: &App, number: &Number, code: &AccessCode, code_hash: &str) -> bool {
    app.secret
        .verify(Purpose::CodeHash, &code_parts(number, code), code_hash)
}

fn code_parts<'a>(number: &'a Number, code: &'a AccessCode) -> [&'a [u8]; 2] {
    [number.as_str().as_bytes(), code.reveal().as_bytes()]
}

fn random<const N: usize>(app: &App) -> [u8; N] {
    let mut bytes = [0; N];
    (app.entropy)(&mut bytes);
    bytes
}
