//! An issuer of accounts on this computer: it speaks as much OpenID Connect as the desk asks of one, holds the desk to
//! its side of the protocol, and lies where a test tells it to.

mod token;
mod web;

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub use token::Signed;
pub use web::pairs;
use web::{Asked, Told};

/// Under which name the desk is known here.
pub const CLIENT_ID: &str = "meja-kerja";
/// And what proves that it is the desk.
pub const CLIENT_SECRET: &str = "rahasia meja kerja: +/&";

type Change = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// A running issuer. It ends with the test program.
#[derive(Clone)]
pub struct Issuer {
    base: String,
    state: Arc<Mutex<State>>,
}

/// What a test can turn, and what was asked.
struct State {
    /// Seconds since 1970 at which tokens are issued.
    now: i64,
    /// Who presses the button on its page.
    subject: String,
    signed: Signed,
    claims: Change,
    metadata: Change,
    /// What stands before every answer, to make it too large.
    ballast: usize,
    codes: HashMap<String, Question>,
    asked: HashMap<String, usize>,
    given: usize,
}

/// What the desk wanted to know when it sent somebody here.
#[derive(Clone)]
struct Question {
    subject: String,
    redirect: String,
    challenge: String,
    nonce: String,
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issuer({})", self.base)
    }
}

impl Issuer {
    /// Starts one, under a name of this computer that browsers take for another site than `127.0.0.1`.
    pub fn start(now: i64) -> Issuer {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let issuer = Issuer {
            base: format!("http://localhost:{port}"),
            state: Arc::new(Mutex::new(State {
                now,
                subject: "siti".to_owned(),
                signed: Signed::Rightly,
                claims: Arc::new(|_| ()),
                metadata: Arc::new(|_| ()),
                ballast: 0,
                codes: HashMap::new(),
                asked: HashMap::new(),
                given: 0,
            })),
        };
        let answering = issuer.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answering = answering.clone();
                // Browsers open connections ahead, and say nothing.
                thread::spawn(move || web::answer(stream, |asked| answering.answer(asked)));
            }
        });
        issuer
    }

    /// How it is called, and where it is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Another time at which tokens are issued.
    pub fn set(&self, now: i64) {
        self.state().now = now;
    }

    /// Somebody else presses the button from now on.
    pub fn visited_by(&self, subject: &str) {
        subject.clone_into(&mut self.state().subject);
    }

    /// How tokens are signed from now on.
    pub fn sign(&self, signed: Signed) {
        self.state().signed = signed;
    }

    /// What tokens say otherwise than they should from now on.
    pub fn claim(&self, change: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.state().claims = Arc::new(change);
    }

    /// What it tells of itself otherwise from now on.
    pub fn tell(&self, change: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.state().metadata = Arc::new(change);
    }

    /// Every answer has so many bytes more.
    pub fn swell(&self, bytes: usize) {
        self.state().ballast = bytes;
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.state().asked.get(path).copied().unwrap_or_default()
    }

    /// Somebody comes with this address, says who they are, and is sent back: to this address.
    pub fn visit(&self, address: &str) -> String {
        let query = address.strip_prefix(&format!("{}/authorize?", self.base));
        self.question(query.expect("the address of the page where people say who they are"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test has failed in between")
    }

    fn answer(&self, asked: &Asked) -> Told {
        *self.state().asked.entry(asked.path.clone()).or_default() += 1;
        let told = match asked.path.as_str() {
            "/.well-known/openid-configuration" => Told::json(&self.metadata()),
            "/jwks" => Told::json(&token::published(self.state().signed)),
            "/authorize" => Told::page(&web::sign_in_page(&self.question(&asked.query))),
            "/token" => self.exchange(asked),
            "/logout" => Told::page("<p>Anda sudah keluar dari akun instansi.</p>"),
            _ => Told::status(404),
        };
        told.swollen(self.state().ballast)
    }

    fn metadata(&self) -> Value {
        let place = |path: &str| format!("{}{path}", self.base);
        let mut told = json!({
            "issuer": self.base,
            "authorization_endpoint": place("/authorize"),
            "token_endpoint": place("/token"),
            "jwks_uri": place("/jwks"),
            "end_session_endpoint": place("/logout"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        });
        let change = Arc::clone(&self.state().metadata);
        change(&mut told);
        told
    }

    /// Keeps a question, and says where its answer is sent.
    fn question(&self, query: &str) -> String {
        let asked = web::pairs(query);
        for (name, expected) in [
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("scope", "openid"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(asked.get(name).map(String::as_str), Some(expected), "{query}");
        }
        let value = |name: &str| asked.get(name).cloned().unwrap_or_default();
        let mut state = self.state();
        state.given += 1;
        let code = format!("kode-{}", state.given);
        let question = Question {
            subject: state.subject.clone(),
            redirect: value("redirect_uri"),
            challenge: value("code_challenge"),
            nonce: value("nonce"),
        };
        let back = format!("{}?code={code}&state={}", question.redirect, value("state"));
        state.codes.insert(code, question);
        back
    }

    /// A code is worth one token, and only to whoever asked the question.
    fn exchange(&self, asked: &Asked) -> Told {
        let form = web::pairs(&asked.body);
        let value = |name: &str| form.get(name).map_or("", String::as_str);
        let question = self.state().codes.remove(value("code"));
        let Some(question) = question else {
            return Told::refusal("invalid_grant");
        };
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(value("code_verifier")));
        let holds = challenge == question.challenge
            && value("redirect_uri") == question.redirect
            && value("grant_type") == "authorization_code";
        if !holds {
            return Told::refusal("invalid_grant");
        }
        if asked.basic != Some((CLIENT_ID.to_owned(), CLIENT_SECRET.to_owned())) {
            return Told::refusal("invalid_client");
        }
        Told::json(&json!({
            "access_token": "nothing",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.token(&question),
        }))
    }

    fn token(&self, question: &Question) -> String {
        let state = self.state();
        let mut claims = json!({
            "iss": self.base,
            "sub": question.subject,
            "aud": CLIENT_ID,
            "iat": state.now,
            "exp": state.now + 300,
            "nonce": question.nonce,
            "token_use": "id",
            "name": "Nama yang tidak dipakai",
            "email": "tidak.dipakai@contoh.example",
        });
        (state.claims)(&mut claims);
        token::token(state.signed, &claims)
    }
}
