//! The stages chained: a document to its report, and many documents in parallel. The only user of rayon.

use rayon::prelude::*;

use crate::blocs::blocs;
use crate::candidates::Candidate;
use crate::coverage::coverage;
use crate::document::{self, Document, DocumentError, Found};
use crate::engine::{BrancheState, Engine};
use crate::error::{Error, Result};
use crate::evidence::{Evidence, Nearest};
use crate::index::Question;
use crate::passages::{Passage, Polarity, passages};
use crate::referentiel::CompetenceCode;
use crate::report::{BrancheFailure, BrancheUsed, CompetenceReport, Report};

/// Documents read and matched together before their reports are handed on: memory grows with this number, not with
/// the batch.
const CHUNK: usize = 128;

/// Statements looked at to find one that explains a piece of evidence.
const NEAREST: usize = 8;

/// Whether a statement is one of the compétence's own, or an activity. A formulation may word a critère of another one.
fn speaks_for(candidate: &Candidate, competence: &CompetenceCode) -> bool {
    let own = candidate.code.strip_prefix(&competence.0);
    own.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) || candidate.code.starts_with('A')
}

/// How a document is matched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Keep the words that spoke against a piece of evidence.
    pub explain: bool,
}

impl Engine {
    /// Positions one document.
    ///
    /// # Errors
    /// The index cannot be read. A failing plugin is no error: the report says so.
    pub fn report(&self, document: &Document, options: Options) -> Result<Report> {
        let passages = passages(document);
        let mut evidence = Vec::new();
        for passage in &passages {
            self.judge(passage, options, &mut evidence)?;
        }
        let codes: Vec<CompetenceCode> =
            self.referentiel.competences.iter().map(|competence| competence.code.clone()).collect();
        let covered = coverage(&codes, &evidence);
        let (branche, branche_failure, blocs) = match &self.branche {
            BrancheState::Loaded { branche, signer } => {
                let identity = branche.identity();
                match blocs(branche, &covered) {
                    Ok(blocs) => (Some(BrancheUsed::of(branche, signer)), None, blocs),
                    Err(error) => {
                        (None, Some(BrancheFailure::of(&identity.id, &identity.version, &error)), Vec::new())
                    }
                }
            }
            BrancheState::Failed { id, version, error } => {
                (None, Some(BrancheFailure::of(id, version, error)), Vec::new())
            }
        };
        let competences =
            self.referentiel.competences.iter().zip(&covered).map(CompetenceReport::of).collect();
        Ok(Report {
            document: document.name.clone(),
            program: crate::report::Program::this(),
            referentiel: (&self.referentiel).into(),
            model: self.model.id().to_owned(),
            branche,
            branche_failure,
            passages: passages.iter().filter(|passage| passage.polarity != Polarity::Heading).count(),
            coverage: covered.iter().map(|c| (c.competence.0.clone(), c.coverage as u8)).collect(),
            competences,
            evidence,
            blocs,
            rome: self.rome.as_ref().map(|finder| finder.likely(&passages)),
        })
    }

    /// What one passage evidences, explained; nothing without a statement or words to show for it.
    fn judge(&self, passage: &Passage, options: Options, evidence: &mut Vec<Evidence>) -> Result<()> {
        if passage.polarity != Polarity::Affirmed {
            return Ok(());
        }
        let mut question: Option<Question> = None;
        let mut failure = None;
        let mut ask = |competence: Option<&CompetenceCode>, limit: usize| -> Vec<Candidate> {
            let found = match &question {
                Some(question) => Ok(question),
                None => self.index.question(&passage.text).map(|asked| &*question.insert(asked)),
            };
            let found =
                found.and_then(|asked| self.index.nearest(asked, &self.referentiel.code, competence, limit));
            found.unwrap_or_else(|error| {
                failure = Some(error);
                Vec::new()
            })
        };
        let judgements = self.model.judge(passage, &mut || ask(None, 12));
        for judgement in judgements {
            let near = ask(Some(&judgement.competence), NEAREST);
            let nearest =
                near.iter().find(|near| speaks_for(near, &judgement.competence)).or(near.first()).cloned();
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
        failure.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// What became of one input.
#[derive(Debug)]
pub enum Matched {
    Report(Box<Report>),
    /// A member of a folder that is no text document: worth a word, not a failure.
    Skipped(DocumentError),
    /// A document that could not be used.
    Failed(DocumentError),
}

impl Engine {
    fn matched(&self, found: Found, options: Options) -> Result<Matched> {
        let source = match found {
            Found::Source(source) => source,
            Found::Document(document) => {
                return Ok(Matched::Report(Box::new(self.report(&document, options)?)));
            }
            Found::Skipped(error) => return Ok(Matched::Skipped(error)),
            Found::Failed(error) => return Ok(Matched::Failed(error)),
        };
        match document::read(&source) {
            Ok(document) => Ok(Matched::Report(Box::new(self.report(&document, options)?))),
            Err(error) => Ok(Matched::Failed(error)),
        }
    }
}

/// Reads and matches documents on `threads` threads (one a core if none is given) and hands each result to `emit` in the order of the
/// sources. Output does not depend on the number of threads.
///
/// # Errors
/// Only those of `emit`, at which the batch stops, and of the engine and its threads; a document that cannot be read is
/// handed on as such.
pub fn match_all<S, E>(
    engine: &Engine,
    threads: Option<u16>,
    sources: S,
    options: Options,
    mut emit: impl FnMut(Matched) -> std::result::Result<(), E>,
) -> std::result::Result<(), E>
where
    S: Iterator<Item = Found>,
    E: From<Error>,
{
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.map_or(0, usize::from))
        .build()
        .map_err(|error| Error::Threads(error.to_string()))?;
    let mut sources = sources.peekable();
    while sources.peek().is_some() {
        let chunk: Vec<_> = sources.by_ref().take(CHUNK).collect();
        let results: Vec<Result<Matched>> =
            pool.install(|| chunk.into_par_iter().map(|found| engine.matched(found, options)).collect());
        for result in results {
            emit(result?)?;
        }
    }
    Ok(())
}
