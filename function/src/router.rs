//! All routes on one screen.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use tower::{ServiceBuilder, ServiceExt, service_fn};

use crate::App;
use crate::http::{
    Asked, Refusal, finish_headers, packing, record, refuse_cross_site, refuse_round_the_door,
    refuse_unreadable, survive_panic, tell_route,
};
use crate::routes::{
    challenge, complaints, dialogue, evidence, health, openapi, receipt_again, receipts, signs, status,
    uploads,
};
use crate::staff;

/// The function, as whoever serves it needs it.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    // Around all routes at once: around each of them it would be built some fifty times at every cold start.
    let guarded = ServiceBuilder::new()
        .layer(packing())
        .layer(from_fn_with_state(Arc::clone(&app), record))
        .layer(from_fn(finish_headers))
        .layer(from_fn_with_state(Arc::clone(&app), survive_panic))
        .layer(from_fn_with_state(Arc::clone(&app), refuse_round_the_door))
        .layer(from_fn_with_state(Arc::clone(&app), refuse_cross_site))
        .layer(from_fn_with_state(Arc::clone(&app), refuse_unreadable));
    let (citizens, desk_of) = (ready(citizens(), &app), Arc::new(OnceLock::new()));
    let routes = service_fn(move |request: Request| {
        let path = request.uri().path();
        let routes = if path == "/staff" || path.starts_with("/staff/") {
            // Built when somebody first comes to the desk.
            desk_of.get_or_init(|| ready(desk(), &app))
        } else {
            &citizens
        };
        routes.clone().oneshot(request)
    });
    Router::new().fallback_service(guarded.service(routes))
}

fn ready(routes: Router<Arc<App>>, app: &Arc<App>) -> Router {
    routes
        .route_layer(from_fn(tell_route))
        .fallback(not_found)
        .with_state(Arc::clone(app))
}

fn citizens() -> Router<Arc<App>> {
    Router::new()
        .route("/api/complaints", post(complaints::create).fallback(wrong_method))
        .route(
            "/api/complaints/{number}/messages",
            post(dialogue::message).fallback(wrong_method),
        )
        .route(
            "/api/complaints/{number}/rating",
            post(dialogue::rate).fallback(wrong_method),
        )
        .route(
            "/api/complaints/{number}/withdrawal",
            post(dialogue::withdraw).fallback(wrong_method),
        )
        .route(
            "/api/complaints/{number}/identity",
            post(dialogue::show_identity).fallback(wrong_method),
        )
        .route("/api/status", post(status::look_up).fallback(wrong_method))
        .route("/api/evidence", post(evidence::download).fallback(wrong_method))
        .route("/api/check", post(signs::check).fallback(wrong_method))
        .route(
            "/api/receipt-keys.json",
            get(receipts::keys).fallback(wrong_method),
        )
        .route("/api/receipts", post(receipt_again::again).fallback(wrong_method))
        .route(
            "/api/receipts/verify",
            post(receipts::verify).fallback(wrong_method),
        )
        .route("/api/challenge", get(challenge::ask).fallback(wrong_method))
        .route("/api/openapi.json", get(openapi::describe).fallback(wrong_method))
        .route("/api/uploads", post(uploads::create).fallback(wrong_method))
        .route("/api/uploads/check", post(uploads::check).fallback(wrong_method))
        .route("/api/health", get(health::check).fallback(wrong_method))
}

fn desk() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/staff/masuk",
            get(staff::sign_in_form)
                .post(staff::sign_in)
                .fallback(wrong_method),
        )
        .route(
            "/staff/masuk/instansi",
            post(staff::go_to_issuer).fallback(wrong_method),
        )
        .route(
            "/staff/masuk/kembali",
            get(staff::come_back).fallback(wrong_method),
        )
        .route("/staff/keluar", post(staff::sign_out).fallback(wrong_method))
        .route(
            "/staff/undangan",
            get(staff::invitation_form)
                .post(staff::accept_invitation)
                .fallback(wrong_method),
        )
        .route("/staff", get(staff::to_queue).fallback(wrong_method))
        .route("/staff/", get(staff::queue).fallback(wrong_method))
        .route(
            "/staff/mail",
            get(staff::mail).post(staff::mend_mail).fallback(wrong_method),
        )
        .route("/staff/cases/{number}", get(staff::case).fallback(wrong_method))
        .route(
            "/staff/cases/{number}/{verb}",
            post(staff::act_on_case).fallback(wrong_method),
        )
        .route(
            "/staff/new",
            get(staff::intake_form)
                .post(staff::record_intake)
                .fallback(wrong_method),
        )
        .route(
            "/staff/new/kotak",
            get(staff::batch_form)
                .post(staff::record_batch)
                .fallback(wrong_method),
        )
        .route(
            "/staff/absence",
            get(staff::absence_form)
                .post(staff::note_absence)
                .fallback(wrong_method),
        )
        .route(
            "/staff/stats",
            get(staff::statistics)
                .post(staff::export_statistics)
                .fallback(wrong_method),
        )
        .route(
            "/staff/filters",
            get(staff::saved_filters)
                .post(staff::change_filters)
                .fallback(wrong_method),
        )
        .route(
            "/staff/people",
            get(staff::people)
                .post(staff::change_people)
                .fallback(wrong_method),
        )
        .route("/staff/audit", get(staff::audit_page).fallback(wrong_method))
        .route(
            "/staff/export",
            get(staff::export_form).post(staff::export).fallback(wrong_method),
        )
        .route(
            "/staff/new/kertas",
            get(staff::paper_form)
                .post(staff::print_papers)
                .fallback(wrong_method),
        )
        .route(
            "/staff/cases/{number}/sp4n",
            get(staff::hand_off).fallback(wrong_method),
        )
        .route(
            "/staff/cases/{number}/identity",
            get(staff::unseal_form).post(staff::unseal).fallback(wrong_method),
        )
        .route(
            "/staff/cases/{number}/ombudsman",
            get(staff::dossier_form)
                .post(staff::make_dossier)
                .fallback(wrong_method),
        )
        .route(
            "/staff/cases/{number}/files/{position}",
            get(staff::file_of_case).fallback(wrong_method),
        )
}

async fn not_found(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    Asked::of(&headers).refuse(&app, &Refusal::NotFound)
}

async fn wrong_method(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    Asked::of(&headers).refuse(&app, &Refusal::Method)
}
