//! Acting on a case: what was done, by whom, in which order; and two who act at once.

use complaint::{Action, Refusal, Status};
use function::store::{EventView, Step};
use function::{ActError, Acted};

use crate::case::{anonymous, file};
use crate::staff::Filed;
use crate::world::World;

async fn filed(world: &World) -> Filed {
    Filed::of(world, &file(world, &anonymous()).await)
}

#[tokio::test]
async fn a_deed_changes_state_history_and_words_together() {
    let world = World::new().await;
    let case = filed(&world).await;
    case.answered(&world).await;
    let view = world.app.store.show(&case.number).await.unwrap().unwrap();
    assert_eq!(view.summary.status, Status::Responded);
    let states: Vec<_> = view.events.iter().map(|event| event.status).collect();
    assert_eq!(
        states,
        [
            Status::Received,
            Status::Verifying,
            Status::Handling,
            Status::Responded
        ]
    );
    let words: Vec<_> = view
        .messages
        .iter()
        .map(|message| message.text.as_str())
        .collect();
    assert_eq!(
        words,
        ["Kami periksa.", "Kami tangani.", "Biaya Anda kami kembalikan."]
    );
}

#[tokio::test]
async fn what_cannot_be_done_leaves_no_trace() {
    let world = World::new().await;
    let case = filed(&world).await;
    let before = world.dump().await;
    for (action, refusal) in [
        (Action::Respond, Refusal::NotNow(Status::Received)),
        (Action::Extend, Refusal::AlreadyExtended),
    ] {
        let refused = case.try_staff(&world, action.clone(), Some("teks")).await;
        if action == Action::Extend {
            assert!(refused.is_ok());
            let again = case.try_staff(&world, action, None).await;
            assert_eq!(again, Err(ActError::Refused(refusal)));
        } else {
            assert_eq!(refused, Err(ActError::Refused(refusal)));
            assert_eq!(world.dump().await, before);
        }
    }
    let nobody = complaint::Number::new(&world.app.agency.code, [9; complaint::Number::RANDOM_BYTES]);
    let nobody = Filed {
        number: nobody,
        code: String::new(),
    };
    assert_eq!(
        nobody.try_staff(&world, Action::Verify, None).await,
        Err(ActError::NoCase)
    );
}

#[tokio::test]
async fn of_many_at_once_none_is_lost_and_the_chain_holds() {
    let world = World::new().await;
    let case = filed(&world).await;
    let verify = (0..4).map(|_| case.try_staff(&world, Action::Verify, Some("periksa")));
    let all = futures_util::future::join_all(verify).await;
    let done = all
        .iter()
        .filter(|one| matches!(one, Ok(Acted::Done(Status::Verifying))))
        .count();
    assert_eq!(done, 1, "{all:?}");
    case.staff(&world, Action::Handle, "tangani").await;
    let (extend, respond) = tokio::join!(
        case.try_staff(&world, Action::Extend, None),
        case.try_staff(&world, Action::Ask, Some("Di mana?"))
    );
    assert!(extend.is_ok() && respond.is_ok(), "{extend:?} {respond:?}");
    crate::staff::assert_chained(&world).await;
    // Whichever came first: the date that the extension moved is told by the next deed, which may be the question.
    let events = case.events(&world).await;
    let deeds = |action: Action| {
        let is_it = |event: &&EventView| event.step == Step::Done(action.clone());
        events.iter().filter(is_it).count()
    };
    assert_eq!(deeds(Action::Extend), 1, "{events:?}");
    assert_eq!(deeds(Action::Ask), 1, "{events:?}");
}
