use stockade::policy::Disposition;
use stockade::verdict::{Destination, Document, Request};
use stockade::{Attempt, PolicyList};
use url::Url;

use crate::reference;

/// Reads lines: a list of source expressions, the address of the page, the address of a font, and
/// one that it redirects to. The engine and the [reference] agree.
///
/// # Panics
///
/// Where they do not.
pub fn url_match(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let mut lines = text.split('\n');
    let (Some(list), Some(page), Some(url)) = (lines.next(), lines.next(), lines.next()) else {
        return;
    };
    let (Ok(page), Ok(url)) = (Url::parse(page), Url::parse(url)) else {
        return;
    };
    let is_value = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b';' | b',');
    if !list.bytes().all(is_value) {
        return;
    }
    let redirects: Vec<Url> = lines
        .next()
        .and_then(|url| Url::parse(url).ok())
        .into_iter()
        .collect();

    let mut policies = PolicyList::default();
    policies.push_header(format!("font-src {list}"), Disposition::Enforce);
    let document = Document::new(page.clone());
    let request = Request::new(&url, Destination::Font).with_redirects(&redirects);
    let attempt = Attempt::Request(request);
    let is_blocked = policies.verdict(&attempt, &document).is_blocked();

    let covers = |url: &Url, is_redirect| {
        list.split(' ')
            .any(|expression| reference::covers(expression, &page, url, is_redirect))
    };
    let is_covered = covers(&url, false) && redirects.iter().all(|url| covers(url, true));
    assert_eq!(
        is_blocked, !is_covered,
        "{list:?} on {page}: {url} {redirects:?}"
    );
}
