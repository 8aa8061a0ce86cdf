//! A connection without a network: a request goes to the engine in this process.

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

use super::Engine;

/// The header that names the operation: `DynamoDB_20120810.PutItem`.
const TARGET: &str = "x-amz-target";
const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

#[derive(Clone)]
pub(super) struct Connector(pub(super) Engine);

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("embedded::Connector")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let operation = operation_of(&request);
        let body = request.body().bytes().unwrap_or_default().to_vec();
        let engine = self.0.clone();
        HttpConnectorFuture::new(async move { Ok(response(engine.run(operation, body).await)) })
    }
}

/// Which operation a request asks for.
pub(super) fn operation_of(request: &HttpRequest) -> String {
    let target = request.headers().get(TARGET).unwrap_or_default();
    target
        .rsplit_once('.')
        .map_or(target, |(_, operation)| operation)
        .to_owned()
}

/// An answer as `DynamoDB` gives it.
pub(super) fn response((status, json): (u16, String)) -> HttpResponse {
    let status = StatusCode::try_from(status).expect("the engine answers with HTTP status codes");
    let mut response = HttpResponse::new(status, SdkBody::from(json));
    response.headers_mut().insert("content-type", CONTENT_TYPE);
    response
}
