//! The one test binary.

mod bad_input;
mod batch;
mod branche;
mod cli;
mod documents;
mod dossiers;
mod encryption;
mod evaluation;
mod formats;
mod forms;
mod group;
mod home;
mod hostile;
mod house;
mod matching;
mod model;
mod passages;
mod plugins;
mod pseudonym;
mod referentiel;
mod rome;
mod store;
mod teaching;
mod web;
