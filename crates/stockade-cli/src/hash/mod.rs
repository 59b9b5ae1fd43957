//! `stockade hash`: policies for a folder of built pages.

mod folder;
mod headers_file;
mod meta;
mod needs;
mod page;
mod policy;
mod report;
mod save;
mod site;
mod style_sheets;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::console::Console;
use crate::problem::{Failure, Problem};
use crate::{ALLOWED, BLOCKED};

use folder::Folder;
use policy::BasePolicy;
use report::Report;
use site::Site;
use style_sheets::StyleSheets;

const EXAMPLES: &str = "\
Examples:
  Show the policy that each page needs:
    stockade hash public

  Put it into the pages:
    stockade hash public --write

  Or into the file from which Netlify and Cloudflare Pages read headers:
    stockade hash public --format headers --write

  Scripts of the site talk to an interface elsewhere, which its pages do not show:
    stockade hash public --policy \"default-src 'none'; base-uri 'none'; form-action 'none';
        connect-src https://api.example\"

Exit status: 0 the policies allow all that the pages show, 1 something on the pages stays blocked,
2 the policies could not be made.";

/// Make policies for a folder of built pages
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// The folder, as it will be published
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Where the policies go
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Write them; without this, they are only shown
    #[arg(long)]
    write: bool,

    /// The address at which the folder will be published, so that its own pages are 'self' under
    /// their full address too
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// What every page gets, whether it shows a need for it or not
    #[arg(long, value_name = "POLICY")]
    policy: Option<String>,

    /// Allow event handlers and style attributes by their hashes, with 'unsafe-hashes': whoever
    /// can inject markup can then use these handlers on other elements
    #[arg(long)]
    unsafe_hashes: bool,
}

/// Where policies go.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A meta element in each page
    #[default]
    Meta,
    /// The file _headers in the folder
    Headers,
    /// The standard output, for a program
    Json,
}

pub(crate) fn run(options: &Options, console: &mut Console<'_>) -> Result<u8, Failure> {
    if options.write && options.format == Format::Json {
        let problem = "--write: there is nowhere to write JSON to; direct the output to a file";
        return Err(Problem::new(problem).into());
    }
    let folder = Folder::read(&options.folder, options.url.as_deref())?;
    let base = BasePolicy::new(options.policy.as_deref(), options.format)?;
    let mut site = Site {
        folder: &folder,
        style_sheets: StyleSheets::of(&folder),
        base: &base,
        unsafe_hashes: options.unsafe_hashes,
        console,
    };
    let report = match options.format {
        Format::Meta => site.put_into_pages(options.write)?,
        Format::Headers => site.put_into_headers(options.write)?,
        Format::Json => site.as_json()?,
    };
    finish(&report, options, console)
}

fn finish(report: &Report, options: &Options, console: &mut Console<'_>) -> Result<u8, Failure> {
    console.progress("");
    if options.format == Format::Json {
        report.write_json(console.raw().1)?;
    } else {
        console.print(report)?;
    }
    Ok(if report.is_blocked() {
        BLOCKED
    } else {
        ALLOWED
    })
}
