//! Failures on request, for tests: what a network, a throttled table or a lost answer looks like to whoever asks.

use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;

use super::connector::{operation_of, response};
use super::operation::failure;

/// Decides per request, from the operation's name and JSON body, whether and how it fails.
pub type Faults = Arc<dyn Fn(&str, &str) -> Option<Fault> + Send + Sync>;

/// One way for a request to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The table cannot be reached; nothing is written.
    Unreachable,
    /// No answer ever comes, until the caller's own time limit; nothing is written.
    Silent,
    /// The request is carried out but its answer is lost on the way.
    AnswerLost,
    /// The table refuses for too many requests.
    Throttled,
    /// The table reports a failure of its own.
    Broken,
    /// A transaction meets another one on the same item (the engine itself never reports this).
    Conflict,
    /// The table does not exist.
    NoTable,
}

impl Fault {
    /// The error answer, for the faults that answer at all.
    pub(super) fn answer(self) -> Option<(u16, String)> {
        let dynamodb = |status, name: &str, message| {
            Some(failure(
                status,
                &format!("com.amazonaws.dynamodb.v20120810#{name}"),
                message,
            ))
        };
        match self {
            Fault::Unreachable | Fault::Silent | Fault::AnswerLost => None,
            Fault::Throttled => dynamodb(
                400,
                "ProvisionedThroughputExceededException",
                "Rate of requests exceeds the limit.",
            ),
            Fault::Broken => dynamodb(500, "InternalServerError", "Internal server error."),
            Fault::NoTable => dynamodb(400, "ResourceNotFoundException", "Requested resource not found."),
            Fault::Conflict => Some((400, conflict())),
        }
    }
}

fn conflict() -> String {
    serde_json::json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled [TransactionConflict]",
        "CancellationReasons": [{ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" }],
    })
    .to_string()
}

/// A connection to an engine, with a say over which requests fail, and how.
pub fn failing(engine: SharedHttpConnector, faults: Faults) -> SharedHttpConnector {
    SharedHttpConnector::new(Failing { engine, faults })
}

#[derive(Clone)]
struct Failing {
    engine: SharedHttpConnector,
    faults: Faults,
}

impl Failing {
    async fn answer(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        match (self.faults)(&operation_of(&request), &body) {
            None => self.engine.call(request).await,
            Some(Fault::Silent) => std::future::pending().await,
            Some(Fault::AnswerLost) => {
                drop(self.engine.call(request).await);
                Err(disconnected())
            }
            Some(fault) => fault.answer().map(response).ok_or_else(disconnected),
        }
    }
}

impl std::fmt::Debug for Failing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("embedded::Failing")
    }
}

impl HttpConnector for Failing {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().answer(request))
    }
}

fn disconnected() -> ConnectorError {
    ConnectorError::io("the table did not answer".into())
}
