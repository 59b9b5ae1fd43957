//! `stockade check`: what a browser will block on pages.

mod excerpt;
mod formats;
mod headers;
mod human;
mod page;

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::console::{Console, nobody_reads_is_fine};
use crate::problem::Failure;
use crate::{ALLOWED, BLOCKED};

pub(crate) use formats::predictions;
pub(crate) use headers::Headers;
pub(crate) use human::Report as HumanReport;
pub(crate) use page::{CheckedPage, read_bounded};

const EXAMPLES: &str = "\
Examples:
  Check a page under a policy:
    stockade check cart.html --url https://shop.example/cart \\
        --header \"Content-Security-Policy: script-src 'self'\"

  Check what a server sends:
    curl -sD headers.txt -o page.html https://shop.example/
    stockade check page.html --url https://shop.example/ --headers-from headers.txt

  Remarks in a pull request on GitHub:
    stockade check public/*.html --url https://shop.example/ --headers-from headers.txt \\
        --format github

Exit status: 0 nothing is blocked, 1 an enforced policy blocks something, 2 the check could not be
made.";

/// Predict what a browser will block on pages
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// The pages, as a server sends them; - for the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The address of the page, for 'self' and relative addresses; the same for every file
    #[arg(long)]
    url: String,

    /// A header of the response, "Name: value"; may be repeated
    #[arg(long, value_name = "HEADER")]
    header: Vec<String>,

    /// A file with the headers of the response, as curl -D or curl -i write it
    #[arg(long, value_name = "FILE")]
    headers_from: Option<PathBuf>,

    /// How to write what is found
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How findings are written.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For a person, with the place in the source
    #[default]
    Human,
    /// For a program
    Json,
    /// For code scanning services
    Sarif,
    /// For GitHub's runners, which put remarks beside the code
    Github,
}

pub(crate) fn run(options: &Options, console: &mut Console<'_>) -> Result<u8, Failure> {
    let document = page::document(&options.url)?;
    let headers = Headers::read(&options.header, options.headers_from.as_deref())?;
    let count = options.files.len();
    let mut pages = Vec::with_capacity(count);
    for (done, file) in options.files.iter().enumerate() {
        if done > 0 {
            console.progress(format_args!("{done} of {count} pages checked"));
        }
        pages.push(CheckedPage::read(file, console, &headers, &document)?);
    }
    console.progress("");
    let has_policies = !headers.policies.policies().is_empty();
    write(options.format, &pages, has_policies, console)?;
    let is_blocked = pages.iter().any(CheckedPage::is_blocked);
    Ok(if is_blocked { BLOCKED } else { ALLOWED })
}

fn write(
    format: Format,
    pages: &[CheckedPage],
    has_policies: bool,
    console: &mut Console<'_>,
) -> io::Result<()> {
    if let Format::Human = format {
        return console.print(HumanReport {
            pages,
            has_policies,
        });
    }
    let mut output = Vec::new();
    match format {
        Format::Json => formats::json(pages, &mut output)?,
        Format::Sarif => formats::sarif(pages, &mut output)?,
        Format::Github | Format::Human => formats::github(pages, &mut output)?,
    }
    nobody_reads_is_fine(console.raw().1.write_all(&output))
}
