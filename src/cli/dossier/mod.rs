//! `repere dossier`

mod add;
mod answer;
mod args;
mod changes;
mod decide;
mod document;
mod erase;
mod export;
mod list;
mod refresh;
mod show;

use std::io::Write;
use std::path::Path;

pub(super) use args::DossierArgs;
use args::DossierCommand;

use super::actor::{actor, confirmed};
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::dossier::{Desk, DossierNumber};

/// What every command works with.
struct At {
    desk: Desk,
    /// Who does it.
    by: String,
    quiet: bool,
}

impl At {
    fn find(&self, dossier: &str) -> Result<DossierNumber, Failure> {
        Ok(self.desk.find(dossier)?)
    }

    /// A line for the reader, unless asked to be quiet: what to do next.
    fn hint(&self, text: &str) {
        if !self.quiet {
            // Standard error may be closed: a hint is no reason to stop.
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }
}

pub(super) fn run(folder: &Path, quiet: bool, args: DossierArgs) -> Result<Done, Failure> {
    let (desk, notices) = Desk::open(folder)?;
    notice::print(&notices, quiet);
    let mut at = At { desk, by: actor(args.by.as_deref()), quiet };
    match args.command {
        DossierCommand::New(args) => changes::new(&mut at, args),
        DossierCommand::List(args) => list::list(&at, &args),
        DossierCommand::Search(args) => list::search(&at, &args),
        DossierCommand::Show(args) => show::show(&mut at, &args),
        DossierCommand::History { dossier } => show::history(&mut at, &dossier),
        DossierCommand::Add(args) => add::add(&mut at, &args),
        DossierCommand::Decide(args) => decide::decide(&mut at, args),
        DossierCommand::Note(args) => changes::note(&mut at, args),
        DossierCommand::Answer(args) => answer::answer(&mut at, &args),
        DossierCommand::Name(args) => changes::name(&mut at, args),
        DossierCommand::Keep { dossier, day } => changes::keep(&mut at, &dossier, day),
        DossierCommand::Refresh(args) => refresh::refresh(&mut at, &args),
        DossierCommand::Close { dossier, reason } => changes::close(&mut at, &dossier, reason),
        DossierCommand::Reopen { dossier } => changes::reopen(&mut at, &dossier),
        DossierCommand::Undo { dossier, event } => changes::undo(&mut at, &dossier, event),
        DossierCommand::Document(args) => document::document(&mut at, &args),
        DossierCommand::Fields(args) => document::fields(&mut at, &args),
        DossierCommand::Export(args) => export::export(&mut at, args),
        DossierCommand::Erase { dossier, yes } => erase::erase(&mut at, &dossier, yes),
        DossierCommand::Purge { day, yes } => erase::purge(&mut at, day, yes),
    }
}

/// Prints a value as JSON.
fn json(value: &impl serde::Serialize) -> Result<Done, Failure> {
    let mut out = Output::open(None)?;
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    out.finish()?;
    Ok(Done::All)
}

/// Prints a line.
fn say(text: &str) -> Result<Done, Failure> {
    let mut out = Output::open(None)?;
    writeln!(out, "{text}")?;
    out.finish()?;
    Ok(Done::All)
}
