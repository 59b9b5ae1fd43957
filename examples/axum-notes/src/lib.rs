//! A small notebook on axum and minijinja. Every page runs under an enforced, strict Content Security
//! Policy.

mod failure;
mod form;
mod handlers;
mod notes;
mod page_cache;
mod pages;
pub mod policy;
mod sample_notes;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use stockade_web::preview::PreviewLayer;
use stockade_web::{CspLayer, Policies};
use tower_http::csrf::CsrfLayer;
use tower_http::services::ServeDir;

use notes::Notes;
use pages::Pages;

/// Where the scripts, the style sheet and the logo are.
const STATIC_FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/static");

/// What handlers work with.
struct Notebook {
    notes: Notes,
    pages: Pages,
}

/// The application, with its notes in this file, or in memory.
///
/// # Errors
///
/// A database that cannot be opened, or a static file or a template that has something wrong with
/// it.
pub fn app(database: Option<&Path>, policies: Policies) -> anyhow::Result<Router> {
    let notebook = Arc::new(Notebook {
        notes: Notes::open(database)?,
        pages: Pages::load(Path::new(STATIC_FOLDER))?,
    });
    let about = Router::new().route("/about", get(handlers::about));
    Ok(Router::new()
        .route("/", get(handlers::index))
        .route("/notes/new", get(handlers::blank).post(handlers::create))
        .route("/notes/{id}", get(handlers::show))
        .route("/notes/{id}/edit", get(handlers::edit).post(handlers::save))
        .route(
            "/notes/{id}/delete",
            get(handlers::confirm).post(handlers::delete),
        )
        .route("/unsafe/{id}", get(handlers::unescaped))
        .merge(page_cache::kept(about))
        .nest_service("/static", ServeDir::new(STATIC_FOLDER))
        .fallback(handlers::missing)
        .with_state(notebook)
        // No other site can send a form in a visitor's name.
        .layer(CsrfLayer::new())
        // Outside of everything, so that every response has the policy: refused forms too.
        .layer(CspLayer::new(policies))
        // In development builds, the log says what browsers will block.
        .layer(PreviewLayer::new()))
}
