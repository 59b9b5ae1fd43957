//! `{% csp_script %}…{% endcsp_script %}`: text that becomes a whole element.

use stockade::Span;

use super::Construct;

/// Makes each hash block one construct. What stands in it is the text of a script or a style, in
/// which `<` begins no tag.
pub(super) fn join(source: &str, constructs: Vec<Construct>) -> Vec<Construct> {
    let mut joined: Vec<Construct> = Vec::with_capacity(constructs.len());
    let mut open = None;
    for construct in constructs {
        let name = construct.tag_name(source).unwrap_or_default();
        match open {
            None if is_hash_block(name) => open = Some((joined.len(), name.to_owned())),
            Some((index, ref opened)) if name.strip_prefix("end") == Some(opened) => {
                joined.truncate(index + 1);
                if let Some(block) = joined.last_mut() {
                    block.span = Span::new(block.span.start(), construct.span.end());
                    block.trims.after = construct.trims.after;
                }
                open = None;
                continue;
            }
            _ => {}
        }
        joined.push(construct);
    }
    joined
}

fn is_hash_block(name: &str) -> bool {
    matches!(name, "csp_script" | "csp_style")
}
