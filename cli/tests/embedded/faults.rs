//! Faults that tests ask for look like those of the real thing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::error::SdkError;
use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use cli::embedded::{Engine, Fault, Faults};

use crate::{holds, new_item, ready, settings, write};

/// A client that does not wait long for an answer.
fn impatient(connector: SharedHttpConnector) -> Client {
    let patience = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_millis(300));
    Client::from_conf(settings(connector).timeout_config(patience.build()).build())
}

fn failing(engine: &Engine, only: &'static str, fault: Fault) -> (Client, Arc<AtomicUsize>) {
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    let faults: Faults = Arc::new(move |operation, _| {
        (operation == only).then(|| {
            counter.fetch_add(1, Ordering::SeqCst);
            fault
        })
    });
    (impatient(engine.connector_with(faults)), seen)
}

#[tokio::test]
async fn faults_look_like_the_real_thing() {
    let engine = Engine::memory();
    let healthy = ready(&engine).await;
    let item = || vec![new_item("C#1", "2026-01-01")];

    let (throttled, tries) = failing(&engine, "TransactWriteItems", Fault::Throttled);
    let error = write(&throttled, item()).await.unwrap_err();
    assert!(
        error
            .into_service_error()
            .is_provisioned_throughput_exceeded_exception()
    );
    assert!(
        tries.load(Ordering::SeqCst) > 1,
        "the SDK tries again when throttled"
    );

    let (unreachable, _) = failing(&engine, "TransactWriteItems", Fault::Unreachable);
    assert!(matches!(
        write(&unreachable, item()).await,
        Err(SdkError::DispatchFailure(_))
    ));

    let (silent, _) = failing(&engine, "TransactWriteItems", Fault::Silent);
    assert!(matches!(
        write(&silent, item()).await,
        Err(SdkError::TimeoutError(_))
    ));

    let (conflict, _) = failing(&engine, "TransactWriteItems", Fault::Conflict);
    let error = write(&conflict, item()).await.unwrap_err().into_service_error();
    assert!(error.is_transaction_canceled_exception());

    let (broken, _) = failing(&engine, "TransactWriteItems", Fault::Broken);
    assert!(
        write(&broken, item())
            .await
            .unwrap_err()
            .into_service_error()
            .is_internal_server_error()
    );
    assert!(!holds(&healthy, "C#1").await, "none of these wrote anything");

    let (lost, _) = failing(&engine, "TransactWriteItems", Fault::AnswerLost);
    assert!(write(&lost, item()).await.is_err());
    assert!(holds(&healthy, "C#1").await, "only the answer was lost");
}
