//! What ships with the program: the model, and the passages that it was trained on.

use super::labelled::{self, Labelled, LabelledError};
use super::{EvidenceModel, LinearModel, NearestModel};
use crate::referentiel::CompetenceCode;

/// Compétences of the référentiel that the shipped passages are labelled for.
pub const COMPETENCES: usize = 9;

const MODEL: &[u8] = include_bytes!("../../index/model.bin");

/// In the order in which `repere train` is given them.
const PASSAGES: [(&str, &str); 6] = [
    ("assistants", include_str!("../../index/passages/assistants.jsonl")),
    ("other-trades", include_str!("../../index/passages/other-trades.jsonl")),
    ("formulations", include_str!("../../index/passages/formulations.jsonl")),
    ("cv", include_str!("../../index/passages/cv.jsonl")),
    ("fiches-entretiens", include_str!("../../index/passages/fiches-entretiens.jsonl")),
    ("offres", include_str!("../../index/passages/offres.jsonl")),
];

/// The trained model; `None` if the file is damaged.
pub fn model() -> Option<LinearModel> {
    LinearModel::read("linear-2", MODEL)
}

/// The model for a référentiel's compétences. One with others than those that the shipped model was trained for is matched
/// by nearness to its statements alone.
pub fn model_for(codes: &[CompetenceCode]) -> Box<dyn EvidenceModel> {
    match model() {
        Some(model) if model.fits(codes) => Box::new(model),
        _ => Box::new(NearestModel),
    }
}

/// Every labelled passage that the model was trained on.
///
/// # Errors
/// A shipped file is damaged, with its name.
pub fn passages() -> Result<Vec<Labelled>, (&'static str, LabelledError)> {
    let mut all = Vec::new();
    for (name, text) in PASSAGES {
        all.extend(labelled::read(text, COMPETENCES).map_err(|error| (name, error))?);
    }
    Ok(all)
}
