//! The embedded table as the SDK sees it: conditions, transactions, indexes.

mod faults;
mod file;

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, Config, Credentials, Region};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    Projection, ProjectionType, Put, ReturnValuesOnConditionCheckFailure, ScalarAttributeType,
    TimeToLiveSpecification, TransactWriteItem,
};
use aws_smithy_runtime_api::client::http::{SharedHttpConnector, http_client_fn};
use cli::embedded::Engine;

const TABLE: &str = "tanggap";

fn settings(connector: SharedHttpConnector) -> Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .endpoint_url("http://embedded.invalid")
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(5)))
        .http_client(http_client_fn(move |_, _| connector.clone()))
}

fn client(connector: SharedHttpConnector) -> Client {
    Client::from_conf(settings(connector).build())
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder()
        .attribute_name(name)
        .key_type(kind)
        .build()
        .expect("a valid request")
}

fn string_attribute(name: &str) -> AttributeDefinition {
    let kind = ScalarAttributeType::S;
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(kind)
        .build()
        .expect("a valid request")
}

async fn create_table(client: &Client) {
    let index = GlobalSecondaryIndex::builder()
        .index_name("by_state")
        .key_schema(key("state", KeyType::Hash))
        .key_schema(key("due", KeyType::Range))
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .build()
        .expect("a valid request");
    let mut request = client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest);
    for name in ["PK", "SK", "state", "due"] {
        request = request.attribute_definitions(string_attribute(name));
    }
    request = request
        .key_schema(key("PK", KeyType::Hash))
        .key_schema(key("SK", KeyType::Range));
    request
        .global_secondary_indexes(index)
        .send()
        .await
        .expect("a valid request");
}

fn new_item(pk: &str, due: &str) -> TransactWriteItem {
    let put = Put::builder()
        .table_name(TABLE)
        .item("PK", text(pk))
        .item("SK", text("META"))
        .item("state", text("open"))
        .item("due", text(due))
        .condition_expression("attribute_not_exists(PK)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()
        .expect("a valid request");
    TransactWriteItem::builder().put(put).build()
}

async fn write(
    client: &Client,
    items: Vec<TransactWriteItem>,
) -> Result<(), SdkError<TransactWriteItemsError>> {
    client
        .transact_write_items()
        .set_transact_items(Some(items))
        .send()
        .await
        .map(|_| ())
}

async fn holds(client: &Client, pk: &str) -> bool {
    let request = client
        .get_item()
        .table_name(TABLE)
        .key("PK", text(pk))
        .key("SK", text("META"));
    request
        .consistent_read(true)
        .send()
        .await
        .expect("a valid request")
        .item
        .is_some()
}

async fn ready(engine: &Engine) -> Client {
    let client = client(engine.connector());
    create_table(&client).await;
    client
}

#[tokio::test]
async fn a_cancelled_transaction_says_which_item_and_writes_nothing() {
    let client = ready(&Engine::memory()).await;
    write(&client, vec![new_item("C#1", "2026-01-01")]).await.unwrap();

    let again = vec![new_item("C#2", "2026-01-02"), new_item("C#1", "2026-01-03")];
    let error = write(&client, again).await.unwrap_err().into_service_error();

    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else {
        panic!("cancelled, not {error:?}")
    };
    let reasons = cancelled.cancellation_reasons();
    let codes: Vec<_> = reasons
        .iter()
        .map(|reason| reason.code().unwrap_or_default())
        .collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed"]);
    assert_eq!(
        reasons[1].item().unwrap()["due"],
        text("2026-01-01"),
        "the item that stands in the way"
    );
    assert!(!holds(&client, "C#2").await, "all or nothing");
}

#[tokio::test]
async fn a_failed_condition_is_a_typed_error() {
    let client = ready(&Engine::memory()).await;
    write(&client, vec![new_item("C#1", "2026-01-01")]).await.unwrap();
    let put = client
        .put_item()
        .table_name(TABLE)
        .item("PK", text("C#1"))
        .item("SK", text("META"));
    let error = put
        .condition_expression("attribute_not_exists(PK)")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_conditional_check_failed_exception());
}

#[tokio::test]
async fn an_index_is_read_in_order_page_by_page() {
    let client = ready(&Engine::memory()).await;
    for day in ["03", "01", "04", "02", "05"] {
        write(
            &client,
            vec![new_item(&format!("C#{day}"), &format!("2026-01-{day}"))],
        )
        .await
        .unwrap();
    }
    let query = client.query().table_name(TABLE).index_name("by_state").limit(2);
    let query = query
        .key_condition_expression("#s = :s")
        .expression_attribute_names("#s", "state");
    let mut pages = query
        .expression_attribute_values(":s", text("open"))
        .into_paginator()
        .send();
    let (mut due, mut count) = (Vec::new(), 0);
    while let Some(page) = pages.next().await {
        due.extend(
            page.unwrap()
                .items()
                .iter()
                .map(|item| item["due"].as_s().unwrap().clone()),
        );
        count += 1;
    }
    assert_eq!(
        due,
        [
            "2026-01-01",
            "2026-01-02",
            "2026-01-03",
            "2026-01-04",
            "2026-01-05"
        ]
    );
    assert!(count >= 3, "five items do not fit two pages of two");
}

#[tokio::test]
async fn mistakes_keep_their_names() {
    let client = client(Engine::memory().connector());
    let missing = client
        .get_item()
        .table_name("nowhere")
        .key("PK", text("x"))
        .send()
        .await
        .unwrap_err();
    assert!(missing.into_service_error().is_resource_not_found_exception());

    create_table(&client).await;
    let empty_key = client
        .get_item()
        .table_name(TABLE)
        .key("PK", text(""))
        .key("SK", text("x"))
        .send()
        .await;
    assert_eq!(empty_key.unwrap_err().code(), Some("ValidationException"));

    let no_type = AttributeValue::Ss(Vec::new());
    let put = client
        .put_item()
        .table_name(TABLE)
        .item("PK", text("a"))
        .item("SK", text("b"))
        .item("set", no_type);
    let error = put.send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
    assert!(
        !error.message().unwrap().contains("VALIDATION"),
        "inner marks stay inside: {error:?}"
    );

    let unknown = client.describe_limits().send().await.unwrap_err();
    assert_eq!(unknown.code(), Some("UnknownOperationException"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racing_writers_of_one_key_have_one_winner() {
    let client = ready(&Engine::memory()).await;
    let race = (0..16).map(|n| {
        let client = client.clone();
        tokio::spawn(async move {
            write(&client, vec![new_item("C#one", &format!("{n}"))])
                .await
                .is_ok()
        })
    });
    let mut winners = 0;
    for racer in race.collect::<Vec<_>>() {
        winners += usize::from(racer.await.unwrap());
    }
    assert_eq!(winners, 1);
}

#[tokio::test]
async fn what_has_expired_goes_when_swept_and_nothing_else() {
    let engine = Engine::memory();
    let client = ready(&engine).await;
    let expiry = TimeToLiveSpecification::builder()
        .attribute_name("expires_at")
        .enabled(true);
    let expiry = expiry.build().unwrap();
    let update = client.update_time_to_live().table_name(TABLE);
    update.time_to_live_specification(expiry).send().await.unwrap();
    // The engine goes by the machine's clock, which also dates files.
    let file = tempfile::tempfile().unwrap().metadata().unwrap();
    let now = file
        .modified()
        .unwrap()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    for (pk, at) in [("K#old", now - 60), ("K#new", now + 3600)] {
        let put = client
            .put_item()
            .table_name(TABLE)
            .item("PK", text(pk))
            .item("SK", text("META"));
        put.item("expires_at", AttributeValue::N(at.to_string()))
            .send()
            .await
            .unwrap();
    }
    write(&client, vec![new_item("C#1", "2026-01-01")]).await.unwrap();
    assert_eq!(engine.sweep_expired().await.unwrap(), 1);
    let held = [
        holds(&client, "K#old").await,
        holds(&client, "K#new").await,
        holds(&client, "C#1").await,
    ];
    assert_eq!(held, [false, true, true]);
}
