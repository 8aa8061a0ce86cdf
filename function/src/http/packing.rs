//! Answers travel packed. The front door on AWS packs only what it may keep, and nothing of ours may be kept.

use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

/// Below this nothing is gained.
const WORTHWHILE: u64 = 256;

type IsText = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// Packs texts for whoever takes them packed; evidence is packed already.
pub(crate) fn packing() -> CompressionLayer<And<SizeAbove, IsText>> {
    CompressionLayer::new().compress_when(SizeAbove::new(WORTHWHILE).and(is_text as IsText))
}

fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    kind.starts_with("text/") || kind.ends_with("json")
}
