//! Whatever the input of `stockade explain --batch` is: one line in, one line out.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::{answer, answer_to};

proptest! {
    #[test]
    fn every_line_gets_one_answer(line in "[^\n]*[^\\s][^\n]*") {
        answer_to(line);
    }

    #[test]
    fn every_question_gets_one_answer(
        headers in arbitrary_json(), id in arbitrary_json(), attempt in arbitrary_json(),
        kind in "request|inline|eval|base-uri|frame-ancestors", text in ".*",
    ) {
        let mut attempt = attempt;
        if let Some(attempt) = attempt.as_object_mut() {
            attempt.insert("type".into(), kind.into());
            attempt.insert("url".into(), text.clone().into());
            attempt.insert("source".into(), text.clone().into());
        }
        let answer = answer_to(json!({"id": id, "headers": headers, "document": "https://a.example/",
            "attempt": attempt}).to_string());
        assert_eq!(answer["id"], id);
    }

    #[test]
    fn every_policy_and_source_gets_an_answer(policy in ".*", source in ".*") {
        let inline = json!({"type": "inline", "inline_type": "navigation", "source": source});
        assert_eq!(answer(&policy, &inline).get("error"), None);
    }
}

fn arbitrary_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "content-security-policy|destination|image|script|\\PC*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("url|destination|nonce|redirects|[a-z]*", inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}
