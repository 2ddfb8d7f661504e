//! A passage to its nearest statements, from memory: what explaining every piece of evidence of a batch needs.
//!
//! A référentiel has some thousands of statements, and one passage asks about several compétences. The index's postings are
//! read once; then one walk over those of the passage's words compares it with every statement that shares one, exactly and
//! in a few microseconds, where a query of its own for each compétence takes ten times as long.

use std::collections::HashMap;
use std::sync::OnceLock;

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, TERMINATED, TantivyError, Term};

use super::search::{Question, Word};
use super::{Index, Result};
use crate::candidates::Candidate;
use crate::referentiel::CompetenceCode;

/// The statements of one référentiel, by their words.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// Where each stem's statements begin in `statements`, by the stem's number; one more at the end.
    starts: Vec<u32>,
    /// Documents of the index, in their order for each stem.
    statements: Vec<u32>,
    /// Length of each document's vector of rarities.
    norms: Vec<f32>,
    /// The documents that stand for each compétence.
    competences: HashMap<String, Vec<bool>>,
}

impl Postings {
    fn read(index: &Index, referentiel: &str) -> Result<Self> {
        let (searcher, fields) = (&index.searcher, index.fields);
        let vocabulary = index.vocabulary()?;
        let own = documents(searcher, fields.referentiel, referentiel)?;
        let mut read = Self { norms: vec![0.0; index.len()], ..Self::default() };
        let mut by_stem: Vec<Vec<u32>> = vec![Vec::new(); vocabulary.len()];
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(fields.stems)?;
            let mut stream = inverted.terms().stream().map_err(TantivyError::from)?;
            while stream.advance() {
                let stem = std::str::from_utf8(stream.key()).ok().and_then(|stem| vocabulary.stem(stem));
                let Some((number, rarity)) = stem else { continue };
                let mut found = inverted
                    .read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)
                    .map_err(TantivyError::from)?;
                while found.doc() != TERMINATED {
                    let document = found.doc();
                    if own.get(document as usize) == Some(&true) {
                        by_stem[number as usize].push(document);
                        read.norms[document as usize] += rarity * rarity;
                    }
                    found.advance();
                }
            }
        }
        read.norms.iter_mut().for_each(|norm| *norm = norm.sqrt());
        for documents in &by_stem {
            read.starts.push(read.statements.len() as u32);
            read.statements.extend_from_slice(documents);
        }
        read.starts.push(read.statements.len() as u32);
        for code in terms(searcher, fields.competence)? {
            let documents = documents(searcher, fields.competence, &code)?;
            read.competences.insert(code, documents);
        }
        Ok(read)
    }

    fn of(&self, stem: u32) -> &[u32] {
        let bound = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        self.statements.get(bound(stem as usize)..bound(stem as usize + 1)).unwrap_or_default()
    }
}

/// Which documents have a term in a field.
fn documents(searcher: &Searcher, field: Field, term: &str) -> Result<Vec<bool>> {
    let mut found = vec![false; usize::try_from(searcher.num_docs()).unwrap_or_default()];
    for segment in searcher.segment_readers() {
        let term = Term::from_field_text(field, term);
        let inverted = segment.inverted_index(field)?;
        let postings = inverted.read_postings(&term, IndexRecordOption::Basic).map_err(TantivyError::from)?;
        let Some(mut postings) = postings else { continue };
        while postings.doc() != TERMINATED {
            if let Some(found) = found.get_mut(postings.doc() as usize) {
                *found = true;
            }
            postings.advance();
        }
    }
    Ok(found)
}

/// The terms of a field, in the order of their bytes.
fn terms(searcher: &Searcher, field: Field) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut stream = inverted.terms().stream().map_err(TantivyError::from)?;
        while stream.advance() {
            found.extend(std::str::from_utf8(stream.key()).ok().map(str::to_owned));
        }
    }
    Ok(found)
}

/// Postings by référentiel, each read at the first question to it.
#[derive(Debug)]
pub(super) struct ByReferentiel(Vec<(String, OnceLock<Postings>)>);

impl ByReferentiel {
    pub(super) fn new(searcher: &Searcher, referentiel: Field) -> Result<Self> {
        Ok(Self(terms(searcher, referentiel)?.into_iter().map(|code| (code, OnceLock::new())).collect()))
    }
}

/// One passage against the statements of one référentiel.
#[derive(Debug)]
pub struct Near<'a> {
    index: &'a Index,
    /// None if the index has no such référentiel.
    postings: Option<&'a Postings>,
    question: &'a Question,
    /// Every statement that shares a word, with its closeness.
    scored: Vec<(f32, u32)>,
}

impl Index {
    /// Compares a passage with every statement of a référentiel: [`Near::best`] then answers for one compétence after the
    /// other.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn near<'a>(&'a self, question: &'a Question, referentiel: &str) -> Result<Near<'a>> {
        let postings = self.postings(referentiel)?;
        let scored = postings.map(|postings| postings.scored(question)).unwrap_or_default();
        Ok(Near { index: self, postings, question, scored })
    }

    fn postings(&self, referentiel: &str) -> Result<Option<&Postings>> {
        let Some((code, cell)) = self.postings.0.iter().find(|(code, _)| code == referentiel) else {
            return Ok(None);
        };
        if let Some(postings) = cell.get() {
            return Ok(Some(postings));
        }
        let read = Postings::read(self, code)?;
        Ok(Some(cell.get_or_init(|| read)))
    }
}

impl Postings {
    /// The cosine of the question with each statement that shares a word with it: words weighed by their rarity.
    fn scored(&self, question: &Question) -> Vec<(f32, u32)> {
        let mut dots: Vec<f32> = vec![0.0; self.norms.len()];
        let mut touched: Vec<u32> = Vec::new();
        for Word { number, rarity, .. } in &question.words {
            for document in self.of(*number) {
                let dot = &mut dots[*document as usize];
                if *dot == 0.0 {
                    touched.push(*document);
                }
                *dot += rarity * rarity;
            }
        }
        let norm = question.norm();
        let score = |document: u32| {
            let at = document as usize;
            dots[at] / (norm * self.norms[at]).max(f32::MIN_POSITIVE)
        };
        touched.into_iter().map(|document| (score(document), document)).collect()
    }
}

impl Near<'_> {
    /// The nearest statements, best first, at most `limit`; only those that stand for `competence` if given.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn best(&self, competence: Option<&CompetenceCode>, limit: usize) -> Result<Vec<Candidate>> {
        let best = self.ranked(competence, limit);
        let mut found = Vec::with_capacity(best.len());
        for (score, document) in best {
            found.extend(self.candidate(score, document)?);
        }
        Ok(found)
    }

    /// The nearest statement of a compétence whose code `wanted` prefers, among the `limit` nearest; else the nearest.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn best_of(
        &self,
        competence: &CompetenceCode,
        limit: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Option<Candidate>> {
        let best = self.ranked(Some(competence), limit);
        for (score, document) in &best {
            if self.index.code(*document)?.is_some_and(&wanted) {
                return self.candidate(*score, *document);
            }
        }
        best.first().map_or(Ok(None), |(score, document)| self.candidate(*score, *document))
    }

    fn ranked(&self, competence: Option<&CompetenceCode>, limit: usize) -> Vec<(f32, u32)> {
        let Some(postings) = self.postings else { return Vec::new() };
        let standing = competence.map(|code| postings.competences.get(&code.0));
        let stands = |document: u32| match standing {
            None => true,
            Some(documents) => documents.is_some_and(|documents| documents[document as usize]),
        };
        let mut best: Vec<(f32, u32)> = Vec::with_capacity(limit + 1);
        for (score, document) in self.scored.iter().copied().filter(|(_, document)| stands(*document)) {
            let place = best.partition_point(|(other, earlier)| {
                other.total_cmp(&score).then(document.cmp(earlier)).is_ge()
            });
            if place < limit {
                best.insert(place, (score, document));
                best.truncate(limit);
            }
        }
        best
    }

    fn candidate(&self, score: f32, document: u32) -> Result<Option<Candidate>> {
        let has = |word: &Word| {
            self.postings.is_some_and(|postings| postings.of(word.number).binary_search(&document).is_ok())
        };
        self.index.candidate(document, score, self.question.words.iter().filter(|word| has(word)))
    }
}
