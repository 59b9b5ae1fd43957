use super::DirectiveName;

/// How many names are known.
pub(super) const KNOWN_NAMES: usize = DirectiveName::Options as usize + 1;

/// Where the directives that browsers obey stand in a policy.
///
/// A verdict looks for half a dozen names, most of which a policy does not have. With this, that
/// costs as many reads as there are names, instead of as many walks along the policy.
#[derive(Debug, Clone, Copy)]
pub(super) struct DirectiveIndex {
    /// For each name one more than its position; zero if it is not there.
    places: [u8; KNOWN_NAMES],
}

/// Where to look for a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    At(usize),
    /// From here on. No policy has so many directives that anybody wrote by hand.
    Behind(usize),
}

/// The last place that has a number of its own.
const FARTHEST: u8 = u8::MAX;

impl Default for DirectiveIndex {
    fn default() -> Self {
        Self {
            places: [0; KNOWN_NAMES],
        }
    }
}

impl DirectiveIndex {
    pub(super) fn insert(&mut self, name: DirectiveName, position: usize) {
        self.places[name as usize] = u8::try_from(position + 1).unwrap_or(FARTHEST);
    }

    pub(super) fn find(&self, name: DirectiveName) -> Option<Place> {
        match self.places[name as usize] {
            0 => None,
            FARTHEST => Some(Place::Behind(usize::from(FARTHEST) - 1)),
            place => Some(Place::At(usize::from(place) - 1)),
        }
    }
}
