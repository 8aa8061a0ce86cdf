//! The names of keys and indexes, in one place.

use std::fmt::Display;

use complaint::words::LEAST_BEGINNING;
use complaint::{Number, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Partition key of the table.
pub(crate) const PK: &str = "PK";
/// Sort key of the table.
pub(crate) const SK: &str = "SK";
/// Sort key of a case.
pub(crate) const META: &str = "META";
/// Partition and sort key of what is written only to see whether anything can be.
pub(crate) const HEALTH: &str = "HEALTH";
/// Sort key of a drafted answer.
pub(crate) const DRAFT: &str = "DRAFT";
/// Sort key of what a reporter wrote before passages of it were blackened.
pub(crate) const ORIGINAL: &str = "ORIGINAL";
/// Sort key of what tells that the desk has opened a new case.
pub(crate) const SEEN: &str = "SEEN";
/// Sort key of an identity.
pub(crate) const IDENTITY: &str = "ID";
/// What the sort key of every event begins with.
pub(crate) const EVENT_PREFIX: &str = "E#";
/// What the sort key of every notice begins with.
pub(crate) const NOTICE_PREFIX: &str = "O#";
/// Partition of [`BY_DUE`] in which notices wait for their next attempt.
pub(crate) const OUTBOX: &str = "O";
/// Partition of [`BY_DUE`] in which what the agency is told waits to go out together.
pub(crate) const GATHERING: &str = "OG";
/// Partition of [`BY_DUE`] of the notices that were given up, by when.
pub(crate) const GIVEN_UP: &str = "OX";
/// Partition key of how mail leaves.
pub(crate) const MAIL: &str = "MAIL";
/// Sort key of what stands in the index of words for a case.
pub(crate) const WORDS: &str = "WORDS";
/// Sort key of the mark of a case whose words changed.
pub(crate) const UNINDEXED: &str = "INDEX";
/// Partition of [`BY_DUE`] of those marks, by when it changed.
pub(crate) const TO_INDEX: &str = "I";
/// Partition key of how far the index of words reaches into an older register.
pub(crate) const SEARCH: &str = "SEARCH";
/// Sort key of a case's next waking.
pub(crate) const WAKE: &str = "WAKE";
/// Partition of [`BY_DUE`] in which cases wait for the day on which the calendar has something to say.
pub(crate) const WAKING: &str = "W";
/// Sort key of what a case is entered as in the figures.
pub(crate) const ENTRY: &str = "ENTRY";
/// Partition of [`BY_DUE`] of the cases whose entry is out of date.
pub(crate) const UNCOUNTED: &str = "T";
/// Partition key of how far counting has come.
pub(crate) const FIGURES: &str = "STATS";
/// What the sort key of every message begins with.
pub(crate) const MESSAGE_PREFIX: &str = "M#";
/// What the sort key of every file begins with.
pub(crate) const FILE_PREFIX: &str = "F#";
/// Partition key of the marks of files that belong to no case yet.
pub(crate) const UNCLAIMED: &str = "FILES";
/// Sort key of a replay record.
pub(crate) const REPLAY: &str = "K";
/// Partition key of the calendar that was counted with last.
pub(crate) const CALENDAR: &str = "CALENDAR";
/// Sort key of how often a sender did something.
pub(crate) const RATE: &str = "L";
/// Sort key of a proof of work that was used.
pub(crate) const PROOF: &str = "P";
/// When an item may be forgotten, in seconds since 1970: the table's time-to-live attribute.
pub(crate) const EXPIRES_AT: &str = "expires_at";

/// Index of all cases, by year and then by the instant of receipt.
///
/// A partition is a year, not a month: walking back through an agency's quiet months must not cost a query
/// each, and a year of any agency is far below what one partition takes.
pub(crate) const BY_RECEIVED: &str = "by-received";
/// Partition key of [`BY_RECEIVED`].
pub(crate) const RECEIVED_YEAR: &str = "received_year";
/// Sort key of [`BY_RECEIVED`].
pub(crate) const RECEIVED_KEY: &str = "received_key";

/// Index of open cases, by state and then by the next date due; [`super::list`] finds what is overdue in it.
/// A case that waits for nothing is not in it. The same index keeps, in a partition of its own, the days on
/// which cases wake: see [`WAKING`].
pub(crate) const BY_DUE: &str = "by-due";
/// Partition key of [`BY_DUE`].
pub(crate) const OPEN_STATUS: &str = "open_status";
/// Sort key of [`BY_DUE`].
pub(crate) const DUE_KEY: &str = "due_key";

/// Index of the cases that a unit has in hand or has had.
pub(crate) const BY_DESK: &str = "by-desk";
/// Partition key of [`BY_DESK`].
pub(crate) const DESK: &str = "desk";
/// Sort key of [`BY_DESK`]: what waits by its date, then what is past by its last change.
pub(crate) const DESK_KEY: &str = "desk_key";
/// What the sort key in [`BY_DESK`] begins with while a case waits.
pub(crate) const WAITING_PREFIX: &str = "A#";
/// What the sort key in [`BY_DESK`] begins with afterwards.
pub(crate) const PAST_PREFIX: &str = "Z#";

/// Partition of all accounts: an agency has few.
pub(crate) const STAFF: &str = "STAFF";
/// What the sort key of every account begins with.
pub(crate) const ACCOUNT_PREFIX: &str = "A#";
/// Sort key of an invitation.
pub(crate) const INVITATION: &str = "INVITE";
/// Sort key of somebody who went to the issuer and is expected back.
pub(crate) const DEPARTURE: &str = "AWAY";
/// Sort key of a session.
pub(crate) const SESSION: &str = "SESSION";
/// Sort key of counted attempts to sign in.
pub(crate) const ATTEMPTS: &str = "TRIES";
/// What the sort key of every internal note begins with.
pub(crate) const NOTE_PREFIX: &str = "N#";

/// What the sort key of every absence begins with.
pub(crate) const ABSENCE_PREFIX: &str = "W#";
/// What the sort key of the days on which somebody was reminded begins with.
pub(crate) const REMINDED_PREFIX: &str = "R#";
/// Sort key of the day on which everybody was reminded who had to be.
pub(crate) const REMINDED_ALL: &str = "R";

/// Partition of what happened around the cases.
pub(crate) const AUDIT: &str = "AUDIT";
/// Sort key of the end of that chain.
pub(crate) const AUDIT_HEAD: &str = "HEAD";
/// What the sort key of every entry of it begins with.
pub(crate) const AUDIT_PREFIX: &str = "A#";

/// Partition of numbers that stand on paper and wait for their case.
pub(crate) const PAPER: &str = "PAPER";

/// Sorts behind every date: a case whose date could not be counted is never hidden, it comes last.
const NO_DATE: &str = "9999-12-31";

/// Partition key of a case and all that belongs to it.
pub(crate) fn case(number: impl Display) -> String {
    format!("C#{number}")
}

/// Sort key of an event.
pub(crate) fn event(sequence: u32) -> String {
    format!("{EVENT_PREFIX}{sequence:06}")
}

/// Sort key of the message that came with an event.
pub(crate) fn message(sequence: u32) -> String {
    format!("{MESSAGE_PREFIX}{sequence:06}")
}

/// Sort key of the n-th notice that came with a change.
pub(crate) fn notice(sequence: u32, place: usize) -> String {
    format!("{NOTICE_PREFIX}{sequence:06}-{place}")
}

/// Sort key of a file.
pub(crate) fn file(id: &str) -> String {
    format!("{FILE_PREFIX}{id}")
}

/// Sort key of the internal note that came with an event.
pub(crate) fn note(sequence: u32) -> String {
    format!("{NOTE_PREFIX}{sequence:06}")
}

/// Sort key of an entry of the agency's own history.
pub(crate) fn audit(sequence: u64) -> String {
    format!("{AUDIT_PREFIX}{sequence:012}")
}

/// Sort key of an account.
pub(crate) fn account(id: &str) -> String {
    format!("{ACCOUNT_PREFIX}{id}")
}

/// Sort key of a name that people sign in with.
pub(crate) fn login(login: &str) -> String {
    format!("L#{login}")
}

/// Sort key of who somebody is to the issuer.
pub(crate) fn subject(subject: &str) -> String {
    format!("I#{subject}")
}

/// Sort key of a filter that somebody saved; without a name what all of theirs begin with.
pub(crate) fn saved_filter(account: &str, name: &str) -> String {
    format!("Q#{account}#{name}")
}

/// Partition key of an invitation.
pub(crate) fn invitation(id: &str) -> String {
    format!("V#{id}")
}

/// Partition key of somebody who went to the issuer and is expected back.
pub(crate) fn departure(id: &str) -> String {
    format!("G#{id}")
}

/// Partition key of a session.
pub(crate) fn session(id: &str) -> String {
    format!("X#{id}")
}

/// Partition key of counted attempts to sign in.
pub(crate) fn attempts(id: &str) -> String {
    format!("T#{id}")
}

/// Partition key of the counters of an epoch.
pub(crate) fn figures(epoch: &str) -> String {
    format!("{FIGURES}#{epoch}")
}

/// Partition key of the cases with words that begin alike: of all, or of those a unit has in hand or has had. Within,
/// they stand by word, so that a word is one range and whatever begins with these letters another.
pub(crate) fn word(desk: Option<&str>, root: &str) -> String {
    let beginning: String = root.chars().take(LEAST_BEGINNING).collect();
    format!("W#{}#{beginning}", desk.unwrap_or_default())
}

/// Sort key of a case with a word; without what is behind the word, what those of all cases with it begin with.
pub(crate) fn with_word(root: &str, received: &str) -> String {
    format!("{root}#{received}")
}

/// Partition of [`BY_DESK`] of a unit.
pub(crate) fn desk(unit: &str) -> String {
    format!("U#{unit}")
}

/// Partition key of a replay record.
pub(crate) fn replay(id: &str) -> String {
    format!("K#{id}")
}

/// Sort key of the day on which an account last read how the reporter of a case is reached.
pub(crate) fn reader(account: &str) -> String {
    format!("V#{account}")
}

/// Partition key of how often a sender did something.
pub(crate) fn rate(sender: &str) -> String {
    format!("L#{sender}")
}

/// Partition key of a proof of work that was used.
pub(crate) fn proof(id: &str) -> String {
    format!("P#{id}")
}

/// An instant as it stands in sort keys: whole seconds, so that text order is time order.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Partition of [`BY_RECEIVED`] an instant falls into.
pub(crate) fn received_year(at: Timestamp) -> String {
    format!("R#{:04}", year(at))
}

/// Sort key in [`BY_RECEIVED`].
pub(crate) fn received(at: Timestamp, number: impl Display) -> String {
    format!("{}#{number}", instant(at))
}

/// Partition of [`BY_DUE`] for a state.
pub(crate) fn open_status(status: Status) -> String {
    format!("S#{}", status.as_str())
}

/// Sort key in [`BY_DUE`].
pub(crate) fn due(on: Option<Date>, number: &Number) -> String {
    format!(
        "{}#{number}",
        on.map_or_else(|| NO_DATE.to_owned(), |date| date.to_string())
    )
}

/// The year of an instant in UTC.
pub(crate) fn year(at: Timestamp) -> i16 {
    at.to_zoned(TimeZone::UTC).year()
}
