//! `repere dossier export`

use std::path::PathBuf;

use super::args::{ExportArgs, ExportFormat};
use super::{At, say};
use crate::cli::Done;
use crate::cli::failure::Failure;
use crate::cli::output::Output;

pub(super) fn export(at: &mut At, args: ExportArgs) -> Result<Done, Failure> {
    let number = at.find(&args.dossier)?;
    let pseudonym = at.desk.dossier(number)?.pseudonym.to_lowercase();
    let (form, ending) = match args.format {
        ExportFormat::Zip => ("archive", "zip"),
        ExportFormat::Json => ("JSON", "json"),
    };
    let path = args.out.unwrap_or_else(|| PathBuf::from(format!("{pseudonym}.{ending}")));
    // Opened first: what cannot be written is not recorded as handed out.
    let mut out = Output::open(Some(&path))?;
    let export = at.desk.export(number, form, &at.by)?;
    let bytes = match args.format {
        ExportFormat::Zip => {
            let mut bytes = std::io::Cursor::new(Vec::new());
            export.write_archive(&mut bytes)?;
            bytes.into_inner()
        }
        ExportFormat::Json => serde_json::to_vec_pretty(&export).map_err(std::io::Error::from)?,
    };
    out.write_raw(&bytes)?;
    out.finish()?;
    say(&format!("{} : écrit. Ce fichier contient des données personnelles.", path.display()))
}
