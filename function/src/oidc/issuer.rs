//! One issuer: where people are sent to, and what it says of whoever comes back.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, DiscoveryError, EmptyExtraTokenFields,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, StandardErrorResponse,
    StandardTokenResponse, TokenResponse,
};
use thiserror::Error;

use super::Unproven;
use super::token::{Expected, More};
use super::web::{Web, WebError, may_be_asked};

/// What the issuer tells of itself is asked again after this.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(1);
/// For a key that is not known its keys are asked for again, at most this often.
const KEYS_EVERY: SignedDuration = SignedDuration::from_mins(5);

type Fields = IdTokenFields<
    More,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Failure = StandardErrorResponse<CoreErrorResponseType>;
type Asking = Client<
    More,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    Failure,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Who proves who somebody is, and as whom we ask. Cloning is cheap, and all clones remember the same.
#[derive(Clone)]
pub struct Issuer(Arc<Inner>);

struct Inner {
    address: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    group: Option<String>,
    web: Web,
    memory: Mutex<Option<Memory>>,
}

/// What the issuer told of itself, and when that and its keys were asked for.
#[derive(Clone)]
struct Memory {
    told: Arc<ProviderMetadataWithLogout>,
    told_at: Timestamp,
    keys_at: Timestamp,
}

/// The address is none of an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an issuer has an address that begins with https://")]
pub struct WrongIssuer;

/// Who somebody is, in the issuer's own words.
pub(crate) struct Subject {
    pub(crate) issuer: String,
    pub(crate) subject: String,
}

/// What holds question and answer together: nobody else's answer is taken for this question.
pub(crate) struct Trip {
    pub(crate) state: String,
    pub(crate) nonce: String,
    /// Whoever asked can show this; the question shows only its hash.
    pub(crate) verifier: String,
    /// Where the answer is sent.
    pub(crate) back: String,
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Issuer(…)")
    }
}

impl Issuer {
    /// The issuer at an address, which knows us by this id and, unless it takes clients without one, this secret.
    /// Whoever is to come in must belong to the group, if there is one.
    pub fn new(
        address: &str,
        client_id: &str,
        client_secret: Option<String>,
        group: Option<String>,
    ) -> Result<Issuer, WrongIssuer> {
        let known = IssuerUrl::new(address.to_owned()).map_err(|_| WrongIssuer)?;
        let uri = address.parse().map_err(|_| WrongIssuer)?;
        if !may_be_asked(&uri, true) {
            return Err(WrongIssuer);
        }
        let web = Web::new(uri.scheme_str() == Some("http"));
        Ok(Issuer(Arc::new(Inner {
            address: known,
            client_id: ClientId::new(client_id.to_owned()),
            client_secret: client_secret.map(ClientSecret::new),
            group,
            web,
            memory: Mutex::default(),
        })))
    }

    /// Where somebody is sent to say who they are.
    pub(crate) async fn address(&self, trip: &Trip, now: Timestamp) -> Result<String, Unproven> {
        let memory = self.remembered(now).await?;
        let asking = self.asking(&memory, trip)?;
        let verifier = PkceCodeVerifier::new(trip.verifier.clone());
        let (state, nonce) = (trip.state.clone(), trip.nonce.clone());
        let question = asking
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            // Cognito's name for it, and everybody else's.
            .add_extra_param("lang", "id")
            .add_extra_param("ui_locales", "id");
        Ok(question.url().0.into())
    }

    /// Who came back with this code.
    pub(crate) async fn who(&self, code: &str, trip: &Trip, now: Timestamp) -> Result<Subject, Unproven> {
        let memory = self.remembered(now).await?;
        let asking = self.asking(&memory, trip)?;
        let answer = asking
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| Unproven::Unusable)?
            .set_pkce_verifier(PkceCodeVerifier::new(trip.verifier.clone()))
            .request_async(&self.0.web)
            .await;
        let answer = answer.map_err(|error| not_exchanged(&error))?;
        let token = answer.id_token().ok_or(Unproven::NoToken)?;
        let nonce = Nonce::new(trip.nonce.clone());
        let subject = match self.expected(&memory, &nonce, now).subject(token) {
            Err(Unproven::UnknownKey) => {
                let newer = self.with_newer_keys(&memory, now).await?;
                self.expected(&newer, &nonce, now).subject(token)?
            }
            told => told?,
        };
        Ok(Subject {
            issuer: self.0.address.to_string(),
            subject,
        })
    }

    /// Where somebody leaves the issuer too, if it has a place for that; afterwards it sends them to `back`.
    pub(crate) async fn farewell(&self, back: &str, now: Timestamp) -> Result<Option<String>, Unproven> {
        let memory = self.remembered(now).await?;
        let end = memory.told.additional_metadata().end_session_endpoint.as_ref();
        Ok(end.map(|end| {
            let mut address = end.url().clone();
            // Cognito's name for where to go afterwards, and everybody else's.
            address
                .query_pairs_mut()
                .append_pair("client_id", &self.0.client_id)
                .append_pair("logout_uri", back)
                .append_pair("post_logout_redirect_uri", back);
            address.into()
        }))
    }

    fn asking(&self, memory: &Memory, trip: &Trip) -> Result<Asking, Unproven> {
        let back = RedirectUrl::new(trip.back.clone()).map_err(|_| Unproven::Unusable)?;
        let (told, id, secret) = (&memory.told, &self.0.client_id, &self.0.client_secret);
        let asking = Asking::from_provider_metadata((**told).clone(), id.clone(), secret.clone());
        Ok(asking.set_redirect_uri(back))
    }

    fn expected<'a>(&'a self, memory: &'a Memory, nonce: &'a Nonce, now: Timestamp) -> Expected<'a> {
        Expected {
            issuer: &self.0.address,
            client_id: &self.0.client_id,
            keys: memory.told.jwks(),
            nonce,
            group: self.0.group.as_deref(),
            now,
        }
    }

    /// What the issuer tells of itself; asked for only where that is not remembered.
    async fn remembered(&self, now: Timestamp) -> Result<Memory, Unproven> {
        let known = self.memory().clone();
        if let Some(known) = known.filter(|known| now.duration_since(known.told_at) < REMEMBERED) {
            return Ok(known);
        }
        let told = ProviderMetadataWithLogout::discover_async(self.0.address.clone(), &self.0.web);
        let told = told.await.map_err(|error| not_told(&error))?;
        if !self.is_usable(&told) {
            return Err(Unproven::Unusable);
        }
        let memory = Memory {
            told: Arc::new(told),
            told_at: now,
            keys_at: now,
        };
        *self.memory() = Some(memory.clone());
        Ok(memory)
    }

    /// Whether a browser may be sent to where the issuer says.
    fn is_usable(&self, told: &ProviderMetadataWithLogout) -> bool {
        let end = told.additional_metadata().end_session_endpoint.as_ref();
        let places = [
            Some(told.authorization_endpoint().as_str()),
            end.map(|end| end.as_str()),
        ];
        places.into_iter().flatten().all(|place| {
            let place = place.parse();
            place.is_ok_and(|place| may_be_asked(&place, self.0.web.open()))
        })
    }

    /// The keys may have changed since they were asked for. That they were asked for again is remembered first, so that
    /// no number of strange tokens makes us ask more often.
    async fn with_newer_keys(&self, memory: &Memory, now: Timestamp) -> Result<Memory, Unproven> {
        if let Some(known) = &mut *self.memory() {
            if now.duration_since(known.keys_at) < KEYS_EVERY {
                let newer = known.keys_at > memory.keys_at;
                return newer.then(|| known.clone()).ok_or(Unproven::UnknownKey);
            }
            known.keys_at = now;
        }
        let keys = CoreJsonWebKeySet::fetch_async(memory.told.jwks_uri(), &self.0.web);
        let keys = keys.await.map_err(|error| not_told(&error))?;
        let newer = Memory {
            told: Arc::new((*memory.told).clone().set_jwks(keys)),
            told_at: memory.told_at,
            keys_at: now,
        };
        *self.memory() = Some(newer.clone());
        Ok(newer)
    }

    fn memory(&self) -> MutexGuard<'_, Option<Memory>> {
        self.0.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn not_told(error: &DiscoveryError<WebError>) -> Unproven {
    match error {
        DiscoveryError::Request(web) => (*web).into(),
        DiscoveryError::Response(status, ..) if status.is_server_error() => Unproven::Unreachable,
        _ => Unproven::Unusable,
    }
}

fn not_exchanged(error: &RequestTokenError<WebError, Failure>) -> Unproven {
    match error {
        RequestTokenError::Request(web) => (*web).into(),
        RequestTokenError::ServerResponse(_) => Unproven::Refused,
        _ => Unproven::NoToken,
    }
}
