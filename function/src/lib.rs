//! The one function: a complaint form in, an acknowledgment number out.
//!
//! [`router`] is given to `lambda_http` on AWS (`src/main.rs`) and to `axum::serve` locally; nothing in it
//! knows which. A request runs through `http` (who asks, in which form, within which limits), one file in
//! `routes` per verb, [`filing`](crate::Receipt) for the steps of a submission, and [`store`].

mod acting;
mod aws;
mod digests;
mod dynamodb;
mod erasing;
mod filing;
mod http;
mod identity;
mod indexing;
mod limits;
mod mail;
mod network;
mod next;
mod notices;
mod oidc;
mod openapi;
mod proof;
mod public;
mod publishing;
mod receipts;
mod recounting;
mod redacting;
mod router;
mod routes;
mod secret;
mod signature;
mod staff;
mod standing_in;
mod tick;
mod waiting_address;

pub mod counting;
pub mod export;
pub mod files;
pub mod importing;
pub mod lambda;
pub mod sealing;
pub mod settings;
pub mod store;

use std::sync::Arc;

use complaint::agency::Agency;
use jiff::Timestamp;
use site_gen::theme::Theme;

pub use acting::{Act, ActError, Acted, Deed, Desk, act};
pub use aws::{AwsSettings, MissingVariable, place};
pub use dynamodb::DynamoDb;
pub use files::{Bucket, Files, KeepError, objects_created};
pub use filing::Receipt;
pub use http::{ClientAddress, FRONT_DOOR_HEADER, FrontDoor, RequestId, read_fields};
pub use identity::{KeptIdentity, OpenError, open_identity};
pub use indexing::index_all;
pub use lettre::Message as Letter;
pub use mail::{MailError, Mailer, Post, Sending, SmtpMailer};
pub use network::{Trust, network};
pub use oidc::{Issuer, WrongIssuer};
pub use publishing::{Publication, PublishError, publish, renewed};
pub use receipts::{KeyRingError, PublicKey, PublicKeys, ReceiptKeys, SignedReceipt, Verdict, rotate};
pub use router::router;
pub use sealing::{HolderKey, Recipient, Sealer};
pub use secret::{Secret, SecretTooShort, from_hex};
pub use staff::{Console, Door, InviteError, NewPerson, Sample, invite, open_sample, sample_of, staff_code};
pub use store::Store;
pub use tick::{MAIL_IS_STUCK, Ticked, tick};
pub use waiting_address::Acknowledged;

/// Tells the time. Only the mains make one.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Fills a buffer with random bytes. Only the mains make one.
pub type Entropy = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Everything a request needs; made once.
#[derive(Clone)]
pub struct App {
    /// The agency's settings.
    pub agency: Arc<Agency>,
    /// Templates and sentences.
    pub theme: Arc<Theme>,
    /// The table.
    pub store: Store,
    /// Where evidence lies.
    pub files: Files,
    /// Key of all keyed hashes.
    pub secret: Secret,
    /// Signs receipts.
    pub receipts: ReceiptKeys,
    /// Seals what only the key holders may read.
    pub sealer: Sealer,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub entropy: Entropy,
    /// How mail leaves; none where no mail is sent.
    pub post: Option<Post>,
    /// Whether there is a limit to what one sender may send.
    pub limits: bool,
    /// The header in which a trusted front door tells the sender's address.
    pub address_header: Option<axum::http::HeaderName>,
    /// The one way in, where there is only one: see [`FrontDoor`].
    pub front_door: Option<FrontDoor>,
    /// How people come to the desk.
    pub console: Console,
    /// Where published figures are made current.
    pub publication: Publication,
}

/// Logs where a panic happened, once, and not its message: that could quote what a citizen wrote.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "panic");
    }));
}
