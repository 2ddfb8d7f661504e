//! Who is at the keyboard, for histories and the journal; and whether they mean it.

use std::io::{IsTerminal, Write};

use super::failure::Failure;

/// The name given, else the system's user name.
pub(super) fn actor(given: Option<&str>) -> String {
    let given = given.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let system = || {
        ["USER", "LOGNAME", "USERNAME"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|name| !name.trim().is_empty()))
    };
    given.or_else(system).unwrap_or_else(nobody)
}

#[cfg(unix)]
fn nobody() -> String {
    format!("utilisateur {}", rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn nobody() -> String {
    "utilisateur inconnu".to_owned()
}

/// Asks on the terminal whether to go on; without a terminal the answer is no.
pub(super) fn confirmed(question: &str) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let mut err = std::io::stderr();
    let _ = write!(err, "{question} (oui/non) ");
    let _ = err.flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "o" | "oui" | "y" | "yes"))
}
