//! Signing in with an account of the agency, before an issuer that plays along, and before one that lies.

use complaint::staff::Role;
use tests::issuer::{CLIENT_ID, CLIENT_SECRET, Issuer};

use crate::caller::{Answer, Call, get, post};
use crate::desk::{Session, invited};
use crate::world::World;

mod attacks;
mod binding;
mod flow;
mod outage;

/// A world whose desk knows an issuer.
struct Agency {
    world: World,
    issuer: Issuer,
}

/// Somebody who went to the issuer: what their browser keeps, and where it was sent.
struct Away {
    kept: String,
    address: String,
}

impl Agency {
    async fn new() -> Agency {
        Agency::with(None).await
    }

    /// Whoever comes in must belong to this group.
    async fn with(group: Option<&str>) -> Agency {
        Agency::over(World::new().await, group)
    }

    fn over(mut world: World, group: Option<&str>) -> Agency {
        let issuer = Issuer::start(world.now().as_second());
        let secret = Some(CLIENT_SECRET.to_owned());
        let known = function::Issuer::new(issuer.base(), CLIENT_ID, secret, group.map(str::to_owned));
        world.app.console.issuer = Some(known.unwrap());
        Agency { world, issuer }
    }

    /// Somebody presses the button on a page of the desk.
    async fn leave(&self, fields: &[(&str, &str)]) -> Away {
        Away::of(&leaving(fields).send(&self.world).await.expect(200))
    }

    /// They come back with what they keep.
    async fn back(&self, away: &Away) -> Answer {
        let address = self.issuer.visit(&away.address);
        self.back_with(&away.kept, &address).await
    }

    async fn back_with(&self, kept: &str, address: &str) -> Answer {
        self.issuer.set(self.world.now().as_second());
        returning(kept, address).send(&self.world).await
    }

    /// The whole way.
    async fn sign_in(&self) -> Answer {
        let away = self.leave(&[]).await;
        self.back(&away).await
    }

    /// Somebody accepts an invitation with their account of the agency.
    async fn accept(&self, token: &str) -> Answer {
        let away = self.leave(&[("kode", token)]).await;
        self.back(&away).await
    }

    /// Somebody with a place at the desk, who is not signed in.
    async fn officer(&self, subject: &str, name: &str, role: Role) {
        let token = invited(&self.world, name, role).await;
        self.issuer.visited_by(subject);
        self.accept(&token).await.expect(303);
    }

    async fn session(&self) -> Session {
        Session::of(&self.world, &self.sign_in().await.expect(303)).await
    }
}

impl Away {
    fn of(page: &Answer) -> Away {
        let refresh = page.header("refresh");
        Away {
            kept: page.header("set-cookie").split(';').next().unwrap().to_owned(),
            address: refresh.strip_prefix("0;url=").expect("a way on").to_owned(),
        }
    }
}

fn leaving(fields: &[(&str, &str)]) -> Call {
    post("/staff/masuk/instansi")
        .by_browser()
        .header("host", "127.0.0.1:8080")
        .header("sec-fetch-site", "same-origin")
        .urlencoded(fields)
}

/// As a browser comes back from another site.
fn returning(kept: &str, address: &str) -> Call {
    let path = address.strip_prefix("http://127.0.0.1:8080");
    get(path.expect("back to where they came from"))
        .by_browser()
        .header("host", "127.0.0.1:8080")
        .header("sec-fetch-site", "cross-site")
        .header("cookie", kept)
}

/// Nobody came in, and the page says so in one sentence that holds these words.
#[track_caller]
fn assert_outside(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    let cookies = answer.headers.get_all("set-cookie").iter();
    let begun = cookies.filter(|cookie| cookie.to_str().unwrap().starts_with("sesi="));
    assert_eq!(begun.count(), 0, "no session begins");
    assert!(answer.text.contains(words), "{words} in {}", answer.text);
}
