//! A passage or a question to its nearest statements.

use tantivy::schema::Value;
use tantivy::{DocAddress, DocId, TantivyDocument};

use super::{Index, Result, build};
use crate::candidates::{Candidate, StatementKind};
use crate::referentiel::CompetenceCode;
use crate::text::{self, Token};

/// A statement read back from the index.
#[derive(Debug)]
pub(super) struct Statement {
    code: String,
    kind: StatementKind,
    competences: Vec<CompetenceCode>,
    text: String,
}

/// What is asked: words with their place in the text, known to the index.
#[derive(Debug, Clone)]
pub struct Question {
    pub(super) words: Vec<Word>,
}

#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) number: u32,
    pub(super) rarity: f32,
    /// The word as written.
    written: String,
}

impl Question {
    /// Whether no word of the text is known to the index.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Length of its vector of rarities.
    pub(super) fn norm(&self) -> f32 {
        self.words.iter().map(|word| word.rarity * word.rarity).sum::<f32>().sqrt()
    }
}

impl Index {
    /// Reads a text for [`Index::nearest`]: stop words are left out, misspelt words corrected.
    pub fn question(&self, text: &str) -> Result<Question> {
        self.question_of(text, &text::tokens(text))
    }

    /// The same, of a text whose words were read before.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn question_of(&self, text: &str, tokens: &[Token]) -> Result<Question> {
        let vocabulary = self.vocabulary()?;
        let mut words: Vec<Word> = Vec::new();
        for token in tokens.iter().filter(|token| !token.stop) {
            let known = vocabulary.stem(&token.stem).or_else(|| {
                let corrected = vocabulary.correct(&token.folded)?;
                let stem = text::tokens(corrected).into_iter().next()?.stem;
                vocabulary.stem(&stem)
            });
            let Some((number, rarity)) = known else { continue };
            if words.iter().all(|word| word.number != number) {
                let written = text.get(token.start..token.end).unwrap_or(&token.folded).to_owned();
                words.push(Word { number, rarity, written });
            }
        }
        Ok(Question { words })
    }

    /// The nearest statements of a référentiel, best first, at most `limit`; only those of `competence` if given.
    ///
    /// The score is the cosine of the two sets of stems, each weighed by its rarity.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn nearest(
        &self,
        question: &Question,
        referentiel: &str,
        competence: Option<&CompetenceCode>,
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        self.near(question, referentiel)?.best(competence, limit)
    }

    pub(super) fn vocabulary(&self) -> Result<&super::Vocabulary> {
        if let Some(vocabulary) = self.vocabulary.get() {
            return Ok(vocabulary);
        }
        let read = super::Vocabulary::read(&self.searcher, self.fields.stems, self.fields.words)?;
        Ok(self.vocabulary.get_or_init(|| read))
    }

    /// A document of the index as a candidate; `None` if something else wrote it.
    pub(super) fn candidate<'a>(
        &self,
        document: DocId,
        score: f32,
        shared: impl Iterator<Item = &'a Word>,
    ) -> Result<Option<Candidate>> {
        let Some(Statement { code, kind, competences, text }) = self.statement(document)? else {
            return Ok(None);
        };
        // An abbreviation gives several words at one place.
        let mut terms: Vec<String> = shared.map(|word| word.written.clone()).collect();
        terms.dedup();
        Ok(Some(Candidate {
            code: code.clone(),
            kind: *kind,
            text: text.clone(),
            competences: competences.clone(),
            score: score.min(1.0),
            terms,
        }))
    }

    /// The code of a document of the index.
    pub(super) fn code(&self, document: DocId) -> Result<Option<&str>> {
        Ok(self.statement(document)?.map(|statement| statement.code.as_str()))
    }

    fn statement(&self, document: DocId) -> Result<Option<&Statement>> {
        let Some(cell) = self.statements.get(document as usize) else { return Ok(None) };
        if let Some(statement) = cell.get() {
            return Ok(Some(statement));
        }
        // One segment: see `build`.
        let stored: TantivyDocument = self.searcher.doc(DocAddress::new(0, document))?;
        let packed = stored.get_first(self.fields.entry).and_then(|value| value.as_str().map(str::to_owned));
        let Some((code, kind, competences, text)) = packed.as_deref().and_then(build::unpack) else {
            return Ok(None);
        };
        Ok(Some(cell.get_or_init(|| Statement { code, kind, competences, text })))
    }
}
