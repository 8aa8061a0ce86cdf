//! One `DynamoDB` operation: its name and JSON body in, a status and a JSON body out.

use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};

/// The engine's marks on messages of its own JSON readers, and whether the mark means a malformed value.
const MARKS: [(&str, bool); 5] = [
    ("SERIALIZATION_AS_READ:", true),
    ("SERIALIZATION:", true),
    ("VALIDATION_AS_READ:", false),
    ("VALIDATION_REQUEST:", false),
    ("VALIDATION:", false),
];

/// Runs the operation and words the outcome as `DynamoDB` JSON 1.0 does.
pub(super) fn run(database: &Database, operation: &str, body: &[u8]) -> (u16, String) {
    match dispatch(database, operation, body) {
        Some(Ok(json)) => (200, json),
        Some(Err(error)) => (error.status_code(), error.to_json()),
        None => failure(
            400,
            "com.amazon.coral.service#UnknownOperationException",
            operation,
        ),
    }
}

/// What an operation does to the table.
pub(super) enum Kind {
    /// Nothing, and it promises nothing about several items at one moment.
    Reads,
    /// It changes items, or has to see several at one moment, or asks for what a connection does not remember.
    Writes,
    /// It changes what tables and indexes there are.
    ChangesTables,
}

impl Kind {
    pub(super) fn of(operation: &str) -> Kind {
        match operation {
            "GetItem" | "BatchGetItem" | "Query" | "Scan" => Kind::Reads,
            "CreateTable" | "UpdateTable" | "DeleteTable" | "UpdateTimeToLive" => Kind::ChangesTables,
            _ => Kind::Writes,
        }
    }
}

/// The answer when the engine itself cannot take the request.
pub(super) fn unavailable() -> (u16, String) {
    failure(
        500,
        "com.amazonaws.dynamodb.v20120810#InternalServerError",
        "The engine stopped.",
    )
}

/// An error body of the given type.
pub(super) fn failure(status: u16, kind: &str, message: &str) -> (u16, String) {
    (
        status,
        serde_json::json!({ "__type": kind, "message": message }).to_string(),
    )
}

/// Every operation the engine offers to a store; `None` for a name it does not have.
fn dispatch(db: &Database, operation: &str, body: &[u8]) -> Option<Result<String, DynoxideError>> {
    Some(match operation {
        "PutItem" => typed(body, |request| db.put_item(request)),
        "GetItem" => typed(body, |request| db.get_item(request)),
        "UpdateItem" => typed(body, |request| db.update_item(request)),
        "DeleteItem" => typed(body, |request| db.delete_item(request)),
        "Query" => typed(body, |request| db.query(request)),
        "Scan" => typed(body, |request| db.scan(request)),
        "BatchGetItem" => typed(body, |request| db.batch_get_item(request)),
        "BatchWriteItem" => typed(body, |request| db.batch_write_item(request)),
        "TransactWriteItems" => typed(body, |request| db.transact_write_items(request)),
        "TransactGetItems" => typed(body, |request| db.transact_get_items(request)),
        "CreateTable" => typed(body, |request| db.create_table(request)),
        "UpdateTable" => typed(body, |request| db.update_table(request)),
        "DeleteTable" => typed(body, |request| db.delete_table(request)),
        "DescribeTable" => typed(body, |request| db.describe_table(request)),
        "ListTables" => typed(body, |request| db.list_tables(request)),
        "UpdateTimeToLive" => typed(body, |request| db.update_time_to_live(request)),
        "DescribeTimeToLive" => typed(body, |request| db.describe_time_to_live(request)),
        "ListStreams" => typed(body, |request| db.list_streams(request)),
        "DescribeStream" => typed(body, |request| db.describe_stream(request)),
        "GetShardIterator" => typed(body, |request| db.get_shard_iterator(request)),
        "GetRecords" => typed(body, |request| db.get_records(request)),
        _ => return None,
    })
}

fn typed<Request: DeserializeOwned, Answer: Serialize>(
    body: &[u8],
    call: impl FnOnce(Request) -> Result<Answer, DynoxideError>,
) -> Result<String, DynoxideError> {
    let request = serde_json::from_slice(body).map_err(|error| unreadable(&error.to_string()))?;
    let answer = call(request)?;
    serde_json::to_string(&answer).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// A body the engine's types refuse. Its marks choose the error class and never leave this module.
fn unreadable(message: &str) -> DynoxideError {
    let marked = MARKS
        .iter()
        .find_map(|(mark, malformed)| Some((message.strip_prefix(mark)?, *malformed)));
    match marked {
        Some((rest, true)) => DynoxideError::SerializationException(rest.to_owned()),
        Some((rest, false)) => DynoxideError::ValidationException(rest.to_owned()),
        None if wants_type_change(message) => DynoxideError::SerializationException(message.to_owned()),
        None => DynoxideError::ValidationException(message.to_owned()),
    }
}

/// Another JSON type than asked for, except `null`, which counts as a missing value.
fn wants_type_change(message: &str) -> bool {
    message.contains("invalid type") && !message.contains("invalid type: null")
}
