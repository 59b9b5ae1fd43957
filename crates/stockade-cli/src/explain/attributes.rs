//! The attributes of an element.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use stockade::verdict::ElementNonce;

use super::values::Text;

/// The attributes of a start tag: names in lower case, values decoded.
#[derive(Default)]
pub(super) struct Attributes<'d>(BTreeMap<Text<'d>, Text<'d>>);

/// A nonce on an element with these attributes, one of them perhaps twice.
pub(super) fn element_nonce<'n>(
    nonce: &'n str,
    element: &str,
    attributes: Option<&Attributes<'_>>,
    repeated: bool,
) -> ElementNonce<'n> {
    let attributes = attributes.into_iter().flat_map(Attributes::iter);
    ElementNonce::new(nonce).on_element(element, attributes, repeated)
}

impl Attributes<'_> {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| &**value)
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}

impl<'d> FromIterator<(&'d str, &'d str)> for Attributes<'d> {
    fn from_iter<I: IntoIterator<Item = (&'d str, &'d str)>>(attributes: I) -> Self {
        let texts = attributes
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        Self(texts.collect())
    }
}

impl<'de: 'd, 'd> Deserialize<'de> for Attributes<'d> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AttributesVisitor;

        impl<'de> Visitor<'de> for AttributesVisitor {
            type Value = Attributes<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of names and values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut attributes = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<Text<'de>, _>()? {
                    match attributes.entry(name) {
                        Entry::Vacant(entry) => entry.insert(value),
                        Entry::Occupied(entry) => {
                            return Err(A::Error::custom(format_args!(
                                "attributes: {:?} stands there twice; write the first value, and \
                                 \"duplicate_attribute\": true",
                                &**entry.key()
                            )));
                        }
                    };
                }
                Ok(Attributes(attributes))
            }
        }

        deserializer.deserialize_map(AttributesVisitor)
    }
}
