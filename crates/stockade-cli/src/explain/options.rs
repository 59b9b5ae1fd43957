//! One question, as the command's options ask it.

use clap::{ArgGroup, Args, ValueEnum};
use stockade::policy::Disposition;
use stockade::{Document, PolicyList};

use super::attempt::AttemptDescription;
use super::attempt_options::AttemptOptions;
use super::details::DetailOptions;
use super::document::read_document;
use crate::problem::Problem;

const EXAMPLES: &str = "\
Examples:
  Does the policy let the page load a script?
    stockade explain --policy \"script-src 'self'\" --page https://shop.example/ \\
        --load https://cdn.example/a.js --as script

  Does it let an inline script with a nonce run?
    stockade explain --policy \"script-src 'nonce-r4nd0m'\" --page https://shop.example/ \\
        --inline script --content 'start()' --nonce r4nd0m

  May another site show the page in a frame?
    stockade explain --policy \"frame-ancestors 'self'\" --page https://shop.example/ \\
        --frame-ancestor https://other.example/

  Thousands of questions, one JSON object a line:
    stockade explain --batch < questions.jsonl > answers.jsonl

Exit status: 0 allowed, 1 blocked, 2 the question makes no sense. With --batch 0, whatever the
answers are.";

const USAGE: &str = "\
stockade explain --policy <POLICY> --page <URL> --load <URL> --as <DESTINATION> [OPTIONS]
       stockade explain --policy <POLICY> --page <URL> --inline <TYPE> --content <TEXT> [OPTIONS]
       stockade explain --policy <POLICY> --page <URL> <--eval|--frame-ancestor <URL>|…> [OPTIONS]
       stockade explain --batch";

/// Say what a browser does about one thing that a page attempts, and why
#[derive(Args)]
#[command(
    after_help = EXAMPLES,
    override_usage = USAGE,
    group = ArgGroup::new("attempt").required(true),
    group = ArgGroup::new("policies").multiple(true).required(true),
)]
pub(crate) struct Options {
    /// Answer a question in each line of the standard input. docs/command.md describes the lines
    #[arg(long, groups = ["attempt", "policies"], exclusive = true)]
    pub(super) batch: bool,

    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,

    #[command(flatten)]
    response: ResponseOptions,

    #[command(flatten)]
    attempt: AttemptOptions,

    #[command(flatten)]
    details: DetailOptions,
}

/// How an answer is written.
#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// For a person
    #[default]
    Human,
    /// For a program: what --batch answers
    Json,
}

#[derive(Args)]
#[command(next_help_heading = "The page and its policies")]
struct ResponseOptions {
    /// The value of a Content-Security-Policy header; may be repeated
    #[arg(long, value_name = "POLICY", group = "policies")]
    policy: Vec<String>,

    /// The value of a Content-Security-Policy-Report-Only header; may be repeated
    #[arg(long, value_name = "POLICY", group = "policies")]
    report_only: Vec<String>,

    /// The content of a meta element with a policy; may be repeated
    #[arg(long, value_name = "POLICY", group = "policies")]
    meta: Vec<String>,

    /// The address of the page
    #[arg(long, value_name = "URL", required_unless_present = "batch")]
    page: Option<String>,

    /// What 'self' means, if not the origin of the page; "null" for nothing
    #[arg(long, value_name = "ORIGIN")]
    origin: Option<String>,
}

impl Options {
    pub(super) fn policies(&self) -> Result<PolicyList, Problem> {
        let response = &self.response;
        let mut policies = PolicyList::default();
        for policy in &response.policy {
            policies.push_header(without_name(policy)?, Disposition::Enforce);
        }
        for policy in &response.report_only {
            policies.push_header(without_name(policy)?, Disposition::Report);
        }
        for policy in &response.meta {
            policies.push_meta(without_name(policy)?);
        }
        Ok(policies)
    }

    pub(super) fn document(&self) -> Result<Document, Problem> {
        // Clap has seen to it that it is there.
        let page = self.response.page.as_deref().unwrap_or_default();
        read_document("--page", page, self.response.origin.as_deref())
    }

    pub(super) fn attempt(&self) -> Result<AttemptDescription<'_>, Problem> {
        let attempt = self.attempt.describe(&self.details);
        match self.details.misplaced(&attempt) {
            None => Ok(attempt),
            Some(option) => Err(Problem::new(format!(
                "{option} makes no difference to what is attempted here; leave it out, or see \
                 `stockade explain --help` for what it goes with"
            ))),
        }
    }
}

/// Refuses a whole header line, which browsers would take for one unknown directive.
fn without_name(policy: &str) -> Result<&str, Problem> {
    let is_header = policy.split_once(':').is_some_and(|(name, _)| {
        name.trim()
            .to_ascii_lowercase()
            .starts_with("content-security-policy")
    });
    if is_header {
        return Err(Problem::new(format!(
            "{policy:?} is a header with its name; write only what stands behind the colon"
        )));
    }
    Ok(policy)
}
