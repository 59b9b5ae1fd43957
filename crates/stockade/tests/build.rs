//! What building refuses, and what it only warns about.

use stockade::policy::{DirectiveValue, source};
use stockade::{ErrorKind, PolicyBuilder, PolicyMapping, ReportingEndpoints};

/// What a person reads for one directive in `SECURE_CSP`: the error, or the warnings and the
/// header.
fn build(name: &str, value: impl Into<DirectiveValue>) -> String {
    let builder = PolicyBuilder::new()
        .setting("SECURE_CSP")
        .directive("form-action", source::SELF)
        .directive("base-uri", source::NONE)
        .directive("object-src", source::NONE);
    let built = match name {
        "" => builder.build(),
        _ => builder.directive(name, value).build(),
    };
    match built {
        Err(error) => {
            assert_eq!(error.setting(), "SECURE_CSP");
            format!("error[{}] {error}", error.kind().as_str())
        }
        Ok(policy) => {
            let mut lines: Vec<String> = policy
                .warnings()
                .iter()
                .map(|warning| format!("{}[{}] {warning}", warning.severity(), warning.code()))
                .collect();
            let header = policy.compile().render(None);
            let header =
                header.strip_prefix("form-action 'self'; base-uri 'none'; object-src 'none'; ");
            lines.push(format!("sent: {}", header.unwrap_or("nothing more")));
            lines.join("\n")
        }
    }
}

/// One readable page of everything that can go wrong with a single value.
#[test]
fn messages() {
    let mut page = Vec::new();
    for (name, values) in [
        ("script-src", vec!["self"]),
        ("script-src", vec!["\"self\""]),
        ("script-src", vec!["NONE"]),
        ("script-src", vec!["strict-dynamic"]),
        ("script-src", vec!["nonce-abc"]),
        ("script-src", vec!["sha256-abc="]),
        ("script-src", vec!["'slef'"]),
        ("script-src", vec!["'unsafe_inline'"]),
        ("script-src", vec!["'nonce'"]),
        ("script-src", vec!["'nonce-abc'"]),
        ("script-src", vec!["'nonce-<CSP_NONCE_SENTINEL>'"]),
        ("script-src", vec!["'nonce-{{nonce}}'"]),
        ("script-src", vec!["'nonce-%(nonce)s'"]),
        ("script-src", vec!["${CDN}"]),
        ("script-src", vec!["'self'", "'none'"]),
        ("script-src", vec!["a.example; script-src *"]),
        ("script-src", vec!["a.example, b.example"]),
        ("script-src", vec!["a.example b.example"]),
        ("script-src", vec!["a.example\r\nSet-Cookie: x=1"]),
        ("script-src", vec!["\u{0}"]),
        ("script-src", vec!["m\u{fc}nchen.example"]),
        ("script-src", vec!["\u{2018}self\u{2019}"]),
        ("default-src", vec!["'self'", "script-src", "'self'"]),
        ("img-src", vec!["sandbox"]),
        ("script-src", vec![""]),
        ("script_src", vec!["'self'"]),
        ("scriptSrc", vec!["'self'"]),
        ("scrpt-src", vec!["'self'"]),
        ("sandboxed things", vec![]),
        ("x; script-src", vec!["*"]),
        ("Content-Security-Policy:", vec!["default-src", "'self'"]),
        ("form-action", vec!["'self'"]),
        ("made-up-directive", vec!["anything"]),
        ("plugin-types", vec!["application/pdf"]),
        ("block-all-mixed-content", vec!["x"]),
        ("img-src", vec!["'unsafe-inline'"]),
        ("img-src", vec![source::NONCE]),
        ("img-src", vec!["'example.com'"]),
        ("img-src", vec!["exa_mple.com"]),
        ("img-src", vec!["example.com/a?b"]),
        ("img-src", vec!["example.com:http"]),
        ("frame-ancestors", vec!["'unsafe-inline'"]),
        ("img-src", vec!["'self'", "'self'", "data:"]),
    ] {
        page.push(format!("{name}: {values:?}"));
        page.push(build(name, values) + "\n");
    }
    page.push("script-src: True".to_owned());
    page.push(build("script-src", true) + "\n");
    page.push("img-src: \"'self'  data:\"".to_owned());
    page.push(build("img-src", "'self'  data:"));
    insta::assert_snapshot!(page.join("\n"));
}

#[test]
fn text_is_a_whole_value_and_is_split() {
    let text = format!("'self'\t{}\n https://a.example", source::NONCE);
    assert_eq!(
        build("script-src", text),
        "sent: script-src 'self' https://a.example"
    );
}

#[test]
fn absent_directives_are_left_out() {
    for value in [
        DirectiveValue::Absent,
        false.into(),
        None::<&str>.into(),
        Vec::<String>::new().into(),
    ] {
        assert_eq!(build("img-src", value), "sent: nothing more");
    }
}

#[test]
fn trusting_markup_needs_a_fixed_base() {
    for (list, trusted) in [
        (source::NONCE, "a nonce"),
        ("'sha256-abc='", "a hash"),
        (source::STRICT_DYNAMIC, "'strict-dynamic'"),
    ] {
        for base_uri in [
            None,
            Some("*"),
            Some("https:"),
            Some("https://*"),
            Some("https://a.example"),
        ] {
            let error = PolicyBuilder::new()
                .directive("default-src", list)
                .directive("base-uri", base_uri)
                .build()
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::MissingBaseUri);
            assert!(error.to_string().contains(trusted), "{error}");
            assert_eq!(error.suggestion(), Some("'none'"));
        }
        for base_uri in ["'none'", "'self'", "'SELF' https://a.example"] {
            PolicyBuilder::new()
                .directive("default-src", list)
                .directive("base-uri", base_uri)
                .build()
                .unwrap();
        }
    }
}

#[test]
fn the_base_is_no_matter_where_scripts_do_not_trust_markup() {
    PolicyBuilder::new()
        .directive("default-src", [source::NONCE])
        .directive("script-src", source::SELF)
        .directive("style-src", [source::NONCE])
        .build()
        .unwrap();
}

#[test]
fn report_only_policies_say_what_is_ignored_there() {
    let policy = PolicyBuilder::new()
        .directive("sandbox", true)
        .directive("upgrade-insecure-requests", true)
        .report_only(true)
        .build()
        .unwrap();
    let codes: Vec<_> = policy
        .warnings()
        .iter()
        .map(stockade::Diagnostic::code)
        .collect();
    assert_eq!(codes[..2], ["ignored-directive", "ignored-directive"]);
}

#[test]
fn long_headers_are_warned_about() {
    let hosts: Vec<String> = (0..300).map(|n| format!("host-{n}.example")).collect();
    let codes = |count: usize| -> Vec<&'static str> {
        PolicyBuilder::new()
            .directive("default-src", hosts[..count].to_vec())
            .directive("form-action", source::NONE)
            .build()
            .unwrap()
            .warnings()
            .iter()
            .map(stockade::Diagnostic::code)
            .collect()
    };
    assert_eq!(codes(200), Vec::<&str>::new());
    assert_eq!(codes(300), ["long-header"]);
}

#[test]
fn report_to_names_an_endpoint_that_exists() {
    let build = |name: &str| {
        PolicyBuilder::new()
            .setting("SECURE_CSP")
            .directive("report-to", name)
            .endpoints(["main", "backup"])
            .build()
    };
    assert_eq!(build("main").unwrap().compile().report_to(), Some("main"));
    let error = build("mian").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownEndpoint);
    assert_eq!(error.suggestion(), Some("main"));
}

#[test]
fn text_and_mapping_build_the_same() {
    let text = "default-src 'self';  img-src 'self' data: ;; upgrade-insecure-requests;";
    let from_text = PolicyBuilder::from_text(text).build().unwrap();
    let again = PolicyBuilder::from_mapping(from_text.to_mapping())
        .build()
        .unwrap();
    let header = "default-src 'self'; img-src 'self' data:; upgrade-insecure-requests";
    assert_eq!(from_text.compile().render(None), header);
    assert_eq!(again.compile().render(None), header);
}

#[test]
fn text_is_as_strict_as_a_mapping() {
    let error = PolicyBuilder::from_text("script-src self")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnquotedKeyword);
    let error = PolicyBuilder::from_text("img-src a.example, b.example")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForbiddenCharacter);
    let error = PolicyBuilder::from_text("img-src a; img-src b")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RepeatedDirective);
}

#[test]
fn updates_add_and_never_take_away() {
    let mut mapping = PolicyMapping::from_iter([
        (
            "default-src",
            vec!["'self'", source::NONCE, "'unsafe-eval'"],
        ),
        ("img-src", vec!["'none'"]),
        ("connect-src", vec!["a.example"]),
    ]);
    mapping.update([
        ("img-src", DirectiveValue::from("data:")),
        ("IMG-SRC", "data: blob:".into()),
        ("connect-src", None::<&str>.into()),
        ("font-src", "fonts.example".into()),
        ("style-src-elem", "styles.example".into()),
        ("form-action", "'self'".into()),
    ]);
    let lists: Vec<(&str, String)> = mapping
        .iter()
        .map(|(name, v)| (name, v.join(" ")))
        .collect();
    let lists: Vec<(&str, &str)> = lists.iter().map(|(name, v)| (*name, v.as_str())).collect();
    assert_eq!(
        lists,
        [
            ("default-src", "'self' <CSP_NONCE_SENTINEL> 'unsafe-eval'"),
            ("img-src", "data: blob:"),
            ("connect-src", "a.example"),
            // It takes over from default-src, so it starts with what means something there.
            ("font-src", "'self' fonts.example"),
            (
                "style-src-elem",
                "'self' <CSP_NONCE_SENTINEL> styles.example"
            ),
            // No fallback: nothing to start with.
            ("form-action", "'self'"),
        ]
    );
}

#[test]
fn replacements_keep_the_order() {
    let mut mapping = PolicyMapping::from_iter([
        ("default-src", "'self'"),
        ("img-src", "a"),
        ("font-src", "b"),
    ]);
    mapping.replace([
        ("img-src", Some("c")),
        ("FONT-SRC", None),
        ("media-src", Some("d")),
    ]);
    let lists: Vec<_> = mapping
        .iter()
        .map(|(name, v)| format!("{name} {}", v.join(" ")))
        .collect();
    assert_eq!(lists, ["default-src 'self'", "img-src c", "media-src d"]);
}

#[test]
fn endpoints_that_browsers_refuse_are_errors() {
    for (name, address) in [
        ("csp", "https://r.example/a"),
        ("*a-1_.", "/reports"),
        ("csp", "http://localhost:8000/r"),
        ("csp", "http://127.0.0.1/r"),
        ("csp", "http://[::1]:1/r"),
    ] {
        ReportingEndpoints::new([(name, address)]).unwrap();
    }
    for (name, address) in [
        ("CSP", "https://r.example/"),
        ("1csp", "https://r.example/"),
        ("", "https://r.example/"),
        ("csp", ""),
        ("csp", "//r.example/"),
        ("csp", "reports"),
        ("csp", "http://r.example/"),
        ("csp", "http://localhost.evil.example/"),
        ("csp", "https://r.example/\", evil=\"https://evil.example"),
        ("csp", "https://r.example/\r\nX: y"),
        ("csp", "javascript:alert(1)"),
    ] {
        let error = ReportingEndpoints::new([(name, address)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidEndpoint, "{name} {address}");
    }
}
