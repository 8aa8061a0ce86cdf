//! The real `bootstrap` binary as a child process, with a table behind a loopback port.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};

use dynoxide::Database;
use function::{AwsSettings, DynamoDb, Store, Trust, network};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::bucket::{Objects, bucket};
use crate::runtime::{Outcome, Runtime};

const TABLE: &str = "tanggap-lambda";
const KEY_HOLDER: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";
const SECRET: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

pub(crate) struct Function {
    child: Child,
    runtime: Runtime,
    /// What lies in the bucket.
    pub(crate) objects: Objects,
    /// The table goes down with this.
    _table: oneshot::Sender<()>,
}

impl Function {
    /// What lies in the bucket.
    pub(crate) fn object_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.objects.lock().unwrap().keys().cloned().collect();
        names.sort();
        names
    }

    /// A function whose table is there.
    pub(crate) async fn start() -> Function {
        Function::start_with(&[]).await
    }

    /// A function whose table cannot be reached: the port is closed again before it starts.
    pub(crate) async fn without_table() -> Function {
        let free = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap();
        Function::start_with(&[("AWS_ENDPOINT_URL_DYNAMODB", &format!("http://{free}"))]).await
    }

    /// A function with some variables set otherwise.
    pub(crate) async fn start_with(variables: &[(&str, &str)]) -> Function {
        let runtime = Runtime::start().await;
        let (endpoint, table) = table().await;
        let (files, objects) = bucket().await;
        let child = Command::new(binary())
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", runtime.address.to_string())
            .envs(lambda_variables())
            .env("AWS_ENDPOINT_URL_DYNAMODB", endpoint)
            .env("AWS_ENDPOINT_URL_S3", files)
            .env("TANGGAP_TABLE", TABLE)
            .env("TANGGAP_BUCKET", "bukti")
            .env("TANGGAP_SECRET", SECRET)
            .env("TANGGAP_KEY_HOLDERS", KEY_HOLDER)
            .env("TANGGAP_CONTENT", root().join("content"))
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("bootstrap starts");
        Function {
            child,
            runtime,
            objects,
            _table: table,
        }
    }

    pub(crate) async fn invoke(&mut self, event: &Value) -> Outcome {
        self.runtime.invoke(event).await
    }

    /// Stops it and returns all it has logged.
    pub(crate) fn stop(mut self) -> String {
        self.child.kill().expect("bootstrap runs");
        self.output()
    }

    /// Waits for it to give up by itself.
    pub(crate) fn wait_for_end(mut self) -> (Option<i32>, String) {
        let told = self.output();
        (self.child.wait().unwrap().code(), told)
    }

    fn output(&mut self) -> String {
        let mut text = String::new();
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What Lambda sets for every function.
fn lambda_variables() -> [(&'static str, &'static str); 6] {
    [
        ("AWS_LAMBDA_FUNCTION_NAME", "tanggap"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_REGION", "ap-southeast-3"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ]
}

/// An empty table behind a loopback port.
async fn table() -> (String, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let database = Database::memory().unwrap();
    tokio::spawn(dynoxide::server::serve_with_shutdown(
        listener,
        database,
        async move {
            let _ = stopped.await;
        },
    ));
    let given = |name: &str| match name {
        "AWS_ENDPOINT_URL" => Some(endpoint.clone()),
        other => lambda_variables()
            .into_iter()
            .find(|(name, _)| *name == other)
            .map(|(_, value)| value.to_owned()),
    };
    let dynamodb = DynamoDb::new(
        &AwsSettings::from_env(given).unwrap(),
        network(Trust::Unencrypted),
        Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
        Arc::new(|_| {}),
    );
    Store::new(dynamodb, TABLE)
        .ensure_table()
        .await
        .expect("an empty table");
    (endpoint, stop)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The binary of this checkout and profile, brought up to date once. The packages are named together so that
/// cargo picks the features it has already compiled for `tanggap`.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let exe = std::env::current_exe().unwrap();
        let profile = exe
            .parent()
            .and_then(Path::parent)
            .expect("tests stand in target/<profile>/deps");
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args([
            "build",
            "--quiet",
            "-p",
            "function",
            "-p",
            "cli",
            "-p",
            "tests",
            "--bin",
            "bootstrap",
        ]);
        cargo
            .arg("--target-dir")
            .arg(profile.parent().unwrap())
            .current_dir(root());
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        let built = cargo.output().expect("cargo starts");
        assert!(
            built.status.success(),
            "{}",
            String::from_utf8_lossy(&built.stderr)
        );
        profile.join("bootstrap")
    })
}
