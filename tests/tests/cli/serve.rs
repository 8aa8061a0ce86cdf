//! `serve`: starting, refusing to start, answering pages, stopping.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::json;
use tests::{Http, Serve, Server, root, tanggap, wait};

use crate::program::{Run, run};

/// `serve` of the sample content on a free port, for the runs that end by themselves.
fn serve(data: &Path, more: &[&str]) -> Run {
    let content = root().join("content");
    let paths = [&content, data].map(|path| path.to_str().expect("a readable path"));
    let args = ["serve", "--port", "0", "--content", paths[0], "--data", paths[1]];
    run(&root(), &[&args, more].concat())
}

#[test]
fn one_ready_line_and_nothing_else_on_standard_output() {
    let mut server = Serve::new().arg("--live-reload").arg("on").start();
    assert_eq!(server.get("/").status, 200);
    let filed = server.post("/api/complaints").accept_json().json(&json!({
        "narrative": "Antrean loket tiga lama sekali.", "incident_place": "Loket 3", "identity_mode": "anonymous",
    }));
    assert_eq!(filed.send().status, 201);
    assert!(server.stop().success());
    let said = server.output();
    let (ready, rest) = said.split_once('\n').expect("a line");
    assert_eq!(ready, format!("ready {}", server.base()));
    assert!(!rest.contains("ready") && !rest.contains("Antrean"), "{rest}");
}

#[test]
fn no_arguments_mean_serve() {
    let folder = tests::copy_content();
    let home = tempfile::tempdir().expect("make a temporary folder");
    fs::rename(folder.path(), home.path().join("content")).expect("move the content");
    // Port 8080 may be taken on this machine; either way it is `serve` that speaks.
    let child = Command::new(tanggap())
        .current_dir(home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("start tanggap");
    let (mut child, mut said) = (Mortal(child), [0_u8; 256]);
    let mut out = child.0.stdout.take().expect("piped");
    let read = out.read(&mut said).expect("read standard output");
    let ended = if read == 0 { child.0.wait().ok() } else { None };
    let ready = String::from_utf8_lossy(&said[..read]).starts_with("ready http://127.0.0.1:8080");
    assert!(ready || ended.and_then(|status| status.code()) == Some(3));
    assert!(home.path().join(".tanggap/secret.key").is_file());
}

#[test]
fn a_server_on_this_computer_answers_only_to_its_own_names() {
    let server = Server::start();
    let port = server.base().rsplit(':').next().expect("a port").to_owned();
    let asked = |path: &str, host: &str| {
        let host = host.replace("PORT", &port);
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = server.http().raw(request.as_bytes());
        String::from_utf8_lossy(&answer[..answer.len().min(12)]).into_owned()
    };
    for path in ["/", "/api/health", "/cek/"] {
        for host in [
            "127.0.0.1:PORT",
            "localhost:PORT",
            "localhost",
            "[::1]:PORT",
            "pengaduan.contoh.example",
        ] {
            assert_eq!(asked(path, host), "HTTP/1.1 200", "{host} {path}");
        }
        for host in [
            "evil.example",
            "evil.example:PORT",
            "127.0.0.1.evil.example:PORT",
            "",
        ] {
            assert_eq!(asked(path, host), "HTTP/1.1 421", "{host} {path}");
        }
    }
}

#[test]
fn letters_are_read_on_this_computer_as_text_and_nowhere_else() {
    let server = Server::start();
    assert!(server.get("/surat/").text().contains("Belum ada surat"));
    let folder = server.data().join("mail");
    fs::create_dir_all(&folder).expect("make the folder");
    let letter =
        "To: a@contoh.example\r\nSubject: <b>Kabar</b>\r\n\r\n<script>alert(1)</script> & \"isi\"\r\n";
    fs::write(folder.join("satu.eml"), letter).expect("write a letter");
    fs::write(folder.join("bukan-surat.txt"), "lain").expect("write a file");
    let page = server.get("/surat/");
    let text = page.text();
    assert!(
        text.contains("&lt;b&gt;Kabar&lt;/b&gt;") && text.contains("&lt;script&gt;"),
        "{text}"
    );
    assert!(!text.contains("<script") && !text.contains("lain"), "{text}");
    assert!(
        page.header("content-security-policy")
            .is_some_and(|policy| policy.contains("default-src 'none'"))
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
}

#[test]
fn limits_hold_unless_they_are_switched_off() {
    let server = Serve::new().limits_on().start();
    let guess = || {
        let call = server.post("/api/status").accept_json();
        call.json(&json!({"number": "DPM-0000-0000"})).send().status
    };
    let answers: Vec<u16> = (0..12).map(|_| guess()).collect();
    assert_eq!(answers, [&[404; 10][..], &[429; 2]].concat());
    let other = Server::start();
    for _ in 0..12 {
        let call = other.post("/api/status").accept_json();
        assert_eq!(call.json(&json!({"number": "DPM-0000-0000"})).send().status, 404);
    }
}

#[test]
fn a_taken_port_ends_with_3() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("take a port");
    let port = taken.local_addr().expect("know the port").port().to_string();
    let data = tempfile::tempdir().expect("make a temporary folder");
    serve(data.path(), &["--port", &port]).failed_with(3, &["Port", &port, "--port"]);
}

#[test]
fn a_data_folder_has_one_server_and_is_free_again_after_kill9() {
    let mut server = Server::start();
    serve(server.data(), &[]).failed_with(3, &["sedang dipakai"]);
    assert_eq!(server.get("/").status, 200, "the first one does not notice");
    server.restart();
    assert_eq!(server.get("/api/health").status, 200);
}

#[test]
fn a_data_folder_that_cannot_be_used_ends_with_3() {
    let home = tempfile::tempdir().expect("make a temporary folder");
    let file = home.path().join("file");
    fs::write(&file, "").expect("write a file");
    serve(&file.join("data"), &[]).failed_with(3, &["Folder data", "berkas di tempat folder"]);
    serve(Path::new("/proc"), &[]).failed_with(3, &["Folder data", "/proc"]);

    let no_table = home.path().join("no-table");
    fs::create_dir(&no_table).expect("make a folder");
    fs::write(no_table.join("secret.key"), [7; 32]).expect("write a secret");
    fs::write(no_table.join("table.sqlite"), "catatan biasa ".repeat(400)).expect("write a file");
    serve(&no_table, &[]).failed_with(3, &["Tabel aduan", "table.sqlite"]);
    fs::remove_file(no_table.join("secret.key")).expect("lose the secret");
    serve(&no_table, &[]).failed_with(3, &["secret.key", "hilang"]);
    fs::write(no_table.join("secret.key"), "short").expect("spoil the secret");
    serve(&no_table, &[]).failed_with(3, &["secret.key", "rusak"]);
}

/// `serve` under a limit on file sizes (in half kilobytes): to the program that looks like a full disk.
fn serve_on_a_small_disk(data: &Path, blocks: usize) -> Command {
    let serve = "exec \"$0\" serve --port 0 --limits off --content \"$1\" --data \"$2\"";
    let mut command = Command::new("sh");
    command.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; {serve}")]);
    command.args([tanggap().as_path(), &root().join("content"), data]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// A process that ends with its test.
struct Mortal(Child);

impl Drop for Mortal {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_full_disk_ends_with_3() {
    let data = tempfile::tempdir().expect("make a temporary folder");
    let mut command = serve_on_a_small_disk(data.path(), 64);
    let output = command.stderr(Stdio::piped()).output().expect("start a shell");
    Run::of(output).failed_with(3, &["ruang simpan habis"]);
}

#[test]
fn a_disk_that_fills_up_costs_no_receipt_and_no_text() {
    let data = tempfile::tempdir().expect("make a temporary folder");
    let child = serve_on_a_small_disk(data.path(), 2048)
        .spawn()
        .expect("start a shell");
    let mut child = Mortal(child);
    let mut lines = BufReader::new(child.0.stdout.take().expect("piped")).lines();
    let ready = lines.next().expect("a line").expect("readable");
    let http = Http::new(ready.strip_prefix("ready ").expect("the ready line"));

    let complaint = |n: usize| {
        let narrative = format!("Antrean {n} lama sekali. {}", "Saya menunggu. ".repeat(400));
        [
            ("narrative", narrative),
            ("incident_place", "Loket 3".into()),
            ("identity_mode", "anonymous".into()),
        ]
    };
    let mut receipts = Vec::new();
    let mut file = |n: usize| {
        let filed = || http.post("/api/complaints").form(complaint(n));
        let answer = filed().accept_json().send();
        if answer.status == 201 {
            receipts.push(answer.json());
            return None;
        }
        // Once the log has been written back there may be room for some more.
        let page = filed().accept_html().send();
        (page.status != 201).then_some((n, answer, page))
    };
    let (n, refused, page) = (0..500).find_map(&mut file).expect("the disk fills up");
    assert_eq!(
        (refused.status, refused.header("content-type")),
        (503, Some("application/problem+json"))
    );
    assert!(!refused.text().contains("number"), "{}", refused.text());
    assert_eq!(page.status, 503);
    assert!(
        page.text()
            .contains(&format!("Antrean {n} lama sekali. Saya menunggu.")),
        "the text is kept"
    );

    assert!(!receipts.is_empty());
    for receipt in &receipts {
        let question = json!({ "number": receipt["number"], "access_code": receipt["access_code"] });
        let answer = http.post("/api/status").accept_json().json(&question).send();
        assert_eq!(answer.status, 200, "{receipt}");
    }
}

#[test]
fn wrong_content_ends_with_1_and_touches_no_data() {
    let content = tests::copy_content();
    fs::write(content.path().join("sop.md"), "+++\ntitle = \n+++\n").expect("spoil a page");
    let data = content.path().join("data-folder");
    let failed = serve(
        &data,
        &["--content", content.path().to_str().expect("a readable path")],
    );
    assert_eq!((failed.code, failed.out.as_str()), (1, ""), "{failed:?}");
    assert!(
        failed.err.contains("sop.md:2: galat[") && failed.err.contains("bantuan:"),
        "{failed:?}"
    );
    let late = serve(&data, &["--now", "2031-03-01T08:00:00+08:00"]);
    assert_eq!(late.code, 1, "{late:?}");
    assert!(
        late.err.contains("data/holidays.toml") && late.err.contains("2031"),
        "{late:?}"
    );
    assert!(!data.exists());
}

#[test]
fn pages_carry_security_caching_and_compression() {
    let server = Server::start();
    let page = server.get("/sop/");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    for (name, value) in site_gen::theme::headers::SECURITY {
        assert_eq!(page.header(name), Some(*value), "{name}");
    }
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let tag = page.header("etag").expect("a tag");
    let again = server
        .http()
        .request("GET", "/sop/")
        .header("if-none-match", tag)
        .send();
    assert_eq!((again.status, again.body.len()), (304, 0));
    let other = server
        .http()
        .request("GET", "/sop/")
        .header("if-none-match", "\"x\"")
        .send();
    assert_eq!(other.status, 200);

    let style = page
        .text()
        .split("href=\"/assets/style.")
        .nth(1)
        .expect("a style sheet")
        .to_owned();
    let style = format!("/assets/style.{}", style.split('"').next().expect("its end"));
    let style = server.get(&style);
    assert_eq!(
        style.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );

    for encoding in ["br", "gzip"] {
        let packed = server
            .http()
            .request("GET", "/sop/")
            .header("accept-encoding", encoding)
            .send();
        assert_eq!(packed.header("content-encoding"), Some(encoding));
        assert_eq!(packed.header("vary"), Some("accept-encoding"));
        assert!(
            packed.body.len() * 2 < page.body.len(),
            "{encoding}: {} bytes",
            packed.body.len()
        );
    }
    let head = server.http().request("HEAD", "/sop/").send();
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-type"), Some("text/html; charset=utf-8"));
}

#[test]
fn addresses_lead_to_pages_and_nowhere_else() {
    let server = Server::start();
    let folder = server.get("/kanal?dari=iklan");
    assert_eq!(
        (folder.status, folder.header("location")),
        (308, Some("/kanal/?dari=iklan"))
    );
    assert_eq!(server.get("/kanal/").status, 200);
    for path in [
        "/tidak-ada/",
        "/kanal/../../agency.toml",
        "/%2e%2e/Cargo.toml",
        "//contoh.example",
        "/agency.toml",
        "/%00",
        "/%ff",
    ] {
        let missing = server.get(path);
        assert_eq!(missing.status, 404, "{path}");
        assert!(missing.text().contains("<h1"), "{path}: a page that helps");
    }
    let post = server.post("/sop/").form([("a", "b")]).send();
    assert_eq!((post.status, post.header("allow")), (405, Some("GET, HEAD")));
    assert_eq!(server.get("/api/tidak-ada").status, 404);
}

#[test]
fn sigterm_lets_a_request_finish_and_ends_with_0() {
    let mut server = Serve::new().arg("--live-reload").arg("on").start();
    let address = server.base().trim_start_matches("http://").to_owned();
    // A browser that follows the site must not keep the program from stopping.
    let mut follower = TcpStream::connect(&address).expect("connect");
    std::io::Write::write_all(&mut follower, b"GET /_live HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("ask");
    follower
        .set_read_timeout(Some(Duration::from_secs(20)))
        .expect("set a time-out");
    let mut first = [0; 64];
    assert!(follower.read(&mut first).expect("an answer") > 0);

    let body = r#"{"narrative":"Antrean loket tiga lama sekali.","incident_place":"Loket 3","identity_mode":"anonymous"}"#;
    let (start, rest) = body.split_at(20);
    let mut slow = TcpStream::connect(&address).expect("connect");
    let head = format!(
        "POST /api/complaints HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\ncontent-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    std::io::Write::write_all(&mut slow, head.as_bytes()).expect("send the head");
    // "100 Continue" shows that the request has begun before the signal is sent.
    assert!(slow.read(&mut first).expect("an answer") > 0);
    std::io::Write::write_all(&mut slow, start.as_bytes()).expect("send half");
    let answer = thread::scope(|scope| {
        let stopping = scope.spawn(|| server.stop());
        wait::until("the port to close", Duration::from_secs(10), || {
            TcpStream::connect(&address).is_err().then_some(())
        });
        std::io::Write::write_all(&mut slow, rest.as_bytes()).expect("send the rest");
        let mut answer = String::new();
        slow.read_to_string(&mut answer).expect("read the answer");
        assert!(stopping.join().expect("stop").success());
        answer
    });
    assert!(answer.contains("201 Created"), "{answer}");
    assert!(
        !server.data().join("table.sqlite-wal").exists(),
        "the table is closed in peace"
    );
}
