//! What a version of ROME is made of, row by row.

use serde::Serialize;

/// A version of ROME in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RomeVersion {
    #[serde(skip)]
    pub(crate) id: i64,
    /// Its number as published: `460`.
    pub name: String,
    /// SHA-256 of the files it was read from.
    pub hash: String,
}

/// An occupation (*fiche*), named by a code such as `M1607`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RomeOccupation {
    pub code: String,
    pub title: String,
    /// The code of ROME 3 that it comes from; in ROME 3 itself, its own.
    pub parent: String,
}

/// A professional domain: `M` or `M16`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RomeDomain {
    pub code: String,
    pub title: String,
}

/// A job title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RomeAppellation {
    /// Number that names it for good.
    pub ogr: i64,
    /// The occupation that it belongs to.
    pub code: String,
    /// Both gender forms in full: `Secrétaire administratif / Secrétaire administrative`.
    pub label: String,
    /// The short form, as published.
    pub short: String,
    /// Whether it is the one that names its code.
    pub principal: bool,
    /// Whether the publisher says that it is seldom used.
    pub rare: bool,
}

/// What an item of an occupation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RomeItemKind {
    SavoirFaire,
    SavoirEtre,
    Savoir,
    Contexte,
    Activite,
    Macro,
}

impl RomeItemKind {
    pub(super) const ALL: [Self; 6] =
        [Self::SavoirFaire, Self::SavoirEtre, Self::Savoir, Self::Contexte, Self::Activite, Self::Macro];

    /// The word that the store and the machine forms use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SavoirFaire => "savoir-faire",
            Self::SavoirEtre => "savoir-etre",
            Self::Savoir => "savoir",
            Self::Contexte => "contexte",
            Self::Activite => "activite",
            Self::Macro => "macro",
        }
    }
}

/// A compétence, a piece of knowledge or a work environment, shared by occupations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RomeItem {
    pub ogr: i64,
    pub kind: RomeItemKind,
    pub label: String,
    /// The publisher's own category, possibly empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub category: String,
}

/// An occupation has an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RomeLink {
    pub code: String,
    pub ogr: i64,
    /// At the heart of the occupation.
    pub core: bool,
}

/// What a text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RomeTextKind {
    Definition,
    Acces,
    Conditions,
}

impl RomeTextKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Acces => "acces",
            Self::Conditions => "conditions",
        }
    }
}

/// A sentence of an occupation's description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RomeText {
    pub code: String,
    pub kind: RomeTextKind,
    pub rank: i64,
    pub text: String,
}

/// What kind of move the publisher says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RomeMoveKind {
    Proche,
    Evolution,
    /// ROME 4 no longer tells.
    Mobilite,
}

impl RomeMoveKind {
    pub(super) const ALL: [Self; 3] = [Self::Proche, Self::Evolution, Self::Mobilite];

    /// The word that the store and the machine forms use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proche => "proche",
            Self::Evolution => "evolution",
            Self::Mobilite => "mobilite",
        }
    }
}

/// An official move from an occupation to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RomeMove {
    pub code: String,
    pub target: String,
    pub kind: RomeMoveKind,
    /// The publisher's order, 1 the first; 0 where there is none.
    pub rank: i64,
    /// Numbers of the appellations that the move is said of; 0 when it is said of the whole occupation.
    pub source_ogr: i64,
    pub target_ogr: i64,
}

/// An official link from an appellation to an ESCO occupation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EscoLink {
    pub ogr: i64,
    pub uri: String,
    pub label: String,
    pub relation: String,
}

/// How much of each thing a version holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RomeCounts {
    pub codes: usize,
    pub appellations: usize,
    pub items: usize,
    pub links: usize,
    pub moves: usize,
}

/// A whole version, as read from its archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RomeRelease {
    pub version: String,
    pub hash: String,
    pub domains: Vec<RomeDomain>,
    pub codes: Vec<RomeOccupation>,
    pub appellations: Vec<RomeAppellation>,
    pub items: Vec<RomeItem>,
    pub links: Vec<RomeLink>,
    pub texts: Vec<RomeText>,
    pub moves: Vec<RomeMove>,
}
