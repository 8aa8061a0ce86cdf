//! How much one sender may send. Cheap first, and never a wall for citizens: many share an address, so whoever
//! sends more than a few things is only asked for a little work (see [`crate::proof`]) or looked at by a person,
//! with the same receipt. Only floods are turned away.
//!
//! When the table cannot count, everybody is let through: losing a complaint would be worse.

use std::net::IpAddr;

use complaint::Number;

use crate::App;
use crate::secret::Purpose;
use crate::store::{Allowed, Rate, StoreError};

/// Beyond this a submission is turned away.
const FLOOD: Rate = Rate::new("flood", 60, 10);
/// Beyond this a submission needs proof of work, or waits for a person.
const BUSY: Rate = Rate::new("busy", 5, 120);
/// Beyond this, of all senders together, every submission does.
const SURGE: Rate = Rate::new("surge", 20, 30);
/// Wrong numbers and codes.
const WRONG: Rate = Rate::new("wrong", 10, 60);
/// Beyond this a file sent ahead needs proof of work. Whole offices share an address: four full forms go freely.
const BUSY_UPLOADS: Rate = Rate::new("busy", 20, 60);
/// Messages to one case: a dialogue, not a store.
const MESSAGES: Rate = Rate::new("message", 20, 120);
/// Signing in, by all names of a neighbourhood: each costs a slow hash.
const SIGN_INS: Rate = Rate::new("sign_in", 120, 5);
/// Files sent ahead. Who sends more still can: with the form itself.
const UPLOADS: Rate = Rate::new("upload", 60, 10);

/// Who sends, as far as limits care: a keyed hash that means nothing tomorrow.
#[derive(Clone, Debug)]
pub(crate) struct Sender(String);

impl Sender {
    /// Of an address as the front door knows it; those unknown are one sender.
    pub(crate) fn of(app: &App, address: Option<&str>) -> Sender {
        let day = (app.clock)().strftime("%Y-%m-%d").to_string();
        let neighbours = address.map_or_else(String::new, neighbourhood);
        Sender(
            app.secret
                .hex(Purpose::Sender, &[day.as_bytes(), neighbours.as_bytes()]),
        )
    }

    fn doing(&self, what: &str) -> String {
        format!("{what}#{}", self.0)
    }
}

/// How a submission is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    /// As any other.
    Freely,
    /// It needs proof of work, or waits for a person.
    Warily,
    /// It is turned away; try again in so many seconds.
    Refused(i64),
}

/// Counts what somebody sends to be filed, with mistakes or without.
pub(crate) async fn meet(app: &App, sender: &Sender) -> Met {
    match count_on(app, &sender.doing("file"), [FLOOD, BUSY]).await {
        [Allowed::In(seconds), _] => Met::Refused(seconds),
        [Allowed::Yes, Allowed::Yes] => Met::Freely,
        _ => Met::Warily,
    }
}

/// Counts a submission without mistakes by all senders together. One that is met warily does not count, so that nobody
/// alone can make everybody be met so.
pub(crate) async fn meet_among_all(app: &App, met: Met) -> Met {
    if met != Met::Freely {
        return met;
    }
    match count(app, all(app), SURGE).await {
        Allowed::Yes => Met::Freely,
        Allowed::In(_) => Met::Warily,
    }
}

/// All senders together, in this hour: a meter that was never used costs one request, one that ran out costs two.
fn all(app: &App) -> String {
    (app.clock)().strftime("all#%Y-%m-%dT%H").to_string()
}

/// Whether the next submission of this sender needs proof of work, and whether all are sending much.
pub(crate) async fn forecast(app: &App, sender: &Sender) -> Option<Pressure> {
    let (file, all) = (sender.doing("file"), all(app));
    let (busy, surge) = tokio::join!(peek(app, &file, BUSY), peek(app, &all, SURGE));
    match (busy, surge) {
        (_, Allowed::In(_)) => Some(Pressure::Surge),
        (Allowed::In(_), Allowed::Yes) => Some(Pressure::Busy),
        (Allowed::Yes, Allowed::Yes) => None,
    }
}

/// Why work is asked for; a surge asks for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pressure {
    /// This sender has sent much.
    Busy,
    /// All have.
    Surge,
}

/// Counts a file that a sender wants to send ahead of a form: whether it goes without work.
pub(crate) async fn announces_freely(app: &App, sender: &Sender) -> Allowed {
    count(app, sender.doing("files"), BUSY_UPLOADS).await
}

/// Whether the next file of this sender needs proof of work.
pub(crate) async fn forecast_upload(app: &App, sender: &Sender) -> Option<Pressure> {
    match peek(app, &sender.doing("files"), BUSY_UPLOADS).await {
        Allowed::Yes => None,
        Allowed::In(_) => Some(Pressure::Busy),
    }
}

/// Counts one that goes freely or was worked for.
pub(crate) async fn may_announce(app: &App, sender: &Sender) -> Allowed {
    count(app, sender.doing("upload"), UPLOADS).await
}

/// Whether this sender may ask for a case: who guesses is turned away, even with the right number then.
pub(crate) async fn may_ask(app: &App, sender: &Sender) -> Allowed {
    peek(app, &sender.doing("wrong"), WRONG).await
}

/// Counts a wrong number or code.
pub(crate) async fn guessed_wrong(app: &App, sender: &Sender) -> Allowed {
    count(app, sender.doing("wrong"), WRONG).await
}

/// Counts a message of a reporter.
pub(crate) async fn may_write(app: &App, number: &Number) -> Allowed {
    count(app, format!("message#{}", number.as_str()), MESSAGES).await
}

/// Counts an attempt to sign in.
pub(crate) async fn may_sign_in(app: &App, sender: &Sender) -> Allowed {
    count(app, sender.doing("sign_in"), SIGN_INS).await
}

async fn count(app: &App, sender: String, rate: Rate) -> Allowed {
    let [allowed] = count_on(app, &sender, [rate]).await;
    allowed
}

async fn count_on<const N: usize>(app: &App, sender: &str, rates: [Rate; N]) -> [Allowed; N] {
    if !app.limits {
        return [Allowed::Yes; N];
    }
    // These futures are large, and several of them are waited for at once.
    let counted = Box::pin(app.store.count_deed(sender, rates, (app.clock)().as_second()));
    counted
        .await
        .unwrap_or_else(|error| in_doubt([Allowed::Yes; N], &error))
}

async fn peek(app: &App, sender: &str, rate: Rate) -> Allowed {
    if !app.limits {
        return Allowed::Yes;
    }
    let room = app.store.has_room(sender, rate, (app.clock)().as_second()).await;
    room.unwrap_or_else(|error| in_doubt(Allowed::Yes, &error))
}

fn in_doubt<T>(allowed: T, error: &StoreError) -> T {
    tracing::warn!(%error, "limits could not be counted");
    allowed
}

/// The addresses that one household, office or carrier has: a /24, or a /48 of the newer kind.
pub(crate) fn neighbourhood(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}")
        }
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::neighbourhood;

    #[test]
    fn neighbours_count_together_and_others_apart() {
        for (one, other, together) in [
            ("192.0.2.1", "192.0.2.254", true),
            ("192.0.2.1", "192.0.3.1", false),
            ("192.0.2.1", "::ffff:192.0.2.9", true),
            ("2001:db8:1:2::3", "2001:db8:1:ffff::9", true),
            ("2001:db8:1::", "2001:db8:2::", false),
            ("tak dikenal", "192.0.2.1", false),
        ] {
            assert_eq!(
                neighbourhood(one) == neighbourhood(other),
                together,
                "{one} {other}"
            );
        }
    }
}
