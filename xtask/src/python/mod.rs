//! Python here: the interpreters of this machine, which of them runs what, and what is made of them.

pub(crate) mod debian;
pub(crate) mod environment;
mod interpreter;
mod matrix;
pub(crate) mod tools;
pub(crate) mod wheel;

pub(crate) use interpreter::Interpreters;
pub(crate) use matrix::{Framework, Matrix, Pair, Untested};
