//! What an edge cache proves itself with.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use stockade::ErrorKind;
use stockade::header::EdgeCacheKey;

const KEY: &str = "0123456789abcdefghijkl";

#[test]
fn a_key_that_can_be_guessed_or_that_no_header_can_carry_is_refused_and_not_shown() {
    let wrong = [
        "",
        &KEY[1..],
        &format!("{KEY} "),
        &format!("{KEY}\n"),
        &format!("{KEY}é"),
    ];
    for key in wrong {
        let error = EdgeCacheKey::new(key).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidEdgeCacheKey, "{key:?}");
        assert!(!format!("{error} {error:?}").contains("0123"), "{error:?}");
    }
}

#[test]
fn only_the_whole_key_matches() {
    let key = EdgeCacheKey::new(KEY).unwrap();
    assert!(key.matches(KEY.as_bytes()));
    for sent in [
        "",
        &KEY[1..],
        &KEY[..21],
        &format!("{KEY}m"),
        &KEY.to_uppercase(),
    ] {
        assert!(!key.matches(sent.as_bytes()), "{sent}");
    }
}

#[test]
fn a_key_is_not_shown() {
    assert_eq!(
        format!("{:?}", EdgeCacheKey::new(KEY).unwrap()),
        "EdgeCacheKey(…)"
    );
}
