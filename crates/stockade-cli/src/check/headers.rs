//! The headers of a response, as the command's options give them.

use std::fs;
use std::path::Path;

use stockade::PolicyList;

use crate::problem::Problem;

/// What of a response's headers matters to a page.
pub(crate) struct Headers {
    pub(crate) policies: PolicyList,
    pub(crate) content_type: Option<String>,
}

/// A header's name and value.
type Header = (String, Vec<u8>);

impl Headers {
    /// Reads the headers of the file, then those that are given one by one.
    pub(super) fn read(lines: &[String], file: Option<&Path>) -> Result<Self, Problem> {
        let mut headers = match file {
            Some(file) => read_file(file)?,
            None => Vec::new(),
        };
        for line in lines {
            headers.push(read_option(line)?);
        }
        let content_type = headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
            .map(|(_, value)| String::from_utf8_lossy(value).into_owned());
        Ok(Self {
            policies: PolicyList::from_headers(headers),
            content_type,
        })
    }
}

fn read_option(line: &str) -> Result<Header, Problem> {
    let (name, value) = split(line.as_bytes()).ok_or_else(|| {
        Problem::new(format!(
            "--header: {line:?} is not a header; write its name, a colon and its value, such as \
             \"Content-Security-Policy: default-src 'self'\""
        ))
    })?;
    if is_almost_ours(&name) {
        return Err(Problem::new(format!(
            "--header: browsers know no header {name:?}, so this would change nothing; write \
             Content-Security-Policy or Content-Security-Policy-Report-Only"
        )));
    }
    Ok((name, value))
}

/// Whether a name is that of no header, but was meant for one of ours.
fn is_almost_ours(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_ours = matches!(
        name.as_str(),
        "content-security-policy" | "content-security-policy-report-only"
    );
    !is_ours && (name.contains("security-policy") || name.starts_with("content-security"))
}

fn read_file(file: &Path) -> Result<Vec<Header>, Problem> {
    let content = fs::read(file).map_err(|error| {
        Problem::new(format!(
            "--headers-from: {}: {error}; write the path of a file with a header in each line",
            file.display()
        ))
    })?;
    parse(&content).map_err(|(line, text)| {
        Problem::new(format!(
            "--headers-from: {}, line {line}: {text:?} is not a header; write its name, a colon \
             and its value",
            file.display()
        ))
    })
}

/// Reads headers as curl prints them. There is a block for each redirect, and the last one is
/// that of the page; with `-i` the page itself follows. An error is a line, and its number.
fn parse(content: &[u8]) -> Result<Vec<Header>, (usize, String)> {
    let mut headers: Vec<Header> = Vec::new();
    let mut has_ended = false;
    for (index, line) in content.split(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.starts_with(b"HTTP/") {
            headers.clear();
            has_ended = false;
        } else if has_ended {
            break;
        } else if line.is_empty() {
            has_ended = !headers.is_empty();
        } else if let (true, Some((_, value))) = (is_continuation(line), headers.last_mut()) {
            value.push(b' ');
            value.extend_from_slice(line.trim_ascii());
        } else {
            let header = split(line);
            let text = || (index + 1, String::from_utf8_lossy(line).into_owned());
            headers.push(header.ok_or_else(text)?);
        }
    }
    Ok(headers)
}

/// Whether a line goes on with the value of the one above.
fn is_continuation(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

fn split(line: &[u8]) -> Option<Header> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let name = str::from_utf8(&line[..colon]).ok()?.trim();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    is_name.then(|| (name.to_owned(), line[colon + 1..].trim_ascii().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn read(text: &str) -> Vec<(String, String)> {
        let headers = parse(text.as_bytes()).unwrap();
        let text = |value| String::from_utf8(value).unwrap();
        headers
            .into_iter()
            .map(|(name, value)| (name, text(value)))
            .collect()
    }

    #[test]
    fn the_headers_of_the_last_response_count() {
        let found = read("HTTP/1.1 301 Moved\r\nA: 1\r\n\r\nHTTP/2 200 \r\nb: 2\r\nC:3\r\n\r\n");
        assert_eq!(found, [("b".into(), "2".into()), ("C".into(), "3".into())]);
    }

    #[test]
    fn what_follows_the_headers_is_not_read() {
        assert_eq!(read("a: 1\n\n<p>b: 2\n"), [("a".into(), "1".into())]);
    }

    #[test]
    fn a_value_goes_on_in_an_indented_line() {
        assert_eq!(read("a: 1\n  2\n"), [("a".into(), "1 2".into())]);
    }

    #[test]
    fn a_line_without_a_colon_is_named() {
        assert_eq!(parse(b"a: 1\nnonsense\n"), Err((2, "nonsense".into())));
        assert_eq!(parse(b"a b: 1\n"), Err((1, "a b: 1".into())));
    }
}
