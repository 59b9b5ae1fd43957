//! What holds for the nonce fix whatever the templates say.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::HashSet;

use proptest::prelude::*;
use stockade_markup::OwnAddresses;
use stockade_markup::fixes::nonce::{Outcome, Trust, TrustMode, review};
use stockade_markup::template::syntax::Delimiters;
use stockade_markup::template::{Dialect, InclusionTags, TemplateSet, TemplateSource};

/// Pieces that templates are made of, also where they make no sense.
const PIECES: &[&str] = &[
    "<script",
    " src=\"",
    "/a.js",
    "\"",
    "'",
    ">",
    "</script>",
    "<style>",
    "</style>",
    "<link ",
    "rel=stylesheet ",
    "href=",
    "<textarea>",
    "</textarea>",
    "<!--",
    "-->",
    "<svg>",
    "</svg>",
    "<title>",
    "</title>",
    "<",
    "/",
    "=",
    " ",
    "\n",
    "a",
    "é",
    "{{ form.media }}",
    "{{ a }}",
    "{% static \"a.js\" %}",
    "{% if a %}",
    "{% else %}",
    "{% endif %}",
    "{% for a in b %}",
    "{% endfor %}",
    "{% block x %}",
    "{% block y %}",
    "{% endblock %}",
    "{% extends \"a.html\" %}",
    "{% include \"a.html\" %}",
    "{% include \"b.html\" %}",
    "{% include c %}",
    "{# \" #}",
    "{% comment %}",
    "{% endcomment %}",
    "{% verbatim %}",
    "{% endverbatim %}",
    "{% raw %}",
    "{% endraw %}",
    "{% compress %}",
    "{% endcompress %}",
    "{%",
    "%}",
    "{{",
    "}}",
    "{#",
    "#}",
    "{% csp_nonce_attr %}",
    "nonce=\"\"",
    "{{ self.x() }}",
    "{{ url_for('static', filename='a') }}",
];

/// What the fix puts in: the only things that it may.
const INSERTED: &[&str] = &["{% stockade_nonce %}", "{{ stockade_nonce() }}"];

fn source() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

fn dialect() -> impl Strategy<Value = Dialect> {
    prop_oneof![
        Just(Dialect::Django),
        Just(Dialect::Jinja(Delimiters::default()))
    ]
}

fn set(sources: &[String], dialect: Dialect) -> TemplateSet {
    let names = ["a.html", "b.html", "c.html"];
    let templates = names
        .iter()
        .zip(sources)
        .map(|(name, source)| TemplateSource {
            name: (*name).to_owned(),
            path: (*name).to_owned(),
            source: source.clone(),
        });
    TemplateSet::new(templates, dialect, &InclusionTags::new())
}

fn trust(mode: TrustMode) -> Trust {
    Trust {
        mode,
        addresses: OwnAddresses::new("/static/", "/media/", []).unwrap(),
        approved: HashSet::new(),
        only_approved: false,
        package: String::new(),
    }
}

/// The source that a rewritten one was made from.
fn without_nonces(rewritten: &str) -> String {
    let mut text = rewritten.to_owned();
    for inserted in INSERTED {
        text = text.replace(inserted, "");
    }
    for (before, after) in [
        (
            "{% stockade_media form.media \"own-static\" %}",
            "{{ form.media }}",
        ),
        (
            "{{ stockade_media(form.media, \"own-static\") }}",
            "{{ form.media }}",
        ),
    ] {
        text = text.replace(before, after);
    }
    text
}

proptest! {
    #[test]
    fn nothing_but_nonces_is_added(
        sources in prop::collection::vec(source(), 3),
        dialect in dialect(),
    ) {
        let set = set(&sources, dialect);
        for (name, source) in ["a.html", "b.html", "c.html"].iter().zip(&sources) {
            let review = review(&set, name, &trust(TrustMode::OwnStatic)).unwrap();
            prop_assert_eq!(&without_nonces(&review.rewritten), source);
            for tag in &review.tags {
                prop_assert_eq!(&source[tag.span.range()], &tag.source);
            }
        }
    }

    #[test]
    fn a_nonce_stands_directly_behind_an_element_name(
        sources in prop::collection::vec(source(), 3),
        dialect in dialect(),
    ) {
        let set = set(&sources, dialect);
        let review = review(&set, "a.html", &trust(TrustMode::All)).unwrap();
        for inserted in INSERTED {
            for (at, _) in review.rewritten.match_indices(inserted) {
                let before = &review.rewritten[..at];
                prop_assert!(
                    ["<script", "<style", "<link"].iter().any(|tag| before.ends_with(tag)),
                    "{}", review.rewritten,
                );
            }
        }
    }

    #[test]
    fn less_trust_never_gives_more_nonces(
        sources in prop::collection::vec(source(), 3),
        dialect in dialect(),
    ) {
        let set = set(&sources, dialect);
        let added = |trust: &Trust| -> HashSet<u32> {
            let tags = review(&set, "a.html", trust).unwrap().tags;
            tags.iter()
                .filter(|tag| tag.outcome() == Outcome::Added)
                .map(|tag| tag.span.start())
                .collect()
        };
        let all = added(&trust(TrustMode::All));
        let own = added(&trust(TrustMode::OwnStatic));
        let pinned = Trust { only_approved: true, ..trust(TrustMode::OwnStatic) };
        prop_assert!(own.is_subset(&all));
        prop_assert!(added(&pinned).is_subset(&own));
    }
}
