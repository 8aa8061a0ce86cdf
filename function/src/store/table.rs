//! Making the table: for the local program and for tests. On AWS the deployment template makes it.

use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
};

use super::Store;
use super::error::StoreError;
use super::keys::{
    BY_DUE, BY_RECEIVED, DUE_KEY, EXPIRES_AT, OPEN_STATUS, PK, RECEIVED_KEY, RECEIVED_YEAR, SK,
};
use super::view::SUMMARY_ATTRIBUTES;

const OPERATION: &str = "ensure_table";

impl Store {
    /// Makes the table with its indexes and its time-to-live, unless it exists.
    pub async fn ensure_table(&self) -> Result<(), StoreError> {
        if self.create_table().await? {
            self.enable_expiry().await
        } else {
            Ok(())
        }
    }

    /// Whether the table is new.
    async fn create_table(&self) -> Result<bool, StoreError> {
        let names = [PK, SK, RECEIVED_YEAR, RECEIVED_KEY, OPEN_STATUS, DUE_KEY];
        let attributes: Result<Vec<_>, _> = names.into_iter().map(attribute).collect();
        let created = self
            .client
            .create_table()
            .table_name(&self.table)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(attributes?))
            .set_key_schema(Some(key_schema(PK, SK)?))
            .global_secondary_indexes(index(BY_RECEIVED, RECEIVED_YEAR, RECEIVED_KEY)?)
            .global_secondary_indexes(index(BY_DUE, OPEN_STATUS, DUE_KEY)?)
            .send()
            .await;
        match created {
            Ok(_) => Ok(true),
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(CreateTableError::ResourceInUseException(_))
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(StoreError::from_sdk(OPERATION, &error)),
        }
    }

    async fn enable_expiry(&self) -> Result<(), StoreError> {
        let expiry = TimeToLiveSpecification::builder()
            .attribute_name(EXPIRES_AT)
            .enabled(true)
            .build();
        let expiry = expiry.map_err(|_| unfinished())?;
        let request = self
            .client
            .update_time_to_live()
            .table_name(&self.table)
            .time_to_live_specification(expiry);
        request
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }
}

fn unfinished() -> StoreError {
    StoreError::Unavailable {
        operation: OPERATION,
        code: "construction".to_owned(),
    }
}

fn attribute(name: &str) -> Result<AttributeDefinition, StoreError> {
    let built = AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build();
    built.map_err(|_| unfinished())
}

fn key_schema(partition: &str, sort: &str) -> Result<Vec<KeySchemaElement>, StoreError> {
    let element = |name: &str, kind| {
        KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind)
            .build()
    };
    let built: Result<Vec<_>, _> = [(partition, KeyType::Hash), (sort, KeyType::Range)]
        .into_iter()
        .map(|(name, kind)| element(name, kind))
        .collect();
    built.map_err(|_| unfinished())
}

/// An index holds what a list shows and nothing more; never the identity, which is another item.
fn index(name: &str, partition: &str, sort: &str) -> Result<GlobalSecondaryIndex, StoreError> {
    let projection = Projection::builder()
        .projection_type(ProjectionType::Include)
        .set_non_key_attributes(Some(SUMMARY_ATTRIBUTES.map(str::to_owned).to_vec()))
        .build();
    let index = GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(key_schema(partition, sort)?))
        .projection(projection)
        .build();
    index.map_err(|_| unfinished())
}
