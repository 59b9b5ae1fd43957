//! Scripts, the style sheet and pictures: those of the twin.

use std::fs;
use std::path::Path;

use actix_web::{HttpResponse, web};

/// Where they are.
pub(crate) const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../axum-notes/static");

/// Name and type of each. No other file of the folder is served, and none outside of it.
const FILES: [(&str, &str); 4] = [
    ("foolscap.css", "text/css; charset=utf-8"),
    ("foolscap.js", "text/javascript; charset=utf-8"),
    ("logo.svg", "image/svg+xml"),
    ("watch-violations.js", "text/javascript; charset=utf-8"),
];

pub(crate) async fn file(name: web::Path<String>) -> HttpResponse {
    let known = FILES.iter().find(|(known, _)| *known == *name);
    let found = known.and_then(|(name, content_type)| {
        let content = fs::read(Path::new(FOLDER).join(name)).ok()?;
        Some((*content_type, content))
    });
    match found {
        Some((content_type, content)) => {
            HttpResponse::Ok().content_type(content_type).body(content)
        }
        None => HttpResponse::NotFound().body("There is no such file."),
    }
}
