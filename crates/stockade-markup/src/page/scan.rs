//! A scan of a page: what it attempts, whatever its policies say.

use std::fmt;

use encoding_rs::{Decoder, UTF_8};
use stockade::policy::DirectiveName;
use stockade::verdict::SandboxFlags;
use url::Url;

use super::document::DocumentState;
use super::encoding::{self, SNIFFED};
use super::report::{PageReport, Visitor};
use super::scanner::Scanner;
use super::{PageEvent, Permission};

/// What must be known of a page before it is read.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    url: Url,
    content_type: Option<String>,
    sandbox: Option<SandboxFlags>,
}

impl ScanOptions {
    /// A page at this address.
    pub fn new(url: Url) -> Self {
        Self {
            url,
            content_type: None,
            sandbox: None,
        }
    }

    /// Sets the `Content-Type` of the response, which may name the encoding of the page. Without
    /// it, browsers look for a meta element that does, or take the page for windows-1252.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets what the page may do in spite of a sandbox that its policies put it into.
    #[must_use]
    pub fn with_sandbox(mut self, flags: SandboxFlags) -> Self {
        self.sandbox = Some(flags);
        self
    }
}

/// Reports everything that a page attempts, in document order as far as it is known: a script
/// comes with its end tag.
///
/// The visitor says whether the policies allow it, so that nothing is reported that depends on
/// what is blocked.
///
/// ```
/// use stockade_markup::page::{PageEvent, Permission, ScanOptions, scan};
/// use url::Url;
///
/// let options = ScanOptions::new(Url::parse("https://shop.example/")?);
/// let mut found = Vec::new();
/// scan(b"<img src=tea.png>\n<p onclick=buy()>", &options, |event| {
///     if let PageEvent::Attempt(attempt) = event {
///         found.push((attempt.element.to_owned(), attempt.line, attempt.column));
///     }
///     Permission::Allowed
/// });
/// assert_eq!(found, [("img".to_owned(), 1, 6), ("p".to_owned(), 2, 4)]);
/// # Ok::<(), url::ParseError>(())
/// ```
pub fn scan(html: &[u8], options: &ScanOptions, visitor: impl FnMut(PageEvent<'_>) -> Permission) {
    let mut scan = PageScan::new(options.clone(), Listener(visitor));
    scan.write(html);
    scan.end(|_| ());
}

/// Asks a closure about everything.
struct Listener<F>(F);

impl<F: FnMut(PageEvent<'_>) -> Permission> Visitor for Listener<F> {
    fn event(&mut self, event: PageEvent<'_>) -> Permission {
        (self.0)(event)
    }

    fn wants(&self, _: DirectiveName) -> bool {
        true
    }
}

/// Scans a page that arrives in pieces and whose encoding is to be found out.
pub(super) struct PageScan<'v, V> {
    options: ScanOptions,
    state: State<'v, V>,
}

enum State<'v, V> {
    /// Too little has arrived to know the encoding.
    Sniffing {
        start: Vec<u8>,
        visitor: V,
    },
    Reading {
        scanner: Box<Scanner<'v, PageReport<V>>>,
        /// Turns an encoding into UTF-8 that cannot be read as it is.
        decoder: Option<Decoder>,
    },
    Ended,
}

impl<'v, V: Visitor + 'v> PageScan<'v, V> {
    pub(super) fn new(options: ScanOptions, visitor: V) -> Self {
        Self {
            options,
            state: State::Sniffing {
                start: Vec::new(),
                visitor,
            },
        }
    }

    /// Changes what was known of the page, before any of it is read.
    pub(super) fn set_options(&mut self, change: impl FnOnce(ScanOptions) -> ScanOptions) {
        self.options = change(self.options.clone());
    }

    pub(super) fn write(&mut self, html: &[u8]) {
        if let State::Sniffing { start, .. } = &mut self.state {
            let missing = SNIFFED.saturating_sub(start.len());
            if html.len() < missing {
                start.extend_from_slice(html);
                return;
            }
            let (sniffed, rest) = html.split_at(missing);
            start.extend_from_slice(sniffed);
            self.begin();
            self.read(rest, false);
        } else {
            self.read(html, false);
        }
    }

    /// All of the page has arrived. Returns something of the visitor.
    pub(super) fn end<T>(mut self, take: impl FnOnce(&mut V) -> T) -> Option<T> {
        if let State::Sniffing { .. } = self.state {
            self.begin();
        }
        self.read(&[], true);
        match self.state {
            State::Reading { scanner, .. } => {
                Some(scanner.end_with(|report| take(&mut report.visitor)))
            }
            State::Sniffing { .. } | State::Ended => None,
        }
    }

    /// Settles on an encoding and reads what has arrived.
    fn begin(&mut self) {
        let State::Sniffing { start, visitor } = std::mem::replace(&mut self.state, State::Ended)
        else {
            return;
        };
        let encoding = encoding::of_page(&start, self.options.content_type.as_deref());
        let is_readable = encoding.is_ascii_compatible();
        let read_as = if is_readable { encoding } else { UTF_8 };
        let document = DocumentState::page(self.options.url.clone(), read_as, self.options.sandbox);
        self.state = State::Reading {
            scanner: Box::new(Scanner::new(document, read_as, PageReport::new(visitor))),
            decoder: (!is_readable).then(|| encoding.new_decoder_with_bom_removal()),
        };
        self.read(&start, false);
    }

    fn read(&mut self, html: &[u8], is_last: bool) {
        let State::Reading { scanner, decoder } = &mut self.state else {
            return;
        };
        match decoder {
            None => scanner.write(html),
            Some(decoder) => {
                let length = decoder.max_utf8_buffer_length(html.len()).unwrap_or(0);
                let mut text = String::with_capacity(length);
                let _ = decoder.decode_to_string(html, &mut text, is_last);
                scanner.write(text.as_bytes());
            }
        }
    }
}

impl<V> fmt::Debug for PageScan<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageScan")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
