//! Figures follow what happens: each tick enters a bounded number of cases anew whose entry is out of date.
//!
//! Where the figures were never counted, or by other rules, or came back from a backup, every case is marked first,
//! piece by piece; until all are entered the figures are not whole, and nothing is published from them.

use std::collections::BTreeMap;

use complaint::case::{Action, Noted, is_agencys};
use complaint::statistics::{Counted, Entry, Slice, Tally, View};
use complaint::{Agency, DeadlineKind, Number, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Entropy;
use crate::secret::to_hex;
use crate::store::{Counting, Event, Fact, Filter, History, Stage, Step, Store, StoreError};

/// By which rules cases are counted; another number counts every case anew.
const RULES: u32 = 1;
/// How many cases are entered at once.
const ENTERED_AT_ONCE: i32 = 100;
/// How many cases are marked at once.
const MARKED_AT_ONCE: usize = 200;
const EVERY_MONTH: (&str, &str) = ("0000-00", "9999-99");

/// A register whose figures are kept.
#[derive(Clone, Copy)]
pub struct Register<'a> {
    /// The table.
    pub store: &'a Store,
    /// Whose it is.
    pub agency: &'a Agency,
    /// Names what is counted anew.
    pub entropy: &'a Entropy,
    /// When.
    pub now: Timestamp,
}

/// What one piece of work did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many cases were entered.
    pub entered: usize,
    /// Whether anything is left to do.
    pub left: bool,
}

/// Figures by month of receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The months in which something came, as `2026-11`.
    pub months: BTreeMap<String, Tally>,
    /// Whether every case is in them.
    pub whole: bool,
}

impl Register<'_> {
    /// Does a bounded piece of what is left to count.
    pub async fn carry(&self) -> Result<Progress, StoreError> {
        let known = self.store.counting().await?;
        let counting = match known.filter(|counting| counting.rules == RULES) {
            Some(counting) => counting,
            None => self.begin().await?,
        };
        let was_marking = matches!(counting.stage, Stage::Marking(_));
        let counting = self.mark(counting).await?;
        let numbers = self
            .store
            .uncounted(&self.agency.codes(), ENTERED_AT_ONCE)
            .await?;
        let entered = self.enter_all(&numbers, &counting.epoch).await;
        let left = was_marking || !numbers.is_empty();
        // A mark that was put a moment ago may not be seen yet: whole is only what another piece of work finds so.
        if !left && counting.stage == Stage::Entering {
            self.go_on(counting, Stage::Whole).await?;
        }
        Ok(Progress { entered, left })
    }

    /// Forgets what was counted and begins with nothing.
    pub async fn begin_again(&self) -> Result<(), StoreError> {
        self.begin().await.map(drop)
    }

    async fn begin(&self) -> Result<Counting, StoreError> {
        let before = self.store.counting().await?;
        let mut name = [0; 8];
        (self.entropy)(&mut name);
        let counting = Counting {
            epoch: to_hex(&name),
            rules: RULES,
            stage: Stage::Marking(None),
        };
        let before = before.map(|before| before.epoch);
        if !self.store.count_on(&counting, before.as_deref()).await? {
            let other = self.store.counting().await?;
            return other.ok_or(StoreError::Conflict { operation: "figures" });
        }
        if let Some(before) = before {
            self.store.remove_figures(&before).await?;
        }
        Ok(counting)
    }

    /// Marks the next cases, where not all have been.
    async fn mark(&self, counting: Counting) -> Result<Counting, StoreError> {
        let Stage::Marking(from) = &counting.stage else {
            return Ok(counting);
        };
        let page = self
            .store
            .list(&Filter::default(), from.as_deref(), MARKED_AT_ONCE, self.now)
            .await?;
        for case in &page.items {
            if let Ok(number) = Number::parse(&case.number, &self.agency.codes()) {
                self.store.mark_uncounted(&number, self.now).await?;
            }
        }
        let stage = page
            .next_cursor
            .map_or(Stage::Entering, |next| Stage::Marking(Some(next)));
        self.go_on(counting, stage).await
    }

    async fn go_on(&self, counting: Counting, stage: Stage) -> Result<Counting, StoreError> {
        let next = Counting { stage, ..counting };
        self.store.count_on(&next, Some(&next.epoch)).await?;
        Ok(next)
    }

    /// One case that cannot be entered must not keep the others out.
    async fn enter_all(&self, numbers: &[Number], epoch: &str) -> usize {
        let mut entered = 0;
        for number in numbers {
            match self.enter(number, epoch).await {
                Ok(done) => entered += usize::from(done),
                Err(error) => tracing::error!(%error, "a case could not be counted"),
            }
        }
        entered
    }

    async fn enter(&self, number: &Number, epoch: &str) -> Result<bool, StoreError> {
        // The entry first: whatever happens to the case after this is noticed by it.
        let Some(before) = self.store.entered(number, epoch).await? else {
            return Ok(false);
        };
        let Some(history) = self.store.history(number).await? else {
            return Ok(false);
        };
        let now = Entry::of(&counted(&history, self.agency));
        self.store.enter(number, &before, &now, epoch).await
    }

    /// The figures that may be seen, of some months.
    pub async fn figures(&self, view: &View, months: (&str, &str)) -> Result<Figures, StoreError> {
        let Some(counting) = self.store.counting().await? else {
            return Ok(Figures {
                months: BTreeMap::new(),
                whole: false,
            });
        };
        let epoch = &counting.epoch;
        let mut figures = self.store.tallies(epoch, &view.slice, months).await?;
        if let Some(without) = &view.without {
            for (month, tally) in self.store.tallies(epoch, without, months).await? {
                figures.entry(month).or_default().add_all(&tally, -1);
            }
        }
        figures.retain(|_, tally| !tally.is_empty());
        Ok(Figures {
            months: figures,
            whole: counting.stage == Stage::Whole,
        })
    }

    /// Everything that was counted.
    pub async fn all_figures(&self) -> Result<Figures, StoreError> {
        let everything = View {
            slice: Slice::All,
            without: None,
            exact: true,
        };
        self.figures(&everything, EVERY_MONTH).await
    }
}

/// What a history says: the state is where the last event led.
pub fn counted(history: &History, agency: &Agency) -> Counted {
    let (summary, case, events) = (&history.summary, &history.case, &history.events);
    let status = events.last().map_or(Status::Received, |event| event.status);
    let received_on = agency.today(summary.received_at);
    let (mut kept, mut missed) = (Vec::new(), Vec::new());
    for term in case.terms.iter().filter(|term| is_agencys(term.kind)) {
        let late = history
            .marks
            .iter()
            .any(|mark| (mark.what, mark.kind, mark.starts_on) == (Noted::Late, term.kind, term.starts_on));
        if late {
            missed.push(term.kind);
        } else if term.ended_on.is_some() {
            kept.push(term.kind);
        }
    }
    Counted {
        class: summary.class,
        channel: summary.channel,
        category: summary.category.clone(),
        unit: case.unit.clone(),
        excluded: case.excluded.clone(),
        received_on,
        status,
        resolution: last(events, |action| match action {
            Action::Close { resolution } if status == Status::Closed => Some(*resolution),
            _ => None,
        }),
        archive_reason: last(events, |action| match action {
            Action::Archive { reason } if status == Status::Archived => Some(*reason),
            _ => None,
        }),
        was_late: events.iter().any(is_late_answer),
        kept,
        missed,
        answered_after: answered_after(events, received_on, agency),
        rating: last(events, |action| match action {
            Action::Rate { score, solved } => Some((*score, *solved)),
            _ => None,
        }),
    }
}

/// By the days off that were known on the day of the answer, so that it never changes afterwards.
fn answered_after(events: &[Event], received_on: Date, agency: &Agency) -> Option<u32> {
    let is_answer = |event: &&Event| matches!(event.step, Step::Done(Action::Respond | Action::Approve));
    let answered_on = agency.today(events.iter().find(is_answer)?.at);
    let days = agency
        .calendar
        .working_days(received_on, answered_on, answered_on);
    days.ok()
}

fn last<T>(events: &[Event], read: impl Fn(&Action) -> Option<T>) -> Option<T> {
    events.iter().rev().find_map(|event| match &event.step {
        Step::Done(action) => read(action),
        Step::Noted(_) => None,
    })
}

fn is_late_answer(event: &Event) -> bool {
    use DeadlineKind::{RespondBy, RespondByAspiration, RespondByInformation, RespondByOversight};
    let answers = [
        RespondBy,
        RespondByOversight,
        RespondByAspiration,
        RespondByInformation,
    ];
    matches!(&event.step, Step::Noted(Fact::Late { kind, .. }) if answers.contains(kind))
}
