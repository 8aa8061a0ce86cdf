//! Requests nobody sends by accident. Each has one expected answer, and none is a failure of ours.

mod anything;
mod bodies;
mod json;
mod multipart;
mod numbers;
mod text;

use crate::caller::{BOUNDARY, Call};
use crate::case::anonymous;
use crate::world::World;

pub(super) const LIMIT: usize = 4_500_000;
pub(super) const MULTIPART: &str = "multipart/form-data; boundary=----batas";

pub(super) struct Attack {
    pub(super) name: &'static str,
    call: Call,
    pub(super) status: u16,
}

pub(super) fn attack(name: &'static str, status: u16, call: Call) -> Attack {
    Attack { name, call, status }
}

/// Sends each to both addresses that take forms, as a browser and as a program.
pub(super) async fn survive(attacks: Vec<Attack>) {
    for Attack { name, call, status } in attacks {
        let world = World::new().await;
        let answer = call.send(&world).await;
        assert_eq!(
            answer.status,
            status,
            "{name}: {}",
            answer.text.chars().take(600).collect::<String>()
        );
    }
}

pub(super) fn part(head: &str, body: &str) -> String {
    format!("--{BOUNDARY}\r\n{head}\r\n\r\n{body}\r\n")
}

pub(super) fn field(name: &str, body: &str) -> String {
    part(&format!("Content-Disposition: form-data; name=\"{name}\""), body)
}

pub(super) fn closed(parts: &str) -> String {
    format!("{parts}--{BOUNDARY}--\r\n")
}

pub(super) fn whole() -> String {
    anonymous().iter().map(|(name, text)| field(name, text)).collect()
}
