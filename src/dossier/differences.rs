//! What changes between a dossier at its own versions and at today's.

use super::{
    BlocChange, CoverageChange, Differences, Dossier, Evidence, EvidenceId, FoundEvidence, Origin,
    VersionChange, Versions,
};

/// Which versions differ, each difference once.
pub(super) fn versions<'a>(made: impl Iterator<Item = &'a Versions>, today: &Versions) -> Vec<VersionChange> {
    let mut changes: Vec<VersionChange> = Vec::new();
    let mut add = |what: &'static str, from: String, to: String| {
        let change = VersionChange { what, from, to };
        if change.from != change.to && !changes.contains(&change) {
            changes.push(change);
        }
    };
    let branche = |versions: &Versions| match &versions.branche {
        Some(branche) => {
            let hash: String = branche.sha256.chars().take(12).collect();
            format!("{} {} ({hash})", branche.id, branche.version)
        }
        None => "aucune".to_owned(),
    };
    let referentiel =
        |versions: &Versions| format!("{} {}", versions.referentiel.code, versions.referentiel.version);
    for versions in made {
        add("programme", versions.program.clone(), today.program.clone());
        add("référentiel", referentiel(versions), referentiel(today));
        add("modèle", versions.model.clone(), today.model.clone());
        add("branche", branche(versions), branche(today));
    }
    changes
}

/// What a found piece says, and whether the program still finds it; nothing for what a person added.
fn found(piece: &Evidence) -> Option<(FoundEvidence, bool)> {
    let Origin::Found { document, line, still_found, .. } = piece.origin else { return None };
    let found = FoundEvidence {
        id: Some(piece.id),
        document,
        line,
        competence: piece.competence.clone(),
        strength: piece.strength,
        quote: piece.quote.clone(),
        decided: piece.decision.is_some(),
    };
    Some((found, still_found))
}

/// What `after`, the same dossier at today's versions, has that `before` has not, and the other way round.
pub(super) fn differences(before: &Dossier, after: &Dossier, versions: Vec<VersionChange>) -> Differences {
    let is_found =
        |dossier: &Dossier, id: EvidenceId| dossier.piece(id).and_then(found).is_some_and(|(_, still)| still);
    let only = |here: &Dossier, there: &Dossier| -> Vec<FoundEvidence> {
        here.evidence
            .iter()
            .filter_map(found)
            .filter(|(piece, still)| *still && piece.id.is_none_or(|id| !is_found(there, id)))
            .map(|(piece, _)| piece)
            .collect()
    };
    let strength = before
        .evidence
        .iter()
        .filter_map(|piece| {
            let now = after.piece(piece.id)?.strength;
            (now != piece.strength).then_some((piece.id, piece.strength, now))
        })
        .collect();
    let coverage = after
        .competences
        .iter()
        .filter_map(|state| {
            let from =
                before.competence(&state.code.0).map_or(crate::coverage::Coverage::None, |b| b.coverage);
            (from != state.coverage).then(|| CoverageChange {
                code: state.code.clone(),
                from,
                to: state.coverage,
            })
        })
        .collect();
    Differences {
        versions,
        gained: only(after, before),
        lost: only(before, after),
        strength,
        coverage,
        blocs: blocs(before, after),
    }
}

fn blocs(before: &Dossier, after: &Dossier) -> Vec<BlocChange> {
    let mut changes = Vec::new();
    for bloc in &after.blocs {
        let from = before.blocs.iter().find(|other| other.code == bloc.code).map(|other| other.outcome);
        if from != Some(bloc.outcome) {
            let (code, title) = (bloc.code.clone(), bloc.title.clone());
            changes.push(BlocChange { code, title, from, to: Some(bloc.outcome) });
        }
    }
    for bloc in before.blocs.iter().filter(|bloc| after.blocs.iter().all(|other| other.code != bloc.code)) {
        let (code, title) = (bloc.code.clone(), bloc.title.clone());
        changes.push(BlocChange { code, title, from: Some(bloc.outcome), to: None });
    }
    changes
}
