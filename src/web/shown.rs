//! A report as its page shows it: blocs, compétences, passages, and what remains to be shown.

use super::error::{Result, WebError};
use super::highlight::emphasised;
use super::view;
use crate::blocs::BlocResult;
use crate::coverage::Coverage;
use crate::plugins::Modalite;
use crate::report::{CompetenceReport, Format, Report, Writer};

/// Media type of the tables that are handed out.
pub(super) const CSV: &str = "text/csv; charset=utf-8";

/// A bloc with its compétences, or a nameless one for those that no bloc holds. A report and a dossier show their compétences
/// each in its own way.
pub(super) struct BlocShown<C> {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) outcome: &'static str,
    pub(super) class: &'static str,
    pub(super) width: String,
    pub(super) rule: String,
    pub(super) advice: String,
    pub(super) competences: Vec<C>,
}

/// Compétences, `codes` in their order, under the blocs that hold them.
pub(super) fn arranged<'a, C>(
    blocs: &[BlocResult],
    codes: impl Iterator<Item = &'a str>,
    shown: impl Fn(&str) -> Option<C>,
) -> Vec<BlocShown<C>> {
    let placed = |code: &str| blocs.iter().any(|bloc| bloc.competences.iter().any(|c| c.code == code));
    let loose: Vec<C> = codes.filter(|code| !placed(code)).filter_map(&shown).collect();
    let nameless = BlocShown {
        number: String::new(),
        title: String::new(),
        outcome: "",
        class: "",
        width: String::new(),
        rule: String::new(),
        advice: String::new(),
        competences: loose,
    };
    let named = blocs.iter().map(|bloc| BlocShown {
        number: view::bloc_number(&bloc.code).to_owned(),
        title: bloc.title.clone(),
        outcome: bloc.outcome.as_str(),
        class: view::outcome_class(bloc.outcome),
        width: view::width(bloc.share),
        rule: bloc.rule.clone(),
        advice: bloc.advice.clone(),
        competences: bloc.competences.iter().filter_map(|placed| shown(&placed.code)).collect(),
    });
    named.chain(Some(nameless).filter(|bloc| !bloc.competences.is_empty())).collect()
}

/// A compétence with its passages.
pub(super) struct CompetenceShown {
    pub(super) code: String,
    pub(super) title: String,
    pub(super) word: &'static str,
    pub(super) class: &'static str,
    pub(super) width: String,
    pub(super) counts: String,
    pub(super) evidence: Vec<EvidenceShown>,
}

/// A passage that shows a compétence, and why.
pub(super) struct EvidenceShown {
    /// Its number on the page.
    pub(super) at: usize,
    /// Number of the place in the document that it stands for.
    pub(super) place: usize,
    pub(super) line: usize,
    /// The passage, cut where the words that weighed stand.
    pub(super) parts: Vec<(bool, String)>,
    pub(super) strength: &'static str,
    pub(super) direct: bool,
    pub(super) percent: String,
    pub(super) section: String,
    /// Code and text of the nearest statement.
    pub(super) nearest: Option<(String, String)>,
    pub(super) terms: String,
    pub(super) against: String,
    /// The other compétences that the same passage shows.
    pub(super) also: String,
}

/// What a bloc still wants, and how it is evaluated.
pub(super) struct Remains {
    pub(super) title: String,
    pub(super) competences: Vec<(String, String, &'static str)>,
    pub(super) modalites: Vec<Modalite>,
}

/// A report as a table for spreadsheets.
pub(super) fn csv(report: &Report) -> Result<Vec<u8>> {
    let write = || -> std::io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new(), Format::Csv)?;
        writer.write(report)?;
        writer.finish()
    };
    write().map_err(|_| WebError::Internal)
}

/// The blocs of a report.
pub(super) fn blocs(report: &Report) -> Vec<BlocShown<CompetenceShown>> {
    let codes = report.competences.iter().map(|competence| competence.code.0.as_str());
    arranged(&report.blocs, codes, |code| {
        let found = report.competences.iter().find(|competence| competence.code.0 == code)?;
        Some(competence(report, found))
    })
}

fn competence(report: &Report, found: &CompetenceReport) -> CompetenceShown {
    let mut mine: Vec<usize> =
        (0..report.evidence.len()).filter(|at| report.evidence[*at].competence == found.code).collect();
    mine.sort_by(|a, b| {
        let (a, b) = (&report.evidence[*a], &report.evidence[*b]);
        b.strength.cmp(&a.strength).then(b.score.total_cmp(&a.score)).then(a.line.cmp(&b.line))
    });
    CompetenceShown {
        code: found.code.0.clone(),
        title: found.title.clone(),
        word: view::coverage(found.coverage),
        class: view::coverage_class(found.coverage),
        width: view::width(view::coverage_share(found.coverage)),
        counts: view::passages(found.direct, found.partial),
        evidence: mine.into_iter().map(|at| evidence(report, at)).collect(),
    }
}

fn evidence(report: &Report, at: usize) -> EvidenceShown {
    let shown = &report.evidence[at];
    let same = |other: &&crate::evidence::Evidence| other.line == shown.line && other.text == shown.text;
    let also: Vec<&str> = report
        .evidence
        .iter()
        .filter(same)
        .filter(|other| other.competence != shown.competence)
        .map(|other| other.competence.0.as_str())
        .collect();
    let place = report.evidence.iter().position(|other| same(&other)).unwrap_or(at);
    EvidenceShown {
        at,
        place,
        line: shown.line,
        parts: emphasised(&shown.text, &shown.terms),
        strength: view::strength(shown.strength),
        direct: shown.strength == crate::evidence::Strength::Direct,
        percent: view::likelihood(&shown.score),
        section: shown.section.clone(),
        nearest: shown.nearest.as_ref().map(|near| (near.code.clone(), near.text.clone())),
        terms: shown.terms.join(", "),
        against: shown.against.join(", "),
        also: also.join(", "),
    }
}

/// What no passage shows well, bloc by bloc.
pub(super) fn remains(report: &Report) -> Vec<Remains> {
    let open = |code: &str| {
        let found = report.competences.iter().find(|competence| competence.code.0 == code)?;
        let word = match found.coverage {
            Coverage::Solid => return None,
            Coverage::Partial => "à préciser en entretien",
            Coverage::None => "aucun passage",
        };
        Some((found.code.0.clone(), found.title.clone(), word))
    };
    let placed: Vec<&str> = report
        .blocs
        .iter()
        .flat_map(|bloc| bloc.competences.iter())
        .map(|placed| placed.code.as_str())
        .collect();
    let blocs = report.blocs.iter().map(|bloc| Remains {
        title: format!("Bloc {} · {}", view::bloc_number(&bloc.code), bloc.title),
        competences: bloc.competences.iter().filter_map(|placed| open(&placed.code)).collect(),
        modalites: bloc.modalites.to_vec(),
    });
    let codes = report.competences.iter().map(|competence| competence.code.0.as_str());
    let loose = Remains {
        title: "Hors des blocs".to_owned(),
        competences: codes.filter(|code| !placed.contains(code)).filter_map(open).collect(),
        modalites: Vec::new(),
    };
    blocs.chain(std::iter::once(loose)).filter(|remains| !remains.competences.is_empty()).collect()
}
