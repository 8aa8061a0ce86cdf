//! What a request costs: the same request again, with the question for its price.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity, KeysAndAttributes, ReturnConsumedCapacity};
use serde_json::Value;

use crate::server::TABLE;

const TOTAL: ReturnConsumedCapacity = ReturnConsumedCapacity::Total;

/// Read units of a request. What is no reading costs none.
pub(crate) async fn of(client: &Client, operation: &str, body: &str) -> f64 {
    let body: Value = serde_json::from_str(body).unwrap();
    let consumed = match operation {
        "GetItem" => vec![get(client, &body).await],
        "Query" => vec![query(client, &body).await],
        "BatchGetItem" => batch(client, &body).await,
        _ => Vec::new(),
    };
    let units = consumed.iter().filter_map(|consumed| consumed.capacity_units);
    units.sum()
}

async fn get(client: &Client, body: &Value) -> ConsumedCapacity {
    let request = client
        .get_item()
        .table_name(TABLE)
        .set_key(Some(item(&body["Key"])))
        .consistent_read(body["ConsistentRead"] == true)
        .return_consumed_capacity(TOTAL);
    request.send().await.unwrap().consumed_capacity.unwrap()
}

async fn query(client: &Client, body: &Value) -> ConsumedCapacity {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let names = body["ExpressionAttributeNames"].as_object();
    let names = names.map(|names| {
        let name = |(name, is): (&String, &Value)| (name.clone(), is.as_str().unwrap().to_owned());
        names.iter().map(name).collect::<HashMap<_, _>>()
    });
    let request = client
        .query()
        .table_name(TABLE)
        .set_index_name(text("IndexName"))
        .set_key_condition_expression(text("KeyConditionExpression"))
        .set_projection_expression(text("ProjectionExpression"))
        .set_expression_attribute_names(names)
        .set_expression_attribute_values(Some(item(&body["ExpressionAttributeValues"])))
        .set_scan_index_forward(body["ScanIndexForward"].as_bool())
        .set_consistent_read(body["ConsistentRead"].as_bool())
        .set_limit(body["Limit"].as_i64().and_then(|limit| i32::try_from(limit).ok()))
        .return_consumed_capacity(TOTAL);
    request.send().await.unwrap().consumed_capacity.unwrap()
}

async fn batch(client: &Client, body: &Value) -> Vec<ConsumedCapacity> {
    let keys = body["RequestItems"][TABLE]["Keys"].as_array().unwrap();
    let keys = KeysAndAttributes::builder().set_keys(Some(keys.iter().map(item).collect()));
    let request = client
        .batch_get_item()
        .request_items(TABLE, keys.build().unwrap())
        .return_consumed_capacity(TOTAL);
    request.send().await.unwrap().consumed_capacity.unwrap()
}

/// Texts are all that keys and conditions of lists consist of.
fn item(value: &Value) -> HashMap<String, AttributeValue> {
    let text = |(name, is): (&String, &Value)| {
        let text = is["S"].as_str().unwrap().to_owned();
        (name.clone(), AttributeValue::S(text))
    };
    value.as_object().unwrap().iter().map(text).collect()
}
