//! The SDK's own client: what looks into the table past the store should share nothing with it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_runtime_api::client::http::{SharedHttpConnector, http_client_fn};

/// A client of the engine in this process that a connector leads to.
pub fn embedded(connector: SharedHttpConnector) -> Client {
    client("http://embedded.invalid", "embedded", connector)
}

/// A client of the engine at an endpoint.
pub fn client(endpoint: &str, account: &str, connector: SharedHttpConnector) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("ap-southeast-3"))
        .endpoint_url(endpoint)
        .credentials_provider(Credentials::new(account, "test", None, None, "test"))
        .http_client(http_client_fn(move |_, _| connector.clone()));
    Client::from_conf(config.build())
}
