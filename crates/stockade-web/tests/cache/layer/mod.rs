//! Stored pages in axum: the cache between `CspLayer` and the handlers, and in wrong places.

mod orders;
mod page_cache;
mod site;
mod visits;
