//! Integrity policies to send.

use crate::policy::{Disposition, endpoint};
use crate::{Error, ErrorKind};

use super::IntegrityPolicy;

impl IntegrityPolicy {
    /// Reads a value that is to be sent, and refuses what would not do what it says: as strict as
    /// [`parse`](Self::parse) is lenient. `endpoints` are the names that it may send reports to.
    ///
    /// ```
    /// use stockade::IntegrityPolicy;
    /// use stockade::policy::Disposition;
    ///
    /// let value = "blocked-destinations=(script), endpoints=(integrity)";
    /// let policy = IntegrityPolicy::build(value, Disposition::Report, ["integrity"])?;
    /// assert_eq!(policy.endpoints(), ["integrity"]);
    ///
    /// let error = IntegrityPolicy::build("script", Disposition::Enforce, [""; 0]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "browsers would block nothing for \"script\"; write \"blocked-destinations=(script)\"",
    /// );
    /// # Ok::<(), stockade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidIntegrityPolicy`] for a value under which browsers block nothing, or
    /// that no header can carry, [`ErrorKind::UnknownEndpoint`] for a name that is not defined.
    pub fn build(
        value: &str,
        disposition: Disposition,
        endpoints: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, Error> {
        let is_one_line = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let policy = Self::parse(value, disposition)
            .filter(|policy| is_one_line && policy.is_effective())
            .ok_or_else(|| without_effect(value, disposition))?;
        let defined: Vec<String> = endpoints.into_iter().map(Into::into).collect();
        for name in &policy.endpoints {
            endpoint::check(name, &defined)?;
        }
        Ok(policy)
    }

    /// Whether anything at all can violate it.
    fn is_effective(&self) -> bool {
        self.covers_inline && !self.blocked_destinations.is_empty()
    }
}

fn without_effect(value: &str, disposition: Disposition) -> Error {
    let does = match disposition {
        Disposition::Enforce => "block",
        Disposition::Report => "report",
    };
    Error::new(
        ErrorKind::InvalidIntegrityPolicy,
        format!("browsers would {does} nothing for {value:?}"),
    )
    .about_value(value)
    .with_suggestion("blocked-destinations=(script)")
}
