//! Making the table: for the local program and for tests. On AWS the deployment template makes it.

use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, CreateGlobalSecondaryIndexAction, DeleteGlobalSecondaryIndexAction,
    GlobalSecondaryIndex, GlobalSecondaryIndexDescription, GlobalSecondaryIndexUpdate, KeySchemaElement,
    KeyType, Projection, ProjectionType, ScalarAttributeType, TableDescription, TimeToLiveSpecification,
};

use super::Store;
use super::error::StoreError;
use super::keys::{
    BY_DESK, BY_DUE, BY_RECEIVED, DESK, DESK_KEY, DUE_KEY, EXPIRES_AT, OPEN_STATUS, PK, RECEIVED_KEY,
    RECEIVED_YEAR, SK,
};
use super::view::SUMMARY_ATTRIBUTES;
use crate::dynamodb::{Ask, CreateTableInput, DescribeTableInput, UpdateTableInput, UpdateTimeToLiveInput};

const OPERATION: &str = "ensure_table";

/// How the table is laid out, for whoever makes it elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Partition key and sort key of the table.
    pub key: (&'static str, &'static str),
    /// Name, partition key and sort key of every index.
    pub indexes: &'static [(&'static str, &'static str, &'static str)],
    /// What every index shows beside the keys.
    pub shown: &'static [&'static str],
    /// The attribute after which an item may be forgotten.
    pub expires_at: &'static str,
}

/// The layout of this version.
pub const LAYOUT: Layout = Layout {
    key: (PK, SK),
    indexes: &INDEXES,
    shown: &SUMMARY_ATTRIBUTES,
    expires_at: EXPIRES_AT,
};

const INDEXES: [(&str, &str, &str); 3] = [
    (BY_RECEIVED, RECEIVED_YEAR, RECEIVED_KEY),
    (BY_DUE, OPEN_STATUS, DUE_KEY),
    (BY_DESK, DESK, DESK_KEY),
];

impl Store {
    /// Makes the table with its indexes and its time-to-live; one of an earlier version gets what it lacks.
    pub async fn ensure_table(&self) -> Result<(), StoreError> {
        if self.create_table().await? {
            self.enable_expiry().await
        } else {
            self.bring_indexes_up_to_date().await
        }
    }

    /// Whether the table is new.
    async fn create_table(&self) -> Result<bool, StoreError> {
        let keys = INDEXES
            .iter()
            .flat_map(|(_, partition, sort)| [*partition, *sort]);
        let attributes: Result<Vec<_>, _> = [PK, SK].into_iter().chain(keys).map(attribute).collect();
        let indexes: Result<Vec<_>, _> = INDEXES
            .iter()
            .map(|(name, partition, sort)| index(name, partition, sort))
            .collect();
        let created = CreateTableInput::builder()
            .table_name(&self.table)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(attributes?))
            .set_key_schema(Some(key_schema(PK, SK)?))
            .set_global_secondary_indexes(Some(indexes?))
            .ask(&self.dynamodb)
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

    /// An index that is missing is made; one that shows less than lists need today is made anew.
    async fn bring_indexes_up_to_date(&self) -> Result<(), StoreError> {
        let described = DescribeTableInput::builder()
            .table_name(&self.table)
            .ask(&self.dynamodb)
            .await
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))?;
        let table = described.table.as_ref();
        let there = table
            .map(TableDescription::global_secondary_indexes)
            .unwrap_or_default();
        for (name, partition, sort) in INDEXES {
            let known = there.iter().find(|index| index.index_name() == Some(name));
            if known.is_some_and(shows_enough) {
                continue;
            }
            if known.is_some() {
                self.change_index(remove(name)?, Vec::new()).await?;
            }
            let keys = vec![attribute(partition)?, attribute(sort)?];
            self.change_index(add(name, partition, sort)?, keys).await?;
        }
        Ok(())
    }

    async fn change_index(
        &self,
        change: GlobalSecondaryIndexUpdate,
        keys: Vec<AttributeDefinition>,
    ) -> Result<(), StoreError> {
        let request = UpdateTableInput::builder()
            .table_name(&self.table)
            .set_attribute_definitions(Some(keys).filter(|keys| !keys.is_empty()))
            .global_secondary_index_updates(change);
        let done = request.ask(&self.dynamodb).await;
        done.map(drop)
            .map_err(|error| StoreError::from_sdk(OPERATION, &error))
    }

    async fn enable_expiry(&self) -> Result<(), StoreError> {
        let expiry = TimeToLiveSpecification::builder()
            .attribute_name(EXPIRES_AT)
            .enabled(true)
            .build();
        let expiry = expiry.map_err(|_| unfinished())?;
        let request = UpdateTimeToLiveInput::builder()
            .table_name(&self.table)
            .time_to_live_specification(expiry);
        request
            .ask(&self.dynamodb)
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

fn shows_enough(index: &GlobalSecondaryIndexDescription) -> bool {
    let shown = index
        .projection()
        .map(Projection::non_key_attributes)
        .unwrap_or_default();
    SUMMARY_ATTRIBUTES
        .iter()
        .all(|wanted| shown.iter().any(|name| name == wanted))
}

fn remove(name: &str) -> Result<GlobalSecondaryIndexUpdate, StoreError> {
    let action = DeleteGlobalSecondaryIndexAction::builder()
        .index_name(name)
        .build();
    let action = action.map_err(|_| unfinished())?;
    Ok(GlobalSecondaryIndexUpdate::builder().delete(action).build())
}

fn add(name: &str, partition: &str, sort: &str) -> Result<GlobalSecondaryIndexUpdate, StoreError> {
    let action = CreateGlobalSecondaryIndexAction::builder()
        .index_name(name)
        .set_key_schema(Some(key_schema(partition, sort)?))
        .projection(projection())
        .build();
    let action = action.map_err(|_| unfinished())?;
    Ok(GlobalSecondaryIndexUpdate::builder().create(action).build())
}

/// An index holds what a list shows and nothing more; never the identity, which is another item.
fn projection() -> Projection {
    Projection::builder()
        .projection_type(ProjectionType::Include)
        .set_non_key_attributes(Some(SUMMARY_ATTRIBUTES.map(str::to_owned).to_vec()))
        .build()
}

fn index(name: &str, partition: &str, sort: &str) -> Result<GlobalSecondaryIndex, StoreError> {
    let index = GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(key_schema(partition, sort)?))
        .projection(projection())
        .build();
    index.map_err(|_| unfinished())
}
