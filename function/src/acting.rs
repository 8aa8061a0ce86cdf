//! Acting on a case: read it, see whether that can be done now, write it with everything that follows, and
//! begin again if somebody else was faster. So two who act at once are heard one after the other.

use complaint::case::{Action, Actor, Refusal};
use complaint::form::MOST_CASE_FILES;
use complaint::redaction::Passages;
use complaint::{IdentityMode, Number, Reporter, Status};
use jiff::Timestamp;
use thiserror::Error;

use crate::App;
use crate::erasing::erase;
use crate::identity::KeptIdentity;
use crate::next::Next;
use crate::notices::{notices, to_accounts};
use crate::redacting::redact;
use crate::store::{
    CaseRecord, Change, Changed, Draft, Drafting, Once, Redaction, StoreError, StoredFile, ToAccount, backoff,
};

/// How often to begin again when others were faster.
const TRIES: u32 = 8;
/// A reporter writes until a case has so many events. With the longest messages its page is still half of what one
/// answer of a function on AWS may be (6 MB).
const MOST_EVENTS: u32 = 300;

/// What somebody wants to do to a case.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Who.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// The words that go with it.
    pub text: Option<String>,
    /// The files that go with it, stored already.
    pub files: Vec<StoredFile>,
    /// By what it is recognised when it is sent twice.
    pub once: Option<Once>,
    /// What the desk knows besides.
    pub desk: Desk,
}

/// What is known of somebody at the desk who acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// Their account.
    pub by: Option<String>,
    /// The version of the case they saw when they decided.
    pub seen: Option<i64>,
    /// Words for colleagues only.
    pub note: Option<String>,
}

/// What can be done to a case.
#[derive(Clone, Debug)]
pub enum Act {
    /// Something that may change its state.
    Case(Action),
    /// The reporter shows more of themselves.
    Show(Reporter),
    /// Somebody of the agency says what nobody who works on it shall read.
    Redact(Passages),
    /// Somebody of the agency leaves words for colleagues.
    Remark,
    /// Somebody of the agency brings word of how it stands in SP4N-LAPOR!
    SeenInSp4n(String),
}

impl Deed {
    /// Something done by the agency, with the words that the reporter reads.
    pub fn of_staff(action: Action, text: Option<String>) -> Deed {
        Deed {
            actor: Actor::Staff,
            act: Act::Case(action),
            text,
            files: Vec::new(),
            once: None,
            desk: Desk::default(),
        }
    }
}

impl Deed {
    fn is_word_of_reporter(&self) -> bool {
        self.actor == Actor::Reporter && matches!(self.act, Act::Case(Action::Reply))
    }
}

/// How a deed ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acted {
    /// It is done, and the case is now in this state.
    Done(Status),
    /// It had been done a moment ago.
    Before,
}

/// Why it was not done.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum ActError {
    /// There is no such case.
    #[error("no such case")]
    NoCase,
    /// The case is no longer as it was seen.
    #[error("the case has changed")]
    Changed,
    /// It cannot be done now, or not by this actor.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The case cannot hold so many files more.
    #[error("too many files")]
    Full,
    /// The case cannot hold more words of its reporter.
    #[error("too many messages")]
    FullOfWords,
    /// A file belongs to something else.
    #[error("a file is no longer there to take")]
    FilesTaken,
    /// The table was not able to.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Does something to a case.
pub async fn act(app: &App, number: &Number, deed: &Deed) -> Result<Acted, ActError> {
    for attempt in 0..TRIES {
        let before = app.store.record(number).await?.ok_or(ActError::NoCase)?;
        if before.files + deed.files.len() > MOST_CASE_FILES {
            return Err(ActError::Full);
        }
        if deed.is_word_of_reporter() && before.events() >= MOST_EVENTS {
            return Err(ActError::FullOfWords);
        }
        if deed.desk.seen.is_some_and(|seen| seen != before.version) {
            return Err(ActError::Changed);
        }
        let now = (app.clock)();
        let mut next = Next::of(&before, &app.agency, now);
        next.note_facts();
        next.done_by(deed.desk.by.as_deref());
        let reporter = deed.apply(&before, &mut next)?;
        let kept = reporter.and_then(|reporter| {
            Some((
                reporter.mode(),
                KeptIdentity::of(reporter, number, &app.sealer, &app.secret)?,
            ))
        });
        let (text, draft) = deed.words(app, number, now).await?;
        let blackened = deed.blackened(app, number, &before, text.as_deref()).await?;
        let redaction = deed.redaction(app, number).await?;
        let to_accounts = to_accounts(app, number, &next).await?;
        let change = Writing {
            text: blackened.as_deref().or(text.as_deref()),
            original: blackened.as_ref().and(text.as_deref()),
            redaction: redaction.as_ref(),
            draft,
            shown: kept.as_ref().map(|(mode, kept)| (*mode, kept)),
            files: &deed.files,
            note: deed.desk.note.as_deref(),
            once: deed.once.as_ref(),
            to_accounts: &to_accounts,
        };
        match write(app, number, now, &before, &next, change).await? {
            Changed::Done => return Ok(Acted::Done(next.case.status)),
            Changed::Before => return Ok(Acted::Before),
            Changed::FilesTaken => return Err(ActError::FilesTaken),
            Changed::Overtaken => backoff(attempt, &app.entropy).await,
        }
    }
    Err(ActError::Store(StoreError::Conflict { operation: "act" }))
}

/// What a case did when it was woken.
#[derive(Clone, Copy)]
pub(crate) struct Woken {
    /// Whether the calendar had anything to say; if not, the case just sleeps on.
    pub(crate) changed: bool,
    /// Whether what was left of its words and its person went.
    pub(crate) erased: bool,
}

/// Lets the calendar act on a case.
pub(crate) async fn wake(app: &App, number: &Number, now: Timestamp) -> Result<Woken, ActError> {
    let before = app.store.record(number).await?.ok_or(ActError::NoCase)?;
    if before.case.erased {
        erase(app, number, now).await?;
    }
    let mut next = Next::of(&before, &app.agency, now);
    next.wake();
    // Whoever was faster has counted anew; what is left comes with the next tick.
    let changed = write(app, number, now, &before, &next, Writing::default()).await?;
    Ok(Woken {
        changed: changed == Changed::Done && !next.steps.is_empty(),
        erased: before.case.erased,
    })
}

/// Counts a case anew by the rules of today; whether a date moved. If none did, and it wakes when it would have, nothing is
/// written.
pub(crate) async fn recount(app: &App, number: &Number, now: Timestamp) -> Result<bool, ActError> {
    let before = app.store.record(number).await?.ok_or(ActError::NoCase)?;
    let mut next = Next::of(&before, &app.agency, now);
    next.note_facts();
    let sleeps_on = before.case.erased || app.store.wakes_on(number).await? == next.wakes_on();
    if next.steps.is_empty() && sleeps_on {
        return Ok(false);
    }
    // Whoever was faster has counted by the same rules.
    let changed = write(app, number, now, &before, &next, Writing::default()).await?;
    Ok(changed == Changed::Done && !next.steps.is_empty())
}

#[derive(Default)]
struct Writing<'a> {
    text: Option<&'a str>,
    original: Option<&'a str>,
    redaction: Option<&'a Redaction>,
    draft: Drafting,
    shown: Option<(IdentityMode, &'a KeptIdentity)>,
    files: &'a [StoredFile],
    note: Option<&'a str>,
    once: Option<&'a Once>,
    to_accounts: &'a [ToAccount],
}

async fn write(
    app: &App,
    number: &Number,
    now: Timestamp,
    before: &CaseRecord,
    next: &Next<'_>,
    writing: Writing<'_>,
) -> Result<Changed, StoreError> {
    let change = Change {
        number,
        at: now,
        before,
        case: &next.case,
        deadlines: &next.deadlines(),
        marks: &next.marks,
        wakes_on: next.wakes_on(),
        steps: &next.steps,
        text: writing.text,
        original: writing.original,
        redaction: writing.redaction,
        shown: writing.shown,
        files: writing.files,
        note: writing.note,
        draft: &writing.draft,
        once: writing.once,
        notices: &notices(app, before, next),
        to_accounts: writing.to_accounts,
        erases: next.erases(),
    };
    app.store.change(&change).await
}

impl Deed {
    /// What the reporter reads of it, and what becomes of the drafted answer: a draft is read by nobody outside until
    /// it is approved, and then it is what goes out.
    async fn words(
        &self,
        app: &App,
        number: &Number,
        now: Timestamp,
    ) -> Result<(Option<String>, Drafting), StoreError> {
        Ok(match &self.act {
            Act::Case(Action::Propose) => {
                let draft = Draft {
                    at: now,
                    by: self.desk.by.clone().unwrap_or_default(),
                    text: self.text.clone().unwrap_or_default(),
                };
                (None, Drafting::Is(draft))
            }
            Act::Case(Action::Approve) => {
                let draft = app.store.draft(number).await?;
                (draft.map(|draft| draft.text), Drafting::Goes)
            }
            _ => (self.text.clone(), Drafting::Stays),
        })
    }

    /// What the reporter writes into a case of which passages are blackened, without them; nothing if none is in it.
    async fn blackened(
        &self,
        app: &App,
        number: &Number,
        before: &CaseRecord,
        text: Option<&str>,
    ) -> Result<Option<String>, StoreError> {
        let Some(text) = text.filter(|_| before.case.redacted && self.actor == Actor::Reporter) else {
            return Ok(None);
        };
        let original = app.store.original(number).await?;
        let passages = original.map(|original| Passages::parse(&original.passages));
        let blackened = passages.map(|passages| passages.blacken(text));
        Ok(blackened.filter(|blackened| blackened != text))
    }

    /// The words so far, where other passages of them shall be blackened.
    async fn redaction(&self, app: &App, number: &Number) -> Result<Option<Redaction>, ActError> {
        let Act::Redact(passages) = &self.act else {
            return Ok(None);
        };
        let case = app.store.show(number).await?.ok_or(ActError::NoCase)?;
        let original = app.store.original(number).await?;
        Ok(Some(redact(&case, original.as_ref(), passages)))
    }

    fn apply(&self, before: &CaseRecord, next: &mut Next<'_>) -> Result<Option<&Reporter>, Refusal> {
        match &self.act {
            Act::Case(action) => next.act(action, self.actor).map(|()| None),
            Act::Redact(passages) => {
                let passages = passages.len();
                next.act(&Action::Redact { passages }, self.actor).map(|()| None)
            }
            Act::Remark => {
                next.remark();
                Ok(None)
            }
            Act::SeenInSp4n(status) => {
                next.see_in_sp4n(status);
                Ok(None)
            }
            Act::Show(reporter) => {
                let may = before.identity_mode.may_become(reporter.mode()) && !before.case.erased;
                if !may || self.actor != Actor::Reporter {
                    return Err(Refusal::NotNow(before.case.status));
                }
                next.show(reporter.mode());
                Ok(Some(reporter))
            }
        }
    }
}
