//! What officers do to a case, through the function's own door, and what the table then holds.

use complaint::{Action, Number, Status};
use function::store::EventView;
use function::{ActError, Acted, Deed, act};

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
