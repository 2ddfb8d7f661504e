//! `repere backup`, `restore`, `doctor` and `journal`

mod args;

use std::io::{self, Write};
use std::path::Path;

use args::JournalCommand;
pub(super) use args::{BackupArgs, DoctorArgs, JournalArgs, RestoreArgs};

use super::actor::{actor, confirmed};
use super::args::ListFormat;
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::dossier::words;
use crate::engine::open_store;
use crate::schema::Store;
use crate::upkeep::{self, State};

pub(super) fn backup(folder: &Path, args: &BackupArgs) -> Result<Done, Failure> {
    let size = upkeep::backup(folder, &args.file, args.force, &actor(args.by.as_deref()))?;
    let mut out = Output::open(None)?;
    writeln!(
        out,
        "{} : sauvegarde écrite, {:.1} Mo. Elle contient des données personnelles ; « repere restore » la remet en place.",
        args.file.display(),
        size as f64 / 1e6
    )?;
    out.finish()?;
    Ok(Done::All)
}

pub(super) fn restore(folder: &Path, args: &RestoreArgs) -> Result<Done, Failure> {
    if !args.yes && !confirmed("Remplacer toute la base par cette sauvegarde ?")? {
        return Err(Failure::usage("rien n'a été changé : ajoutez --yes pour remplacer la base"));
    }
    let restored = upkeep::restore(folder, &args.file, args.keep, &actor(args.by.as_deref()))?;
    let mut out = Output::open(None)?;
    match &restored.copied {
        Some(copied) => {
            let dossiers = usize::try_from(copied.dossiers).unwrap_or_default();
            writeln!(
                out,
                "La base est remplacée par {} : {}.",
                args.file.display(),
                words::counted(dossiers, "dossier", "dossiers")
            )?;
            if copied.erased_again > 0 {
                writeln!(
                    out,
                    "{} depuis la sauvegarde : effacés à nouveau.",
                    words::counted(
                        copied.erased_again,
                        "dossier avait été effacé",
                        "dossiers avaient été effacés"
                    )
                )?;
            }
        }
        None if restored.kept.is_none() => {
            writeln!(out, "La base est faite de {} ; elle est chiffrée.", args.file.display())?;
        }
        None => writeln!(
            out,
            "La base était endommagée ; {} la remplace. Ce qui a été effacé depuis cette sauvegarde n'a pu être retrouvé : \
             vérifiez qu'aucun dossier effacé n'y revient.",
            args.file.display()
        )?,
    }
    if let Some(kept) = &restored.kept {
        writeln!(out, "L'ancienne est gardée : {}", kept.display())?;
    }
    out.finish()?;
    Ok(Done::All)
}

pub(super) fn doctor(folder: &Path, args: &DoctorArgs) -> Result<Done, Failure> {
    let findings = upkeep::doctor(folder, args.repair);
    let bad = findings.iter().any(|finding| matches!(finding.state, State::Reparable | State::Broken));
    let mut out = Output::open(None)?;
    match args.format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &findings).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        ListFormat::Text => {
            for finding in &findings {
                let word = match finding.state {
                    State::Sound => "bon",
                    State::Repaired => "réparé",
                    State::Reparable => "À RÉPARER",
                    State::Broken => "DÉFAUT",
                };
                out.paragraph(
                    &format!("{word:<10} {} : {}", finding.what, finding.said),
                    "  ",
                    "             ",
                )?;
            }
            let reparable = findings.iter().any(|finding| finding.state == State::Reparable);
            if reparable {
                writeln!(out, "\nrepere doctor --repair refait ce qui peut l'être.")?;
            } else if !bad {
                writeln!(out, "\nTout est en ordre.")?;
            }
        }
    }
    out.finish()?;
    Ok(if bad { Done::Some } else { Done::All })
}

pub(super) fn journal(folder: &Path, quiet: bool, args: JournalArgs) -> Result<Done, Failure> {
    let (store, notices) = open_store(folder)?;
    notice::print(&notices, quiet);
    let command =
        args.command.unwrap_or(JournalCommand::Show { dossier: None, limit: 50, format: ListFormat::Text });
    match command {
        JournalCommand::Show { dossier, limit, format } => show(&store, dossier.as_deref(), limit, format),
        JournalCommand::Verify { head } => verify(&store, head.as_deref()),
    }
}

fn show(store: &Store, dossier: Option<&str>, limit: usize, format: ListFormat) -> Result<Done, Failure> {
    let number = match dossier {
        None => None,
        Some(named) => match store.dossier_number(named)? {
            Some(number) => Some(number),
            None => {
                Some(named.parse().map_err(|_| Failure::usage(format!("dossier inconnu : « {named} »")))?)
            }
        },
    };
    let lines = store.journal(number, Some(limit))?;
    let mut out = Output::open(None)?;
    match format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &lines).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        ListFormat::Text => {
            for line in &lines {
                let place = match (line.dossier, line.event) {
                    (Some(dossier), Some(event)) => format!("dossier n° {dossier}, événement {event}"),
                    (Some(dossier), None) => format!("dossier n° {dossier}"),
                    _ => String::new(),
                };
                let hash: String = line.hash.chars().take(12).collect();
                writeln!(
                    out,
                    "{:>6}  {}  {:<22} {:<15} {place}  [{hash}]",
                    line.number,
                    line.at,
                    line.actor,
                    said(&line.kind)
                )?;
            }
        }
    }
    out.finish()?;
    Ok(Done::All)
}

/// A kind of line in French.
fn said(kind: &str) -> &str {
    match kind {
        "opened" => "ouverture",
        "named" => "nom",
        "document-added" => "document",
        "refreshed" => "relecture",
        "decided" => "décision",
        "added" => "preuve ajoutée",
        "positioned" => "position",
        "jury" => "jury",
        "note" => "note",
        "answered" => "réponse",
        "retained" => "conservation",
        "closed" => "clôture",
        "reopened" => "réouverture",
        "exported" => "remise",
        "undone" => "annulation",
        "erased" => "effacement",
        "backup" => "sauvegarde",
        "restored" => "restauration",
        "encrypted" => "chiffrement",
        "decrypted" => "déchiffrement",
        "rekeyed" => "nouvelle clé",
        other => other,
    }
}

fn verify(store: &Store, head: Option<&str>) -> Result<Done, Failure> {
    let state = store.check_journal()?;
    let mut out = Output::open(None)?;
    let missing = match head.map(str::trim) {
        Some(head) => !store.journal_has(head)?,
        None => false,
    };
    if let Some(fault) = &state.fault {
        writeln!(out, "DÉFAUT : {}", upkeep::fault_said(fault))?;
    }
    if missing {
        writeln!(
            out,
            "DÉFAUT : cette empreinte n'est pas dans le journal : des lignes ont été changées ou retirées."
        )?;
    }
    if state.fault.is_none() && !missing {
        writeln!(
            out,
            "Journal intact : {}, {} avec les dossiers présents.",
            words::counted(usize::try_from(state.lines).unwrap_or_default(), "ligne", "lignes"),
            words::counted(state.compared, "événement comparé", "événements comparés")
        )?;
        if !state.head.is_empty() {
            writeln!(out, "Empreinte de la dernière ligne, à noter ailleurs : {}", state.head)?;
        }
    }
    out.finish()?;
    Ok(if state.fault.is_none() && !missing { Done::All } else { Done::Some })
}
