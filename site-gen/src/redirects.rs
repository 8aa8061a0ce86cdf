//! Old addresses and where they lead, as a file that a `CloudFront` key value store imports. The pages that lead on stand
//! in the site all the same, for servers that know nothing of this.

use std::collections::BTreeMap;

use serde_json::json;

/// `{"data":[{"key":"/wa/","value":"/kanal/whatsapp/"}]}`
pub(crate) fn as_json(redirects: &BTreeMap<String, String>) -> String {
    let pair = |(key, value)| json!({ "key": key, "value": value });
    let data: Vec<_> = redirects.iter().map(pair).collect();
    let mut text = serde_json::to_string_pretty(&json!({ "data": data })).expect("plain values");
    text.push('\n');
    text
}
