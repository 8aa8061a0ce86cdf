//! GET `/api/challenge`: the work that this sender's next submission needs, or with `?for=upload` their next file, or
//! nothing.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::http::{client_address, json_answer};
use crate::limits::{Sender, forecast, forecast_upload};
use crate::proof;

const FOR_UPLOAD: &str = "for=upload";

/// 204 where nothing is needed, else an ALTCHA challenge.
pub(crate) async fn ask(State(app): State<Arc<App>>, request: Request) -> Response {
    let address = client_address(&app, &request);
    let sender = Sender::of(&app, address.as_deref());
    let pressure = match request.uri().query() {
        Some(FOR_UPLOAD) => forecast_upload(&app, &sender).await,
        _ => forecast(&app, &sender).await,
    };
    let challenge = pressure.and_then(|pressure| proof::challenge(&app, pressure));
    match challenge {
        Some(challenge) => json_answer(StatusCode::OK, &challenge),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}
