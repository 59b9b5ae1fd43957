//! `{% call csp_script() %}…{% endcall %}`

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Error, ErrorKind, State};

use crate::InlineElement;
use crate::assets::{AttributeValue, InlineBlock};

/// Prints inline blocks of one kind.
pub(super) struct Block {
    function: &'static str,
    element: InlineElement,
    /// The blocks that were found to be their author's text, by template and text.
    known: Mutex<HashMap<(String, String), InlineBlock>>,
}

impl Block {
    /// As many blocks are remembered; others are looked at each time.
    const MAX_KNOWN: usize = 1024;

    pub(super) fn new(function: &'static str, element: InlineElement) -> Self {
        Self {
            function,
            element,
            known: Mutex::default(),
        }
    }

    pub(super) fn print(&self, state: &mut State<'_, '_>, kwargs: &Kwargs) -> Result<Value, Error> {
        let caller: Option<Value> = kwargs.get("caller")?;
        let Some(caller) = caller else {
            return Err(self.error("was called without a block"));
        };
        let text = caller.call(state, &[])?.to_string();
        let block = with_attributes(self.block(state, text)?, kwargs)?;
        let nonce = super::nonce(state)?;
        let markup = block.render(nonce.as_deref()).to_string();
        Ok(Value::from_safe_string(markup))
    }

    fn block(&self, state: &State<'_, '_>, text: String) -> Result<InlineBlock, Error> {
        let key = (state.name().to_owned(), text);
        if let Some(block) = self.known().get(&key) {
            return Ok(block.clone());
        }
        let block = self.checked_block(state, &key.1)?;
        let mut known = self.known();
        if known.len() < Self::MAX_KNOWN {
            known.insert(key, block.clone());
        }
        Ok(block)
    }

    fn checked_block(&self, state: &State<'_, '_>, text: &str) -> Result<InlineBlock, Error> {
        let template = state.env().get_template(state.name()).map_err(|cause| {
            let problem = "stands in a template without a name, whose source cannot be compared";
            self.error(problem).with_source(cause)
        })?;
        if !self.is_a_whole_block(text, template.source()) {
            return Err(self.error(
                "prints something else than stands between {% call %} and {% endcall %}, so its \
                 hash would allow what data says",
            ));
        }
        InlineBlock::of_author(self.element, text.to_owned()).map_err(|error| invalid(&error))
    }

    /// Whether all of `text` stands in `source` as a block of this function.
    ///
    /// A part of a text would not do: data that says what some part of the source says would be
    /// allowed. Nor does a tag, which data may say as well. White space at both ends may have been
    /// cut off by `{%-`, and makes another hash only.
    fn is_a_whole_block(&self, text: &str, source: &str) -> bool {
        let text = text.trim();
        let has_tag = ["{{", "{%", "{#"].iter().any(|tag| text.contains(tag));
        let stands_between_tags = |(start, _): (usize, &str)| {
            let (before, behind) = (&source[..start], &source[start + text.len()..]);
            self.ends_with_call_tag(before.trim_end()) && begins_with_end_tag(behind.trim_start())
        };
        !has_tag && source.match_indices(text).any(stands_between_tags)
    }

    fn ends_with_call_tag(&self, before: &str) -> bool {
        let tag = before.rfind("{%").map(|start| &before[start..]);
        tag.is_some_and(|tag| tag.ends_with("%}") && tag.contains(self.function))
    }

    fn error(&self, problem: &str) -> Error {
        let function = self.function;
        Error::new(
            ErrorKind::InvalidOperation,
            format!(
                "a block of {function} {problem}; write nothing but text into the block, or a \
                 nonce: <script {{{{ csp_nonce_attr() }}}}>"
            ),
        )
    }

    fn known(&self) -> MutexGuard<'_, HashMap<(String, String), InlineBlock>> {
        // A map that a panic left behind is whole: it is changed by one insertion.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn begins_with_end_tag(rest: &str) -> bool {
    rest.strip_prefix("{%").is_some_and(|tag| {
        tag.trim_start_matches(['-', '+'])
            .trim_start()
            .starts_with("endcall")
    })
}

/// The block with what else the function was called with: `csp_script(type="module")`.
fn with_attributes(mut block: InlineBlock, kwargs: &Kwargs) -> Result<InlineBlock, Error> {
    for name in kwargs.args().filter(|name| *name != "caller") {
        let value: Value = kwargs.get(name)?;
        let value = match value.kind() {
            ValueKind::Undefined | ValueKind::None => AttributeValue::Absent,
            ValueKind::Bool => value.is_true().into(),
            _ => value.to_string().into(),
        };
        block = block
            .attribute(name, value)
            .map_err(|error| invalid(&error))?;
    }
    Ok(block)
}

fn invalid(error: &crate::Error) -> Error {
    Error::new(ErrorKind::InvalidOperation, error.to_string())
}
