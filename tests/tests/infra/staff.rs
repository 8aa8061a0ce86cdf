//! Accounts of staff on AWS: nobody makes one for themselves, and an answer goes to the desk only.

use serde_json::{Value, json};
use tests::root;

use crate::template::{all_texts, of_type, properties, template};

const POOL: &str = "HasPool";

#[test]
fn a_pool_is_made_only_where_it_was_chosen() {
    let chosen = &template()["Conditions"][POOL];
    assert_eq!(chosen["Equals"], json!([{ "Ref": "OidcIssuer" }, "cognito"]));
    assert_eq!(template()["Parameters"]["OidcIssuer"]["Default"], "");
    let resources = template()["Resources"].as_object().unwrap();
    let cognito = |resource: &&Value| resource["Type"].as_str().unwrap().starts_with("AWS::Cognito::");
    let cognito: Vec<_> = resources.values().filter(cognito).collect();
    assert_eq!(cognito.len(), 4);
    assert!(
        cognito.iter().all(|resource| resource["Condition"] == POOL),
        "{cognito:?}"
    );
}

#[test]
fn admins_make_accounts_and_everybody_has_a_second_factor() {
    let pool = properties("StaffPool");
    assert_eq!(pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"], true);
    assert_eq!(pool["MfaConfiguration"], "ON");
    assert_eq!(pool["EnabledMfas"], json!(["SOFTWARE_TOKEN_MFA"]));
    assert_eq!(pool["DeletionProtection"], "ACTIVE");
    assert!(
        pool["Policies"]["PasswordPolicy"]["MinimumLength"]
            .as_i64()
            .unwrap()
            >= 12
    );
    let invitation = pool["AdminCreateUserConfig"]["InviteMessageTemplate"]["EmailMessage"]
        .as_str()
        .unwrap();
    assert!(
        invitation.contains("{username}") && invitation.contains("{####}"),
        "{invitation}"
    );
    let kept = &template()["Resources"]["StaffPool"];
    assert_eq!(
        (&kept["DeletionPolicy"], &kept["UpdateReplacePolicy"]),
        (&json!("Retain"), &json!("Retain"))
    );
}

#[test]
fn an_answer_goes_to_the_pages_of_the_desk_and_nowhere_else() {
    assert_eq!(of_type("AWS::Cognito::UserPoolClient").len(), 1);
    let desk = properties("StaffDesk");
    assert_eq!(desk["AllowedOAuthFlows"], json!(["code"]));
    assert_eq!(desk["AllowedOAuthScopes"], json!(["openid"]));
    let routes = std::fs::read_to_string(root().join("function/src/router.rs")).unwrap();
    for (urls, path) in [
        ("CallbackURLs", "/staff/masuk/kembali"),
        ("LogoutURLs", "/staff/masuk"),
    ] {
        assert!(routes.contains(&format!("\"{path}\"")), "{path} is a route");
        let places = all_texts(&desk[urls]);
        let ours = places.iter().filter(|text| text.starts_with("https://"));
        let ours: Vec<_> = ours.collect();
        assert_eq!(ours.len(), 2, "{places:?}");
        assert!(
            ours.iter().all(|place| place.ends_with(&format!("}}{path}"))),
            "{places:?}"
        );
    }
}

#[test]
fn the_function_is_told_of_the_pool_or_of_another_issuer_or_of_none() {
    let variables = &properties("Function")["Environment"]["Variables"];
    let issuer = &variables["TANGGAP_OIDC_ISSUER"]["If"];
    let pool = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${StaffPool}";
    assert_eq!(issuer, &json!([POOL, { "Sub": pool }, { "Ref": "OidcIssuer" }]));
    assert_eq!(
        variables["TANGGAP_OIDC_CLIENT_ID"]["If"][1],
        json!({ "Ref": "StaffDesk" })
    );
    for name in ["ID", "SECRET"] {
        let without = &variables[format!("TANGGAP_OIDC_CLIENT_{name}")]["If"][2]["If"];
        assert_eq!(
            (&without[0], &without[2]),
            (&json!("HasIssuer"), &json!("")),
            "{name}"
        );
    }
}
