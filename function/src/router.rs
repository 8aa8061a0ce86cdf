//! All routes on one screen.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use complaint::Lang;
use tower_http::catch_panic::CatchPanicLayer;

use crate::App;
use crate::http::{Asked, Format, Refusal, finish_headers, record, refuse_cross_site};
use crate::routes::{complaints, health, status};

/// The routes of the function. What they do not know, another `fallback_service` may answer.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    Router::new()
        .route("/api/complaints", post(complaints::create).fallback(wrong_method))
        .route("/api/status", post(status::look_up).fallback(wrong_method))
        .route("/api/health", get(health::check).fallback(wrong_method))
        .route("/api", any(not_found))
        .route("/api/{*path}", any(not_found))
        .fallback(not_found)
        .layer(from_fn_with_state(Arc::clone(&app), refuse_cross_site))
        .layer(CatchPanicLayer::custom(broken(&app)))
        .layer(from_fn(finish_headers))
        .layer(from_fn_with_state(Arc::clone(&app), record))
        .with_state(app)
}

async fn not_found(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    Asked::of(&headers).refuse(&app, &Refusal::NotFound)
}

async fn wrong_method(State(app): State<Arc<App>>, _method: Method, headers: HeaderMap) -> Response {
    Asked::of(&headers).refuse(&app, &Refusal::Method)
}

/// Our own mistake, answered without detail; [`crate::log_panics`] has logged it.
fn broken(app: &Arc<App>) -> impl Fn(Box<dyn Any + Send + 'static>) -> Response + Clone + use<> {
    let app = Arc::clone(app);
    move |_| {
        tracing::error!("a request made the program panic");
        Asked {
            format: Format::Html,
            lang: Lang::default(),
        }
        .refuse(&app, &Refusal::Broken)
    }
}
