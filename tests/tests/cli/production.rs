//! One machine in front of citizens: behind a server with HTTPS, replaced while it works, copied while it works.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use tests::program::{run, tanggap};
use tests::root;

/// Holds a socket as systemd does, and gives it to one program after another: each line on standard input ends the
/// one and starts the next, and is answered with how the one ended.
const HOLDER: &str = r#"
import os, socket, subprocess, sys
held = socket.socket()
held.bind(("127.0.0.1", 0))
held.listen(128)
if held.fileno() != 3:
    os.dup2(held.fileno(), 3)
os.set_inheritable(3, True)
def start():
    own = 'export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"'
    return subprocess.Popen(["sh", "-c", own, "sh", *sys.argv[1:]], pass_fds=(3,), stdout=subprocess.DEVNULL)
def stop(child):
    child.terminate()
    return child.wait()
child = start()
print(held.getsockname()[1], flush=True)
for _ in sys.stdin:
    ended = stop(child)
    child = start()
    print(ended, flush=True)
sys.exit(stop(child))
"#;

/// A program behind a socket that is always open.
struct Held {
    holder: Child,
    orders: Option<ChildStdin>,
    told: BufReader<ChildStdout>,
    port: u16,
}

impl Held {
    fn start(data: &Path) -> Held {
        let mut holder = Command::new("python3")
            .args(["-c", HOLDER])
            .arg(tanggap())
            .args([
                "serve",
                "--behind-proxy",
                "--address-header",
                "x-tanggap-address",
                "--content",
            ])
            .arg(root().join("content"))
            .arg("--data")
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 starts");
        let orders = holder.stdin.take();
        let mut told = BufReader::new(holder.stdout.take().expect("a pipe"));
        let port = line(&mut told).parse().expect("a port");
        Held {
            holder,
            orders,
            told,
            port,
        }
    }

    /// Replaces the program; how the old one ended.
    fn replace(&mut self) -> String {
        let orders = self.orders.as_mut().expect("it runs");
        orders.write_all(b"\n").expect("the holder listens");
        line(&mut self.told)
    }

    fn stop(mut self) -> bool {
        drop(self.orders.take());
        self.holder.wait().expect("it ends").success()
    }
}

fn line(told: &mut impl BufRead) -> String {
    let mut line = String::new();
    told.read_line(&mut line).expect("the holder tells");
    line.trim().to_owned()
}

fn body(who: usize) -> String {
    format!(
        "identity_mode=anonymous&incident_place=Loket&submission_key=kunci-{who}\
         &narrative=Antrean+loket+tidak+bergerak+sejak+pagi+{who}"
    )
}

/// Everything of a request before its body; every sender has an address of their own.
fn head(method: &str, path: &str, who: usize, length: usize, more: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: pengaduan.contoh.example\r\nconnection: close\r\naccept: application/json\r\n\
         x-tanggap-address: 10.{}.{}.1\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {length}\r\n{more}\r\n",
        who / 250,
        who % 250 + 1,
    )
}

fn connect(port: u16) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port)).expect("the socket is open")
}

/// The whole answer, from its first line.
fn answer(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("an answer to its end");
    text
}

fn file(port: u16, who: usize) -> String {
    let mut stream = connect(port);
    let body = body(who);
    let head = head("POST", "/api/complaints", who, body.len(), "");
    stream.write_all((head + &body).as_bytes()).expect("sent");
    answer(stream)
}

fn get(port: u16, path: &str, more: &str) -> String {
    let mut stream = connect(port);
    stream
        .write_all(head("GET", path, 0, 0, more).as_bytes())
        .expect("sent");
    answer(stream)
}

#[track_caller]
fn expect(answer: &str, status: u16) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
}

#[test]
fn behind_a_proxy_the_desk_opens_over_https_only_and_nothing_of_the_workshop_shows() {
    let home = tempfile::tempdir().expect("a folder");
    let held = Held::start(&home.path().join("data"));
    let page = get(held.port, "/", "");
    expect(&page, 200);
    assert!(!page.contains("/_live"), "no page reloads by itself");
    expect(&get(held.port, "/staff/masuk", ""), 403);
    expect(
        &get(held.port, "/staff/masuk", "x-forwarded-proto: https\r\n"),
        200,
    );
    assert!(held.stop());
    let demo = run(home.path(), &["serve", "--behind-proxy", "--demo"]);
    assert_eq!(demo.status.code(), Some(2));
}

/// A server in front sends everything before it listens. If the program closes meanwhile, people read "502".
#[test]
fn whoever_sends_too_much_sends_it_all_and_reads_why() {
    let home = tempfile::tempdir().expect("a folder");
    let held = Held::start(&home.path().join("data"));
    let body = vec![b'a'; 11_500_000];
    let mut stream = connect(held.port);
    let request = head("POST", "/api/complaints", 1, body.len(), "");
    stream.write_all(request.as_bytes()).expect("sent");
    stream.write_all(&body).expect("all of it is taken");
    expect(&answer(stream), 413);
    assert!(held.stop());
}

#[test]
fn a_new_version_takes_over_and_no_request_is_lost() {
    let home = tempfile::tempdir().expect("a folder");
    let data = home.path().join("data");
    let mut held = Held::start(&data);
    let port = held.port;
    expect(&file(port, 0), 201);
    let (done, next) = (AtomicBool::new(false), AtomicUsize::new(1));
    thread::scope(|scope| {
        let citizens: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    while !done.load(Ordering::SeqCst) {
                        expect(&file(port, next.fetch_add(1, Ordering::SeqCst)), 201);
                    }
                })
            })
            .collect();
        assert_eq!(held.replace(), "0", "the old version ends well");
        expect(&file(port, 9_999), 201);
        assert_eq!(held.replace(), "0");
        expect(&file(port, 8_888), 201);
        done.store(true, Ordering::SeqCst);
        for citizen in citizens {
            citizen.join().expect("every complaint was taken");
        }
    });
    assert!(held.stop());
    let filed = 2 + next.load(Ordering::SeqCst);
    let content = root().join("content");
    let list = ["submissions", "list", "--limit", "1000", "--format", "csv"];
    let places = [
        "--data",
        data.to_str().expect("text"),
        "--content",
        content.to_str().expect("text"),
    ];
    let told = run(home.path(), &[&list[..], &places[..]].concat());
    let lines = String::from_utf8_lossy(&told.stdout).lines().count();
    assert_eq!(
        lines - 1,
        filed.min(1000),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
}

#[test]
fn the_nightly_copy_made_while_it_works_is_a_whole_data_folder() {
    let home = tempfile::tempdir().expect("a folder");
    let (data, copies, again) = (
        home.path().join("data"),
        home.path().join("copies"),
        home.path().join("again"),
    );
    std::fs::create_dir_all(&copies).expect("a folder");
    let held = Held::start(&data);
    let taken = file(held.port, 1);
    expect(&taken, 201);
    let done = Command::new(root().join("infra/systemd/tanggap-backup"))
        .args([&data, &copies])
        .env("TANGGAP", tanggap())
        .output()
        .expect("it starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(held.stop());
    let mut made = std::fs::read_dir(&copies).expect("copies");
    let copy = made.next().expect("a copy").expect("an entry").path();
    let text = |path: &std::path::Path| path.to_str().expect("text").to_owned();
    let restored = run(home.path(), &["restore", &text(&copy), "--data", &text(&again)]);
    assert!(
        restored.status.success(),
        "{}",
        String::from_utf8_lossy(&restored.stderr)
    );
    let held = Held::start(&again);
    let repeated = file(held.port, 1);
    expect(&repeated, 200);
    let receipt = |answer: &str| answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    assert_eq!(
        receipt(&repeated),
        receipt(&taken),
        "the secret came along: the same receipt"
    );
    assert!(held.stop());
}
