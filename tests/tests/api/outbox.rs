//! Mail: who gets one, that it gives nothing away, and that each goes out once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use cli::embedded::Fault;
use complaint::Action;
use function::{Letter, MAIL_IS_STUCK, MailError, Mailer, Post, Sending, SmtpMailer, tick};
use jiff::SignedDuration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::caller::get;
use crate::case::{anonymous, confidential, file, named, with};
use crate::staff::Filed;
use crate::world::World;

const EMAIL: (&str, &str) = ("email", "suharti@contoh.example");

/// Keeps every letter, or refuses all of them.
#[derive(Default)]
pub(crate) struct Letters {
    pub(crate) taken: Mutex<Vec<String>>,
    pub(crate) down: AtomicBool,
    /// Whether no address exists.
    pub(crate) refusing: AtomicBool,
}

impl Mailer for Letters {
    fn send(&self, _: String, letter: Letter) -> Sending<'_> {
        Box::pin(async move {
            if self.down.load(Ordering::SeqCst) {
                return Err(MailError::Later);
            }
            if self.refusing.load(Ordering::SeqCst) {
                return Err(MailError::Refused);
            }
            let text = String::from_utf8(letter.formatted()).unwrap();
            self.taken.lock().unwrap().push(text);
            Ok(())
        })
    }
}

impl Letters {
    pub(crate) fn all(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

pub(crate) fn with_post(mut world: World) -> (World, Arc<Letters>) {
    let letters = Arc::new(Letters::default());
    world.app.post = Some(Post {
        mailer: Arc::clone(&letters) as Arc<dyn Mailer>,
        from: "pengaduan@contoh.example".to_owned(),
    });
    (world, letters)
}

/// A case of somebody who gave an address, acknowledged already.
async fn filed(world: &World, letters: &Letters) -> Filed {
    let case = Filed::of(world, &file(world, &with(&named(), &[EMAIL])).await);
    assert_eq!(ticked(world).await, 1, "the acknowledgment");
    letters.taken.lock().unwrap().clear();
    case
}

pub(crate) async fn ticked(world: &World) -> usize {
    tick(&world.app, world.now()).await.unwrap().mailed
}

#[tokio::test]
async fn a_named_reporter_gets_one_mail_that_gives_nothing_away() {
    let (world, letters) = with_post(World::new().await);
    let case = filed(&world, &letters).await;
    case.staff(&world, Action::Verify, "Penandakata petugas.").await;
    let now = world.now();
    let all = futures_util::future::join_all((0..6).map(|_| tick(&world.app, now))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    ticked(&world).await;
    let [letter] = &letters.all()[..] else {
        panic!("{:?}", letters.all())
    };
    assert!(letter.contains("To: suharti@contoh.example"), "{letter}");
    assert!(letter.contains(case.number.as_str()), "{letter}");
    for secret in ["Penandakata", "Suharti", "Petugas loket", "Bernama", &case.code] {
        assert!(!letter.contains(secret), "{secret} in {letter}");
    }
}

#[tokio::test]
async fn nobody_else_is_mailed_about_their_case() {
    for fields in [
        with(&anonymous(), &[EMAIL]),
        confidential(),
        named(),
        with(&with(&named(), &[EMAIL]), &[("website", "x")]),
    ] {
        let (world, letters) = with_post(World::new().await);
        let case = Filed::of(&world, &file(&world, &fields).await);
        let held = fields.contains(&("website", "x"));
        let action = if held { Action::Release } else { Action::Verify };
        case.staff(&world, action, "Kami periksa.").await;
        ticked(&world).await;
        assert_eq!(letters.all(), Vec::<String>::new(), "{fields:?}");
    }
}

#[tokio::test]
async fn mail_that_does_not_leave_is_tried_again_and_health_says_so() {
    let (world, letters) = with_post(World::new().await);
    let case = filed(&world, &letters).await;
    case.staff(&world, Action::Verify, "Kami periksa.").await;
    letters.down.store(true, Ordering::SeqCst);
    for minute in 1..=61 {
        world.pass(SignedDuration::from_mins(1));
        ticked(&world).await;
        assert_eq!(
            crate::log::lines().contains(MAIL_IS_STUCK),
            minute > 60,
            "{minute}"
        );
    }
    world.pass(SignedDuration::from_mins(1));
    let down = get("/api/health").send(&world).await.expect(503);
    assert_eq!(down.json()["down"], serde_json::json!(["mail"]));
    letters.down.store(false, Ordering::SeqCst);
    world.pass(SignedDuration::from_hours(2));
    // The reporter's, and the agency's of a new case.
    assert_eq!((ticked(&world).await, ticked(&world).await), (2, 0));
    get("/api/health").send(&world).await.expect(200);
    assert_eq!(letters.all().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_dies_between_sending_and_remembering_sends_the_same_letter_again() {
    let dying = Arc::new(AtomicBool::new(false));
    let dies = Arc::clone(&dying);
    let faults = move |operation: &str, body: &str| {
        let settles = operation == "UpdateItem" && body.contains("settled_at");
        (settles && dies.load(Ordering::SeqCst)).then_some(Fault::Unreachable)
    };
    let (world, letters) = with_post(World::failing(Arc::new(faults)).await);
    let case = filed(&world, &letters).await;
    case.staff(&world, Action::Verify, "Kami periksa.").await;
    dying.store(true, Ordering::SeqCst);
    assert!(tick(&world.app, world.now()).await.is_err());
    dying.store(false, Ordering::SeqCst);
    assert_eq!(ticked(&world).await, 0, "not before its time");
    world.pass(SignedDuration::from_mins(3));
    assert_eq!((ticked(&world).await, ticked(&world).await), (1, 0));
    let ids: Vec<_> = letters
        .all()
        .iter()
        .map(|letter| {
            let id = letter.lines().find(|line| line.starts_with("Message-ID"));
            id.expect("a name").to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1], "by which it is recognised");
}

/// Speaks just enough SMTP to take one letter.
async fn serve_smtp(listener: TcpListener) -> String {
    let (stream, _) = listener.accept().await.unwrap();
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 contoh ESMTP\r\n").await.unwrap();
    let (mut letter, mut in_letter) = (String::new(), false);
    while let Some(line) = lines.next_line().await.unwrap() {
        let answer: &[u8] = match line.as_str() {
            "." if in_letter => return letter,
            line if in_letter => {
                letter.push_str(line);
                letter.push('\n');
                continue;
            }
            "DATA" => {
                in_letter = true;
                b"354 go on\r\n"
            }
            _ => b"250 OK\r\n",
        };
        write.write_all(answer).await.unwrap();
    }
    letter
}

/// Takes letters as a real server does, from whoever knows the password, until nobody connects any more.
async fn serve_letters(listener: TcpListener, letters: Arc<std::sync::Mutex<Vec<String>>>) {
    // PLAIN, as RFC 4616 writes it: an empty identity, the user, the password.
    let password = format!(
        "AUTH PLAIN {}",
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, "\0surat\0rahasia")
    );
    while let Ok((stream, _)) = listener.accept().await {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 contoh ESMTP\r\n").await.unwrap();
        let (mut letter, mut in_letter, mut known) = (String::new(), false, false);
        while let Ok(Some(line)) = lines.next_line().await {
            let answer: &[u8] = match line.as_str() {
                "." if in_letter => {
                    letters.lock().unwrap().push(std::mem::take(&mut letter));
                    in_letter = false;
                    b"250 OK\r\n"
                }
                line if in_letter => {
                    letter.push_str(line);
                    letter.push('\n');
                    continue;
                }
                line if line.starts_with("EHLO") => b"250-contoh\r\n250 AUTH PLAIN\r\n",
                line if line == password => {
                    known = true;
                    b"235 OK\r\n"
                }
                _ if !known => b"530 who are you\r\n",
                "DATA" => {
                    in_letter = true;
                    b"354 go on\r\n"
                }
                _ => b"250 OK\r\n",
            };
            write.write_all(answer).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_real_mail_server_gets_each_letter_once_and_only_with_the_password() {
    for (password, delivered) in [("rahasia", 1), ("salah", 0)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://surat:{password}@{}", listener.local_addr().unwrap());
        let (mut world, letters) = with_post(World::new().await);
        let case = filed(&world, &letters).await;
        world.app.post.as_mut().unwrap().mailer = Arc::new(SmtpMailer::new(&url).unwrap());
        let letters = Arc::new(std::sync::Mutex::new(Vec::new()));
        let server = tokio::spawn(serve_letters(listener, Arc::clone(&letters)));
        case.staff(&world, Action::Verify, "Kami periksa.").await;
        assert_eq!(ticked(&world).await, delivered, "{password}");
        assert_eq!(ticked(&world).await, 0, "once");
        let letters = letters.lock().unwrap().clone();
        assert_eq!(letters.len(), delivered);
        assert!(letters.iter().all(|letter| letter.contains(case.number.as_str())));
        server.abort();
    }
}

#[tokio::test]
async fn smtp_takes_the_letter() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (mut world, letters) = with_post(World::new().await);
    let case = filed(&world, &letters).await;
    world.app.post.as_mut().unwrap().mailer = Arc::new(SmtpMailer::new(&url).unwrap());
    let server = tokio::spawn(serve_smtp(listener));
    case.staff(&world, Action::Verify, "Kami periksa.").await;
    // The server hangs up before it has said yes, so the letter counts as not sent.
    assert_eq!(ticked(&world).await, 0);
    let letter = server.await.unwrap();
    assert!(
        letter.contains(case.number.as_str()) && letter.contains("/cek/"),
        "{letter}"
    );
}
