//! `Integrity-Policy`, as browsers read it.
//!
//! What Chromium does with each header here was measured.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use stockade::integrity_policy::{IntegrityReason as Reason, RequestMode as Mode};
use stockade::policy::Disposition;
use stockade::verdict::{Destination, Document, Request};
use stockade::{ErrorKind, IntegrityPolicy};
use url::Url;

const DIGEST: &str = "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=";

fn reason(header: &str, destination: Destination, integrity: &str, mode: Mode) -> Reason {
    let url = Url::parse("https://cdn.example/file?query").unwrap();
    let policy = IntegrityPolicy::parse(header, Disposition::Enforce).unwrap();
    policy.verdict(
        &Request::new(&url, destination).with_integrity(integrity),
        mode,
    )
}

fn script(header: &str, integrity: &str, mode: Mode) -> Reason {
    reason(header, Destination::Script, integrity, mode)
}

#[test]
fn a_script_needs_a_digest_and_an_answer_that_may_be_read() {
    let header = "blocked-destinations=(script)";
    assert_eq!(script(header, DIGEST, Mode::Cors), Reason::HasIntegrity);
    assert_eq!(
        script(header, DIGEST, Mode::SameOrigin),
        Reason::HasIntegrity
    );
    assert_eq!(script(header, DIGEST, Mode::NoCors), Reason::NotReadable);
    assert_eq!(script(header, "", Mode::Cors), Reason::NoIntegrity);
    assert_eq!(script(header, "md5-abc=", Mode::Cors), Reason::NoIntegrity);
    assert_eq!(
        script(header, &format!("md5-a {DIGEST}"), Mode::Cors),
        Reason::HasIntegrity
    );
}

#[test]
fn other_destinations_pass() {
    let header = "blocked-destinations=(script style image)";
    let none = |destination| reason(header, destination, "", Mode::NoCors);
    assert_eq!(none(Destination::Image), Reason::NotGoverned);
    assert_eq!(none(Destination::Worker), Reason::NotGoverned);
    assert_eq!(none(Destination::Style), Reason::NotEnforced);
    assert_eq!(none(Destination::Script), Reason::NoIntegrity);
}

#[test]
fn addresses_of_the_pages_own_making_pass() {
    let policy =
        IntegrityPolicy::parse("blocked-destinations=(script)", Disposition::Enforce).unwrap();
    for address in ["data:text/javascript,1", "blob:https://shop.example/1"] {
        let url = Url::parse(address).unwrap();
        let request = Request::new(&url, Destination::Script);
        assert_eq!(policy.verdict(&request, Mode::NoCors), Reason::LocalAddress);
    }
}

#[test]
fn what_browsers_do_not_understand_does_nothing() {
    for header in [
        "blocked-destinations=script",
        "blocked-destinations=(\"script\")",
        "blocked-destinations=(Script)",
        "blocked-destinations=()",
        "blocked-destinations",
        "sources=(inline)",
        "blocked-destinations=(script), sources=(network)",
        "blocked-destinations=(script), sources=inline",
        "blocked-destinations=(script), blocked-destinations=(style)",
        "",
    ] {
        assert!(!script(header, "", Mode::NoCors).is_violation(), "{header}");
    }
    for header in [
        "blocked-destinations=(script",
        "blocked-destinations=(script),",
        "é",
    ] {
        assert_eq!(
            IntegrityPolicy::parse(header, Disposition::Enforce),
            None,
            "{header}"
        );
    }
}

#[test]
fn sources_are_inline_if_nothing_is_said() {
    for header in [
        "blocked-destinations=(script)",
        "blocked-destinations=(script), sources=(inline)",
        "sources=(network inline), blocked-destinations=(script;a=1 unknown)",
    ] {
        assert_eq!(
            script(header, "", Mode::NoCors),
            Reason::NoIntegrity,
            "{header}"
        );
    }
}

#[test]
fn a_response_has_one_policy_of_each_kind() {
    let policies = IntegrityPolicy::from_headers([
        (
            "Integrity-Policy-Report-Only",
            "blocked-destinations=(script), endpoints=(a b)",
        ),
        ("integrity-policy", "blocked-destinations=(script)"),
        ("Integrity-Policy", "endpoints=(c)"),
        ("Content-Security-Policy", "default-src 'none'"),
    ]);
    let [enforced, report_only] = &policies[..] else {
        panic!("{policies:?}")
    };
    assert_eq!(enforced.disposition(), Disposition::Enforce);
    assert_eq!(enforced.blocked_destinations(), [Destination::Script]);
    assert_eq!(enforced.endpoints(), ["c"]);
    assert_eq!(report_only.disposition(), Disposition::Report);
    assert_eq!(report_only.endpoints(), ["a", "b"]);

    assert!(IntegrityPolicy::from_headers([("Integrity-Policy", "(")]).is_empty());
}

#[test]
fn a_report_names_the_page_and_the_address_without_secrets() {
    let policy =
        IntegrityPolicy::parse("blocked-destinations=(script)", Disposition::Report).unwrap();
    let page = Document::new(Url::parse("https://user:secret@shop.example/?q#top").unwrap());
    let url = Url::parse("https://cdn.example/a.js#fragment").unwrap();
    let request = Request::new(&url, Destination::Script);

    let violation = policy.violation(&request, Mode::NoCors, &page).unwrap();
    assert_eq!(violation.document_url, "https://shop.example/?q");
    assert_eq!(violation.blocked_url, "https://cdn.example/a.js");
    assert_eq!(violation.destination, Destination::Script);
    assert!(violation.report_only);

    let request = request.with_integrity(DIGEST);
    assert_eq!(policy.violation(&request, Mode::Cors, &page), None);
}

#[test]
fn what_would_block_nothing_is_not_sent() {
    for value in [
        "",
        "script",
        "blocked-destinations=script",
        "blocked-destinations=()",
        "blocked-destinations=(image)",
        "blocked-destinations=(script), sources=(network)",
        "blocked-destinations=(script),\ta",
        "blocked-destinations=(script)\r\nSet-Cookie: a=1",
    ] {
        for (disposition, verb) in [
            (Disposition::Enforce, "block"),
            (Disposition::Report, "report"),
        ] {
            let error = IntegrityPolicy::build(value, disposition, ["a"]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidIntegrityPolicy, "{value:?}");
            assert!(!error.to_string().contains('\n'), "{error}");
            assert!(
                error.to_string().contains(&format!("{verb} nothing")),
                "{error}"
            );
        }
    }
}

#[test]
fn what_is_sent_reports_to_endpoints_that_are_defined() {
    let build = |value| IntegrityPolicy::build(value, Disposition::Report, ["integrity", "other"]);
    let policy = build("blocked-destinations=(script style), endpoints=(other integrity)").unwrap();
    assert_eq!(policy.disposition(), Disposition::Report);
    assert_eq!(policy.endpoints(), ["other", "integrity"]);

    let error = build("blocked-destinations=(script), endpoints=(other integrty)").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownEndpoint);
    assert_eq!(error.suggestion(), Some("integrity"));
}
