//! Many documents in one run: read from a stream of lines, written to a file that a killed run leaves usable, resumed.

mod counts;
mod error;
mod lines;
mod part;

pub use counts::Counts;
pub use error::BatchError;
pub use lines::{Input, lines};
pub use part::{Done, Part, failures_of, part_of};
