//! The Python interpreters of this machine, and which of them runs what.

pub(crate) mod debian;
mod interpreter;
mod matrix;

pub(crate) use interpreter::{Interpreter, Interpreters};
pub(crate) use matrix::{Framework, Matrix, Pair, Untested};
