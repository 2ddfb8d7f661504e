//! `repere rome`

mod args;
mod find;
mod import;
mod measure;
mod occupation;
mod paths;
mod tables;

use std::io::Write;
use std::path::Path;

pub(super) use args::RomeArgs;
use args::{Common, RomeCommand, TableFormat};

use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::engine::open_store;
use crate::rome::{self, PUBLISHED};
use crate::schema::{RomeVersion, Store};

pub(super) fn run(folder: &Path, quiet: bool, args: RomeArgs) -> Result<Done, Failure> {
    let (mut store, notices) = open_store(folder)?;
    notice::print(&notices, quiet);
    match args.command {
        RomeCommand::Import { archive, release } => {
            import::archive(&mut store, &archive, release.as_deref())?
        }
        RomeCommand::ImportEsco { file } => import::esco(&mut store, &file)?,
        RomeCommand::Versions => import::versions(&store)?,
        RomeCommand::Diff { before, after, format, out } => {
            import::diff(&store, &before, &after, format, out.as_deref())?;
        }
        RomeCommand::Search { words, limit, common } => {
            find::search(&store, &words.join(" "), usize::from(limit), &common)?;
        }
        RomeCommand::Show { code, referentiel, common } => {
            occupation::show(folder, &store, &code, &referentiel, &common)?;
        }
        RomeCommand::Equivalences { codes, neighbours, referentiel, common } => {
            tables::equivalences(folder, &store, &codes, usize::from(neighbours), &referentiel, &common)?;
        }
        RomeCommand::Compare { first, second, common } => {
            occupation::compare(&store, &first, &second, &common)?
        }
        RomeCommand::Paths { code, referentiel, common } => {
            paths::paths(folder, &store, &code, &referentiel, &common)?;
        }
        RomeCommand::EvalMelo { dir, common } => measure::melo(&store, &dir, &common)?,
        RomeCommand::EvalTitles { file, common } => measure::titles(&store, &file, &common)?,
    }
    Ok(Done::All)
}

/// The version asked for; `None`, with a word on what an import would add, when there is none at all.
fn version(store: &Store, common: &Common) -> Result<Option<RomeVersion>, Failure> {
    match rome::version(store, common.rome.as_deref()) {
        Ok(version) => Ok(Some(version)),
        Err(rome::RomeError::NothingImported) if common.rome.is_none() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What an import would add.
fn invitation() -> String {
    format!(
        "Le ROME n'est pas importé : seuls les codes que le référentiel nomme sont connus. L'import de l'archive \
         officielle ajoute tous les métiers, leurs appellations, compétences, contextes et mobilités : repere rome \
         import ARCHIVE.zip. Où la trouver : {PUBLISHED}."
    )
}

/// Refuses a form that a command has not.
fn no_svg(format: TableFormat) -> Result<(), Failure> {
    if format == TableFormat::Svg {
        return Err(Failure::usage("--format svg : seules les équivalences ont une image"));
    }
    Ok(())
}

fn json(out: &mut Output, value: &impl serde::Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Rows as CSV; a cell that a spreadsheet would take for a formula stays text.
fn csv(
    out: &mut Output,
    columns: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<(), Failure> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    let write = |writer: &mut ::csv::Writer<&mut Output>, row: &[String]| {
        writer.write_record(row).map_err(std::io::Error::from)
    };
    write(&mut writer, &columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>())?;
    for row in rows {
        let safe = |cell: String| {
            if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
        };
        write(&mut writer, &row.into_iter().map(safe).collect::<Vec<_>>())?;
    }
    writer.flush()?;
    Ok(())
}

/// A paragraph, wrapped.
fn paragraph(out: &mut Output, text: &str, first: &str, next: &str) -> std::io::Result<()> {
    out.paragraph(text, first, next)
}

/// A code as the store writes it: `m1607` is M1607.
fn canonical(code: &str) -> String {
    code.trim().to_uppercase()
}
