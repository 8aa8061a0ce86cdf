//! What a reporter wrote, where passages of it are blackened. The case and its messages hold the blackened words, so
//! that lists, searches, exports and pages need not know of it; the original is read only by whoever asks for it.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use complaint::Number;

use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, ORIGINAL, PK, SK};
use super::{CaseView, Message, Store};

/// The words of a case as they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// What is blackened in them, one passage in a line.
    pub passages: String,
    /// What happened.
    pub narrative: String,
    /// Where it happened.
    pub incident_place: Option<String>,
    /// Who or what it is about.
    pub reported_party: Option<String>,
    /// What the reporter hopes for.
    pub requested_outcome: Option<String>,
}

/// What becomes of the words of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// The case as everybody reads it from now on; only its words count.
    pub case: CaseView,
    /// The words as they were written; none if all of them may be read again.
    pub original: Option<Original>,
    /// The messages that are others than before.
    pub messages: Vec<Message>,
}

impl Original {
    /// The case as its reporter wrote it.
    pub fn restore(&self, mut case: CaseView) -> CaseView {
        case.summary.narrative.clone_from(&self.narrative);
        case.incident_place.clone_from(&self.incident_place);
        case.reported_party.clone_from(&self.reported_party);
        case.requested_outcome.clone_from(&self.requested_outcome);
        for message in &mut case.messages {
            if let Some(original) = message.original.take() {
                message.text = original;
            }
        }
        case
    }

    fn item(&self, number: &Number) -> Attributes {
        Writer::new(keys::case(number), ORIGINAL)
            .text("passages", &self.passages)
            .text("narrative", &self.narrative)
            .maybe("incident_place", self.incident_place.as_deref())
            .maybe("reported_party", self.reported_party.as_deref())
            .maybe("requested_outcome", self.requested_outcome.as_deref())
            .finish()
    }
}

impl Redaction {
    /// Everything that is written beside the case itself.
    pub(super) fn puts(&self, number: &Number) -> impl Iterator<Item = Attributes> {
        let messages = self.messages.iter().map(|message| message.item(number));
        messages.chain(self.original.as_ref().map(|original| original.item(number)))
    }

    /// The words of the case itself.
    pub(super) fn attributes(&self) -> [(&'static str, Option<AttributeValue>); 4] {
        let text = |text: &Option<String>| text.clone().map(AttributeValue::S);
        let case = &self.case;
        [
            (
                "narrative",
                Some(AttributeValue::S(case.summary.narrative.clone())),
            ),
            ("incident_place", text(&case.incident_place)),
            ("reported_party", text(&case.reported_party)),
            ("requested_outcome", text(&case.requested_outcome)),
        ]
    }
}

impl Store {
    /// The words of a case as they were written, where passages of them are blackened.
    pub async fn original(&self, number: &Number) -> Result<Option<Original>, StoreError> {
        let item = self.item("original", &keys::case(number), ORIGINAL).await?;
        item.as_ref().map(read).transpose()
    }

    pub(super) fn drop_original(&self, number: &Number) -> Option<TransactWriteItem> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(keys::case(number)))
            .key(SK, AttributeValue::S(ORIGINAL.to_owned()))
            .build();
        Some(TransactWriteItem::builder().delete(delete.ok()?).build())
    }
}

fn read(attributes: &Attributes) -> Result<Original, StoreError> {
    let reader = Reader::new("original", attributes);
    Ok(Original {
        passages: reader.text("passages")?.to_owned(),
        narrative: reader.text("narrative")?.to_owned(),
        incident_place: reader.owned("incident_place"),
        reported_party: reader.owned("reported_party"),
        requested_outcome: reader.owned("requested_outcome"),
    })
}
