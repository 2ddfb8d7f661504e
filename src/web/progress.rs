//! The way that a dossier has gone between two days.

use serde::Serialize;
use utoipa::ToSchema;

use super::error::Result;
use crate::coverage::Coverage;
use crate::dossier::{Desk, Dossier, DossierNumber};
use crate::forms::day;

/// A compétence at two days.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Way {
    #[schema(example = "C3")]
    pub(super) code: String,
    pub(super) title: String,
    /// 0 not shown, 1 in part, 2 well.
    #[serde(serialize_with = "as_number")]
    #[schema(value_type = u8, maximum = 2)]
    pub(super) then: Coverage,
    #[serde(serialize_with = "as_number")]
    #[schema(value_type = u8, maximum = 2)]
    pub(super) now: Coverage,
}

/// The way between two days.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ways {
    /// The earlier day, at its end.
    #[schema(example = "2026-01-31")]
    pub(super) since: String,
    /// The later day; none is now.
    pub(super) until: Option<String>,
    /// The days that something was done, oldest first.
    pub(super) days: Vec<String>,
    pub(super) competences: Vec<Way>,
}

fn as_number<S: serde::Serializer>(
    coverage: &Coverage,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_u8(*coverage as u8)
}

/// What a dossier showed at the end of a day, the first one when none is given, and what it shows now or at the end of
/// another.
///
/// # Errors
/// There is no such dossier, or a day is none.
pub(super) fn ways(
    desk: &mut Desk,
    number: DossierNumber,
    since: Option<String>,
    until: Option<String>,
) -> Result<(Dossier, Ways)> {
    let dossier = desk.dossier(number)?;
    let mut days: Vec<String> =
        dossier.history.iter().filter_map(|event| event.at.get(..10).map(str::to_owned)).collect();
    days.dedup();
    let since = since.filter(|day| !day.is_empty());
    let since = since.unwrap_or_else(|| days.first().cloned().unwrap_or_default());
    let until = until.filter(|day| !day.is_empty());
    let mut at = |day: &str| -> Result<Option<Dossier>> {
        day::parse(day)?;
        Ok(desk.dossier_at(number, day)?)
    };
    let before = at(&since)?;
    let after = until.as_deref().map(&mut at).transpose()?;
    let of = |dossier: Option<&Dossier>, at: usize| {
        dossier.and_then(|dossier| dossier.competences.get(at)).map_or(Coverage::None, |row| row.coverage)
    };
    let way = |(at, competence): (usize, &crate::dossier::CompetenceState)| Way {
        code: competence.code.0.clone(),
        title: competence.title.clone(),
        then: of(before.as_ref(), at),
        now: match &after {
            None => competence.coverage,
            Some(after) => of(after.as_ref(), at),
        },
    };
    let competences = dossier.competences.iter().enumerate().map(way).collect();
    Ok((dossier, Ways { since, until, days, competences }))
}
