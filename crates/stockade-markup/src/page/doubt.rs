//! Markup that browsers may read in different ways, and what was not read.

use stockade::Diagnostic;

use super::tag::StartTag;

/// A tag that browsers may drop where it stands, so that what follows it may be text or markup.
pub(super) fn dropped_tag(tag: StartTag<'_>, around: &str) -> Diagnostic {
    let name = tag.name;
    Diagnostic::warning(
        "ambiguous-markup",
        format!(
            "some browsers drop a <{name}> in a <{around}> and read what follows as markup, others \
             take it for text"
        ),
    )
    .with_help(format!("move the <{name}> out of the <{around}>"))
}

/// A template that is not closed by an end tag of its own.
pub(super) fn unclosed_template() -> Diagnostic {
    Diagnostic::warning(
        "ambiguous-markup",
        "this end tag closes an element around a <template> that is still open: browsers go on \
         with the template, and what follows was read as if it were closed",
    )
    .with_help("close the <template> first")
}

/// A `<base>` behind addresses that it may change.
pub(super) fn late_base() -> Diagnostic {
    Diagnostic::warning(
        "late-base",
        "relative addresses stand before this <base>: whether it changes them depends on how the \
         page arrives",
    )
    .with_help("move the <base> to the beginning of the head")
}

/// A frame that is not read.
pub(super) fn deep_frame(depth: usize) -> Diagnostic {
    Diagnostic::warning(
        "frames-too-deep",
        format!("this frame stands in {depth} others, and was not read"),
    )
}

/// A page that the tokenizer gave up on.
pub(super) fn not_read(error: &dyn std::error::Error) -> Diagnostic {
    Diagnostic::warning(
        "page-not-read",
        format!("the rest of the page was not read: {error}"),
    )
}

/// More violations than are listed.
pub(super) fn too_many_violations(listed: usize) -> Diagnostic {
    Diagnostic::warning(
        "too-many-violations",
        format!("from here on, violations are not listed: there are {listed} already"),
    )
}
