//! A dossier as its page shows it.

use crate::dossier::{CompetenceState, Dossier, Evidence, Origin, Position, words};
use crate::web::highlight::{Spot, emphasised};
use crate::web::shown::{BlocShown, arranged};
use crate::web::view;

/// A compétence with its evidence and what people said of it.
pub(super) struct CompetenceShown {
    pub(super) code: String,
    pub(super) title: String,
    pub(super) word: &'static str,
    pub(super) class: &'static str,
    pub(super) width: String,
    pub(super) counts: String,
    pub(super) undecided: usize,
    /// What a person decided about it, with the number of the event that takes it back.
    pub(super) ruling: Option<(String, u32)>,
    pub(super) jury: Option<String>,
    pub(super) evidence: Vec<EvidenceShown>,
    /// Critères that nothing shows yet.
    pub(super) open: Vec<(String, String)>,
}

/// A piece of evidence.
pub(super) struct EvidenceShown {
    pub(super) id: String,
    pub(super) at: u32,
    pub(super) parts: Vec<(bool, String)>,
    pub(super) strength: &'static str,
    pub(super) direct: bool,
    pub(super) place: String,
    pub(super) document: Option<u32>,
    pub(super) nearest: Option<(String, String)>,
    pub(super) terms: String,
    pub(super) percent: String,
    pub(super) rejected: bool,
    /// Who decided what, with the number of the event.
    pub(super) decided: Option<(String, u32)>,
    pub(super) lost: bool,
}

/// The blocs of a dossier, then a nameless one for what no bloc holds.
pub(super) fn blocs(dossier: &Dossier) -> Vec<BlocShown<CompetenceShown>> {
    let codes = dossier.competences.iter().map(|competence| competence.code.0.as_str());
    arranged(&dossier.blocs, codes, |code| Some(competence(dossier, dossier.competence(code)?)))
}

fn competence(dossier: &Dossier, found: &CompetenceState) -> CompetenceShown {
    let mut mine: Vec<&Evidence> =
        dossier.evidence.iter().filter(|piece| piece.competence == found.code).collect();
    mine.sort_by_key(|piece| (piece.counts(), piece.strength));
    mine.reverse();
    CompetenceShown {
        code: found.code.0.clone(),
        title: found.title.clone(),
        word: view::coverage(found.coverage),
        class: view::coverage_class(found.coverage),
        width: view::width(view::coverage_share(found.coverage)),
        counts: view::passages(found.counts.direct, found.counts.partial),
        undecided: found.counts.undecided,
        ruling: found.position.as_ref().map(|ruling| {
            let word = match ruling.position {
                Position::Confirmed => "confirmée",
                Position::ToClarify => "à préciser",
                Position::Rejected => "non retenue",
            };
            (format!("{word} par {}, le {}", ruling.by, words::day(&ruling.at)), ruling.event)
        }),
        jury: found
            .jury
            .as_ref()
            .map(|jury| format!("{} ({}, {})", jury.verdict.as_str(), jury.jury, words::day(&jury.date))),
        evidence: mine.into_iter().map(|piece| evidence(dossier, piece)).collect(),
        open: found
            .criteres
            .iter()
            .filter(|critere| critere.is_open())
            .map(|critere| (critere.code.clone(), critere.text.clone()))
            .collect(),
    }
}

fn evidence(dossier: &Dossier, piece: &Evidence) -> EvidenceShown {
    let mut shown = EvidenceShown {
        id: piece.id.to_string(),
        at: piece.id.0,
        parts: vec![(false, piece.quote.clone())],
        strength: view::strength(piece.strength),
        direct: piece.strength == crate::evidence::Strength::Direct,
        place: String::new(),
        document: None,
        nearest: None,
        terms: String::new(),
        percent: String::new(),
        rejected: !piece.counts(),
        decided: piece.decision.as_ref().map(|decided| {
            let reason = decided.reason.as_ref().map(|reason| format!(" : {reason}")).unwrap_or_default();
            let word = decided.decision.as_str();
            (format!("{word} par {}, le {}{reason}", decided.by, words::day(&decided.at)), decided.event)
        }),
        lost: false,
    };
    match &piece.origin {
        Origin::Found { document, line, page, page_line, score, nearest, terms, still_found, .. } => {
            let name = dossier.documents.iter().find(|known| known.number == *document);
            let name = name.map(|known| known.name.as_str()).unwrap_or_default();
            shown.place = format!("{name}, {}", words::place(*line, *page, *page_line));
            shown.document = Some(*document);
            shown.parts = emphasised(&piece.quote, terms);
            shown.nearest = nearest.as_ref().map(|near| (near.code.clone(), near.text.clone()));
            shown.terms = terms.join(", ");
            shown.percent = view::likelihood(score);
            shown.lost = !still_found;
        }
        Origin::ByHand { source, by, at } => {
            shown.place = format!("ajoutée par {by}, le {} : {source}", words::day(at));
        }
    }
    shown
}

/// Where a document's evidence is looked for in its text.
pub(super) fn spots(dossier: &Dossier, document: u32) -> Vec<Spot> {
    let spot = |piece: &Evidence| match &piece.origin {
        Origin::Found { document: of, line, .. } if *of == document && piece.counts() => Some(Spot {
            number: piece.id.0 as usize,
            line: *line,
            text: piece.quote.clone(),
            competence: piece.competence.0.clone(),
            strength: piece.strength,
        }),
        _ => None,
    };
    dossier.evidence.iter().filter_map(spot).collect()
}
