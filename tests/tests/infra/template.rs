//! The template as a tree: `!Ref X` becomes `{"Ref": "X"}`, anchors are resolved.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use tests::root;
use yaml_serde::Value as Yaml;

static TEMPLATE: LazyLock<Value> = LazyLock::new(|| {
    let text = std::fs::read_to_string(root().join("infra/template.yaml")).unwrap();
    plain(yaml_serde::from_str(&text).unwrap())
});

/// The whole template.
pub(crate) fn template() -> &'static Value {
    &TEMPLATE
}

/// The properties of a resource.
#[track_caller]
pub(crate) fn properties(name: &str) -> &'static Value {
    let found = &TEMPLATE["Resources"][name]["Properties"];
    assert!(found.is_object(), "the template has no {name}");
    found
}

/// All resources of a type, by name.
pub(crate) fn of_type(kind: &str) -> Vec<(&'static str, &'static Value)> {
    let resources = TEMPLATE["Resources"].as_object().unwrap();
    resources
        .iter()
        .filter(|(_, resource)| resource["Type"] == kind)
        .map(|(name, resource)| (name.as_str(), &resource["Properties"]))
        .collect()
}

/// A list of texts.
#[track_caller]
pub(crate) fn texts(list: &Value) -> BTreeSet<&str> {
    let list = list.as_array().unwrap();
    list.iter().map(|text| text.as_str().unwrap()).collect()
}

/// Every text anywhere in a tree.
pub(crate) fn all_texts(tree: &Value) -> Vec<&str> {
    match tree {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(all_texts).collect(),
        Value::Object(map) => map.values().flat_map(all_texts).collect(),
        _ => Vec::new(),
    }
}

fn plain(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let name = name.trim_start_matches('!').to_owned();
            json!({ name: plain(tagged.value) })
        }
        Yaml::Sequence(list) => list.into_iter().map(plain).collect(),
        Yaml::Mapping(map) => Value::Object(map.into_iter().map(member).collect::<Map<_, _>>()),
        other => serde_json::to_value(other).unwrap(),
    }
}

fn member((key, value): (Yaml, Yaml)) -> (String, Value) {
    (key.as_str().unwrap().to_owned(), plain(value))
}
