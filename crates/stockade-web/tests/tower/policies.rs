//! What policies are made of, and what is refused.

use stockade::ReportingEndpoints;
use stockade_web::{ErrorKind, Policies};

#[test]
fn an_integrity_policy_that_blocks_nothing_is_refused_under_its_headers_name() {
    let enforced = Policies::builder().integrity_policy("scripts").build();
    let error = enforced.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidIntegrityPolicy);
    assert_eq!(
        error.to_string(),
        "integrity-policy: browsers would block nothing for \"scripts\"; write \
         \"blocked-destinations=(script)\"",
    );

    let report_only = Policies::builder().integrity_policy_report_only("scripts");
    let error = report_only.build().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("integrity-policy-report-only: ")
    );
}

#[test]
fn an_integrity_policy_reports_to_endpoints_that_are_defined() {
    let value = "blocked-destinations=(script), endpoints=(integrity)";
    let policies = Policies::builder().integrity_policy_report_only(value);
    assert_eq!(
        policies.clone().build().unwrap_err().kind(),
        ErrorKind::InvalidPolicy
    );

    let endpoints = ReportingEndpoints::new([("integrity", "/reports")]).unwrap();
    assert!(policies.reporting_endpoints(endpoints).build().is_ok());
}

#[test]
fn a_key_of_an_edge_cache_that_can_be_guessed_is_refused() {
    let policies = Policies::builder().edge_cache_key("secret");
    assert!(!format!("{policies:?}").contains("\"secret\""));
    let error = policies.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidEdgeCacheKey);
}
