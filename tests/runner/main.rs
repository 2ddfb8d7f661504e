//! The one test binary.

mod bad_input;
mod batch;
mod branche;
mod cli;
mod documents;
mod evaluation;
mod group;
mod home;
mod hostile;
mod house;
mod matching;
mod model;
mod passages;
mod plugins;
mod referentiel;
mod rome;
mod store;
mod teaching;
mod web;
