//! What becomes of the tags of templates: each file of `tests/nonces` is a small application, and
//! its snapshot says for each template what was decided, why, and how it reads then.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::HashSet;
use std::fmt::Write as _;

use stockade_markup::OwnAddresses;
use stockade_markup::fixes::nonce::{TemplateReview, Trust, TrustMode, review};
use stockade_markup::template::syntax::Delimiters;
use stockade_markup::template::{Dialect, InclusionTags, TemplateSet, TemplateSource};

#[test]
fn templates_get_the_nonces_they_may_have() {
    insta::glob!("nonces/*.txt", |path| {
        let application = Application::read(&std::fs::read_to_string(path).unwrap());
        insta::assert_snapshot!(application.reviewed());
    });
}

/// Settings, a line each, and templates, each below its name: `=== shop/page.html`.
struct Application {
    dialect: Dialect,
    trust: Trust,
    inclusion_tags: InclusionTags,
    templates: Vec<TemplateSource>,
    approve_all: bool,
}

impl Application {
    fn read(fixture: &str) -> Self {
        let mut parts = fixture.split("=== ");
        let mut application = Self {
            dialect: Dialect::Django,
            trust: Trust {
                mode: TrustMode::OwnStatic,
                addresses: OwnAddresses::new("/static/", "/media/", []).unwrap(),
                approved: HashSet::new(),
                only_approved: false,
                package: String::new(),
            },
            inclusion_tags: InclusionTags::new(),
            templates: Vec::new(),
            approve_all: false,
        };
        for line in parts.next().unwrap().lines() {
            application.set(line);
        }
        for part in parts {
            let (name, source) = part.split_once('\n').unwrap();
            application.templates.push(TemplateSource {
                name: name.split(" at ").next().unwrap().to_owned(),
                path: name.to_owned(),
                source: source.to_owned(),
            });
        }
        application
    }

    fn set(&mut self, line: &str) {
        let addresses = |static_url, origin| OwnAddresses::new(static_url, "/media/", origin);
        match line.split_once(": ").unwrap_or((line, "")) {
            ("dialect", "jinja") => self.dialect = Dialect::Jinja(Delimiters::default()),
            ("mode", "all") => self.trust.mode = TrustMode::All,
            ("static", url) => self.trust.addresses = addresses(url, None).unwrap(),
            ("static and own", url) => {
                let origin = url.trim_end_matches('/');
                self.trust.addresses = addresses(url, Some(origin)).unwrap();
            }
            ("inclusion tag", tag) => {
                let (name, template) = tag.split_once(' ').unwrap();
                self.inclusion_tags
                    .insert(name.to_owned(), vec![template.to_owned()]);
            }
            ("package", name) => name.clone_into(&mut self.trust.package),
            ("pinned", "with nothing") => self.trust.only_approved = true,
            ("approved", "everything") => self.approve_all = true,
            ("", "") => {}
            (comment, _) if comment.starts_with('#') => {}
            unknown => panic!("the fixture says {unknown:?}"),
        }
    }

    fn reviewed(mut self) -> String {
        let set = TemplateSet::new(
            self.templates.iter().cloned(),
            self.dialect.clone(),
            &self.inclusion_tags,
        );
        if self.approve_all {
            let approved = self.templates.iter().flat_map(|template| {
                let tags = review(&set, &template.path, &self.trust).unwrap().tags;
                tags.into_iter()
                    .filter(|tag| tag.reason.is_for_a_person())
                    .map(|tag| (template.name.clone(), tag.digest))
            });
            self.trust.approved = approved.collect();
        }
        let mut text = String::new();
        for template in &self.templates {
            let found = review(&set, &template.path, &self.trust).unwrap();
            describe(&mut text, template, &found);
        }
        text
    }
}

fn describe(text: &mut String, template: &TemplateSource, review: &TemplateReview) {
    writeln!(text, "=== {}", template.path).unwrap();
    for tag in &review.tags {
        writeln!(
            text,
            "{}:{} {} {} ({}): {}",
            tag.line,
            tag.column,
            tag.element.as_str(),
            tag.outcome().as_str(),
            tag.reason.code(),
            tag.reason,
        )
        .unwrap();
    }
    if review.rewritten == template.source {
        writeln!(text, "--- unchanged").unwrap();
    } else {
        writeln!(text, "---\n{}", review.rewritten.trim_end()).unwrap();
    }
}
