//! What is done for visitors.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, Result, web};
use stockade_web::CspNonce;
use tera::Context;

use crate::Notebook;
use crate::notes::Note;

/// The front page: a list of notes, and a form for a new one.
pub(crate) async fn index(nonce: CspNonce, notebook: web::Data<Notebook>) -> Result<HttpResponse> {
    front_page(&nonce, &notebook, None)
}

/// Writes a note down.
pub(crate) async fn add(
    nonce: CspNonce,
    notebook: web::Data<Notebook>,
    note: web::Form<Note>,
) -> Result<HttpResponse> {
    match notebook.notes.add(note.into_inner()) {
        Ok(()) => Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, "/"))
            .finish()),
        Err(problem) => front_page(&nonce, &notebook, Some(problem)),
    }
}

/// The notes as a template with a mistake would print them: with whatever markup is in them.
pub(crate) async fn unescaped(
    nonce: CspNonce,
    notebook: web::Data<Notebook>,
) -> Result<HttpResponse> {
    let mut context = Context::new();
    context.insert("notes", &notebook.notes.all());
    notebook
        .pages
        .render("unsafe.html", &nonce, StatusCode::OK, context)
}

pub(crate) async fn missing() -> HttpResponse {
    HttpResponse::NotFound().body("There is no such page.")
}

fn front_page(
    nonce: &CspNonce,
    notebook: &Notebook,
    problem: Option<&str>,
) -> Result<HttpResponse> {
    let mut context = Context::new();
    context.insert("notes", &notebook.notes.all());
    context.insert("problem", &problem);
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    notebook.pages.render("index.html", nonce, status, context)
}
