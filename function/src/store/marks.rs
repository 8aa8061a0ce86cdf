//! Marks of files that belong to no case: written before anything is stored, taken by the transaction that files
//! the case or the message. What is never taken is found by its mark and removed.
//!
//! | stands at | the file |
//! |---|---|
//! | `awaited` | may be sent by a browser; a cleaning under way holds it for a while |
//! | `kept` | is clean and may be taken by a case, once |
//! | `refused` | could not be cleaned, and is gone |
//! | `used` | belongs to a case. Only uploads stay so for a while, for a submission that comes again |
//! | `leaving` | is being removed; no case can take it any more |

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemInputBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Select, TransactWriteItem, Update};
use complaint::form::FileErrorCode;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::error::StoreError;
use super::files::StoredFile;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, EXPIRES_AT, PK, SK, UNCLAIMED};
use crate::dynamodb::{Ask, DeleteItemInput, Items, PutItemInput, QueryInput, UpdateItemInput};

const KIND: &str = "mark";
const STANDS: &str = "stands";
const AWAITED: &str = "awaited";
const KEPT: &str = "kept";
const REFUSED: &str = "refused";
const USED: &str = "used";
const LEAVING: &str = "leaving";
/// What becomes of the sealed original of a file that an anonymous reporter has used: it goes, or is gone.
pub(super) const ORIGINAL: &str = "original";
const GOES: &str = "goes";
const GONE: &str = "gone";
/// As long as the same submission may come again, and a day.
const USED_KEPT: SignedDuration = SignedDuration::from_hours(9 * 24);

/// What is known of a file that belongs to no case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Since when.
    pub(crate) marked_at: Timestamp,
    /// How it stands.
    pub(crate) stands: Stands,
}

/// What must be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// A file that belongs to nothing.
    File(String),
    /// The sealed original of a file that a case has.
    Original(String),
}

/// How a file without a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stands {
    /// A browser may send it.
    Awaited,
    /// It may be taken.
    Kept(StoredFile),
    /// It could not be cleaned.
    Refused(FileErrorCode),
    /// A case has it.
    Used(StoredFile),
    /// It is being removed.
    Leaving,
}

impl Store {
    /// Notes that an object is about to be stored which belongs to nothing yet.
    pub(crate) async fn mark_file(&self, file: &StoredFile, now: Timestamp) -> Result<(), StoreError> {
        let item = mark(&file.id, KEPT, now);
        self.put_mark(file.describe(item).finish()).await
    }

    /// Notes that a browser may send a file.
    pub(crate) async fn await_file(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        self.put_mark(mark(id, AWAITED, now).finish()).await
    }

    /// Notes that no case has a file any more, so that it is removed.
    pub(crate) async fn abandon_file(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        self.put_mark(mark(id, LEAVING, now).finish()).await
    }

    async fn put_mark(&self, item: Attributes) -> Result<(), StoreError> {
        let request = PutItemInput::builder().table_name(&self.table);
        let sent = request.set_item(Some(item)).ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk("mark_file", &error))
    }

    /// What is known of a file.
    pub(crate) async fn mark(&self, id: &str) -> Result<Option<Mark>, StoreError> {
        let item = self.item("mark", UNCLAIMED, id).await?;
        item.as_ref().map(read).transpose()
    }

    /// Holds an awaited file for cleaning until some time; nobody else cleans it meanwhile. Whether it is ours.
    pub(crate) async fn hold_file(
        &self,
        id: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let seconds = |at: Timestamp| AttributeValue::N(at.as_second().to_string());
        let update = self
            .update_mark(id)
            .condition_expression(
                "#stands = :awaited AND (attribute_not_exists(held_until) OR held_until < :now)",
            )
            .update_expression("SET held_until = :until")
            .expression_attribute_names("#stands", STANDS)
            .expression_attribute_values(":awaited", text(AWAITED))
            .expression_attribute_values(":now", seconds(now))
            .expression_attribute_values(":until", seconds(until));
        done(update.ask(&self.dynamodb).await.map(drop), "hold_file")
    }

    /// Ends the waiting for a file. Whether it was still awaited.
    pub(crate) async fn settle_file(
        &self,
        id: &str,
        outcome: Result<&StoredFile, FileErrorCode>,
    ) -> Result<bool, StoreError> {
        let mut update = self
            .update_mark(id)
            .condition_expression("#stands = :awaited")
            .expression_attribute_names("#stands", STANDS)
            .expression_attribute_values(":awaited", text(AWAITED));
        let described = match outcome {
            Ok(file) => file.describe(Writer::new(UNCLAIMED, id).text(STANDS, KEPT)),
            Err(code) => Writer::new(UNCLAIMED, id)
                .text(STANDS, REFUSED)
                .text("code", code.as_str()),
        };
        let mut set = Vec::new();
        let attributes = described.finish().into_iter();
        for (place, (name, value)) in attributes
            .filter(|(name, _)| name != PK && name != SK)
            .enumerate()
        {
            set.push(format!("#a{place} = :a{place}"));
            update = update
                .expression_attribute_names(format!("#a{place}"), name)
                .expression_attribute_values(format!(":a{place}"), value);
        }
        let update = update.update_expression(format!("SET {}", set.join(", ")));
        done(update.ask(&self.dynamodb).await.map(drop), "settle_file")
    }

    /// From now on no case can take the file. Whether that is so; a file that a case has is left alone.
    pub(crate) async fn let_go(&self, id: &str) -> Result<bool, StoreError> {
        let update = self
            .update_mark(id)
            .condition_expression("attribute_exists(PK) AND #stands <> :used")
            .update_expression("SET #stands = :leaving")
            .expression_attribute_names("#stands", STANDS)
            .expression_attribute_values(":used", text(USED))
            .expression_attribute_values(":leaving", text(LEAVING));
        done(update.ask(&self.dynamodb).await.map(drop), "let_go")
    }

    /// Takes a mark away.
    pub(crate) async fn unmark_file(&self, id: &str) -> Result<(), StoreError> {
        let request = DeleteItemInput::builder().table_name(&self.table);
        let sent = request.set_key(Some(mark_key(id))).ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk("unmark_file", &error))
    }

    /// The sealed original of a file that a case has is gone.
    pub(crate) async fn original_gone(&self, id: &str) -> Result<(), StoreError> {
        let update = self
            .update_mark(id)
            .condition_expression("attribute_exists(PK)")
            .update_expression("SET #original = :gone")
            .expression_attribute_names("#original", ORIGINAL)
            .expression_attribute_values(":gone", text(GONE));
        done(update.ask(&self.dynamodb).await.map(drop), "original_gone").map(drop)
    }

    /// What nobody needs any more: files marked before an instant that no case has taken since, and originals.
    pub(crate) async fn left_files(&self, before: Timestamp) -> Result<Vec<Left>, StoreError> {
        let mut items = QueryInput::builder()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :pk")
            .filter_expression("(marked_at < :before AND #stands <> :used) OR #original = :goes")
            .expression_attribute_names("#stands", STANDS)
            .expression_attribute_names("#original", ORIGINAL)
            .expression_attribute_values(":pk", text(UNCLAIMED))
            .expression_attribute_values(":before", text(&keys::instant(before)))
            .expression_attribute_values(":used", text(USED))
            .expression_attribute_values(":goes", text(GOES))
            .items(&self.dynamodb);
        let mut left = Vec::new();
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| StoreError::from_sdk("left_files", &error))?;
            let reader = Reader::new(KIND, &item);
            let id = reader.text(SK)?.to_owned();
            left.push(if reader.text(STANDS)? == USED {
                Left::Original(id)
            } else {
                Left::File(id)
            });
        }
        Ok(left)
    }

    /// How many files wait for their case, as far as one answer of the table reaches.
    pub(crate) async fn waiting_files(&self) -> Result<usize, StoreError> {
        let counted = QueryInput::builder()
            .table_name(&self.table)
            .select(Select::Count)
            .key_condition_expression("PK = :pk")
            .filter_expression("#stands <> :used")
            .expression_attribute_names("#stands", STANDS)
            .expression_attribute_values(":pk", text(UNCLAIMED))
            .expression_attribute_values(":used", text(USED))
            .ask(&self.dynamodb)
            .await
            .map_err(|error| StoreError::from_sdk("waiting_files", &error))?;
        Ok(usize::try_from(counted.count()).unwrap_or_default())
    }

    /// In the transaction that gives a file to a case: it must still be there to take, and then is no more.
    pub(super) fn claim(&self, file: &StoredFile, now: Timestamp) -> Result<TransactWriteItem, StoreError> {
        if file.uploaded {
            self.use_up(file, now)
        } else {
            self.take_mark(&file.id)
        }
    }

    fn take_mark(&self, id: &str) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(mark_key(id)))
            .condition_expression("#stands = :kept")
            .expression_attribute_names("#stands", STANDS)
            .expression_attribute_values(":kept", text(KEPT))
            .build();
        let delete = delete.map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// The mark of an upload stays, so that the same submission is known when it comes again, and its original until
    /// the case is durable.
    fn use_up(&self, file: &StoredFile, now: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let expires_at = now.as_second().saturating_add(USED_KEPT.as_secs());
        let mut update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(mark_key(&file.id)))
            .condition_expression("#stands = :kept")
            .expression_attribute_names("#stands", STANDS)
            .expression_attribute_names("#expires", EXPIRES_AT)
            .expression_attribute_values(":kept", text(KEPT))
            .expression_attribute_values(":used", text(USED))
            .expression_attribute_values(":expires", AttributeValue::N(expires_at.to_string()));
        let mut change = "SET #stands = :used, #expires = :expires".to_owned();
        if file.forgets {
            change.push_str(", #original = :goes");
            update = update
                .expression_attribute_names("#original", ORIGINAL)
                .expression_attribute_values(":goes", text(GOES));
        }
        let update = update.update_expression(change).build();
        let update = update.map_err(|_| unfinished())?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn update_mark(&self, id: &str) -> UpdateItemInputBuilder {
        let request = UpdateItemInput::builder().table_name(&self.table);
        request.set_key(Some(mark_key(id)))
    }
}

fn mark(id: &str, stands: &str, now: Timestamp) -> Writer {
    Writer::new(UNCLAIMED, id)
        .text(STANDS, stands)
        .text("marked_at", keys::instant(now))
}

fn mark_key(id: &str) -> Attributes {
    Writer::new(UNCLAIMED, id).finish()
}

fn read(item: &Attributes) -> Result<Mark, StoreError> {
    let reader = Reader::new(KIND, item);
    let file = || StoredFile::read(&reader, reader.text(SK)?.to_owned());
    let stands = match reader.text(STANDS)? {
        AWAITED => Stands::Awaited,
        KEPT => Stands::Kept(file()?),
        REFUSED => Stands::Refused(reader.parsed("code", FileErrorCode::parse)?),
        USED => Stands::Used(file()?),
        _ => Stands::Leaving,
    };
    Ok(Mark {
        marked_at: reader.parsed("marked_at", |text| text.parse().ok())?,
        stands,
    })
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// Whether the condition was met.
fn done<R>(
    sent: Result<(), SdkError<UpdateItemError, R>>,
    operation: &'static str,
) -> Result<bool, StoreError> {
    match sent {
        Ok(()) => Ok(true),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
        {
            Ok(false)
        }
        Err(error) => Err(StoreError::from_sdk(operation, &error)),
    }
}

fn unfinished() -> StoreError {
    StoreError::Unavailable {
        operation: "claim",
        code: "construction".to_owned(),
    }
}
