//! The manifest `branche.toml`, as written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Identity;

type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) id: Text,
    pub(super) name: Text,
    pub(super) version: Text,
    pub(super) referentiel: Text,
    pub(super) referentiel_versions: Spanned<Vec<Text>>,
    #[serde(default = "french")]
    pub(super) language: Text,
    #[serde(default = "nobody")]
    pub(super) contact: Text,
    #[serde(default)]
    pub(super) advice: Advice,
    #[serde(default)]
    pub(super) blocs: Vec<Bloc>,
    /// The trade's own words, by compétence.
    #[serde(default)]
    pub(super) formulations: BTreeMap<Text, Vec<Text>>,
    #[serde(default)]
    pub(super) documents: Vec<Document>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bloc {
    pub(super) code: Text,
    pub(super) title: Text,
    pub(super) competences: Vec<Text>,
    #[serde(default)]
    pub(super) optional: Vec<Text>,
    /// How many of the compétences that are not optional must be shown; `threshold` instead measures their weight.
    pub(super) requires: Option<Spanned<Requires>>,
    /// Per cent of the bloc's weight that must be shown.
    pub(super) threshold: Option<Spanned<f64>>,
    /// Weight of a compétence under `threshold`; 1 unless given.
    #[serde(default)]
    pub(super) weights: BTreeMap<Text, Spanned<i64>>,
    /// Per cent of its weight that a compétence counts when it is shown in part.
    pub(super) partial: Option<Spanned<f64>>,
    /// Direct passages from which on a compétence counts as shown; without it, Repère's own measure does.
    pub(super) direct: Option<Spanned<i64>>,
    #[serde(default)]
    pub(super) advice: Advice,
    #[serde(default)]
    pub(super) modalites: Vec<Modalite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Modalite {
    pub(super) text: Text,
    #[serde(default)]
    pub(super) items: Vec<Text>,
}

/// What is advised, by outcome.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advice {
    pub(super) repere: Option<Text>,
    pub(super) a_approfondir: Option<Text>,
    pub(super) non_repere: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) id: Text,
    pub(super) title: Text,
    pub(super) body: Text,
    #[serde(default)]
    pub(super) fields: Vec<Field>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) name: Text,
    pub(super) label: Text,
    pub(super) fill: Spanned<Fill>,
    #[serde(default)]
    pub(super) required: bool,
}

/// A way of filling in by name, or the choices.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Fill {
    Way(String),
    Choices(Vec<String>),
}

/// Ways of filling in, in the order of the contract; `choice` is written as its choices, and those after it are known.
pub(super) const WAYS: [&str; 3] = ["line", "paragraphs", "date"];
pub(super) const KNOWN: [&str; 7] =
    ["person", "today", "branche", "referentiel", "blocs", "evidence", "decisions"];

/// `"all"`, `"any"` or a number.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Requires {
    Word(String),
    Number(i64),
}

fn nobody() -> Text {
    Spanned::new(0..0, String::new())
}

fn french() -> Text {
    Spanned::new(0..0, "fr".to_owned())
}

impl Manifest {
    pub(super) fn identity(&self) -> Identity {
        let text = |text: &Text| text.get_ref().clone();
        Identity {
            id: text(&self.id),
            version: text(&self.version),
            name: text(&self.name),
            referentiel: text(&self.referentiel),
            referentiel_versions: self.referentiel_versions.get_ref().iter().map(text).collect(),
            language: text(&self.language),
            contact: text(&self.contact),
        }
    }

    /// Every compétence placed, with the direct passages that its bloc asks for: the rules number them so.
    pub(super) fn competences(&self) -> Vec<(&str, u32)> {
        self.blocs
            .iter()
            .flat_map(|bloc| {
                let direct = bloc.direct.as_ref().map_or(0, |direct| *direct.get_ref() as u32);
                bloc.competences.iter().map(move |code| (code.get_ref().as_str(), direct))
            })
            .collect()
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
}
