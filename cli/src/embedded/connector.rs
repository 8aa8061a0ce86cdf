//! The SDK's connection, without a network: a request goes to the engine in this process.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

use super::{Engine, Fault, Faults};

/// The header that names the operation: `DynamoDB_20120810.PutItem`.
const TARGET: &str = "x-amz-target";
const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

#[derive(Clone)]
pub(super) struct Connector {
    engine: Engine,
    faults: Faults,
}

impl Connector {
    pub(super) fn new(engine: Engine, faults: Faults) -> Connector {
        Connector { engine, faults }
    }

    async fn answer(self, operation: String, body: Vec<u8>) -> Result<HttpResponse, ConnectorError> {
        let fault = (self.faults)(&operation, &String::from_utf8_lossy(&body));
        match fault {
            None => Ok(response(self.engine.run(operation, body).await)),
            Some(Fault::Silent) => std::future::pending().await,
            Some(Fault::AnswerLost) => {
                self.engine.run(operation, body).await;
                Err(disconnected())
            }
            Some(fault) => fault.answer().map(response).ok_or_else(disconnected),
        }
    }
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("embedded::Connector")
    }
}

impl HttpClient for Connector {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let operation = operation_of(&request);
        let body = request.body().bytes().unwrap_or_default().to_vec();
        HttpConnectorFuture::new(self.clone().answer(operation, body))
    }
}

fn operation_of(request: &HttpRequest) -> String {
    let target = request.headers().get(TARGET).unwrap_or_default();
    target
        .rsplit_once('.')
        .map_or(target, |(_, operation)| operation)
        .to_owned()
}

fn response((status, json): (u16, String)) -> HttpResponse {
    let status = StatusCode::try_from(status).expect("the engine answers with HTTP status codes");
    let mut response = HttpResponse::new(status, SdkBody::from(json));
    response.headers_mut().insert("content-type", CONTENT_TYPE);
    response
}

fn disconnected() -> ConnectorError {
    ConnectorError::io("the embedded table did not answer".into())
}
