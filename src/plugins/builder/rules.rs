//! A bloc's rule as one measure: points for each compétence, and how many are needed.
//!
//! Points are whole numbers, so that the rule gives the same answer on every machine.

use toml::Spanned;

use super::manifest::{Advice, Bloc, Manifest, Requires};

/// Points of a compétence that is shown, for each unit of its weight: hundredths of per cent.
const WHOLE: i32 = 10_000;

/// A bloc's rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    /// Points of each compétence of the bloc, in order, when it is shown and when it is shown in part.
    pub(super) points: Vec<(i32, i32)>,
    /// Points from which on the bloc is spotted.
    pub(super) needed: i32,
    /// Points of a bloc of which everything is shown.
    pub(super) total: i32,
    /// The rule in words.
    pub(super) words: String,
    /// What is advised, in the order of the contract's outcomes.
    pub(super) advice: [String; 3],
}

/// What is advised when the manifest says nothing, in the order of the contract's outcomes.
const ADVICE: [&str; 3] = [
    "Ce que la branche demande est montré ; l'entretien en vérifie le contexte et l'autonomie.",
    "Une partie est montrée ; l'entretien précise le reste, situation par situation.",
    "Rien dans ce document ; demander en entretien ce qui est fait dans ce domaine.",
];

/// The rule of a bloc whose manifest was checked.
pub(super) fn rule(manifest: &Manifest, bloc: &Bloc) -> Rule {
    let weight = |code: &str| {
        let given = bloc.weights.iter().find(|(known, _)| known.get_ref() == code);
        given.map_or(1, |(_, weight)| *weight.get_ref() as i32)
    };
    let partial = bloc.partial.as_ref().map_or(0.0, |partial| *partial.get_ref());
    let points: Vec<(i32, i32)> = bloc
        .competences
        .iter()
        .map(|code| match weight(code.get_ref()) {
            _ if bloc.is_optional(code.get_ref()) => (0, 0),
            weight => (weight * WHOLE, weight * (partial * 100.0).round() as i32),
        })
        .collect();
    let total: i32 = points.iter().map(|(shown, _)| shown).sum();
    let count = bloc.mandatory().count() as i32;
    let (needed, mut words) = match (&bloc.threshold, bloc.requires.as_ref().map(Spanned::get_ref)) {
        (Some(threshold), _) => {
            let threshold = *threshold.get_ref();
            let units = total / WHOLE;
            let needed = ((threshold * 100.0).round() as i32).saturating_mul(units);
            let weights: Vec<String> =
                bloc.mandatory().map(|code| format!("{code} × {}", weight(code))).collect();
            let weighted = match bloc.weights.is_empty() {
                true => String::new(),
                false => format!(", pondérées ({})", weights.join(", ")),
            };
            (needed, format!("au moins {threshold} % des compétences du bloc{weighted}"))
        }
        (None, None) => (total, all(count)),
        (None, Some(Requires::Number(number))) => {
            (*number as i32 * WHOLE, format!("au moins {number} des {count} compétences du bloc"))
        }
        (None, Some(Requires::Word(word))) => match word.as_str() {
            "any" => (WHOLE, "au moins une des compétences du bloc".to_owned()),
            _ => (total, all(count)),
        },
    };
    let optional: Vec<&str> = bloc.optional.iter().map(|code| code.get_ref().as_str()).collect();
    match optional.as_slice() {
        [] => {}
        [one] => words.push_str(&format!(" ; {one} est facultative")),
        many => words.push_str(&format!(" ; {} sont facultatives", many.join(", "))),
    }
    if partial > 0.0 {
        words.push_str(&format!(" ; une compétence montrée en partie compte pour {partial} %"));
    }
    if let Some(direct) = &bloc.direct {
        let direct = direct.get_ref();
        let plural = if *direct > 1 { "s" } else { "" };
        words.push_str(&format!(
            " ; une compétence compte à partir de {direct} passage{plural} direct{plural}"
        ));
    }
    Rule { points, needed, total, words, advice: advice(&bloc.advice, &manifest.advice) }
}

fn all(count: i32) -> String {
    match count {
        1 => "la compétence du bloc".to_owned(),
        2 => "les deux compétences du bloc".to_owned(),
        _ => format!("les {count} compétences du bloc"),
    }
}

fn advice(own: &Advice, common: &Advice) -> [String; 3] {
    let pick = |own: &Option<Spanned<String>>, common: &Option<Spanned<String>>, ours: &str| {
        own.as_ref().or(common.as_ref()).map_or(ours, |advice| advice.get_ref()).to_owned()
    };
    [
        pick(&own.repere, &common.repere, ADVICE[0]),
        pick(&own.a_approfondir, &common.a_approfondir, ADVICE[1]),
        pick(&own.non_repere, &common.non_repere, ADVICE[2]),
    ]
}
