//! How many durable writes per second the embedded table takes, and (under strace) how many flushes they cost.
//!
//! `strace -f -c -e trace=fsync,fdatasync target/debug/examples/durability 200 [writers]`

#![expect(clippy::print_stdout, reason = "a measuring tool prints its figures")]

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use aws_smithy_runtime_api::client::http::http_client_fn;
use cli::embedded::Engine;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let total = arguments.next().transpose()?.unwrap_or(200);
    let writers = arguments.next().transpose()?.unwrap_or(1);
    let folder = tempfile::tempdir_in(".")?;
    let client = client(&Engine::open(&folder.path().join("table.sqlite"))?);
    create_table(&client).await?;

    let start = Instant::now();
    let mut tasks = Vec::new();
    for writer in 0..writers {
        tasks.push(tokio::spawn(put_many(client.clone(), writer, total / writers)));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    report(&mut times, start.elapsed());
    Ok(())
}

fn report(times: &mut [Duration], total: Duration) {
    times.sort_unstable();
    let at =
        |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64() * 1000.0;
    let (count, seconds) = (times.len(), total.as_secs_f64());
    println!(
        "{count} puts in {seconds:.2} s; p50 {:.2} ms, p99 {:.2} ms",
        at(50),
        at(99)
    );
}

async fn put_many(client: Client, writer: usize, count: usize) -> Result<Vec<Duration>, Failure> {
    let mut times = Vec::with_capacity(count);
    for n in 0..count {
        let start = Instant::now();
        let key = AttributeValue::S(format!("C#{writer}-{n}"));
        let text = AttributeValue::S("x".repeat(800));
        client
            .put_item()
            .table_name("tanggap")
            .item("PK", key)
            .item("narrative", text)
            .send()
            .await?;
        times.push(start.elapsed());
    }
    Ok(times)
}

async fn create_table(client: &Client) -> Result<(), Failure> {
    let key = KeySchemaElement::builder()
        .attribute_name("PK")
        .key_type(KeyType::Hash)
        .build()?;
    let kind = ScalarAttributeType::S;
    let attribute = AttributeDefinition::builder()
        .attribute_name("PK")
        .attribute_type(kind)
        .build()?;
    let request = client
        .create_table()
        .table_name("tanggap")
        .billing_mode(BillingMode::PayPerRequest);
    request
        .attribute_definitions(attribute)
        .key_schema(key)
        .send()
        .await?;
    Ok(())
}

fn client(engine: &Engine) -> Client {
    let connector = engine.connector();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .endpoint_url("http://embedded.invalid")
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    Client::from_conf(config)
}
