//! Every format: what is kept, what is said, and what hostile files cost.

mod hostile;
mod kept;
mod mutated;
mod pdf;
mod said;
mod samples;
mod seeds;
pub mod typeset;
