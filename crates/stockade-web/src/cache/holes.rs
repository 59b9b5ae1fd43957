//! Where in a body its nonce stands.

use memchr::memmem;
use stockade::Nonce;

use crate::{Error, ErrorKind};

/// What stands in a hole of a stored body. Brackets are no characters of a nonce, so that browsers
/// refuse it even in a policy that names it: a body that was never filled runs nothing.
const BLANK: &[u8; Nonce::LENGTH] = b"(nonce-is-filled-here)";

/// The places in one body where the nonce of its first response was printed.
///
/// They are found once, when the body is stored, by looking for a nonce that was made while this
/// very body was. So nothing that came from outside can have held it. Later responses have their
/// own nonce filled in at these places and nowhere else: nothing is searched for any more, so text
/// that looks like a nonce, or like a blank, stays text.
///
/// ```
/// use stockade::Nonce;
/// use stockade_web::cache::NonceHoles;
///
/// let first = Nonce::generate()?;
/// let mut stored = format!("<script nonce=\"{first}\">start()</script>").into_bytes();
/// let holes = NonceHoles::find(&stored, &first);
/// holes.blank(&mut stored)?;
/// assert!(stored.starts_with(b"<script nonce=\"(nonce-is-filled-here)\">"));
///
/// let next = Nonce::generate()?;
/// let mut page = stored.clone();
/// holes.fill(&mut page, &next)?;
/// assert_eq!(page, format!("<script nonce=\"{next}\">start()</script>").into_bytes());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`StoredPage`](super::StoredPage) does this for whole responses, and knows which of them may be
/// stored. Whoever finds holes on their own has to see to it that the body is complete, and that
/// nobody had received a byte of it before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonceHoles {
    // In order, without overlaps, and none ends behind the body.
    offsets: Box<[usize]>,
    body_length: usize,
}

impl NonceHoles {
    /// Finds each place where `nonce` was printed in a complete body.
    ///
    /// The nonce has to be the one of the response that this body is made for.
    pub fn find(body: &[u8], nonce: &Nonce) -> Self {
        Self {
            offsets: memmem::find_iter(body, nonce.as_str()).collect(),
            body_length: body.len(),
        }
    }

    /// Takes up offsets that were written down, with the length of the body that they are about.
    ///
    /// Keep them where only the application can write: whoever chooses the offsets chooses what
    /// gets a nonce.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidHoles`] for offsets that are not in order, that overlap, or behind which
    /// a nonce has no room.
    pub fn from_offsets(
        offsets: impl IntoIterator<Item = usize>,
        body_length: usize,
    ) -> Result<Self, Error> {
        let mut free_from = 0;
        let mut place = |offset: usize| match offset.checked_add(Nonce::LENGTH) {
            Some(end) if offset >= free_from && end <= body_length => {
                free_from = end;
                Ok(offset)
            }
            _ => Err(misplaced(offset, body_length)),
        };
        Ok(Self {
            // Up to the first that is misplaced: never more than the body has room for.
            offsets: offsets
                .into_iter()
                .map(&mut place)
                .collect::<Result<_, _>>()?,
            body_length,
        })
    }

    /// Where each nonce begins, in bytes from the start of the body.
    pub fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// Whether the body holds no nonce, so that it is the same for everybody.
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// Takes the nonce out, so that a stored body tells nobody a nonce and is of no use before it
    /// is filled.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidHoles`] if the body has not the length of the one that was searched.
    pub fn blank(&self, body: &mut [u8]) -> Result<(), Error> {
        self.check_length(body)?;
        self.write(body, BLANK);
        Ok(())
    }

    /// Writes the nonce of one response into every hole. The length of the body stays the same.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidHoles`] if the body is not the one that was [blanked](Self::blank):
    /// it has another length, or something else stands where a hole should be. Then it is left as
    /// it was.
    pub fn fill(&self, body: &mut [u8], nonce: &Nonce) -> Result<(), Error> {
        self.check_length(body)?;
        let is_blank = |offset: &usize| body[*offset..].starts_with(BLANK);
        if let Some(offset) = self.offsets.iter().find(|offset| !is_blank(offset)) {
            return Err(Error::new(
                ErrorKind::InvalidHoles,
                format!(
                    "there is no blank at offset {offset} of the stored body, so it was changed \
                     after it was stored, or filled before, and a nonce might end up in somebody \
                     else's text; store the page anew"
                ),
            ));
        }
        self.write(body, nonce.as_str().as_bytes());
        Ok(())
    }

    fn write(&self, body: &mut [u8], text: &[u8]) {
        for hole in &self.offsets {
            body[*hole..*hole + Nonce::LENGTH].copy_from_slice(text);
        }
    }

    fn check_length(&self, body: &[u8]) -> Result<(), Error> {
        if body.len() == self.body_length {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::InvalidHoles,
            format!(
                "the offsets of nonces are those of a body of {} bytes, and this one has {}; \
                 nothing may change a body between storing and filling, compression included",
                self.body_length,
                body.len(),
            ),
        ))
    }
}

fn misplaced(offset: usize, body_length: usize) -> Error {
    Error::new(
        ErrorKind::InvalidHoles,
        format!(
            "no nonce can stand at offset {offset}: offsets must be in order, {} bytes or more \
             apart, and leave room for a nonce in the {body_length} bytes of the body; store the \
             page anew",
            Nonce::LENGTH,
        ),
    )
}
