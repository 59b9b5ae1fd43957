//! What holds for every input.

use proptest::prelude::*;
use stockade::policy::{DirectiveName, Disposition, SourceExpression, inspect};
use stockade::{Policy, PolicyList};

/// Bytes as an attacker sends them, and text that is nearly a policy.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        Just("'self'".to_owned()),
        Just("'none'".to_owned()),
        Just("'nonce-abc='".to_owned()),
        Just("'sha256-abc='".to_owned()),
        Just("https://*.a.example:*/p?q#f".to_owned()),
        Just("script-src".to_owned()),
        Just("default-src".to_owned()),
        "[ -~]{0,12}",
        "[ \t\n\x0c\r;,'*:/.\u{e9}]{0,6}",
    ];
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(
            (
                token,
                prop_oneof![Just(" "), Just(";"), Just(","), Just("")]
            ),
            0..30
        )
        .prop_map(|parts| parts
            .into_iter()
            .flat_map(|(a, b)| [a, b.to_owned()])
            .collect::<String>()
            .into_bytes()),
    ]
}

proptest! {
    #[test]
    fn nothing_is_lost(bytes in input()) {
        let policy = Policy::parse(&bytes);
        prop_assert_eq!(policy.as_bytes(), &bytes[..]);

        let mut list = PolicyList::default();
        list.push_header(&bytes, Disposition::Enforce);
        prop_assert_eq!(list.lines()[0].as_bytes(), &bytes[..]);
        for policy in list.policies() {
            prop_assert_eq!(policy.as_bytes(), &bytes[policy.span().range()]);
        }
    }

    #[test]
    fn spans_stand_in_order_and_hold_what_they_say(bytes in input()) {
        let policy = Policy::parse(&bytes);
        let mut last = 0;
        for directive in policy.directives() {
            prop_assert!(directive.span().start() >= last);
            prop_assert_eq!(directive.name_span().start(), directive.span().start());
            last = directive.name_span().end();
            for value in directive.values() {
                prop_assert!(value.span().start() > last);
                prop_assert_eq!(policy.text(value.span()), value.text());
                prop_assert!(!value.text().is_empty());
                last = value.span().end();
            }
            prop_assert_eq!(last, directive.span().end());
        }
        prop_assert!(last as usize <= bytes.len());
    }

    /// Cutting between directives and putting the pieces together again reads the same.
    #[test]
    fn a_policy_reads_the_same_with_other_white_space(bytes in input()) {
        let policy = Policy::parse(&bytes);
        let respelled: Vec<String> = policy
            .directives()
            .map(|directive| {
                let values = directive.values().map(stockade::policy::Value::text);
                std::iter::once(directive.name()).chain(values).collect::<Vec<_>>().join("\t ")
            })
            .collect();
        let again = Policy::parse(respelled.join(" ; "));
        prop_assert_eq!(again.directives().len(), policy.directives().len());
        for (one, other) in policy.directives().zip(again.directives()) {
            prop_assert_eq!(one.name(), other.name());
            prop_assert_eq!(one.ignored().is_some(), other.ignored().is_some());
            let texts = |directive: stockade::policy::Directive<'_>| -> Vec<String> {
                directive.values().map(|value| value.text().to_owned()).collect()
            };
            prop_assert_eq!(texts(one), texts(other));
        }
    }

    #[test]
    fn tokens_and_headers_never_panic(bytes in input()) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = SourceExpression::parse(&text);
        for finding in inspect(&text, Some("abc="), Disposition::Report) {
            if let Some(span) = finding.span() {
                prop_assert!(text.get(span.range()).is_some());
            }
        }
    }
}

#[test]
fn real_policies_come_back_byte_for_byte_and_are_understood() {
    let (mut values, mut ignored) = (0, 0);
    for line in include_str!("data/policies-real.jsonl").lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = record["policy"].as_str().unwrap();
        let policy = Policy::parse(text);
        assert_eq!(policy.to_string(), text);
        for value in policy
            .directives()
            .flat_map(stockade::policy::Directive::values)
        {
            values += 1;
            ignored += usize::from(value.ignored().is_some());
        }
    }
    assert!(values > 5_000, "{values}");
    // Real policies hold mistakes, but not many.
    assert!(ignored * 20 < values, "{ignored} of {values}");
}

/// A header is as long as an attacker makes it; time and memory stay in proportion.
#[test]
fn hostile_lengths_are_read_in_linear_time() {
    let many_directives: String = (0..200_000)
        .map(|number| ["x".to_owned(), number.to_string(), ";".to_owned()].concat())
        .collect();
    assert_eq!(Policy::parse(&many_directives).directives().len(), 200_000);

    let repeated = "img-src a;".repeat(100_000);
    let ignored = Policy::parse(&repeated)
        .directives()
        .filter(|d| d.ignored().is_some())
        .count();
    assert_eq!(ignored, 99_999);

    let mut list = PolicyList::default();
    list.push_header("a,".repeat(300_000), Disposition::Enforce);
    assert_eq!(list.policies().len(), 300_000);
}

/// The places of directives are kept in a byte each.
#[test]
fn a_directive_is_found_wherever_it_stands() {
    for others in [0, 1, 253, 254, 255, 256, 1000] {
        let others: String = (0..others)
            .map(|number| ["x", &number.to_string(), ";"].concat())
            .collect();
        let policy = Policy::parse(others + "img-src a; font-src b; IMG-SRC c");
        let value = |name| {
            policy
                .directive(name)
                .and_then(|directive| directive.values().next())
        };
        assert_eq!(value(DirectiveName::ImgSrc).unwrap().text(), "a");
        assert_eq!(value(DirectiveName::FontSrc).unwrap().text(), "b");
        assert!(value(DirectiveName::ScriptSrc).is_none());
    }
}
