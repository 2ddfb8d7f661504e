//! x
pub mod text;
pub mod referentiel;
pub mod candidates;
pub mod schema;
pub mod index;
