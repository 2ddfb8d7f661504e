//! Opens a page in the user's browser.

use std::path::Path;
use std::process::{Command, Stdio};

/// Opens an address in the browser. It is not given on a command line, which every user of the computer can read, but by
/// a page in the data folder that only its owner can. Returns whether a browser was asked to.
pub fn open_browser(folder: &Path, url: &str) -> bool {
    let path = folder.join("ouvrir.html");
    let page = format!(
        "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Repère</title>\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\"><p><a href=\"{url}\">Ouvrir Repère</a></p></html>\n"
    );
    let written = write_private(&path, page.as_bytes());
    written.is_ok() && ask(&path)
}

/// Takes the page away again: the address in it no longer opens anything.
pub(super) fn forget(folder: &Path) {
    let _ = std::fs::remove_file(folder.join("ouvrir.html"));
}

#[cfg(unix)]
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    // A file left by a run that was killed may be another's by now: made anew, for its owner only.
    let _ = std::fs::remove_file(path);
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(bytes)
}

#[cfg(not(unix))]
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::write(path, bytes)
}

fn ask(path: &Path) -> bool {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(target_os = "windows") {
        Command::new("explorer")
    } else {
        Command::new("xdg-open")
    };
    let quiet = command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.spawn().is_ok()
}
