//! Why a group cannot be shown.

use std::io;

/// Fewest documents shown as a group: with fewer, a table of the group is one of its people.
pub const SMALLEST: usize = 5;

/// Why a group cannot be shown. Messages hold no text of a document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    #[error("{file} : lecture impossible ({source}) ; vérifiez le nom du fichier")]
    Io { file: String, source: io::Error },
    #[error(
        "{file}, ligne {line} : ce n'est pas un positionnement ; donnez le résultat de « repere match --format jsonl »"
    )]
    NotAReport { file: String, line: usize },
    #[error(
        "{file}, ligne {line} : ce positionnement est fait avec {other}, les précédents avec {first} ; ne réunissez que ce \
         qui se compare"
    )]
    Mixed { file: String, line: usize, first: String, other: String },
    #[error(
        "{count} document{} : en dessous de {SMALLEST}, un tableau de groupe désigne des personnes ; ajoutez-en, ou \
         --small-group si elles sont d'accord",
        if *count > 1 { "s" } else { "" }
    )]
    TooSmall { count: usize },
    #[error("le classeur ne peut être écrit ({0})")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}
