//! The `stockade._core` module: conversions between Python and the `stockade` crate.
//!
//! Every rule lives in the crate; what is here turns Python values into its types and back.

mod check;
mod command;
mod compiled_policy;
mod convert;
mod diagnostic;
mod edge_cache_key;
mod error;
mod functions;
mod predicted_violation;
mod render;
mod response;
mod templates;

/// The Rust core of the `stockade` package.
#[pyo3::pymodule(name = "_core")]
mod core_module {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::check::{check, more_page_log_lines, page_log_line, protects_scripts};
    #[pymodule_export]
    use crate::command::run_command;
    #[pymodule_export]
    use crate::compiled_policy::CompiledPolicy;
    #[pymodule_export]
    use crate::diagnostic::Diagnostic;
    #[pymodule_export]
    use crate::edge_cache_key::EdgeCacheKey;
    #[pymodule_export]
    use crate::error::PolicyError;
    #[pymodule_export]
    use crate::functions::{
        can_hold_markup, generate_nonce, inspect_header, integrity_policy_endpoints, known_bypass,
        overruling_cache_control, private_cache_control, replace_mapping, reporting_endpoints,
        update_mapping,
    };
    #[pymodule_export]
    use crate::predicted_violation::PredictedViolation;
    #[pymodule_export]
    use crate::render::render;
    #[pymodule_export]
    use crate::templates::{OwnAddresses, ReviewedTag, TemplateReview, TemplateSet, Trust};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("NONCE_PLACEHOLDER", stockade::policy::source::NONCE)
    }
}
