//! The front door that nobody may go round: on AWS, `CloudFront` shows a key with every request that it passes on.
//! Without it somebody could ask the API by its own address, and say to come from any address they like.

use std::fmt;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use sha2::{Digest, Sha256};

use super::{Asked, Refusal};
use crate::App;

/// Where the front door shows its key.
pub const FRONT_DOOR_HEADER: &str = "x-tanggap-front-door";

/// The keys of the front door, by their hashes: comparing hashes tells nobody how near a guess was.
#[derive(Clone, PartialEq, Eq)]
pub struct FrontDoor(Vec<[u8; 32]>);

impl FrontDoor {
    /// A door that shows one of these keys: the one it has, or while it is being changed the new one or the old one.
    pub fn new<'a>(keys: impl IntoIterator<Item = &'a str>) -> FrontDoor {
        FrontDoor(keys.into_iter().map(hash).collect())
    }

    fn passed(&self, headers: &HeaderMap) -> bool {
        let mut shown = headers.get_all(FRONT_DOOR_HEADER).iter();
        let only = shown.next().filter(|_| shown.next().is_none());
        only.is_some_and(|key| self.0.contains(&hash(key)))
    }
}

fn hash(key: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::digest(key).into()
}

impl fmt::Debug for FrontDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FrontDoor")
    }
}

/// Answers as if nothing were here to whoever did not come through the front door, where there is one.
pub(crate) async fn refuse_round_the_door(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let door = app.front_door.as_ref();
    if door.is_none_or(|door| door.passed(request.headers())) {
        next.run(request).await
    } else {
        Asked::of(request.headers()).refuse(&app, &Refusal::NotFound)
    }
}
