//! The manifest `branche.toml`.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::{BuildError, Identity};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) referentiel: String,
    pub(super) referentiel_versions: Vec<String>,
    #[serde(default = "french")]
    pub(super) language: String,
    #[serde(default)]
    pub(super) contact: String,
    pub(super) blocs: Vec<Bloc>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bloc {
    pub(super) code: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) competences: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) optional: Vec<Spanned<String>>,
    /// How many of the compétences that are not optional must be well shown.
    #[serde(default = "all")]
    requires: Spanned<Requires>,
    #[serde(default)]
    pub(super) modalites: Vec<Modalite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Modalite {
    pub(super) text: String,
    #[serde(default)]
    pub(super) items: Vec<String>,
}

/// `"all"`, `"any"` or a number.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Requires {
    Word(Word),
    Number(usize),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    All,
    Any,
}

fn french() -> String {
    "fr".to_owned()
}

fn all() -> Spanned<Requires> {
    Spanned::new(0..0, Requires::Word(Word::All))
}

impl Manifest {
    pub(super) fn read(text: &str) -> Result<Self, BuildError> {
        let manifest: Self = toml::from_str(text)
            .map_err(|error| at(text, error.span().unwrap_or_default(), error.message()))?;
        manifest.check(text)?;
        Ok(manifest)
    }

    fn check(&self, text: &str) -> Result<(), BuildError> {
        if self.blocs.is_empty() {
            return Err(at(text, 0..0, "aucun bloc ; ajoutez une table [[blocs]]"));
        }
        let mut placed: Vec<&str> = Vec::new();
        let mut codes: Vec<&str> = Vec::new();
        for bloc in &self.blocs {
            for (value, what) in [(&bloc.code, "code"), (&bloc.title, "titre")] {
                if value.get_ref().trim().is_empty() {
                    return Err(at(text, value.span(), &format!("{what} de bloc vide")));
                }
            }
            if codes.contains(&bloc.code.get_ref().as_str()) {
                return Err(at(
                    text,
                    bloc.code.span(),
                    &format!("le bloc {} est donné deux fois", bloc.code.get_ref()),
                ));
            }
            codes.push(bloc.code.get_ref());
            if bloc.competences.is_empty() {
                let said = format!("le bloc {} n'a aucune compétence", bloc.code.get_ref());
                return Err(at(text, bloc.code.span(), &said));
            }
            for competence in &bloc.competences {
                let code = competence.get_ref().as_str();
                if placed.contains(&code) {
                    return Err(at(text, competence.span(), &format!("{code} est placée deux fois")));
                }
                placed.push(code);
            }
            let foreign = bloc
                .optional
                .iter()
                .find(|code| bloc.competences.iter().all(|c| c.get_ref() != code.get_ref()));
            if let Some(code) = foreign {
                let said = format!("{} est dite facultative mais n'est pas dans le bloc", code.get_ref());
                return Err(at(text, code.span(), &said));
            }
            if !(1..=bloc.mandatory().count().max(1)).contains(&bloc.required()) {
                let said = format!("requires vaut de 1 à {} dans ce bloc", bloc.mandatory().count());
                return Err(at(text, bloc.requires.span(), &said));
            }
        }
        Ok(())
    }

    pub(super) fn identity(&self) -> Identity {
        Identity {
            id: self.id.clone(),
            version: self.version.clone(),
            name: self.name.clone(),
            referentiel: self.referentiel.clone(),
            referentiel_versions: self.referentiel_versions.clone(),
            language: self.language.clone(),
            contact: self.contact.clone(),
        }
    }

    /// Every compétence placed, in order: the rules number them so.
    pub(super) fn competences(&self) -> Vec<&str> {
        self.blocs.iter().flat_map(|bloc| &bloc.competences).map(|code| code.get_ref().as_str()).collect()
    }
}

impl Bloc {
    pub(super) fn is_optional(&self, code: &str) -> bool {
        self.optional.iter().any(|optional| optional.get_ref() == code)
    }

    /// The compétences that count, in order.
    pub(super) fn mandatory(&self) -> impl Iterator<Item = &str> {
        self.competences.iter().map(|code| code.get_ref().as_str()).filter(|code| !self.is_optional(code))
    }

    /// How many of them must be well shown for the bloc to be spotted.
    pub(super) fn required(&self) -> usize {
        match *self.requires.get_ref() {
            Requires::Word(Word::All) => self.mandatory().count().max(1),
            Requires::Word(Word::Any) => 1,
            Requires::Number(number) => number,
        }
    }
}

fn at(text: &str, span: Range<usize>, message: &str) -> BuildError {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    BuildError::Manifest { line, column, message: message.replace('\n', " ") }
}
