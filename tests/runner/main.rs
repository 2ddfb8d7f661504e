//! The one test binary.

mod documents;
mod passages;
