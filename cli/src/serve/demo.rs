//! `serve --demo`: an empty data folder gets sample cases in many states and an account for every role. Cases come
//! in by the same door as citizens' and are worked on by the same rules, at moments of the past weeks.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use complaint::case::{Action, ArchiveReason, Case, Resolution};
use complaint::staff::Role;
use complaint::{Class, Number};
use function::store::{Filter, StoreError};
use function::{App, Deed, Sample, act, open_sample, sample_of};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::failure::Failure;
use crate::terminal;

const ANSWER_LIMIT: usize = 1_000_000;

/// One sample case: how many days ago, what was sent, and what was done how many days ago.
struct Story {
    days_ago: i64,
    sent: Value,
    steps: Vec<(i64, Action, &'static str)>,
}

/// Fills an empty folder, or tells again what opens the accounts of one that was filled before.
pub(super) async fn fill(app: &App) -> Result<(), Failure> {
    let samples = accounts(app);
    let known = app.store.accounts().await.map_err(|error| broken(&error))?;
    let filled = |(sample, _): &(Sample, _)| known.iter().any(|account| account.officer.name == sample.name);
    if !samples.iter().all(filled) {
        if !known.is_empty() || has_cases(app).await? {
            return Err(Failure::Request(
                "--demo hanya untuk folder data yang kosong. Sebut folder lain dengan --data.".to_owned(),
            ));
        }
        for (sample, unit) in &samples {
            open_sample(app, sample, unit.clone())
                .await
                .map_err(|error| broken(&error))?;
        }
        for story in stories(app) {
            tell(app, &story).await?;
        }
    }
    for (sample, _) in &samples {
        let Sample {
            role,
            name,
            password,
            codes,
        } = sample;
        terminal::print(&format!(
            "demo-account {} {name} {password} {codes}\n",
            role.as_str()
        ))?;
    }
    Ok(())
}

fn broken(error: &StoreError) -> Failure {
    Failure::Environment(format!("Contoh tidak bisa disimpan: {error}."))
}

async fn has_cases(app: &App) -> Result<bool, Failure> {
    let page = app
        .store
        .list(&Filter::default(), None, 1, (app.clock)())
        .await
        .map_err(|error| broken(&error))?;
    Ok(!page.items.is_empty())
}

/// One account for each role, and one officer for each unit.
fn accounts(app: &App) -> Vec<(Sample, Option<String>)> {
    let one = |role, name: &str| (sample_of(app, role, name), None);
    let officer = |unit: &complaint::agency::Unit| {
        let name = format!("petugas-{}", unit.slug);
        (sample_of(app, Role::Officer, &name), Some(unit.slug.clone()))
    };
    let mut accounts = vec![one(Role::Coordinator, "koordinator")];
    accounts.extend(app.agency.units.iter().map(officer));
    accounts.extend([
        one(Role::KeyHolder, "pemegang-kunci"),
        one(Role::Auditor, "auditor"),
        one(Role::Comms, "humas"),
    ]);
    accounts
}

async fn tell(app: &App, story: &Story) -> Result<(), Failure> {
    let number = file(&at(app, story.days_ago), &story.sent).await?;
    for (days_ago, action, text) in &story.steps {
        let text = Some(*text).filter(|text| !text.is_empty()).map(str::to_owned);
        let deed = Deed::of_staff(action.clone(), text);
        act(&at(app, *days_ago), &number, &deed)
            .await
            .map_err(|error| Failure::Environment(format!("Contoh tidak bisa disimpan: {error}.")))?;
    }
    Ok(())
}

/// The function some days ago; it sends no mail.
fn at(app: &App, days_ago: i64) -> App {
    let then = (app.clock)()
        .checked_sub(SignedDuration::from_hours(24 * days_ago))
        .unwrap_or(Timestamp::UNIX_EPOCH);
    App {
        clock: Arc::new(move || then),
        post: None,
        // All samples come from one place at once, which is no flood.
        limits: false,
        ..app.clone()
    }
}

async fn file(app: &App, sent: &Value) -> Result<Number, Failure> {
    let request = Request::post("/api/complaints")
        .header("content-type", "application/json")
        .header("accept", "application/json")
        .body(Body::from(sent.to_string()));
    let failed = |what: &str| Failure::Environment(format!("Contoh tidak bisa disimpan: {what}."));
    let request = request.map_err(|error| failed(&error.to_string()))?;
    let Ok(answer) = function::router(app.clone()).oneshot(request).await;
    let status = answer.status();
    let body = to_bytes(answer.into_body(), ANSWER_LIMIT)
        .await
        .map_err(|error| failed(&error.to_string()))?;
    let receipt: Value = serde_json::from_slice(&body).unwrap_or_default();
    let number = receipt["number"].as_str().unwrap_or_default();
    Number::parse(number, &app.agency.codes()).map_err(|_| failed(status.as_str()))
}

/// How many days ago a complaint came whose checking is due today; a few where today is no working day.
fn due_today(app: &App) -> i64 {
    let agency = &app.agency;
    let today = agency.today((app.clock)());
    let due = |days: &i64| {
        let on = today.checked_sub(days.days()).unwrap_or(today);
        let deadlines = Case::filed(Class::Complaint, false, on, agency).deadlines(today, agency);
        deadlines.first().is_some_and(|first| first.due_on == Some(today))
    };
    (1..14).find(due).unwrap_or(3)
}

fn stories(app: &App) -> Vec<Story> {
    let units: Vec<String> = app.agency.units.iter().map(|unit| unit.slug.clone()).collect();
    let unit = |place: usize| units.get(place).or(units.first()).cloned().unwrap_or_default();
    let category = |place: usize| {
        let all = &app.agency.categories;
        all.get(place).map(|category| category.slug.clone())
    };
    let serious = app.agency.categories.iter().find(|category| category.oversight);
    let dispose = |place| Action::Dispose { unit: unit(place) };
    let sent = |mode: &str, narrative: &str, place: &str, category: Option<String>| {
        json!({
            "identity_mode": mode, "narrative": narrative, "incident_place": place, "category": category,
            "name": "Warga Contoh", "phone": "0812-0000-0000",
        })
    };
    vec![
        Story {
            days_ago: 0,
            sent: sent(
                "anonymous",
                "Antrean loket dua tidak bergerak selama satu jam, padahal tiga petugas ada di dalam.",
                "Loket 2",
                category(0),
            ),
            steps: vec![],
        },
        Story {
            days_ago: 12,
            sent: sent(
                "named",
                "Izin usaha saya sudah lengkap sejak bulan lalu, tetapi belum ada kabar apa pun.",
                "Loket 1",
                category(0),
            ),
            steps: vec![],
        },
        Story {
            days_ago: due_today(app),
            sent: sent(
                "named",
                "Map berkas saya hilang di loket dan petugas meminta saya mengurus dari awal.",
                "Loket 4",
                category(0),
            ),
            steps: vec![],
        },
        Story {
            days_ago: 9,
            sent: sent(
                "confidential",
                "Ada petugas yang meminta uang agar berkas cepat selesai.",
                "Ruang tunggu",
                serious.map(|category| category.slug.clone()),
            ),
            steps: vec![(8, Action::Verify, "")],
        },
        Story {
            days_ago: 10,
            sent: sent(
                "named",
                "Papan reklame di depan rumah saya berdiri tanpa izin dan hampir roboh.",
                "Jalan Contoh 5",
                category(1),
            ),
            steps: vec![(9, Action::Verify, ""), (8, dispose(1), "")],
        },
        Story {
            days_ago: 14,
            sent: sent(
                "named",
                "Pendaftaran penanaman modal saya ditolak tanpa penjelasan tertulis.",
                "Kantor dinas",
                category(2),
            ),
            steps: vec![
                (13, Action::Verify, ""),
                (12, dispose(2), ""),
                (11, Action::Handle, ""),
            ],
        },
        Story {
            days_ago: 7,
            sent: sent(
                "anonymous",
                "Petugas di loket bersikap kasar kepada orang tua saya.",
                "Loket 3",
                category(3),
            ),
            steps: vec![
                (6, Action::Verify, ""),
                (5, Action::Ask, "Kapan kejadiannya, dan loket nomor berapa?"),
            ],
        },
        Story {
            days_ago: 16,
            sent: sent(
                "named",
                "Biaya yang diminta berbeda dengan daftar biaya di dinding.",
                "Loket 3",
                category(1),
            ),
            steps: vec![
                (15, Action::Verify, ""),
                (14, dispose(1), ""),
                (12, Action::Handle, ""),
                (
                    4,
                    Action::Respond,
                    "Biaya yang benar ada pada daftar. Kelebihan biaya Anda sudah kami kembalikan.",
                ),
            ],
        },
        Story {
            days_ago: 30,
            sent: sent(
                "named",
                "Jam buka loket di pintu berbeda dengan jam buka di situs.",
                "Pintu utama",
                category(6),
            ),
            steps: vec![
                (29, Action::Verify, ""),
                (29, Action::Handle, ""),
                (28, Action::Respond, "Jam buka di pintu sudah kami ganti."),
                (
                    20,
                    Action::Close {
                        resolution: Resolution::Fulfilled,
                    },
                    "",
                ),
            ],
        },
        Story {
            days_ago: 6,
            sent: sent(
                "anonymous",
                "Listrik di kampung kami padam setiap malam.",
                "Kampung Contoh",
                category(7),
            ),
            steps: vec![
                (5, Action::Verify, ""),
                (
                    5,
                    Action::NotOurs {
                        destination: "PLN".to_owned(),
                    },
                    "Listrik ditangani PLN. Hubungi 123.",
                ),
                (
                    4,
                    Action::Forward {
                        destination: "PLN".to_owned(),
                        external_number: Some("G-0001".to_owned()),
                    },
                    "",
                ),
            ],
        },
        Story {
            days_ago: 11,
            sent: sent(
                "anonymous",
                "Semua pelayanan di kota ini buruk sekali.",
                "Kota",
                category(7),
            ),
            steps: vec![
                (10, Action::Verify, ""),
                (
                    9,
                    Action::Archive {
                        reason: ArchiveReason::TooGeneral,
                    },
                    "Tulis layanan mana dan apa yang terjadi, lalu kami lanjutkan.",
                ),
            ],
        },
        Story {
            days_ago: 1,
            sent: json!({ "identity_mode": "anonymous", "narrative": "Beli pengikut murah sekarang juga di sini.", "incident_place": "-", "website": "https://iklan.contoh.example" }),
            steps: vec![],
        },
        Story {
            days_ago: 2,
            sent: json!({ "identity_mode": "anonymous", "class": "aspiration", "narrative": "Sediakan kursi untuk lansia di dekat loket." }),
            steps: vec![],
        },
    ]
}
