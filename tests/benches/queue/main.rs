//! What the desk costs as the register grows: the first page of the queue, and of searches, in read units and
//! milliseconds, through the router into the embedded table on disk.
//!
//! ```text
//! cargo bench -p tests --bench queue -- 1000 100000 1000000
//! ```
//! Cases are put into the table as filing and indexing wrote the first one; a tenth of them are aspirations. Prints a
//! Markdown table. Milliseconds are the median of `ROUNDS` (30), which can be set in the environment.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark talks and may stop"
)]

mod grow;
#[path = "../filing/measure.rs"]
#[allow(dead_code, reason = "shared with another benchmark")]
mod measure;
mod price;
#[path = "../filing/server.rs"]
#[allow(dead_code, reason = "shared with another benchmark")]
mod server;

use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use complaint::staff::Role;
use function::{App, index_all, open_sample, router, sample_of, staff_code};
use http_body_util::BodyExt;
use serde_json::Value;
use server::Place;
use tower::ServiceExt;

const QUESTIONS: [(&str, &str); 4] = [
    ("queue", "/staff/"),
    ("queue, one class", "/staff/?class=aspiration"),
    ("search, two words", "/staff/?q=biaya+loket"),
    (
        "search, two words, one class",
        "/staff/?q=biaya+loket&class=aspiration",
    ),
];

type Seen = Arc<Mutex<Vec<(String, String)>>>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut sizes: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes.push(1_000);
    }
    sizes.sort_unstable();
    let rounds = std::env::var("ROUNDS").ok().and_then(|text| text.parse().ok());
    let place = Place::new().await;
    let seen = Seen::default();
    let watch = Arc::clone(&seen);
    let app = place.app(Arc::new(move |operation: &str, body: &str| {
        watch
            .lock()
            .unwrap()
            .push((operation.to_owned(), body.to_owned()));
        None
    }));
    let desk = Desk::open(&app).await;
    let (template, words) = grow::template(&place.client).await;
    println!("The first case is found by {words} words.\n");
    println!("| cases | page | shown | requests | read units | ms |");
    println!("|---:|---|---:|---:|---:|---:|");
    let mut there = 1;
    for size in sizes {
        grow::grow(&place.client, &template, there..size).await;
        there = there.max(size);
        for (name, path) in QUESTIONS {
            seen.lock().unwrap().clear();
            let shown = desk.ask(path).await["items"].as_array().unwrap().len();
            let asked: Vec<_> = seen.lock().unwrap().drain(..).collect();
            let mut units = 0.0;
            for (operation, body) in &asked {
                units += price::of(&place.client, operation, body).await;
            }
            let ms = desk.median(path, rounds.unwrap_or(30)).await;
            println!(
                "| {there} | {name} | {shown} | {} | {units} | {ms:.2} |",
                asked.len()
            );
        }
    }
}

/// Somebody who is signed in, in a register with one indexed case.
struct Desk {
    router: Router,
    token: String,
}

impl Desk {
    async fn open(app: &App) -> Desk {
        let router = router(app.clone());
        let mut desk = Desk {
            router,
            token: String::new(),
        };
        desk.send("/api/complaints", server::submission(0)).await;
        index_all(app, (app.clock)(), |_| {}).await.unwrap();
        let sample = sample_of(app, Role::Coordinator, "koordinator");
        assert!(open_sample(app, &sample, None).await.unwrap());
        let code = staff_code(app, &sample, (app.clock)());
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("name", &sample.name)
            .append_pair("password", &sample.password)
            .append_pair("code", &code)
            .finish();
        let welcome = desk.send("/staff/masuk", form).await;
        welcome["token"].as_str().unwrap().clone_into(&mut desk.token);
        desk
    }

    async fn send(&self, path: &str, form: String) -> Value {
        let request = Request::post(path)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form));
        self.answer(request.unwrap()).await
    }

    async fn ask(&self, path: &str) -> Value {
        let request = Request::get(path)
            .header("accept", "application/json")
            .header("authorization", format!("Bearer {}", self.token))
            .body(Body::empty());
        self.answer(request.unwrap()).await
    }

    async fn answer(&self, request: Request<Body>) -> Value {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).unwrap()
    }

    async fn median(&self, path: &str, rounds: usize) -> f64 {
        let mut took = Vec::new();
        for _ in 0..rounds.max(1) {
            let began = Instant::now();
            self.ask(path).await;
            took.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        took.sort_by(f64::total_cmp);
        took[took.len() / 2]
    }
}
