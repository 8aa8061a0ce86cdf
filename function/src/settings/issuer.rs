//! The issuer of the agency's own accounts: four variables that belong together.

use super::{OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_GROUP, OIDC_ISSUER, SettingError};
use crate::Issuer;

/// The issuer, if there is one: what belongs to it is there whole, or not at all.
pub fn issuer_from_env(
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<Issuer>, Vec<SettingError>> {
    let get = |name: &str| {
        let value = variable(name).map(|value| value.trim().to_owned());
        value.filter(|value| !value.is_empty())
    };
    let Some(address) = get(OIDC_ISSUER) else {
        let alone = [OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_GROUP];
        let alone = alone.into_iter().filter(|name| get(name).is_some());
        let errors: Vec<_> = alone.map(|name| SettingError::Alone(name, OIDC_ISSUER)).collect();
        return if errors.is_empty() { Ok(None) } else { Err(errors) };
    };
    let Some(client_id) = get(OIDC_CLIENT_ID) else {
        return Err(vec![SettingError::Alone(OIDC_ISSUER, OIDC_CLIENT_ID)]);
    };
    let issuer = Issuer::new(&address, &client_id, get(OIDC_CLIENT_SECRET), get(OIDC_GROUP));
    let wrong = |_| vec![SettingError::Wrong(OIDC_ISSUER, "an https address")];
    issuer.map(Some).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: (&str, &str) = (OIDC_ISSUER, "https://masuk.contoh.example");
    const CLIENT: (&str, &str) = (OIDC_CLIENT_ID, "meja-kerja");

    fn issuer(pairs: &[(&str, &str)]) -> Result<bool, Vec<SettingError>> {
        let value = |name: &str| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, v)| (*v).to_owned())
        };
        issuer_from_env(value).map(|issuer| issuer.is_some())
    }

    #[test]
    fn an_issuer_is_whole_or_not_there() {
        assert_eq!(issuer(&[]), Ok(false));
        assert_eq!(issuer(&[(OIDC_ISSUER, " "), (OIDC_CLIENT_ID, "")]), Ok(false));
        assert_eq!(issuer(&[ISSUER, CLIENT]), Ok(true));
        assert_eq!(issuer(&[(OIDC_ISSUER, "http://127.0.0.1:9"), CLIENT]), Ok(true));
        let alone = |name, needs| vec![SettingError::Alone(name, needs)];
        assert_eq!(issuer(&[ISSUER]), Err(alone(OIDC_ISSUER, OIDC_CLIENT_ID)));
        for name in [OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_GROUP] {
            assert_eq!(issuer(&[(name, "x")]), Err(alone(name, OIDC_ISSUER)));
        }
    }

    #[test]
    fn an_issuer_is_reached_by_https_unless_it_is_on_this_computer() {
        for address in [
            "http://masuk.contoh.example",
            "masuk.contoh.example",
            "ftp://x",
            "http://127.0.0.1.evil.example",
        ] {
            let errors = issuer(&[(OIDC_ISSUER, address), CLIENT]).unwrap_err();
            assert_eq!(errors, [SettingError::Wrong(OIDC_ISSUER, "an https address")]);
        }
    }
}
