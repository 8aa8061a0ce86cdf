//! A function with a table in memory, a clock that stands where it is put, and randomness that can be scripted.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use aws_sdk_dynamodb::Client;
use axum::Router;
use cli::embedded::{Fault, Faults, FileStore};
use complaint::{Agency, Source};
use function::{
    App, AwsSettings, Bucket, Console, Door, Files, HolderKey, ReceiptKeys, Sealer, Secret, Store, place,
    router,
};
use jiff::{SignedDuration, Timestamp};
use site_gen::theme::Theme;
use tempfile::TempDir;

use crate::engine::{self, Ways};

/// Friday, 15 August 2025, 09.30 WITA; Monday is a day off.
pub(crate) const START: &str = "2025-08-15T01:30:00Z";
pub(crate) const TABLE: &str = "tanggap-test";

static AGENCY: LazyLock<Arc<Agency>> = LazyLock::new(|| Arc::new(read_agency()));
static THEME: LazyLock<Arc<Theme>> =
    LazyLock::new(|| Arc::new(Theme::new(&AGENCY, &[]).expect("the sample's theme")));

fn read_agency() -> Agency {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let read = |name: &str| std::fs::read_to_string(content.join(name)).expect("the sample's settings");
    let (agency, holidays) = (read("agency.toml"), read("data/holidays.toml"));
    let source = |file, text| Source { file, text };
    let parsed = Agency::parse(source("agency.toml", &agency), source("holidays.toml", &holidays));
    parsed.expect("the sample's settings are right").0
}

/// Everything a test can turn.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) app: App,
    /// Who can open what is sealed.
    pub(crate) holder: HolderKey,
    /// The bucket, as browsers reach it.
    pub(crate) bucket: FileStore,
    /// The table, past the store: what is really in it.
    pub(crate) table: Client,
    /// The folder of the files.
    folder: Arc<TempDir>,
    now: Arc<Mutex<Timestamp>>,
    random: Arc<Mutex<Random>>,
}

impl World {
    /// A function over an empty table.
    pub(crate) async fn new() -> World {
        World::failing(Arc::new(|_, _| None)).await
    }

    /// A function over an empty table that counts what each sender does.
    pub(crate) async fn limited() -> World {
        let mut world = World::new().await;
        world.app.limits = true;
        world
    }

    /// A function whose table fails as `faults` says. The table itself is made without them.
    pub(crate) async fn failing(faults: Faults) -> World {
        World::breaking(faults, Arc::new(|_, _| None)).await
    }

    /// A function whose table and whose bucket fail as told.
    pub(crate) async fn breaking(faults: Faults, file_faults: Faults) -> World {
        crate::log::keep();
        let Ways {
            table,
            sound,
            failing,
        } = engine::ways(faults);
        Store::new(sound, TABLE)
            .ensure_table()
            .await
            .expect("an empty table");
        engine::keep_what_expires(&table, TABLE).await;
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        let place = place(&AwsSettings::embedded(), "bukti", Some("/api/bucket".to_owned()));
        let bucket = FileStore::with_faults(folder.path().join("files"), file_faults).behind(place.clone());
        let now = Arc::new(Mutex::new(START.parse().unwrap()));
        let random = Arc::new(Mutex::new(Random::default()));
        let (clock, entropy) = (Arc::clone(&now), Arc::clone(&random));
        let holder = HolderKey::generate();
        let wall = Arc::clone(&now);
        let app = App {
            publication: function::Publication::default(),
            agency: Arc::clone(&AGENCY),
            theme: Arc::clone(&THEME),
            store: Store::new(failing, TABLE),
            receipts: ReceiptKeys::derived(&Secret::new(vec![7; 32]).unwrap()),
            sealer: Sealer::new(vec![holder.recipient()]).expect("one holder"),
            files: Files::new(Bucket::new(place, bucket.connector())),
            secret: Secret::new(vec![7; 32]).unwrap(),
            clock: Arc::new(move || *clock.lock().unwrap()),
            entropy: Arc::new(move |bytes| entropy.lock().unwrap().fill(bytes)),
            post: None,
            limits: false,
            address_header: None,
            front_door: None,
            console: Console {
                door: Door::Loopback,
                wall: Arc::new(move || *wall.lock().unwrap()),
                issuer: None,
            },
        };
        World {
            app,
            holder,
            bucket,
            table,
            folder,
            now,
            random,
        }
    }

    /// A function whose table fails always in the same way.
    pub(crate) async fn with(fault: Fault) -> World {
        World::failing(Arc::new(move |_, _| Some(fault))).await
    }

    pub(crate) fn router(&self) -> Router {
        router(self.app.clone())
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    pub(crate) fn pass(&self, time: SignedDuration) {
        *self.now.lock().unwrap() += time;
    }

    pub(crate) fn set(&self, now: &str) {
        *self.now.lock().unwrap() = now.parse().unwrap();
    }

    /// The next random bytes asked for will be these.
    pub(crate) fn script(&self, bytes: &[u8]) {
        self.random.lock().unwrap().script.extend(bytes);
    }

    /// Everything in the table, as text to search in.
    pub(crate) async fn dump(&self) -> String {
        let mut items: Vec<String> = self.items().await.into_iter().map(sorted).collect();
        items.sort();
        items.join("\n")
    }

    /// Everything in the table.
    pub(crate) async fn items(
        &self,
    ) -> Vec<std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>> {
        let mut pages = self
            .table
            .scan()
            .table_name(TABLE)
            .into_paginator()
            .items()
            .send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.expect("the table can be scanned"));
        }
        items
    }

    /// Every file in the folder, by its whole path.
    pub(crate) fn stored_files(&self) -> Vec<(String, Vec<u8>)> {
        let mut folders = vec![self.folder.path().to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = std::fs::read(&path).expect("a file");
                    files.push((path.display().to_string(), bytes));
                }
            }
        }
        files
    }

    /// How many items have this sort key.
    pub(crate) async fn count(&self, sort_key: &str) -> usize {
        let is_one = |sk: &aws_sdk_dynamodb::types::AttributeValue| sk.as_s().is_ok_and(|sk| sk == sort_key);
        self.items()
            .await
            .iter()
            .filter(|item| item.get("SK").is_some_and(is_one))
            .count()
    }
}

fn sorted(item: std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>) -> String {
    let item: std::collections::BTreeMap<_, _> = item.into_iter().collect();
    format!("{item:?}")
}

/// Scripted bytes first, then a sequence in which nothing repeats.
#[derive(Default)]
struct Random {
    script: VecDeque<u8>,
    drawn: u64,
}

impl Random {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.script.pop_front().unwrap_or_else(|| self.next());
        }
    }

    /// splitmix64, one byte at a time.
    fn next(&mut self) -> u8 {
        self.drawn = self.drawn.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.drawn;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)).to_be_bytes()[7]
    }
}
