//! What arrives with a page: its headers and its address.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use stockade::{Document, PolicyList};
use url::Url;

/// The headers of a response that matter here.
pub(crate) struct Headers {
    pub(crate) policies: PolicyList,
    pub(crate) content_type: Option<String>,
}

/// Reads headers as the frameworks have them: a mapping, or pairs of a name and a value.
pub(crate) fn headers(headers: &Bound<'_, PyAny>) -> PyResult<Headers> {
    let headers = match headers.getattr_opt("items")? {
        Some(items) => items.call0()?,
        None => headers.clone(),
    };
    let pairs: Vec<(String, Vec<u8>)> = headers
        .try_iter()
        .map_err(|_| not_headers(&headers))?
        .map(|pair| header(&pair?))
        .collect::<PyResult<_>>()?;
    let content_type = pairs
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| String::from_utf8_lossy(value).into_owned());
    Ok(Headers {
        policies: PolicyList::from_headers(pairs),
        content_type,
    })
}

/// The page at this address.
pub(crate) fn document(url: &str) -> PyResult<Document> {
    match Url::parse(url) {
        Ok(address) if matches!(address.scheme(), "http" | "https") => Ok(Document::new(address)),
        _ => Err(PyValueError::new_err(format!(
            "the address of the page is {url:?}, but 'self' and relative addresses mean nothing \
             without scheme and host: write the whole of it, as in \"https://shop.example/cart\""
        ))),
    }
}

fn header(pair: &Bound<'_, PyAny>) -> PyResult<(String, Vec<u8>)> {
    let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) =
        pair.extract().map_err(|_| not_headers(pair))?;
    let name = String::from_utf8_lossy(&bytes(&name)?).into_owned();
    Ok((name, bytes(&value)?))
}

/// Whatever is not ASCII drops the directive it stands in, in one encoding as in the other.
fn bytes(value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    value
        .cast::<PyString>()
        .map(|text| text.to_string_lossy().into_owned().into_bytes())
        .map_err(|_| not_headers(value))
}

fn not_headers(found: &Bound<'_, PyAny>) -> PyErr {
    let found = found
        .get_type()
        .qualname()
        .map_or_else(|_| "something else".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!(
        "headers are a mapping or pairs of a name and a value, and both are text or bytes, as in \
         [(\"Content-Security-Policy\", \"default-src 'self'\")]; a {found} was found instead"
    ))
}
