//! The meta element that carries a page's policy.

use stockade::Span;
use stockade_markup::page::head_start;

use crate::problem::Problem;

/// What tells our element from those that an author wrote.
const MARK: &str = "data-stockade=\"hash\"";

/// How far into a page browsers look for its encoding.
const SNIFFED: usize = 1024;

/// Whether a start tag is that of an element that was put there by this command.
pub(super) fn is_ours(tag: &[u8]) -> bool {
    // Minifiers leave out quotes and change the order of attributes.
    let name = b"data-stockade=";
    tag.windows(name.len()).any(|window| window == name)
}

/// The page without these elements. All other bytes stay as they are.
pub(super) fn without(html: &[u8], elements: &[Span]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(html.len());
    let mut end = 0;
    for element in elements {
        kept.extend_from_slice(&html[end..element.range().start]);
        end = element.range().end;
    }
    kept.extend_from_slice(&html[end..]);
    kept
}

/// The page with a policy in front of everything that asks for something, the first of which
/// stands at `first_attempt`.
pub(super) fn with_policy(
    html: &[u8],
    policy: &str,
    first_attempt: usize,
) -> Result<Vec<u8>, Problem> {
    if let [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] = html {
        return Err(Problem::new("it is in UTF-16; save it as UTF-8"));
    }
    let element = element(policy);
    let start = head_start(html);
    let place = match start.behind_encoding {
        Some(behind) if behind <= first_attempt => behind,
        Some(behind) if behind + element.len() > SNIFFED => {
            return Err(Problem::new(
                "the element that declares its encoding stands behind others that load \
                 something, and no longer among the first 1,024 bytes once a policy stands in \
                 front of those; make it the first one in the head",
            ));
        }
        _ => start.first,
    };
    let (before, behind) = html.split_at(place);
    Ok([before, element.as_bytes(), behind].concat())
}

fn element(policy: &str) -> String {
    let content = policy.replace('&', "&amp;").replace('"', "&quot;");
    format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{content}\" {MARK}>")
}

#[cfg(test)]
mod tests {
    use stockade::Span;

    use super::{element, with_policy, without};

    fn place(page: &str, first_attempt: usize) -> String {
        let page = with_policy(page.as_bytes(), "img-src a", first_attempt).unwrap();
        String::from_utf8(page)
            .unwrap()
            .replace(&element("img-src a"), "|")
    }

    #[test]
    fn the_policy_is_the_first_thing_in_the_head() {
        assert_eq!(
            place("<!doctype html><title>a</title>", 99),
            "<!doctype html>|<title>a</title>"
        );
        assert_eq!(
            place("<html><head lang=en>\n<link>", 20),
            "<html><head lang=en>|\n<link>"
        );
    }

    #[test]
    fn what_declares_the_encoding_stays_in_front_unless_something_is_loaded_before_it() {
        let page = "<head><meta charset=utf-8><script src=a>";
        assert_eq!(place(page, 26), "<head><meta charset=utf-8>|<script src=a>");
        let page = "<head><script src=a></script><meta charset=utf-8>";
        assert_eq!(
            place(page, 6),
            "<head>|<script src=a></script><meta charset=utf-8>"
        );
    }

    #[test]
    fn an_encoding_is_not_pushed_out_of_sight() {
        let page = format!(
            "<head><script src=a></script><!--{}--><meta charset=utf-8>",
            " ".repeat(900)
        );
        assert!(with_policy(page.as_bytes(), &"a".repeat(100), 6).is_err());
    }

    #[test]
    fn what_is_put_in_can_be_taken_out() {
        let page = b"<head>\r\n<title>\xFF</title>";
        let added = with_policy(page, "img-src a&b\"c", 99).unwrap();
        let end = 6 + element("img-src a&b\"c").len();
        let span = Span::new(6, u32::try_from(end).unwrap());
        assert_eq!(without(&added, &[span]), page);
    }
}
