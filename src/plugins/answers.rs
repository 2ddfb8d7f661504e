//! Whether a plugin's answers keep to the contract, and to the référentiel that it is for.

use std::collections::HashSet;

use super::{Bloc, BlocOutcome, Filling, Formulation, Identity, PluginErrorKind, Template};
use crate::referentiel::Referentiel;

/// Longest text taken from a plugin, in bytes.
const LONGEST_TEXT: usize = 4000;
/// Longest body of a document, in bytes.
const LONGEST_BODY: usize = 40_000;

type Checked = Result<(), PluginErrorKind>;

fn bad(what: impl Into<String>) -> PluginErrorKind {
    PluginErrorKind::BadOutput(what.into())
}

/// Whether a text names something: lower case, digits and dashes.
pub(super) fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 60
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Whether a text is a version: letters, digits, dots, dashes and plus signs. It stands in names of files.
pub(super) fn is_version(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_'))
}

/// Whether a character could change what a terminal or a page shows around it: control characters, and those that turn
/// the direction of writing.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(super) fn identity(identity: &Identity) -> Checked {
    if !is_slug(&identity.id) || !is_slug(&identity.referentiel) {
        return Err(bad("identifiant ou référentiel mal formé : minuscules, chiffres et tirets"));
    }
    if !is_version(&identity.version) {
        return Err(bad("version mal formée : lettres, chiffres, points et tirets"));
    }
    if identity.referentiel_versions.is_empty() {
        return Err(bad("aucune version du référentiel"));
    }
    identity
        .referentiel_versions
        .iter()
        .try_for_each(|version| not_empty(version, "version du référentiel"))?;
    not_empty(&identity.language, "langue")?;
    text(&identity.contact, "contact")?;
    not_empty(&identity.name, "nom")
}

pub(super) fn blocs(blocs: &[Bloc]) -> Checked {
    if blocs.is_empty() {
        return Err(bad("aucun bloc"));
    }
    let (mut codes, mut placed) = (HashSet::new(), HashSet::new());
    for bloc in blocs {
        not_empty(&bloc.code, "code de bloc")?;
        not_empty(&bloc.title, "titre de bloc")?;
        not_empty(&bloc.rule, "règle de bloc")?;
        if !codes.insert(&bloc.code) {
            return Err(bad(format!("le bloc {} est donné deux fois", short(&bloc.code))));
        }
        if bloc.competences.is_empty() {
            return Err(bad(format!("le bloc {} n'a aucune compétence", short(&bloc.code))));
        }
        for competence in bloc.competences.iter() {
            not_empty(&competence.code, "code de compétence")?;
            if !placed.insert(&competence.code) {
                return Err(bad(format!("{} est placée deux fois", short(&competence.code))));
            }
        }
        for modalite in bloc.modalites.iter() {
            not_empty(&modalite.text, "modalité d'évaluation")?;
            modalite.items.iter().try_for_each(|item| not_empty(item, "modalité d'évaluation"))?;
        }
    }
    Ok(())
}

/// One outcome a bloc, in their order, about the bloc's own compétences.
pub(super) fn outcomes(outcomes: &[BlocOutcome], blocs: &[Bloc]) -> Checked {
    let fits = outcomes.len() == blocs.len()
        && outcomes.iter().zip(blocs).all(|(outcome, bloc)| outcome.bloc == bloc.code);
    if !fits {
        return Err(bad("un résultat par bloc, dans leur ordre, était attendu"));
    }
    for (outcome, bloc) in outcomes.iter().zip(blocs) {
        if !(0.0..=1.0).contains(&outcome.share) {
            return Err(bad(format!("la part montrée du bloc {} n'est pas entre 0 et 1", short(&bloc.code))));
        }
        let mut seen = HashSet::new();
        for code in &outcome.missing {
            if bloc.competences.iter().all(|placed| placed.code != *code) {
                return Err(bad(format!("{} n'est pas dans le bloc {}", short(code), short(&bloc.code))));
            }
            if !seen.insert(code) {
                return Err(bad(format!("{} manque deux fois au bloc {}", short(code), short(&bloc.code))));
            }
        }
        text(&outcome.advice, "conseil")?;
    }
    Ok(())
}

pub(super) fn formulations(formulations: &[Formulation]) -> Checked {
    let mut seen = HashSet::new();
    for formulation in formulations {
        not_empty(&formulation.competence, "code de compétence")?;
        not_empty(&formulation.text, "formulation")?;
        if !seen.insert((&formulation.competence, &formulation.text)) {
            return Err(bad(format!("la formulation « {} » est donnée deux fois", short(&formulation.text))));
        }
    }
    Ok(())
}

pub(super) fn documents(documents: &[Template]) -> Checked {
    let mut ids = HashSet::new();
    for document in documents {
        if !is_slug(&document.id) {
            return Err(bad("identifiant de document mal formé : minuscules, chiffres et tirets"));
        }
        if !ids.insert(&document.id) {
            return Err(bad(format!("le document {} est donné deux fois", document.id)));
        }
        not_empty(&document.title, "titre de document")?;
        let odd = document.body.chars().any(|c| is_unsafe(c) && c != '\n' && c != '\t');
        if document.body.trim().is_empty() || document.body.len() > LONGEST_BODY || odd {
            let id = &document.id;
            return Err(bad(format!(
                "le texte du document {id} est vide, trop long, ou a des caractères de contrôle"
            )));
        }
        fields(document)?;
    }
    Ok(())
}

fn fields(document: &Template) -> Checked {
    let id = &document.id;
    let mut names = HashSet::new();
    for field in &document.fields {
        if !is_slug(&field.name) || !names.insert(field.name.as_str()) {
            return Err(bad(format!("un champ du document {id} est mal nommé, ou donné deux fois")));
        }
        not_empty(&field.label, "libellé de champ")?;
        if let Filling::Choice(choices) = &field.filling {
            choices.iter().try_for_each(|choice| not_empty(choice, "choix"))?;
            if choices.len() < 2 {
                return Err(bad(format!("le champ {} du document {id} n'a pas deux choix", field.name)));
            }
        }
        if !document.body.contains(&format!("{{{{{}}}}}", field.name)) {
            return Err(bad(format!("le champ {} n'est pas dans le texte du document {id}", field.name)));
        }
    }
    match placeholders(&document.body).find(|name| !names.contains(name)) {
        Some(name) => Err(bad(format!("le document {id} demande le champ {}, qu'il n'a pas", short(name)))),
        None => Ok(()),
    }
}

/// The names that stand in double braces in a text.
pub(super) fn placeholders(body: &str) -> impl Iterator<Item = &str> {
    body.split("{{").skip(1).map(|rest| rest.split_once("}}").map_or(rest, |(name, _)| name))
}

/// Whether a plugin is for a référentiel, and places and words none but its compétences.
pub(super) fn fits(
    identity: &Identity,
    blocs: &[Bloc],
    words: &[Formulation],
    referentiel: &Referentiel,
) -> Checked {
    for_referentiel(identity, referentiel)?;
    let known = |code: &str| referentiel.competences.iter().any(|competence| competence.code.0 == code);
    let placed = blocs.iter().flat_map(|bloc| bloc.competences.iter()).map(|placed| &placed.code);
    let worded = words.iter().map(|formulation| &formulation.competence);
    match placed.chain(worded).find(|code| !known(code)) {
        Some(code) => {
            Err(bad(format!("{} n'est pas une compétence du référentiel {}", short(code), referentiel.code)))
        }
        None => Ok(()),
    }
}

/// Whether a plugin is for a référentiel and its version.
pub(super) fn for_referentiel(identity: &Identity, referentiel: &Referentiel) -> Checked {
    if identity.referentiel == referentiel.code
        && identity.referentiel_versions.contains(&referentiel.version)
    {
        return Ok(());
    }
    Err(PluginErrorKind::Refused(format!(
        "il est fait pour le référentiel {} version {}, et non {} version {}",
        identity.referentiel,
        identity.referentiel_versions.iter().map(|version| short(version)).collect::<Vec<_>>().join(", "),
        referentiel.code,
        referentiel.version
    )))
}

fn not_empty(value: &str, what: &str) -> Checked {
    if value.trim().is_empty() {
        return Err(bad(format!("{what} vide")));
    }
    text(value, what)
}

fn text(value: &str, what: &str) -> Checked {
    if value.len() > LONGEST_TEXT {
        return Err(bad(format!("{what} de plus de {LONGEST_TEXT} octets")));
    }
    if has_unsafe(value) {
        return Err(bad(format!("{what} avec des caractères de contrôle ou sur plusieurs lignes")));
    }
    Ok(())
}

/// Whether a text has a character that [`is_unsafe`]. Bytes are looked at first: all that the texts of a report hold, or
/// nearly, is safe by them alone.
fn has_unsafe(value: &str) -> bool {
    // In UTF-8 the others begin with C2 (control characters from 80 on) or E2 (turns of direction).
    let doubtful = |byte: u8| byte < 0x20 || matches!(byte, 0x7f | 0xc2 | 0xe2);
    value.bytes().any(doubtful) && value.contains(is_unsafe)
}

/// A plugin's text in a message: short, on one line.
fn short(text: &str) -> String {
    text.chars().filter(|c| !is_unsafe(*c)).take(40).collect()
}
