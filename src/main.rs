//! The `repere` program: parse, call, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    repere::cli::run()
}
