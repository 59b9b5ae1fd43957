use std::io::{self, Write};

use serde::Serialize;

/// A violation that is predicted for a page, as the JSON has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Prediction<'p> {
    /// The file's path, or the page's address.
    pub file: &'p str,
    /// The document in it: `page`, or `srcdoc:0` and so on for frames.
    pub document: &'p str,
    /// `load`, `conditional` or `interaction`.
    pub when: &'p str,
    /// The directive in charge, whether the policy has it or one that it falls back to.
    pub effective_directive: &'p str,
    /// What is blocked: an address, or `inline` and its like.
    #[serde(rename = "blockedURI")]
    pub blocked_uri: &'p str,
    /// `enforce` or `report`.
    pub disposition: &'p str,
    /// The start of the inline code, where the policy asks for samples.
    pub sample: &'p str,
    /// The policy's text.
    pub original_policy: &'p str,
    /// The line in the file, from 1.
    pub line: u32,
    /// The column in that line, from 1, in bytes.
    pub column: u32,
    /// Its bytes in the file: the first, and one past the last.
    pub span: [u32; 2],
    /// The name of the element, in lower case.
    pub element: &'p str,
}

/// Writes `{"version": 1, "violations": […]}` and the end of the line. Keys are only ever added
/// within a version.
///
/// ```
/// use stockade::diagnostic::render::json;
///
/// let mut written = Vec::new();
/// json(&[], &mut written)?;
/// assert_eq!(written, b"{\"version\":1,\"violations\":[]}\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// When `output` cannot be written to.
pub fn json(violations: &[Prediction<'_>], mut output: impl Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Predictions<'p> {
        version: u32,
        violations: &'p [Prediction<'p>],
    }

    let version = 1;
    serde_json::to_writer(
        &mut output,
        &Predictions {
            version,
            violations,
        },
    )?;
    writeln!(output)
}
