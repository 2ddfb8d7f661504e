//! The one test binary.

mod bad_input;
mod branche;
mod cli;
mod documents;
mod evaluation;
mod formats;
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
