//! Rows to a dossier as it stands: the events that count, in their order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::coverage::{Counted, count};
use super::{
    Answer, Answered, Change, Closing, CompetenceState, CritereState, Decided, Dossier, DossierDocument,
    DossierError, DossierNumber, Event, Evidence, EvidenceId, JuryDecision, Note, Origin, Result, Ruling,
    SelfAnswer, Status, Versions,
};
use crate::coverage::{Coverage, Decision as Position};
use crate::evidence::{Nearest, Strength};
use crate::referentiel::{CompetenceCode, Referentiel};
use crate::schema::{DossierRows, EvidenceRow};

/// The events of some rows, each with whether it was taken back.
pub(super) fn events(rows: &DossierRows) -> Result<Vec<Event>> {
    let unreadable = |why: String| DossierError::Unreadable { number: rows.number, why };
    let mut events = Vec::with_capacity(rows.events.len());
    for row in &rows.events {
        let what: Change = serde_json::from_str(&row.payload)
            .map_err(|error| unreadable(format!("événement {} : {error}", row.number)))?;
        let (number, at, by) = (row.number, row.at.clone(), row.actor.clone());
        events.push(Event { number, at, by, what, undone: false });
    }
    // From the last one on: an undoing that was itself undone does nothing.
    for index in (0..events.len()).rev() {
        if let (Change::Undone { event }, false) = (&events[index].what, events[index].undone) {
            let event = *event;
            if let Some(undone) = events.iter_mut().find(|earlier| earlier.number == event) {
                undone.undone = true;
            }
        }
    }
    Ok(events)
}

/// The versions that a dossier is at.
pub(super) fn versions(events: &[Event]) -> Option<&Versions> {
    events.iter().rev().filter(|event| !event.undone).find_map(|event| match &event.what {
        Change::Opened { versions, .. } | Change::Refreshed { versions, .. } => Some(versions),
        _ => None,
    })
}

/// What people said, the last word on each matter.
#[derive(Default)]
struct Said {
    decided: HashMap<EvidenceId, (Decided, Option<String>)>,
    by_hand: Vec<Evidence>,
    rulings: HashMap<String, Ruling>,
    jury: BTreeMap<String, JuryDecision>,
    answers: HashMap<String, Answered>,
    notes: Vec<Note>,
    closed: Option<Closing>,
    retain_until: String,
}

impl Said {
    fn of(events: &[Event], referentiel: &Referentiel) -> Self {
        let mut said = Self::default();
        for event in events.iter().filter(|event| !event.undone) {
            said.hear(event, referentiel);
        }
        said
    }

    fn hear(&mut self, event: &Event, referentiel: &Referentiel) {
        let (by, at, number) = (event.by.clone(), event.at.clone(), event.number);
        match event.what.clone() {
            Change::Opened { retain_until, .. } | Change::Retained { until: retain_until } => {
                self.retain_until = retain_until;
            }
            Change::Decided { evidence, decision, critere, reason } => {
                let decided = Decided { decision, reason, by, at, event: number };
                self.decided.insert(evidence, (decided, critere));
            }
            Change::Added { evidence, code, strength, quote, source } => {
                let (competence, critere) = placed(&code, referentiel);
                let origin = Origin::ByHand { source, by, at };
                self.by_hand.push(Evidence {
                    id: evidence,
                    competence,
                    critere,
                    strength,
                    quote,
                    origin,
                    decision: None,
                });
            }
            Change::Positioned { code, position, reason } => {
                self.rulings.insert(code, Ruling { position, reason, by, at, event: number });
            }
            Change::Jury { code, verdict, jury, date, reason } => {
                let decision =
                    JuryDecision { code: code.clone(), verdict, jury, date, reason, by, at, event: number };
                self.jury.insert(code, decision);
            }
            Change::Note { text, about } => self.notes.push(Note { text, about, by, at, event: number }),
            Change::Answered { activite, answer: Some(answer) } => {
                self.answers.insert(activite, Answered { answer, by, at });
            }
            Change::Answered { activite, answer: None } => drop(self.answers.remove(&activite)),
            Change::Closed { reason } => self.closed = Some(Closing { at, by, reason }),
            Change::Reopened => self.closed = None,
            Change::Named { .. }
            | Change::DocumentAdded { .. }
            | Change::Refreshed { .. }
            | Change::Exported { .. }
            | Change::Undone { .. } => {}
        }
    }
}

/// The compétence and the critère that a code stands for.
fn placed(code: &str, referentiel: &Referentiel) -> (CompetenceCode, Option<String>) {
    let owner = referentiel
        .competences
        .iter()
        .find(|competence| competence.criteres.iter().any(|critere| critere.code == code));
    match owner {
        Some(competence) => (competence.code.clone(), Some(code.to_owned())),
        None => (CompetenceCode(code.to_owned()), None),
    }
}

/// A dossier without its blocs.
pub(super) fn derive(rows: &DossierRows, events: Vec<Event>, referentiel: &Referentiel) -> Result<Dossier> {
    let unreadable = |why: &str| DossierError::Unreadable { number: rows.number, why: why.to_owned() };
    let opening = events.first().ok_or_else(|| unreadable("aucun événement"))?;
    let versions = versions(&events).ok_or_else(|| unreadable("aucune version"))?.clone();
    let mut said = Said::of(&events, referentiel);
    let counts: BTreeSet<u32> =
        events.iter().filter(|event| !event.undone).map(|event| event.number).collect();
    let readings = readings(rows, &counts);
    let documents = documents(rows, &events, &counts, &readings)?;
    let mut evidence: Vec<Evidence> = rows
        .evidence
        .iter()
        .filter(|row| readings.get(&row.document).is_some_and(|reading| reading.0 == row.event))
        .map(found)
        .collect();
    evidence.append(&mut said.by_hand);
    for piece in &mut evidence {
        if let Some((decided, critere)) = said.decided.remove(&piece.id) {
            piece.decision = Some(decided);
            piece.critere = critere.or(piece.critere.take());
        }
    }
    let competences = referentiel
        .competences
        .iter()
        .map(|competence| {
            let mine: Vec<&Evidence> =
                evidence.iter().filter(|piece| piece.competence == competence.code).collect();
            let (Counted { coverage, counts }, found) = (count(&mine), super::coverage::as_found(&mine));
            CompetenceState {
                code: competence.code.clone(),
                title: competence.title.clone(),
                short: competence.short.clone(),
                coverage,
                found,
                counts,
                position: said.rulings.get(&competence.code.0).cloned(),
                jury: said.jury.get(&competence.code.0).cloned(),
                criteres: competence.criteres.iter().map(|critere| state(critere, &mine, &said)).collect(),
            }
        })
        .collect();
    Ok(Dossier {
        number: DossierNumber(rows.number),
        pseudonym: rows.pseudonym.clone(),
        has_name: rows.has_name,
        status: if said.closed.is_some() { Status::Closed } else { Status::Open },
        opened_at: opening.at.clone(),
        opened_by: opening.by.clone(),
        closed: said.closed,
        retain_until: said.retain_until,
        versions,
        referentiel: referentiel.clone(),
        documents,
        evidence,
        answers: answers(referentiel, &mut said.answers),
        competences,
        blocs: Vec::new(),
        branche_failure: None,
        jury: said.jury.into_values().collect(),
        notes: said.notes,
        history: events,
    })
}

fn state(critere: &crate::referentiel::Critere, mine: &[&Evidence], said: &Said) -> CritereState {
    let here: Vec<&Evidence> =
        mine.iter().copied().filter(|piece| piece.critere.as_ref() == Some(&critere.code)).collect();
    let Counted { coverage, counts } = count(&here);
    CritereState {
        code: critere.code.clone(),
        text: critere.text.clone(),
        coverage,
        counts,
        position: said.rulings.get(&critere.code).cloned(),
        evidence: here.iter().filter(|piece| piece.counts()).map(|piece| piece.id).collect(),
    }
}

/// By document, the event of the reading that counts.
pub(super) fn current_readings(rows: &DossierRows, events: &[Event]) -> BTreeMap<u32, u32> {
    let counts = events.iter().filter(|event| !event.undone).map(|event| event.number).collect();
    readings(rows, &counts).into_iter().map(|(document, (event, _))| (document, event)).collect()
}

/// By document, the event of the reading that counts, and its versions as JSON.
fn readings<'a>(rows: &'a DossierRows, counts: &BTreeSet<u32>) -> BTreeMap<u32, (u32, &'a str)> {
    let mut readings = BTreeMap::new();
    // In order of events: the last one stays.
    for reading in rows.readings.iter().filter(|reading| counts.contains(&reading.event)) {
        readings.insert(reading.document, (reading.event, reading.versions.as_str()));
    }
    readings
}

fn documents(
    rows: &DossierRows,
    events: &[Event],
    counts: &BTreeSet<u32>,
    readings: &BTreeMap<u32, (u32, &str)>,
) -> Result<Vec<DossierDocument>> {
    let unreadable = |why: String| DossierError::Unreadable { number: rows.number, why };
    let mut documents = Vec::with_capacity(rows.documents.len());
    for row in rows.documents.iter().filter(|row| counts.contains(&row.event)) {
        let added = events.iter().find(|event| event.number == row.event);
        let (Some(added), Some((_, versions))) = (added, readings.get(&row.number)) else {
            return Err(unreadable(format!("document {} sans lecture", row.number)));
        };
        documents.push(DossierDocument {
            number: row.number,
            name: row.name.clone(),
            date: row.date.clone(),
            added_at: added.at.clone(),
            added_by: added.by.clone(),
            sha256: row.sha256.clone(),
            length: row.length,
            passages: row.passages,
            pseudonymised: row.pseudonymised,
            versions: serde_json::from_str(versions)
                .map_err(|error| unreadable(format!("document {} : {error}", row.number)))?,
        });
    }
    Ok(documents)
}

/// A piece of evidence as a reading found it.
pub(super) fn found(row: &EvidenceRow) -> Evidence {
    Evidence {
        id: EvidenceId(row.number),
        competence: CompetenceCode(row.competence.clone()),
        critere: row.critere.clone(),
        strength: if row.direct { Strength::Direct } else { Strength::Partial },
        quote: row.quote.clone(),
        origin: Origin::Found {
            document: row.document,
            line: row.line,
            page: row.page,
            page_line: row.page_line,
            section: row.section.clone(),
            score: row.score,
            nearest: row.nearest.clone().map(|(code, text)| Nearest { code, text }),
            terms: row.terms.clone(),
            still_found: row.still_found,
        },
        decision: None,
    }
}

fn answers(referentiel: &Referentiel, given: &mut HashMap<String, Answered>) -> Vec<SelfAnswer> {
    let activites = referentiel.domaines.iter().flat_map(|domaine| &domaine.activites);
    activites
        .map(|activite| SelfAnswer {
            activite: activite.code.clone(),
            text: activite.text.clone(),
            competences: activite.competences.clone(),
            answer: given.remove(&activite.code),
        })
        .collect()
}

impl Dossier {
    /// The coverage as the branch's rules are asked about it: the evidence that counts, and people's positions.
    pub fn coverage(&self) -> Vec<crate::coverage::CompetenceCoverage> {
        let line = |state: &CompetenceState| crate::coverage::CompetenceCoverage {
            competence: state.code.clone(),
            coverage: state.coverage,
            direct: state.counts.direct,
            partial: state.counts.partial,
            decision: state.position.as_ref().map(|ruling| ruling.position),
        };
        self.competences.iter().map(line).collect()
    }

    /// A piece of evidence by its number.
    pub fn piece(&self, id: EvidenceId) -> Option<&Evidence> {
        self.evidence.iter().find(|piece| piece.id == id)
    }

    /// Where a compétence stands.
    pub fn competence(&self, code: &str) -> Option<&CompetenceState> {
        self.competences.iter().find(|state| state.code.0 == code)
    }

    /// Pieces of evidence that nobody has looked at.
    pub fn undecided(&self) -> impl Iterator<Item = &Evidence> {
        let found = |piece: &&Evidence| matches!(piece.origin, Origin::Found { .. });
        self.evidence.iter().filter(found).filter(|piece| piece.decision.is_none())
    }

    /// How many activities were answered, of each kind: "fait seul", "avec aide", "jamais".
    pub fn answered(&self) -> [usize; 3] {
        let given = || self.answers.iter().filter_map(|answer| answer.answer.as_ref());
        Answer::ALL.map(|kind| given().filter(|answered| answered.answer == kind).count())
    }

    /// The critères that an interview is to ask about: nothing shows them, and nobody confirmed them or their compétence.
    pub fn open_criteres(&self) -> impl Iterator<Item = (&CompetenceState, &CritereState)> {
        self.competences
            .iter()
            .filter(|state| {
                state.position.as_ref().is_none_or(|ruling| ruling.position != Position::Confirmed)
            })
            .flat_map(|state| state.criteres.iter().map(move |critere| (state, critere)))
            .filter(|(_, critere)| critere.is_open())
    }

    /// Whether anything shows a compétence, by evidence or by a person's word.
    pub fn is_shown(&self, code: &str) -> bool {
        self.competence(code).is_some_and(|state| match state.position.as_ref().map(|r| r.position) {
            Some(position) => position == Position::Confirmed,
            None => state.coverage != Coverage::None,
        })
    }
}
