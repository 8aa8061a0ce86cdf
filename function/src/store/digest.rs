//! Several things told in one mail. It lies with the first case that it tells of, holds numbers and dates only, and goes out as
//! every other notice does.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use complaint::reminder::lately;
use complaint::{AgencyCode, Lang, Number};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{
    self, DUE_KEY, GATHERING, OPEN_STATUS, OUTBOX, PK, REMINDED_ALL, REMINDED_PREFIX, SK, STAFF,
};
use super::outbox::{KIND, OPERATION, due_key};
use super::submit::finish;
use super::{NoticeKind, Store};
use crate::dynamodb::{Ask, PutItemInput};

const LINES: &str = "lines";

/// One thing told among others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DigestLine {
    /// Of which case.
    pub number: String,
    /// What, by a stable name.
    pub what: String,
    /// The date it is about.
    pub date: Option<Date>,
}

/// A notice that waits to be told with others.
pub(crate) struct Gathered {
    number: Number,
    sk: String,
    due: String,
    pub(crate) line: DigestLine,
}

/// The days on which somebody was reminded, and what they were when they were read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reminded {
    pub(crate) days: Vec<Date>,
    text: Option<String>,
}

/// The lines of a notice; one that tells of one thing has none.
pub(super) fn lines(reader: &Reader<'_>) -> Result<Vec<DigestLine>, StoreError> {
    reader.maybe(LINES).map_or(Ok(Vec::new()), |_| reader.json(LINES))
}

impl Store {
    /// What waits to be told to the agency and whose hour is over.
    pub(crate) async fn gathered(
        &self,
        now: Timestamp,
        codes: &[AgencyCode],
        limit: i32,
    ) -> Result<Vec<Gathered>, StoreError> {
        let mut gathered = Vec::new();
        for seen in self.queued(GATHERING, Some(now), limit).await? {
            let (pk, sk) = (
                Reader::new(KIND, &seen).text(PK)?,
                Reader::new(KIND, &seen).text(SK)?,
            );
            let Some(item) = self.item(OPERATION, pk, sk).await? else {
                continue;
            };
            let reader = Reader::new(KIND, &item);
            if reader.maybe(OPEN_STATUS) == Some(GATHERING) {
                gathered.push(Gathered {
                    number: reader.parsed("number", |text| Number::parse(text, codes).ok())?,
                    sk: sk.to_owned(),
                    due: reader.text(DUE_KEY)?.to_owned(),
                    line: DigestLine {
                        number: reader.text("number")?.to_owned(),
                        what: reader.text("kind")?.to_owned(),
                        date: reader.maybe("date").and_then(|text| text.parse().ok()),
                    },
                });
            }
        }
        Ok(gathered)
    }

    /// Makes one mail of what was gathered. Whether nobody was faster.
    pub(crate) async fn tell_together(&self, parts: &[Gathered], now: Timestamp) -> Result<bool, StoreError> {
        let Some(first) = parts.first() else {
            return Ok(false);
        };
        let lines: Vec<_> = parts.iter().map(|part| part.line.clone()).collect();
        let sk = format!("{}digest-{}", keys::NOTICE_PREFIX, now.as_second());
        let mail = mail(&first.number, &sk, NoticeKind::Digest, &lines, now);
        let put = self
            .put(mail.finish())
            .condition_expression("attribute_not_exists(PK)");
        let mut items = vec![finish(put)?];
        for part in parts {
            items.push(self.settle_gathered(part, now)?);
        }
        self.all_or_nothing(items).await
    }

    fn settle_gathered(&self, part: &Gathered, now: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(&part.number)))
            .key(SK, AttributeValue::S(part.sk.clone()))
            .condition_expression("due_key = :due")
            .update_expression("SET outcome = :how, settled_at = :at REMOVE open_status, due_key")
            .expression_attribute_values(":due", AttributeValue::S(part.due.clone()))
            .expression_attribute_values(":how", AttributeValue::S("digest".to_owned()))
            .expression_attribute_values(":at", AttributeValue::S(keys::instant(now)))
            .build();
        let update = update.map_err(|_| StoreError::Unavailable {
            operation: OPERATION,
            code: "construction".to_owned(),
        })?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// On which days an account was reminded.
    pub(crate) async fn reminded(&self, account: &str) -> Result<Reminded, StoreError> {
        let key = format!("{REMINDED_PREFIX}{account}");
        let item = self.item(OPERATION, STAFF, &key).await?;
        let text = item
            .as_ref()
            .and_then(|item| Reader::new(KIND, item).owned("days"));
        let days = text.iter().flat_map(|text| text.split(' '));
        Ok(Reminded {
            days: days.filter_map(|day| day.parse().ok()).collect(),
            text,
        })
    }

    /// Writes a reminder, and that it was. Whether nobody was faster.
    pub(crate) async fn remind(
        &self,
        account: &str,
        before: &Reminded,
        first: &Number,
        lines: &[DigestLine],
        today: Date,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut days = lately(&before.days, today);
        days.push(today);
        let days: Vec<String> = days.iter().map(Date::to_string).collect();
        let key = format!("{REMINDED_PREFIX}{account}");
        let mark = self
            .put(Writer::new(STAFF, key).text("days", days.join(" ")).finish())
            .expression_attribute_names("#days", "days");
        let mark = match &before.text {
            None => mark.condition_expression("attribute_not_exists(#days)"),
            Some(text) => mark
                .condition_expression("#days = :days")
                .expression_attribute_values(":days", AttributeValue::S(text.clone())),
        };
        let sk = format!("{}reminder-{today}-{account}", keys::NOTICE_PREFIX);
        let mail = to_account(first, &sk, NoticeKind::Reminder, (account, lines), now);
        self.all_or_nothing(vec![finish(mark)?, finish(self.put(mail))?])
            .await
    }

    /// The day on which everybody was reminded who had to be.
    pub(crate) async fn reminded_all(&self) -> Result<Option<Date>, StoreError> {
        let item = self.item(OPERATION, STAFF, REMINDED_ALL).await?;
        Ok(item.and_then(|item| Reader::new(KIND, &item).maybe("on")?.parse().ok()))
    }

    /// Remembers it. Two who write this at once have both done what they write.
    pub(crate) async fn note_reminded_all(&self, today: Date) -> Result<(), StoreError> {
        let item = Writer::new(STAFF, REMINDED_ALL).text("on", today.to_string());
        let request = PutItemInput::builder().table_name(&self.table);
        let sent = request.set_item(Some(item.finish())).ask(&self.dynamodb).await;
        sent.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }
}

/// One mail to an account.
pub(super) fn to_account(
    number: &Number,
    sk: &str,
    kind: NoticeKind,
    (account, lines): (&str, &[DigestLine]),
    now: Timestamp,
) -> Attributes {
    mail(number, sk, kind, lines, now)
        .text("account", account)
        .finish()
}

fn mail(number: &Number, sk: &str, kind: NoticeKind, lines: &[DigestLine], now: Timestamp) -> Writer {
    let lines = serde_json::to_string(lines).expect("lines are plain data");
    Writer::new(keys::case(number), sk)
        .text("number", number.as_str())
        .text("kind", kind.as_str())
        .text("language", Lang::Id.code())
        .text(LINES, lines)
        .number("attempts", 0)
        .text(OPEN_STATUS, OUTBOX)
        .text(DUE_KEY, due_key(now, number, sk))
}
