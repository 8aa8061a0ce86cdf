//! What is left of a request that was answered early.
//!
//! A proxy passes an answer on only after it has sent everything. If the connection closes while it still sends, people
//! read "502" instead of the sentence that says what was too large. So the rest is read and dropped, within reason.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use http_body::{Frame, SizeHint};

/// More than any form we offer can hold.
const MOST_BYTES: usize = 16_000_000;
const PATIENCE: Duration = Duration::from_secs(20);

/// A body that can be read on by somebody else once its reader has had enough.
#[derive(Clone)]
pub(super) struct Rest(Arc<Mutex<Body>>);

impl Rest {
    /// The same request, and what will be left of it.
    pub(super) fn of(request: Request) -> (Request, Rest) {
        let (parts, body) = request.into_parts();
        let rest = Rest(Arc::new(Mutex::new(body)));
        (Request::from_parts(parts, Body::new(rest.clone())), rest)
    }

    /// Reads on to the end, or until it is too much.
    pub(super) async fn drop_it(mut self) {
        let read = async {
            let mut seen = 0;
            while seen < MOST_BYTES
                && let Some(Ok(frame)) =
                    std::future::poll_fn(|context| Pin::new(&mut self).poll_frame(context)).await
            {
                seen += frame.data_ref().map_or(0, Bytes::len);
            }
        };
        let _ = tokio::time::timeout(PATIENCE, read).await;
    }
}

impl HttpBody for Rest {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}
