//! `repere branche new`, `check`, `build` and `test`: a branch's files before they are installed.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::super::Done;
use super::super::args::ListFormat;
use super::super::failure::Failure;
use super::super::output::Output;
use crate::document::{self, Source};
use crate::error::Error;
use crate::plugins::conformance::{Conformance, conformance};
use crate::plugins::{self, BuildError, Host};
use crate::referentiel::Referentiel;
use crate::schema::Store;

/// Largest plugin read, in bytes; the host takes none that is as large.
const LARGEST: u64 = 64 << 20;

/// Reads a plugin's file, as far as it could be one.
pub(super) fn read_component(file: &Path) -> Result<Vec<u8>, Failure> {
    let at = |error: std::io::Error| Failure::in_file(file, format!("lecture impossible ({error})"));
    let mut bytes = Vec::new();
    File::open(file).map_err(at)?.take(LARGEST).read_to_end(&mut bytes).map_err(at)?;
    Ok(bytes)
}

pub(super) fn new(store: &Store, id: &str, referentiel: &str, out: &Path) -> Result<Done, Failure> {
    let slug = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if id.is_empty() || id.len() > 60 || !slug {
        return Err(Failure::usage(format!(
            "« {id} » : un identifiant de branche est fait de minuscules sans accent, de chiffres et de tirets"
        )));
    }
    let text = plugins::template(id, &store.referentiel(referentiel)?);
    let at = |source| Error::Write { path: out.display().to_string(), source };
    // Never over somebody's work.
    let mut file = match OpenOptions::new().write(true).create_new(true).open(out) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Failure::in_file(out, "ce fichier existe déjà ; donnez un autre nom avec --out"));
        }
        other => other.map_err(at)?,
    };
    file.write_all(text.as_bytes()).map_err(at)?;
    let mut said = Output::open(None)?;
    writeln!(
        said,
        "{} : écrit. Remplissez-le dans un éditeur de texte, puis : repere branche check {}",
        out.display(),
        out.display()
    )?;
    said.finish()?;
    Ok(Done::All)
}

fn read_manifest(file: &Path) -> Result<String, Failure> {
    Ok(document::read(&Source::File { path: file.to_owned(), listed: false })?.text)
}

/// Each mistake on a line of its own, with the file's name in front as editors understand it.
fn faults(file: &Path, error: &BuildError) -> Failure {
    match error {
        BuildError::Manifest(faults) => {
            let said: Vec<String> =
                faults.iter().map(|fault| format!("{} : {fault}", file.display())).collect();
            Failure::File(said.join("\nrepere : "))
        }
        other => Failure::in_file(file, other),
    }
}

fn checked(store: &Store, file: &Path) -> Result<(String, plugins::Identity), Failure> {
    let text = read_manifest(file)?;
    let find = |code: &str| -> Result<Referentiel, String> {
        store.referentiel(code).map_err(|error| error.to_string())
    };
    let identity = plugins::check(&text, &find).map_err(|error| faults(file, &error))?;
    Ok((text, identity))
}

pub(super) fn check(store: &Store, file: &Path) -> Result<Done, Failure> {
    let (_, identity) = checked(store, file)?;
    let mut out = Output::open(None)?;
    writeln!(
        out,
        "{} : bon. Branche {} ({}) {}, pour le référentiel {}",
        file.display(),
        identity.name,
        identity.id,
        identity.version,
        identity.referentiel
    )?;
    out.finish()?;
    Ok(Done::All)
}

pub(super) fn build(store: &Store, file: &Path, out: Option<PathBuf>) -> Result<Done, Failure> {
    let (identity, bytes) = match read_component(file) {
        // What a compiler made: a core module, which becomes a component.
        Ok(module) if module.starts_with(b"\0asm") => {
            let bytes = plugins::wrap(module).map_err(|error| Failure::in_file(file, error))?;
            let branche = Host::new()?.load(&bytes).map_err(|error| Failure::in_file(file, error))?;
            (branche.identity().clone(), bytes)
        }
        _ => {
            let (text, identity) = checked(store, file)?;
            (identity, plugins::build(&text).map_err(|error| faults(file, &error))?.bytes)
        }
    };
    let path = out.unwrap_or_else(|| PathBuf::from(format!("{}-{}.wasm", identity.id, identity.version)));
    let mut output = Output::open(Some(&path))?;
    output.write_raw(&bytes)?;
    output.finish()?;
    let mut said = Output::open(None)?;
    writeln!(
        said,
        "{} : {} octets. Pour l'essayer : repere branche test {}",
        path.display(),
        bytes.len(),
        path.display()
    )?;
    said.finish()?;
    Ok(Done::All)
}

pub(super) fn test(store: &Store, file: &Path, format: ListFormat) -> Result<Done, Failure> {
    let bytes = read_component(file)?;
    let branche = Host::new()?.load(&bytes).map_err(|error| Failure::in_file(file, error))?;
    let identity = branche.identity();
    let referentiel = store.referentiel(&identity.referentiel)?;
    let result = conformance(&branche, &referentiel);
    let mut out = Output::open(None)?;
    match format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &result).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        ListFormat::Text => {
            writeln!(
                out,
                "{} {}, {} octets, contrat {}\n",
                identity.id,
                identity.version,
                bytes.len(),
                branche.contract_version()
            )?;
            print(&mut out, &result)?;
        }
    }
    out.finish()?;
    Ok(if result.passed() { Done::All } else { Done::Some })
}

fn print(out: &mut Output, result: &Conformance) -> std::io::Result<()> {
    for check in &result.checks {
        match &check.fault {
            None => writeln!(out, "  bon     {}", check.name)?,
            Some(fault) => writeln!(out, "  DÉFAUT  {} : {fault}", check.name)?,
        }
    }
    let milliseconds = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
    let spent = result.spent;
    writeln!(
        out,
        "\n{} questions en {:.1} ms, la plus longue {:.2} ms ; au plus {} instructions et {} Kio de mémoire",
        result.calls,
        milliseconds(result.total),
        milliseconds(result.longest),
        spent.fuel,
        spent.memory >> 10
    )?;
    if !result.messages.is_empty() {
        writeln!(out, "\nSon journal ({} messages au plus par question) :", spent.logged)?;
        let mut last = None;
        for message in result.messages.iter().filter(|message| last.replace(*message) != Some(*message)) {
            writeln!(out, "  {message}")?;
        }
    }
    let verdict = if result.passed() { "Conforme au contrat." } else { "Non conforme au contrat." };
    writeln!(out, "\n{verdict}")
}
