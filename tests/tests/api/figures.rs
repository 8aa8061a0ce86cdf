//! Figures of the register: kept while cases come and go, they must be what counting every event anew gives.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use aws_sdk_dynamodb::types::AttributeValue;
use cli::embedded::Fault;
use function::counting::Register;
use function::tick;
use jiff::SignedDuration;

use crate::case::{anonymous, with};
use crate::desk::Person;
use crate::histories::{Chance, file_something, live};
use crate::oracle::{Counts, counted, told};
use crate::staff::Filed;
use crate::world::World;

const DAY: SignedDuration = SignedDuration::from_hours(24);
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
