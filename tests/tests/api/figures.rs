//! Figures of the register: kept while cases come and go, they must be what counting every event anew gives.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use aws_sdk_dynamodb::types::AttributeValue;
use cli::embedded::Fault;
use complaint::case::{Action, ArchiveReason, Case, Resolution, Solved, is_agencys};
use complaint::staff::Role;
use complaint::{Agency, Class, DeadlineKind};
use function::counting::Register;
use function::store::{Event, Fact, Step};
use function::tick;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::case::{anonymous, complaints, named, with};
use crate::desk::{Person, Session};
use crate::staff::Filed;
use crate::world::World;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Class, measure and value, and how many.
type Counts = BTreeMap<[String; 3], u64>;

/// Ticks until nothing is left to count.
pub(crate) async fn settle(world: &World) {
    for _ in 0..100 {
        let register = Register {
            store: &world.app.store,
            agency: &world.app.agency,
            entropy: &world.app.entropy,
            now: world.now(),
        };
        let progress = register.carry().await;
        if progress.is_ok_and(|progress| !progress.left) {
            return;
        }
    }
    panic!("counting does not come to an end");
}

/// What the desk says, as a file.
async fn told(world: &World, session: &Session) -> Counts {
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
async fn counted(world: &World, unit: Option<&str>) -> Counts {
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
    let theirs =
        |unit: &str| case.unit.as_deref() == Some(unit) && !case.excluded.iter().any(|out| out == unit);
    let is_seen = of_unit.is_none_or(theirs);
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

/// A sequence that is another for each seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit as u64).unwrap()
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

async fn file_something(world: &World, chance: &mut Chance, nth: usize) -> Filed {
    let narrative: &'static str =
        Box::leak(format!("Kejadian nomor {nth} di loket pelayanan.").into_boxed_str());
    let mut fields = if chance.below(2) == 0 {
        anonymous()
    } else {
        named()
    };
    fields = with(
        &fields,
        &[("narrative", narrative), ("class", chance.one(Class::NAMES))],
    );
    if chance.below(2) == 0 {
        fields = with(
            &fields,
            &[("category", chance.one(&["perizinan", "sarana", "lainnya"]))],
        );
    }
    if chance.below(6) == 0 {
        fields = with(&fields, &[("website", "x")]);
    }
    Filed::of(
        world,
        &complaints().urlencoded(&fields).send(world).await.expect(201),
    )
}

fn something_done(chance: &mut Chance) -> Action {
    let unit = chance.one(&["pengaduan", "perizinan"]).to_owned();
    let archive = Action::Archive {
        reason: ArchiveReason::TooGeneral,
    };
    // A case comes back by what its reporter writes.
    let close = Action::Close {
        resolution: Resolution::Fulfilled,
    };
    chance.one(&[
        Action::Verify,
        Action::Verify,
        Action::Release,
        Action::Ask,
        Action::Dispose { unit: unit.clone() },
        Action::Dispose { unit },
        Action::Return,
        Action::Handle,
        Action::Handle,
        Action::Handle,
        Action::Respond,
        Action::Respond,
        Action::Respond,
        close.clone(),
        close.clone(),
        close,
        Action::NotOurs {
            destination: "Dinas lain".to_owned(),
        },
        archive.clone(),
        archive.clone(),
        archive,
        Action::Extend,
    ])
}

/// Somebody at the desk says of which kind it is; refused where that is no news.
async fn set_right(world: &World, chance: &mut Chance, case: &Filed, nth: usize) {
    let desk = Person::new(world, Role::Coordinator, &format!("pemeriksa-{nth}"), None).await;
    let desk = desk.session(world).await;
    let category = chance.one(&["perizinan", "pungli", ""]);
    let fields = [("class", chance.one(Class::NAMES)), ("category", category)];
    let number = case.number.to_string();
    drop(desk.act(world, &number, "classify", &fields).await);
}

/// Files, works, waits, answers, in any order; what is not possible is refused and changes nothing.
async fn live(world: &World, chance: &mut Chance, steps: usize) {
    let mut cases: Vec<Filed> = Vec::new();
    for nth in 0..steps {
        if cases.is_empty() || chance.below(12) == 0 {
            cases.push(file_something(world, chance, nth).await);
            continue;
        }
        let at = chance.below(cases.len());
        let case = &cases[at];
        match chance.below(13) {
            12 => set_right(world, chance, case, nth).await,
            0 => drop(case.send("withdrawal", &[]).send(world).await),
            1 => drop(
                case.send("messages", &[("text", "Masih menunggu kabar.")])
                    .send(world)
                    .await,
            ),
            2 | 3 => {
                let solved = chance.one(Solved::NAMES);
                let score = chance.one(&["1", "2", "3", "4"]);
                drop(
                    case.send("rating", &[("score", score), ("solved", solved)])
                        .send(world)
                        .await,
                );
            }
            4 | 5 => {
                let days = 1 + chance.below(9);
                world.pass(DAY * i32::try_from(days).unwrap());
                drop(tick(&world.app, world.now()).await);
            }
            _ => {
                for _ in 0..8 {
                    let action = something_done(chance);
                    if case.try_staff(world, action, Some("Kami kabari.")).await.is_ok() {
                        break;
                    }
                }
            }
        }
    }
}

async fn assert_agree(world: &World, about: &str) -> Counts {
    settle(world).await;
    let coordinator = Person::coordinator(world).await;
    let all = told(world, &coordinator).await;
    assert_eq!(all, counted(world, None).await, "{about}");
    let officer = Person::officer(world, "perizinan").await;
    assert_eq!(
        told(world, &officer).await,
        counted(world, Some("perizinan")).await,
        "{about}, a unit"
    );
    all
}

#[tokio::test]
async fn figures_that_followed_any_history_are_what_its_events_say() {
    let mut seen = BTreeSet::new();
    for seed in 0..6 {
        let world = World::new().await;
        live(&world, &mut Chance(seed), 90).await;
        let counts = assert_agree(&world, &format!("seed {seed}")).await;
        seen.extend(counts.into_keys().map(|[_, measure, _]| measure));
    }
    let measures = [
        "answered",
        "archive_reason",
        "kept",
        "missed",
        "resolution",
        "score",
        "working_days",
    ];
    assert!(measures.iter().all(|measure| seen.contains(*measure)), "{seen:?}");
}

/// Whatever of a tick fails, and however it fails: nothing is counted twice, nothing is left out.
#[tokio::test(start_paused = true)]
async fn figures_survive_a_table_that_fails_between_any_two_steps() {
    for seed in 0..2_u64 {
        let (failing, draw) = (Arc::new(AtomicBool::new(false)), AtomicU64::new(seed));
        let on = Arc::clone(&failing);
        let world = World::failing(Arc::new(move |_, _| {
            if !on.load(Ordering::SeqCst) {
                return None;
            }
            let drawn = draw.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            match (drawn ^ (drawn >> 31)) % 9 {
                0 => Some(Fault::Unreachable),
                1 => Some(Fault::AnswerLost),
                2 => Some(Fault::Broken),
                _ => None,
            }
        }))
        .await;
        let mut chance = Chance(seed + 100);
        for _ in 0..4 {
            live(&world, &mut chance, 20).await;
            failing.store(true, Ordering::SeqCst);
            for _ in 0..4 {
                drop(tick(&world.app, world.now()).await);
            }
            failing.store(false, Ordering::SeqCst);
        }
        assert_agree(&world, &format!("seed {seed}")).await;
    }
}

#[tokio::test]
async fn several_who_count_at_once_count_once() {
    let world = World::new().await;
    let mut chance = Chance(7);
    live(&world, &mut chance, 60).await;
    for _ in 0..4 {
        let (app, now) = (&world.app, world.now());
        let all = futures_util::future::join_all((0..6).map(|_| tick(app, now))).await;
        assert!(all.iter().all(Result::is_ok), "{all:?}");
        live(&world, &mut chance, 10).await;
    }
    assert_agree(&world, "six at once").await;
}

/// A register of an earlier version has no entries at all; rules may change; a table may have been restored.
#[tokio::test]
async fn counting_from_nothing_gives_the_same_figures_and_leaves_nothing_old_behind() {
    let world = World::new().await;
    live(&world, &mut Chance(11), 120).await;
    settle(&world).await;
    let coordinator = Person::coordinator(&world).await;
    let before = told(&world, &coordinator).await;
    let register = Register {
        store: &world.app.store,
        agency: &world.app.agency,
        entropy: &world.app.entropy,
        now: world.now(),
    };
    register.begin_again().await.unwrap();
    assert!(!register.all_figures().await.unwrap().whole);
    settle(&world).await;
    assert!(register.all_figures().await.unwrap().whole);
    assert_eq!(told(&world, &coordinator).await, before);

    for item in world.items().await {
        let sk = item["SK"].as_s().unwrap().clone();
        let pk = item["PK"].as_s().unwrap().clone();
        if sk == "ENTRY" || pk.starts_with("STATS") {
            let gone = world.table.delete_item().table_name(crate::world::TABLE);
            let gone = gone
                .key("PK", AttributeValue::S(pk))
                .key("SK", AttributeValue::S(sk));
            gone.send().await.unwrap();
        }
    }
    settle(&world).await;
    assert_eq!(
        told(&world, &coordinator).await,
        before,
        "as an earlier version left it"
    );
    let epochs = world.items().await;
    let epochs: BTreeSet<_> = epochs
        .iter()
        .filter_map(|item| item["PK"].as_s().ok().filter(|pk| pk.starts_with("STATS#")))
        .collect();
    assert_eq!(epochs.len(), 1);
}

/// What is erased was counted and stays counted.
#[tokio::test]
async fn figures_stay_when_personal_data_goes() {
    let world = World::new().await;
    let case = file_something(&world, &mut Chance(1), 0).await;
    case.send("withdrawal", &[]).send(&world).await;
    settle(&world).await;
    let before = counted(&world, None).await;
    world.pass(DAY * 1_500);
    for _ in 0..4 {
        tick(&world.app, world.now()).await.unwrap();
    }
    assert!(!world.dump().await.contains("Kejadian nomor 0"));
    settle(&world).await;
    let coordinator = Person::coordinator(&world).await;
    let after = told(&world, &coordinator).await;
    assert_eq!(
        after
            .keys()
            .map(|key| &key[1])
            .filter(|measure| *measure == "received")
            .count(),
        1
    );
    assert_eq!(after, counted(&world, None).await);
    assert_eq!(
        after.get(&["complaint", "received", ""].map(str::to_owned)),
        before.get(&["complaint", "received", ""].map(str::to_owned))
    );
}

#[tokio::test]
async fn median_and_ninth_tenth_are_working_days() {
    let world = World::new().await;
    // Friday; Monday is off, so the first working day after it is Tuesday.
    for (nth, days) in [4, 5, 6, 7, 11].into_iter().enumerate() {
        let place: &'static str = Box::leak(format!("Loket {nth}").into_boxed_str());
        let fields = with(&anonymous(), &[("incident_place", place)]);
        let case = Filed::of(&world, &crate::case::file(&world, &fields).await);
        let back = world.now();
        world.pass(DAY * days);
        case.answered(&world).await;
        world.set(&back.to_string());
    }
    settle(&world).await;
    let coordinator = Person::coordinator(&world).await;
    let answer = coordinator.json(&world, "/staff/stats").await.expect(200).json();
    let days = &answer["classes"]["complaint"]["working_days"];
    assert_eq!(days, &serde_json::json!({ "n": 5, "median": 3, "p90": 6 }));
    assert_eq!(answer["cut_off"], "2025-08-15");
}
