//! `repere referentiel`

use std::io::Write;
use std::path::Path;

use super::args::{ReferentielArgs, ReferentielCommand};
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::document::{self, Source};
use crate::engine::open_store;
use crate::referentiel::{Named, Referentiel};
use crate::schema::{Store, StoreError};

pub(super) fn run(folder: &Path, quiet: bool, args: ReferentielArgs) -> Result<Done, Failure> {
    // Checking a file needs no store, and leaves no trace.
    if let ReferentielCommand::Check { file } = &args.command {
        let referentiel = read(file)?;
        let mut out = Output::open(None)?;
        writeln!(out, "{} : bon. {}", file.display(), summary(&referentiel))?;
        out.finish()?;
        return Ok(Done::All);
    }
    let (mut store, notices) = open_store(folder)?;
    notice::print(&notices, quiet);
    match args.command {
        ReferentielCommand::List => list(&store)?,
        ReferentielCommand::Show { code, referentiel } => show(&store, code.as_deref(), &referentiel)?,
        ReferentielCommand::Import { file } => import(&mut store, &file)?,
        ReferentielCommand::Export { code, out } => {
            let text = store.referentiel(&code)?.to_toml();
            let mut output = Output::open(out.as_deref())?;
            output.write_all(text.as_bytes())?;
            output.finish()?;
        }
        ReferentielCommand::Check { .. } => {}
    }
    Ok(Done::All)
}

fn read(file: &Path) -> Result<Referentiel, Failure> {
    let document = document::read(&Source::File { path: file.to_owned(), listed: false })?;
    Referentiel::read(&document.text).map_err(|error| Failure::in_file(file, error))
}

fn summary(referentiel: &Referentiel) -> String {
    let activites: usize = referentiel.domaines.iter().map(|domaine| domaine.activites.len()).sum();
    let criteres: usize = referentiel.competences.iter().map(|competence| competence.criteres.len()).sum();
    format!(
        "{} (référentiel {}, version {}) : {} domaines, {activites} activités, {} compétences, {criteres} critères, \
         {} codes ROME",
        referentiel.title,
        referentiel.code,
        referentiel.version,
        referentiel.domaines.len(),
        referentiel.competences.len(),
        referentiel.rome.len()
    )
}

fn import(store: &mut Store, file: &Path) -> Result<(), Failure> {
    let mut referentiel = read(file)?;
    match store.referentiel(&referentiel.code) {
        // The official text has no short names and no links: those known are kept.
        Ok(known) => referentiel = referentiel.with_annotations_of(&known),
        Err(StoreError::UnknownReferentiel { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let changed = store.put_referentiel(&referentiel)?;
    let mut out = Output::open(None)?;
    let state = if changed { "importé" } else { "déjà présent, rien n'a changé" };
    writeln!(out, "{} : {state}. {}", file.display(), summary(&referentiel))?;
    out.finish()
}

fn list(store: &Store) -> Result<(), Failure> {
    let mut out = Output::open(None)?;
    for (code, version, title) in store.referentiels()? {
        writeln!(out, "{code}  version {version}  {title}")?;
    }
    out.finish()
}

fn show(store: &Store, code: Option<&str>, referentiel: &str) -> Result<(), Failure> {
    let referentiel = store.referentiel(referentiel)?;
    let mut out = Output::open(None)?;
    match code.map(|code| referentiel.find(code)).transpose()? {
        None => whole(&mut out, &referentiel)?,
        Some(Named::Competence(competence)) => {
            writeln!(out, "{} {}", competence.code, competence.title)?;
            let links: Vec<String> = referentiel
                .domaines
                .iter()
                .flat_map(|domaine| &domaine.activites)
                .filter(|activite| activite.competences.contains(&competence.code))
                .map(|activite| format!("  {}  {}", activite.code, activite.text))
                .collect();
            if !links.is_empty() {
                writeln!(out, "\nActivités qui y font appel :\n{}", links.join("\n"))?;
            }
            writeln!(out, "\nRésultats attendus, observables ou mesurables :")?;
            for critere in &competence.criteres {
                writeln!(out, "  {}  {}", critere.code, critere.text)?;
            }
        }
        Some(Named::Critere(competence, critere)) => {
            writeln!(
                out,
                "{} {}\n  de {} {}",
                critere.code, critere.text, competence.code, competence.title
            )?;
        }
        Some(Named::Domaine(domaine)) => {
            writeln!(out, "{} {}", domaine.code, domaine.title)?;
            for activite in &domaine.activites {
                writeln!(out, "  {}  {}", activite.code, activite.text)?;
            }
        }
        Some(Named::Activite(domaine, activite)) => {
            writeln!(out, "{} {}\n  de {} {}", activite.code, activite.text, domaine.code, domaine.title)?;
            let codes: Vec<&str> = activite.competences.iter().map(|code| code.0.as_str()).collect();
            if !codes.is_empty() {
                writeln!(out, "  fait appel à {}", codes.join(", "))?;
            }
        }
        Some(Named::Rome(rome)) => {
            writeln!(
                out,
                "{} {}\n  métier ROME que le référentiel nomme parmi les plus proches",
                rome.code, rome.title
            )?;
        }
    }
    out.finish()
}

fn whole(out: &mut Output, referentiel: &Referentiel) -> std::io::Result<()> {
    writeln!(out, "{}\n", summary(referentiel))?;
    for paragraph in &referentiel.description {
        writeln!(out, "{paragraph}")?;
    }
    writeln!(out, "\nActivités")?;
    for domaine in &referentiel.domaines {
        writeln!(out, "  {}  {}", domaine.code, domaine.title)?;
    }
    writeln!(out, "\nCompétences")?;
    for competence in &referentiel.competences {
        writeln!(
            out,
            "  {}  {} ({} critères)",
            competence.code,
            competence.title,
            competence.criteres.len()
        )?;
    }
    writeln!(out, "\nMétiers ROME les plus proches")?;
    for rome in &referentiel.rome {
        writeln!(out, "  {}  {}", rome.code, rome.title)?;
    }
    writeln!(out, "\nPour le détail d'un code : repere referentiel show C3")
}
