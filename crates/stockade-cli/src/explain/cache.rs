//! What was made from a text, kept for when the text comes again.

use std::collections::HashMap;
use std::rc::Rc;

/// How much text is kept, in bytes. What is made from it is a few times as large.
const CAPACITY: usize = 4 << 20;

/// Values made from texts, forgotten all at once when there are too many.
///
/// The lines of a batch mostly repeat a few policies and a few pages; keeping more than the recent
/// ones would need a better order of forgetting and gain nothing.
pub(super) struct Cache<T> {
    values: HashMap<String, Rc<T>>,
    size: usize,
}

impl<T> Cache<T> {
    /// What was made from `text` before, or else what `make` makes of it now.
    pub(super) fn get_or_make<E>(
        &mut self,
        text: &str,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Rc<T>, E> {
        if let Some(found) = self.values.get(text) {
            return Ok(Rc::clone(found));
        }
        let value = Rc::new(make()?);
        if self.size + text.len() > CAPACITY {
            self.values.clear();
            self.size = 0;
        }
        if text.len() <= CAPACITY {
            self.size += text.len();
            self.values.insert(text.to_owned(), Rc::clone(&value));
        }
        Ok(value)
    }
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self {
            values: HashMap::new(),
            size: 0,
        }
    }
}
