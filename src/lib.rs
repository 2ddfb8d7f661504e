//! x
pub mod text;
pub mod referentiel;
pub mod candidates;
pub mod document;
pub mod passages;
pub mod schema;
pub mod index;
