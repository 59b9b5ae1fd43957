//! Import maps.

use std::collections::BTreeMap;
use std::fmt::{self, Formatter};

use crate::{CspNonce, Error, ErrorKind, InlineHash};

use super::attributes::write_nonce;
use super::integrity;
use super::markup::{Asset, Markup};

/// Names for modules, printed as `<script type="importmap">…</script>`.
///
/// Its text is the same for every response, so its hash can allow it instead of a nonce:
/// [`inline_hash`](Self::inline_hash).
///
/// ```
/// use stockade_web::assets::{ImportMap, Media, Script};
///
/// let media = Media::new()
///     .with_import_map(ImportMap::new().imports([("dates", "/static/dates.4f2a.js")])?)
///     .with_scripts([Script::new("/static/calendar.js").module()]);
/// assert_eq!(
///     media.render(None).to_string(),
///     r#"<script type="importmap">{"imports":{"dates":"/static/dates.4f2a.js"}}</script>
/// <script src="/static/calendar.js" type="module"></script>"#,
/// );
/// # Ok::<(), stockade_web::Error>(())
/// ```
///
/// Specification: [import maps](https://html.spec.whatwg.org/multipage/webappapis.html#import-maps).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct ImportMap {
    imports: Names,
    scopes: BTreeMap<String, Names>,
    integrity: Names,
}

type Names = BTreeMap<String, String>;

impl ImportMap {
    /// A map without names.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds names, each with the address that it stands for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] for an address that browsers would ignore.
    pub fn imports<N: Into<String>, A: Into<String>>(
        mut self,
        names: impl IntoIterator<Item = (N, A)>,
    ) -> Result<Self, Error> {
        let names = checked(names)?;
        add_names(&mut self.imports, names);
        Ok(self)
    }

    /// Adds names for modules whose address begins with `prefix` only.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] for an address that browsers would ignore.
    pub fn scope<N: Into<String>, A: Into<String>>(
        mut self,
        prefix: impl Into<String>,
        names: impl IntoIterator<Item = (N, A)>,
    ) -> Result<Self, Error> {
        let names = checked(names)?;
        add_names(self.scopes.entry(prefix.into()).or_default(), names);
        Ok(self)
    }

    /// Adds the hash of the module at an address: `"sha384-…"`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] for an address or a hash that browsers would ignore.
    pub fn integrity(
        mut self,
        address: impl Into<String>,
        metadata: impl Into<String>,
    ) -> Result<Self, Error> {
        let (address, metadata) = (address.into(), metadata.into());
        check_address(&address, "whose integrity is given")?;
        if !integrity::is_understood(&metadata) {
            return Err(Error::new(
                ErrorKind::InvalidAsset,
                format!(
                    "the integrity of {address:?} in an import map, {metadata:?}, is not \
                     understood by browsers, which would then load any file; write \"sha384-\" \
                     and the base64 of the file's SHA-384 digest, or use StaticFiles"
                ),
            ));
        }
        self.integrity.entry(address).or_insert(metadata);
        Ok(self)
    }

    /// Whether it has no names.
    pub fn is_empty(&self) -> bool {
        self.imports.is_empty() && self.scopes.is_empty() && self.integrity.is_empty()
    }

    /// The hash that allows it, for pages without a nonce.
    ///
    /// ```
    /// use stockade_web::{CspNonce, assets::ImportMap};
    ///
    /// let map = ImportMap::new().imports([("dates", "/static/dates.js")])?;
    /// let nonce = CspNonce::new();
    /// nonce.allow_inline(map.inline_hash())?;
    /// let page = map.render(None).to_string();
    /// # assert_eq!(page, r#"<script type="importmap">{"imports":{"dates":"/static/dates.js"}}</script>"#);
    /// # Ok::<(), stockade_web::Error>(())
    /// ```
    pub fn inline_hash(&self) -> InlineHash {
        InlineHash::script(&self.to_json())
    }

    /// The element, with the nonce if there is one.
    pub fn render<'a>(&'a self, nonce: Option<&'a CspNonce>) -> Markup<'a> {
        Markup::new(self, nonce)
    }

    fn to_json(&self) -> String {
        let scopes = self.scopes.iter();
        let scopes = scopes.map(|(prefix, names)| (prefix.as_str(), names_object(names)));
        let members = [
            ("imports", &self.imports, names_object(&self.imports)),
            ("integrity", &self.integrity, names_object(&self.integrity)),
        ];
        let members = members
            .into_iter()
            .filter(|(_, names, _)| !names.is_empty());
        let members = members.map(|(name, _, json)| (name, json));
        let scopes = (!self.scopes.is_empty()).then(|| ("scopes", object(scopes)));
        object(members.chain(scopes))
    }

    /// Adds the names of another map. Names that are there keep their meaning, as they do in
    /// browsers that find two maps.
    pub(super) fn add(&mut self, other: Self) {
        add_names(&mut self.imports, other.imports);
        for (prefix, names) in other.scopes {
            add_names(self.scopes.entry(prefix).or_default(), names);
        }
        add_names(&mut self.integrity, other.integrity);
    }
}

impl Asset for ImportMap {
    fn write(&self, f: &mut Formatter<'_>, nonce: Option<&CspNonce>) -> fmt::Result {
        f.write_str("<script")?;
        write_nonce(f, nonce)?;
        write!(f, " type=\"importmap\">{}</script>", self.to_json())
    }
}

fn add_names(names: &mut Names, others: Names) {
    for (name, address) in others {
        names.entry(name).or_insert(address);
    }
}

fn checked<N: Into<String>, A: Into<String>>(
    names: impl IntoIterator<Item = (N, A)>,
) -> Result<Names, Error> {
    names
        .into_iter()
        .map(|(name, address)| {
            let (name, address) = (name.into(), address.into());
            check_address(&address, &format!("that {name:?} stands for"))?;
            Ok((name, address))
        })
        .collect()
}

/// Browsers ignore what is neither an address nor begins as a path does.
///
/// Specification: [parse a URL-like import specifier](https://html.spec.whatwg.org/multipage/webappapis.html#resolving-a-url-like-module-specifier).
fn check_address(address: &str, role: &str) -> Result<(), Error> {
    let is_path = ["/", "./", "../"]
        .iter()
        .any(|start| address.starts_with(start));
    if is_path || has_scheme(address) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InvalidAsset,
        format!(
            "browsers ignore the address {address:?} in an import map, {role}; begin it with \
             \"/\", \"./\", \"../\" or \"https://\""
        ),
    ))
}

fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// A JSON object that may stand in a script element. Its values are JSON.
fn object<'a>(members: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let members: Vec<String> = members
        .into_iter()
        .map(|(name, value)| format!("{}:{value}", text(name)))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn names_object(names: &Names) -> String {
    object(
        names
            .iter()
            .map(|(name, value)| (name.as_str(), text(value))),
    )
}

fn text(text: &str) -> String {
    let mut json = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            // What could end the element, or begin a comment in it, also in XHTML.
            '<' | '>' | '&' => json.push_str(&escape(character)),
            character if character.is_control() => json.push_str(&escape(character)),
            _ => json.push(character),
        }
    }
    json.push('"');
    json
}

fn escape(character: char) -> String {
    format!("\\u{:04x}", u32::from(character))
}
