//! The grammar of source expressions.

use crate::diagnostic::Span;

use super::Keyword;
use super::hash::HashAlgorithm;
use super::text::is_label_byte;

/// One item of a source list, with the place of each of its parts.
///
/// Spans count from the start of the text that was parsed: the policy's text in a
/// [`Policy`](super::Policy), the token itself after [`SourceExpression::parse`].
///
/// ```
/// use stockade::policy::{Port, SourceExpression};
///
/// let text = "https://*.example.com:8443/scripts/";
/// let SourceExpression::Host(source) = SourceExpression::parse(text)? else { panic!() };
/// assert_eq!(&text[source.scheme.unwrap().range()], "https");
/// assert_eq!(&text[source.host.range()], "*.example.com");
/// assert_eq!(source.port, Port::Number(8443));
/// assert_eq!(&text[source.path.unwrap().range()], "/scripts/");
/// # Ok::<(), stockade::policy::InvalidSource>(())
/// ```
///
/// Specification: [source lists](https://w3c.github.io/webappsec-csp/#framework-directive-source-list).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceExpression {
    /// `'self'`, `'none'`, `'unsafe-inline'` and the like.
    Keyword(Keyword),
    /// `*`.
    Any,
    /// `https:`; the span holds the scheme without its colon.
    Scheme(Span),
    /// `example.com`, `https://*.example.com:*/path`.
    Host(HostSource),
    /// `'nonce-…'`; the span holds what follows the dash.
    Nonce(Span),
    /// `'sha256-…'`.
    Hash(HashSource),
}

/// The parts of a [host-source](https://w3c.github.io/webappsec-csp/#grammardef-host-source).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostSource {
    /// Before `://`.
    pub scheme: Option<Span>,
    /// The host with a leading `*.` where there is one, or `*` alone.
    pub host: Span,
    /// After the host's colon.
    pub port: Port,
    /// From the first slash, without a query or fragment.
    pub path: Option<Span>,
    /// A `?…` or `#…` behind the path. Browsers cut it off with a warning; the specification has
    /// no such thing and would ignore the whole token.
    pub ignored: Option<Span>,
}

/// The port of a [`HostSource`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// None: the default port of the scheme.
    Default,
    /// `:*`.
    Any,
    /// `:8443`. Numbers that no port can have are kept, and match nothing.
    Number(u32),
}

/// The parts of a [hash-source](https://w3c.github.io/webappsec-csp/#grammardef-hash-source).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashSource {
    /// Which digest.
    pub algorithm: HashAlgorithm,
    /// The base64 or base64url text of the digest.
    pub digest: Span,
}

/// Why a token is no source expression: browsers ignore it, and keep the rest of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InvalidSource {
    /// A quoted word that is no keyword.
    UnknownKeyword,
    /// A nonce that is empty or not base64.
    InvalidNonce,
    /// A hash that is empty or not base64.
    InvalidHash,
    /// Characters before `://` that no scheme has.
    InvalidScheme,
    /// No host, or characters that a host-source cannot have: `_`, `%`, `[`, `@`, a quote.
    InvalidHost,
    /// Something other than a number or `*` after the host's colon.
    InvalidPort,
}

impl InvalidSource {
    /// What is wrong, and what a browser does about it.
    pub fn explain(self) -> &'static str {
        match self {
            Self::UnknownKeyword => "is no keyword that browsers know, so they ignore it",
            Self::InvalidNonce => "has no valid base64 after 'nonce-, so browsers ignore it",
            Self::InvalidHash => "has no valid base64 digest, so browsers ignore it",
            Self::InvalidScheme => "does not start with a valid scheme, so browsers ignore it",
            Self::InvalidHost => {
                "is no valid host (letters, digits, '-' and '.', with '*.' only in front), \
                 so browsers ignore it"
            }
            Self::InvalidPort => "has a port that is neither a number nor *, so browsers ignore it",
        }
    }
}

impl std::fmt::Display for InvalidSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the source expression {}", self.explain())
    }
}

impl std::error::Error for InvalidSource {}

impl SourceExpression {
    /// Parses one token: no whitespace, no `;`, no `,`.
    ///
    /// # Errors
    ///
    /// [`InvalidSource`] where browsers ignore the token. Two tokens that the specification's
    /// grammar leaves out are accepted, as browsers accept them: a path with a query or fragment
    /// (which is cut off), and `'sha-256-…'` for `'sha256-…'`.
    pub fn parse(token: &str) -> Result<Self, InvalidSource> {
        parse_at(token.as_bytes(), 0)
    }
}

/// Parses a token that starts at `base` of a longer text.
pub(super) fn parse_at(token: &[u8], base: usize) -> Result<SourceExpression, InvalidSource> {
    match token {
        [b'\'', ..] => parse_quoted(token, base),
        b"*" => Ok(SourceExpression::Any),
        [scheme @ .., b':'] if is_scheme(scheme) => Ok(SourceExpression::Scheme(
            Span::from_offsets(base, base + scheme.len()),
        )),
        _ => parse_host(token, base).map(SourceExpression::Host),
    }
}

fn parse_quoted(token: &[u8], base: usize) -> Result<SourceExpression, InvalidSource> {
    if let Some(keyword) = Keyword::from_bytes(token) {
        return Ok(SourceExpression::Keyword(keyword));
    }
    let start = |prefix: usize| Span::from_offsets(base + prefix, base + token.len() - 1);
    if starts_with_ignoring_case(token, "'nonce-") {
        return if quoted_base64(token, "'nonce-".len()) {
            Ok(SourceExpression::Nonce(start("'nonce-".len())))
        } else {
            Err(InvalidSource::InvalidNonce)
        };
    }
    for algorithm in HashAlgorithm::ALL {
        for prefix in algorithm.prefixes() {
            if starts_with_ignoring_case(&token[1..], prefix) {
                let digest = 1 + prefix.len();
                return if quoted_digest(token, digest) {
                    Ok(SourceExpression::Hash(HashSource {
                        algorithm,
                        digest: start(digest),
                    }))
                } else {
                    Err(InvalidSource::InvalidHash)
                };
            }
        }
    }
    Err(InvalidSource::UnknownKeyword)
}

fn starts_with_ignoring_case(token: &[u8], prefix: &str) -> bool {
    token
        .get(..prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// Whether what stands between `start` and the closing quote is a
/// [base64-value](https://w3c.github.io/webappsec-csp/#grammardef-base64-value).
fn quoted_base64(token: &[u8], start: usize) -> bool {
    match token.get(start..) {
        Some([value @ .., b'\'']) => is_base64_value(value),
        _ => false,
    }
}

/// Whether browsers can decode what stands there. Padding may be left out, but not be too long;
/// the specification's grammar counts it less strictly.
fn quoted_digest(token: &[u8], start: usize) -> bool {
    let digest = token
        .get(start..)
        .and_then(|rest| rest.strip_suffix(b"'"))
        .unwrap_or_default();
    let digits = digest
        .split(|&byte| byte == b'=')
        .next()
        .unwrap_or_default();
    let longest_padding = match digits.len() % 4 {
        0 => 0,
        2 => 2,
        3 => 1,
        _ => return false,
    };
    is_base64_value(digest) && digest.len() - digits.len() <= longest_padding
}

pub(super) fn is_base64_value(value: &[u8]) -> bool {
    let padding = value.iter().rev().take_while(|&&byte| byte == b'=').count();
    let digits = &value[..value.len() - padding];
    padding <= 2
        && !digits.is_empty()
        && digits
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_'))
}

fn is_scheme(bytes: &[u8]) -> bool {
    match bytes {
        [first, rest @ ..] => {
            first.is_ascii_alphabetic()
                && rest
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        }
        [] => false,
    }
}

fn parse_host(token: &[u8], base: usize) -> Result<HostSource, InvalidSource> {
    let span = |start: usize, end: usize| Span::from_offsets(base + start, base + end);
    let span_unless_empty = |start: usize, end: usize| (start < end).then(|| span(start, end));

    let (scheme, host_start, host_end) = scheme_and_host(token)?;
    let (port, port_end) = match token.get(host_end) {
        Some(b':') => parse_port(token, host_end + 1)?,
        _ => (Port::Default, host_end),
    };
    let path_end = token[port_end..]
        .iter()
        .position(|&byte| matches!(byte, b'?' | b'#'))
        .map_or(token.len(), |at| port_end + at);
    Ok(HostSource {
        scheme: scheme.map(|end| span(0, end)),
        host: span(host_start, host_end),
        port,
        path: span_unless_empty(port_end, path_end),
        ignored: span_unless_empty(path_end, token.len()),
    })
}

/// Where the scheme ends, if there is one, and where the host starts and ends.
fn scheme_and_host(token: &[u8]) -> Result<(Option<usize>, usize, usize), InvalidSource> {
    // Most schemes look like a host too, so this first step settles nearly every token.
    let scheme = match host_end(token, 0) {
        Some(end) if !token[end..].starts_with(b"://") => return Ok((None, 0, end)),
        Some(end) => end,
        // Only a scheme with a plus sign is no host.
        None => token
            .iter()
            .position(|&byte| matches!(byte, b':' | b'/'))
            .filter(|&end| token[end..].starts_with(b"://"))
            .ok_or(InvalidSource::InvalidHost)?,
    };
    if !is_scheme(&token[..scheme]) {
        return Err(InvalidSource::InvalidScheme);
    }
    let start = scheme + "://".len();
    let end = host_end(token, start).ok_or(InvalidSource::InvalidHost)?;
    Ok((Some(scheme), start, end))
}

/// Where the host that starts at `start` ends; `None` if there is none, or if what follows it is
/// neither a port nor a path.
fn host_end(token: &[u8], start: usize) -> Option<usize> {
    let labels = match &token[start..] {
        [b'*'] | [b'*', b':' | b'/' | b'?' | b'#', ..] => return Some(start + 1),
        [b'*', b'.', ..] => start + 2,
        _ => start,
    };
    let mut at = labels;
    loop {
        let rest = &token[at..];
        let label = rest
            .iter()
            .position(|&byte| !is_label_byte(byte))
            .unwrap_or(rest.len());
        at += label;
        match token.get(at) {
            // A dot follows a label, and may be the last of the host.
            Some(b'.') if label > 0 => at += 1,
            None | Some(b':' | b'/' | b'?' | b'#') if at > labels => return Some(at),
            _ => return None,
        }
    }
}

/// The port that starts at `start`, behind the colon, and where it ends.
fn parse_port(token: &[u8], start: usize) -> Result<(Port, usize), InvalidSource> {
    let end = token[start..]
        .iter()
        .position(|&byte| matches!(byte, b'/' | b'?' | b'#'))
        .map_or(token.len(), |at| start + at);
    let digits = &token[start..end];
    if digits == b"*" {
        return Ok((Port::Any, end));
    }
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(InvalidSource::InvalidPort);
    }
    let number = digits.iter().fold(0_u32, |number, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u32::from(digit - b'0'))
    });
    Ok((Port::Number(number), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(token: &str) -> HostSource {
        match SourceExpression::parse(token) {
            Ok(SourceExpression::Host(host)) => host,
            other => panic!("{token}: {other:?}"),
        }
    }

    #[test]
    fn schemes_and_hosts_are_told_apart() {
        assert!(matches!(
            SourceExpression::parse("localhost:"),
            Ok(SourceExpression::Scheme(_))
        ));
        assert_eq!(host("localhost:80").port, Port::Number(80));
        assert_eq!(host("localhost:0080").port, Port::Number(80));
        assert_eq!(host("h:99999999999").port, Port::Number(u32::MAX));
        assert_eq!(host("https:*").port, Port::Any);
        assert!(host("example.com/a://b").scheme.is_none());
    }

    #[test]
    fn browsers_cut_queries_off() {
        let source = host("a.com/p?q#f");
        assert_eq!(source.path, Some(Span::new(5, 7)));
        assert_eq!(source.ignored, Some(Span::new(7, 11)));
    }

    #[test]
    fn ignored_tokens_say_why() {
        for (token, why) in [
            ("'nonce-'", InvalidSource::InvalidNonce),
            ("'nonce-a==='", InvalidSource::InvalidNonce),
            ("'nonce-$'", InvalidSource::InvalidNonce),
            ("'nonce-abc", InvalidSource::InvalidNonce),
            ("'nonce-", InvalidSource::InvalidNonce),
            ("'sha256-'", InvalidSource::InvalidHash),
            ("'selff'", InvalidSource::UnknownKeyword),
            ("'", InvalidSource::UnknownKeyword),
            ("https://", InvalidSource::InvalidHost),
            ("a_b.com", InvalidSource::InvalidHost),
            ("[::1]", InvalidSource::InvalidHost),
            ("u@h", InvalidSource::InvalidHost),
            ("a..b", InvalidSource::InvalidHost),
            ("*a", InvalidSource::InvalidHost),
            ("*.", InvalidSource::InvalidHost),
            ("/path", InvalidSource::InvalidHost),
            ("h:p", InvalidSource::InvalidPort),
            ("1http://h", InvalidSource::InvalidScheme),
        ] {
            assert_eq!(SourceExpression::parse(token), Err(why), "{token}");
        }
    }
}
