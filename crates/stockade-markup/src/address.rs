//! Which addresses are the site's own.

use std::fmt;

use url::{Host, Origin, Url};

/// A site nobody has, to see which addresses stay on the site that a page is from. By both schemes,
/// because `https:example.org` is a path on a page that came by HTTPS, and a host on others.
const SITES: [&str; 2] = ["https://site.invalid/page/", "http://site.invalid/page/"];

/// Says which addresses are files that the site's own people put there.
///
/// An address is read as a browser reads it ([URL Standard]): `//evil.example/x.js`,
/// `/\evil.example/x.js` and `/&#9;/evil.example` leave the site, however much they look like
/// paths. Uploads are on the site and are nobody's own: give their folder as `media_url`.
///
/// ```
/// use stockade_markup::OwnAddresses;
///
/// let own = OwnAddresses::new("/static/", "/media/", ["https://cdn.example.org"])?;
/// assert!(own.contains("/static/shop.js"));
/// assert!(own.contains("https://cdn.example.org/shop.js"));
/// assert!(!own.contains("//evil.example/shop.js"));
/// assert!(!own.contains("/static/../media/upload.js"));
/// # Ok::<(), stockade_markup::NotAnOrigin>(())
/// ```
///
/// [URL Standard]: https://url.spec.whatwg.org/#url-parsing
#[derive(Debug, Clone)]
pub struct OwnAddresses {
    sites: Vec<Site>,
    origins: Vec<Origin>,
}

/// The site, as a page that came by one scheme sees it.
#[derive(Debug, Clone)]
struct Site {
    page: Url,
    /// Where static files are.
    static_url: Url,
    /// Where uploads are; `None` where the site has no folder of its own for them.
    media_url: Option<Url>,
}

/// Where an address leads.
///
/// The later, the less it is to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Destination {
    /// A file that the site's own people put there.
    Own,
    /// Another site, by HTTP or HTTPS.
    Foreign,
    /// Below the folder of uploads.
    Media,
    /// No address that a browser loads scripts or styles from over the network, or none at all.
    Unclear,
}

impl OwnAddresses {
    /// `static_url` and `media_url` are prefixes of addresses, as in Django's settings of these
    /// names; an empty one, or `/`, says that there is no such folder. `origins` are other hosts
    /// whose files are the site's own.
    ///
    /// # Errors
    ///
    /// If one of `origins` is more or less than a scheme, a host and perhaps a port.
    pub fn new<'a>(
        static_url: &str,
        media_url: &str,
        origins: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, NotAnOrigin> {
        Ok(Self {
            sites: SITES
                .iter()
                .filter_map(|page| Site::new(page, static_url, media_url))
                .collect(),
            origins: origins
                .into_iter()
                .map(read_origin)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Whether a browser finds at `address` a file of the site's own.
    pub fn contains(&self, address: &str) -> bool {
        self.destination(address) == Destination::Own
    }

    /// Whether a browser finds at `address` what a visitor may have put there.
    pub fn is_upload(&self, address: &str) -> bool {
        self.destination(address) == Destination::Media
    }

    /// Whether static files are: not where they come from another host that is not listed.
    pub fn static_is_own(&self) -> bool {
        self.sites
            .iter()
            .all(|site| self.owns(site, &site.static_url))
    }

    /// Where an address leads, read on a page of the site.
    pub(crate) fn destination(&self, address: &str) -> Destination {
        if address.trim_matches(is_html_space).is_empty() {
            return Destination::Unclear;
        }
        self.worst(|site| match site.page.join(address) {
            Ok(url) => self.destination_of(site, &url),
            Err(_) => Destination::Unclear,
        })
    }

    /// Where the static file `path` is found.
    pub(crate) fn static_destination(&self, path: &str) -> Destination {
        self.worst(|site| match site.static_url.join(path) {
            Ok(url) => match self.destination_of(site, &url) {
                Destination::Own | Destination::Foreign if !is_below(&url, &site.static_url) => {
                    Destination::Unclear
                }
                found => found,
            },
            Err(_) => Destination::Unclear,
        })
    }

    fn worst(&self, destination: impl Fn(&Site) -> Destination) -> Destination {
        self.sites
            .iter()
            .map(destination)
            .max()
            .unwrap_or(Destination::Unclear)
    }

    fn destination_of(&self, site: &Site, url: &Url) -> Destination {
        let is_upload = |media: &Url| is_below(url, media);
        if !matches!(url.scheme(), "http" | "https") {
            Destination::Unclear
        } else if site.media_url.as_ref().is_some_and(is_upload) {
            Destination::Media
        } else if self.owns(site, url) && url.username().is_empty() && url.password().is_none() {
            Destination::Own
        } else {
            Destination::Foreign
        }
    }

    fn owns(&self, site: &Site, url: &Url) -> bool {
        let origin = url.origin();
        origin == site.page.origin() || self.origins.contains(&origin)
    }
}

impl Site {
    fn new(page: &str, static_url: &str, media_url: &str) -> Option<Self> {
        let page = Url::parse(page).ok()?;
        Some(Self {
            static_url: page.join(static_url).ok()?,
            media_url: page
                .join(media_url)
                .ok()
                .filter(|url| !media_url.is_empty() && url.path() != "/"),
            page,
        })
    }
}

/// Whether `url` lies in `folder`. Servers decode a path before they look for the file.
fn is_below(url: &Url, folder: &Url) -> bool {
    let decoded = |url: &Url| percent_decoded(url.path()).to_ascii_lowercase();
    url.origin() == folder.origin() && decoded(url).starts_with(&decoded(folder))
}

/// Decodes until nothing changes: a server may do it twice, and what matters here is only whether
/// a path could lie in the folder of uploads.
fn percent_decoded(path: &str) -> String {
    let mut decoded = path.to_owned();
    for _ in 0..3 {
        let bytes: Vec<u8> = decode_once(decoded.as_bytes());
        let next = String::from_utf8_lossy(&bytes).into_owned();
        if next == decoded {
            break;
        }
        decoded = next;
    }
    without_dots(&decoded.replace('\\', "/"))
}

fn decode_once(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| {
        byte.and_then(|byte| char::from(*byte).to_digit(16))
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if let (b'%', Some(high), Some(low)) =
            (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2)))
        {
            decoded.push(high * 16 + low);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    decoded
}

/// The path without `.` and `..`, and without empty segments, as a file system sees it.
fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    let closing = if path.ends_with('/') && !segments.is_empty() {
        "/"
    } else {
        ""
    };
    format!("/{}{closing}", segments.join("/"))
}

fn is_html_space(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\u{c}' | '\r' | ' ')
}

fn read_origin(text: &str) -> Result<Origin, NotAnOrigin> {
    let refuse = || NotAnOrigin(text.to_owned());
    let url = Url::parse(text).map_err(|_| refuse())?;
    let is_bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let has_host = matches!(url.host(), Some(Host::Domain(name)) if !name.contains('*'))
        || matches!(url.host(), Some(Host::Ipv4(_) | Host::Ipv6(_)));
    if is_bare && has_host && matches!(url.scheme(), "http" | "https") {
        Ok(url.origin())
    } else {
        Err(refuse())
    }
}

/// A text that should have been an origin, such as `https://cdn.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnOrigin(String);

impl fmt::Display for NotAnOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no origin: write a scheme, a host and perhaps a port, as in \
             \"https://cdn.example.org\"",
            self.0,
        )
    }
}

impl std::error::Error for NotAnOrigin {}
