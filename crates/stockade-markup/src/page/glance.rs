//! A cheap look at a start tag.
//!
//! Most tags of most pages ask nothing of a browser: `<li class="item">`. To see that in their
//! bytes is several times cheaper than to take their attributes apart. When in doubt, the answer is
//! that they may matter.

use stockade::policy::DirectiveName;

use super::report::Report;
use super::tag::Namespace;

/// Whether the attributes of an element may matter. `tag` is its start tag as it is written.
pub(super) fn attributes_may_matter(
    name: &str,
    namespace: Namespace,
    tag: &[u8],
    report: &dyn Report,
) -> bool {
    if tag.len() <= name.len() + "<>".len() {
        return false;
    }
    let by_name = match (namespace, name) {
        (Namespace::MathMl, _) => false,
        (Namespace::Svg, _) => true,
        (
            _,
            "audio" | "base" | "body" | "embed" | "frame" | "frameset" | "html" | "iframe"
            | "image" | "link" | "meta" | "object" | "script" | "source" | "style" | "template"
            | "track" | "video",
        ) => true,
        (_, "a" | "area") => may_have(tag, b"ping") || may_lead_to_a_script(tag),
        (_, "form") => report.wants(DirectiveName::FormAction) || may_lead_to_a_script(tag),
        (_, "img") => report.wants(DirectiveName::ImgSrc),
        (_, "button") => may_have(tag, b"formaction"),
        (_, "input") => may_have(tag, b"formaction") || may_have(tag, b"src"),
        (_, "col" | "colgroup" | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr") => {
            may_have(tag, b"background")
        }
        _ => false,
    };
    by_name || may_have(tag, b"on") || may_have(tag, b"style")
}

/// Whether the name of an attribute may begin so: by its first two letters, behind anything that
/// may stand in front of a name.
fn may_have(tag: &[u8], name: &[u8]) -> bool {
    tag.windows(3)
        .any(|bytes| bytes[0] <= b'/' && bytes[1] | 0x20 == name[0] && bytes[2] | 0x20 == name[1])
}

/// Whether a value may be a `javascript:` address: by its first letter, or what may stand in front
/// of it.
fn may_lead_to_a_script(tag: &[u8]) -> bool {
    let may_begin = |byte: u8| matches!(byte, b'j' | b'J' | b'&' | 0..=b' ');
    tag.windows(3).any(|bytes| {
        bytes[0] == b'='
            && (may_begin(bytes[1]) || (matches!(bytes[1], b'"' | b'\'') && may_begin(bytes[2])))
    })
}

#[cfg(test)]
mod tests {
    use super::{may_have, may_lead_to_a_script};

    #[test]
    fn an_attribute_is_seen_wherever_it_may_begin() {
        for tag in [
            "<p onclick=a>",
            "<p a='b'ONCLICK>",
            "<p/onclick>",
            "<p\nonclick>",
        ] {
            assert!(may_have(tag.as_bytes(), b"on"), "{tag}");
        }
        assert!(!may_have(b"<p class=button>", b"on"));
    }

    #[test]
    fn a_script_is_seen_wherever_it_may_begin() {
        for tag in [
            "<a href=javascript:a>",
            "<a href='&#106;'>",
            "<a href = j>",
            "<a href=\"\tj\">",
        ] {
            assert!(may_lead_to_a_script(tag.as_bytes()), "{tag}");
        }
        assert!(!may_lead_to_a_script(b"<a href='/a?b=c' title=d>"));
    }
}
