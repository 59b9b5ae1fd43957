//! What is told to the people who run the application.

use std::fmt;

/// Something went wrong, and the response went out all the same.
pub(crate) fn error(message: impl fmt::Display) {
    #[cfg(feature = "tracing")]
    tracing::error!("{message}");
    #[cfg(not(feature = "tracing"))]
    drop(message);
}
