//! The signature of a question, in its headers.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::aws::AwsSettings;
use crate::secret::to_hex;
use crate::signature::{ALGORITHM, INSTANT, Scope};

const SERVICE: &str = "dynamodb";
const SESSION: &str = "x-amz-security-token";

/// Who asks, and where.
pub(super) struct Signer {
    settings: AwsSettings,
    host: String,
}

impl Signer {
    pub(super) fn new(settings: &AwsSettings, host: &str) -> Signer {
        Signer {
            settings: settings.clone(),
            host: host.to_owned(),
        }
    }

    /// Says who asks, and when, and signs that together with what is asked.
    pub(super) fn sign(&self, question: &mut HttpRequest, now: Timestamp) {
        let credentials = &self.settings.credentials;
        let scope = Scope {
            region: &self.settings.region,
            service: SERVICE,
            now,
        };
        let headers = question.headers_mut();
        headers.insert("host", self.host.clone());
        headers.insert("x-amz-date", now.strftime(INSTANT).to_string());
        if let Some(session) = credentials.session_token() {
            headers.insert(SESSION, session.to_owned());
        }
        let (canonical, names) = canonical(question);
        let signature = scope.sign_request(&canonical, credentials.secret_access_key());
        let who = credentials.access_key_id();
        question.headers_mut().insert(
            "authorization",
            format!("{ALGORITHM} Credential={who}/{scope}, SignedHeaders={names}, Signature={signature}"),
        );
    }
}

/// A question as it is signed, and which of its headers are.
fn canonical(question: &HttpRequest) -> (String, String) {
    let signed = ["content-type", "host", "x-amz-date", SESSION, "x-amz-target"];
    let headers = question.headers();
    let (mut lines, mut names) = (String::new(), Vec::new());
    for (name, value) in signed
        .into_iter()
        .filter_map(|name| Some((name, headers.get(name)?)))
    {
        lines.extend([name, ":", value.trim(), "\n"]);
        names.push(name);
    }
    let names = names.join(";");
    let body = to_hex(&Sha256::digest(question.body().bytes().unwrap_or_default()));
    (format!("POST\n/\n\n{lines}\n{names}\n{body}"), names)
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
    use aws_sigv4::sign::v4::SigningParams;
    use aws_smithy_types::body::SdkBody;

    use super::*;

    /// What the library makes of the same question.
    fn by_the_library(settings: &AwsSettings, question: &HttpRequest, now: Timestamp) -> String {
        let identity = settings.credentials.clone().into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(&settings.region)
            .name(SERVICE)
            .time(SystemTime::from(now))
            .settings(SigningSettings::default());
        let params = params.build().unwrap().into();
        let body = SignableBody::Bytes(question.body().bytes().unwrap());
        let made = ["x-amz-date", SESSION, "authorization"];
        let headers = question.headers().iter().filter(|(name, _)| !made.contains(name));
        let request = SignableRequest::new("POST", question.uri(), headers, body).unwrap();
        let (instructions, _) = sign(request, &params).unwrap().into_parts();
        let mut signed = instructions
            .headers()
            .filter(|(name, _)| *name == "authorization");
        signed.next().unwrap().1.to_owned()
    }

    #[test]
    fn a_question_is_signed_as_the_library_signs_it() {
        let now = "2026-11-22T22:33:17Z".parse().unwrap();
        for session in [None, Some("FwoGZXIvYXdzEJr//////////wE=")] {
            let settings = AwsSettings::from_env(|name| match name {
                "AWS_REGION" => Some("ap-southeast-3".to_owned()),
                "AWS_ACCESS_KEY_ID" => Some("AKIDEXAMPLE".to_owned()),
                "AWS_SECRET_ACCESS_KEY" => Some("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned()),
                "AWS_SESSION_TOKEN" => session.map(str::to_owned),
                _ => None,
            });
            let settings = settings.unwrap();
            let mut question = HttpRequest::new(SdkBody::from(r#"{"TableName":"pengaduan"}"#));
            question.set_method("POST").unwrap();
            question
                .set_uri("https://dynamodb.ap-southeast-3.amazonaws.com/")
                .unwrap();
            question
                .headers_mut()
                .insert("content-type", "application/x-amz-json-1.0");
            question
                .headers_mut()
                .insert("x-amz-target", "DynamoDB_20120810.GetItem");
            Signer::new(&settings, "dynamodb.ap-southeast-3.amazonaws.com").sign(&mut question, now);
            let expected = by_the_library(&settings, &question, now);
            assert_eq!(
                question.headers().get("authorization"),
                Some(&*expected),
                "{session:?}"
            );
        }
    }
}
