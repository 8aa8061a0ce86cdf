//! The environment of the function. Every variable of ours is documented at [`Settings::from_env`].

mod issuer;

use std::path::PathBuf;

use axum::http::HeaderName;
use thiserror::Error;
use tracing_subscriber::filter::LevelFilter;

pub use self::issuer::issuer_from_env;
use crate::secret::from_hex;
use crate::{FrontDoor, Issuer, ReceiptKeys, Sealer, Secret, SmtpMailer};

const TABLE: &str = "TANGGAP_TABLE";
const BUCKET: &str = "TANGGAP_BUCKET";
const SITE_BUCKET: &str = "TANGGAP_SITE_BUCKET";
const UPLOAD_URL: &str = "TANGGAP_UPLOAD_URL";
const CONTENT: &str = "TANGGAP_CONTENT";
const BASE_URL: &str = "TANGGAP_BASE_URL";
/// Keys that sign receipts.
pub const RECEIPT_KEYS: &str = "TANGGAP_RECEIPT_KEYS";
/// Public keys for which identities are sealed.
pub const KEY_HOLDERS: &str = "TANGGAP_KEY_HOLDERS";
/// The key of all keyed hashes.
pub const SECRET: &str = "TANGGAP_SECRET";
const LOG: &str = "TANGGAP_LOG";
const SMTP_URL: &str = "TANGGAP_SMTP_URL";
const MAIL_FROM: &str = "TANGGAP_MAIL_FROM";
const ADDRESS_HEADER: &str = "TANGGAP_ADDRESS_HEADER";
const FRONT_DOOR_KEY: &str = "TANGGAP_FRONT_DOOR_KEY";
const OIDC_ISSUER: &str = "TANGGAP_OIDC_ISSUER";
const OIDC_CLIENT_ID: &str = "TANGGAP_OIDC_CLIENT_ID";
const OIDC_CLIENT_SECRET: &str = "TANGGAP_OIDC_CLIENT_SECRET";
const OIDC_GROUP: &str = "TANGGAP_OIDC_GROUP";

/// Shorter keys could be guessed.
const LEAST_DOOR_KEY: usize = 32;

/// Every variable of ours.
pub const VARIABLES: [&str; 18] = [
    TABLE,
    BUCKET,
    SITE_BUCKET,
    UPLOAD_URL,
    CONTENT,
    BASE_URL,
    RECEIPT_KEYS,
    KEY_HOLDERS,
    SECRET,
    LOG,
    SMTP_URL,
    MAIL_FROM,
    ADDRESS_HEADER,
    FRONT_DOOR_KEY,
    OIDC_ISSUER,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    OIDC_GROUP,
];

/// How the function is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name of the table.
    pub table: String,
    /// Name of the bucket for evidence.
    pub bucket: String,
    /// Name of the bucket of the site, where published figures are made current.
    pub site_bucket: Option<String>,
    /// Where browsers send files to, where it is not the bucket's own address.
    pub upload_url: Option<String>,
    /// Folder with `agency.toml` and `data/holidays.toml`.
    pub content: PathBuf,
    /// The site's address, where it is not the one in `agency.toml`.
    pub base_url: Option<String>,
    /// Key of all keyed hashes.
    pub secret: Secret,
    /// The keys that sign receipts.
    pub receipts: ReceiptKeys,
    /// Seals for the key holders.
    pub sealer: Sealer,
    /// The least important line to log.
    pub log: LevelFilter,
    /// How mail leaves; none where no mail is sent.
    pub smtp: Option<SmtpMailer>,
    /// The sender of mails, where it is not the agency's address.
    pub mail_from: Option<String>,
    /// The header in which a trusted front door tells the sender's address.
    pub address_header: Option<HeaderName>,
    /// The one way in, where there is only one.
    pub front_door: Option<FrontDoor>,
    /// Who proves who people at the desk are, beside their accounts here.
    pub issuer: Option<Issuer>,
}

/// A variable that cannot be used. Its value is never shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingError {
    /// There is none.
    #[error("environment variable {0} is missing")]
    Missing(&'static str),
    /// There is one, but not of the kind needed.
    #[error("environment variable {0} must be {1}")]
    Wrong(&'static str, &'static str),
    /// There is one that means nothing without another.
    #[error("environment variable {0} needs {1}")]
    Alone(&'static str, &'static str),
}

impl Settings {
    /// Reads the environment and reports everything that is wrong with it at once.
    ///
    /// | variable | meaning | without it |
    /// |---|---|---|
    /// | `TANGGAP_TABLE` | name of the DynamoDB table | refused |
    /// | `TANGGAP_BUCKET` | name of the private S3 bucket for evidence | refused |
    /// | `TANGGAP_SITE_BUCKET` | name of the bucket of the site, for figures made current between two releases | published figures stay as they were built |
    /// | `TANGGAP_UPLOAD_URL` | where browsers send files to: a way to the bucket under the site's own origin, such as `/api/bucket`, since pages may reach nothing else | the bucket's own address |
    /// | `TANGGAP_SECRET` | key of all keyed hashes: at least 64 hexadecimal digits (32 random bytes). Changing it makes every access code invalid | refused |
    /// | `TANGGAP_KEY_HOLDERS` | public keys (`age1…`, between commas or spaces) for which confidential identities are sealed: `tanggap keys new --table …` makes them | refused |
    /// | `TANGGAP_RECEIPT_KEYS` | keys that sign receipts: `secret TIME HEX` or `public TIME HEX` (32 bytes), oldest first, between semicolons; the last one signs, the others still verify | one key that follows from `TANGGAP_SECRET` |
    /// | `TANGGAP_CONTENT` | folder with `agency.toml`, `data/holidays.toml` and, where the agency has its own, `templates/` | `content` |
    /// | `TANGGAP_BASE_URL` | the site's address, such as `https://pengaduan.example.go.id` | as in `agency.toml` |
    /// | `TANGGAP_SMTP_URL` | how mail leaves: `smtps://user:password@host` or `smtp://…?tls=required` | no mail is written or sent |
    /// | `TANGGAP_MAIL_FROM` | sender of mails | the agency's address in `agency.toml` |
    /// | `TANGGAP_ADDRESS_HEADER` | header in which a front door that nobody can go round tells the sender's address, such as `CloudFront-Viewer-Address`; for limits only | the address that API Gateway sees |
    /// | `TANGGAP_FRONT_DOOR_KEY` | what the front door shows in `x-tanggap-front-door`, at least 32 characters; while it is being changed the new key and the old one, between spaces. Whoever shows none of them is answered as if nothing were here | every way in is open |
    /// | `TANGGAP_OIDC_ISSUER` | address of an OpenID Connect issuer, as it names itself in its tokens: `https://…`. The desk then takes accounts of the agency beside its own | only accounts of the desk itself |
    /// | `TANGGAP_OIDC_CLIENT_ID` | under which id the issuer knows the desk; together with the issuer only | refused where there is an issuer |
    /// | `TANGGAP_OIDC_CLIENT_SECRET` | the secret that belongs to that id | a public client, held by PKCE alone |
    /// | `TANGGAP_OIDC_GROUP` | a group in the claim `groups` or `cognito:groups`, without which nobody comes in | everybody of the issuer who has an account at the desk |
    /// | `TANGGAP_LOG` | `off`, `error`, `warn`, `info` or `debug` | `info` |
    ///
    /// `AWS_*` variables are read by [`crate::AwsSettings::from_env`].
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Settings, Vec<SettingError>> {
        let get = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let table = get(TABLE).ok_or(SettingError::Missing(TABLE));
        let bucket = get(BUCKET).ok_or(SettingError::Missing(BUCKET));
        let secret = get(SECRET)
            .ok_or(SettingError::Missing(SECRET))
            .and_then(|text| secret(&text));
        let sealer = get(KEY_HOLDERS)
            .ok_or(SettingError::Missing(KEY_HOLDERS))
            .and_then(|text| sealer(&text));
        let receipts = receipts(get(RECEIPT_KEYS), &secret);
        let log = get(LOG).map_or(Ok(LevelFilter::INFO), |text| level(&text));
        let base_url = get(BASE_URL).map(|text| base_url(&text)).transpose();
        let smtp = get(SMTP_URL).map(|url| smtp(&url)).transpose();
        let mail_from = get(MAIL_FROM).map(|text| mail_from(&text)).transpose();
        let header = get(ADDRESS_HEADER).map(|text| header_name(&text)).transpose();
        let door = get(FRONT_DOOR_KEY).map(|keys| front_door(&keys)).transpose();
        let issuer = issuer_from_env(&variable);
        match (
            table, bucket, secret, receipts, sealer, log, base_url, smtp, mail_from, header, door, issuer,
        ) {
            (
                Ok(table),
                Ok(bucket),
                Ok(secret),
                Ok(receipts),
                Ok(sealer),
                Ok(log),
                Ok(base_url),
                Ok(smtp),
                Ok(mail_from),
                Ok(address_header),
                Ok(front_door),
                Ok(issuer),
            ) => {
                let content = get(CONTENT).map_or_else(|| PathBuf::from("content"), PathBuf::from);
                Ok(Settings {
                    table,
                    bucket,
                    site_bucket: get(SITE_BUCKET),
                    upload_url: get(UPLOAD_URL).map(|url| url.trim().to_owned()),
                    content,
                    base_url,
                    secret,
                    receipts,
                    sealer,
                    log,
                    smtp,
                    mail_from,
                    address_header,
                    front_door,
                    issuer,
                })
            }
            (
                table,
                bucket,
                secret,
                receipts,
                sealer,
                log,
                base_url,
                smtp,
                mail_from,
                header,
                door,
                issuer,
            ) => Err([
                table.err(),
                bucket.err(),
                secret.as_ref().err().cloned(),
                receipts.err().filter(|_| secret.is_ok()),
                sealer.err(),
                log.err(),
                base_url.err(),
                smtp.err(),
                mail_from.err(),
                header.err(),
                door.err(),
            ]
            .into_iter()
            .flatten()
            .chain(issuer.err().unwrap_or_default())
            .collect()),
        }
    }

    /// The key of all keyed hashes alone, for commands that do not answer requests.
    pub fn secret_from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Secret, SettingError> {
        let text = variable(SECRET).filter(|value| !value.trim().is_empty());
        text.ok_or(SettingError::Missing(SECRET))
            .and_then(|text| secret(&text))
    }
}

fn secret(text: &str) -> Result<Secret, SettingError> {
    let wrong = SettingError::Wrong(SECRET, "at least 64 hexadecimal digits");
    from_hex(text.trim())
        .and_then(|bytes| Secret::new(bytes).ok())
        .ok_or(wrong)
}

fn receipts(
    ring: Option<String>,
    secret: &Result<Secret, SettingError>,
) -> Result<ReceiptKeys, SettingError> {
    match (ring, secret) {
        (Some(ring), _) => ReceiptKeys::parse(&ring).map_err(|_| {
            SettingError::Wrong(
                RECEIPT_KEYS,
                "lines `secret|public TIME HEX`, the last one secret",
            )
        }),
        (None, Ok(secret)) => Ok(ReceiptKeys::derived(secret)),
        (None, Err(error)) => Err(error.clone()),
    }
}

fn sealer(text: &str) -> Result<Sealer, SettingError> {
    Sealer::parse(text).map_err(|_| SettingError::Wrong(KEY_HOLDERS, "public keys that begin with age1"))
}

fn smtp(url: &str) -> Result<SmtpMailer, SettingError> {
    SmtpMailer::new(url.trim()).map_err(|_| SettingError::Wrong(SMTP_URL, "an smtp(s) address"))
}

fn mail_from(text: &str) -> Result<String, SettingError> {
    let address = text.trim().to_owned();
    let is_address = address.parse::<lettre::message::Mailbox>().is_ok();
    is_address
        .then_some(address)
        .ok_or(SettingError::Wrong(MAIL_FROM, "a mail address"))
}

fn header_name(text: &str) -> Result<HeaderName, SettingError> {
    text.trim()
        .parse()
        .map_err(|_| SettingError::Wrong(ADDRESS_HEADER, "the name of a header"))
}

fn front_door(keys: &str) -> Result<FrontDoor, SettingError> {
    let keys = || keys.split_ascii_whitespace();
    let is_key = |key: &str| key.len() >= LEAST_DOOR_KEY && key.bytes().all(|byte| byte.is_ascii_graphic());
    let wrong = SettingError::Wrong(FRONT_DOOR_KEY, "at least 32 visible ASCII characters");
    keys().all(is_key).then(|| FrontDoor::new(keys())).ok_or(wrong)
}

fn level(text: &str) -> Result<LevelFilter, SettingError> {
    let known = ["off", "error", "warn", "info", "debug"];
    let level = known
        .contains(&text.trim())
        .then(|| text.trim().parse().ok())
        .flatten();
    level.ok_or(SettingError::Wrong(LOG, "off, error, warn, info or debug"))
}

fn base_url(text: &str) -> Result<String, SettingError> {
    let address = text.trim().trim_end_matches('/');
    let is_address = address.starts_with("https://") || address.starts_with("http://");
    if is_address {
        Ok(address.to_owned())
    } else {
        Err(SettingError::Wrong(BASE_URL, "an http(s) address"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    const HOLDER: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, Vec<SettingError>> {
        Settings::from_env(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, v)| (*v).to_owned())
        })
    }

    #[test]
    fn four_variables_are_enough() {
        let settings = read(&[
            (TABLE, "aduan"),
            (BUCKET, "bukti"),
            (SECRET, KEY),
            (KEY_HOLDERS, HOLDER),
        ])
        .unwrap();
        assert_eq!((settings.table.as_str(), settings.base_url), ("aduan", None));
        assert_eq!(settings.content, PathBuf::from("content"));
        assert_eq!(settings.log, LevelFilter::INFO);
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_no_value_is_shown() {
        let errors = read(&[
            (SECRET, "kunci-lemah"),
            (KEY_HOLDERS, "age1bukan"),
            (LOG, "trace"),
            (BASE_URL, "contoh.example"),
        ])
        .unwrap_err();
        let told = errors
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n");
        for name in [TABLE, BUCKET, SECRET, KEY_HOLDERS, LOG, BASE_URL] {
            assert!(told.contains(name), "{told}");
        }
        for value in ["kunci-lemah", "age1bukan", "trace", "contoh.example"] {
            assert!(!told.contains(value), "{told}");
        }
    }
}
