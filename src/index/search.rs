//! A passage or a question to its nearest statements.

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, TantivyDocument, Term};

use super::{Index, Result, build};
use crate::candidates::{Candidate, StatementKind};
use crate::referentiel::CompetenceCode;
use crate::text;

/// How many statements tantivy proposes before they are compared word by word.
const PROPOSED: usize = 24;

/// A statement read back from the index, with what comparing it needs.
#[derive(Debug)]
pub(super) struct Statement {
    code: String,
    kind: StatementKind,
    competences: Vec<CompetenceCode>,
    text: String,
    /// Numbers of its stems, sorted, each once.
    stems: Vec<u32>,
    /// Length of its vector of rarities.
    norm: f32,
}

/// What is asked: words with their place in the text, known to the index.
#[derive(Debug, Clone)]
pub struct Question {
    words: Vec<Word>,
}

#[derive(Debug, Clone)]
struct Word {
    stem: String,
    number: u32,
    rarity: f32,
    /// The word as written.
    written: String,
}

impl Question {
    /// Whether no word of the text is known to the index.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

impl Index {
    /// Reads a text for [`Index::nearest`]: stop words are left out, misspelt words corrected.
    pub fn question(&self, text: &str) -> Result<Question> {
        let vocabulary = self.vocabulary()?;
        let mut words: Vec<Word> = Vec::new();
        for token in text::tokens(text).into_iter().filter(|token| !token.stop) {
            let known = vocabulary.stem(&token.stem).map(|found| (token.stem.clone(), found));
            let known = known.or_else(|| {
                let corrected = vocabulary.correct(&token.folded)?;
                let stem = text::tokens(corrected).into_iter().next()?.stem;
                vocabulary.stem(&stem).map(|found| (stem, found))
            });
            let Some((stem, (number, rarity))) = known else { continue };
            if words.iter().all(|word| word.number != number) {
                let written = text.get(token.start..token.end).unwrap_or(&token.folded).to_owned();
                words.push(Word { stem, number, rarity, written });
            }
        }
        Ok(Question { words })
    }

    /// The nearest statements of a référentiel, best first, at most `limit`; only those of `competence` if given.
    ///
    /// tantivy proposes by BM25; the score is the cosine of the two sets of stems, each weighed by its rarity.
    pub fn nearest(
        &self,
        question: &Question,
        referentiel: &str,
        competence: Option<&CompetenceCode>,
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        if question.is_empty() {
            return Ok(Vec::new());
        }
        let query = self.query(question, referentiel, competence);
        let proposed =
            self.searcher.search(&query, &TopDocs::with_limit(PROPOSED.max(limit)).order_by_score())?;
        let norm = question.words.iter().map(|word| word.rarity * word.rarity).sum::<f32>().sqrt();
        let mut found = Vec::with_capacity(proposed.len());
        for (_, address) in proposed {
            let Some(statement) = self.statement(address)? else { continue };
            let shared: Vec<&Word> = question
                .words
                .iter()
                .filter(|word| statement.stems.binary_search(&word.number).is_ok())
                .collect();
            let dot: f32 = shared.iter().map(|word| word.rarity * word.rarity).sum();
            let score = dot / (norm * statement.norm).max(f32::MIN_POSITIVE);
            found.push((score, address.doc_id, statement, shared));
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(limit);
        Ok(found
            .into_iter()
            .map(|(score, _, statement, shared)| {
                // An abbreviation gives several words at one place.
                let mut terms: Vec<String> = shared.into_iter().map(|word| word.written.clone()).collect();
                terms.dedup();
                Candidate {
                    code: statement.code.clone(),
                    kind: statement.kind,
                    text: statement.text.clone(),
                    competences: statement.competences.clone(),
                    score: score.min(1.0),
                    terms,
                }
            })
            .collect())
    }

    fn query(
        &self,
        question: &Question,
        referentiel: &str,
        competence: Option<&CompetenceCode>,
    ) -> BooleanQuery {
        let any: Vec<(Occur, Box<dyn Query>)> = question
            .words
            .iter()
            .map(|word| {
                let term = Term::from_field_text(self.fields.stems, &word.stem);
                let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                (Occur::Should, query)
            })
            .collect();
        let mut all: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(BooleanQuery::new(any)))];
        // Filters choose, they do not score.
        let mut filter = |field, value: &str| {
            let term = TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic);
            all.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(term), 0.0))));
        };
        filter(self.fields.referentiel, referentiel);
        if let Some(code) = competence {
            filter(self.fields.competence, &code.0);
        }
        BooleanQuery::new(all)
    }

    fn vocabulary(&self) -> Result<&super::Vocabulary> {
        if let Some(vocabulary) = self.vocabulary.get() {
            return Ok(vocabulary);
        }
        let read = super::Vocabulary::read(&self.searcher, self.fields.stems, self.fields.words)?;
        Ok(self.vocabulary.get_or_init(|| read))
    }

    fn statement(&self, address: DocAddress) -> Result<Option<&Statement>> {
        let Some(cell) = self.statements.get(address.doc_id as usize) else { return Ok(None) };
        if let Some(statement) = cell.get() {
            return Ok(Some(statement));
        }
        let document: TantivyDocument = self.searcher.doc(address)?;
        let packed =
            document.get_first(self.fields.entry).and_then(|value| value.as_str().map(str::to_owned));
        let Some((code, kind, competences, text)) = packed.as_deref().and_then(build::unpack) else {
            return Ok(None);
        };
        let vocabulary = self.vocabulary()?;
        let mut stems: Vec<(u32, f32)> = text::tokens(&text)
            .into_iter()
            .filter(|token| !token.stop)
            .filter_map(|token| vocabulary.stem(&token.stem))
            .collect();
        stems.sort_by_key(|(number, _)| *number);
        stems.dedup_by_key(|(number, _)| *number);
        let norm = stems.iter().map(|(_, rarity)| rarity * rarity).sum::<f32>().sqrt();
        let stems = stems.into_iter().map(|(number, _)| number).collect();
        Ok(Some(cell.get_or_init(|| Statement { code, kind, competences, text, stems, norm })))
    }
}
