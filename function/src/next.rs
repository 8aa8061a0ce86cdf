//! What a case becomes: its next state with everything that led there, gathered before it is written at once.

use complaint::case::{Action, Actor, Case, Mark, Noted, Refusal, Tick};
use complaint::deadline::Deadline;
use complaint::{Agency, IdentityMode};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::store::{CaseRecord, Fact, NewStep, Step};

/// A case on its way from what was read to what will be written.
pub(crate) struct Next<'a> {
    agency: &'a Agency,
    pub(crate) today: Date,
    pub(crate) case: Case,
    told: Vec<Deadline>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) steps: Vec<NewStep>,
    /// The account of whoever of the agency acts.
    by: Option<String>,
}

impl<'a> Next<'a> {
    pub(crate) fn of(record: &CaseRecord, agency: &'a Agency, now: Timestamp) -> Next<'a> {
        Next {
            agency,
            today: agency.today(now),
            case: record.case.clone(),
            told: record.deadlines.clone(),
            marks: record.marks.clone(),
            steps: Vec::new(),
            by: None,
        }
    }

    /// What the agency does from here on, this account does.
    pub(crate) fn done_by(&mut self, account: Option<&str>) {
        self.by = account.map(str::to_owned);
    }

    /// Somebody of the agency leaves words for colleagues.
    pub(crate) fn remark(&mut self) {
        self.step(Actor::Staff, Step::Noted(Fact::Remarked));
    }

    /// What runs now.
    pub(crate) fn deadlines(&self) -> Vec<Deadline> {
        self.case.deadlines(self.today, self.agency)
    }

    /// When the calendar may next have something to say.
    pub(crate) fn wakes_on(&self) -> Option<Date> {
        if self.erases() {
            // Until everything is gone, which the next tick makes sure of.
            return Some(self.today);
        }
        self.case.wakes_on(&self.marks, self.today, self.agency)
    }

    /// Somebody does something.
    pub(crate) fn act(&mut self, action: &Action, actor: Actor) -> Result<(), Refusal> {
        let before = self.deadlines();
        self.case = self.case.apply(action, actor, self.today, self.agency)?;
        self.step(actor, Step::Done(action.clone()));
        self.note_moves(&before, actor);
        Ok(())
    }

    /// Dates that what was just done has moved, as an extension does.
    fn note_moves(&mut self, before: &[Deadline], actor: Actor) {
        for now in self.deadlines() {
            let told = before.iter().find(|deadline| deadline.kind == now.kind);
            if let (Some(from), Some(to)) = (told.and_then(|told| told.due_on), now.due_on)
                && from != to
            {
                let kind = now.kind;
                self.step(actor, Step::Noted(Fact::Moved { kind, from, to }));
            }
        }
    }

    /// The reporter shows more of themselves.
    pub(crate) fn show(&mut self, mode: IdentityMode) {
        self.step(Actor::Reporter, Step::Noted(Fact::Shown { mode }));
    }

    /// Somebody of the agency brings word of how it stands in SP4N-LAPOR!
    pub(crate) fn see_in_sp4n(&mut self, status: &str) {
        if let Some(case) = self.case.seen_in_sp4n(status, self.today) {
            self.case = case;
            let words = status.to_owned();
            self.step(Actor::Staff, Step::Noted(Fact::SeenInSp4n { words }));
        }
    }

    /// Notes the facts of the calendar that come before anything done today: moved dates and missed ones.
    pub(crate) fn note_facts(&mut self) {
        for tick in self.ticks() {
            let is_fact = match &tick {
                Tick::Moved { .. } => true,
                Tick::Noted { mark, .. } => mark.what == Noted::Late,
                Tick::Ended(_) | Tick::Expired => false,
            };
            if is_fact {
                self.take(tick);
            }
        }
    }

    /// Everything that the calendar brings about.
    pub(crate) fn wake(&mut self) {
        for tick in self.ticks() {
            self.take(tick);
        }
    }

    fn ticks(&self) -> Vec<Tick> {
        self.case.ticks(&self.told, &self.marks, self.today, self.agency)
    }

    fn take(&mut self, tick: Tick) {
        match tick {
            Tick::Moved { kind, from, to } => self.fact(Fact::Moved { kind, from, to }),
            Tick::Noted { mark, due_on } => {
                let kind = mark.kind;
                self.marks.push(mark);
                self.fact(match mark.what {
                    Noted::Reminded => Fact::Reminded { kind, due_on },
                    Noted::Late => Fact::Late { kind, due_on },
                    Noted::Announced => Fact::Announced { kind, due_on },
                });
            }
            Tick::Expired => {
                self.case = self.case.without_personal_data();
                self.fact(Fact::Erased);
            }
            // The calendar offers only what the state allows.
            Tick::Ended(action) => drop(self.act(&action, Actor::System)),
        }
    }

    /// Whether personal data goes with what happens now.
    pub(crate) fn erases(&self) -> bool {
        self.steps
            .iter()
            .any(|step| step.step == Step::Noted(Fact::Erased))
    }

    fn fact(&mut self, fact: Fact) {
        self.step(Actor::System, Step::Noted(fact));
    }

    fn step(&mut self, actor: Actor, step: Step) {
        self.steps.push(NewStep {
            actor,
            by: self.by.clone().filter(|_| actor == Actor::Staff),
            status: self.case.status,
            step,
        });
    }
}
