//! One question: written, signed, sent, and sent again where that may help; its answer read.

#![expect(
    clippy::result_large_err,
    reason = "the errors are those of the SDK, which callers know"
)]

use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse, SerializeRequest, SharedRequestSerializer, SharedResponseDeserializer,
};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer};
use http_body_util::BodyExt;

use super::DynamoDb;

/// How often one question is sent at most.
const ATTEMPTS: u32 = 3;
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);
/// A table that does not answer is reported to the citizen before the front door gives up on us.
const PATIENCE: Duration = Duration::from_secs(6);
/// At most so long before the second attempt, and twice as long before each further one.
const FIRST_WAIT: Duration = Duration::from_millis(25);
const FIRST_WAIT_WHEN_BUSY: Duration = Duration::from_millis(100);
/// By these the table says that it has too much to do: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>.
const BUSY: [&str; 5] = [
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "LimitExceededException",
    "TransactionInProgressException",
];

/// Of whatever type the operation has.
type Failed = SdkError<Error, HttpResponse>;

/// A question that can be put to the table.
pub(crate) trait Ask: Sized {
    type Answer;
    type Error;

    /// Asks, and waits for the answer.
    fn ask(
        self,
        dynamodb: &DynamoDb,
    ) -> impl Future<Output = Result<Self::Answer, SdkError<Self::Error>>> + Send;
}

/// What the SDK knows of an operation.
#[derive(Clone, Copy)]
struct Operation {
    configured: fn() -> Option<FrozenLayer>,
    code: fn(&Error) -> Option<&str>,
}

macro_rules! questions {
    ($($module:ident, $operation:ident, $builder:ident, $output:ident, $error:ident $(, $token:ident or $set:ident)?;)*) => {$(
        impl Ask for operation::$module::builders::$builder {
            type Answer = operation::$module::$output;
            type Error = operation::$module::$error;

            async fn ask(self, dynamodb: &DynamoDb) -> Result<Self::Answer, SdkError<Self::Error>> {
                let question = self;
                $(let question = match question.$token() {
                    Some(_) => question,
                    None => question.$set(dynamodb.token()),
                };)?
                let operation = Operation {
                    configured: || operation::$module::$operation::new().config(),
                    code: |error| error.downcast_ref::<Self::Error>()?.code(),
                };
                let input = question.build().map(Input::erase);
                let answer = Box::pin(dynamodb.answer(input, operation)).await;
                answer
                    .map(|output| output.downcast().expect("an answer of this operation"))
                    .map_err(|error| error.map_service_error(|error| error.downcast().expect("an error of this operation")))
            }
        }
    )*};
}

questions! {
    batch_get_item, BatchGetItem, BatchGetItemInputBuilder, BatchGetItemOutput, BatchGetItemError;
    batch_write_item, BatchWriteItem, BatchWriteItemInputBuilder, BatchWriteItemOutput, BatchWriteItemError;
    create_table, CreateTable, CreateTableInputBuilder, CreateTableOutput, CreateTableError;
    delete_item, DeleteItem, DeleteItemInputBuilder, DeleteItemOutput, DeleteItemError;
    describe_table, DescribeTable, DescribeTableInputBuilder, DescribeTableOutput, DescribeTableError;
    get_item, GetItem, GetItemInputBuilder, GetItemOutput, GetItemError;
    put_item, PutItem, PutItemInputBuilder, PutItemOutput, PutItemError;
    query, Query, QueryInputBuilder, QueryOutput, QueryError;
    scan, Scan, ScanInputBuilder, ScanOutput, ScanError;
    transact_write_items, TransactWriteItems, TransactWriteItemsInputBuilder, TransactWriteItemsOutput, TransactWriteItemsError,
        get_client_request_token or client_request_token;
    update_item, UpdateItem, UpdateItemInputBuilder, UpdateItemOutput, UpdateItemError;
    update_table, UpdateTable, UpdateTableInputBuilder, UpdateTableOutput, UpdateTableError;
    update_time_to_live, UpdateTimeToLive, UpdateTimeToLiveInputBuilder, UpdateTimeToLiveOutput, UpdateTimeToLiveError;
}

impl DynamoDb {
    async fn answer(&self, input: Result<Input, BuildError>, operation: Operation) -> Result<Output, Failed> {
        let configured = (operation.configured)().expect("every operation has its own writer and reader");
        let question = self.written(input, &configured)?;
        let reader = configured
            .load::<SharedResponseDeserializer>()
            .expect("every operation has its reader");
        let answered = self.insist(&question, reader, operation.code);
        tokio::time::timeout(PATIENCE, answered)
            .await
            .unwrap_or_else(|late| Err(SdkError::timeout_error(late)))
    }

    fn written(
        &self,
        input: Result<Input, BuildError>,
        configured: &FrozenLayer,
    ) -> Result<HttpRequest, Failed> {
        let writer = configured
            .load::<SharedRequestSerializer>()
            .expect("every operation has its writer");
        let input = input.map_err(SdkError::construction_failure)?;
        let written = writer.serialize_input(input, &mut ConfigBag::base());
        let mut question = written.map_err(SdkError::construction_failure)?;
        let address = question.set_uri(self.0.address.as_str());
        address.map_err(SdkError::construction_failure)?;
        Ok(question)
    }

    /// What may pass is asked again, a few times.
    async fn insist(
        &self,
        question: &HttpRequest,
        reader: &SharedResponseDeserializer,
        code: fn(&Error) -> Option<&str>,
    ) -> Result<Output, Failed> {
        let mut attempt = 0;
        loop {
            let answer = tokio::time::timeout(ATTEMPT_TIMEOUT, self.once(question, reader)).await;
            let answer = answer.unwrap_or_else(|late| Err(SdkError::timeout_error(late)));
            let wait = answer.as_ref().err().and_then(|error| wait(error, code));
            let Some(wait) = wait.filter(|_| attempt + 1 < ATTEMPTS) else {
                return answer;
            };
            tokio::time::sleep(self.part_of(wait * 2_u32.pow(attempt))).await;
            attempt += 1;
        }
    }

    async fn once(
        &self,
        question: &HttpRequest,
        reader: &SharedResponseDeserializer,
    ) -> Result<Output, Failed> {
        let mut question = question.try_clone().expect("a question in memory");
        self.0.signer.sign(&mut question, (self.0.clock)());
        let answering = self.0.connector.call(question);
        let answer = whole(answering.await.map_err(SdkError::dispatch_failure)?).await?;
        let read = reader.deserialize_nonstreaming_with_config(&answer, &ConfigBag::base());
        read.map_err(|error| {
            let mut told = None;
            let unread = error.map_operation_error(|error| told = Some(error));
            match told {
                Some(told) => SdkError::service_error(told, answer),
                None => SdkError::response_error(format!("{unread:?}"), answer),
            }
        })
    }
}

/// The answer with all of its body, which readers need.
async fn whole(mut answer: HttpResponse) -> Result<HttpResponse, Failed> {
    if answer.body().bytes().is_some() {
        return Ok(answer);
    }
    match answer.take_body().collect().await {
        Ok(body) => {
            *answer.body_mut() = SdkBody::from(body.to_bytes());
            Ok(answer)
        }
        Err(error) => Err(SdkError::response_error(error, answer)),
    }
}

/// How long to wait at most before the second attempt, if another may help.
fn wait(error: &Failed, code: fn(&Error) -> Option<&str>) -> Option<Duration> {
    match error {
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            Some(FIRST_WAIT)
        }
        SdkError::ServiceError(told) if code(told.err()).is_some_and(|code| BUSY.contains(&code)) => {
            Some(FIRST_WAIT_WHEN_BUSY)
        }
        SdkError::ServiceError(told) if told.raw().status().is_server_error() => Some(FIRST_WAIT),
        _ => None,
    }
}
