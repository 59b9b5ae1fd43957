//! Finding, blanking and filling, without a response around them.

use stockade::Nonce;
use stockade_web::ErrorKind;
use stockade_web::cache::NonceHoles;

fn nonce() -> Nonce {
    Nonce::generate().unwrap()
}

#[test]
fn every_printed_nonce_is_a_hole() {
    let nonce = nonce();
    let body = format!("<script nonce={nonce}></script>{nonce}{nonce}");
    let holes = NonceHoles::find(body.as_bytes(), &nonce);
    assert_eq!(holes.offsets(), [14, 46, 68]);
}

#[test]
fn a_body_without_the_nonce_has_no_holes() {
    assert!(NonceHoles::find(b"", &nonce()).is_empty());
    assert!(NonceHoles::find(b"<p>Hello</p>", &nonce()).is_empty());
}

#[test]
fn a_nonce_that_is_cut_off_is_no_hole() {
    let nonce = nonce();
    let text = nonce.as_str().as_bytes();
    assert!(NonceHoles::find(&text[..21], &nonce).is_empty());
    assert!(NonceHoles::find(&text[1..], &nonce).is_empty());
}

#[test]
fn a_filled_body_is_not_filled_again() {
    let (first, second, third) = (nonce(), nonce(), nonce());
    let mut body = format!("<script nonce=\"{first}\">").into_bytes();
    let holes = NonceHoles::find(&body, &first);
    holes.blank(&mut body).unwrap();
    holes.fill(&mut body, &second).unwrap();

    let filled = body.clone();
    let error = holes.fill(&mut body, &third).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidHoles);
    assert_eq!(
        error.to_string(),
        "there is no blank at offset 15 of the stored body, so it was changed after it was \
         stored, or filled before, and a nonce might end up in somebody else's text; store the \
         page anew"
    );
    assert_eq!(body, filled);
}

#[test]
fn if_one_hole_is_not_blank_none_is_filled() {
    let nonce = nonce();
    let mut body = format!("{nonce} {nonce}").into_bytes();
    let holes = NonceHoles::find(&body, &nonce);
    holes.blank(&mut body).unwrap();
    body[30] = b'x';

    let before = body.clone();
    assert!(holes.fill(&mut body, &nonce).is_err());
    assert_eq!(body, before);
}

#[test]
fn a_body_of_another_length_is_refused() {
    let nonce = nonce();
    let body = format!("<script nonce=\"{nonce}\">").into_bytes();
    let holes = NonceHoles::find(&body, &nonce);
    for mut other in [
        Vec::new(),
        body[..body.len() - 1].to_vec(),
        [&body[..], b"x"].concat(),
    ] {
        let before = other.clone();
        for outcome in [holes.blank(&mut other), holes.fill(&mut other, &nonce)] {
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::InvalidHoles);
            assert_eq!(other, before);
        }
    }
}

#[test]
fn offsets_that_were_written_down_are_taken_up() {
    let nonce = nonce();
    let body = format!("{nonce}{nonce}");
    let found = NonceHoles::find(body.as_bytes(), &nonce);
    let read = NonceHoles::from_offsets(found.offsets().iter().copied(), body.len()).unwrap();
    assert_eq!(read, found);
    assert!(NonceHoles::from_offsets([], 0).unwrap().is_empty());
}

#[test]
fn offsets_that_fit_no_body_are_refused() {
    let misplaced: [(&[usize], usize); 6] = [
        (&[0], 21),
        (&[1], 22),
        (&[0, 21], 100),
        (&[30, 0], 100),
        (&[5, 5], 100),
        (&[usize::MAX], usize::MAX),
    ];
    for (offsets, length) in misplaced {
        let error = NonceHoles::from_offsets(offsets.iter().copied(), length).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidHoles, "{offsets:?}");
    }
    let endless = NonceHoles::from_offsets(std::iter::repeat(0), 100);
    assert_eq!(endless.unwrap_err().kind(), ErrorKind::InvalidHoles);
    let error = NonceHoles::from_offsets([0, 21], 100).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no nonce can stand at offset 21: offsets must be in order, 22 bytes or more apart, and \
         leave room for a nonce in the 100 bytes of the body; store the page anew"
    );
}
