//! How a plugin can fail. It never stops matching: the report says so by name, version and kind.

/// A plugin's failure, with the plugin's name as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("greffon {name} : {kind_text}", kind_text = .kind.explained())]
pub struct PluginError {
    /// Identifier and version, or what is known of them.
    pub name: String,
    kind: PluginErrorKind,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PluginErrorKind {
    /// It crashed.
    Trap(String),
    /// It took more than its fuel or its time.
    Deadline,
    /// It asked for more memory than it may have.
    Memory,
    /// It is of a contract that this program does not know.
    BadVersion(String),
    /// What it answered breaks the contract.
    BadOutput(String),
    /// It answered, as the contract lets it, that it cannot assess this coverage.
    NotAssessed(String),
    /// It wants what plugins may not have, or is too large.
    Refused(String),
    /// It is no component, or a damaged one.
    Invalid(String),
}

impl PluginError {
    pub(crate) fn new(name: impl Into<String>, kind: PluginErrorKind) -> Self {
        Self { name: name.into(), kind }
    }

    /// What went wrong.
    pub fn kind(&self) -> &PluginErrorKind {
        &self.kind
    }
}

impl std::fmt::Display for PluginErrorKind {
    /// The kind's name, for programs to read.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Trap(_) => "trap",
            Self::Deadline => "deadline",
            Self::Memory => "memory",
            Self::BadVersion(_) => "bad-version",
            Self::BadOutput(_) => "bad-output",
            Self::NotAssessed(_) => "not-assessed",
            Self::Refused(_) => "refused",
            Self::Invalid(_) => "invalid",
        })
    }
}

impl PluginErrorKind {
    /// What a person reads.
    fn explained(&self) -> String {
        match self {
            Self::Trap(why) => format!("il s'est interrompu ({why}) ; signalez-le à la branche"),
            Self::Deadline => "il a dépassé le temps permis ; signalez-le à la branche".to_owned(),
            Self::Memory => "il a demandé trop de mémoire ; signalez-le à la branche".to_owned(),
            Self::BadVersion(found) => {
                format!(
                    "il suit le contrat {found}, que cette version de Repère ne connaît pas ; mettez l'un ou l'autre à jour"
                )
            }
            Self::BadOutput(what) => {
                format!("sa réponse ne suit pas le contrat ({what}) ; signalez-le à la branche")
            }
            Self::NotAssessed(why) => {
                format!("il n'a pas pu se prononcer ({why}) ; signalez-le à la branche")
            }
            Self::Refused(what) => format!("refusé : {what}"),
            Self::Invalid(why) => format!("ce n'est pas un greffon, ou il est endommagé ({why})"),
        }
    }
}
