//! Who is at the keyboard, for histories and the journal.

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
