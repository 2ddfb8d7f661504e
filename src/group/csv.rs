//! A group as CSV: one line a document, for a spreadsheet.

use std::io::{self, Write};

use super::Group;
use crate::report::safe_cell;

/// Writes one line a document: its coverage by compétence (0 to 2), then each bloc's outcome, share and what it lacks.
pub fn write(out: impl Write, group: &Group) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns(group))?;
    for member in &group.members {
        let mut cells = vec![safe_cell(&member.document)];
        cells.extend(member.coverage.iter().map(u8::to_string));
        for at in 0..group.blocs.len() {
            match member.blocs.get(at) {
                Some(bloc) => cells.extend([
                    bloc.outcome.as_str().to_owned(),
                    format!("{:.2}", bloc.share),
                    bloc.missing.join(" "),
                ]),
                None => cells.extend([const { String::new() }; 3]),
            }
        }
        writer.write_record(cells)?;
    }
    writer.flush()
}

/// Names of the columns.
pub(super) fn columns(group: &Group) -> Vec<String> {
    let mut columns = vec!["document".to_owned()];
    columns.extend(group.competences.iter().map(|row| row.code.clone()));
    for row in &group.blocs {
        let code = &row.code;
        columns.extend([code.clone(), format!("{code} part"), format!("{code} à approfondir")]);
    }
    columns
}
