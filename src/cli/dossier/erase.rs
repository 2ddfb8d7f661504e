//! `repere dossier erase` and `purge`

use super::list::table;
use super::{At, confirmed, say};
use crate::cli::Done;
use crate::cli::failure::Failure;
use crate::dossier::{Filter, words};

pub(super) fn erase(at: &mut At, dossier: &str, yes: bool) -> Result<Done, Failure> {
    let number = at.find(dossier)?;
    let summary = at.desk.dossier(number)?;
    let what = format!(
        "Effacer pour de bon le dossier {} ({}, {}) ?",
        summary.pseudonym,
        words::counted(summary.documents.len(), "document", "documents"),
        words::counted(summary.history.len(), "événement", "événements")
    );
    if !yes && !confirmed(&what)? {
        return Err(Failure::usage("rien n'a été effacé : ajoutez --yes pour l'effacer pour de bon"));
    }
    let backups = at.desk.backups_since(&summary.opened_at)?;
    at.desk.erase(&[number], &at.by.clone())?;
    say(&format!("Le dossier {} est effacé, sans trace dans le dossier de données.", summary.pseudonym))?;
    tell(at, &backups);
    Ok(Done::All)
}

pub(super) fn purge(at: &mut At, day: Option<String>, yes: bool) -> Result<Done, Failure> {
    let day = match day {
        Some(day) => day,
        None => at.desk.store().today(0)?,
    };
    let due = at.desk.list(&Filter { due: Some(day.clone()), ..Filter::default() })?;
    if due.is_empty() {
        return say(&format!("Aucun dossier n'est à effacer au {}.", words::day(&day)));
    }
    table(&due)?;
    if !yes {
        at.hint(&format!(
            "{} à effacer. Rien n'est effacé encore ; repere dossier purge --yes le fait. Pour en garder un : repere dossier \
             keep PSEUDONYME JOUR.",
            words::counted(due.len(), "dossier", "dossiers")
        ));
        return Ok(Done::All);
    }
    let oldest = due.iter().map(|summary| summary.opened_at.clone()).min().unwrap_or_default();
    let backups = at.desk.backups_since(&oldest)?;
    let numbers: Vec<_> = due.iter().map(|summary| summary.number).collect();
    at.desk.erase(&numbers, &at.by.clone())?;
    say(&format!(
        "{}, sans trace dans le dossier de données.",
        words::counted(due.len(), "dossier effacé", "dossiers effacés")
    ))?;
    tell(at, &backups);
    Ok(Done::All)
}

/// Backups that still hold what was erased.
fn tell(at: &At, backups: &[String]) {
    if let Some(last) = backups.last() {
        at.hint(&format!(
            "Attention : {}, la dernière le {} : ce qui est effacé y est peut-être encore. Détruisez celles qui ne \
             servent plus, ou remplacez-les par une sauvegarde neuve.",
            words::counted(backups.len(), "sauvegarde faite depuis son ouverture", "sauvegardes faites depuis son ouverture"),
            words::day(last)
        ));
    }
}
