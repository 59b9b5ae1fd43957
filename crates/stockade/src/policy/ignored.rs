//! What browsers ignore in a policy, and why.

use std::fmt;

use crate::diagnostic::Span;

use super::{Delivery, DirectiveName, Disposition, InvalidSource, Keyword, PolicySource};
use super::{SourceExpression, Status, ValueGrammar};

/// Why a browser does not take a directive or a value as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ignored {
    /// The directive stands in the policy already; browsers obey the first.
    ///
    /// Chromium counts a directive that it then drops for its bytes as the first; the
    /// specification does not.
    RepeatedDirective {
        /// Where the first one stands.
        first: Span,
    },
    /// A byte in the directive makes browsers drop all of it.
    ///
    /// The specification drops what is not ASCII; browsers also drop control bytes.
    ForbiddenBytes {
        /// The first such byte or character.
        at: Span,
    },
    /// No specification knows the directive.
    UnknownDirective,
    /// Browsers no longer obey the directive.
    RemovedDirective,
    /// The directive counts in a header only.
    NotInMeta,
    /// The directive counts in an enforced policy only.
    NotInReportOnly,
    /// The value is no source expression.
    InvalidSource(InvalidSource),
    /// `'none'` counts only alone; beside others it means nothing.
    NoneWithOthers,
    /// The keyword, nonce or hash has no effect in this directive.
    NoEffectHere,
    /// The query or fragment behind the path; the rest counts.
    QueryOrFragment {
        /// What is cut off.
        cut: Span,
    },
}

impl Ignored {
    /// A sentence's worth of explanation, to follow the name of what is ignored.
    pub fn explain(self) -> &'static str {
        match self {
            Self::RepeatedDirective { .. } => {
                "stands in the policy already; browsers obey the first"
            }
            Self::ForbiddenBytes { .. } => {
                "holds a character that is not printable ASCII, so browsers drop all of it"
            }
            Self::UnknownDirective => "is no directive that browsers know, so it does nothing",
            Self::RemovedDirective => "is no longer obeyed by browsers",
            Self::NotInMeta => "counts in a header only, not in a meta element",
            Self::NotInReportOnly => "counts in an enforced policy only, not in a report-only one",
            Self::InvalidSource(why) => why.explain(),
            Self::NoneWithOthers => "counts only alone, so browsers ignore it beside other values",
            Self::NoEffectHere => "has no effect in this directive",
            Self::QueryOrFragment { .. } => {
                "has a query or fragment, which browsers cut off before they compare"
            }
        }
    }

    /// Why a known directive is ignored in a policy that is delivered in this way.
    pub(super) fn directive(name: DirectiveName, delivery: Delivery) -> Option<Self> {
        use DirectiveName as Name;

        if name.status() == Status::Removed {
            return Some(Self::RemovedDirective);
        }
        if delivery.source == PolicySource::Meta
            && matches!(
                name,
                Name::ReportUri | Name::FrameAncestors | Name::Sandbox | Name::TreatAsPublicAddress
            )
        {
            return Some(Self::NotInMeta);
        }
        if delivery.disposition == Disposition::Report
            && matches!(
                name,
                Name::Sandbox
                    | Name::UpgradeInsecureRequests
                    | Name::BlockAllMixedContent
                    | Name::TreatAsPublicAddress
            )
        {
            return Some(Self::NotInReportOnly);
        }
        None
    }

    /// Why a source expression in the list of `directive` does not count; `company` says whether
    /// the list has other values.
    pub(super) fn source(
        source: SourceExpression,
        directive: DirectiveName,
        company: bool,
    ) -> Option<Self> {
        match source {
            SourceExpression::Keyword(Keyword::None) if company => Some(Self::NoneWithOthers),
            SourceExpression::Keyword(keyword) if !keyword.has_effect_in(directive) => {
                Some(Self::NoEffectHere)
            }
            SourceExpression::Keyword(keyword)
                if directive.grammar() == ValueGrammar::AncestorSourceList
                    && !matches!(keyword, Keyword::None | Keyword::SelfOrigin) =>
            {
                Some(Self::NoEffectHere)
            }
            SourceExpression::Nonce(_) | SourceExpression::Hash(_)
                if !directive.governs_inline() =>
            {
                Some(Self::NoEffectHere)
            }
            SourceExpression::Host(host) => host.ignored.map(|cut| Self::QueryOrFragment { cut }),
            _ => None,
        }
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.explain())
    }
}
