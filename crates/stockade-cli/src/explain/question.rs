//! What a line of a batch asks: the policies, the document, and what it attempts.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::attempt::AttemptDescription;

/// The version of the format.
const VERSION: u64 = 1;

/// One question. Unknown and repeated keys are errors.
///
/// Headers and metas are left as they are written: most lines of a batch repeat those of the line
/// before, so their text is looked up before it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question<'q> {
    #[serde(default, rename = "version", deserialize_with = "known_version")]
    _version: (),
    #[serde(borrow, default)]
    pub(super) id: Option<&'q RawValue>,
    #[serde(borrow, default)]
    pub(super) headers: Option<&'q RawValue>,
    #[serde(borrow, default)]
    pub(super) meta: Option<&'q RawValue>,
    #[serde(borrow)]
    pub(super) document: Text<'q>,
    #[serde(borrow, default)]
    pub(super) origin: Option<Text<'q>>,
    #[serde(borrow)]
    pub(super) attempt: Object<AttemptDescription<'q>>,
}

/// What is left of a question that could not be read.
#[derive(Deserialize)]
pub(super) struct Identity<'q> {
    #[serde(borrow, default)]
    pub(super) id: Option<&'q RawValue>,
}

/// A JSON string, copied only if it holds escapes.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

impl<'t> From<&'t str> for Text<'t> {
    fn from(text: &'t str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

/// So that a map of texts is searched without making one.
impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        self
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A value that is written as a JSON object. Left to itself, serde would also take an array of the
/// fields in order.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

/// `null` is the same as leaving the key out.
pub(super) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn known_version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match Option::<u64>::deserialize(deserializer)? {
        None | Some(VERSION) => Ok(()),
        Some(other) => Err(D::Error::custom(format_args!(
            "version {other} is not known; write {VERSION}, or leave the key out"
        ))),
    }
}
