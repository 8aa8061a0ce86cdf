//! The way to DynamoDB. Questions and answers are those of `aws-sdk-dynamodb`, written and read by it; what lies between
//! (signing, sending, asking again) is ours, because the SDK's own machinery for that is made for every service and
//! costs a filing two fifths of its processor time: `docs/angka.md`.

mod ask;
mod items;
mod sign;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemInput;
pub(crate) use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
pub(crate) use aws_sdk_dynamodb::operation::create_table::CreateTableInput;
pub(crate) use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
pub(crate) use aws_sdk_dynamodb::operation::describe_table::DescribeTableInput;
pub(crate) use aws_sdk_dynamodb::operation::get_item::GetItemInput;
pub(crate) use aws_sdk_dynamodb::operation::put_item::PutItemInput;
pub(crate) use aws_sdk_dynamodb::operation::query::QueryInput;
pub(crate) use aws_sdk_dynamodb::operation::scan::ScanInput;
pub(crate) use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
pub(crate) use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
pub(crate) use aws_sdk_dynamodb::operation::update_table::UpdateTableInput;
pub(crate) use aws_sdk_dynamodb::operation::update_time_to_live::UpdateTimeToLiveInput;
use aws_smithy_runtime_api::client::http::SharedHttpConnector;

use crate::aws::AwsSettings;
use crate::secret::to_hex;
use crate::{Clock, Entropy};
pub(crate) use ask::Ask;
pub(crate) use items::Items;
use sign::Signer;

/// A token of a transaction may have 36 characters.
const TOKEN_BYTES: usize = 16;

/// Whoever asks DynamoDB, or an engine that speaks like it. Cloning is cheap.
#[derive(Clone)]
pub struct DynamoDb(Arc<Wiring>);

struct Wiring {
    connector: SharedHttpConnector,
    signer: Signer,
    /// Where every question goes.
    address: String,
    clock: Clock,
    entropy: Entropy,
}

impl DynamoDb {
    /// Over the network, over an engine in this process, or over a test's faults.
    pub fn new(
        settings: &AwsSettings,
        connector: SharedHttpConnector,
        clock: Clock,
        entropy: Entropy,
    ) -> DynamoDb {
        let origin = settings.endpoint.as_ref().map_or_else(
            || format!("https://dynamodb.{}.amazonaws.com", settings.region),
            |endpoint| endpoint.trim_end_matches('/').to_owned(),
        );
        let host = origin.split_once("://").map_or(&*origin, |(_, host)| host);
        DynamoDb(Arc::new(Wiring {
            connector,
            signer: Signer::new(settings, host),
            address: format!("{origin}/"),
            clock,
            entropy,
        }))
    }

    /// What makes a transaction that is sent twice count once.
    fn token(&self) -> String {
        let mut bytes = [0; TOKEN_BYTES];
        (self.0.entropy)(&mut bytes);
        to_hex(&bytes)
    }

    /// A random part of a while, so that those who met once do not meet again.
    fn part_of(&self, longest: Duration) -> Duration {
        let mut random = [0; 2];
        (self.0.entropy)(&mut random);
        longest.mul_f64(f64::from(u16::from_be_bytes(random)) / f64::from(u16::MAX))
    }
}

impl std::fmt::Debug for DynamoDb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DynamoDb")
    }
}
