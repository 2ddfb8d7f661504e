//! A branch in Rust whose second bloc builds on its first: without a start in B1, B2 is never spotted.

use repere_branche::*;

struct Metallurgie;

const B1: &str = "trois des quatre compétences du bloc";
const B2: &str = "trois des cinq compétences du bloc, et au moins une de B1";

impl Branche for Metallurgie {
    fn identity() -> Identity {
        identity("metallurgie-exemple", "1.0.0", "Métallurgie (exemple)", "cqpi-assistant", &["1"])
    }

    fn blocs() -> Vec<Bloc> {
        vec![
            bloc("B1", "Informer et produire", &["C1", "C2", "C3", "C9"], B1),
            bloc("B2", "Organiser et suivre", &["C4", "C5", "C6", "C7", "C8"], B2),
        ]
    }

    fn assess(shown: &Shown) -> Result<Vec<BlocOutcome>, AssessError> {
        let blocs = Self::blocs();
        let first = shown.count(&blocs[0], Level::Solid);
        let second = shown.count(&blocs[1], Level::Solid);
        Ok(vec![
            shown.outcome(&blocs[0], first >= 3, "Montrer un document produit pour l'atelier."),
            shown.outcome(&blocs[1], second >= 3 && first >= 1, "Raconter un ordre de fabrication."),
        ])
    }

    fn formulations() -> Vec<Formulation> {
        vec![formulation("C8", "suivi des ordres de fabrication et des retards de l'atelier")]
    }
}

export!(Metallurgie);
