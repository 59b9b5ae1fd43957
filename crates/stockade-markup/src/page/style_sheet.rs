//! What a style sheet in a file of its own loads.

use stockade::verdict::{Destination, Request};
use url::Url;

use super::css::{self, CssUse};

/// Reports what the style sheet at an address loads: fonts, images, and what it imports.
///
/// A page that links to it needs a policy that allows these too, and does not show them.
///
/// ```
/// use stockade::verdict::Destination;
/// use stockade_markup::page::scan_style_sheet;
/// use url::Url;
///
/// let address = Url::parse("https://shop.example/css/shop.css")?;
/// let mut found = Vec::new();
/// scan_style_sheet("@font-face { src: url(../tea.woff2) }", &address, |request| {
///     found.push((request.destination, request.url.to_string()));
/// });
/// assert_eq!(found, [(Destination::Font, "https://shop.example/tea.woff2".to_owned())]);
/// # Ok::<(), url::ParseError>(())
/// ```
///
/// Specification: [fetching from style sheets](https://drafts.csswg.org/css-values/#url-processing).
pub fn scan_style_sheet(css: &str, address: &Url, mut visitor: impl FnMut(Request<'_>)) {
    css::style_sheet(css, &mut |found| {
        let destination = match found.css_use {
            CssUse::Import { .. } => Destination::Style,
            CssUse::Font => Destination::Font,
            CssUse::Image => Destination::Image,
        };
        if let Ok(url) = address.join(found.address) {
            visitor(Request::new(&url, destination));
        }
    });
}
