//! The engine under the table: the embedded one, or any other that speaks `DynamoDB` at `TANGGAP_TEST_DYNAMODB`, such
//! as `http://127.0.0.1:4566`. There every world is an account of its own, told by its access key.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::TimeToLiveSpecification;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use cli::embedded::{Engine, Faults, failing};
use function::{AwsSettings, DynamoDb};
use jiff::Timestamp;
use tests::table;

const VARIABLE: &str = "TANGGAP_TEST_DYNAMODB";

/// Three ways to one empty engine.
pub(crate) struct Ways {
    /// Past the store.
    pub(crate) table: Client,
    /// One that always answers.
    pub(crate) sound: DynamoDb,
    /// One that fails as told.
    pub(crate) failing: DynamoDb,
}

/// The ways to an empty engine.
pub(crate) fn ways(faults: Faults) -> Ways {
    let faults = strictly(faults);
    if let Ok(endpoint) = std::env::var(VARIABLE) {
        let (account, connector) = (account(), SharedHttpConnector::new(Elsewhere));
        let settings = settings(&endpoint, &account);
        return Ways {
            table: table::client(&endpoint, &account, connector.clone()),
            sound: dynamodb(&settings, connector.clone()),
            failing: dynamodb(&settings, failing(connector, faults)),
        };
    }
    let (engine, settings) = (Engine::memory(), AwsSettings::embedded());
    Ways {
        table: table::embedded(engine.connector()),
        sound: dynamodb(&settings, engine.connector()),
        failing: dynamodb(&settings, engine.connector_with(faults)),
    }
}

/// DynamoDB takes no empty text for a key; the embedded engine does.
fn strictly(faults: Faults) -> Faults {
    Arc::new(move |operation, body| {
        let empty = operation == "Query" && body.contains(r#"{"S":""}"#);
        assert!(!empty, "an empty key: {body}");
        faults(operation, body)
    })
}

fn dynamodb(settings: &AwsSettings, connector: SharedHttpConnector) -> DynamoDb {
    let wall = Arc::new(|| Timestamp::UNIX_EPOCH);
    DynamoDb::new(settings, connector, wall, Arc::new(never_the_same))
}

/// Whatever a test scripts, a token of a transaction must not come twice.
fn never_the_same(bytes: &mut [u8]) {
    static TIMES: AtomicU64 = AtomicU64::new(0);
    let next = TIMES.fetch_add(1, Ordering::Relaxed).to_le_bytes();
    bytes.iter_mut().zip(next).for_each(|(byte, next)| *byte = next);
}

/// The clock of a test stands in the past, where everything has expired by the clock of an engine elsewhere.
pub(crate) async fn keep_what_expires(table: &Client, name: &str) {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    let never = TimeToLiveSpecification::builder()
        .attribute_name("expires_at")
        .enabled(false);
    let never = never.build().expect("a whole request");
    let request = table
        .update_time_to_live()
        .table_name(name)
        .time_to_live_specification(never);
    request
        .send()
        .await
        .expect("the engine forgets nothing by itself");
}

/// Twelve digits that no other world has.
fn account() -> String {
    static WORLDS: AtomicU32 = AtomicU32::new(0);
    let world = WORLDS.fetch_add(1, Ordering::Relaxed);
    format!("{:07}{world:05}", std::process::id() % 10_000_000)
}

fn settings(endpoint: &str, account: &str) -> AwsSettings {
    let told = AwsSettings::from_env(|name| match name {
        "AWS_ENDPOINT_URL_DYNAMODB" => Some(endpoint.to_owned()),
        "AWS_ACCESS_KEY_ID" => Some(account.to_owned()),
        "AWS_SECRET_ACCESS_KEY" => Some("test".to_owned()),
        "AWS_REGION" => Some("ap-southeast-3".to_owned()),
        _ => None,
    });
    told.expect("everything is told")
}

/// Asks on a thread that may wait: a clock that stands still in a test then stands still while the engine works.
#[derive(Clone, Copy, Debug)]
struct Elsewhere;

impl HttpConnector for Elsewhere {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(async move {
            let asked = tokio::task::spawn_blocking(move || ask(&request)).await;
            asked
                .expect("the thread ends")
                .map_err(|error| ConnectorError::io(error.into()))
        })
    }
}

fn ask(request: &HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent();
    let mut sending = agent.post(request.uri());
    for (name, value) in request.headers() {
        sending = sending.header(name, value);
    }
    let mut answer = sending.send(request.body().bytes().unwrap_or_default())?;
    let status = StatusCode::try_from(answer.status().as_u16()).expect("a status");
    let text = answer.body_mut().read_to_string()?;
    let mut response = HttpResponse::new(status, SdkBody::from(text));
    response
        .headers_mut()
        .insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}
