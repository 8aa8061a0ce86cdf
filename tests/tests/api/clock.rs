//! What time brings about: lateness, moved dates, an end by silence; each once, however often it is asked for.

use complaint::case::{ArchiveReason, Resolution};
use complaint::{Action, Actor, DeadlineKind, Status};
use function::store::{Fact, Step};
use function::{Ticked, tick};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::case::{anonymous, file, with};
use crate::staff::Filed;
use crate::world::World;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn filed(world: &World) -> Filed {
    Filed::of(world, &file(world, &anonymous()).await)
}

async fn ticked(world: &World) -> Ticked {
    tick(&world.app, world.now()).await.unwrap()
}

/// Lets the days pass one by one, with a tick on each.
async fn days(world: &World, days: usize) {
    for _ in 0..days {
        world.pass(DAY);
        ticked(world).await;
    }
}

async fn facts(world: &World, case: &Filed) -> Vec<Fact> {
    let events = case.events(world).await;
    let fact = |step: Step| match step {
        Step::Noted(fact) => Some(fact),
        Step::Done(_) => None,
    };
    events
        .into_iter()
        .filter_map(|event| fact(event.step))
        .skip(1)
        .collect()
}

#[tokio::test]
async fn a_tick_with_nothing_due_writes_nothing() {
    let world = World::new().await;
    filed(&world).await;
    // The first ones remember which calendar was counted with, and that every case is counted.
    ticked(&world).await;
    ticked(&world).await;
    let before = world.dump().await;
    assert_eq!(ticked(&world).await, Ticked::default());
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn a_missed_date_is_noted_once_however_often_and_by_how_many_it_is_asked() {
    let world = World::new().await;
    let case = filed(&world).await;
    days(&world, 6).await;
    world.pass(DAY);
    let (app, now) = (&world.app, world.now());
    let all = futures_util::future::join_all((0..8).map(|_| tick(app, now))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    days(&world, 3).await;
    let (kind, due_on) = (DeadlineKind::VerifyBy, date(2025, 8, 21));
    let expected = [Fact::Reminded { kind, due_on }, Fact::Late { kind, due_on }];
    assert_eq!(facts(&world, &case).await, expected);
    assert_eq!(case.status(&world).await, Status::Received);
}

#[tokio::test]
async fn the_agencys_silence_never_ends_a_case() {
    let world = World::new().await;
    let case = filed(&world).await;
    days(&world, 60).await;
    assert_eq!(case.status(&world).await, Status::Received);
    let late = |fact: &&Fact| matches!(fact, Fact::Late { .. });
    let facts = facts(&world, &case).await;
    assert_eq!(
        facts.iter().filter(late).count(),
        2,
        "checked and answered too late: {facts:?}"
    );
}

#[tokio::test]
async fn the_reporters_silence_ends_an_answered_case_after_it_was_announced() {
    let world = World::new().await;
    let case = filed(&world).await;
    case.answered(&world).await;
    days(&world, 40).await;
    assert_eq!(case.status(&world).await, Status::Closed);
    let events = case.events(&world).await;
    let announced = events
        .iter()
        .position(|event| matches!(event.step, Step::Noted(Fact::Announced { .. })));
    let end = Step::Done(Action::Close {
        resolution: Resolution::CitizenSilent,
    });
    let closed = events.iter().position(|event| event.step == end).expect("an end");
    let announced = announced.expect("an announcement");
    assert!(announced < closed);
    assert_eq!(events[closed].actor, Actor::System);
    assert!(events[closed].at.duration_since(events[announced].at) > DAY * 3);
}

#[tokio::test]
async fn what_was_asked_for_and_never_came_is_archived_even_after_an_outage_only_with_notice() {
    let world = World::new().await;
    let case = filed(&world).await;
    case.staff(&world, Action::Verify, "Kami periksa.").await;
    case.staff(&world, Action::Ask, "Tanggal berapa?").await;
    world.pass(DAY * 60);
    ticked(&world).await;
    ticked(&world).await;
    assert_eq!(case.status(&world).await, Status::AwaitingInfo, "announced first");
    let promised = facts(&world, &case)
        .await
        .into_iter()
        .find_map(|fact| match fact {
            Fact::Announced { due_on, .. } => Some(due_on.to_string()),
            _ => None,
        });
    let told = crate::status_of(&world, case.number.as_str(), &case.code).await;
    let waits = told["deadlines"].as_array().unwrap().iter();
    let waits: Vec<_> = waits
        .filter(|deadline| deadline["kind"] == "awaiting_info")
        .collect();
    assert_eq!(
        waits[0]["due_on"].as_str().map(str::to_owned),
        promised,
        "one date"
    );
    days(&world, 3).await;
    assert_eq!(case.status(&world).await, Status::AwaitingInfo);
    days(&world, 1).await;
    assert_eq!(case.status(&world).await, Status::Archived);
    let reason = ArchiveReason::Incomplete;
    let last = case.events(&world).await.pop().unwrap();
    assert_eq!(last.step, Step::Done(Action::Archive { reason }));
}

#[tokio::test]
async fn a_day_off_announced_later_moves_the_date_as_an_event() {
    let world = World::new().await;
    world.set("2025-08-06T02:00:00Z");
    let case = filed(&world).await;
    let kind = DeadlineKind::RespondBy;
    days(&world, 12).await;
    // The collective leave of 18 August was announced on 7 August.
    let moved = |fact: &Fact| matches!(fact, Fact::Moved { kind: of, .. } if *of == kind);
    let facts = facts(&world, &case).await;
    let all: Vec<_> = facts.iter().filter(|fact| moved(fact)).collect();
    let (from, to) = (date(2025, 8, 26), date(2025, 8, 27));
    assert_eq!(all, [&Fact::Moved { kind, from, to }]);
}

#[tokio::test]
async fn a_day_off_added_to_the_calendar_moves_open_dates_with_the_next_tick_and_once() {
    let mut world = World::new().await;
    let open = filed(&world).await;
    let withdrawn = Filed::of(
        &world,
        &file(&world, &with(&anonymous(), &[("incident_place", "Loket 1")])).await,
    );
    withdrawn.send("withdrawal", &[]).send(&world).await.expect(201);
    ticked(&world).await;
    assert!(facts(&world, &open).await.is_empty());
    world.app.agency = with_a_day_off(&world, date(2025, 8, 20));
    let (app, now) = (&world.app, world.now());
    let all = futures_util::future::join_all((0..4).map(|_| tick(app, now))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    ticked(&world).await;
    let moved = |kind, from, to| Fact::Moved { kind, from, to };
    let expected = [
        moved(DeadlineKind::VerifyBy, date(2025, 8, 21), date(2025, 8, 22)),
        moved(DeadlineKind::RespondBy, date(2025, 9, 8), date(2025, 9, 9)),
    ];
    assert_eq!(facts(&world, &open).await, expected);
    assert!(
        facts(&world, &withdrawn).await.is_empty(),
        "what has ended does not move"
    );
    let page = crate::caller::post("/api/status").by_browser();
    let page = page
        .urlencoded(&[("number", open.number.as_str())])
        .send(&world)
        .await
        .expect(200);
    for words in ["semula", "21 Agustus 2025", "22 Agustus 2025"] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    world.app.agency = World::new().await.app.agency;
    ticked(&world).await;
    assert_eq!(
        facts(&world, &open).await.len(),
        4,
        "and back, when the day is taken out again"
    );
}

#[tokio::test]
async fn a_change_of_the_calendar_reaches_every_case_piece_by_piece() {
    let mut world = World::new().await;
    let mut cases = Vec::new();
    for nth in 0..120 {
        let place = [(
            "incident_place",
            &*Box::leak(format!("Loket {nth}").into_boxed_str()),
        )];
        cases.push(Filed::of(
            &world,
            &file(&world, &with(&anonymous(), &place)).await,
        ));
    }
    ticked(&world).await;
    world.app.agency = with_a_day_off(&world, date(2025, 8, 20));
    let first = ticked(&world).await.changed;
    assert!(first < 120, "a bounded piece: {first}");
    ticked(&world).await;
    ticked(&world).await;
    for case in &cases {
        assert_eq!(facts(&world, case).await.len(), 2);
    }
}

/// The sample's calendar with one more day, decided today.
fn with_a_day_off(world: &World, day: jiff::civil::Date) -> std::sync::Arc<complaint::Agency> {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let read = |name: &str| std::fs::read_to_string(content.join(name)).unwrap();
    let (agency, holidays) = (read("agency.toml"), read("data/holidays.toml"));
    let today = world.app.agency.today(world.now());
    let more = format!(
        "\n[[decrees]]\nid = \"baru\"\ntitle = \"Keputusan baru\"\nannounced_on = {today}\n\n\
         [[days]]\ndate = {day}\nname = \"Hari baru\"\nkind = \"fakultatif_daerah\"\ndecree = \"baru\"\n"
    );
    let source = |file, text| complaint::Source { file, text };
    let holidays = holidays + &more;
    let parsed = complaint::Agency::parse(source("agency.toml", &agency), source("holidays.toml", &holidays));
    std::sync::Arc::new(parsed.unwrap().0)
}

#[tokio::test]
async fn a_held_submission_wakes_too_and_stays_held() {
    let world = World::new().await;
    let receipt = file(&world, &with(&anonymous(), &[("website", "x")])).await;
    let case = Filed::of(&world, &receipt);
    days(&world, 30).await;
    assert_eq!(case.status(&world).await, Status::Quarantined);
}
