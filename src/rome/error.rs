//! What can go wrong with ROME's files, said so that a reader knows what to do.

use crate::index::IndexError;
use crate::schema::StoreError;

/// Where the official archive is published, in words: the program itself never goes there.
pub const PUBLISHED: &str = "données ouvertes de France Travail, sur data.gouv.fr, jeu « Répertoire Opérationnel des \
                             Métiers et des Emplois (ROME) », archive CSV";

/// Why ROME could not be imported or asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RomeError {
    #[error("{path} : lecture impossible ({source})")]
    Read { path: String, source: std::io::Error },
    #[error("{path} : cette archive ZIP ne peut être lue ({why}) ; téléchargez-la de nouveau")]
    Zip { path: String, why: String },
    #[error("{path} : {what} dépasse {limit} Mo une fois décompressé ; ce n'est pas une archive du ROME")]
    TooLarge { path: String, what: String, limit: u64 },
    #[error(
        "{path} : ce n'est pas une archive CSV du ROME ; il y manque {missing}. L'archive officielle : {PUBLISHED}"
    )]
    NotRome { path: String, missing: String },
    #[error("{file} : colonne « {column} » absente ; colonnes trouvées : {found}. Rien n'a été importé")]
    Column { file: String, column: &'static str, found: String },
    #[error(
        "{file}, ligne {line} : le fichier est tronqué ; téléchargez de nouveau l'archive. Rien n'a été importé"
    )]
    Truncated { file: String, line: u64 },
    #[error(
        "{path} : numéro de version introuvable dans les noms de fichiers ; indiquez-le avec --release 460"
    )]
    NoVersion { path: String },
    #[error("{file} : ce n'est pas la table de correspondance ESCO-ROME ({why})")]
    NotEsco { file: String, why: String },
    #[error("aucune version du ROME n'est importée : repere rome import ARCHIVE ({PUBLISHED})")]
    NothingImported,
    #[error("version du ROME inconnue : « {asked} » ; importées : {known}")]
    UnknownVersion { asked: String, known: String },
    #[error("code ROME inconnu dans la version {version} : « {code} »{hint}")]
    UnknownCode { code: String, version: String, hint: String },
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RomeError {
    /// Whether the command named something that does not exist.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::UnknownVersion { .. } | Self::UnknownCode { .. } | Self::NothingImported)
    }

    /// Whether a file could not be used.
    pub fn is_about_a_file(&self) -> bool {
        !self.is_unknown() && !matches!(self, Self::Store(_) | Self::Index(_))
    }
}

/// A result about ROME.
pub type Result<T> = std::result::Result<T, RomeError>;
