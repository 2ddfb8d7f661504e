//! Repère positions a person, or a job, against a competence framework (*référentiel*).
//!
//! A document goes in, an explained positioning comes out:
//!
//! ```text
//! bytes -> document -> passages -> candidates -> evidence -> coverage -> blocs (plugin) -> report
//! ```
//!
//! Each arrow is a module named after what it yields. The modules below stand in the order of that flow.

pub mod error;
pub mod text;

pub mod referentiel;

pub mod document;
pub mod passages;
pub mod pseudonym;

pub mod index;
pub mod plugins;
pub mod schema;

pub mod rome;

pub mod candidates;
pub mod evidence;

pub mod coverage;

pub mod blocs;

pub mod batch;
pub mod engine;
pub mod evaluation;
pub mod matching;
pub mod teaching;

pub mod group;
pub mod report;

pub mod dossier;
pub mod upkeep;

pub mod forms;

pub mod web;

pub mod cli;
