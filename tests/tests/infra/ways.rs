//! Every route of the function is reached through `CloudFront` and the HTTP API, under the site's own name.

use cli::serve::BUCKET_PATH;
use serde_json::Value;
use site_gen::theme::headers::SECURITY;
use tests::root;

use crate::template::{of_type, properties};

/// The routes as the router writes them down.
fn routes() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("function/src/router.rs")).unwrap();
    let quoted = text.split('"').skip(1).step_by(2);
    let routes: Vec<_> = quoted
        .filter(|text| text.starts_with('/'))
        .map(str::to_owned)
        .collect();
    assert!(routes.len() > 20, "the router is read: {routes:?}");
    routes
}

fn config() -> &'static Value {
    &properties("Distribution")["DistributionConfig"]
}

/// Where `CloudFront` leads a path: the first pattern that fits.
fn origin(path: &str) -> &'static str {
    let behaviours = config()["CacheBehaviors"].as_array().unwrap();
    let fits = |behaviour: &&Value| {
        let pattern = behaviour["PathPattern"].as_str().unwrap();
        pattern
            .strip_suffix('*')
            .map_or(path == pattern, |start| path.starts_with(start))
    };
    let behaviour = behaviours
        .iter()
        .find(fits)
        .unwrap_or(&config()["DefaultCacheBehavior"]);
    behaviour["TargetOriginId"].as_str().unwrap()
}

/// Whether the HTTP API passes a path on, whatever the method.
fn passes(path: &str) -> bool {
    of_type("AWS::ApiGatewayV2::Route").iter().any(|(_, route)| {
        let key = route["RouteKey"].as_str().unwrap();
        let Some(known) = key.strip_prefix("ANY ") else {
            return false;
        };
        known
            .strip_suffix("{proxy+}")
            .map_or(path == known, |start| path.starts_with(start))
    })
}

#[test]
fn every_route_of_the_function_is_reached() {
    // `/api` itself is nothing; what is nothing is answered by way of the site.
    for route in routes().iter().filter(|route| *route != "/api") {
        assert_eq!(origin(route), "function", "{route}");
        assert!(passes(route), "{route}");
    }
}

#[test]
fn files_go_to_the_bucket_and_pages_come_from_the_site() {
    let given = &properties("Function")["Environment"]["Variables"]["TANGGAP_UPLOAD_URL"];
    assert_eq!(given, BUCKET_PATH);
    assert_eq!(origin(BUCKET_PATH), "evidence");
    for page in ["/", "/lapor/", "/assets/gaya.css", "/api-lain/", "/kanal/"] {
        assert_eq!(origin(page), "site-or-not-found", "{page}");
    }
}

/// Put in the place of `/` after a function has led there: a form for the bucket would be one for `index.html`.
#[test]
fn no_root_object_comes_between_a_form_and_the_bucket() {
    assert_eq!(config().get("DefaultRootObject"), None);
}

/// An answer for what is not there looks at `Accept`; no cache does.
#[test]
fn nobody_is_answered_with_what_was_not_there_for_another() {
    let kept = serde_json::json!([{ "ErrorCode": 404, "ErrorCachingMinTTL": 0 }]);
    assert_eq!(config()["CustomErrorResponses"], kept);
}

#[test]
fn nothing_but_the_site_is_kept_in_caches() {
    for behaviour in config()["CacheBehaviors"].as_array().unwrap() {
        let disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
        assert_eq!(
            behaviour["CachePolicyId"], disabled,
            "{}",
            behaviour["PathPattern"]
        );
    }
}

#[test]
fn pages_carry_the_same_security_headers_as_everywhere() {
    let policy = &properties("SiteHeaders")["ResponseHeadersPolicyConfig"];
    let named = &policy["SecurityHeadersConfig"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let age = &named["StrictTransportSecurity"]["AccessControlMaxAgeSec"];
    let mut told = vec![
        (
            "content-security-policy".to_owned(),
            text(&named["ContentSecurityPolicy"]["ContentSecurityPolicy"]),
        ),
        (
            "strict-transport-security".to_owned(),
            format!("max-age={age}; includeSubDomains"),
        ),
        ("x-content-type-options".to_owned(), "nosniff".to_owned()),
        (
            "referrer-policy".to_owned(),
            text(&named["ReferrerPolicy"]["ReferrerPolicy"]),
        ),
        (
            "x-frame-options".to_owned(),
            text(&named["FrameOptions"]["FrameOption"]),
        ),
    ];
    let others = policy["CustomHeadersConfig"]["Items"].as_array().unwrap();
    told.extend(
        others
            .iter()
            .map(|header| (text(&header["Header"]), text(&header["Value"]))),
    );
    told.sort();
    let mut ours: Vec<_> = SECURITY
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    ours.sort();
    assert_eq!(told, ours);
    assert_eq!(named["StrictTransportSecurity"]["IncludeSubdomains"], true);
    assert!(named["ContentTypeOptions"].is_object());
}
