//! `stockade explain`: what a browser does about one attempt, and why.

mod answer;
mod attempt;
mod attempt_options;
mod attributes;
mod batch;
mod cache;
mod details;
mod document;
mod human;
mod lines;
mod names;
mod options;
mod question;
mod surrogates;
mod values;

use stockade::{Attempt, Document, PolicyList};

use crate::console::{Console, nobody_reads_is_fine};
use crate::problem::Failure;
use crate::{ALLOWED, BLOCKED};

use answer::Answer;
use options::Format;
pub(crate) use options::Options;

pub(crate) fn run(options: &Options, console: &mut Console<'_>) -> Result<u8, Failure> {
    if options.batch {
        let (input, output) = console.raw();
        nobody_reads_is_fine(batch::run(input, output))?;
        return Ok(ALLOWED);
    }
    let policies = options.policies()?;
    let document = options.document()?;
    options
        .attempt()?
        .ask(|attempt| explain(options.format, &policies, attempt, &document, console))?
}

fn explain(
    format: Format,
    policies: &PolicyList,
    attempt: &Attempt<'_>,
    document: &Document,
    console: &mut Console<'_>,
) -> Result<u8, Failure> {
    let verdict = policies.verdict(attempt, document);
    match format {
        Format::Human => console.print(human::Explanation(verdict))?,
        Format::Json => {
            let answer = serde_json::to_string(&Answer::new(None, verdict))?;
            console.print(format_args!("{answer}\n"))?;
        }
    }
    Ok(if verdict.is_blocked() {
        BLOCKED
    } else {
        ALLOWED
    })
}
