//! Checks of directive names.

use crate::policy::{Delivery, DirectiveName, Disposition, Ignored, PolicySource, Status};
use crate::{Diagnostic, Error, ErrorKind, header};

use super::closest;

/// The known name that `name` is, if any.
pub(super) fn check(
    name: &str,
    report_only: bool,
    warnings: &mut Vec<Diagnostic>,
) -> Result<Option<DirectiveName>, Error> {
    let Some(known) = DirectiveName::parse(name) else {
        check_unknown(name, warnings)?;
        return Ok(None);
    };
    let delivery = Delivery {
        source: PolicySource::Header,
        disposition: if report_only {
            Disposition::Report
        } else {
            Disposition::Enforce
        },
    };
    if let Some(ignored) = Ignored::directive(known, delivery) {
        let code = match ignored {
            Ignored::RemovedDirective => "removed-directive",
            _ => "ignored-directive",
        };
        warnings.push(
            Diagnostic::warning(
                code,
                format!("{known} {} ({})", ignored.explain(), known.about()),
            )
            .in_directive(name),
        );
    } else if known.status() == Status::Deprecated && known != DirectiveName::ReportUri {
        // report-uri is deprecated too, but Firefox and Safari still need it.
        warnings.push(
            Diagnostic::warning(
                "deprecated-directive",
                format!("{known} is deprecated ({})", known.about()),
            )
            .in_directive(name),
        );
    }
    Ok(Some(known))
}

fn check_unknown(name: &str, warnings: &mut Vec<Diagnostic>) -> Result<(), Error> {
    // Only current names: nobody who mistypes a name means one that browsers have dropped.
    let names = DirectiveName::all()
        .filter(|name| name.status() != Status::Removed)
        .map(DirectiveName::as_str);
    if let Some(meant) = closest(name, names) {
        return Err(Error::new(
            ErrorKind::UnknownDirective,
            "there is no directive of this name, so browsers would ignore it",
        )
        .in_directive(name)
        .with_suggestion(meant));
    }
    let lower = name.to_ascii_lowercase();
    if lower.starts_with(header::CONTENT_SECURITY_POLICY) {
        return Err(Error::new(
            ErrorKind::InvalidDirectiveName,
            "this is the name of the header, which is added when the policy is sent; leave it out",
        )
        .in_directive(name.trim_end_matches(':')));
    }
    if name.is_empty()
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        return Err(Error::new(
            ErrorKind::InvalidDirectiveName,
            "a directive's name consists of ASCII letters, digits and '-' only",
        )
        .in_directive(name));
    }
    warnings.push(
        Diagnostic::warning(
            "unknown-directive",
            format!("{name} {}", Ignored::UnknownDirective.explain()),
        )
        .in_directive(name)
        .with_help("remove it, unless you know a browser that has it"),
    );
    Ok(())
}
