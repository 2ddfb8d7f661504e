//! A first `branche.toml`, commented, that builds as it is.

use crate::referentiel::Referentiel;

const MODEL: &str = include_str!("../../../plugins/modele.toml");

/// A manifest for a new branch, with every compétence of a référentiel placed in one of three blocs.
pub fn template(id: &str, referentiel: &Referentiel) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    let name: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let codes: Vec<&str> = referentiel.competences.iter().map(|c| c.code.0.as_str()).collect();
    let list = |codes: &[&str]| codes.iter().map(|code| format!("\"{code}\"")).collect::<Vec<_>>().join(", ");
    let mut blocs = codes.chunks(codes.len().div_ceil(3).max(1));
    let mut next = || blocs.next().unwrap_or_default();
    let (first, second, third) = (next(), next(), next());
    let competences: Vec<String> =
        referentiel.competences.iter().map(|c| format!("#   {}  {}", c.code, c.title)).collect();
    let replaced = [
        ("@ID@", id.to_owned()),
        ("@NAME@", name),
        ("@REFERENTIEL@", referentiel.code.clone()),
        ("@VERSION@", referentiel.version.clone()),
        ("@COMPETENCES@", competences.join("\n")),
        ("@B1@", list(first)),
        ("@B2@", list(second)),
        ("@B3@", list(third)),
        ("@LAST@", first.last().copied().unwrap_or_default().to_owned()),
        ("@FIRST@", second.first().copied().unwrap_or_default().to_owned()),
        ("@FORMULATION@", codes.first().copied().unwrap_or_default().to_owned()),
    ];
    let text = replaced.iter().fold(MODEL.to_owned(), |text, (mark, value)| text.replace(mark, value));
    // A référentiel of one or two compétences leaves blocs empty: they go.
    let parts: Vec<&str> = text.split("\n\n").filter(|part| !part.contains("competences = []")).collect();
    parts.join("\n\n")
}
