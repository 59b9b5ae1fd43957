//! Values that are one of a few names.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use stockade::verdict::{Destination, Initiator, InlineType, ParserMetadata};

use super::values::{Text, or_default};

/// Where inline code may stand.
const INLINE_TYPES: [InlineType; 5] = [
    InlineType::Script,
    InlineType::ScriptAttribute,
    InlineType::Style,
    InlineType::StyleAttribute,
    InlineType::Navigation,
];

/// What starts a request, by name.
pub(super) const INITIATORS: [(&str, Initiator); 4] = [
    ("", Initiator::Other),
    ("prefetch", Initiator::Prefetch),
    ("preload", Initiator::Preload),
    ("modulepreload", Initiator::ModulePreload),
];

pub(super) fn parse_initiator(name: &str) -> Option<Initiator> {
    INITIATORS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|&(_, initiator)| initiator)
}

pub(super) fn destination<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Destination, D::Error> {
    let name = Text::deserialize(deserializer)?;
    Destination::parse(&name).ok_or_else(|| {
        let known = Destination::names().map(|name| format!("{name:?}"));
        unknown("destination", &name, known)
    })
}

pub(super) fn inline_type<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<InlineType, D::Error> {
    let name = Text::deserialize(deserializer)?;
    InlineType::parse(&name).ok_or_else(|| {
        let known = INLINE_TYPES
            .iter()
            .map(|known| format!("{:?}", known.as_str()));
        unknown("inline_type", &name, known)
    })
}

pub(super) fn initiator<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Initiator, D::Error> {
    let name: Text<'_> = or_default(deserializer)?;
    parse_initiator(&name).ok_or_else(|| {
        let known = INITIATORS.iter().map(|(known, _)| format!("{known:?}"));
        unknown("initiator", &name, known)
    })
}

fn unknown<E: Error>(key: &str, name: &str, known: impl IntoIterator<Item = String>) -> E {
    let known: Vec<String> = known.into_iter().collect();
    E::custom(format_args!(
        "{key}: {name:?} is not known; write one of {}",
        known.join(", ")
    ))
}

/// `null`: the request is not that of a script element.
pub(super) fn parser_inserted<'de, D>(deserializer: D) -> Result<ParserMetadata, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(match Option::deserialize(deserializer)? {
        None => ParserMetadata::Empty,
        Some(true) => ParserMetadata::ParserInserted,
        Some(false) => not_parser_inserted(),
    })
}

pub(super) fn not_parser_inserted() -> ParserMetadata {
    ParserMetadata::NotParserInserted
}
