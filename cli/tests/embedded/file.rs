//! The file of the table: what it holds when it is opened again, who waits for whom, and its log.

use std::path::Path;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{DeleteGlobalSecondaryIndexAction, GlobalSecondaryIndexUpdate};
use cli::embedded::{Engine, EngineError, WriteBack};
use rusqlite::Connection;

use crate::{TABLE, client, holds, new_item, ready, settings, text, write};

#[tokio::test]
async fn a_reopened_file_holds_what_was_written_and_a_second_opener_sees_it_live() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.sqlite");
    {
        let first = Engine::open(&path).unwrap();
        let writer = ready(&first).await;
        let reader = client(Engine::open(&path).unwrap().connector());
        write(&writer, vec![new_item("C#1", "2026-01-01")]).await.unwrap();
        assert!(holds(&reader, "C#1").await, "two connections, one table");
    }
    let reopened = client(Engine::open(&path).unwrap().connector());
    assert!(holds(&reopened, "C#1").await);
}

/// While another program writes, whoever writes waits for it. Whoever reads does not wait for either.
#[tokio::test]
async fn readers_do_not_wait_for_writers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.sqlite");
    let engine = Engine::open(&path).unwrap();
    ready(&engine).await;
    // Whoever waits too long fails, and does not try again.
    let client = Client::from_conf(
        settings(engine.connector())
            .retry_config(RetryConfig::disabled())
            .build(),
    );
    write(&client, vec![new_item("C#1", "2026-01-01")]).await.unwrap();

    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut writing = Box::pin(write(&client, vec![new_item("C#2", "2026-01-02")]));
    tokio::select! {
        biased;
        ended = &mut writing => panic!("whoever wrote was waited for: {ended:?}"),
        there = holds(&client, "C#1") => assert!(there),
    }
    other.execute_batch("COMMIT").unwrap();
    writing.await.unwrap();
    assert!(
        holds(&client, "C#2").await,
        "what was answered is read by the next"
    );
}

#[tokio::test]
async fn whoever_reads_knows_of_a_changed_index() {
    let folder = tempfile::tempdir().unwrap();
    let client = ready(&Engine::open(&folder.path().join("table.sqlite")).unwrap()).await;
    write(&client, vec![new_item("C#1", "2026-01-01")]).await.unwrap();
    let query = client.query().table_name(TABLE).index_name("by_state");
    let query = query
        .key_condition_expression("#s = :s")
        .expression_attribute_names("#s", "state")
        .expression_attribute_values(":s", text("open"));
    assert_eq!(query.clone().send().await.unwrap().count(), 1);

    let drop = DeleteGlobalSecondaryIndexAction::builder()
        .index_name("by_state")
        .build()
        .unwrap();
    let drop = GlobalSecondaryIndexUpdate::builder().delete(drop).build();
    let change = client.update_table().table_name(TABLE);
    change.global_secondary_index_updates(drop).send().await.unwrap();
    let error = query.send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
}

#[tokio::test]
async fn the_log_is_written_back_and_emptied_when_nobody_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.sqlite");
    let logged = || std::fs::metadata(folder.path().join("table.sqlite-wal")).map_or(0, |log| log.len());
    let client = ready(&Engine::open(&path).unwrap()).await;
    let mut log = WriteBack::open(&path).unwrap();
    for n in 0..3 {
        write(&client, vec![new_item(&format!("C#{n}"), "2026-01-01")])
            .await
            .unwrap();
        log.step().unwrap();
        assert!(logged() > 0, "somebody has just written");
    }
    let reader = Connection::open(&path).unwrap();
    reader
        .execute_batch("BEGIN; SELECT * FROM sqlite_schema")
        .unwrap();
    write(&client, vec![new_item("C#3", "2026-01-01")]).await.unwrap();
    log.step().unwrap();
    log.step().unwrap();
    assert!(logged() > 0, "somebody still reads what was before");
    drop(reader);
    log.step().unwrap();
    log.step().unwrap();
    assert_eq!(logged(), 0);
    for n in 0..4 {
        assert!(holds(&client, &format!("C#{n}")).await);
    }
}

#[test]
fn a_file_that_is_no_table_is_named_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.sqlite");
    std::fs::write(&path, "Ini bukan tabel, melainkan catatan biasa. ".repeat(200)).unwrap();
    let refusal = Engine::open(&path);
    assert!(matches!(refusal, Err(EngineError::NotATable(_))), "{refusal:?}");
    assert!(Engine::open(Path::new("/dev/null/table.sqlite")).is_err());
}
