//! A Lambda Runtime API, as far as one function needs it: hands out events, takes answers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// How an invocation ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    Response(Value),
    Error(Value),
}

type Ended = (String, Outcome);

struct Shared {
    events: Mutex<mpsc::Receiver<(String, String)>>,
    outcomes: mpsc::Sender<Ended>,
}

/// The caller's side.
pub(crate) struct Runtime {
    pub(crate) address: SocketAddr,
    events: mpsc::Sender<(String, String)>,
    outcomes: mpsc::Receiver<Ended>,
    invoked: u64,
}

impl Runtime {
    pub(crate) async fn start() -> Runtime {
        let (events, receiver) = mpsc::channel(1);
        let (sender, outcomes) = mpsc::channel(1);
        let shared = Arc::new(Shared {
            events: Mutex::new(receiver),
            outcomes: sender,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes(shared)).await });
        Runtime {
            address,
            events,
            outcomes,
            invoked: 0,
        }
    }

    /// Hands an event out and waits for its answer.
    pub(crate) async fn invoke(&mut self, event: &Value) -> Outcome {
        self.invoked += 1;
        let id = format!("8476a536-e9f4-11e8-9739-{:012}", self.invoked);
        self.events.send((id.clone(), event.to_string())).await.unwrap();
        let ended = tokio::time::timeout(ANSWER_WITHIN, self.outcomes.recv()).await;
        let (answered, outcome) = ended
            .expect("the function answers in time")
            .expect("the server runs");
        assert_eq!(answered, id, "an answer to another invocation");
        outcome
    }
}

fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .with_state(shared)
}

async fn next(State(shared): State<Arc<Shared>>) -> Response {
    match shared.events.lock().await.recv().await {
        Some((id, event)) => (headers(id), event).into_response(),
        None => StatusCode::GONE.into_response(),
    }
}

fn headers(id: String) -> [(&'static str, String); 4] {
    [
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", "4102444800000".to_owned()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:ap-southeast-3:123456789012:function:tanggap".to_owned(),
        ),
        (
            "lambda-runtime-trace-id",
            "Root=1-689e8e88-5f3c2a7b1d4e6f8091a2b3c4;Sampled=0".to_owned(),
        ),
    ]
}

async fn response(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    end(&shared, id, Outcome::Response(read(&body))).await
}

async fn error(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    end(&shared, id, Outcome::Error(read(&body))).await
}

async fn end(shared: &Shared, id: String, outcome: Outcome) -> StatusCode {
    shared.outcomes.send((id, outcome)).await.unwrap();
    StatusCode::ACCEPTED
}

fn read(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(body)))
}
