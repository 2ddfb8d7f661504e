//! `repere serve`

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use super::args::ServeArgs;
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::web::{self, Limits, Options, Started};

/// Other limits than the usual ones, as `head=1,piece=1`: for tests, which cannot wait half a minute for each.
const LIMITS: &str = "REPERE_SERVE_LIMITS";

pub(super) fn run(folder: &Path, quiet: bool, args: ServeArgs) -> Result<Done, Failure> {
    if args.set_password || args.remove_password {
        let password = if args.set_password { Some(password()?) } else { None };
        web::set_password(folder, password.as_deref())?;
        let said = if args.set_password { "Mot de passe enregistré." } else { "Plus de mot de passe." };
        return say(said);
    }
    if let Some(name) = args.new_token {
        let token = web::new_token(folder, &name)?;
        return say(&token);
    }
    if let Some(name) = args.remove_token {
        if !web::remove_token(folder, &name)? {
            return Err(Failure::usage(format!("aucun jeton ne s'appelle « {name} »")));
        }
        return say(&format!("{name} : ce jeton n'ouvre plus rien"));
    }
    let limits = match std::env::var(LIMITS) {
        Err(_) => Limits::default(),
        Ok(text) => Limits::changed(&text)
            .map_err(|wrong| Failure::usage(format!("{LIMITS} : « {wrong} » n'est pas une limite")))?,
    };
    let options = Options {
        folder: folder.to_owned(),
        address: args.address,
        port: args.port,
        public_url: args.public_url,
        limits,
    };
    web::serve(&options, |started| {
        notice::print(&started.notices, quiet);
        announce(started);
        if started.loopback && !args.no_open && !web::open_browser(folder, &started.url) {
            let _ =
                writeln!(io::stderr(), "Aucun navigateur n'a pu être ouvert : copiez l'adresse ci-dessus.");
        }
    })?;
    let _ = writeln!(io::stderr(), "Repère est arrêté.");
    Ok(Done::All)
}

/// Says where the pages are: on standard output, for people and for programs that start this one.
fn announce(started: &Started) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "Repère est ouvert à cette adresse :\n\n  {}\n", started.url);
    let _ = out.flush();
    let mut err = io::stderr().lock();
    if started.loopback {
        let _ = writeln!(err, "Elle ouvre vos données : ne la donnez à personne. Pour arrêter : Ctrl+C.");
    } else {
        let _ = writeln!(
            err,
            "Warning: {} is reached by other computers, and nothing is encrypted here. Put a reverse proxy with TLS in \
             front of it (docs/pages.md) before anybody sends a document.",
            started.listening
        );
    }
}

fn say(line: &str) -> Result<Done, Failure> {
    let mut out = Output::open(None)?;
    writeln!(out, "{line}")?;
    out.finish()?;
    Ok(Done::All)
}

/// Reads the password from standard input; on a terminal its letters are not shown.
fn password() -> Result<String, Failure> {
    let terminal = io::stdin().is_terminal();
    if terminal {
        let _ = write!(io::stderr(), "Mot de passe ({} caractères au moins) : ", web::SHORTEST_PASSWORD);
    }
    let hidden = Hidden::begin(terminal);
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    drop(hidden);
    if terminal {
        let _ = writeln!(io::stderr());
    }
    read?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

/// Hides what is typed until it is dropped.
struct Hidden {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Hidden {
    #[cfg(unix)]
    fn begin(terminal: bool) -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = if terminal { tcgetattr(io::stdin()).ok() } else { None };
        if let Some(before) = &before {
            let mut quiet = before.clone();
            quiet.local_modes.remove(LocalModes::ECHO);
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &quiet);
        }
        Self { before }
    }

    #[cfg(not(unix))]
    fn begin(_: bool) -> Self {
        Self {}
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, before);
        }
    }
}
