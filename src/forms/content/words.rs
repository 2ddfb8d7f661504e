//! Words that several documents share.

use crate::coverage::Coverage;
use crate::dossier::words::position;
use crate::dossier::{Decided, Dossier, Evidence, Origin, Position, Ruling};
use crate::forms::chart::{said, sign};
use crate::forms::sheet::Span;
use crate::forms::{Options, day};
use crate::plugins::Modalite;

/// What every document that shows evidence says of itself.
pub(in crate::forms) const CAUTION: &str = "Ce document montre des passages et prépare l'entretien de repérage. Il ne dit pas \
    qu'une compétence est détenue : des personnes relisent et décident, et seul le jury paritaire se prononce.";

/// "Bloc 1 : title": "Bloc B1" would say it twice.
pub(in crate::forms) fn bloc(code: &str, title: &str) -> String {
    let number = code.strip_prefix('B').filter(|rest| !rest.is_empty()).unwrap_or(code);
    format!("Bloc {number} : {title}")
}

/// A few words for a compétence.
pub(in crate::forms) fn short(short: &str, title: &str) -> String {
    if short.is_empty() { title } else { short }.to_owned()
}

/// "● bien montrée", that no line breaks.
pub(in crate::forms) fn coverage(coverage: Coverage) -> String {
    format!("{} {}", sign(coverage), said(coverage)).replace(' ', "\u{a0}")
}

/// A branch with its version and the start of its hash.
pub(in crate::forms) fn branche(name: &str, version: &str, sha256: &str) -> String {
    let hash: String = sha256.chars().take(12).collect();
    format!("{name} {version} ({hash})")
}

/// The program and its model.
pub(in crate::forms) fn program(version: &str, model: &str) -> String {
    format!("Repère {version}, modèle {model}")
}

/// How a modalité reads in a line: "Entretien … sur :" loses its colon.
pub(in crate::forms) fn modalite(text: &str) -> &str {
    text.trim_end().trim_end_matches(':').trim_end().trim_end_matches(" sur").trim_end()
}

/// A modalité with its points, as one item of a list.
pub(in crate::forms) fn modalite_spans(modalite: &Modalite) -> Vec<Span> {
    let mut spans = vec![Span::verbatim(&modalite.text)];
    if !modalite.items.is_empty() {
        spans.push(Span::verbatim(&modalite.items.join("\u{202f}; ")));
    }
    spans
}

/// "p. 2, l. 5", whose numbers stay with their words.
pub(in crate::forms) fn place(line: usize, page: Option<u32>, page_line: Option<usize>) -> String {
    crate::dossier::words::short_place(line, page, page_line).replace(". ", ".\u{a0}")
}

/// Where a piece of evidence comes from: document, page and line, or the words of whoever added it.
pub(in crate::forms) fn source(piece: &Evidence, documents: &[crate::dossier::DossierDocument]) -> String {
    match &piece.origin {
        Origin::Found { document, line, page, page_line, .. } => {
            let name = documents.iter().find(|known| known.number == *document);
            let name = name.map_or_else(|| format!("document {document}"), |known| known.name.clone());
            format!("{name}, {}", place(*line, *page, *page_line))
        }
        Origin::ByHand { source, by, at } => format!("{source} (ajouté par {by}, {})", day::short(at)),
    }
}

/// "retenue par Claire RH, 31/01/2026", with the reason.
pub(in crate::forms) fn decided(decided: &Decided) -> String {
    let word = decided.decision.as_str();
    format!("{word} par {}, {}{}", decided.by, day::short(&decided.at), reason(decided.reason.as_deref()))
}

/// "confirmée par Claire RH, 31/01/2026", of a compétence, with the reason. Never a verdict.
pub(in crate::forms) fn ruling(ruling: &Ruling) -> String {
    ruled(position(ruling.position), ruling)
}

/// The same of a critère.
pub(in crate::forms) fn critere_ruling(ruling: &Ruling) -> String {
    let word = match ruling.position {
        Position::Confirmed => "confirmé",
        Position::ToClarify => "à préciser",
        Position::Rejected => "non retenu",
    };
    ruled(word, ruling)
}

fn ruled(word: &str, ruling: &Ruling) -> String {
    format!("{word} par {}, {}{}", ruling.by, day::short(&ruling.at), reason(ruling.reason.as_deref()))
}

fn reason(reason: Option<&str>) -> String {
    reason.map(|reason| format!(" ({reason})")).unwrap_or_default()
}

/// A text with a capital at its head.
pub(in crate::forms) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Who the person is: the name if it is to be shown, else the pseudonym.
pub(in crate::forms) fn whose(dossier: &Dossier, options: &Options) -> String {
    match &options.person {
        Some(person) => person.name.clone(),
        None => format!("Dossier {}", dossier.pseudonym),
    }
}
