//! The person of a case, in an item of its own that no list and no look-up reads.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use complaint::{Identity, IdentityMode, Number, Phone, Relation, Reporter};

use super::Store;
use super::error::StoreError;
use super::item::{Attributes, Reader, Writer};
use super::keys::{self, IDENTITY, META, PK, SK};
use crate::dynamodb::{Ask, PutItemInput, UpdateItemInput};
use crate::identity::{Kept, KeptIdentity, contact_marks};
use crate::sealing::Sealer;
use crate::secret::Secret;

const KIND: &str = "identity";
const SEALED: &str = "sealed";
/// Keyed hashes of how a named reporter can be reached.
const MARKS: &str = "marks";

/// The person as an item.
pub(super) fn item(number: &Number, kept: &KeptIdentity) -> Attributes {
    let writer = Writer::new(keys::case(number), IDENTITY);
    let (identity, marks) = match &kept.0 {
        Kept::Sealed(sealed) => return writer.text(SEALED, sealed).finish(),
        Kept::Open { identity, marks } => (identity, marks),
    };
    let phone = identity.phone.as_ref();
    writer
        .text("name", &identity.name)
        .maybe("phone", phone.and_then(|phone| phone.e164.as_deref()))
        .maybe("phone_typed", phone.map(|phone| phone.typed.as_str()))
        .maybe("email", identity.email.as_deref())
        .maybe("address", identity.address.as_deref())
        .text("relation", identity.relation.as_str())
        .maybe("business_name", identity.business_name.as_deref())
        .maybe("business_id", identity.business_id.as_deref())
        .maybe(MARKS, Some(marks.join(" ")).filter(|marks| !marks.is_empty()))
        .finish()
}

fn read(item: &Attributes) -> Result<Identity, StoreError> {
    let reader = Reader::new(KIND, item);
    Ok(Identity {
        name: reader.text("name")?.to_owned(),
        phone: reader.owned("phone_typed").map(|typed| Phone {
            e164: reader.owned("phone"),
            typed,
        }),
        email: reader.owned("email"),
        address: reader.owned("address"),
        relation: reader.parsed("relation", Relation::parse)?,
        business_name: reader.owned("business_name"),
        business_id: reader.owned("business_id"),
    })
}

impl Store {
    /// The seal of a confidential reporter, if there is one.
    pub(crate) async fn sealed_identity(&self, number: &Number) -> Result<Option<String>, StoreError> {
        let item = self.item(KIND, &keys::case(number), IDENTITY).await?;
        Ok(item.and_then(|item| Reader::new(KIND, &item).owned(SEALED)))
    }

    /// The keyed hashes by which a named reporter is known again; of others there are none.
    pub(super) async fn contact_marks(&self, number: &str) -> Result<Vec<String>, StoreError> {
        let item = self.item(KIND, &keys::case(number), IDENTITY).await?;
        let marks = item.and_then(|item| Reader::new(KIND, &item).owned(MARKS));
        Ok(marks
            .iter()
            .flat_map(|marks| marks.split(' '))
            .map(str::to_owned)
            .collect())
    }

    /// Gives a named reporter, as an earlier version kept them, what they are known again by.
    pub(crate) async fn mark_contacts(&self, number: &str, secret: &Secret) -> Result<(), StoreError> {
        let pk = keys::case(number);
        let found = self.item(KIND, &pk, IDENTITY).await?;
        let bare = |item: &Attributes| !item.contains_key(SEALED) && !item.contains_key(MARKS);
        let Some(found) = found.filter(bare) else {
            return Ok(());
        };
        let marks = contact_marks(&Reporter::Named(read(&found)?), secret).join(" ");
        if marks.is_empty() {
            return Ok(());
        }
        let update = UpdateItemInput::builder()
            .table_name(&self.table)
            .key(PK, AttributeValue::S(pk))
            .key(SK, AttributeValue::S(IDENTITY.to_owned()))
            .condition_expression("attribute_exists(#name)")
            .update_expression("SET marks = :marks")
            .expression_attribute_names("#name", "name")
            .expression_attribute_values(":marks", AttributeValue::S(marks));
        // What is gone meanwhile was erased.
        super::staff::held(update.ask(&self.dynamodb).await).map(drop)
    }

    /// Where the reporter can be mailed, if they gave an address that officers may know.
    pub(crate) async fn reporters_email(&self, number: &Number) -> Result<Option<String>, StoreError> {
        let item = self.item(KIND, &keys::case(number), IDENTITY).await?;
        Ok(item.and_then(|item| Reader::new(KIND, &item).owned("email")))
    }

    /// Seals a confidential identity that an earlier version kept open; whether there was one.
    pub async fn seal_identity(&self, number: &Number, sealer: &Sealer) -> Result<bool, StoreError> {
        let pk = keys::case(number);
        let Some(found) = self.item(KIND, &pk, IDENTITY).await? else {
            return Ok(false);
        };
        let case = self.item(KIND, &pk, META).await?;
        let mode = case
            .as_ref()
            .and_then(|case| Reader::new("case", case).maybe("identity_mode"));
        let open = !found.contains_key(SEALED);
        if !open || mode.and_then(IdentityMode::parse) != Some(IdentityMode::Confidential) {
            return Ok(false);
        }
        let kept = KeptIdentity::sealed(&read(&found)?, number, sealer);
        // Meanwhile the reporter may have chosen to be known: the name that was read must still be there, open.
        let put = PutItemInput::builder()
            .table_name(&self.table)
            .set_item(Some(item(number, &kept)))
            .condition_expression("attribute_exists(#name)")
            .expression_attribute_names("#name", "name");
        match put.ask(&self.dynamodb).await {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(PutItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(StoreError::from_sdk(KIND, &error)),
        }
    }
}
