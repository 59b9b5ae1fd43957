//! The notebook's front page on Actix and Tera, under the same strict policy as its twin on axum.

mod files;
mod handlers;
mod notes;
mod other_sites;
mod pages;
pub mod policy;

use std::fmt;

use actix_web::middleware::from_fn;
use actix_web::web;
use stockade_web::Policies;
use stockade_web::actix::Csp;

use notes::Notes;
use pages::Pages;

/// What handlers work with.
pub struct Notebook {
    notes: Notes,
    pages: Pages,
}

impl Notebook {
    /// A notebook with a few notes in it.
    ///
    /// # Errors
    ///
    /// A static file or a template that has something wrong with it.
    pub fn open() -> anyhow::Result<Self> {
        Ok(Self {
            notes: Notes::sample(),
            pages: Pages::load()?,
        })
    }
}

impl fmt::Debug for Notebook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notebook")
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}

/// Adds the notebook to an application, under these policies.
pub fn serve(config: &mut web::ServiceConfig, notebook: web::Data<Notebook>, policies: Policies) {
    config.service(
        web::scope("")
            .app_data(notebook)
            // No other site can send a form in a visitor's name.
            .wrap(from_fn(other_sites::refuse))
            // Outside of everything, so that every response has the policy: refused forms too.
            .wrap(Csp::new(policies))
            .route("/", web::get().to(handlers::index))
            .route("/", web::post().to(handlers::add))
            .route("/unsafe", web::get().to(handlers::unescaped))
            .route("/static/{name}", web::get().to(files::file))
            .default_service(web::to(handlers::missing)),
    );
}
