//! What media print, in Rust as in Django: the cases of `tests/behaviour/media.json`.

use std::collections::BTreeMap;

use serde::Deserialize;
use stockade_web::CspNonce;
use stockade_web::assets::{AttributeValue, Media, Script, Stylesheet};

const CASES: &str = include_str!("../../../../tests/behaviour/media.json");

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Case(Case),
    #[allow(dead_code, reason = "explains the format")]
    About {
        about: String,
    },
}

#[derive(Deserialize)]
struct Case {
    name: String,
    parts: Vec<Part>,
    #[serde(default = "yes")]
    nonce: bool,
    #[serde(default)]
    conflict: bool,
    html: Vec<String>,
}

#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    css: BTreeMap<String, Vec<Asset>>,
    #[serde(default)]
    js: Vec<Asset>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Asset {
    Address(String),
    Object {
        path: String,
        attributes: BTreeMap<String, Attribute>,
        #[serde(default = "yes")]
        nonce: bool,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Attribute {
    Text(String),
    Flag(bool),
}

fn yes() -> bool {
    true
}

#[test]
fn media_print_what_django_prints() {
    let entries: Vec<Entry> = serde_json::from_str(CASES).unwrap();
    let mut checked = 0;
    for entry in entries {
        if let Entry::Case(case) = entry {
            check(case);
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} cases were found");
}

fn check(case: Case) {
    let Case { name, parts, .. } = case;
    let media = parts
        .into_iter()
        .map(Part::media)
        .fold(Media::new(), |all, part| all + part);
    assert_eq!(media.has_order_conflict(), case.conflict, "{name}");

    let nonce = CspNonce::new();
    let printed = media.render(case.nonce.then_some(&nonce)).to_string();
    let made = nonce.value().map(ToString::to_string);
    let expected = case.html.join("\n");
    assert_eq!(made.is_some(), expected.contains("{nonce}"), "{name}");
    let expected = expected.replace("{nonce}", &made.unwrap_or_default());
    assert_eq!(printed, expected, "{name}");
    assert_eq!(media.is_empty(), printed.is_empty(), "{name}");
}

impl Part {
    fn media(self) -> Media {
        let stylesheets = self.css.into_iter().flat_map(|(medium, assets)| {
            assets
                .into_iter()
                .map(move |asset| asset.stylesheet(&medium))
        });
        Media::new()
            .with_stylesheets(stylesheets)
            .with_scripts(self.js.into_iter().map(Asset::script))
    }
}

impl Asset {
    fn script(self) -> Script {
        match self {
            Self::Address(address) => Script::new(address),
            Self::Object {
                path,
                attributes,
                nonce,
            } => {
                let script = attributes
                    .into_iter()
                    .fold(Script::new(path), |script, (name, value)| {
                        script.attribute(&name, value).unwrap()
                    });
                if nonce {
                    script
                } else {
                    script.without_nonce()
                }
            }
        }
    }

    fn stylesheet(self, medium: &str) -> Stylesheet {
        match self {
            Self::Address(address) => Stylesheet::new(address).media(medium),
            Self::Object {
                path,
                attributes,
                nonce,
            } => {
                let stylesheet = attributes
                    .into_iter()
                    .fold(Stylesheet::new(path), |stylesheet, (name, value)| {
                        stylesheet.attribute(&name, value).unwrap()
                    });
                if nonce {
                    stylesheet
                } else {
                    stylesheet.without_nonce()
                }
            }
        }
    }
}

impl From<Attribute> for AttributeValue {
    fn from(attribute: Attribute) -> Self {
        match attribute {
            Attribute::Text(text) => text.into(),
            Attribute::Flag(is_present) => is_present.into(),
        }
    }
}
