//! The security headers of every answer, static or from the function: one list, one place.

use crate::media_type;

/// What a page may load: only what this origin serves, no inline script or style.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Name and value of the headers that every answer carries.
///
/// `same-origin`, not `no-referrer`: browsers send `Origin: null` on a form post from a `no-referrer` page,
/// and the cross-site check of the function would then refuse old browsers.
pub const SECURITY: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "geolocation=(), camera=(), microphone=()"),
    ("x-frame-options", "DENY"),
];

/// `Cache-Control` of pages: kept, but checked with the server each time.
pub const CACHE_PAGE: &str = "no-cache";
/// `Cache-Control` of assets whose name changes with their content.
pub const CACHE_IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// `Cache-Control` of receipts, status pages and refilled forms.
pub const CACHE_NEVER: &str = "no-store";

/// Feeds share their ending with the map of the site.
const FEEDS: &str = "/*feed.xml";

/// The headers as a file for whoever sets up the content delivery network: rules by path, later ones win.
pub fn as_json() -> String {
    let fields = |fields: &[(&str, &str)]| {
        fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).into()))
            .collect()
    };
    let rule =
        |path: &str, headers: serde_json::Map<_, _>| serde_json::json!({ "path": path, "headers": headers });
    let pages = [SECURITY, &[("cache-control", CACHE_PAGE)]].concat();
    let mut rules = vec![
        rule("/*", fields(&pages)),
        rule("/assets/*", fields(&[("cache-control", CACHE_IMMUTABLE)])),
    ];
    let endings = media_type::BY_ENDING
        .iter()
        .map(|(ending, media_type)| (format!("/*.{ending}"), *media_type))
        .chain([(FEEDS.to_owned(), media_type::ATOM)]);
    rules.extend(endings.map(|(path, media_type)| rule(&path, fields(&[("content-type", media_type)]))));
    format!("{:#}\n", serde_json::json!({ "rules": rules }))
}
