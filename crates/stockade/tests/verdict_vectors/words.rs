//! The words of a line.

/// Splits a line at spaces; `"…"` is one word, written as in JSON, also behind `name=`.
pub(crate) fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let plain = rest.find(' ').unwrap_or(rest.len());
        let quote = match rest[..plain].find("=\"") {
            Some(at) => Some(at + 1),
            None => rest.starts_with('"').then_some(0),
        };
        let (word, length) = match quote {
            Some(at) => {
                let (text, length) = quoted(&rest[at..])?;
                (format!("{}{text}", &rest[..at]), at + length)
            }
            None => (rest[..plain].to_owned(), plain),
        };
        words.push(word);
        rest = rest[length..].trim_start();
    }
    Ok(words)
}

/// The text of the JSON string that `rest` starts with, and its length there.
fn quoted(rest: &str) -> Result<(String, usize), String> {
    let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
    match strings.next() {
        Some(Ok(text)) => Ok((text, strings.byte_offset())),
        _ => Err(format!("no string: {rest}")),
    }
}
