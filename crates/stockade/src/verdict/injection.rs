//! Whether a policy does what most sites want it for: to keep injected markup from running scripts.

use url::Url;

use crate::policy::PolicyList;

use super::{Attempt, Destination, Document, Inline, InlineType, Request};

/// Any script that the site has nothing to do with. The host can never exist (RFC 2606).
const FOREIGN_SCRIPTS: [&str; 2] = [
    "https://unrelated-host.invalid/script.js",
    "data:text/javascript,alert(1)",
];

/// What injected markup holds scripts in. No policy has the hash of this text by chance.
const INJECTED_SOURCE: &str = "javascript:alert('injected into the page')";

impl PolicyList {
    /// Whether markup that an attacker brings into a page cannot run a script of the attacker's.
    ///
    /// It can where a script between tags runs without a nonce and without a hash, an event
    /// handler, a `javascript:` address, or a script from any host or from a `data:` address. Only
    /// enforced policies count. Yes does not mean that the policy has no weakness: what hosts that
    /// it names serve, and where a `<base>` element may lead, is another question.
    ///
    /// ```
    /// use stockade::PolicyList;
    /// use stockade::verdict::Document;
    /// use url::Url;
    ///
    /// let page = Document::new(Url::parse("https://shop.example/")?);
    /// let protects = |policy: &str| {
    ///     PolicyList::from_headers([("Content-Security-Policy", policy)])
    ///         .blocks_injected_scripts(&page)
    /// };
    /// assert!(protects("script-src 'nonce-r4nd0m' 'unsafe-inline'"));
    /// assert!(protects("default-src 'self'"));
    /// assert!(!protects("default-src 'self' 'unsafe-inline'"));
    /// assert!(!protects("script-src https:"));
    /// assert!(!protects("img-src 'self'"));
    /// # Ok::<(), url::ParseError>(())
    /// ```
    pub fn blocks_injected_scripts(&self, document: &Document) -> bool {
        let sandboxed = self.sandbox().is_some_and(|flags| !flags.allow_scripts);
        sandboxed || (self.blocks_inline_scripts(document) && self.blocks_foreign_scripts(document))
    }

    fn blocks_inline_scripts(&self, document: &Document) -> bool {
        [
            InlineType::Script,
            InlineType::ScriptAttribute,
            InlineType::Navigation,
        ]
        .into_iter()
        .all(|inline_type| {
            let attempt = Attempt::Inline(Inline::new(inline_type, INJECTED_SOURCE));
            self.verdict(&attempt, document).is_blocked()
        })
    }

    fn blocks_foreign_scripts(&self, document: &Document) -> bool {
        FOREIGN_SCRIPTS
            .iter()
            .filter_map(|script| Url::parse(script).ok())
            .all(|url| {
                let attempt = Attempt::Request(Request::new(&url, Destination::Script));
                self.verdict(&attempt, document).is_blocked()
            })
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use crate::PolicyList;
    use crate::verdict::Document;

    fn protects(headers: &[(&str, &str)]) -> bool {
        let page = Document::new(Url::parse("https://shop.example/").unwrap());
        PolicyList::from_headers(headers.iter().copied()).blocks_injected_scripts(&page)
    }

    fn enforced(policy: &str) -> bool {
        protects(&[("Content-Security-Policy", policy)])
    }

    #[test]
    fn policies_that_name_what_may_run_protect() {
        for policy in [
            "script-src 'none'",
            "script-src 'self' https://cdn.example",
            "script-src 'nonce-abc' 'strict-dynamic' https: 'unsafe-inline'",
            "script-src 'self'; script-src-attr 'none'",
            "default-src 'none'; style-src 'unsafe-inline'; img-src *",
            "sandbox",
        ] {
            assert!(enforced(policy), "{policy}");
        }
    }

    #[test]
    fn one_way_in_is_enough_not_to_protect() {
        for policy in [
            "",
            "object-src 'none'",
            "script-src 'self' 'unsafe-inline'",
            "script-src 'self'; script-src-attr 'unsafe-inline'",
            "script-src 'self'; script-src-elem 'self' 'unsafe-inline'",
            "script-src 'self' *",
            "script-src 'self' http:",
            "script-src 'self' data:",
            "script-src 'nonce-abc' https:",
            "sandbox allow-scripts",
        ] {
            assert!(!enforced(policy), "{policy}");
        }
    }

    #[test]
    fn all_enforced_policies_count_together_and_reported_ones_do_not() {
        assert!(enforced("script-src 'unsafe-inline', script-src https:"));
        assert!(!protects(&[(
            "Content-Security-Policy-Report-Only",
            "script-src 'none'"
        )]));
    }
}
