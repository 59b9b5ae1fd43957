//! A page that could not be made.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a handler has no page. A visitor hears only that there is none; the log says why.
#[derive(Debug)]
pub(crate) struct Failure(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!("{:#}", self.0);
        let message = "Something went wrong here. Your notes are safe; try again in a moment.";
        (StatusCode::INTERNAL_SERVER_ERROR, message).into_response()
    }
}
