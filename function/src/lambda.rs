//! One Lambda, several kinds of event, told apart by their shape.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use lambda_http::aws_lambda_events::query_map::QueryMap;
use lambda_http::request::{LambdaRequest, RequestContext};
use lambda_http::{Adapter, LambdaEvent, RequestExt};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;
use tower::{Service, ServiceExt};

use crate::App;
use crate::files::{KeepError, objects_created};
use crate::http::{ClientAddress, RequestId};
use crate::publishing::{PublishError, publish};
use crate::store::StoreError;
use crate::tick::{Ticked, tick};

/// What the bucket calls an object that came.
const CREATED: &str = "ObjectCreated:";
/// A scheduled task: a schedule sends `{"tanggap":"tick"}`.
pub const TICK: &str = "tick";
/// What the log says after each tick, and after nothing else.
pub const CLOCK_STRUCK: &str = "the clock has struck";
/// The other one: `{"tanggap":"statistics"}` makes published figures current.
pub const STATISTICS: &str = "statistics";

/// What woke the function.
#[derive(Debug)]
pub enum Event {
    /// A citizen, through the HTTP API.
    Http(Box<LambdaRequest>),
    /// A schedule: `{"tanggap": "tick"}`.
    Scheduled(String),
    /// The bucket: objects with these keys were created.
    Objects(Vec<String>),
    /// Records of another kind: so many.
    Records(usize),
}

/// An event of no shape we know.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("the event is neither an HTTP API request, nor a schedule, nor a list of records")]
pub struct UnknownEvent;

/// The members that tell the shapes apart.
#[derive(Deserialize)]
struct Shape {
    #[serde(rename = "requestContext")]
    request_context: Option<IgnoredAny>,
    #[serde(rename = "Records")]
    records: Option<Vec<Record>>,
    tanggap: Option<String>,
}

/// One record; only the bucket's have an object.
#[derive(Deserialize)]
struct Record {
    s3: Option<S3>,
    #[serde(rename = "eventName", default)]
    event_name: String,
}

#[derive(Deserialize)]
struct S3 {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    /// Written as in a query: `+` for a space.
    key: String,
}

impl Record {
    fn created(&self) -> Option<String> {
        let object = &self.s3.as_ref()?.object;
        let created = self.event_name.starts_with(CREATED);
        let mut parts = form_urlencoded::parse(object.key.as_bytes());
        created.then(|| parts.next().map(|(key, _)| key.into_owned()))?
    }
}

impl Event {
    /// Reads an event by its shape.
    pub fn read(event: &RawValue) -> Result<Event, UnknownEvent> {
        let shape: Shape = serde_json::from_str(event.get()).map_err(|_| UnknownEvent)?;
        match shape {
            Shape {
                request_context: Some(_),
                ..
            } => {
                let request = serde_json::from_str(event.get()).map_err(|_| UnknownEvent)?;
                Ok(Event::Http(Box::new(without_query(request))))
            }
            Shape {
                records: Some(records),
                ..
            } => Ok(match records.iter().map(Record::created).collect() {
                Some(keys) => Event::Objects(keys),
                None => Event::Records(records.len()),
            }),
            Shape {
                tanggap: Some(task), ..
            } => Ok(Event::Scheduled(task)),
            _ => Err(UnknownEvent),
        }
    }
}

/// Only the desk reads a query, and one with characters that no address may have would stop the conversion.
fn without_query(mut request: LambdaRequest) -> LambdaRequest {
    if let LambdaRequest::ApiGatewayV2(event) = &mut request {
        let desk = event
            .raw_path
            .as_deref()
            .is_some_and(|path| path.starts_with("/staff"));
        let legal = |query: &String| {
            let ordinary = |b: u8| b.is_ascii_alphanumeric() || b"-._~%+&=:/".contains(&b);
            desk && query.bytes().all(ordinary)
        };
        event.raw_query_string = event.raw_query_string.take().filter(legal);
        event.query_string_parameters = QueryMap::default();
    }
    request
}

/// The answer to an event.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// To a citizen.
    Http(serde_json::Value),
    /// To the schedule: what was done.
    Ticked {
        /// Always true.
        handled: bool,
        /// How much.
        #[serde(flatten)]
        ticked: Ticked,
    },
    /// To the schedule: how many files of the site are new.
    Published {
        /// Always true.
        handled: bool,
        /// How many.
        published: usize,
    },
    /// To the bucket: what was done.
    Cleaned {
        /// Always true.
        handled: bool,
        /// How many files are clean now.
        cleaned: usize,
    },
    /// To the platform: no such task, or no stream is read in this version.
    NothingToDo {
        /// Always false, so that a misdirected schedule is noticed.
        handled: bool,
        /// Why.
        reason: &'static str,
    },
}

/// An event that was not answered; the platform tries again.
#[derive(Debug, Error)]
pub enum EventError {
    /// It has no shape we know.
    #[error(transparent)]
    Unknown(#[from] UnknownEvent),
    /// The table could not be asked what is due.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Files could not be cleaned now.
    #[error(transparent)]
    Files(#[from] KeepError),
    /// Figures could not be published now.
    #[error(transparent)]
    Figures(#[from] PublishError),
}

/// Answers one event.
pub async fn answer(
    app: &App,
    router: Router,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<Answer, EventError> {
    match Event::read(&event.payload)? {
        Event::Http(request) => Ok(Answer::Http(
            http(router, LambdaEvent::new(*request, event.context)).await,
        )),
        Event::Scheduled(task) if task == TICK => ticked(app).await,
        Event::Scheduled(task) if task == STATISTICS => Ok(Answer::Published {
            handled: true,
            published: publish(app, (app.clock)()).await?,
        }),
        Event::Scheduled(_) => Ok(nothing("no such task; there are `tick` and `statistics`")),
        Event::Objects(keys) => Ok(Answer::Cleaned {
            handled: true,
            cleaned: objects_created(app, &keys, (app.clock)()).await?,
        }),
        Event::Records(_) => Ok(nothing("no stream is read yet")),
    }
}

async fn ticked(app: &App) -> Result<Answer, EventError> {
    let ticked = tick(app, (app.clock)()).await?;
    // An alarm on AWS waits for the absence of this very line: visitors call the function too, but strike no clock.
    tracing::info!("{CLOCK_STRUCK}");
    Ok(Answer::Ticked {
        handled: true,
        ticked,
    })
}

const fn nothing(reason: &'static str) -> Answer {
    Answer::NothingToDo {
        handled: false,
        reason,
    }
}

/// Runs the router on an HTTP API event. `lambda_http` panics on an event it cannot convert, such as broken
/// base64: that is a bad request, not a failure of ours.
async fn http(router: Router, event: LambdaEvent<LambdaRequest>) -> serde_json::Value {
    let id = event.context.request_id.clone();
    let serve = tower::service_fn(move |request| router.clone().oneshot(told(request, &id)));
    let mut adapter = Adapter::from(serve);
    let Ok(answering) = catch_unwind(AssertUnwindSafe(|| adapter.call(event))) else {
        return unreadable();
    };
    let response = match answering.await {
        Ok(response) => serde_json::to_value(response),
        Err(never) => match never {},
    };
    response.unwrap_or_else(|_| unreadable())
}

/// Tells the router what only the event knows.
fn told(request: lambda_http::Request, id: &str) -> Request {
    let client = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    };
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(RequestId(id.to_owned()));
    if let Some(address) = client {
        request.extensions_mut().insert(ClientAddress(address));
    }
    request
}

fn unreadable() -> serde_json::Value {
    serde_json::json!({
        "statusCode": 400,
        "headers": { "content-type": "application/problem+json", "cache-control": "no-store" },
        "body": r#"{"type":"urn:tanggap:problem:unreadable","title":"Bad Request","status":400,"detail":"","errors":[]}"#,
        "isBase64Encoded": false,
    })
}
