//! `repere dossier new`, `note`, `name`, `keep`, `close`, `reopen` and `undo`.

use std::io::Read;

use super::args::{NameArgs, NewArgs, NoteArgs};
use super::{At, json, say};
use crate::cli::Done;
use crate::cli::args::ListFormat;
use crate::cli::failure::Failure;
use crate::dossier::{Ask, NewDossier, Person, words};

pub(super) fn new(at: &mut At, args: NewArgs) -> Result<Done, Failure> {
    let details = args.details;
    let person = args.name.map(|name| Person { name, details });
    let (referentiel, branche) = (args.referentiel, args.branche);
    let new = NewDossier { referentiel, branche, person, retain_until: args.keep_until };
    let number = at.desk.create(&new, &at.by)?;
    let dossier = at.desk.dossier(number)?;
    let pseudonym = dossier.pseudonym.to_lowercase();
    if args.format == ListFormat::Json {
        return json(&serde_json::json!({
            "number": number, "pseudonym": dossier.pseudonym, "retain_until": dossier.retain_until
        }));
    }
    say(&format!(
        "Dossier {} ouvert ({}), à effacer le {}.",
        dossier.pseudonym,
        number.said(),
        words::day(&dossier.retain_until)
    ))?;
    at.hint(&format!("Ensuite : repere dossier add {pseudonym} DOCUMENT..."));
    Ok(Done::All)
}

pub(super) fn note(at: &mut At, args: NoteArgs) -> Result<Done, Failure> {
    const LARGEST: u64 = 1 << 20;
    let number = at.find(&args.dossier)?;
    let mut text = args.text.join(" ");
    if text == "-" {
        text.clear();
        std::io::stdin().lock().take(LARGEST).read_to_string(&mut text)?;
    }
    let events = at.desk.record(number, &[Ask::Note { text, about: args.about }], &at.by)?;
    said(&events)
}

pub(super) fn name(at: &mut At, args: NameArgs) -> Result<Done, Failure> {
    let number = at.find(&args.dossier)?;
    if args.remove {
        at.desk.set_person(number, None, &at.by)?;
        return say("Nom retiré.");
    }
    if let Some(name) = args.name {
        at.desk.set_person(number, Some(&Person { name, details: args.details }), &at.by)?;
        return say("Nom enregistré, à part du dossier.");
    }
    match at.desk.person(number)? {
        Some(Person { name, details }) => {
            say(&details.map_or(name.clone(), |details| format!("{name} ({details})")))
        }
        None => say("Aucun nom n'est gardé pour ce dossier."),
    }
}

pub(super) fn keep(at: &mut At, dossier: &str, day: String) -> Result<Done, Failure> {
    let number = at.find(dossier)?;
    said(&at.desk.record(number, &[Ask::Retain { until: day }], &at.by)?)
}

pub(super) fn close(at: &mut At, dossier: &str, reason: Option<String>) -> Result<Done, Failure> {
    let number = at.find(dossier)?;
    let left = at.desk.dossier(number)?.undecided().count();
    let done = said(&at.desk.record(number, &[Ask::Close { reason }], &at.by)?)?;
    if left > 0 {
        at.hint(&format!(
            "Personne n'a regardé {} : elles comptent telles que le programme les a trouvées.",
            words::counted(left, "preuve", "preuves")
        ));
    }
    Ok(done)
}

pub(super) fn reopen(at: &mut At, dossier: &str) -> Result<Done, Failure> {
    let number = at.find(dossier)?;
    said(&at.desk.record(number, &[Ask::Reopen], &at.by)?)
}

pub(super) fn undo(at: &mut At, dossier: &str, event: Option<u32>) -> Result<Done, Failure> {
    let number = at.find(dossier)?;
    let undone = match event {
        None => at.desk.undo_last(number, &at.by)?,
        Some(event) => {
            at.desk.record(number, &[Ask::Undo { event }], &at.by)?;
            let dossier = at.desk.dossier(number)?;
            let undone = dossier.history.into_iter().find(|earlier| earlier.number == event);
            undone.ok_or_else(|| Failure::usage("événement inconnu"))?
        }
    };
    say(&format!("Annulé : {} (événement {}). L'historique le garde.", undone.what.said(), undone.number))
}

/// Tells what was recorded.
pub(super) fn said(events: &[crate::dossier::Event]) -> Result<Done, Failure> {
    for event in events {
        say(&format!("{} · {}", event.number, event.what.said()))?;
    }
    Ok(Done::All)
}
