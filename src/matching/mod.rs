//! The stages chained: a document to its report, and many documents in parallel. The only user of rayon.

mod many;
mod queue;

pub use many::{Batch, Matched, match_all};

use crate::blocs::blocs;
use crate::coverage::{CompetenceCoverage, coverage};
use crate::document::Document;
use crate::engine::{BrancheState, Engine};
use crate::error::Result;
use crate::evidence::{Evidence, Nearest};
use crate::passages::{Passage, Polarity, passages};
use crate::referentiel::CompetenceCode;
use crate::report::{BrancheFailure, BrancheUsed, CompetenceReport, Report};

/// Statements that a model which judges by nearness alone is given.
const NEAREST_FIRST: usize = 12;
/// Statements looked at to find one that explains a piece of evidence.
const NEAREST: usize = 8;

/// Whether a statement is one of the compétence's own, or an activity. A formulation may word a critère of another one.
fn speaks_for(code: &str, competence: &CompetenceCode) -> bool {
    let own = code.strip_prefix(&competence.0);
    own.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) || code.starts_with('A')
}

/// How a document is matched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Keep the words that spoke against a piece of evidence.
    pub explain: bool,
    /// In a batch: replace names, phones and the like before a document is matched, and number documents in the order of
    /// the sources instead of naming them.
    pub pseudonymise: bool,
}

/// A report that the branch has not been asked about yet.
#[derive(Debug)]
struct Positioned {
    report: Report,
    covered: Vec<CompetenceCoverage>,
}

impl Engine {
    /// Positions one document.
    ///
    /// # Errors
    /// The index cannot be read. A failing plugin is no error: the report says so.
    pub fn report(&self, document: &Document, options: Options) -> Result<Report> {
        Ok(self.with_blocs(self.position(document, options)?))
    }

    /// All of a report but its blocs.
    fn position(&self, document: &Document, options: Options) -> Result<Positioned> {
        let passages = passages(document);
        let mut evidence = Vec::new();
        for passage in &passages {
            self.judge(passage, options, &mut evidence)?;
        }
        let codes: Vec<CompetenceCode> =
            self.referentiel.competences.iter().map(|competence| competence.code.clone()).collect();
        let covered = coverage(&codes, &evidence);
        let competences =
            self.referentiel.competences.iter().zip(&covered).map(CompetenceReport::of).collect();
        let report = Report {
            document: document.name.clone(),
            program: crate::report::Program::this(),
            referentiel: (&self.referentiel).into(),
            model: self.model.id().to_owned(),
            branche: None,
            branche_failure: None,
            passages: passages.iter().filter(|passage| passage.polarity != Polarity::Heading).count(),
            coverage: covered.iter().map(|c| (c.competence.0.clone(), c.coverage as u8)).collect(),
            competences,
            evidence,
            blocs: Vec::new(),
            rome: self.rome.as_ref().map(|finder| finder.likely(&passages)),
        };
        Ok(Positioned { report, covered })
    }

    /// Asks the branch.
    fn with_blocs(&self, positioned: Positioned) -> Report {
        let Positioned { mut report, covered } = positioned;
        match &self.branche {
            BrancheState::Loaded { branche, signer } => match blocs(branche, &covered) {
                Ok(blocs) => {
                    report.branche = Some(BrancheUsed::of(branche, signer));
                    report.blocs = blocs;
                }
                Err(error) => {
                    let identity = branche.identity();
                    report.branche_failure =
                        Some(BrancheFailure::of(&identity.id, &identity.version, &error));
                }
            },
            BrancheState::Failed { id, version, error } => {
                report.branche_failure = Some(BrancheFailure::of(id, version, error));
            }
        }
        report
    }

    /// What one passage evidences, explained; nothing without a statement or words to show for it.
    fn judge(&self, passage: &Passage, options: Options, evidence: &mut Vec<Evidence>) -> Result<()> {
        if passage.polarity != Polarity::Affirmed {
            return Ok(());
        }
        let referentiel = &self.referentiel.code;
        let mut failure = None;
        let read = passage.read();
        let judgements = self.model.judge(&read, &mut || {
            let found = self.index.question_of(&read.text, &read.words);
            let found = found.and_then(|asked| self.index.nearest(&asked, referentiel, None, NEAREST_FIRST));
            found.unwrap_or_else(|error| {
                failure = Some(error);
                Vec::new()
            })
        });
        if let Some(error) = failure {
            return Err(error.into());
        }
        if judgements.is_empty() {
            return Ok(());
        }
        let question = self.index.question_of(&read.text, &read.words)?;
        let near = self.index.near(&question, referentiel)?;
        for judgement in judgements {
            let competence = &judgement.competence;
            let nearest = near.best_of(competence, NEAREST, |code| speaks_for(code, competence))?;
            evidence.push(Evidence {
                line: passage.line,
                position: passage.position,
                competence: judgement.competence,
                strength: judgement.strength,
                score: judgement.score,
                text: passage.text.clone(),
                section: passage.section.clone(),
                nearest: nearest.map(|candidate| Nearest { code: candidate.code, text: candidate.text }),
                terms: judgement.terms,
                against: if options.explain { judgement.against } else { Vec::new() },
            });
        }
        Ok(())
    }
}
