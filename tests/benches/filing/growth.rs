//! What a look-up costs as the register grows: cases are put into the table as filing wrote the first one.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, ReturnConsumedCapacity, TransactWriteItem};
use complaint::{AgencyCode, Number};
use serde_json::Value;

use crate::bare::{self, Item};
use crate::measure::Figures;
use crate::server::{self, Caller, Place, TABLE};

/// As many as the table takes at once.
const BATCH: usize = 100;
/// What a look-up reads of a case, and what every index holds of it.
const READ: [&str; 2] = ["META", "E#000001"];
/// How many different cases are asked for.
const SAMPLE: usize = 256;

/// One line of the table.
pub(crate) struct Cost {
    pub(crate) cases: usize,
    /// Requests to the table for one look-up.
    pub(crate) requests: usize,
    /// Read units they consume.
    pub(crate) units: f64,
    pub(crate) figures: Figures,
}

/// Measures at each size, smallest first, in one table that grows.
pub(crate) async fn run(sizes: &[usize], time: Duration, told: impl Fn(&Cost)) {
    let place = Place::new().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let watch = Arc::clone(&seen);
    let address = place
        .serve_watched(Arc::new(move |operation: &str, body: &str| {
            watch
                .lock()
                .unwrap()
                .push((operation.to_owned(), body.to_owned()));
            None
        }))
        .await;
    let mut caller = Caller::connect(address).await;
    caller.file(0).await;
    let template: Vec<Item> = bare::items(&place.client).await;
    let template: Vec<Item> = template.into_iter().filter(is_read).collect();
    let mut there = 1;
    for size in sizes {
        grow(&place.client, &template, there..*size).await;
        there = (*size).max(there);
        let questions: Vec<String> = (0..SAMPLE)
            .map(|nth| format!("number={}", number(1 + nth * (there - 1) / SAMPLE)))
            .collect();
        seen.lock().unwrap().clear();
        caller.look_up(&questions[SAMPLE / 2]).await;
        let asked: Vec<(String, String)> = seen.lock().unwrap().drain(..).collect();
        let mut units = 0.0;
        for (operation, body) in &asked {
            units += consumed(&place.client, operation, body).await;
        }
        let figures = server::asked(address, 1, time, questions).await;
        told(&Cost {
            cases: there,
            requests: asked.len(),
            units,
            figures,
        });
    }
}

fn is_read(item: &Item) -> bool {
    READ.contains(&item["SK"].as_s().unwrap().as_str())
}

fn number(n: usize) -> String {
    let code = AgencyCode::parse("DPM").unwrap();
    // A number has 35 bits; whichever of the 40 it leaves out, these differ.
    let bytes = (u64::try_from(n).unwrap() << 5).to_be_bytes();
    Number::new(&code, [bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]).to_string()
}

async fn grow(client: &Client, template: &[Item], cases: std::ops::Range<usize>) {
    let old = template[0]["PK"]
        .as_s()
        .unwrap()
        .trim_start_matches("C#")
        .to_owned();
    let put = |item: &Item, new: &str| {
        let put = Put::builder()
            .table_name(TABLE)
            .set_item(Some(renamed(item, &old, new)));
        TransactWriteItem::builder().put(put.build().unwrap()).build()
    };
    let numbers: Vec<String> = cases.map(number).collect();
    for some in numbers.chunks(BATCH / template.len()) {
        let puts = some
            .iter()
            .flat_map(|new| template.iter().map(|item| put(item, new)));
        let request = client
            .transact_write_items()
            .set_transact_items(Some(puts.collect()));
        request.send().await.unwrap();
    }
}

/// The same item of another case.
fn renamed(item: &Item, old: &str, new: &str) -> Item {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) => AttributeValue::S(text.replace(old, new)),
        other => other.clone(),
    };
    item.iter().map(|(name, is)| (name.clone(), value(is))).collect()
}

/// What a request costs: the same request again, with the question for its price.
async fn consumed(client: &Client, operation: &str, body: &str) -> f64 {
    let body: Value = serde_json::from_str(body).unwrap();
    let consistent = body["ConsistentRead"].as_bool().unwrap_or(false);
    let total = ReturnConsumedCapacity::Total;
    let text = |value: &Value| AttributeValue::S(value["S"].as_str().unwrap_or_default().to_owned());
    let consumed = match operation {
        "GetItem" => {
            let request = client
                .get_item()
                .table_name(TABLE)
                .consistent_read(consistent)
                .key("PK", text(&body["Key"]["PK"]))
                .key("SK", text(&body["Key"]["SK"]))
                .return_consumed_capacity(total);
            request.send().await.unwrap().consumed_capacity
        }
        "Query" => {
            let mut request = client
                .query()
                .table_name(TABLE)
                .consistent_read(consistent)
                .key_condition_expression(body["KeyConditionExpression"].as_str().unwrap())
                .return_consumed_capacity(total);
            for (name, value) in body["ExpressionAttributeValues"].as_object().unwrap() {
                request = request.expression_attribute_values(name, text(value));
            }
            request.send().await.unwrap().consumed_capacity
        }
        other => panic!("a look-up reads; it does not {other}"),
    };
    consumed
        .and_then(|consumed| consumed.capacity_units)
        .unwrap_or_default()
}
