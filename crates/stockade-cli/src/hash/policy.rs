//! From what pages need to a policy.

use stockade::PolicyBuilder;
use stockade::policy::{DirectiveName, PolicyMapping};

use super::Format;
use super::needs::Needs;
use crate::problem::Problem;

/// What every page gets.
const STRICT: &str = "default-src 'none'; base-uri 'none'; form-action 'none'";
/// What only headers can say.
const FRAMING: &str = "frame-ancestors 'self'";

/// What every page gets, whatever is on it.
pub(super) struct BasePolicy {
    mapping: PolicyMapping,
}

impl BasePolicy {
    /// The policy of `--policy`, or a strict one.
    pub(super) fn new(text: Option<&str>, format: Format) -> Result<Self, Problem> {
        let default = match format {
            Format::Meta => STRICT.to_owned(),
            Format::Headers | Format::Json => format!("{STRICT}; {FRAMING}"),
        };
        let builder = PolicyBuilder::from_text(text.unwrap_or(&default));
        let built = builder
            .build()
            .map_err(|error| Problem::new(format!("--policy: {error}")))?;
        let ignored = built.directives().iter().find(|directive| {
            format == Format::Meta && directive.known_name().is_some_and(is_ignored_in_meta)
        });
        if let Some(directive) = ignored {
            return Err(Problem::new(format!(
                "--policy: browsers ignore {} in a meta element; leave it out, or write headers \
                 with --format headers",
                directive.name()
            )));
        }
        Ok(Self {
            mapping: built.to_mapping(),
        })
    }

    /// The text of the policy that allows what is needed.
    pub(super) fn allowing(&self, needs: &Needs) -> Result<String, Problem> {
        if needs.are_too_many() {
            return Err(Problem::new(
                "more inline scripts, styles and addresses than a policy can name; move the \
                 inline ones into files",
            ));
        }
        let mut mapping = self.mapping.clone();
        for (directive, sources) in needs.iter() {
            add(&mut mapping, directive, sources);
        }
        let built = PolicyBuilder::from_mapping(mapping).build();
        let built = built.map_err(|error| Problem::new(error.to_string()))?;
        Ok(built.compile().without_nonce().to_owned())
    }
}

/// Adds sources to a directive. Those for attributes start from nothing: what is allowed for
/// elements is no business of theirs.
fn add(mapping: &mut PolicyMapping, directive: DirectiveName, sources: Vec<String>) {
    let is_for_attributes = matches!(
        directive,
        DirectiveName::ScriptSrcAttr | DirectiveName::StyleSrcAttr
    );
    let is_there = mapping.iter().any(|(name, _)| name == directive.as_str());
    if is_for_attributes && !is_there {
        mapping.push(directive.as_str(), sources);
    } else {
        mapping.update([(directive.as_str(), sources)]);
    }
}

/// Specification: [the policy of a meta element](https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-content-security-policy).
fn is_ignored_in_meta(directive: DirectiveName) -> bool {
    matches!(
        directive,
        DirectiveName::FrameAncestors | DirectiveName::ReportUri | DirectiveName::Sandbox
    )
}
