//! The hashes of a content, each worked out when a list asks for it.

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::policy::HashAlgorithm;

/// The longest digest, in bytes.
const LONGEST: usize = 64;

pub(super) struct ContentHashes<'c> {
    content: &'c [u8],
    sha256: Option<[u8; 32]>,
    sha384: Option<[u8; 48]>,
    sha512: Option<[u8; 64]>,
}

impl<'c> ContentHashes<'c> {
    pub(super) fn of(content: &'c [u8]) -> Self {
        Self {
            content,
            sha256: None,
            sha384: None,
            sha512: None,
        }
    }

    /// Whether the digest of a hash-source is that of the content.
    pub(super) fn match_source(&mut self, digest: &str, algorithm: HashAlgorithm) -> bool {
        Digest::decode(digest).is_some_and(|digest| digest.as_slice() == self.digest(algorithm))
    }

    fn digest(&mut self, algorithm: HashAlgorithm) -> &[u8] {
        let content = self.content;
        match algorithm {
            HashAlgorithm::Sha256 => self
                .sha256
                .get_or_insert_with(|| Sha256::digest(content).into()),
            HashAlgorithm::Sha384 => self
                .sha384
                .get_or_insert_with(|| Sha384::digest(content).into()),
            HashAlgorithm::Sha512 => self
                .sha512
                .get_or_insert_with(|| Sha512::digest(content).into()),
        }
    }
}

/// A decoded digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digest {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Digest {
    /// Decodes base64 or base64url as browsers do: padding makes no difference. The specification
    /// compares the texts instead, after `-` and `_` are mapped.
    pub(super) fn decode(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let padding = text.iter().rev().take_while(|&&byte| byte == b'=').count();
        let digits = &text[..text.len() - padding];
        if digits.len() % 4 == 1 {
            return None;
        }
        let mut digest = Self {
            bytes: [0; LONGEST],
            length: 0,
        };
        let (mut bits, mut count) = (0_u32, 0);
        for &digit in digits {
            bits = (bits << 6) | u32::from(sextet(digit)?);
            count += 6;
            if count >= 8 {
                count -= 8;
                *digest.bytes.get_mut(digest.length)? = (bits >> count).to_le_bytes()[0];
                digest.length += 1;
            }
        }
        Some(digest)
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

fn sextet(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}
