//! Arguments of tags and calls.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use proptest::prelude::*;
use stockade_markup::template::syntax::arguments::{Literal, call, constant, literal, split};
use stockade_markup::template::syntax::{Delimiters, Dialect};

fn jinja() -> Dialect {
    Dialect::Jinja(Delimiters::default())
}

#[test]
fn arguments_are_split_outside_of_quotes() {
    let cases: [(&str, &[&str]); 8] = [
        ("", &[]),
        ("  'a b'  as\tx ", &["'a b'", "as", "x"]),
        (r#"x|default:"a b"|upper"#, &[r#"x|default:"a b"|upper"#]),
        (r#""a \" b" 'c \' d'"#, &[r#""a \" b""#, r"'c \' d'"]),
        // A quote that nothing closes is a letter, or parts what stands before it.
        ("it's a b", &["it's", "a", "b"]),
        (r#""a"b"c d"#, &[r#""a"b"#, r#""c"#, "d"]),
        (r#"_("a b") c"#, &[r#"_("a b")"#, "c"]),
        (r#"_("a b c) d") e"#, &[r#"_("a b c) d")"#, "e"]),
    ];
    for (arguments, bits) in cases {
        assert_eq!(split(arguments), bits, "{arguments}");
    }
}

#[test]
fn a_literal_is_one_quoted_text() {
    for dialect in [Dialect::Django, jinja()] {
        for text in ["'shop.js'", r#""shop.js""#] {
            assert_eq!(literal(text, &dialect).unwrap(), "shop.js");
        }
        assert_eq!(literal(r#""a\"b\\c""#, &dialect).unwrap(), r#"a"b\c"#);
        assert_eq!(literal(r"'a\\'", &dialect).unwrap(), r"a\");
        for other in [
            "",
            "x",
            "'",
            "'a",
            "'a'b",
            "'a' 'b'",
            "'a'|upper",
            "_('a')",
            "'a\nb'",
        ] {
            assert_eq!(literal(other, &dialect), None, "{other}");
        }
    }
}

#[test]
fn escapes_are_those_of_the_dialect() {
    assert_eq!(literal(r"'\x2f\n'", &Dialect::Django).unwrap(), r"\x2f\n");
    assert_eq!(literal(r"'\x2f'", &jinja()), None);
    assert_eq!(literal(r"'\n'", &jinja()), None);
}

#[test]
fn constants_are_texts_numbers_and_in_jinja_three_names() {
    let text = |text: &'static str| Some(Literal::Text(text.into()));
    for dialect in [Dialect::Django, jinja()] {
        assert_eq!(constant("'a'", &dialect), text("a"));
        assert_eq!(constant("12", &dialect), Some(Literal::Number("12")));
        assert_eq!(constant("1.5", &dialect), Some(Literal::Number("1.5")));
        for other in ["x", "1.", ".5", "1x", "-", "x.1"] {
            assert_eq!(constant(other, &dialect), None, "{other}");
        }
    }
    assert_eq!(constant("true", &jinja()), Some(Literal::Boolean(true)));
    assert_eq!(constant("False", &jinja()), Some(Literal::Boolean(false)));
    assert_eq!(constant("none", &jinja()), Some(Literal::None));
    // A context may call anything so.
    assert_eq!(constant("True", &Dialect::Django), None);
}

#[test]
fn a_call_has_literals_only() {
    let expression = "url_for('static', filename = 'a,b.js', v=1 , x=true)";
    let read = call(expression, &jinja()).unwrap();
    assert_eq!(read.callee, "url_for");
    assert_eq!(read.positional, [Literal::Text("static".into())]);
    let keyword = [
        ("filename", Literal::Text("a,b.js".into())),
        ("v", Literal::Number("1")),
        ("x", Literal::Boolean(true)),
    ];
    assert_eq!(read.keyword, keyword);

    let dotted = call("admin_static.url(filename=\"a=b.js\",)", &jinja()).unwrap();
    assert_eq!(dotted.callee, "admin_static.url");
    assert_eq!(
        dotted.keyword,
        [("filename", Literal::Text("a=b.js".into()))]
    );
    assert!(
        call("csrf_token()", &jinja())
            .unwrap()
            .positional
            .is_empty()
    );
}

#[test]
fn anything_else_is_no_such_call() {
    let expressions = [
        "",
        "x",
        "f(x)",
        "f('a' ~ x)",
        "f('a' 'b')",
        "f('a'|upper)",
        "f('a')|safe",
        "f('a')('b')",
        "f('a') if x else g('b')",
        "f('a', g('b'))",
        "f(a='x', 'y')",
        "f(*x)",
        "f(**{'a': 'b'})",
        "f('a'",
        "f('a')) + ('b')",
        "f(,)",
        "f('a',,)",
        "f['a']('b')",
        "'f'('a')",
        "f.('a')",
        "1f('a')",
        "f('\\x2f')",
        "f(a=b='c')",
    ];
    for expression in expressions {
        assert_eq!(call(expression, &jinja()), None, "{expression}");
    }
}

proptest! {
    #[test]
    fn splitting_loses_nothing_but_white_space(
        arguments in r#"([a-z|:=,.()_ \t\u{e9}]|\\|"|')*"#,
    ) {
        let bits = split(&arguments);
        let without_space = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(without_space(&bits.concat()), without_space(&arguments));
        prop_assert!(bits.iter().all(|bit| !bit.is_empty()));
    }

    #[test]
    fn nothing_panics(text in r#"([a-z=,.()_ \t\n\u{e9}0-9]|\\|"|')*"#) {
        for dialect in [Dialect::Django, jinja()] {
            literal(&text, &dialect);
            constant(&text, &dialect);
            call(&text, &dialect);
        }
    }
}

/// In a reader that looks for the end of each quote again, sixteen times the length is 256 times the
/// time. A busy machine may spoil a measurement, but not every one.
#[test]
fn quotes_that_do_not_close_are_read_in_linear_time() {
    let seconds = |times| {
        let arguments = r#"" \" '\' "#.repeat(times);
        let started = std::time::Instant::now();
        split(&arguments);
        started.elapsed().as_secs_f64()
    };
    assert!((0..5).any(|_| seconds(16_000) < 80.0 * seconds(1_000)));
}
