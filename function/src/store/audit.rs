//! What happened around the cases: who signed in, who took data out, whose account changed. One chain for the whole
//! agency, each entry chained to the one before by SHA-256 as the events of a case are.
//!
//! One item is the head of the chain. An entry is written together with the new head, under the condition that the
//! head is still the one it was chained to, so writers at the same time come one after the other.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Store;
use super::error::StoreError;
use super::event::{FIRST_PREVIOUS_HASH, chain_hash};
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, AUDIT, AUDIT_HEAD, AUDIT_PREFIX};
use super::submit::{backoff, finish, in_the_way, refused};
use crate::Entropy;
use crate::dynamodb::{Ask, Items, QueryInput, TransactWriteItemsInput};

const OPERATION: &str = "audit";
const KIND: &str = "audit";
/// How often to begin again when others were faster.
const TRIES: u32 = 12;
const READ_AT_ONCE: i32 = 500;
/// How many such parts one page of a filtered history reads at most.
const MOST_PARTS: usize = 10;

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// Somebody signed in.
    SignIn,
    /// Somebody signed in with their account of the agency.
    SignInByIssuer,
    /// Somebody tried so often that they must wait.
    SignInFailed,
    /// Somebody ended all their sessions.
    SignedOutEverywhere,
    /// An account was made, or its owner got a new link.
    Invited,
    /// An invitation was accepted.
    AccountOpened,
    /// An account was closed.
    AccountClosed,
    /// Data left the register.
    Export,
    /// The file of a case for the Ombudsman was made.
    Dossier,
    /// Cases of an older register came in.
    Import,
    /// A sealed identity was opened.
    SealedRead,
    /// Numbers for paper receipts were reserved.
    PaperReserved,
    /// Somebody read how the reporter of a case is reached; once a day for each account and case.
    ContactRead,
}

impl AuditKind {
    /// Every kind.
    pub const ALL: [AuditKind; 13] = [
        AuditKind::ContactRead,
        AuditKind::SealedRead,
        AuditKind::Export,
        AuditKind::Dossier,
        AuditKind::Import,
        AuditKind::SignIn,
        AuditKind::SignInByIssuer,
        AuditKind::SignInFailed,
        AuditKind::SignedOutEverywhere,
        AuditKind::Invited,
        AuditKind::AccountOpened,
        AuditKind::AccountClosed,
        AuditKind::PaperReserved,
    ];

    /// Reads a name.
    pub fn parse(name: &str) -> Option<AuditKind> {
        AuditKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// A stable name for texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            AuditKind::SignIn => "sign_in",
            AuditKind::SignInByIssuer => "sign_in_by_issuer",
            AuditKind::SignInFailed => "sign_in_failed",
            AuditKind::SignedOutEverywhere => "signed_out_everywhere",
            AuditKind::Invited => "invited",
            AuditKind::AccountOpened => "account_opened",
            AuditKind::AccountClosed => "account_closed",
            AuditKind::Export => "export",
            AuditKind::Dossier => "dossier",
            AuditKind::Import => "import",
            AuditKind::SealedRead => "sealed_read",
            AuditKind::PaperReserved => "paper_reserved",
            AuditKind::ContactRead => "contact_read",
        }
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditActor {
    /// Somebody with an account, by its id.
    Account(String),
    /// Whoever runs the program at the computer where it stands.
    CommandLine,
    /// Nobody who is known.
    Unknown,
}

/// One entry. Its JSON, in this order of fields, is the canonical text of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Counted from 1.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: AuditActor,
    /// What.
    pub kind: AuditKind,
    /// What it was done to, or how much of it: an account, a number, `csv, 46 cases`. Never personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
}

/// Which entries are wanted; everything absent lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Entries of this instant or later.
    pub since: Option<Timestamp>,
    /// Entries before this instant.
    pub until: Option<Timestamp>,
    /// Entries of this kind.
    pub kind: Option<AuditKind>,
    /// What these did.
    pub actor: Option<AuditActor>,
}

impl AuditFilter {
    fn lets_through(&self, entry: &AuditEntry) -> bool {
        !self.is_behind(entry)
            && self.until.is_none_or(|until| entry.at < until)
            && self.kind.is_none_or(|kind| entry.kind == kind)
            && self.actor.as_ref().is_none_or(|actor| entry.actor == *actor)
    }

    /// Whether neither this entry nor an older one is wanted.
    fn is_behind(&self, entry: &AuditEntry) -> bool {
        self.since.is_some_and(|since| entry.at < since)
    }
}

/// A part of the chain, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditPage {
    /// The entries.
    pub items: Vec<AuditEntry>,
    /// Entries before this one come next; none at the beginning of the chain.
    pub next: Option<u64>,
    /// Where the chain stands, with its latest part: whoever writes this down proves later that nothing before it
    /// was changed.
    pub head: Option<AuditHead>,
}

/// Whether the chain holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditCheck {
    /// How many entries hold.
    pub entries: u64,
    /// The hash of the last of them.
    pub head: String,
    /// The first entry that does not follow from the one before, or is missing.
    pub broken_at: Option<u64>,
}

/// Where the chain stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditHead {
    /// The last entry; 0 before there is one.
    pub sequence: u64,
    /// Its hash, which covers everything before it.
    pub hash: String,
}

impl Store {
    /// Adds an entry, and returns its place. `entropy` spreads retries in time.
    pub async fn append_audit(
        &self,
        actor: &AuditActor,
        kind: AuditKind,
        object: Option<&str>,
        at: Timestamp,
        entropy: &Entropy,
    ) -> Result<u64, StoreError> {
        for attempt in 0..TRIES {
            let before = self.audit_head().await?;
            let entry = AuditEntry {
                sequence: before.sequence + 1,
                at,
                actor: actor.clone(),
                kind,
                object: object.map(str::to_owned),
            };
            if self.write_audit(&entry, &before, None).await? {
                return Ok(entry.sequence);
            }
            backoff(attempt, entropy).await;
        }
        Err(StoreError::Conflict { operation: OPERATION })
    }

    /// Up to `limit` entries, the latest first; before an entry, or from the last on.
    pub async fn audit(&self, before: Option<u64>, limit: usize) -> Result<AuditPage, StoreError> {
        let head = match before {
            Some(_) => None,
            None => Some(self.audit_head().await?),
        };
        let from = head.as_ref().map(|head| head.sequence);
        let last = from
            .or(before.map(|before| before.saturating_sub(1)))
            .unwrap_or_default();
        let count = u64::try_from(limit).unwrap_or(u64::MAX);
        let first = last.saturating_sub(count).saturating_add(1);
        let items = self.read_audit(first, last).await?;
        let mut items: Vec<AuditEntry> = items
            .iter()
            .map(|item| Reader::new(KIND, item).json("entry"))
            .collect::<Result<_, _>>()?;
        items.reverse();
        Ok(AuditPage {
            next: (first > 1 && !items.is_empty()).then_some(first),
            items,
            head,
        })
    }

    /// The same of the entries that a filter lets through. A page that finds too little gives up after some thousand
    /// entries; the next one goes on from there.
    pub async fn audit_of(
        &self,
        filter: &AuditFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AuditPage, StoreError> {
        if *filter == AuditFilter::default() {
            return self.audit(before, limit).await;
        }
        let mut found = AuditPage {
            items: Vec::new(),
            next: before,
            head: None,
        };
        for _ in 0..MOST_PARTS {
            let part = self.audit(found.next, READ_AT_ONCE as usize).await?;
            found.head = found.head.or(part.head);
            let is_over = part.items.last().is_none_or(|oldest| filter.is_behind(oldest));
            for entry in part.items.into_iter().filter(|entry| filter.lets_through(entry)) {
                if found.items.len() == limit {
                    found.next = found.items.last().map(|last| last.sequence);
                    return Ok(found);
                }
                found.items.push(entry);
            }
            found.next = part.next.filter(|_| !is_over);
            if found.next.is_none() {
                break;
            }
        }
        Ok(found)
    }

    /// Counts the whole chain anew, from its beginning to its head.
    pub async fn verify_audit(&self) -> Result<AuditCheck, StoreError> {
        let end = self.audit_head().await?;
        let mut check = AuditCheck {
            entries: 0,
            head: FIRST_PREVIOUS_HASH.to_owned(),
            broken_at: None,
        };
        while check.entries < end.sequence {
            let first = check.entries + 1;
            let last = end.sequence.min(check.entries + READ_AT_ONCE as u64);
            let items = self.read_audit(first, last).await?;
            let held = items.iter().take_while(|item| check.follows(item)).count();
            if held as u64 != last - first + 1 {
                check.broken_at = Some(check.entries + 1);
                return Ok(check);
            }
        }
        if check.head != end.hash {
            check.broken_at = Some(end.sequence);
        }
        Ok(check)
    }

    /// The hash that an entry has now; nothing where there is no such entry.
    pub async fn audit_hash(&self, sequence: u64) -> Result<Option<String>, StoreError> {
        let items = self.read_audit(sequence, sequence).await?;
        let hash = |item: &Attributes| Reader::new(KIND, item).text("hash").map(str::to_owned);
        items.first().map(hash).transpose()
    }

    pub(super) async fn audit_head(&self) -> Result<AuditHead, StoreError> {
        let Some(item) = self.item(OPERATION, AUDIT, AUDIT_HEAD).await? else {
            return Ok(AuditHead {
                sequence: 0,
                hash: FIRST_PREVIOUS_HASH.to_owned(),
            });
        };
        let reader = Reader::new(KIND, &item);
        Ok(AuditHead {
            sequence: reader.number("sequence")?,
            hash: reader.text("hash")?.to_owned(),
        })
    }

    /// Writes an entry, and with it what belongs to it. Whether nobody was faster.
    pub(super) async fn write_audit(
        &self,
        entry: &AuditEntry,
        before: &AuditHead,
        with: Option<TransactWriteItem>,
    ) -> Result<bool, StoreError> {
        let text = serde_json::to_string(entry).expect("an entry has text keys");
        let hash = chain_hash(&before.hash, &text);
        let sequence = i64::try_from(entry.sequence).unwrap_or(i64::MAX);
        let item = Writer::new(AUDIT, keys::audit(entry.sequence))
            .text("entry", text)
            .text("previous", &before.hash)
            .text("hash", &hash)
            .finish();
        let head = Writer::new(AUDIT, AUDIT_HEAD)
            .number("sequence", sequence)
            .text("hash", &hash)
            .finish();
        let head = self
            .put(head)
            .condition_expression("attribute_not_exists(PK) OR #hash = :before")
            .expression_attribute_names("#hash", "hash")
            .expression_attribute_values(":before", AttributeValue::S(before.hash.clone()));
        let item = self.put(item).condition_expression("attribute_not_exists(PK)");
        let items = [finish(head)?, finish(item)?].into_iter().chain(with).collect();
        let request = TransactWriteItemsInput::builder().set_transact_items(Some(items));
        match request.ask(&self.dynamodb).await {
            Ok(_) => Ok(true),
            Err(error) if overtaken(&error) => Ok(false),
            Err(error) => Err(StoreError::from_sdk(OPERATION, &error)),
        }
    }

    /// Entries between two places, both included, in their order.
    async fn read_audit(&self, first: u64, last: u64) -> Result<Vec<Attributes>, StoreError> {
        if first > last {
            return Ok(Vec::new());
        }
        let mut pages = QueryInput::builder()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :pk AND SK BETWEEN :first AND :last")
            .expression_attribute_values(":pk", AttributeValue::S(AUDIT.to_owned()))
            .expression_attribute_values(":first", AttributeValue::S(keys::audit(first)))
            .expression_attribute_values(":last", AttributeValue::S(keys::audit(last)))
            .limit(READ_AT_ONCE)
            .items(&self.dynamodb);
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.map_err(|error| StoreError::from_sdk(OPERATION, &error))?);
        }
        Ok(items)
    }
}

impl AuditCheck {
    /// Whether an item stands in the next place, says what it said, and follows from the one before.
    fn follows(&mut self, item: &Attributes) -> bool {
        let reader = Reader::new(KIND, item);
        let (Ok(text), Ok(hash), Ok(key)) =
            (reader.text("entry"), reader.text("hash"), reader.text(keys::SK))
        else {
            return false;
        };
        let entry = serde_json::from_str::<AuditEntry>(text);
        let next = self.entries + 1;
        let holds = entry.is_ok_and(|entry| entry.sequence == next)
            && key == format!("{AUDIT_PREFIX}{next:012}")
            && hash == chain_hash(&self.head, text);
        if holds {
            self.entries = next;
            hash.clone_into(&mut self.head);
        }
        holds
    }
}

fn overtaken(error: &SdkError<TransactWriteItemsError>) -> bool {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            let reasons = cancelled.cancellation_reasons();
            reasons.iter().any(|reason| refused(reason) || in_the_way(reason))
        }
        _ => false,
    }
}
