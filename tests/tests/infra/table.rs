//! The table is laid out as the store expects, and cannot be lost by mistake.

use std::collections::BTreeSet;

use function::store::LAYOUT;
use serde_json::{Value, json};

use crate::template::{of_type, properties, template, texts};

fn key_schema((partition, sort): (&str, &str)) -> Value {
    json!([
        { "AttributeName": partition, "KeyType": "HASH" },
        { "AttributeName": sort, "KeyType": "RANGE" },
    ])
}

#[test]
fn keys_indexes_and_expiry_are_those_of_the_store() {
    let table = properties("Table");
    assert_eq!(table["KeySchema"], key_schema(LAYOUT.key));
    let expiry = json!({ "AttributeName": LAYOUT.expires_at, "Enabled": true });
    assert_eq!(table["TimeToLiveSpecification"], expiry);
    let indexes = table["GlobalSecondaryIndexes"].as_array().unwrap();
    assert_eq!(indexes.len(), LAYOUT.indexes.len());
    for (index, (name, partition, sort)) in indexes.iter().zip(LAYOUT.indexes) {
        assert_eq!(index["IndexName"], *name);
        assert_eq!(index["KeySchema"], key_schema((partition, sort)), "{name}");
        assert_eq!(index["Projection"]["ProjectionType"], "INCLUDE", "{name}");
        let shown = texts(&index["Projection"]["NonKeyAttributes"]);
        assert_eq!(shown, LAYOUT.shown.iter().copied().collect(), "{name}");
    }
}

#[test]
fn attributes_are_defined_for_keys_and_nothing_else() {
    let definitions = properties("Table")["AttributeDefinitions"].as_array().unwrap();
    assert!(
        definitions
            .iter()
            .all(|definition| definition["AttributeType"] == "S")
    );
    let defined: BTreeSet<_> = definitions
        .iter()
        .map(|definition| definition["AttributeName"].as_str().unwrap())
        .collect();
    let indexed = LAYOUT
        .indexes
        .iter()
        .flat_map(|(_, partition, sort)| [*partition, *sort]);
    let keys: BTreeSet<_> = [LAYOUT.key.0, LAYOUT.key.1].into_iter().chain(indexed).collect();
    assert_eq!(defined, keys);
}

#[test]
fn the_table_is_kept_and_can_be_taken_back_to_any_second() {
    let table = properties("Table");
    assert_eq!(table["DeletionProtectionEnabled"], true);
    assert_eq!(
        table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"],
        true
    );
    assert_eq!(table["BillingMode"], "PAY_PER_REQUEST");
}

/// What holds data outlives the stack. What a first deployment leaves that failed must not: the names of buckets
/// would be taken. The table cannot be deleted while it is protected, so nobody tries; its name comes from AWS.
#[test]
fn what_holds_data_outlives_the_stack() {
    for (kept, policy) in [
        ("Table", "Retain"),
        ("StaffPool", "Retain"),
        ("Secret", "RetainExceptOnCreate"),
        ("EvidenceBucket", "RetainExceptOnCreate"),
        ("SiteBucket", "RetainExceptOnCreate"),
    ] {
        let resource = &template()["Resources"][kept];
        assert_eq!(resource["DeletionPolicy"], policy, "{kept}");
        assert_eq!(resource["UpdateReplacePolicy"], "Retain", "{kept}");
    }
    for (name, bucket) in of_type("AWS::S3::Bucket") {
        assert!(bucket.get("BucketName").is_some(), "{name}");
    }
    assert_eq!(properties("Table").get("TableName"), None);
}
