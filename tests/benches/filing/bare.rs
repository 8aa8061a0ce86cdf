//! The floor: the same items in the same kind of transaction, and nothing else.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};

use crate::measure::{Figures, measure};
use crate::server::{self, Place, TABLE};

pub(crate) type Item = HashMap<String, AttributeValue>;

/// Takes what one real submission wrote and writes it again and again under other keys.
pub(crate) async fn run(at_once: usize, time: Duration) -> Figures {
    let place = Place::new().await;
    let mut caller = server::Caller::connect(place.serve().await).await;
    caller.file(0).await;
    let template = Arc::new(items(&place.client).await);
    let counter = Arc::new(AtomicU64::new(0));
    let worker = || {
        let (client, template, counter) = (place.client.clone(), Arc::clone(&template), Arc::clone(&counter));
        move || {
            write(
                client.clone(),
                Arc::clone(&template),
                counter.fetch_add(1, Ordering::Relaxed),
            )
        }
    };
    let workers = (0..at_once).map(|_| worker()).collect();
    measure(at_once, time, workers).await
}

pub(crate) async fn items(client: &Client) -> Vec<Item> {
    let items = client
        .scan()
        .table_name(TABLE)
        .send()
        .await
        .unwrap()
        .items
        .unwrap();
    assert_eq!(
        items.len(),
        7,
        "replay record, case, event, identity, waking, contact, mark of new words"
    );
    items
}

async fn write(client: Client, template: Arc<Vec<Item>>, n: u64) {
    let puts = template.iter().map(|item| {
        let put = Put::builder().table_name(TABLE).set_item(Some(renamed(item, n)));
        TransactWriteItem::builder()
            .put(
                put.condition_expression("attribute_not_exists(PK)")
                    .build()
                    .unwrap(),
            )
            .build()
    });
    client
        .transact_write_items()
        .set_transact_items(Some(puts.collect()))
        .send()
        .await
        .unwrap();
}

/// The same item under another partition key, as long as the old one.
fn renamed(item: &Item, n: u64) -> Item {
    let mut item = item.clone();
    let old = item["PK"].as_s().unwrap();
    let kept = old.len() - 9;
    let new = format!("{}{n:09}", &old[..kept]);
    item.insert("PK".to_owned(), AttributeValue::S(new));
    item
}
