//! A cheap look at a start tag.
//!
//! Most tags of most pages ask nothing of a browser: `<li class="item">`. To see that in their
//! bytes is several times cheaper than to take their attributes apart. When in doubt, the answer is
//! that they may matter.

use stockade::policy::DirectiveName;

use super::report::Report;
use super::tag::Namespace;

/// What a start tag is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glance {
    /// It asks for nothing, and nothing that follows depends on it.
    Nothing,
    /// It asks for nothing, but what follows may depend on it.
    NameMatters,
    AttributesMatter,
}

impl Glance {
    /// Looks at a start tag as it is written; `name` is in lower case.
    pub(super) fn at(name: &str, namespace: Namespace, tag: &[u8], report: &dyn Report) -> Self {
        let beginnings = Beginnings::read(tag.get(name.len()..).unwrap_or_default());
        let (name_matters, attributes_matter) = match (namespace, name) {
            (Namespace::Html, "a" | "area") => {
                (false, beginnings.ping || may_lead_to_a_script(tag))
            }
            (Namespace::Html, "button") => (false, beginnings.formaction),
            (Namespace::Html, "input") => (false, beginnings.formaction || beginnings.src),
            (Namespace::Html, "img") => (false, report.wants(DirectiveName::ImgSrc)),
            (Namespace::Html, "form") => (
                true,
                report.wants(DirectiveName::FormAction) || may_lead_to_a_script(tag),
            ),
            (
                Namespace::Html,
                "table" | "col" | "colgroup" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr",
            ) => (name == "table", beginnings.background),
            (
                Namespace::Html,
                "noembed" | "noframes" | "noscript" | "picture" | "plaintext" | "select" | "title"
                | "xmp",
            ) => (true, false),
            (Namespace::Svg, _)
            | (
                Namespace::Html,
                "audio" | "base" | "body" | "embed" | "frame" | "frameset" | "head" | "html"
                | "iframe" | "image" | "link" | "meta" | "object" | "script" | "source" | "style"
                | "template" | "track" | "video",
            ) => (true, true),
            _ => (false, false),
        };
        let has_attributes = tag.len() > name.len() + "<>".len();
        if has_attributes && (attributes_matter || beginnings.on || beginnings.style) {
            Self::AttributesMatter
        } else if name_matters {
            Self::NameMatters
        } else {
            Self::Nothing
        }
    }
}

/// Which attributes there may be, by the first two letters of their names behind anything that may
/// stand in front of a name.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is one attribute")]
struct Beginnings {
    background: bool,
    formaction: bool,
    on: bool,
    ping: bool,
    src: bool,
    style: bool,
}

impl Beginnings {
    fn read(tag: &[u8]) -> Self {
        let mut found = Self::default();
        for bytes in tag.windows(3) {
            // White space, quotes and slashes, and a few that do no harm.
            if bytes[0] <= b'/' {
                match [bytes[1] | 0x20, bytes[2] | 0x20] {
                    [b'b', b'a'] => found.background = true,
                    [b'f', b'o'] => found.formaction = true,
                    [b'o', b'n'] => found.on = true,
                    [b'p', b'i'] => found.ping = true,
                    [b's', b'r'] => found.src = true,
                    [b's', b't'] => found.style = true,
                    _ => {}
                }
            }
        }
        found
    }
}

/// Whether a value may be a `javascript:` address: by its first letter, or what may stand in front
/// of it.
fn may_lead_to_a_script(tag: &[u8]) -> bool {
    let may_begin = |byte: u8| matches!(byte, b'j' | b'J' | b'&' | 0..=b' ');
    memchr::memchr_iter(b'=', tag).any(|equals| match tag[equals + 1..] {
        [b'"' | b'\'', first, ..] | [first, ..] => may_begin(first),
        [] => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{Beginnings, may_lead_to_a_script};

    #[test]
    fn an_attribute_is_seen_wherever_it_may_begin() {
        for tag in [
            "<p onclick=a>",
            "<p a='b'ONCLICK>",
            "<p/onclick>",
            "<p\nonclick>",
        ] {
            assert!(Beginnings::read(tag.as_bytes()).on, "{tag}");
        }
        assert!(!Beginnings::read(b"<p class=button>").on);
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
