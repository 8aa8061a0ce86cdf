//! Figures at the desk and on the site: who sees which, what is hidden, and what stays when something fails.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use axum::body::Bytes;
use cli::embedded::Fault;
use complaint::staff::Role;
use complaint::{Action, Agency, Source};
use function::store::AuditKind;
use function::{AwsSettings, Bucket, Publication, place, publish};
use serde_json::{Value, json};
use site_gen::theme::Theme;
use site_gen::{Input, Options};

use crate::case::{anonymous, file, with};
use crate::desk::{Person, Session};
use crate::figures::settle;
use crate::staff::Filed;
use crate::world::World;

async fn filed(world: &World, nth: usize, set: &[(&'static str, &'static str)]) -> Filed {
    let place: &'static str = Box::leak(format!("Loket {nth}").into_boxed_str());
    let fields = with(&with(&anonymous(), &[("incident_place", place)]), set);
    Filed::of(world, &file(world, &fields).await)
}

async fn given_to(world: &World, case: &Filed, unit: &str) {
    case.staff(world, Action::Verify, "Kami periksa.").await;
    let unit = unit.to_owned();
    case.staff(world, Action::Dispose { unit }, "Kami teruskan.")
        .await;
}

async fn complaints_of(world: &World, session: &Session) -> Value {
    let answer = session.json(world, "/staff/stats").await.expect(200);
    answer.json()["classes"]["complaint"].clone()
}

#[tokio::test]
async fn every_role_sees_figures_and_nobody_who_is_not_signed_in() {
    let world = World::new().await;
    filed(&world, 1, &[]).await;
    settle(&world).await;
    for (at, role) in Role::ALL.iter().enumerate() {
        let unit = role.needs_unit().then_some("perizinan");
        let person = Person::new(&world, *role, &format!("orang-{at}"), unit).await;
        let session = person.session(&world).await;
        let page = session.page(&world, "/staff/stats").await.expect(200);
        assert!(page.text.contains("href=\"/staff/stats\""), "{role:?}");
        assert!(!page.text.contains("<script"), "{role:?}");
        session.json(&world, "/staff/stats").await.expect(200);
    }
    let nobody = crate::caller::get("/staff/stats");
    nobody.by_program().send(&world).await.expect(401);
    let forged = crate::caller::post("/staff/stats").urlencoded(&[("format", "csv")]);
    forged.by_program().send(&world).await.expect(401);
}

#[tokio::test]
async fn an_officer_counts_the_cases_of_the_unit_and_nobody_those_about_their_own() {
    let world = World::new().await;
    for nth in 0..3 {
        given_to(&world, &filed(&world, nth, &[]).await, "perizinan").await;
    }
    given_to(&world, &filed(&world, 3, &[]).await, "pengaduan").await;
    // A levy, said to be taken by the unit for permits: that unit must not know of it.
    filed(&world, 4, &[("category", "pungli"), ("unit", "perizinan")]).await;
    settle(&world).await;
    let permits = Person::officer(&world, "perizinan").await;
    let desk = Person::officer(&world, "pengaduan").await;
    let coordinator = Person::coordinator(&world).await;
    let concerned = Person::new(&world, Role::Auditor, "auditor-izin", Some("perizinan")).await;
    let concerned = concerned.session(&world).await;
    for (session, received) in [(&permits, 3), (&desk, 1), (&coordinator, 5), (&concerned, 4)] {
        assert_eq!(complaints_of(&world, session).await["received"], received);
    }
    let units = &complaints_of(&world, &coordinator).await["unit"];
    assert_eq!(units, &json!({ "perizinan": 3, "pengaduan": 1, "-": 1 }));
    let told = complaints_of(&world, &concerned).await;
    assert_eq!(told["category"].get("pungli"), None, "{told}");
    let page = permits.page(&world, "/staff/stats").await.expect(200);
    assert!(
        page.text.contains("Angka aduan yang ada di unit Anda"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn who_reads_no_cases_gets_a_year_at_a_time_without_small_figures() {
    let world = World::new().await;
    for nth in 0..7 {
        let class = if nth < 6 { "complaint" } else { "aspiration" };
        filed(&world, nth, &[("class", class)]).await;
    }
    settle(&world).await;
    let comms = Person::new(&world, Role::Comms, "humas", None)
        .await
        .session(&world)
        .await;
    let answer = comms
        .json(&world, "/staff/stats?from=2025-08&until=2025-08")
        .await
        .expect(200);
    let told = answer.json();
    assert_eq!(
        (&told["from"], &told["until"]),
        (&json!("2025-01"), &json!("2025-12"))
    );
    assert_eq!(
        told["months"],
        Value::Null,
        "a month could be subtracted from the year"
    );
    assert_eq!(told["classes"]["complaint"]["received"], 6);
    assert_eq!(told["classes"]["aspiration"]["received"], Value::Null);
    let page = comms
        .page(&world, "/staff/stats?class=aspiration")
        .await
        .expect(200);
    assert!(page.text.contains("&lt;5"), "{}", page.text);
    let csv = comms.post("/staff/stats", &[("format", "csv"), ("from", "2025-01")]);
    let csv = csv.by_browser().send(&world).await.expect(200);
    assert!(csv.text.contains("aspiration,received,,,1\r\n"), "{}", csv.text);
}

#[tokio::test]
async fn times_are_chosen_by_month_and_a_file_is_written_down() {
    let world = World::new().await;
    filed(&world, 1, &[]).await;
    settle(&world).await;
    let session = Person::coordinator(&world).await;
    let of = async |query: &str| {
        let answer = session
            .json(&world, &format!("/staff/stats?{query}"))
            .await
            .expect(200);
        answer.json()["classes"]["complaint"]["received"].clone()
    };
    assert_eq!(of("from=2025-08&until=2025-08").await, 1);
    assert_eq!(of("from=2025-01&until=2025-07").await, 0);
    for wrong in ["from=2025-13", "from=2025-08&until=2025-07", "from=x", "class=x"] {
        let path = format!("/staff/stats?{wrong}");
        session.json(&world, &path).await.expect(400);
        let page = session.page(&world, &path).await.expect(400);
        assert!(page.text.contains("Bulan tidak terbaca"), "{}", page.text);
    }
    let asked = [("format", "json"), ("from", "2025-08"), ("until", "2025-08")];
    let taken = session
        .post("/staff/stats", &asked)
        .by_browser()
        .send(&world)
        .await
        .expect(200);
    let disposition = taken.header("content-disposition");
    assert!(
        disposition.ends_with("statistik-2025-08-2025-08.json\""),
        "{disposition}"
    );
    let written = world.app.store.audit(None, 1).await.unwrap().items;
    assert_eq!(written[0].kind, AuditKind::Export);
    assert_eq!(
        written[0].object.as_deref(),
        Some("statistik json, 2025-08 2025-08")
    );
}

/// A bucket of a site: what lies in it, and the media type it is handed out with.
#[derive(Clone, Debug, Default)]
struct SiteBucket(Arc<Mutex<HashMap<String, Kept>>>);

/// Bytes and media type.
type Kept = (Vec<u8>, String);

impl HttpConnector for SiteBucket {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let path = request.uri().split('?').next().unwrap_or_default();
        let key = path
            .split_once("/situs/")
            .expect("an object of the site")
            .1
            .to_owned();
        let mut files = self.0.lock().unwrap();
        let (status, body) = if request.method() == "PUT" {
            let header = |name: &str| request.headers().get(name).unwrap_or_default().to_owned();
            assert_eq!(header("cache-control"), "no-cache");
            let bytes = request.body().bytes().unwrap_or_default().to_vec();
            files.insert(key, (bytes, header("content-type")));
            (200_u16, Vec::new())
        } else {
            files
                .get(&key)
                .map_or((404, Vec::new()), |(bytes, _)| (200, bytes.clone()))
        };
        let status = status.try_into().expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body))))
    }
}

impl SiteBucket {
    fn text(&self, key: &str) -> String {
        let files = self.0.lock().unwrap();
        let text = files
            .get(key)
            .map(|(bytes, _)| String::from_utf8(bytes.clone()).unwrap());
        text.unwrap_or_default()
    }

    fn kind(&self, key: &str) -> String {
        self.0.lock().unwrap()[key].1.clone()
    }
}

/// The sample agency, publishing from its register, and its site.
fn publishing() -> (Agency, BTreeMap<String, Bytes>) {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut input: Input = site_gen::read_content(&content).unwrap();
    let edit = |input: &mut Input, file: &str, edit: &dyn Fn(&str) -> String| {
        let text = String::from_utf8(input.files[file].to_vec()).unwrap();
        input.files.insert(file.to_owned(), edit(&text).into());
    };
    edit(&mut input, "agency.toml", &|text| {
        text.replace("[statistics]\n", "[statistics]\nregister_from = 2025\n")
    });
    input.files.remove("data/statistics.toml");
    let english = b"+++\ntitle = \"Figures\"\n+++\n\nWe count every complaint.\n";
    input
        .files
        .insert("statistik.en.md".to_owned(), english.to_vec().into());
    let options = Options {
        today: jiff::civil::date(2025, 8, 15),
        base_url: None,
        drafts: false,
        content_name: "content".to_owned(),
    };
    let site = site_gen::build(&input, &options).unwrap_or_else(|problems| panic!("{problems:?}"));
    let files = site
        .files
        .iter()
        .map(|(path, asset)| (path.clone(), asset.bytes.clone()));
    let text = |file: &str| String::from_utf8(input.files[file].to_vec()).unwrap();
    let (agency, holidays) = (text("agency.toml"), text("data/holidays.toml"));
    let source = |file, text| Source { file, text };
    let agency = Agency::parse(source("agency.toml", &agency), source("holidays.toml", &holidays));
    (agency.unwrap().0, files.collect())
}

#[tokio::test]
async fn the_site_is_renewed_from_the_register_and_keeps_the_last_good_page() {
    let down = Arc::new(AtomicBool::new(false));
    let off = Arc::clone(&down);
    let fault = move |_: &str, _: &str| off.load(Ordering::SeqCst).then_some(Fault::Broken);
    let mut world = World::failing(Arc::new(fault)).await;
    let (agency, files) = publishing();
    let site = SiteBucket::default();
    let pages = files
        .iter()
        .filter(|(path, _)| path.ends_with("statistik/index.html"));
    for (path, bytes) in pages {
        let key = path.trim_start_matches('/').to_owned();
        site.0
            .lock()
            .unwrap()
            .insert(key, (bytes.to_vec(), String::new()));
    }
    let place = place(&AwsSettings::embedded(), "situs", None);
    let publication = Bucket::new(place, SharedHttpConnector::new(site.clone()));
    world.app.theme = Arc::new(Theme::new(&agency, &[]).unwrap());
    world.app.agency = Arc::new(agency);
    world.app.publication = Publication {
        site: Some(publication),
        ..Publication::default()
    };
    for nth in 0..12 {
        filed(&world, nth, &[]).await;
    }
    let built = site.text("statistik/index.html");
    assert_eq!(
        publish(&world.app, world.now()).await.unwrap(),
        0,
        "not every case is counted yet"
    );
    assert_eq!(site.text("statistik/index.html"), built);

    settle(&world).await;
    assert_eq!(publish(&world.app, world.now()).await.unwrap(), 5);
    let page = site.text("statistik/index.html");
    assert!(page.contains("<td class=\"n\">12</td>"), "{page}");
    let (head, foot) = (
        built.split("<!--angka-->").next().unwrap(),
        built.split("<!--/angka-->").last().unwrap(),
    );
    assert!(
        page.starts_with(head) && page.ends_with(foot),
        "the frame is the site's"
    );
    let english = site.text("en/statistik/index.html");
    assert!(english.contains("<td class=\"n\">12</td>") && english.contains("lang=\"en\""));
    let data: Value = serde_json::from_str(&site.text("data/statistik.json")).unwrap();
    assert_eq!(data["periods"][0]["received"], 12);
    assert_eq!(data["cut_off"], "2025-08-15");
    assert!(site.text("data/statistik.csv").contains(",received,,12,0"));
    assert!(site.text("data/kamus.json").contains("\"measures\""));
    assert_eq!(
        publish(&world.app, world.now()).await.unwrap(),
        0,
        "nothing is new"
    );

    assert_eq!(site.kind("statistik/index.html"), "text/html; charset=utf-8");
    assert_eq!(site.kind("data/statistik.csv"), "text/csv; charset=utf-8");
    down.store(true, Ordering::SeqCst);
    assert!(publish(&world.app, world.now()).await.is_err());
    assert_eq!(site.text("statistik/index.html"), page);
    down.store(false, Ordering::SeqCst);
    filed(&world, 12, &[]).await;
    settle(&world).await;
    assert!(publish(&world.app, world.now()).await.unwrap() > 0);
    assert!(
        site.text("statistik/index.html")
            .contains("<td class=\"n\">13</td>")
    );
}
