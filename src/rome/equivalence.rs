//! How far each compétence of a référentiel is present in an occupation, and which occupations are nearest.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::error::{Result, RomeError};
use super::search;
use crate::candidates::Candidate;
use crate::evidence::{EvidenceModel, Judgement, Nearest, Strength};
use crate::index::Index;
use crate::passages::Passage;
use crate::referentiel::{CompetenceCode, Named, Referentiel};
use crate::schema::{RomeItemKind, RomeOccupation, RomeTextKind, RomeVersion, Store};

/// What the first, second and third best statements count for in a cell. More statements add nothing: occupations with
/// long lists would otherwise seem to call upon everything.
const SHARES: [f32; 3] = [0.5, 0.3, 0.2];
/// From here on a compétence is present.
pub const PRESENT: f32 = 0.5;
/// From here on it is touched.
pub const TOUCHED: f32 = 0.2;
/// Occupations judged in search of neighbours: those whose words are nearest to the référentiel's.
const JUDGED: usize = 200;
/// Statements of the référentiel looked at to explain one of ROME.
const NEAREST: usize = 8;

/// A statement of an occupation that speaks for a compétence, with the one of the référentiel that it is nearest to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Number of the item; a sentence of the definition has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ogr: Option<i64>,
    pub text: String,
    /// At the heart of the occupation.
    pub core: bool,
    pub strength: Strength,
    /// Probability that the statement evidences the compétence, 0 to 1.
    pub score: f32,
    pub nearest: Option<Nearest>,
    pub terms: Vec<String>,
}

/// One compétence in one occupation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    pub competence: CompetenceCode,
    /// How far it is present, 0 to 1: shares of .5, .3 and .2 of the three likeliest statements, a partial one at half.
    pub strength: f32,
    /// Statements that speak for it, likeliest first.
    pub pairs: Vec<Pair>,
}

/// An occupation compared with a référentiel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    pub code: String,
    pub title: String,
    pub parent: String,
    /// Named by the référentiel itself.
    pub official: bool,
    /// The title that the référentiel gives the code, if it names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub official_title: Option<String>,
    /// Whether the code of ROME 3 that it comes from is named by the référentiel.
    pub from_official: bool,
    /// 0 to 1: the harmonic mean of `covered` and `shared`.
    pub closeness: f32,
    /// Mean strength over the compétences.
    pub covered: f32,
    /// Share of the occupation's statements that speak for a compétence, those at its heart counting double.
    pub shared: f32,
    pub cells: Vec<Cell>,
}

/// Everything that comparing takes.
pub struct Comparison<'a> {
    store: &'a Store,
    version: &'a RomeVersion,
    referentiel: &'a Referentiel,
    model: &'a dyn EvidenceModel,
    index: &'a Index,
    /// What has been judged: occupations share statements.
    judged: HashMap<String, Vec<Judgement>>,
}

impl<'a> Comparison<'a> {
    pub fn new(
        store: &'a Store,
        version: &'a RomeVersion,
        referentiel: &'a Referentiel,
        model: &'a dyn EvidenceModel,
        index: &'a Index,
    ) -> Self {
        Self { store, version, referentiel, model, index, judged: HashMap::new() }
    }

    /// Compares one occupation, with the statements that explain each cell.
    ///
    /// # Errors
    /// The version has no such code, or the store or the index cannot be read.
    pub fn compare(&mut self, code: &str) -> Result<Compared> {
        let occupation = known(self.store, self.version, code)?;
        let mut compared = self.judge(&occupation)?;
        for cell in &mut compared.cells {
            for pair in &mut cell.pairs {
                pair.nearest = self.nearest(&pair.text, &cell.competence)?;
            }
        }
        Ok(compared)
    }

    /// The occupations nearest to the référentiel that it does not name, nearest first.
    pub fn neighbours(&mut self, count: usize) -> Result<Vec<Compared>> {
        let official: Vec<&str> = self.referentiel.rome.iter().map(|rome| rome.code.as_str()).collect();
        // Judging every statement of ROME takes seconds; occupations that share no words with the référentiel need it not.
        let occupations = search::open(self.store, self.version)?;
        let text: Vec<&str> = self.referentiel.statements().map(|statement| statement.text).collect();
        let mut all = Vec::new();
        for code in occupations.nearest(&text.join("\n"), JUDGED) {
            if let Some(occupation) = self.store.rome_code(self.version, code)?
                && !official.contains(&code)
            {
                all.push(self.judge(&occupation)?);
            }
        }
        all.sort_by(|a, b| b.closeness.total_cmp(&a.closeness).then(a.code.cmp(&b.code)));
        all.truncate(count);
        all.iter().map(|compared| self.compare(&compared.code)).collect()
    }

    /// The occupations that the référentiel names, then the `neighbours` nearest others.
    ///
    /// # Errors
    /// The store or the index cannot be read.
    pub fn table(&mut self, neighbours: usize) -> Result<Vec<Compared>> {
        let mut table = Vec::new();
        for rome in &self.referentiel.rome {
            if self.store.rome_code(self.version, &rome.code)?.is_some() {
                table.push(self.compare(&rome.code)?);
            }
        }
        table.extend(self.neighbours(neighbours)?);
        Ok(table)
    }

    fn judge(&mut self, occupation: &RomeOccupation) -> Result<Compared> {
        let mut found: BTreeMap<CompetenceCode, Vec<Pair>> = BTreeMap::new();
        let (mut speaking, mut all) = (0.0_f32, 0.0_f32);
        for (ogr, text, core) in self.statements(&occupation.code)? {
            let weight = if core { 2.0 } else { 1.0 };
            all += weight;
            let judgements = self.judgements(&text);
            speaking += weight * judgements.iter().map(|judgement| judgement.score).fold(0.0, f32::max);
            for Judgement { competence, strength, score, terms, .. } in judgements {
                let pair = Pair { ogr, text: text.clone(), core, strength, score, nearest: None, terms };
                found.entry(competence).or_default().push(pair);
            }
        }
        let cells: Vec<Cell> = self
            .referentiel
            .competences
            .iter()
            .map(|competence| {
                let mut pairs = found.remove(&competence.code).unwrap_or_default();
                pairs.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.text.cmp(&b.text)));
                let strength =
                    pairs.iter().zip(SHARES).fold(0.0, |sum, (pair, share)| sum + value(pair) * share);
                Cell { competence: competence.code.clone(), strength, pairs }
            })
            .collect();
        let covered = cells.iter().map(|cell| cell.strength).sum::<f32>() / cells.len().max(1) as f32;
        let shared = if all > 0.0 { speaking / all } else { 0.0 };
        let sum = covered + shared;
        let named = self.referentiel.rome.iter().find(|rome| rome.code == occupation.code);
        Ok(Compared {
            code: occupation.code.clone(),
            title: occupation.title.clone(),
            parent: occupation.parent.clone(),
            official: named.is_some(),
            official_title: named.map(|rome| rome.title.clone()),
            from_official: named.is_none()
                && self.referentiel.rome.iter().any(|rome| rome.code == occupation.parent),
            closeness: if sum > 0.0 { 2.0 * covered * shared / sum } else { 0.0 },
            covered,
            shared,
            cells,
        })
    }

    /// What an occupation is said to do: its savoir-faire, and the sentences of its definition.
    fn statements(&self, code: &str) -> Result<Vec<(Option<i64>, String, bool)>> {
        let items = self.store.rome_items(self.version, Some(code))?.into_iter();
        let does =
            |kind| matches!(kind, RomeItemKind::SavoirFaire | RomeItemKind::Macro | RomeItemKind::Activite);
        let mut all: Vec<_> = items
            .filter(|(_, item)| does(item.kind))
            .map(|(link, item)| (Some(item.ogr), item.label, link.core))
            .collect();
        let definition = self.store.rome_texts(self.version, RomeTextKind::Definition, Some(code))?;
        all.extend(definition.into_iter().map(|(_, text)| (None, text, false)));
        Ok(all)
    }

    fn judgements(&mut self, text: &str) -> Vec<Judgement> {
        if let Some(known) = self.judged.get(text) {
            return known.clone();
        }
        let passage = Passage::alone(text, "");
        let (index, referentiel) = (self.index, &self.referentiel.code);
        let mut nearest = || {
            // An index that cannot be read explains nothing; the cell's own explanation reports it.
            let question = index.question(text);
            question.and_then(|asked| index.nearest(&asked, referentiel, None, 12)).unwrap_or_default()
        };
        let judgements = self.model.judge(&passage.read(), &mut nearest);
        self.judged.insert(text.to_owned(), judgements.clone());
        judgements
    }

    fn nearest(&self, text: &str, competence: &CompetenceCode) -> Result<Option<Nearest>> {
        let question = self.index.question(text)?;
        let near = self.index.nearest(&question, &self.referentiel.code, Some(competence), NEAREST)?;
        // A statement of the compétence itself, or an activity, before a wording of another one.
        let own = near.iter().find(|near| {
            near.code.strip_prefix(&competence.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                || near.code.starts_with('A')
        });
        // A wording found stands for the statement that it words: that one is shown.
        let text = |near: &Candidate| match self.referentiel.find(&near.code) {
            Ok(Named::Competence(competence)) => competence.title.clone(),
            Ok(Named::Critere(_, critere)) => critere.text.clone(),
            Ok(Named::Activite(_, activite)) => activite.text.clone(),
            _ => near.text.clone(),
        };
        Ok(own.or(near.first()).map(|near| Nearest { code: near.code.clone(), text: text(near) }))
    }
}

/// What a statement counts for.
fn value(pair: &Pair) -> f32 {
    match pair.strength {
        Strength::Direct => pair.score,
        Strength::Partial => pair.score / 2.0,
    }
}

/// An occupation of the version.
///
/// # Errors
/// [`RomeError::UnknownCode`], with the codes that come from it, or the nearest.
pub fn known(store: &Store, version: &RomeVersion, code: &str) -> Result<RomeOccupation> {
    if let Some(occupation) = store.rome_code(version, code)? {
        return Ok(occupation);
    }
    let list = |codes: &[RomeOccupation]| {
        codes.iter().map(|code| format!("{} {}", code.code, code.title)).collect::<Vec<_>>().join(", ")
    };
    let children = store.rome_children(version, code)?;
    let hint = if children.is_empty() {
        let codes = store.rome_codes(version)?;
        let near = codes.iter().max_by(|a, b| {
            strsim::jaro_winkler(&a.code, code).total_cmp(&strsim::jaro_winkler(&b.code, code))
        });
        near.map(|near| format!(" ; le plus proche : {} {}", near.code, near.title)).unwrap_or_default()
    } else {
        format!(" ; en sont issus : {}", list(&children))
    };
    Err(RomeError::UnknownCode { code: code.to_owned(), version: version.name.clone(), hint })
}

/// A code that the référentiel names, in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Became {
    pub code: String,
    /// The title that the référentiel gives it.
    pub title: String,
    /// The occupations of the version that come from it.
    pub became: Vec<RomeOccupation>,
}

/// What the codes that the référentiel names became in a version.
///
/// # Errors
/// The store cannot be read.
pub fn became(store: &Store, version: &RomeVersion, referentiel: &Referentiel) -> Result<Vec<Became>> {
    let codes = referentiel.rome.iter();
    codes
        .map(|rome| {
            let became = store.rome_children(version, &rome.code)?;
            Ok(Became { code: rome.code.clone(), title: rome.title.clone(), became })
        })
        .collect()
}

/// How far a compétence is present, in a word.
#[must_use]
pub fn cell_word(strength: f32) -> &'static str {
    match strength {
        strength if strength >= PRESENT => "présente",
        strength if strength >= TOUCHED => "en partie",
        strength if strength > 0.0 => "effleurée",
        _ => "absente",
    }
}
