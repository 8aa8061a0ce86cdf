//! The one table, in the types of `aws-sdk-dynamodb`. On AWS its way goes over the network, locally to an engine in
//! this process; nothing here knows the difference.
//!
//! | item | `PK` | `SK` |
//! |---|---|---|
//! | case: state, dates, text | `C#<number>` | `META` |
//! | event, hash-chained | `C#<number>` | `E#<sequence>` |
//! | message: the words that came with an event | `C#<number>` | `M#<sequence>` |
//! | what it is entered as in the figures, and whether that is out of date | `C#<number>` | `ENTRY` |
//! | notice to be mailed | `C#<number>` | `O#<sequence>-<n>` |
//! | the day on which the calendar has something to say | `C#<number>` | `WAKE` |
//! | what stands in the index of words for a case | `C#<number>` | `WORDS` |
//! | mark of a case whose words changed | `C#<number>` | `INDEX` |
//! | case by a word; of a unit's cases once more | `W#<unit or nothing>#<how the root begins>` | `<root>#<received>#<number>` |
//! | how far that index reaches into an older register | `SEARCH` | `META` |
//! | file of a case | `C#<number>` | `F#<id>` |
//! | mark of a file that belongs to no case yet | `FILES` | `<id>` |
//! | that the desk has opened it within minutes of its filing | `C#<number>` | `SEEN` |
//! | identity, apart from the case; of confidential reporters a seal | `C#<number>` | `ID` |
//! | what health writes to see whether anything can be written | `HEALTH` | `HEALTH` |
//! | since when mail does not leave, while it does not | `MAIL` | `META` |
//! | counters of a slice and a month | `STATS#<epoch>` | `<slice>#<month>` |
//! | under which epoch they stand, how far counting has come | `STATS` | `META` |
//! | the calendar that was counted with last | `CALENDAR` | `META` |
//! | drafted answer that waits for approval | `C#<number>` | `DRAFT` |
//! | what the reporter wrote, where passages of it are blackened | `C#<number>` | `ORIGINAL` |
//! | internal note, for colleagues only | `C#<number>` | `N#<sequence>` |
//! | account of somebody at the desk | `STAFF` | `A#<id>` |
//! | the name they sign in with | `STAFF` | `L#<name>` |
//! | who the issuer of agency accounts says they are, by a keyed hash | `STAFF` | `I#<hash>` |
//! | filter of the queue that they saved | `STAFF` | `Q#<account>#<name>` |
//! | invitation, expires | `V#<keyed hash>` | `INVITE` |
//! | who is away, and who stands in | `STAFF` | `W#<id>` |
//! | on which days somebody was reminded; on which everybody was | `STAFF` | `R#<id>`; `R` |
//! | somebody who went to the issuer and is expected back, expires | `G#<keyed hash>` | `AWAY` |
//! | session, expires | `X#<keyed hash>` | `SESSION` |
//! | attempts to sign in, expire | `T#<keyed hash>` | `TRIES` |
//! | entry of the agency's own history, hash-chained | `AUDIT` | `A#<sequence>` |
//! | the end of that chain | `AUDIT` | `HEAD` |
//! | number on paper that waits for its case | `PAPER` | `<number>` |
//! | replay record, expires | `K#<keyed hash>` | `K` |
//! | how often a sender did something, expires | `L#<keyed hash>` | `L` |
//! | proof of work that was used, expires | `P#<nonce>` | `P` |
//!
//! Staff lists read three sparse indexes: [`keys::BY_RECEIVED`], [`keys::BY_DUE`] and [`keys::BY_DESK`]. Nothing
//! that answers a request ever scans; backups and audits do ([`Store::items_after`], [`Store::verify_cases`]).

mod absence;
mod audit;
mod calendar;
mod chains;
mod change;
mod contact;
mod departure;
mod desk;
mod digest;
mod draft;
mod erase;
mod error;
mod event;
mod figures;
mod files;
mod find;
mod health;
mod identity;
mod invitation;
mod item;
mod keys;
mod list;
mod marks;
mod message;
mod note;
mod original;
mod outbox;
mod outbox_failures;
mod paper;
mod rate;
mod read;
mod readers;
mod saved;
mod seen;
mod session;
mod staff;
mod state;
mod subject;
mod submit;
mod table;
mod view;
mod waiting;
mod wake;
mod walk;
mod whole;
mod words;

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use crate::dynamodb::DynamoDb;
pub use audit::{AuditActor, AuditCheck, AuditEntry, AuditFilter, AuditHead, AuditKind, AuditPage};
pub(crate) use calendar::Carried;
pub use chains::{BrokenChain, ChainsCheck};
pub use change::{CaseRecord, Change, Changed, NewStep, Once};
pub use contact::Contact;
pub use departure::Departure;
pub use desk::Place;
pub use digest::DigestLine;
pub use draft::{Draft, Drafting};
pub use error::StoreError;
pub use event::{Event, FIRST_PREVIOUS_HASH, Fact, Step};
pub use figures::History;
pub(crate) use figures::{Counting, Stage};
pub use files::{FileRecord, StoredFile};
pub use find::Sought;
pub use invitation::Invitation;
pub(crate) use item::Attributes;
pub(crate) use keys::FILE_PREFIX;
pub use list::{Due, Filter, Flag, Page};
pub(crate) use marks::{Left, Mark, Stands};
pub use message::Message;
pub use note::Note;
pub use original::{Original, Redaction};
pub use outbox::{Notice, NoticeKind, ToAccount, Waiting};
pub use outbox_failures::{GivenUp, Stopped};
pub use paper::PaperNumber;
pub use rate::{Allowed, Rate};
pub(crate) use readers::Reading;
pub use saved::SavedFilter;
pub use session::Session;
pub use staff::{Account, Keys};
pub use subject::Bound;
pub(crate) use submit::backoff;
pub use submit::{NewCase, Origin, ReplayRecord, Submitted};
pub use table::{LAYOUT, Layout};
pub use view::{CaseSummary, CaseView, EventView, FiledEvent, StatusRecord};
pub use whole::Bookmark;
pub(crate) use words::Reached;
pub use words::Unindexed;

/// Access to the table. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Store {
    dynamodb: DynamoDb,
    table: String,
    /// When the table last took what health wrote, in seconds since 1970.
    took: Arc<AtomicI64>,
}

impl Store {
    /// A store over the table of that name.
    pub fn new(dynamodb: DynamoDb, table: impl Into<String>) -> Store {
        Store {
            dynamodb,
            table: table.into(),
            took: Arc::new(AtomicI64::new(i64::MIN)),
        }
    }
}
