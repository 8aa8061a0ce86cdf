//! Notices: what shall be mailed about a change, written together with it. A notice holds no address and no
//! words; both are looked up when it is mailed.
//!
//! Claiming a notice moves its next attempt into the future, under the condition that nobody else has: so one
//! worker at a time mails it, and if that worker dies it is tried again then.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemInputBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use complaint::{AgencyCode, Lang, Number};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::digest::{self, DigestLine};
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, DUE_KEY, GATHERING, OPEN_STATUS, OUTBOX, PK, SK};
use super::waiting::{FIRST, LAST};
use crate::dynamodb::{Ask, UpdateItemInput};

pub(super) const OPERATION: &str = "outbox";
pub(super) const KIND: &str = "notice";
/// The address of the one mail whose addressee nobody else may know, enciphered. Gone with the mail.
pub(super) const ADDRESS: &str = "address";
/// The first attempt after a failed one; each later one takes twice as long.
const FIRST_BACKOFF: SignedDuration = SignedDuration::from_mins(2);
/// With doubling, more than three days.
const MOST_ATTEMPTS: u32 = 12;

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// To the reporter: what they sent has come.
    Received,
    /// To the reporter: something has changed.
    News,
    /// To the reporter: the agency asks something.
    Question,
    /// To the reporter: their silence will end the case.
    Closing,
    /// To the agency: a case is new.
    Filed,
    /// To the agency: the reporter has written.
    Reply,
    /// To the agency: a date comes near.
    Due,
    /// To the agency: a date has passed.
    Late,
    /// To the agency: a case came back so often that it must be settled.
    Bounced,
    /// To the agency: an answer waits for approval.
    Approval,
    /// To the agency: an officer asks for a sealed identity.
    IdentityAsked,
    /// To the agency: all of that, gathered.
    Digest,
    /// To an officer: their unit was given a case.
    Disposed,
    /// To an officer: what is due.
    Reminder,
    /// To an officer: a key holder has answered what they asked.
    IdentityAnswered,
}

impl NoticeKind {
    const ALL: [NoticeKind; 15] = [
        NoticeKind::Received,
        NoticeKind::News,
        NoticeKind::Question,
        NoticeKind::Closing,
        NoticeKind::Filed,
        NoticeKind::Reply,
        NoticeKind::Due,
        NoticeKind::Late,
        NoticeKind::Bounced,
        NoticeKind::Approval,
        NoticeKind::IdentityAsked,
        NoticeKind::Digest,
        NoticeKind::Disposed,
        NoticeKind::Reminder,
        NoticeKind::IdentityAnswered,
    ];

    /// The stable name in the table and in the file of sentences.
    pub const fn as_str(self) -> &'static str {
        match self {
            NoticeKind::Received => "received",
            NoticeKind::News => "news",
            NoticeKind::Question => "question",
            NoticeKind::Closing => "closing",
            NoticeKind::Filed => "filed",
            NoticeKind::Reply => "reply",
            NoticeKind::Due => "due",
            NoticeKind::Late => "late",
            NoticeKind::Bounced => "bounced",
            NoticeKind::Approval => "approval",
            NoticeKind::IdentityAsked => "identity_asked",
            NoticeKind::Digest => "digest",
            NoticeKind::Disposed => "disposed",
            NoticeKind::Reminder => "reminder",
            NoticeKind::IdentityAnswered => "identity_answered",
        }
    }

    pub(super) fn parse(name: &str) -> Option<NoticeKind> {
        NoticeKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether it goes to the reporter, and not to the agency.
    pub const fn is_for_reporter(self) -> bool {
        matches!(
            self,
            NoticeKind::Received | NoticeKind::News | NoticeKind::Question | NoticeKind::Closing
        )
    }
}

/// Something to be mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What about.
    pub kind: NoticeKind,
    /// The date it is about.
    pub due_on: Option<Date>,
}

/// Something to be mailed to one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToAccount {
    /// What about.
    pub kind: NoticeKind,
    /// Whose.
    pub account: String,
    /// The date it is about.
    pub due_on: Option<Date>,
}

/// A notice that waits to be mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Of which case.
    pub number: Number,
    /// What about.
    pub notice: Notice,
    /// The language of the reporter.
    pub language: Lang,
    /// How often it was tried, this time included.
    pub attempts: u32,
    /// What it tells together, where it tells of several things.
    pub lines: Vec<DigestLine>,
    /// The account it goes to, where it goes to one.
    pub(crate) account: Option<String>,
    /// Where it goes, enciphered, if that stands nowhere else.
    pub(crate) address: Option<String>,
    pub(super) sk: String,
}

impl Waiting {
    /// A name that no other notice has, the same at each attempt.
    pub fn id(&self) -> String {
        format!(
            "{}-{}",
            self.number,
            self.sk.trim_start_matches(keys::NOTICE_PREFIX)
        )
    }

    /// Whether it was tried often enough.
    pub const fn is_last_attempt(&self) -> bool {
        self.attempts >= MOST_ATTEMPTS
    }
}

impl Notice {
    pub(super) fn item(
        self,
        number: &Number,
        sequence: u32,
        place: usize,
        language: Lang,
        at: Timestamp,
    ) -> Attributes {
        let sk = keys::notice(sequence, place);
        // What the agency is told waits for the full hour, and then goes out together.
        let (partition, at) = if self.kind.is_for_reporter() {
            (OUTBOX, at)
        } else {
            (GATHERING, full_hour(at))
        };
        let key = due_key(at, number, &sk);
        Writer::new(keys::case(number), &sk)
            .text("number", number.as_str())
            .text("kind", self.kind.as_str())
            .text("language", language.code())
            .maybe("date", self.due_on.map(|date| date.to_string()))
            .number("attempts", 0)
            .text(OPEN_STATUS, partition)
            .text(DUE_KEY, &key)
            .finish()
    }
}

/// The next full hour behind an instant.
fn full_hour(at: Timestamp) -> Timestamp {
    let hours = at.as_second().div_euclid(3_600) + 1;
    Timestamp::from_second(hours * 3_600).unwrap_or(at)
}

/// A notice with an address of its own.
pub(super) fn with_address(mut item: Attributes, address: &str) -> Attributes {
    item.insert(ADDRESS.to_owned(), AttributeValue::S(address.to_owned()));
    item
}

pub(super) fn due_key(at: Timestamp, number: &Number, sk: &str) -> String {
    format!("{}#{number}#{sk}", keys::instant(at))
}

impl Store {
    /// Up to `limit` notices whose time has come, to be claimed one by one.
    pub(crate) async fn due_notices(
        &self,
        now: Timestamp,
        limit: i32,
    ) -> Result<Vec<Attributes>, StoreError> {
        self.queued(OUTBOX, Some(now), limit).await
    }

    /// The first of a partition of notices; of those that wait, only what is due at `until`.
    pub(super) async fn queued(
        &self,
        partition: &str,
        until: Option<Timestamp>,
        limit: i32,
    ) -> Result<Vec<Attributes>, StoreError> {
        let until = until.map_or_else(
            || LAST.to_owned(),
            |until| format!("{}{LAST}", keys::instant(until)),
        );
        self.waiting(OPERATION, partition, (FIRST, &until), limit).await
    }

    /// Nothing, if somebody else was faster.
    pub(crate) async fn claim_notice(
        &self,
        seen: &Attributes,
        now: Timestamp,
        codes: &[AgencyCode],
    ) -> Result<Option<Waiting>, StoreError> {
        let reader = Reader::new(KIND, seen);
        let number = reader.parsed("number", |text| Number::parse(text, codes).ok())?;
        let (sk, due) = (reader.text(SK)?, reader.text(DUE_KEY)?);
        let Some(item) = self.item(OPERATION, &keys::case(&number), sk).await? else {
            return Ok(None);
        };
        let reader = Reader::new(KIND, &item);
        let attempts = reader.number::<u32>("attempts")?.saturating_add(1);
        let wait = FIRST_BACKOFF * 2_i32.pow(attempts.min(MOST_ATTEMPTS) - 1);
        let next = due_key(now.checked_add(wait).unwrap_or(now), &number, sk);
        let update = self
            .notice_update(&number, sk)
            .condition_expression("due_key = :due")
            .update_expression("SET due_key = :next, attempts = :attempts")
            .expression_attribute_values(":due", AttributeValue::S(due.to_owned()))
            .expression_attribute_values(":next", AttributeValue::S(next))
            .expression_attribute_values(":attempts", AttributeValue::N(attempts.to_string()))
            .return_values(ReturnValue::None);
        match update.ask(&self.dynamodb).await {
            Ok(_) => {}
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(StoreError::from_sdk(OPERATION, &error)),
        }
        Ok(Some(Waiting {
            notice: Notice {
                kind: reader.parsed("kind", NoticeKind::parse)?,
                due_on: reader.maybe("date").and_then(|text| text.parse().ok()),
            },
            language: reader.parsed("language", Lang::parse)?,
            attempts,
            lines: digest::lines(&reader)?,
            account: reader.owned("account"),
            address: reader.owned(ADDRESS),
            sk: sk.to_owned(),
            number,
        }))
    }

    /// Takes a notice out of the outbox and remembers how that ended: `sent` or `no_address`.
    pub(crate) async fn settle_notice(
        &self,
        waiting: &Waiting,
        how: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let update = self
            .notice_update(&waiting.number, &waiting.sk)
            .update_expression(
                "SET outcome = :how, settled_at = :at REMOVE open_status, due_key, #address, failure",
            )
            .expression_attribute_names("#address", ADDRESS)
            .expression_attribute_values(":how", AttributeValue::S(how.to_owned()))
            .expression_attribute_values(":at", AttributeValue::S(keys::instant(now)));
        let sent = update.ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }

    pub(super) fn notice_update(&self, number: &Number, sk: &str) -> UpdateItemInputBuilder {
        UpdateItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(number)))
            .key(SK, AttributeValue::S(sk.to_owned()))
    }

    /// When the notice that is most overdue should have been tried.
    pub(crate) async fn most_overdue_notice(&self) -> Result<Option<Timestamp>, StoreError> {
        let first = self.queued(OUTBOX, None, 1).await?;
        let since = |item| Reader::new(KIND, item).parsed(DUE_KEY, instant_of);
        first.first().map(since).transpose()
    }
}

/// The instant that a sort key begins with.
pub(super) fn instant_of(key: &str) -> Option<Timestamp> {
    key.split('#').next()?.parse().ok()
}
