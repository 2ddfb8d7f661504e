//! What the program does by itself, said in one line on standard error.

use std::io::{self, Write};

use crate::engine::Notice;
use crate::index::Opened;

/// Prints notices unless asked to be quiet.
pub(super) fn print(notices: &[Notice], quiet: bool) {
    if quiet {
        return;
    }
    for notice in notices {
        // Standard error may be closed: a notice is no reason to stop.
        let _ = writeln!(io::stderr(), "{}", line(notice));
    }
}

fn line(notice: &Notice) -> String {
    match notice {
        Notice::Created { folder } => {
            format!("Premier usage : les données de Repère sont dans {folder}")
        }
        Notice::ReadOnly { folder } => {
            format!("{folder} : dossier en lecture seule, rien n'y sera enregistré")
        }
        Notice::OutdatedModel { name, used: true } => {
            format!("{name} vient d'une autre version de Repère ; « repere teach --refit » le refait")
        }
        Notice::OutdatedModel { name, used: false } => format!(
            "{name} ne peut plus être lu : le modèle livré le remplace ; « repere teach --refit » le refait"
        ),
        Notice::Index { opened, statements } => match opened {
            Opened::Created => format!("Index construit : {statements} énoncés"),
            Opened::WasStale => format!("Index reconstruit, la base ayant changé : {statements} énoncés"),
            Opened::WasDamaged => {
                format!("Index reconstruit, l'ancien étant endommagé : {statements} énoncés")
            }
            Opened::InMemory => {
                format!("Index construit en mémoire, le dossier ne pouvant être écrit : {statements} énoncés")
            }
            _ => format!("Index : {statements} énoncés"),
        },
    }
}
