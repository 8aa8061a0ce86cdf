//! A second opinion on figures: every event of the table, played from the first one on.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use complaint::case::{Action, Case, is_agencys};
use complaint::{Agency, DeadlineKind};
use function::store::{Event, Fact, Step};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::desk::Session;
use crate::world::World;

/// Class, measure and value, and how many.
pub(crate) type Counts = BTreeMap<[String; 3], u64>;

/// What the desk says, as a file.
pub(crate) async fn told(world: &World, session: &Session) -> Counts {
    let asked = [("format", "csv"), ("from", "2020-01"), ("until", "2030-12")];
    let answer = session
        .post("/staff/stats", &asked)
        .by_browser()
        .send(world)
        .await
        .expect(200);
    let mut counts = Counts::new();
    for line in answer.text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [_, _, class, measure, value, count, hidden] = cells[..] else {
            panic!("{line}")
        };
        assert_eq!(hidden, "0", "{line}");
        let count: u64 = count.parse().expect("a count");
        if count > 0 && !["median", "p90"].contains(&value) {
            counts.insert([class, measure, value].map(str::to_owned), count);
        }
    }
    counts
}

/// What every event in the table says, played from the first one on.
pub(crate) async fn counted(world: &World, unit: Option<&str>) -> Counts {
    let mut cases: BTreeMap<String, (HashMap<String, AttributeValue>, Vec<Event>)> = BTreeMap::new();
    for item in world.items().await {
        let text = |name: &str| {
            item.get(name)
                .and_then(|value| value.as_s().ok())
                .cloned()
                .unwrap_or_default()
        };
        let (pk, sk) = (text("PK"), text("SK"));
        if sk == "META" && pk.starts_with("C#") {
            cases.entry(pk).or_default().0 = item;
        } else if sk.starts_with("E#") {
            let event: Event = serde_json::from_str(&text("event")).expect("an event");
            cases.entry(pk).or_default().1.push(event);
        }
    }
    let mut counts = Counts::new();
    for (case, mut events) in cases.into_values() {
        events.sort_by_key(|event| event.sequence);
        count_one(&case, &events, &world.app.agency, unit, &mut counts);
    }
    counts
}

fn count_one(
    item: &HashMap<String, AttributeValue>,
    events: &[Event],
    agency: &Agency,
    of_unit: Option<&str>,
    counts: &mut Counts,
) {
    let text = |name: &str| {
        item.get(name)
            .and_then(|value| value.as_s().ok())
            .map(String::as_str)
    };
    let received_at: Timestamp = text("received_at").unwrap().parse().unwrap();
    let received_on = agency.today(received_at);
    let Step::Noted(Fact::Filed { class, .. }) = &events[0].step else {
        panic!("the first event")
    };
    // What a case is about may have been set right since; each event says what it was before.
    let first = events.iter().find_map(|event| match &event.step {
        Step::Done(Action::Classify { before, .. }) => Some(before.category.as_deref()),
        _ => None,
    });
    let oversight = first
        .unwrap_or_else(|| text("category"))
        .and_then(|slug| agency.category(slug))
        .is_some_and(|found| found.oversight);
    let mut case = Case::filed(*class, oversight, received_on, agency);
    let mut late: Vec<(DeadlineKind, Date)> = Vec::new();
    let (mut answered_on, mut rating, mut resolution, mut reason) = (None, None, None, None);
    for event in &events[1..] {
        let on = agency.today(event.at);
        match &event.step {
            Step::Done(action) => {
                case = case.apply(action, event.actor, on, agency).expect("it was done");
                match action {
                    Action::Respond => answered_on = answered_on.or(Some(on)),
                    Action::Rate { score, solved } => rating = Some((*score, *solved)),
                    Action::Close { resolution: how } => resolution = Some(how.as_str()),
                    Action::Archive { reason: why } => reason = Some(why.as_str()),
                    _ => {}
                }
            }
            Step::Noted(Fact::Late { kind, .. }) => {
                let mut running = case
                    .terms
                    .iter()
                    .filter(|term| term.kind == *kind && term.is_running());
                late.push((*kind, running.next().expect("a term that runs").starts_on));
            }
            Step::Noted(_) => {}
        }
        assert_eq!(case.status, event.status);
    }
    let status = case.status.as_str();
    let is_seen = of_unit.is_none_or(|unit| case.unit.as_deref() == Some(unit));
    if status == "quarantined" || !is_seen {
        return;
    }
    let mut add = |measure: &str, value: &str| {
        *counts
            .entry([case.class.as_str(), measure, value].map(str::to_owned))
            .or_default() += 1;
    };
    add("received", "");
    add("status", status);
    add("channel", text("channel").unwrap());
    add("category", text("category").unwrap_or("-"));
    add("unit", case.unit.as_deref().unwrap_or("-"));
    for term in case.terms.iter().filter(|term| is_agencys(term.kind)) {
        if late.contains(&(term.kind, term.starts_on)) {
            add("missed", term.kind.as_str());
        } else if term.ended_on.is_some() {
            add("kept", term.kind.as_str());
        }
    }
    if status == "closed" {
        add("resolution", resolution.unwrap());
        let in_time = !late.iter().any(|(kind, _)| *kind == DeadlineKind::RespondBy);
        add("answered", if in_time { "in_time" } else { "late" });
    }
    if status == "archived" {
        add("archive_reason", reason.unwrap());
    }
    if answered_on.is_some() {
        add("working_days", "n");
    }
    if let Some((score, solved)) = rating {
        add("score", &score.to_string());
        add("solved", solved.as_str());
    }
}
