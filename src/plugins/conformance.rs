//! A component tried against the whole contract, as `repere branche test` does.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::{Bloc, BlocOutcome, Branche, Outcome, PluginError, PluginErrorKind, Spent};
use crate::coverage::{CompetenceCoverage, Coverage, Decision};
use crate::referentiel::{CompetenceCode, Referentiel};

/// One check, and what is wrong if anything is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What is checked, in French.
    pub name: &'static str,
    /// Nothing when it holds.
    pub fault: Option<String>,
}

/// How a component did.
#[derive(Debug, Clone, Serialize)]
pub struct Conformance {
    pub checks: Vec<Check>,
    /// Questions asked.
    pub calls: usize,
    /// Longest question, and all of them together.
    #[serde(rename = "longest_ms", serialize_with = "milliseconds")]
    pub longest: Duration,
    #[serde(rename = "total_ms", serialize_with = "milliseconds")]
    pub total: Duration,
    /// The most that a question used.
    pub spent: Spent,
    /// What it logged, as far as it was kept.
    pub messages: Vec<String>,
}

impl Conformance {
    /// Whether every check holds.
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.fault.is_none())
    }
}

fn milliseconds<S: serde::Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((time.as_secs_f64() * 1e6).round() / 1e3)
}

/// Runs the whole contract against a plugin, for a référentiel.
pub fn conformance(branche: &Branche, referentiel: &Referentiel) -> Conformance {
    let mut trial = Trial { branche, calls: 0, longest: Duration::ZERO, total: Duration::ZERO };
    let mut checks = Vec::new();
    let mut check = |name, result: Result<(), Fault>| {
        checks.push(Check { name, fault: result.err().map(|fault| fault.0) });
    };
    let codes: Vec<String> = referentiel.competences.iter().map(|c| c.code.0.clone()).collect();
    check("référentiel et compétences connus", branche.fits(referentiel).map_err(Fault::from));
    check("chaque compétence placée dans un bloc", every_competence_placed(branche.blocs(), &codes));
    check("mêmes réponses à chaque fois", trial.same_answers(&codes));
    check("réponses complètes et dans les bornes", trial.bounds(&codes));
    check("davantage de preuves ne nuit jamais", trial.monotone(&codes));
    check("rien de montré, rien de repéré", trial.nothing(&codes));
    check("tout montré et confirmé, tout repéré", trial.everything(&codes));
    check("cas limites sans incident", trial.odd_questions(&codes));
    check("formulations et documents bien formés", trial.words_and_documents());
    check("jamais le mot « acquis »", trial.never_acquis(&codes));
    let Trial { calls, longest, total, .. } = trial;
    Conformance { checks, calls, longest, total, spent: branche.spent(), messages: branche.messages() }
}

/// What is wrong, for people.
struct Fault(String);

impl From<PluginError> for Fault {
    fn from(error: PluginError) -> Self {
        Self(format!("{} ({})", error, error.kind()))
    }
}

fn fault<T>(what: impl Into<String>) -> Result<T, Fault> {
    Err(Fault(what.into()))
}

fn every_competence_placed(blocs: &[Bloc], codes: &[String]) -> Result<(), Fault> {
    let placed = |code: &String| blocs.iter().any(|bloc| bloc.competences.iter().any(|c| c.code == *code));
    let forgotten: Vec<&str> = codes.iter().filter(|code| !placed(code)).map(String::as_str).collect();
    match forgotten.as_slice() {
        [] => Ok(()),
        [one] => fault(format!("{one} n'est dans aucun bloc")),
        many => fault(format!("{} ne sont dans aucun bloc", many.join(", "))),
    }
}

/// Coverage of one compétence that a reader could have come to.
fn covered(code: &str, step: usize) -> CompetenceCoverage {
    let (coverage, direct, partial, decision) = match step {
        0 => (Coverage::None, 0, 0, None),
        1 => (Coverage::Partial, 0, 1, None),
        2 => (Coverage::Partial, 1, 1, None),
        3 => (Coverage::Solid, 2, 1, None),
        4 => (Coverage::Solid, 6, 3, None),
        _ => (Coverage::Solid, 6, 3, Some(Decision::Confirmed)),
    };
    CompetenceCoverage { competence: CompetenceCode(code.to_owned()), coverage, direct, partial, decision }
}

/// Steps of [`covered`], each more than the one before.
const STEPS: usize = 6;

/// A few hundred coverages, the same each time: a part grows compétence by compétence, the rest is mixed.
pub(super) fn sample(codes: &[String], count: usize) -> Vec<Vec<CompetenceCoverage>> {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    (0..count)
        .map(|number| {
            let grown = number % (codes.len() + 1);
            codes
                .iter()
                .enumerate()
                .map(|(place, code)| match number / (codes.len() + 1) {
                    0 => covered(code, if place < grown { 3 } else { 0 }),
                    1 => covered(code, if place >= grown { 3 } else { 1 }),
                    _ => covered(code, dice.throw(STEPS)),
                })
                .collect()
        })
        .collect()
}

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, faces: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % faces
    }
}

/// A component being questioned.
struct Trial<'a> {
    branche: &'a Branche,
    calls: usize,
    longest: Duration,
    total: Duration,
}

impl Trial<'_> {
    fn timed<T>(&mut self, question: impl FnOnce(&Branche) -> T) -> T {
        let start = Instant::now();
        let answer = question(self.branche);
        let took = start.elapsed();
        self.calls += 1;
        self.longest = self.longest.max(took);
        self.total += took;
        answer
    }

    fn assess(&mut self, coverage: &[CompetenceCoverage]) -> Result<Vec<BlocOutcome>, PluginError> {
        self.timed(|branche| branche.assess(coverage))
    }

    fn same_answers(&mut self, codes: &[String]) -> Result<(), Fault> {
        for _ in 0..3 {
            let (identity, blocs) = self.timed(Branche::ask_again)?;
            if identity != *self.branche.identity() || blocs != self.branche.blocs() {
                return fault("l'identité ou les blocs changent d'un appel à l'autre");
            }
        }
        for coverage in sample(codes, 30) {
            let first = self.assess(&coverage)?;
            let mut turned = coverage.clone();
            turned.reverse();
            if self.assess(&coverage)? != first {
                return fault("les mêmes preuves donnent deux résultats");
            }
            if self.assess(&turned)? != first {
                return fault("le résultat dépend de l'ordre dans lequel les compétences sont données");
            }
        }
        Ok(())
    }

    /// The host checks each answer; here is only asked often enough.
    fn bounds(&mut self, codes: &[String]) -> Result<(), Fault> {
        sample(codes, 60).iter().try_for_each(|coverage| self.assess(coverage).map(drop))?;
        Ok(())
    }

    fn monotone(&mut self, codes: &[String]) -> Result<(), Fault> {
        // From nothing to everything, one compétence after the other, one step at a time.
        let mut steps = vec![0; codes.len()];
        let mut before = self.assess(&all(codes, &steps))?;
        for place in 0..codes.len() {
            for step in 1..STEPS {
                steps[place] = step;
                let after = self.assess(&all(codes, &steps))?;
                no_worse(&before, &after, &codes[place])?;
                before = after;
            }
        }
        // And from anywhere.
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        for _ in 0..80 {
            let mut steps: Vec<usize> = codes.iter().map(|_| dice.throw(STEPS)).collect();
            let before = self.assess(&all(codes, &steps))?;
            let place = dice.throw(codes.len().max(1));
            let Some(step) = steps.get_mut(place) else { continue };
            *step = (*step + 1).min(STEPS - 1);
            let after = self.assess(&all(codes, &steps))?;
            no_worse(&before, &after, &codes[place])?;
        }
        // What a person decides, from the least to the most favourable.
        for place in 0..codes.len() {
            let mut coverage = all(codes, &vec![3; codes.len()]);
            let mut before: Option<Vec<BlocOutcome>> = None;
            for decision in [Decision::Rejected, Decision::ToClarify, Decision::Confirmed] {
                coverage[place].decision = Some(decision);
                let after = self.assess(&coverage)?;
                if let Some(before) = &before {
                    no_worse(before, &after, &codes[place])?;
                }
                before = Some(after);
            }
        }
        Ok(())
    }

    fn nothing(&mut self, codes: &[String]) -> Result<(), Fault> {
        for coverage in [Vec::new(), all(codes, &vec![0; codes.len()])] {
            let outcomes = self.assess(&coverage)?;
            if let Some(outcome) = outcomes.iter().find(|outcome| outcome.outcome == Outcome::Repere) {
                return fault(format!("le bloc {} est repéré sans aucune preuve", outcome.bloc));
            }
        }
        Ok(())
    }

    fn everything(&mut self, codes: &[String]) -> Result<(), Fault> {
        let outcomes = self.assess(&all(codes, &vec![STEPS - 1; codes.len()]))?;
        match outcomes.iter().find(|outcome| outcome.outcome != Outcome::Repere) {
            Some(outcome) => fault(format!(
                "le bloc {} n'est pas repéré alors que tout est montré et confirmé",
                outcome.bloc
            )),
            None => Ok(()),
        }
    }

    fn odd_questions(&mut self, codes: &[String]) -> Result<(), Fault> {
        let mut unknown = all(codes, &vec![3; codes.len()]);
        unknown.push(covered("C-inconnue", 3));
        let mut twice = all(codes, &vec![3; codes.len()]);
        twice.extend(twice.clone());
        let mut huge = all(codes, &vec![3; codes.len()]);
        for covered in &mut huge {
            (covered.direct, covered.partial) = (usize::MAX, usize::MAX);
        }
        let long = vec![covered(&"é".repeat(2000), 3)];
        for (name, coverage, may_refuse) in [
            ("une compétence inconnue", unknown, true),
            ("une compétence donnée deux fois", twice, true),
            ("un code très long", long, true),
            ("de très grands nombres", huge, false),
        ] {
            match self.assess(&coverage) {
                Ok(_) => {}
                Err(error) if may_refuse && matches!(error.kind(), PluginErrorKind::NotAssessed(_)) => {}
                Err(error) => return fault(format!("{name} : {}", Fault::from(error).0)),
            }
        }
        Ok(())
    }

    fn words_and_documents(&mut self) -> Result<(), Fault> {
        let words = self.timed(Branche::formulations)?;
        let documents = self.timed(Branche::documents)?;
        if self.timed(Branche::formulations)? != words || self.timed(Branche::documents)? != documents {
            return fault("ils changent d'un appel à l'autre");
        }
        let words = words.into_iter().map(|words| words.text);
        match words.into_iter().find(|text| text.chars().filter(|c| c.is_alphabetic()).count() < 3) {
            Some(text) => fault(format!("la formulation « {text} » ne dit rien")),
            None => Ok(()),
        }
    }

    fn never_acquis(&mut self, codes: &[String]) -> Result<(), Fault> {
        let mut texts: Vec<String> = self.branche.blocs().iter().map(|bloc| bloc.rule.clone()).collect();
        for coverage in sample(codes, 40) {
            texts.extend(self.assess(&coverage)?.into_iter().map(|outcome| outcome.advice));
        }
        let verdict = |text: &String| {
            let folded = crate::text::fold(text);
            let mut words = folded.split(|c: char| !c.is_alphabetic());
            words.any(|word| matches!(word, "acquis" | "acquise" | "acquises"))
        };
        match texts.iter().find(|text| verdict(text)) {
            Some(text) => fault(format!("« {text} » : seul un jury le dit")),
            None => Ok(()),
        }
    }
}

fn all(codes: &[String], steps: &[usize]) -> Vec<CompetenceCoverage> {
    codes.iter().zip(steps).map(|(code, step)| covered(code, *step)).collect()
}

fn no_worse(before: &[BlocOutcome], after: &[BlocOutcome], code: &str) -> Result<(), Fault> {
    // Shares are sums of floating-point numbers: the last digits are nobody's rule.
    const SLACK: f64 = 1e-9;
    for (before, after) in before.iter().zip(after) {
        if after.outcome < before.outcome {
            return fault(format!(
                "davantage de preuves de {code} fait passer le bloc {} de « {} » à « {} »",
                after.bloc,
                before.outcome.as_str(),
                after.outcome.as_str()
            ));
        }
        if after.share < before.share - SLACK {
            return fault(format!(
                "davantage de preuves de {code} diminue la part montrée du bloc {}",
                after.bloc
            ));
        }
    }
    Ok(())
}
