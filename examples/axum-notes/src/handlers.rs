//! What each address answers.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Deserialize;
use stockade_web::CspNonce;

use crate::Notebook;
use crate::failure::Failure;
use crate::form::{BODY_LIMIT, NoteForm, Problems, TITLE_LIMIT};
use crate::notes::Draft;

type Answer = Result<Response, Failure>;
type App = State<Arc<Notebook>>;

#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
}

/// All notes, or those with the words that are looked for.
pub(crate) async fn index(app: App, nonce: CspNonce, search: Query<Search>) -> Answer {
    let words = search.q.trim();
    let notes = app.notes.search(words)?;
    app.pages
        .render("index.html", &nonce, context! { notes, words })
}

/// One note.
pub(crate) async fn show(app: App, nonce: CspNonce, Path(id): Path<i64>) -> Answer {
    match app.notes.find(id)? {
        Some(note) => app.pages.render("show.html", &nonce, context! { note }),
        None => missing(app, nonce).await,
    }
}

/// The same note, printed without escaping: what a template with a mistake would do.
pub(crate) async fn unescaped(app: App, nonce: CspNonce, Path(id): Path<i64>) -> Answer {
    match app.notes.find(id)? {
        Some(note) => app.pages.render("unsafe.html", &nonce, context! { note }),
        None => missing(app, nonce).await,
    }
}

/// The form for a new note.
pub(crate) async fn blank(app: App, nonce: CspNonce) -> Answer {
    editor(&app, &nonce, None, Draft::default(), None)
}

/// Takes a new note.
pub(crate) async fn create(app: App, nonce: CspNonce, Form(form): Form<NoteForm>) -> Answer {
    let (draft, problems) = form.read();
    if problems.is_some() {
        return editor(&app, &nonce, None, draft, problems);
    }
    let id = app.notes.add(&draft)?;
    Ok(Redirect::to(&format!("/notes/{id}")).into_response())
}

/// The form for a note that there is.
pub(crate) async fn edit(app: App, nonce: CspNonce, Path(id): Path<i64>) -> Answer {
    match app.notes.find(id)? {
        Some(note) => editor(&app, &nonce, Some(id), note.into(), None),
        None => missing(app, nonce).await,
    }
}

/// Takes a changed note.
pub(crate) async fn save(
    app: App,
    nonce: CspNonce,
    Path(id): Path<i64>,
    Form(form): Form<NoteForm>,
) -> Answer {
    if app.notes.find(id)?.is_none() {
        return missing(app, nonce).await;
    }
    let (draft, problems) = form.read();
    if problems.is_some() {
        return editor(&app, &nonce, Some(id), draft, problems);
    }
    app.notes.save(id, &draft)?;
    Ok(Redirect::to(&format!("/notes/{id}")).into_response())
}

/// Asks whether a note is to be deleted.
pub(crate) async fn confirm(app: App, nonce: CspNonce, Path(id): Path<i64>) -> Answer {
    match app.notes.find(id)? {
        Some(note) => app.pages.render("delete.html", &nonce, context! { note }),
        None => missing(app, nonce).await,
    }
}

/// Deletes a note.
pub(crate) async fn delete(app: App, Path(id): Path<i64>) -> Answer {
    app.notes.delete(id)?;
    Ok(Redirect::to("/").into_response())
}

/// What this is. The page is made once and kept, and each visitor's copy has its own nonce.
pub(crate) async fn about(app: App, nonce: CspNonce) -> Answer {
    let made = app.notes.time()?;
    app.pages.render("about.html", &nonce, context! { made })
}

/// There is nothing here.
pub(crate) async fn missing(app: App, nonce: CspNonce) -> Answer {
    let page = app.pages.render("missing.html", &nonce, context! {})?;
    Ok((StatusCode::NOT_FOUND, page).into_response())
}

fn editor(
    app: &App,
    nonce: &CspNonce,
    id: Option<i64>,
    draft: Draft,
    problems: Option<Problems>,
) -> Answer {
    let status = match problems {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let limits = context! { title => TITLE_LIMIT, body => BODY_LIMIT };
    let page = app.pages.render(
        "editor.html",
        nonce,
        context! { id, draft, problems, limits },
    )?;
    Ok((status, page).into_response())
}
