//! The `sandbox` directive.

use crate::policy::{DirectiveName, PolicyList, Value};

/// What a sandboxed page may still do: each field is a keyword of the directive.
///
/// ```
/// use stockade::PolicyList;
///
/// let policies = PolicyList::from_headers([
///     ("Content-Security-Policy", "sandbox allow-scripts allow-forms"),
///     ("Content-Security-Policy", "sandbox allow-scripts"),
/// ]);
/// let sandbox = policies.sandbox().unwrap();
/// assert!(sandbox.allow_scripts && !sandbox.allow_forms);
/// ```
///
/// Specification: [sandbox](https://w3c.github.io/webappsec-csp/#directive-sandbox).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "each field is the keyword of its name")]
#[allow(clippy::struct_excessive_bools, reason = "these are flags")]
#[non_exhaustive]
pub struct SandboxFlags {
    pub allow_downloads: bool,
    pub allow_forms: bool,
    pub allow_modals: bool,
    pub allow_orientation_lock: bool,
    pub allow_pointer_lock: bool,
    pub allow_popups: bool,
    pub allow_popups_to_escape_sandbox: bool,
    pub allow_presentation: bool,
    pub allow_same_origin: bool,
    pub allow_scripts: bool,
    pub allow_storage_access_by_user_activation: bool,
    pub allow_top_navigation: bool,
    pub allow_top_navigation_by_user_activation: bool,
    pub allow_top_navigation_to_custom_protocols: bool,
}

impl PolicyList {
    /// What a page under these policies may do in spite of its sandbox; `None` if none of them
    /// sandboxes it. Where several do, only what all of them allow is allowed.
    pub fn sandbox(&self) -> Option<SandboxFlags> {
        self.policies()
            .iter()
            .filter_map(|policy| policy.directive(DirectiveName::Sandbox))
            .map(|directive| SandboxFlags::parse(directive.values().map(Value::text)))
            .reduce(SandboxFlags::intersection)
    }

    /// Whether browsers turn `http:` addresses of the page into `https:` ones.
    ///
    /// Specification: [upgrade-insecure-requests](https://w3c.github.io/webappsec-upgrade-insecure-requests/#delivery).
    pub fn upgrades_insecure_requests(&self) -> bool {
        self.policies().iter().any(|policy| {
            policy
                .directive(DirectiveName::UpgradeInsecureRequests)
                .is_some()
        })
    }
}

macro_rules! sandbox_keywords {
    ($($field:ident $keyword:literal),* $(,)?) => {
        impl SandboxFlags {
            /// What the keywords of a sandbox allow, compared without regard to case; unknown
            /// ones allow nothing.
            pub fn parse<'t>(keywords: impl IntoIterator<Item = &'t str>) -> Self {
                let mut flags = Self::default();
                for keyword in keywords {
                    $(if keyword.eq_ignore_ascii_case($keyword) { flags.$field = true; })*
                }
                flags
            }

            /// What both allow.
            #[must_use]
            pub fn intersection(self, other: Self) -> Self {
                Self { $($field: self.$field && other.$field),* }
            }
        }
    };
}

sandbox_keywords! {
    allow_downloads "allow-downloads",
    allow_forms "allow-forms",
    allow_modals "allow-modals",
    allow_orientation_lock "allow-orientation-lock",
    allow_pointer_lock "allow-pointer-lock",
    allow_popups "allow-popups",
    allow_popups_to_escape_sandbox "allow-popups-to-escape-sandbox",
    allow_presentation "allow-presentation",
    allow_same_origin "allow-same-origin",
    allow_scripts "allow-scripts",
    allow_storage_access_by_user_activation "allow-storage-access-by-user-activation",
    allow_top_navigation "allow-top-navigation",
    allow_top_navigation_by_user_activation "allow-top-navigation-by-user-activation",
    allow_top_navigation_to_custom_protocols "allow-top-navigation-to-custom-protocols",
}
