//! What officers do to a case, through the function's own door, and what the table then holds.

use complaint::{Action, Number, Status};
use function::store::EventView;
use function::{ActError, Acted, Deed, act};

use sha2::{Digest, Sha256};

use crate::caller::{Answer, Call, post};
use crate::world::World;

/// A case a citizen filed.
pub(crate) struct Filed {
    pub(crate) number: Number,
    pub(crate) code: String,
}

impl Filed {
    pub(crate) fn of(world: &World, receipt: &Answer) -> Filed {
        let number = receipt.member("number");
        Filed {
            number: Number::parse(&number, &world.app.agency.codes()).unwrap(),
            code: receipt.member("access_code"),
        }
    }

    /// The reporter sends one of the forms on the page of the case.
    pub(crate) fn send(&self, what: &str, fields: &[(&str, &str)]) -> Call {
        let code = [("access_code", self.code.as_str())];
        post(&format!("/api/complaints/{}/{what}", self.number))
            .by_program()
            .urlencoded(&[&code, fields].concat())
    }

    /// The agency does something, with words or without.
    pub(crate) async fn try_staff(
        &self,
        world: &World,
        action: Action,
        text: Option<&str>,
    ) -> Result<Acted, ActError> {
        act(
            &world.app,
            &self.number,
            &Deed::of_staff(action, text.map(str::to_owned)),
        )
        .await
    }

    pub(crate) async fn staff(&self, world: &World, action: Action, text: &str) -> Status {
        match self.try_staff(world, action, Some(text)).await {
            Ok(Acted::Done(status)) => status,
            other => panic!("{other:?}"),
        }
    }

    /// Received, checked, worked on, answered.
    pub(crate) async fn answered(&self, world: &World) {
        self.staff(world, Action::Verify, "Kami periksa.").await;
        self.staff(world, Action::Handle, "Kami tangani.").await;
        self.staff(world, Action::Respond, "Biaya Anda kami kembalikan.")
            .await;
    }

    pub(crate) async fn events(&self, world: &World) -> Vec<EventView> {
        world
            .app
            .store
            .show(&self.number)
            .await
            .unwrap()
            .expect("the case")
            .events
    }

    pub(crate) async fn status(&self, world: &World) -> Status {
        let case = world.app.store.show(&self.number).await.unwrap();
        case.expect("the case").summary.status
    }
}

/// Every event of the one case in the table follows from the one before, and the case knows the last.
pub(crate) async fn assert_chained(world: &World) {
    let hex = |byte: &u8| format!("{byte:02x}");
    let items = world.items().await;
    let text = |item: &std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>,
                name: &str| {
        item.get(name)
            .and_then(|value| value.as_s().ok())
            .cloned()
            .unwrap_or_default()
    };
    let mut events: Vec<_> = items
        .iter()
        .filter(|item| text(item, "SK").starts_with("E#"))
        .collect();
    events.sort_by_key(|item| text(item, "SK"));
    let mut previous = function::store::FIRST_PREVIOUS_HASH.to_owned();
    for event in events {
        assert_eq!(text(event, "previous"), previous);
        let digest = Sha256::digest(format!("{previous}\n{}", text(event, "event")));
        previous = digest.iter().map(hex).collect();
        assert_eq!(text(event, "hash"), previous);
    }
    let case = items.iter().find(|item| text(item, "SK") == "META").unwrap();
    assert_eq!(text(case, "chain_head"), previous);
}
