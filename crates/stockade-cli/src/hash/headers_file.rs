//! The file `_headers`, from which Netlify and Cloudflare Pages read the headers of a site.

use std::fmt::Write as _;

use crate::problem::Problem;

/// The file's name.
pub(super) const NAME: &str = "_headers";

/// How many characters a line may have: Cloudflare passes over longer ones.
pub(super) const LINE_LIMIT: usize = 2_000;

/// How many rules Cloudflare reads.
pub(super) const RULE_LIMIT: usize = 100;

const BEGIN: &str = "# stockade hash: begin";
const END: &str = "# stockade hash: end";

/// A path, or a pattern of paths, and the policy of what is there.
pub(super) struct Rule {
    pub(super) path: String,
    pub(super) policy: String,
}

impl Rule {
    /// The rule for everything.
    pub(super) fn for_all(policy: String) -> Self {
        Self {
            path: "/*".to_owned(),
            policy,
        }
    }

    /// Whether a host passes over it because it is too long.
    pub(super) fn is_too_long(&self) -> bool {
        line(&self.policy).chars().count() > LINE_LIMIT
    }
}

/// The part of the file that is ours.
pub(super) fn section(rules: &[Rule]) -> String {
    let mut section = format!("{BEGIN}\n");
    for rule in rules {
        // Writing to a string does not fail.
        let _ = writeln!(section, "{}\n{}", rule.path, line(&rule.policy));
    }
    section + END + "\n"
}

/// The file with our part in it, in the place of an earlier one. All else stays as it is.
pub(super) fn with_section(file: &str, section: &str) -> Result<String, Problem> {
    let Some((before, rest)) = file.split_once(BEGIN) else {
        let gap = if file.is_empty() || file.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        return Ok(format!("{file}{gap}{section}"));
    };
    let Some((_, behind)) = rest.split_once(END) else {
        return Err(Problem::new(format!(
            "{NAME}: there is a line {BEGIN:?}, but no {END:?}; remove what an earlier run wrote"
        )));
    };
    let behind = behind.strip_prefix('\n').unwrap_or(behind);
    Ok(format!("{before}{section}{behind}"))
}

/// Whether the file has a policy that is not ours. Hosts join the two, and browsers enforce both.
pub(super) fn has_other_policy(file: &str) -> bool {
    let ours = file.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, behind) = rest.split_once(END)?;
        Some([before, behind])
    });
    let is_policy = |line: &str| {
        line.trim_start()
            .split_once(':')
            .is_some_and(|(name, _)| name.eq_ignore_ascii_case("content-security-policy"))
    };
    ours.unwrap_or([file, ""])
        .iter()
        .any(|text| text.lines().any(is_policy))
}

fn line(policy: &str) -> String {
    format!("  Content-Security-Policy: {policy}")
}

#[cfg(test)]
mod tests {
    use super::{Rule, has_other_policy, section, with_section};

    fn ours(policy: &str) -> String {
        section(&[Rule::for_all(policy.to_owned())])
    }

    #[test]
    fn what_else_is_in_the_file_stays() {
        let own = "/assets/*\n  Cache-Control: immutable";
        let once = with_section(own, &ours("img-src a")).unwrap();
        assert_eq!(once, format!("{own}\n{}", ours("img-src a")));
        let twice = with_section(&format!("{once}/b\n  X: y\n"), &ours("img-src b")).unwrap();
        assert_eq!(twice, format!("{own}\n{}/b\n  X: y\n", ours("img-src b")));
    }

    #[test]
    fn a_section_without_an_end_is_left_alone() {
        assert!(with_section("# stockade hash: begin\n/*", &ours("img-src a")).is_err());
    }

    #[test]
    fn a_policy_of_the_authors_own_is_noticed() {
        let file = with_section("/*\n  X: y\n", &ours("img-src a")).unwrap();
        assert!(!has_other_policy(&file));
        assert!(has_other_policy(&format!(
            "{file}/b\n  content-security-policy: x\n"
        )));
    }
}
