//! From a start and a number of days to a date: pauses, one extension, days off announced on the way.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Counted, DayCount, DayUnit, Deadline, DeadlineKind, Step};
use crate::calendar::{Calendar, Day, MissingYear};

/// What a deadline is counted from, and what stood still or was added meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// What must have happened.
    pub kind: DeadlineKind,
    /// How long it takes.
    pub count: DayCount,
    /// Day 0.
    pub starts_on: Date,
    /// When the clock stood still, in order of time.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// What one extension added.
    #[serde(default)]
    pub extension: Option<DayCount>,
    /// The day on which it no longer mattered: done, or owed no more.
    #[serde(default)]
    pub ended_on: Option<Date>,
}

/// Days on which the agency waited for the reporter: those after `from`, up to and with `until`.
/// The day of the question still counts for the agency; the day of the answer is a new day 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The day of the question.
    pub from: Date,
    /// The day of the answer; none while it is awaited.
    pub until: Option<Date>,
}

/// A day off announced later moved a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// When the day off was announced.
    pub announced_on: Date,
    /// The date before.
    pub from: Date,
    /// The date since.
    pub to: Date,
}

/// Why counting ended without a date.
enum Stop {
    Missing(i16),
    Paused(Date),
}

impl From<MissingYear> for Stop {
    fn from(MissingYear(year): MissingYear) -> Self {
        Stop::Missing(year)
    }
}

impl Term {
    /// A term that has just begun.
    pub fn new(kind: DeadlineKind, count: DayCount, starts_on: Date) -> Term {
        Term {
            kind,
            count,
            starts_on,
            pauses: Vec::new(),
            extension: None,
            ended_on: None,
        }
    }

    /// Whether what it asks for is still owed.
    pub fn is_running(&self) -> bool {
        self.ended_on.is_none()
    }

    /// The deadline as it stands on `today`. A day off moves it only if it was announced while the deadline
    /// was still owed and had not passed.
    pub fn deadline(&self, today: Date, calendar: &Calendar) -> Deadline {
        let mut all = self.history(today, calendar);
        all.pop().map_or_else(
            || self.counted(self.starts_on, calendar),
            |(_, deadline)| deadline,
        )
    }

    /// How days off announced up to `today` moved it.
    pub fn moves(&self, today: Date, calendar: &Calendar) -> Vec<Move> {
        let all = self.history(today, calendar);
        let moved = |pair: &[(Date, Deadline)]| {
            let (from, to) = (pair[0].1.due_on?, pair[1].1.due_on?);
            Some(Move {
                announced_on: pair[1].0,
                from,
                to,
            })
        };
        all.windows(2).filter_map(moved).collect()
    }

    /// The date it had at first, and each other date it got, with the day from which that was known.
    fn history(&self, today: Date, calendar: &Calendar) -> Vec<(Date, Deadline)> {
        let mut last = self.counted(self.starts_on, calendar);
        let mut all = vec![(self.starts_on, last.clone())];
        for announced_on in calendar.announcements(self.starts_on, today) {
            let done = self.ended_on.is_some_and(|ended| ended < announced_on);
            if done || last.due_on.is_some_and(|due| due < announced_on) {
                break;
            }
            let next = self.counted(announced_on, calendar);
            if next.due_on != last.due_on {
                all.push((announced_on, next.clone()));
            }
            last = next;
        }
        all
    }

    /// Counts it by what had been announced on `known_on`.
    pub(super) fn counted(&self, known_on: Date, calendar: &Calendar) -> Deadline {
        let mut walk = Walk {
            term: self,
            known_on,
            calendar,
            steps: Vec::new(),
        };
        let outcome = walk.due_on();
        let (missing_year, paused_since) = match outcome {
            Err(Stop::Missing(year)) => (Some(year), None),
            Err(Stop::Paused(since)) => (None, Some(since)),
            Ok(_) => (None, None),
        };
        Deadline {
            kind: self.kind,
            count: self.count,
            due_on: outcome.ok(),
            provisional: walk
                .steps
                .iter()
                .any(|step| calendar.is_provisional(step.date.year())),
            steps: walk.steps,
            missing_year,
            paused_since,
        }
    }

    /// The pause a day falls into.
    fn pause(&self, date: Date) -> Option<Pause> {
        let covers = |pause: &&Pause| pause.from < date && pause.until.is_none_or(|until| date <= until);
        self.pauses.iter().find(covers).copied()
    }
}

/// Counting, day by day.
struct Walk<'a> {
    term: &'a Term,
    known_on: Date,
    calendar: &'a Calendar,
    steps: Vec<Step>,
}

impl Walk<'_> {
    fn due_on(&mut self) -> Result<Date, Stop> {
        self.step(self.term.starts_on, Counted::Day(0));
        let mut due = self.advance(self.term.starts_on, self.term.count, Counted::Day)?;
        if let Some(extension) = self.term.extension {
            due = self.advance(due, extension, Counted::Extended)?;
        }
        Ok(due)
    }

    /// The day on which `count` days after `date` are over.
    fn advance(&mut self, mut date: Date, count: DayCount, name: fn(u16) -> Counted) -> Result<Date, Stop> {
        let mut counted = 0;
        while counted < count.days {
            date = tomorrow(date)?;
            if let Some(why) = self.skipped(date, count.unit)? {
                self.step(date, why);
            } else {
                counted += 1;
                self.step(date, name(counted));
            }
        }
        self.settle(date, &name(count.days))
    }

    /// The last day is over only if nothing was asked on it: who asks then has the day of the answer instead.
    /// And it is never a day without work.
    fn settle(&mut self, mut date: Date, last: &Counted) -> Result<Date, Stop> {
        while let Some(pause) = self.pause_from(date) {
            let until = pause.until.ok_or(Stop::Paused(pause.from))?;
            while date < until {
                date = tomorrow(date)?;
                self.step(
                    date,
                    if date < until {
                        Counted::Paused
                    } else {
                        last.clone()
                    },
                );
            }
        }
        match self.without_work(date)? {
            None => Ok(date),
            Some(_) => self.next_day_of_work(date, last),
        }
    }

    fn next_day_of_work(&mut self, mut date: Date, last: &Counted) -> Result<Date, Stop> {
        while let Some(why) = self.without_work(date)? {
            self.step(date, why);
            date = tomorrow(date)?;
        }
        self.step(date, last.clone());
        self.settle(date, last)
    }

    fn pause_from(&self, date: Date) -> Option<Pause> {
        let starts = |pause: &&Pause| pause.from == date && pause.until != Some(date);
        self.term.pauses.iter().find(starts).copied()
    }

    /// Why a day does not count, if it does not.
    fn skipped(&self, date: Date, unit: DayUnit) -> Result<Option<Counted>, Stop> {
        if let Some(pause) = self.term.pause(date) {
            return if pause.until.is_some() {
                Ok(Some(Counted::Paused))
            } else {
                Err(Stop::Paused(pause.from))
            };
        }
        if unit == DayUnit::Calendar {
            return Ok(None);
        }
        self.without_work(date)
    }

    /// Why there is no work on a day, if there is none.
    fn without_work(&self, date: Date) -> Result<Option<Counted>, Stop> {
        Ok(match self.calendar.day(date, self.known_on)? {
            Day::Working => None,
            Day::Weekend => Some(Counted::Weekend),
            Day::Off(off) => Some(Counted::Off {
                name: off.name.clone(),
                kind: off.kind,
                announced_on: off.announced_on,
            }),
        })
    }

    fn step(&mut self, date: Date, counted: Counted) {
        self.steps.push(Step { date, counted });
    }
}

fn tomorrow(date: Date) -> Result<Date, Stop> {
    date.tomorrow().map_err(|_| Stop::Missing(date.year()))
}
