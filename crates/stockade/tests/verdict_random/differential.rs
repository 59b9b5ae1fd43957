//! The engine beside Servo's, which follows the text of the specification.
//!
//! Both are asked about random cases and about real policies. Where they disagree, one of the
//! [known differences](KNOWN) must say why; where none does, the test fails. Each of
//! those has an example, which fails when the engines come to agree about it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::case::Case;
use crate::differences::KNOWN;
use crate::{generate, servo};

/// `None` where the engines agree, else the name of the difference that explains why not.
///
/// # Errors
///
/// Where nothing explains it.
fn compare(case: &Case) -> Result<Option<&'static str>, String> {
    let (ours, theirs) = (case.is_blocked(), servo::is_blocked(case));
    if ours == theirs {
        return Ok(None);
    }
    let known = KNOWN.iter().find(|difference| {
        difference.we_block.is_none_or(|we| we == ours) && (difference.explains)(case)
    });
    match known {
        Some(difference) => Ok(Some(difference.name)),
        None => Err(format!(
            "blocked here: {ours}, blocked there: {theirs}: {case:#?}"
        )),
    }
}

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn random_cases_differ_in_known_ways_only(case in generate::case()) {
        prop_assert!(compare(&case).is_ok(), "{}", compare(&case).unwrap_err());
    }
}

#[test]
fn real_policies_differ_in_known_ways_only() {
    let mut compared = 0;
    let mut blocked = 0;
    let mut differences: BTreeMap<&str, usize> = BTreeMap::new();
    for case in generate::real_cases() {
        if let Some(difference) = compare(&case).unwrap_or_else(|problem| panic!("{problem}")) {
            *differences.entry(difference).or_default() += 1;
        }
        compared += 1;
        blocked += usize::from(case.is_blocked());
    }
    println!("{compared} cases, {blocked} blocked; {differences:#?}");
    assert!(compared > 5_000, "{compared}");
    assert!(
        blocked * 10 > compared && blocked * 10 < compared * 9,
        "{blocked} of {compared}"
    );
}

#[test]
fn every_known_difference_is_real() {
    for difference in KNOWN {
        let case = (difference.example)();
        assert_eq!(
            compare(&case),
            Ok(Some(difference.name)),
            "the engines agree about the example of {:?}, or another difference explains it",
            difference.name,
        );
        assert!(!difference.reason.is_empty());
    }
}
