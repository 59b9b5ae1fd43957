//! The policies of a page's documents, asked about each attempt.

use stockade::policy::DirectiveName;
use stockade::verdict::{Destination, PolicyVerdict, Request};
use stockade::{Attempt, Document, PolicyList, Span, Violation};
use url::Url;

use super::report::Visitor;
use super::{
    PageAttempt, PageDocument, PageEvent, Permission, PredictedViolation, Preflight, When, doubt,
};

/// How many violations are listed. Each has a copy of its policy.
const MAX_VIOLATIONS: usize = 10_000;

/// How many policies a document may have before more in meta elements are left out. Each is asked
/// about each attempt.
const MAX_POLICIES: usize = 1_000;

/// Asks the policies about each attempt.
pub(super) struct Judge {
    /// The policies of each document that is being read, the page first.
    documents: Vec<Judged>,
    pub(super) preflight: Preflight,
}

/// A document and its policies.
struct Judged {
    policies: PolicyList,
    document: Document,
    /// Which directives any policy has a say about.
    governed: Vec<DirectiveName>,
    /// Requests that are made when all policies are known.
    late: Vec<LateRequest>,
}

/// A request that is made when the page is shown.
struct LateRequest {
    url: Url,
    destination: Destination,
    place: Place,
}

/// Where an attempt stands.
#[derive(Clone)]
struct Place {
    document: PageDocument,
    when: When,
    span: Span,
    line: u32,
    column: u32,
    element: String,
}

impl Judge {
    pub(super) fn new(policies: PolicyList, document: Document) -> Self {
        Self {
            documents: vec![Judged::new(policies, document)],
            preflight: Preflight::default(),
        }
    }

    fn attempt(&mut self, found: &PageAttempt<'_>) -> Permission {
        let Some(judged) = self.documents.last_mut() else {
            return Permission::Allowed;
        };
        if let (true, Attempt::Request(request)) = (found.is_late, found.attempt) {
            judged.late.push(LateRequest {
                url: request.url.clone(),
                destination: request.destination,
                place: Place::of(found),
            });
            return Permission::Allowed;
        }
        judged.ask(&found.attempt, || Place::of(found), &mut self.preflight)
    }

    /// Asks about what the document that was entered last does when it is shown, and leaves it.
    pub(super) fn leave(&mut self) {
        let Some(judged) = self.documents.pop() else {
            return;
        };
        for LateRequest {
            url,
            destination,
            place,
        } in &judged.late
        {
            let attempt = Attempt::Request(Request::new(url, *destination));
            judged.ask(&attempt, || place.clone(), &mut self.preflight);
        }
    }

    /// A frame's document begins with a copy of the policies around it.
    fn enter(&mut self, id: PageDocument) {
        let (Some(around), PageDocument::Srcdoc(_)) = (self.documents.last(), id) else {
            return;
        };
        let Ok(url) = Url::parse("about:srcdoc") else {
            return;
        };
        let mut document =
            Document::new(url).with_self_origin(around.document.self_origin().clone());
        if around.document.has_opaque_origin() {
            document = document.with_opaque_origin();
        }
        let inner = Judged::new(around.policies.clone(), document);
        self.documents.push(inner);
    }
}

impl Place {
    fn of(found: &PageAttempt<'_>) -> Self {
        Self {
            document: found.document,
            when: found.when,
            span: found.span,
            line: found.line,
            column: found.column,
            element: found.element.to_owned(),
        }
    }

    fn predict(self, mut violation: Violation, policy: PolicyVerdict<'_>) -> PredictedViolation {
        violation.line_number = Some(self.line);
        violation.column_number = Some(self.column);
        PredictedViolation {
            violation,
            document: self.document,
            when: self.when,
            span: self.span,
            line: self.line,
            column: self.column,
            element: self.element,
            reason: policy.reason(),
            detail: policy.to_string(),
            policy: policy.index(),
        }
    }
}

impl Visitor for Judge {
    fn event(&mut self, event: PageEvent<'_>) -> Permission {
        match event {
            PageEvent::Enter(id) => self.enter(id),
            PageEvent::Leave(_) => self.leave(),
            PageEvent::Attempt(found) => return self.attempt(&found),
            PageEvent::Policy(meta) => {
                if let Some(judged) = self.documents.last_mut()
                    && judged.policies.policies().len() < MAX_POLICIES
                {
                    judged.policies.push_meta(meta.content);
                    judged.read_governed();
                }
            }
            PageEvent::Doubt(doubt) => self.preflight.diagnostics.push(doubt),
        }
        Permission::Allowed
    }

    fn wants(&self, directive: DirectiveName) -> bool {
        self.documents
            .last()
            .is_some_and(|judged| judged.governed.contains(&directive))
    }
}

/// What the attempts of a page are governed by.
const GOVERNING: [DirectiveName; 14] = [
    DirectiveName::BaseUri,
    DirectiveName::ConnectSrc,
    DirectiveName::DefaultSrc,
    DirectiveName::FontSrc,
    DirectiveName::FormAction,
    DirectiveName::FrameSrc,
    DirectiveName::ImgSrc,
    DirectiveName::ManifestSrc,
    DirectiveName::MediaSrc,
    DirectiveName::ObjectSrc,
    DirectiveName::ScriptSrcAttr,
    DirectiveName::ScriptSrcElem,
    DirectiveName::StyleSrcAttr,
    DirectiveName::StyleSrcElem,
];

impl Judged {
    fn new(policies: PolicyList, document: Document) -> Self {
        let mut judged = Self {
            policies,
            document,
            governed: Vec::new(),
            late: Vec::new(),
        };
        judged.read_governed();
        judged
    }

    /// Asks all policies about an attempt, and adds what violates them.
    fn ask(
        &self,
        attempt: &Attempt<'_>,
        place: impl Fn() -> Place,
        preflight: &mut Preflight,
    ) -> Permission {
        let mut permission = Permission::Allowed;
        for policy in self.policies.verdict(attempt, &self.document).policies() {
            let Some(violation) = policy.violation() else {
                continue;
            };
            if policy.is_enforced() {
                permission = Permission::Blocked;
            }
            let place = place();
            if preflight.violations.len() < MAX_VIOLATIONS {
                preflight.violations.push(place.predict(violation, policy));
            } else if !preflight.is_cut_off {
                preflight.is_cut_off = true;
                let doubt = doubt::too_many_violations(MAX_VIOLATIONS);
                preflight.diagnostics.push(doubt.at(place.span));
            }
        }
        permission
    }

    fn read_governed(&mut self) {
        let policies = self.policies.policies();
        self.governed = GOVERNING
            .into_iter()
            .filter(|&name| {
                policies.iter().any(|policy| {
                    policy.operative_directive(name).is_some()
                        || policy
                            .directive(DirectiveName::BlockAllMixedContent)
                            .is_some()
                })
            })
            .collect();
    }
}
