//! Staff lists: newest first, filtered, page by page, nobody twice and nobody lost.

use complaint::{Channel, Class, Number, Status};
use function::store::{Filter, StoreError};
use jiff::SignedDuration;

use crate::case::{anonymous, file, with, without};
use crate::world::World;

/// Files a case a day from the start on.
async fn filed(world: &World, days: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    for day in 0..days {
        let narrative: &'static str = format!("Aduan hari ke-{day} yang cukup panjang.").leak();
        numbers.push(
            file(world, &with(&anonymous(), &[("narrative", narrative)]))
                .await
                .member("number"),
        );
        world.pass(SignedDuration::from_hours(24));
    }
    numbers
}

async fn all(world: &World, filter: &Filter, limit: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page = world
            .app
            .store
            .list(filter, cursor.as_deref(), limit, world.now())
            .await
            .unwrap();
        assert!(page.items.len() <= limit);
        numbers.extend(page.items.into_iter().map(|case| case.number));
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return numbers,
        }
    }
}

#[tokio::test]
async fn pages_of_any_size_give_every_case_once_newest_first_across_years() {
    let world = World::new().await;
    world.pass(SignedDuration::from_hours(24 * 130));
    let mut numbers = filed(&world, 23).await;
    world.pass(SignedDuration::from_hours(24 * 365 * 2));
    numbers.extend(filed(&world, 2).await);
    numbers.reverse();
    for limit in [1, 2, 5, 24, 25, 26, 1000] {
        assert_eq!(
            all(&world, &Filter::default(), limit).await,
            numbers,
            "pages of {limit}"
        );
    }
}

#[tokio::test]
async fn cases_of_one_second_are_all_listed() {
    let world = World::new().await;
    for n in 0..7 {
        let narrative: &'static str = format!("Aduan nomor {n} yang cukup panjang.").leak();
        file(&world, &with(&anonymous(), &[("narrative", narrative)])).await;
    }
    let mut numbers = all(&world, &Filter::default(), 3).await;
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 7);
}

#[tokio::test]
async fn filters_let_through_what_they_say() {
    let world = World::new().await;
    let start = world.now();
    let old = file(&world, &with(&anonymous(), &[("unit", "perizinan")]))
        .await
        .member("number");
    world.pass(SignedDuration::from_hours(24 * 10));
    let suggestion = with(
        &without(&anonymous(), "incident_place"),
        &[
            ("class", "aspiration"),
            ("narrative", "Tambah KURSI tunggu di loket."),
        ],
    );
    let idea = file(&world, &suggestion).await.member("number");
    let held = file(
        &world,
        &with(
            &anonymous(),
            &[("website", "x"), ("narrative", "Beli sekarang di situs kami")],
        ),
    )
    .await
    .member("number");
    let today = world.app.agency.today(world.now());
    let any = Filter::default;
    for (name, filter, expected) in [
        (
            "unit",
            Filter {
                unit: Some("perizinan".to_owned()),
                ..any()
            },
            vec![&old],
        ),
        (
            "class",
            Filter {
                class: Some(Class::Aspiration),
                ..any()
            },
            vec![&idea],
        ),
        (
            "status",
            Filter {
                status: Some(Status::Quarantined),
                ..any()
            },
            vec![&held],
        ),
        (
            "channel",
            Filter {
                channel: Some(Channel::Letter),
                ..any()
            },
            vec![],
        ),
        (
            "overdue",
            Filter {
                overdue_on: Some(today),
                ..any()
            },
            vec![&old],
        ),
        (
            "until",
            Filter {
                until: Some(start + SignedDuration::from_secs(1)),
                ..any()
            },
            vec![&old],
        ),
        (
            "until itself",
            Filter {
                until: Some(start),
                ..any()
            },
            vec![],
        ),
        (
            "since itself",
            Filter {
                since: Some(start),
                until: Some(start + SignedDuration::from_secs(1)),
                ..any()
            },
            vec![&old],
        ),
        (
            "text",
            Filter {
                text: Some("kursi TUNGGU".to_owned()),
                ..any()
            },
            vec![&idea],
        ),
        (
            "number",
            Filter {
                text: Some(held.to_lowercase()),
                ..any()
            },
            vec![&held],
        ),
    ] {
        let found = all(&world, &filter, 10).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{name}");
    }
    let since = all(
        &world,
        &Filter {
            since: Some(start + SignedDuration::from_secs(1)),
            ..any()
        },
        10,
    )
    .await;
    assert_eq!(since.len(), 2);
}

#[tokio::test]
async fn what_is_overdue_is_paged_too() {
    let world = World::new().await;
    let mut numbers = filed(&world, 9).await;
    numbers.reverse();
    world.pass(SignedDuration::from_hours(24 * 60));
    let today = world.app.agency.today(world.now());
    let overdue = Filter {
        overdue_on: Some(today),
        ..Filter::default()
    };
    for limit in [1, 2, 3, 9, 10] {
        assert_eq!(all(&world, &overdue, limit).await, numbers, "pages of {limit}");
    }
    let closing = Filter {
        status: Some(Status::Closed),
        ..overdue
    };
    assert_eq!(all(&world, &closing, 5).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_cursor_that_is_not_ours_is_refused() {
    let world = World::new().await;
    filed(&world, 2).await;
    for cursor in ["", "x", "AAAA", "ﾊ", "MjAyNS0wOC0xNQ"] {
        let refused = world
            .app
            .store
            .list(&Filter::default(), Some(cursor), 5, world.now())
            .await;
        assert_eq!(refused.unwrap_err(), StoreError::BadCursor, "{cursor:?}");
    }
}

#[tokio::test]
async fn a_case_that_does_not_exist_is_not_shown() {
    let world = World::new().await;
    let number = Number::parse("DPM-0000-0000", &world.app.agency.codes()).unwrap();
    assert_eq!(world.app.store.show(&number).await.unwrap(), None);
}
