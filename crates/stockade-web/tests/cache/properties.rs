//! What holds for every body, wherever its nonces stand and however it arrives.

use proptest::collection::vec;
use proptest::prelude::*;
use stockade::Nonce;
use stockade_web::cache::NonceHoles;

use crate::visits::{Pieces, Visit, html};

/// A part of a page: what the author's template prints, or what data prints.
#[derive(Debug, Clone)]
enum Part {
    Nonce,
    Text(Vec<u8>),
    /// A nonce of an earlier response.
    Stale,
    /// The nonce of this response but for one character, at this place.
    Near(usize),
    /// The first characters of the nonce of this response.
    Cut(usize),
    /// What stands in holes.
    Blank,
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = prop_oneof![
        3 => Just(Part::Nonce),
        3 => vec(any::<u8>(), 0..40).prop_map(Part::Text),
        1 => "[a-zA-Z0-9_-]{0,50}".prop_map(|text| Part::Text(text.into_bytes())),
        1 => Just(Part::Stale),
        1 => (0..22usize).prop_map(Part::Near),
        1 => (0..22usize).prop_map(Part::Cut),
        1 => Just(Part::Blank),
    ];
    vec(part, 0..30)
}

/// The page with one nonce printed. What only resembles it is made from `known`.
fn print(parts: &[Part], nonce: &str, known: &str, stale: &str) -> Vec<u8> {
    let mut page = Vec::new();
    for part in parts {
        match part {
            Part::Nonce => page.extend(nonce.bytes()),
            Part::Text(text) => page.extend(text),
            Part::Stale => page.extend(stale.bytes()),
            Part::Near(place) => {
                let mut near = known.as_bytes().to_vec();
                near[*place] = if near[*place] == b'A' { b'B' } else { b'A' };
                page.extend(near);
            }
            // The full stop keeps text that follows from completing it.
            Part::Cut(length) => page.extend(format!("{}.", &known[..*length]).bytes()),
            Part::Blank => page.extend(b"(nonce-is-filled-here)"),
        }
    }
    page
}

fn printed(parts: &[Part]) -> usize {
    parts
        .iter()
        .filter(|part| matches!(part, Part::Nonce))
        .count()
}

/// Where `at` are taken as fractions of the whole, the pieces that a body is cut into.
fn pieces(body: &[u8], at: &[f64]) -> Vec<Vec<u8>> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "any place in the body will do"
    )]
    let mut cuts: Vec<usize> = at
        .iter()
        .map(|at| (at * body.len() as f64) as usize)
        .collect();
    cuts.sort_unstable();
    let ends = cuts.iter().copied().chain([body.len()]);
    let starts = [0].into_iter().chain(cuts.iter().copied());
    starts
        .zip(ends)
        .map(|(start, end)| body[start..end].to_vec())
        .collect()
}

proptest! {
    #[test]
    fn a_filled_page_is_the_page_that_was_printed_with_that_nonce(parts in parts()) {
        let [stale, a, b] = [(); 3].map(|()| Nonce::generate().unwrap());
        let first = print(&parts, a.as_str(), a.as_str(), stale.as_str());

        let holes = NonceHoles::find(&first, &a);
        prop_assert_eq!(holes.offsets().len(), printed(&parts));
        let mut page = first.clone();
        holes.blank(&mut page).unwrap();
        prop_assert_eq!(page.len(), first.len());
        holes.fill(&mut page, &b).unwrap();
        prop_assert_eq!(page, print(&parts, b.as_str(), a.as_str(), stale.as_str()));
    }

    #[test]
    fn whatever_pieces_a_body_comes_in_its_page_is_the_same(
        parts in parts(),
        at in vec(0.0..1.0f64, 0..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let visit = Visit::new();
        let stale = Nonce::generate().unwrap();
        let a = if printed(&parts) == 0 { Nonce::generate().unwrap() } else { visit.nonce.get().unwrap().clone() };
        let first = print(&parts, a.as_str(), a.as_str(), stale.as_str());
        let body = Pieces::of(pieces(&first, &at));
        let (page, response) = runtime
            .block_on(visit.store(html().body(body).unwrap()))
            .map_err(|unstored| unstored.reason)
            .unwrap();
        prop_assert_eq!(response.body(), &first);

        let next = Visit::new();
        let response = page.respond(&next.asked).unwrap();
        let b = next.nonce.value().cloned();
        prop_assert_eq!(b.is_some(), printed(&parts) > 0);
        let b = b.unwrap_or(a.clone());
        prop_assert_eq!(response.body(), &print(&parts, b.as_str(), a.as_str(), stale.as_str()));
    }

    #[test]
    fn no_offsets_and_no_body_make_anything_panic(
        offsets in vec(0..200usize, 0..6),
        length in 0..200usize,
        mut body in vec(any::<u8>(), 0..200),
    ) {
        let nonce = Nonce::generate().unwrap();
        let Ok(holes) = NonceHoles::from_offsets(offsets, length) else { return Ok(()) };
        let before = body.clone();
        prop_assert!(holes.is_empty() || holes.fill(&mut body, &nonce).is_err());
        prop_assert_eq!(&body, &before);
        prop_assert_eq!(holes.blank(&mut body).is_ok(), body.len() == length);
    }
}
