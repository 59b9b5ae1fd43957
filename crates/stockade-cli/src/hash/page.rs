//! One page: what it needs, and what its policy still blocks.

use std::fs::File;

use stockade::verdict::Attempt;
use stockade::{Document, PolicyList, Span, header};
use stockade_markup::page::{PageDocument, PageEvent, Permission, ScanOptions, scan};

use super::folder::PageFile;
use super::meta;
use super::needs::Needs;
use super::style_sheets::Links;
use crate::check::{CheckedPage, Headers, read_bounded};
use crate::problem::Problem;

/// A page as it was built, without a policy that this command has put there.
pub(super) struct Page<'f> {
    pub(super) file: &'f PageFile,
    /// How the page is called to a person.
    pub(super) name: String,
    /// All of the file, as it is.
    pub(super) original: Vec<u8>,
    html: Vec<u8>,
    pub(super) needs: Needs,
    /// The style sheets that it links to.
    pub(super) style_sheets: Links,
    /// Where the page first asks for something.
    first_attempt: usize,
}

impl<'f> Page<'f> {
    pub(super) fn read(file: &'f PageFile, unsafe_hashes: bool) -> Result<Self, Problem> {
        let name = file.path.display().to_string();
        let original = File::open(&file.path).and_then(read_bounded);
        let original = original.map_err(|error| Problem::new(format!("{name}: {error}")))?;
        let html = meta::without(&original, &our_policies(&original, file));
        let mut page = Self {
            file,
            name,
            original,
            html,
            needs: Needs::default(),
            style_sheets: Links::default(),
            first_attempt: usize::MAX,
        };
        page.scan(unsafe_hashes);
        Ok(page)
    }

    /// The page with a policy in a meta element.
    pub(super) fn with_policy(&self, policy: &str) -> Result<Vec<u8>, Problem> {
        let html = meta::with_policy(&self.html, policy, self.first_attempt)?;
        if our_policies(&html, self.file).is_empty() {
            return Err(Problem::new(
                "browsers would not read a policy in its head, as nothing there is read as markup; \
                 send it as a header, with --format headers",
            ));
        }
        Ok(html)
    }

    /// What is blocked on the page, as it is in its file, under a policy in its headers. One that
    /// an earlier run has put into the page counts as well.
    pub(super) fn check_with_header(&self, policy: &str) -> CheckedPage {
        self.check(&self.original, policies(policy))
    }

    /// What would be blocked on the page if it had this policy instead of that of an earlier run.
    pub(super) fn check_with_policy(&self, policy: &str) -> CheckedPage {
        self.check(&self.html, policies(policy))
    }

    /// What is blocked on the page as `html` has it, with the policies in it.
    pub(super) fn check_html(&self, html: &[u8]) -> CheckedPage {
        self.check(html, PolicyList::default())
    }

    fn check(&self, html: &[u8], policies: PolicyList) -> CheckedPage {
        let headers = Headers {
            policies,
            content_type: content_type(html).map(str::to_owned),
        };
        let document = Document::new(self.file.url.clone());
        CheckedPage::check(self.name.clone(), html, &headers, &document)
    }

    fn scan(&mut self, unsafe_hashes: bool) {
        let url = &self.file.url;
        let (needs, first_attempt) = (&mut self.needs, &mut self.first_attempt);
        let style_sheets = &mut self.style_sheets;
        scan(&self.html, &options(&self.html, self.file), |event| {
            if let PageEvent::Attempt(found) = event {
                *first_attempt = found.span.range().start.min(*first_attempt);
                needs.add(&found.attempt, url, unsafe_hashes);
                if let Attempt::Request(request) = &found.attempt {
                    style_sheets.add(request);
                }
            }
            Permission::Allowed
        });
    }
}

fn policies(policy: &str) -> PolicyList {
    PolicyList::from_headers([(header::CONTENT_SECURITY_POLICY, policy)])
}

/// The meta elements that an earlier run has put into a page.
fn our_policies(html: &[u8], file: &PageFile) -> Vec<Span> {
    let mut found = Vec::new();
    scan(html, &options(html, file), |event| {
        if let PageEvent::Policy(policy) = event {
            let tag = html.get(policy.span.range()).unwrap_or_default();
            if policy.document == PageDocument::Page && meta::is_ours(tag) {
                found.push(policy.span);
            }
        }
        Permission::Allowed
    });
    found
}

fn options(html: &[u8], file: &PageFile) -> ScanOptions {
    let options = ScanOptions::new(file.url.clone());
    match content_type(html) {
        Some(content_type) => options.with_content_type(content_type),
        None => options,
    }
}

/// Hosts of static sites say that pages are UTF-8. Of one that is not, its own word is taken.
fn content_type(html: &[u8]) -> Option<&'static str> {
    let is_utf8 = str::from_utf8(html).is_ok();
    is_utf8.then_some("text/html; charset=utf-8")
}
