//! What can go wrong with the store, said so that a reader knows what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A store operation's result.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why the store could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    #[error(
        "{folder} : impossible de créer le dossier de données ({source}) ; choisissez-en un autre avec --data"
    )]
    Folder { folder: PathBufShown, source: std::io::Error },
    #[error("{folder} : le dossier de données est en lecture seule ; choisissez-en un autre avec --data")]
    FolderReadOnly { folder: PathBufShown },
    #[error(
        "{path} : vous n'avez pas le droit de lire cette base ; demandez-le à la personne à qui elle est, ou choisissez un \
         autre dossier de données avec --data"
    )]
    Forbidden { path: PathBufShown },
    #[error("{path} : la base est en lecture seule ; rien n'a été modifié")]
    ReadOnly { path: PathBufShown },
    #[error(
        "{path} : ce fichier est endommagé ou n'est pas une base Repère ; rien n'a été modifié. Remettez une \
         sauvegarde à sa place, ou déplacez-le : une base neuve sera créée"
    )]
    Damaged { path: PathBufShown },
    #[error(
        "{path} : la base est chiffrée, et ce programme a été construit sans le chiffrement : il ne peut pas l'ouvrir. \
         Elle n'est pas endommagée ; prenez un Repère qui chiffre (docs/encryption.md)"
    )]
    Encrypted { path: PathBufShown },
    #[error(
        "{path} : la base est chiffrée, et aucune phrase secrète n'a été donnée ; lancez la commande dans un terminal pour \
         qu'elle la demande, ou donnez --passphrase-file FICHIER (ou REPERE_PASSPHRASE_FILE)"
    )]
    Locked { path: PathBufShown },
    #[error(
        "{path} : la phrase secrète n'ouvre pas cette base ; rien n'a été modifié. Si vous êtes sûr de la phrase, le début \
         du fichier est endommagé : déplacez-le, puis « repere restore SAUVEGARDE »"
    )]
    WrongSecret { path: PathBufShown },
    #[error("{why} ; rien n'a été modifié")]
    Secret { why: String },
    #[error(
        "ce programme a été construit sans le chiffrement (docs/encryption.md) ; rien n'a été modifié. Chiffrez le disque \
         (BitLocker, FileVault, LUKS), ou prenez un Repère qui chiffre"
    )]
    NoEncryption,
    #[error("{path} : la base n'est pas chiffrée ; rien n'a été modifié")]
    NotEncrypted { path: PathBufShown },
    #[error(
        "{path} : un autre programme a la base ouverte (les pages de « repere serve », ou une autre commande) ; fermez-le, \
         puis recommencez. Rien n'a été modifié"
    )]
    InUse { path: PathBufShown },
    #[error(
        "la copie n'est pas conforme à la base ({what}) ; rien n'a été modifié. « repere doctor » cherche pourquoi"
    )]
    BadCopy { what: String },
    #[error("{path} : plus de place sur le disque ; libérez-en puis recommencez (rien n'a été perdu)")]
    Full { path: PathBufShown },
    #[error(
        "{path} : le disque a refusé une lecture ou une écriture (plein, quota atteint ou en panne) ; ce qui était \
         confirmé est gardé. Libérez de la place, puis recommencez"
    )]
    Disk { path: PathBufShown },
    #[error("{path} : un autre programme écrit dans la base ; recommencez dans un instant")]
    Busy { path: PathBufShown },
    #[error(
        "{path} : base écrite par une version plus récente de Repère (schéma {found}, celui-ci connaît {known}) ; \
         mettez Repère à jour"
    )]
    Newer { path: PathBufShown, found: i64, known: i64 },
    #[error("{path} : la base est d'un ancien schéma et ne peut être mise à jour en lecture seule")]
    Older { path: PathBufShown },
    #[error("référentiel inconnu : « {code} » ; connus : {known}")]
    UnknownReferentiel { code: String, known: String },
    #[error("branche inconnue : « {code} » ; installées : {known}")]
    UnknownBranche { code: String, known: String },
    #[error("{path} : {why} ; rien n'a été modifié")]
    NoBackup { path: PathBufShown, why: String },
    #[error("{path} : erreur de la base ({source})")]
    Sqlite { path: PathBufShown, source: rusqlite::Error },
}

/// A path that displays itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathBufShown(PathBuf);

impl std::fmt::Display for PathBufShown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.display().fmt(f)
    }
}

impl<P: Into<PathBuf>> From<P> for PathBufShown {
    fn from(path: P) -> Self {
        Self(path.into())
    }
}

impl StoreError {
    pub(super) fn sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.into();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged { path },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::SystemIoFailure) => Self::Disk { path },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly { path }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            _ => Self::Sqlite { path, source },
        }
    }

    /// Whether the store is encrypted and stays closed: nothing is said of its soundness.
    pub fn is_locked(&self) -> bool {
        matches!(
            self,
            Self::Encrypted { .. } | Self::Locked { .. } | Self::WrongSecret { .. } | Self::Secret { .. }
        )
    }

    /// Whether the store exists but refuses writing.
    pub fn is_read_only(&self) -> bool {
        matches!(self, Self::ReadOnly { .. } | Self::FolderReadOnly { .. })
    }
}

pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
