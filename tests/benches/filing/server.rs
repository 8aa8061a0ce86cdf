//! The function behind a real socket, over an engine on a real disk, and a caller that keeps its connection.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use cli::embedded::Engine;
use complaint::{Agency, Source};
use function::{
    App, AwsSettings, Console, Door, HolderKey, ReceiptKeys, Sealer, Secret, Store, dynamodb_client, router,
};
use site_gen::theme::Theme;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

use crate::measure::{Figures, measure};

pub(crate) const TABLE: &str = "tanggap";

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

/// A table in a file of its own, gone with the value.
pub(crate) struct Place {
    pub(crate) client: Client,
    _folder: TempDir,
}

impl Place {
    pub(crate) async fn new() -> Place {
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let engine = Engine::open(&folder.path().join("table.sqlite")).unwrap();
        let client = dynamodb_client(&AwsSettings::embedded(), engine.http_client());
        Store::new(client.clone(), TABLE).ensure_table().await.unwrap();
        Place {
            client,
            _folder: folder,
        }
    }

    pub(crate) async fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = router(app(self.client.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }
}

fn app(client: Client) -> App {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let read = |name: &str| std::fs::read_to_string(content.join(name)).unwrap();
    let (agency, holidays) = (read("agency.toml"), read("data/holidays.toml"));
    let source = |file, text| Source { file, text };
    let (agency, _) =
        Agency::parse(source("agency.toml", &agency), source("holidays.toml", &holidays)).unwrap();
    App {
        theme: Arc::new(Theme::new(&agency).unwrap()),
        agency: Arc::new(agency),
        store: Store::new(client, TABLE),
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
        let body = form_urlencoded::Serializer::new(String::new())
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
            .finish();
        let head = format!(
            "POST /api/complaints HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/html\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.stream.write_all((head + &body).as_bytes()).await.unwrap();
        self.read_receipt().await;
    }

    async fn read_receipt(&mut self) {
        self.buffer.clear();
        let head = loop {
            self.stream.read_buf(&mut self.buffer).await.unwrap();
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        assert!(text.starts_with("http/1.1 201"), "{text}");
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap();
        let whole = head + length.trim().parse::<usize>().unwrap();
        while self.buffer.len() < whole {
            self.stream.read_buf(&mut self.buffer).await.unwrap();
        }
    }
}
