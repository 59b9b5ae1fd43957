//! What a line of a batch asks: the policies, the document, and what it attempts.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::attempt::AttemptDescription;
use super::values::{Object, Text};

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

fn known_version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match Option::<u64>::deserialize(deserializer)? {
        None | Some(VERSION) => Ok(()),
        Some(other) => Err(D::Error::custom(format_args!(
            "version {other} is not known; write {VERSION}, or leave the key out"
        ))),
    }
}
