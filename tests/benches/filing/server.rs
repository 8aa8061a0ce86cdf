//! The function behind a real socket, over an engine on a real disk, and a caller that keeps its connection.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use cli::embedded::{Engine, Faults};
use complaint::{Agency, Source};
use function::{
    App, AwsSettings, Console, Door, DynamoDb, HolderKey, ReceiptKeys, Sealer, Secret, Store, router,
};
use site_gen::theme::Theme;
use tempfile::TempDir;
use tests::table;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

use crate::measure::{Figures, measure};

pub(crate) const TABLE: &str = "tanggap";
/// Answers that said to try again later: what is measured then is an overload.
pub(crate) static TURNED_AWAY: AtomicU64 = AtomicU64::new(0);
/// Enough that look-ups do not all meet the same case.
const CASES: u64 = 64;

/// Files submissions over `at_once` connections for `time`.
pub(crate) async fn run(at_once: usize, time: Duration) -> Figures {
    let place = Place::new().await;
    let address = place.serve().await;
    let counter = Arc::new(AtomicU64::new(0));
    let mut workers = Vec::new();
    for _ in 0..at_once {
        let caller = Arc::new(Mutex::new(Caller::connect(address).await));
        let counter = Arc::clone(&counter);
        workers.push(move || {
            let (caller, n) = (Arc::clone(&caller), counter.fetch_add(1, Ordering::Relaxed));
            async move { caller.lock().await.file(n).await }
        });
    }
    measure(at_once, time, workers).await
}

/// Looks cases up over `at_once` connections for `time`, each time another of a few.
pub(crate) async fn look_up(at_once: usize, time: Duration) -> Figures {
    let place = Place::new().await;
    let address = place.serve().await;
    let mut caller = Caller::connect(address).await;
    let mut receipts = Vec::new();
    for n in 0..CASES {
        receipts.push(caller.file_for_program(n).await);
    }
    asked(address, at_once, time, receipts).await
}

/// Asks for one case after the other.
pub(crate) async fn asked(
    address: SocketAddr,
    at_once: usize,
    time: Duration,
    questions: Vec<String>,
) -> Figures {
    let (counter, questions) = (Arc::new(AtomicU64::new(0)), Arc::new(questions));
    let mut workers = Vec::new();
    for _ in 0..at_once {
        let caller = Arc::new(Mutex::new(Caller::connect(address).await));
        let (counter, questions) = (Arc::clone(&counter), Arc::clone(&questions));
        workers.push(move || {
            let n = usize::try_from(counter.fetch_add(1, Ordering::Relaxed)).unwrap();
            let (caller, questions) = (Arc::clone(&caller), Arc::clone(&questions));
            async move { caller.lock().await.look_up(&questions[n % questions.len()]).await }
        });
    }
    measure(at_once, time, workers).await
}

/// A table in a file of its own, gone with the value.
pub(crate) struct Place {
    pub(crate) client: Client,
    engine: Engine,
    _folder: TempDir,
}

impl Place {
    pub(crate) async fn new() -> Place {
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let engine = Engine::open(&folder.path().join("table.sqlite")).unwrap();
        let store = Store::new(dynamodb(engine.connector()), TABLE);
        store.ensure_table().await.unwrap();
        Place {
            client: table::embedded(engine.connector()),
            engine,
            _folder: folder,
        }
    }

    pub(crate) async fn serve(&self) -> SocketAddr {
        self.serve_watched(Arc::new(|_, _| None)).await
    }

    /// The same; every request to the table is shown to `watch` first.
    pub(crate) async fn serve_watched(&self, watch: Faults) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = router(self.app(watch));
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    /// A function over the table; every request to it is shown to `watch` first.
    pub(crate) fn app(&self, watch: Faults) -> App {
        app(dynamodb(self.engine.connector_with(watch)))
    }
}

fn dynamodb(connector: SharedHttpConnector) -> DynamoDb {
    let wall = Arc::new(|| jiff::Timestamp::UNIX_EPOCH);
    DynamoDb::new(
        &AwsSettings::embedded(),
        connector,
        wall,
        Arc::new(never_the_same),
    )
}

fn app(dynamodb: DynamoDb) -> App {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let read = |name: &str| std::fs::read_to_string(content.join(name)).unwrap();
    let (agency, holidays) = (read("agency.toml"), read("data/holidays.toml"));
    let source = |file, text| Source { file, text };
    let (agency, _) =
        Agency::parse(source("agency.toml", &agency), source("holidays.toml", &holidays)).unwrap();
    App {
        publication: function::Publication::default(),
        theme: Arc::new(Theme::new(&agency, &[]).unwrap()),
        agency: Arc::new(agency),
        store: Store::new(dynamodb, TABLE),
        receipts: ReceiptKeys::derived(&Secret::new(vec![7; 32]).unwrap()),
        sealer: Sealer::new(vec![HolderKey::generate().recipient()]).unwrap(),
        files: cli::data::files(Path::new("unused: nothing here sends files"), "", "").0,
        secret: Secret::new(vec![7; 32]).unwrap(),
        clock: Arc::new(|| jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 55)),
        entropy: Arc::new(never_the_same),
        post: None,
        limits: false,
        address_header: None,
        front_door: None,
        console: Console {
            door: Door::Loopback,
            wall: Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
            issuer: None,
        },
    }
}

/// Numbers that do not repeat are all a benchmark needs of randomness.
fn never_the_same(bytes: &mut [u8]) {
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    for part in bytes.chunks_mut(8) {
        let drawn = DRAWN
            .fetch_add(1, Ordering::Relaxed)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        part.copy_from_slice(&drawn.to_be_bytes()[..part.len()]);
    }
}

/// One connection of a citizen's browser.
pub(crate) struct Caller {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Caller {
    pub(crate) async fn connect(address: SocketAddr) -> Caller {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Caller {
            stream,
            buffer: Vec::new(),
        }
    }

    /// Files a submission that differs from all others and waits for its receipt page.
    pub(crate) async fn file(&mut self, n: u64) {
        self.post("/api/complaints", "text/html", &submission(n), 201)
            .await;
    }

    /// The same as a program; the question after the case it opened, with number and code.
    pub(crate) async fn file_for_program(&mut self, n: u64) -> String {
        let receipt = self
            .post("/api/complaints", "application/json", &submission(n), 201)
            .await;
        let receipt: serde_json::Value = serde_json::from_slice(&receipt).unwrap();
        let text = |name: &str| receipt[name].as_str().unwrap().to_owned();
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("number", text("number")), ("access_code", text("access_code"))])
            .finish()
    }

    /// Asks for a case and waits for its page.
    pub(crate) async fn look_up(&mut self, question: &str) {
        self.post("/api/status", "text/html", question, 200).await;
    }

    async fn post(&mut self, path: &str, accept: &str, body: &str, status: u16) -> Vec<u8> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: {accept}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.stream.write_all((head + body).as_bytes()).await.unwrap();
        self.read_answer(status).await
    }

    async fn read_answer(&mut self, status: u16) -> Vec<u8> {
        self.buffer.clear();
        let head = loop {
            self.stream.read_buf(&mut self.buffer).await.unwrap();
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        if text.starts_with("http/1.1 503") {
            TURNED_AWAY.fetch_add(1, Ordering::Relaxed);
        } else {
            assert!(text.starts_with(&format!("http/1.1 {status}")), "{text}");
        }
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap();
        let whole = head + length.trim().parse::<usize>().unwrap();
        while self.buffer.len() < whole {
            self.stream.read_buf(&mut self.buffer).await.unwrap();
        }
        self.buffer[head..whole].to_vec()
    }
}

pub(crate) fn submission(n: u64) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("identity_mode", "named"),
            ("name", "Suharti"),
            ("phone", "0812-3456-7890"),
            ("incident_place", "Loket 3, Mal Pelayanan Publik"),
            (
                "narrative",
                &format!("Petugas loket tiga meminta biaya di luar tarif resmi. Kejadian ke-{n}."),
            ),
        ])
        .finish()
}
