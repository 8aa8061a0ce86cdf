//! The people at the desk, as tests meet them: accounts, sessions, requests.

use complaint::staff::Role;
use function::store::AuditActor;
use function::{NewPerson, Sample, invite, open_sample, sample_of, staff_code};
use jiff::SignedDuration;

use crate::caller::{Answer, Call, get, post};
use crate::world::World;

const CODE_LASTS: SignedDuration = SignedDuration::from_secs(30);

/// Somebody with an account.
pub(crate) struct Person {
    pub(crate) sample: Sample,
}

/// Somebody who is signed in.
pub(crate) struct Session {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl Person {
    /// Opens an account.
    pub(crate) async fn new(world: &World, role: Role, name: &str, unit: Option<&str>) -> Person {
        let sample = sample_of(&world.app, role, name);
        let opened = open_sample(&world.app, &sample, unit.map(str::to_owned)).await;
        assert_eq!(opened, Ok(true), "the name is free");
        Person { sample }
    }

    pub(crate) async fn coordinator(world: &World) -> Session {
        let person = Person::new(world, Role::Coordinator, "koordinator", None).await;
        person.session(world).await
    }

    pub(crate) async fn officer(world: &World, unit: &str) -> Session {
        let person = Person::new(world, Role::Officer, &format!("petugas-{unit}"), Some(unit)).await;
        person.session(world).await
    }

    /// The code their telephone shows now.
    pub(crate) fn code(&self, world: &World) -> String {
        staff_code(&world.app, &self.sample, world.now())
    }

    pub(crate) fn fields<'a>(&'a self, code: &'a str) -> [(&'static str, &'a str); 3] {
        [
            ("name", &self.sample.name),
            ("password", &self.sample.password),
            ("code", code),
        ]
    }

    /// Signs in with a code that was not used yet.
    pub(crate) async fn session(&self, world: &World) -> Session {
        world.pass(CODE_LASTS);
        let code = self.code(world);
        let answer = sign_in(&self.fields(&code)).send(world).await.expect(303);
        Session::of(world, &answer).await
    }
}

impl Session {
    /// The session that an answer began.
    pub(crate) async fn of(world: &World, answer: &Answer) -> Session {
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        let page = get("/staff/")
            .by_browser()
            .header("cookie", &cookie)
            .send(world)
            .await;
        let csrf = page
            .text
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default();
        Session {
            csrf: csrf.to_owned(),
            cookie,
        }
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        get(path).header("cookie", &self.cookie)
    }

    pub(crate) async fn page(&self, world: &World, path: &str) -> Answer {
        self.get(path).by_browser().send(world).await
    }

    pub(crate) async fn json(&self, world: &World, path: &str) -> Answer {
        self.get(path).by_program().send(world).await
    }

    /// A form of theirs, as their browser sends it.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Call {
        let csrf = [("csrf", self.csrf.as_str())];
        post(path)
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .urlencoded(&[&csrf, fields].concat())
    }

    /// What the case looks like to them.
    pub(crate) async fn version(&self, world: &World, number: &str) -> String {
        let answer = self
            .json(world, &format!("/staff/cases/{number}"))
            .await
            .expect(200);
        answer.json()["version"].to_string()
    }

    /// Does something to a case as it stands.
    pub(crate) async fn act(
        &self,
        world: &World,
        number: &str,
        verb: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let version = self.version(world, number).await;
        let seen = [("version", version.as_str())];
        self.post(
            &format!("/staff/cases/{number}/{verb}"),
            &[&seen, fields].concat(),
        )
        .by_program()
        .send(world)
        .await
    }
}

/// The sign-in form as a browser sends it.
pub(crate) fn sign_in(fields: &[(&str, &str)]) -> Call {
    post("/staff/masuk")
        .by_browser()
        .header("sec-fetch-site", "same-origin")
        .urlencoded(fields)
}

/// The secret for the app that makes codes, as the page of an invitation shows it.
pub(crate) fn secret_on(page: &str) -> &str {
    let shown = page.split("class=\"copy\">").nth(1);
    shown.and_then(|rest| rest.split('<').next()).expect("a secret")
}

/// A link that invites somebody.
pub(crate) async fn invited(world: &World, name: &str, role: Role) -> String {
    let person = NewPerson {
        name: name.to_owned(),
        role,
        unit: None,
        email: None,
    };
    let (app, now) = (&world.app, world.now());
    invite(
        &app.store,
        &app.secret,
        &app.entropy,
        now,
        &person,
        &AuditActor::CommandLine,
    )
    .await
    .unwrap()
}
