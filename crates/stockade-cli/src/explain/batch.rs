//! `--batch`: a question in each line of the input, an answer in each line of the output.

use std::io::{self, BufWriter, Read, Write};
use std::rc::Rc;
use std::str::Utf8Error;

use serde::Deserialize;
use serde_json::value::RawValue;
use stockade::{Document, PolicyList};

use super::answer::{Answer, Refusal};
use super::cache::Cache;
use super::document::read_document;
use super::lines::{LIMIT, Line, Lines};
use super::question::{Identity, Question};
use super::surrogates::replace_halves;
use super::values::{Object, Text};
use crate::problem::Problem;

/// Answers every line but the blank ones, in order. What cannot be read is answered with what is
/// wrong with it.
pub(super) fn run(input: impl Read, output: impl Write) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut output = BufWriter::with_capacity(64 << 10, output);
    let mut answering = Answering::default();
    loop {
        if lines.may_wait() {
            output.flush()?;
        }
        match lines.next()? {
            Some(Line::Whole(line)) if line.trim_ascii().is_empty() => {}
            Some(Line::Whole(line)) => answering.answer(line, &mut output)?,
            Some(Line::TooLong) => refuse(None, &too_long(), &mut output)?,
            None => return output.flush(),
        }
    }
}

/// What is kept from one line to the next.
#[derive(Default)]
struct Answering {
    policies: Cache<PolicyList>,
    documents: Cache<Document>,
    /// The key of a look-up is put together here, to save making a string for each.
    key: String,
}

impl Answering {
    fn answer(&mut self, line: &[u8], mut output: impl Write) -> io::Result<()> {
        let line = match str::from_utf8(line) {
            Ok(line) => line,
            Err(error) => return refuse(None, &not_utf8(error), output),
        };
        let line = &*replace_halves(line);
        let question = match serde_json::from_str::<Object<Question<'_>>>(line) {
            Ok(Object(question)) => question,
            Err(error) => return refuse(identity(line), &not_a_question(&error), output),
        };
        match self.answer_question(&question, &mut output) {
            Ok(written) => written?,
            Err(problem) => return refuse(question.id, &problem, output),
        }
        output.write_all(b"\n")
    }

    fn answer_question(
        &mut self,
        question: &Question<'_>,
        output: impl Write,
    ) -> Result<io::Result<()>, Problem> {
        let policies = self.policies(question)?;
        let document = self.document(question)?;
        question.attempt.0.ask(|attempt| {
            let answer = Answer::new(question.id, policies.verdict(attempt, &document));
            serde_json::to_writer(output, &answer).map_err(io::Error::from)
        })
    }

    fn policies(&mut self, question: &Question<'_>) -> Result<Rc<PolicyList>, Problem> {
        let headers = question.headers.map_or("[]", RawValue::get);
        let meta = question.meta.map_or("[]", RawValue::get);
        self.key.clear();
        // Nothing of a line holds the end of one.
        self.key.extend([headers, "\n", meta]);
        self.policies
            .get_or_make(&self.key, || read_policies(headers, meta))
    }

    fn document(&mut self, question: &Question<'_>) -> Result<Rc<Document>, Problem> {
        let origin = question.origin.as_deref();
        self.key.clear();
        self.key.push_str(&question.document);
        if let Some(origin) = origin {
            self.key.extend(["\n", origin]);
        }
        self.documents.get_or_make(&self.key, || {
            read_document("document", &question.document, origin)
        })
    }
}

fn read_policies(headers: &str, meta: &str) -> Result<PolicyList, Problem> {
    let headers: Vec<(Text<'_>, Text<'_>)> = read_list(
        "headers",
        headers,
        "[[\"Content-Security-Policy\", \"default-src 'self'\"]]",
    )?;
    let metas: Vec<Text<'_>> = read_list("meta", meta, "[\"default-src 'self'\"]")?;
    let headers = headers.iter().map(|(name, value)| (&**name, &**value));
    let mut policies = PolicyList::from_headers(headers);
    for content in &metas {
        policies.push_meta(content);
    }
    Ok(policies)
}

fn read_list<'t, T>(key: &str, text: &'t str, example: &str) -> Result<T, Problem>
where
    T: Deserialize<'t>,
{
    serde_json::from_str(text).map_err(|error| {
        let what = without_place(&error);
        Problem::new(format!("{key}: {what}; write a list such as {example}"))
    })
}

fn refuse(id: Option<&RawValue>, problem: &Problem, mut output: impl Write) -> io::Result<()> {
    let error = problem.to_string();
    serde_json::to_writer(&mut output, &Refusal { id, error })?;
    output.write_all(b"\n")
}

/// The `id` of a line that is no question, if the line has one.
fn identity(line: &str) -> Option<&RawValue> {
    let Object(Identity { id }) = serde_json::from_str(line).ok()?;
    id
}

fn not_a_question(error: &serde_json::Error) -> Problem {
    let what = without_place(error);
    Problem::new(format!("column {}: {what}", error.column()))
}

/// The message without "at line 1 column 2": the line is not the first one of the input.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((what, _)) => what.to_owned(),
        None => message,
    }
}

fn not_utf8(error: Utf8Error) -> Problem {
    let column = error.valid_up_to() + 1;
    Problem::new(format!(
        "column {column}: this byte is not UTF-8, as JSON is"
    ))
}

fn too_long() -> Problem {
    let limit = LIMIT >> 20;
    Problem::new(format!(
        "this line has more than {limit} MiB, and is not read"
    ))
}
