//! The one test binary.

mod bad_input;
mod cli;
mod documents;
mod evaluation;
mod home;
mod house;
mod matching;
mod model;
mod passages;
mod plugins;
mod referentiel;
mod rome;
mod store;
mod teaching;
