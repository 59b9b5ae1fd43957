//! Names of reporting endpoints.

use crate::{Error, ErrorKind};

use super::closest;

/// Refuses a name that is not among those that are defined.
pub(crate) fn check(name: &str, defined: &[String]) -> Result<(), Error> {
    if defined.iter().any(|endpoint| endpoint == name) {
        return Ok(());
    }
    let error = Error::new(
        ErrorKind::UnknownEndpoint,
        format!(
            "there is no reporting endpoint {name:?}, so browsers would send no reports \
             (defined: {})",
            match defined {
                [] => "none".to_owned(),
                names => names.join(", "),
            }
        ),
    )
    .about_value(name);
    Err(match closest(name, defined.iter().map(String::as_str)) {
        Some(meant) => error.with_suggestion(meant),
        None => error,
    })
}
