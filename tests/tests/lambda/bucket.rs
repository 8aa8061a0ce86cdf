//! A bucket behind a loopback port: objects in memory, for whoever brings a signed address.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::{Router, response::IntoResponse, response::Response};
use tokio::net::TcpListener;

pub(crate) type Objects = Arc<Mutex<HashMap<String, Bytes>>>;

/// Starts it and tells its address.
pub(crate) async fn bucket() -> (String, Objects) {
    let objects = Objects::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(Arc::clone(&objects));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (endpoint, objects)
}

async fn answer(State(objects): State<Objects>, method: Method, uri: Uri, body: Bytes) -> Response {
    let signed = uri
        .query()
        .is_some_and(|query| query.contains("X-Amz-Signature="));
    if !signed {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (mut objects, key) = (objects.lock().unwrap(), uri.path().to_owned());
    if method == Method::PUT {
        objects.insert(key, body);
        return StatusCode::OK.into_response();
    }
    if method == Method::DELETE {
        objects.remove(&key);
        return StatusCode::NO_CONTENT.into_response();
    }
    match objects.get(&key) {
        Some(bytes) if method == Method::GET => bytes.clone().into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
