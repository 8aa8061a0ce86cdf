//! A register of any size: the first case again and again, each received a minute before the one before.

use std::collections::HashMap;
use std::ops::Range;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use complaint::{AgencyCode, Number};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::server::TABLE;

type Item = HashMap<String, AttributeValue>;

/// As many as the table takes at once.
const BATCH: usize = 100;
/// What the sort keys of the words begin with that are asked for; of other words a search reads nothing.
const WORDS: [&str; 2] = ["biaya#", "loket#"];
const ASPIRATIONS: usize = 10;

/// What a list and a search read of a case, and by how many words it is found.
pub(crate) async fn template(client: &Client) -> (Vec<Item>, usize) {
    let all = client
        .scan()
        .table_name(TABLE)
        .send()
        .await
        .unwrap()
        .items
        .unwrap();
    let is_word = |item: &&Item| item_key(item, "PK").starts_with("W#");
    let words = all.iter().filter(is_word).count();
    let is_read = |item: &Item| {
        let text = |name: &str| item[name].as_s().unwrap().as_str();
        text("PK").starts_with("C#") && text("SK") == "META" || word(item).is_some()
    };
    let read: Vec<Item> = all.into_iter().filter(is_read).collect();
    assert_eq!(read.len(), 1 + WORDS.len(), "the case and its words");
    (read, words)
}

/// Puts cases into the table.
pub(crate) async fn grow(client: &Client, template: &[Item], cases: Range<usize>) {
    let case = template
        .iter()
        .find(|item| item["SK"].as_s().unwrap() == "META")
        .unwrap();
    let first: Timestamp = case["received_at"].as_s().unwrap().parse().unwrap();
    let mut puts = Vec::new();
    for nth in cases {
        puts.extend(template.iter().map(|item| put(moved(item, nth, first))));
        if puts.len() + template.len() > BATCH {
            write(client, std::mem::take(&mut puts)).await;
        }
    }
    if !puts.is_empty() {
        write(client, puts).await;
    }
}

async fn write(client: &Client, puts: Vec<TransactWriteItem>) {
    let request = client.transact_write_items().set_transact_items(Some(puts));
    request.send().await.unwrap();
}

fn put(item: Item) -> TransactWriteItem {
    let put = Put::builder().table_name(TABLE).set_item(Some(item));
    TransactWriteItem::builder().put(put.build().unwrap()).build()
}

/// The same item of another case.
fn moved(item: &Item, nth: usize, first: Timestamp) -> Item {
    let number = number(nth);
    let minutes = SignedDuration::from_mins(i64::try_from(nth).unwrap());
    let received = (first - minutes).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let key = format!("{received}#{number}");
    let today = first.to_zoned(jiff::tz::TimeZone::UTC).date();
    let due = today + i64::try_from(nth % 300).unwrap().days();
    let mut item = item.clone();
    item.insert("number".to_owned(), AttributeValue::S(number.clone()));
    if let Some(word) = word(&item) {
        item.insert("SK".to_owned(), AttributeValue::S(format!("{word}{key}")));
        return item;
    }
    let set_all = [
        ("PK", format!("C#{number}")),
        ("received_year", format!("R#{}", &received[..4])),
        ("received_at", received),
        ("received_key", key),
        ("due_on", due.to_string()),
        ("due_key", format!("{due}#{number}")),
    ];
    for (name, text) in set_all {
        item.insert(name.to_owned(), AttributeValue::S(text));
    }
    if nth.is_multiple_of(ASPIRATIONS) {
        item.insert("class".to_owned(), AttributeValue::S("aspiration".to_owned()));
    }
    item
}

/// By which of the words an item is found.
fn word(item: &Item) -> Option<&'static str> {
    let is_it =
        |word: &&str| item_key(item, "PK").starts_with("W##") && item_key(item, "SK").starts_with(*word);
    WORDS.into_iter().find(is_it)
}

fn item_key<'a>(item: &'a Item, name: &str) -> &'a str {
    item[name].as_s().unwrap()
}

fn number(nth: usize) -> String {
    let code = AgencyCode::parse("DPM").unwrap();
    // A number has 35 bits; whichever of the 40 it leaves out, these differ.
    let bytes = (u64::try_from(nth).unwrap() << 5).to_be_bytes();
    Number::new(&code, [bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]).to_string()
}
