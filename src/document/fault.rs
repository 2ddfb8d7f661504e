//! What is wrong with a document's content, whatever its name: said in French, with what to do.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::format::Format;
use crate::document::limits;

/// Why a document's content could not be read. It travels from the reading process to the one that asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Fault {
    /// No text at all.
    Empty,
    /// A PDF whose pages are images.
    Scanned {
        pages: usize,
    },
    /// A PDF whose letters nothing tells.
    Unmapped,
    /// An image, which only OCR could read.
    Image {
        format: Format,
    },
    /// OCR was asked for and found no text.
    NothingRecognised,
    /// OCR was asked for and its program is not installed.
    NoTesseract,
    /// The program is installed, without its French data.
    NoFrench,
    /// OCR was asked for and failed.
    OcrFailed,
    /// A scan of more pages than OCR is run on.
    TooManyScans {
        pages: usize,
    },
    /// A password is needed.
    Encrypted {
        format: Format,
    },
    /// It begins as its kind does and cannot be read further.
    Damaged {
        format: Format,
    },
    /// A kind that is known and not read.
    Unsupported {
        format: Format,
    },
    /// A kind that is not known.
    Unknown,
    /// Pages without end, or nearly.
    TooManyPages {
        pages: usize,
    },
    TooManyMembers,
    /// A part that inflates beyond measure.
    Inflated,
    /// The same of an archive as a whole.
    InflatedTotal,
    /// More text than a document has.
    TooMuchText,
    TooLarge {
        limit: u64,
    },
    /// Elements, archives or mails within one another beyond measure.
    TooDeep,
    /// XML that defines its own entities.
    Entities,
    /// The table has no column of that name, or none that looks like documents.
    NoColumn {
        asked: Option<String>,
        columns: Vec<String>,
    },
    /// Time ran out.
    Time,
    /// Memory ran out.
    Memory,
    /// The reading process died.
    Crashed,
    /// An archive whose members killed the reading process again and again.
    GivenUp,
    /// The reading process could not be started.
    NoReader {
        why: String,
    },
}

impl Fault {
    /// Whether a folder may hold such a file without anything being amiss.
    pub(super) fn is_stranger(&self) -> bool {
        matches!(self, Fault::Image { .. } | Fault::Unsupported { .. } | Fault::Unknown)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Empty => f.write_str("le document est vide ; vérifiez le fichier, ou exportez-le à nouveau"),
            Fault::Scanned { pages } => write!(
                f,
                "ce PDF est numérisé ({pages} page{} sans texte) : ses pages sont des images ; demandez le document \
                 d'origine, ou relancez avec --ocr",
                if *pages > 1 { "s" } else { "" }
            ),
            Fault::Unmapped => f.write_str(
                "le texte de ce PDF est codé d'une façon qu'on ne peut pas lire ; demandez le document d'origine, ou relancez \
                 avec --ocr",
            ),
            Fault::Image { format } => write!(
                f,
                "c'est {}, sans texte à lire ; demandez le document d'origine, ou relancez avec --ocr",
                format.article()
            ),
            Fault::NothingRecognised => f.write_str(
                "la reconnaissance de caractères n'y a trouvé aucun texte ; numérisez-le à nouveau, à plat et à 300 ppp",
            ),
            Fault::NoTesseract => f.write_str(
                "--ocr a besoin du programme tesseract, qui n'est pas installé ; installez-le (paquets tesseract-ocr et \
                 tesseract-ocr-fra), puis relancez",
            ),
            Fault::NoFrench => f.write_str(
                "tesseract est installé sans le français ; installez ses données (paquet tesseract-ocr-fra), puis \
                 relancez",
            ),
            Fault::OcrFailed => f.write_str(
                "la reconnaissance de caractères a échoué ; ouvrez l'image pour la vérifier, ou numérisez-la à nouveau",
            ),
            Fault::TooManyScans { pages } => write!(
                f,
                "ce document numérisé a {pages} pages, alors que --ocr en lit {} ; donnez les pages utiles seules",
                limits::MAX_OCR_PAGES
            ),
            Fault::Encrypted { format } => write!(
                f,
                "un mot de passe protège {} ; enregistrez-en une copie sans mot de passe",
                format.this()
            ),
            Fault::Damaged { format } => write!(
                f,
                "{} est endommagé{} ; ouvrez ce fichier dans son logiciel et enregistrez-le à nouveau, ou demandez-le à \
                 nouveau",
                format.this(),
                if format.article().starts_with("une ") { "e" } else { "" }
            ),
            Fault::Unsupported { format } => {
                write!(f, "c'est {}, qui n'est pas lu ; {}", format.article(), format.advice())
            }
            Fault::Unknown => f.write_str(
                "c'est un fichier binaire d'un genre inconnu ; enregistrez le document en PDF, DOCX ou texte brut (.txt)",
            ),
            Fault::TooManyPages { pages } => write!(
                f,
                "ce PDF a {pages} pages, plus que les {} admises ; donnez les pages utiles seules",
                limits::MAX_PAGES
            ),
            Fault::TooManyMembers => write!(
                f,
                "cette archive a plus de {} membres ; partagez-la en plusieurs",
                limits::MAX_MEMBERS
            ),
            Fault::Inflated => write!(
                f,
                "son contenu dépasse {} Mo une fois décompressé, ce qu'aucun CV ne fait ; n'ouvrez ce fichier que si vous \
                 êtes sûr de qui l'envoie",
                limits::MAX_INFLATED / limits::MEGABYTE
            ),
            Fault::InflatedTotal => write!(
                f,
                "cette archive dépasse {} Go une fois décompressée, le reste n'a pas été lu ; partagez-la en plusieurs",
                limits::MAX_TOTAL / limits::MEGABYTE / 1024
            ),
            Fault::TooMuchText => write!(
                f,
                "son texte dépasse {} Mo ; donnez le document seul, ou par parties",
                limits::MAX_TEXT / limits::MEGABYTE as usize
            ),
            Fault::TooLarge { limit } => write!(
                f,
                "le fichier dépasse {} Mo ; donnez le document seul, sans ses images, ou en texte brut (.txt)",
                limit / limits::MEGABYTE
            ),
            Fault::TooDeep => f.write_str(
                "ses éléments sont imbriqués sans fin ; ouvrez-le dans son logiciel et enregistrez-le à nouveau",
            ),
            Fault::Entities => f.write_str(
                "son XML définit ses propres entités, ce qu'aucun CV ne fait ; n'ouvrez ce fichier que si vous êtes sûr \
                 de qui l'envoie",
            ),
            Fault::NoColumn { asked: Some(asked), columns } => write!(
                f,
                "ce tableau n'a pas de colonne « {asked} » ; nommez-en une avec --column : {}",
                columns.join(", ")
            ),
            Fault::NoColumn { asked: None, columns } => write!(
                f,
                "aucune colonne de ce tableau ne semble contenir des documents ; nommez-en une avec --column : {}",
                columns.join(", ")
            ),
            Fault::Time => write!(
                f,
                "la lecture a dépassé {} secondes et a été arrêtée ; enregistrez le document à nouveau, ou en texte brut \
                 (.txt)",
                limits::MAX_CPU
            ),
            Fault::Memory => write!(
                f,
                "la lecture a demandé plus de {} Mo de mémoire et a été arrêtée ; enregistrez le document à nouveau, ou \
                 en texte brut (.txt)",
                limits::MAX_MEMORY / limits::MEGABYTE
            ),
            Fault::Crashed => f.write_str(
                "la lecture s'est interrompue sur ce fichier ; enregistrez-le à nouveau, ou en texte brut (.txt)",
            ),
            Fault::GivenUp => f.write_str(
                "plusieurs membres de cette archive arrêtent la lecture, le reste n'a pas été lu ; sortez-en les \
                 documents et donnez-les un par un",
            ),
            Fault::NoReader { why } => write!(
                f,
                "le programme qui lit ce genre de fichier n'a pas pu être lancé ({why}) ; réinstallez Repère, ou donnez \
                 le document en texte brut (.txt)"
            ),
        }
    }
}

impl std::error::Error for Fault {}
