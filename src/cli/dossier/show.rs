//! `repere dossier show` and `history`

use std::io::Write;

use anstyle::{AnsiColor, Style};

use super::args::ShowArgs;
use super::{At, json};
use crate::cli::Done;
use crate::cli::args::ListFormat;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::coverage::Coverage;
use crate::dossier::{
    CompetenceState, Counts, Decision, Dossier, Evidence, Origin, Person, VersionChange, words,
};
use crate::evidence::Strength;

const TITLE: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

pub(super) fn show(at: &mut At, args: &ShowArgs) -> Result<Done, Failure> {
    let number = at.find(&args.dossier)?;
    let dossier = at.desk.dossier(number)?;
    let person = if args.name { at.desk.person(number)? } else { None };
    let newer = at.desk.newer(&dossier)?;
    if args.format == ListFormat::Json {
        return json(&serde_json::json!({ "person": person, "dossier": dossier, "newer": newer }));
    }
    let mut out = Output::open(None)?;
    head(&mut out, &dossier, person.as_ref())?;
    documents(&mut out, &dossier)?;
    for bloc in &dossier.blocs {
        writeln!(out)?;
        out.paragraph(
            &format!("Bloc {} · {}", bloc.code.strip_prefix('B').unwrap_or(&bloc.code), bloc.title),
            "",
            "",
        )?;
        writeln!(out, "  {TITLE}{}{TITLE:#}", bloc.outcome.as_str())?;
        out.paragraph(&format!("Règle : {}", bloc.rule), "  ", "    ")?;
        if !bloc.advice.is_empty() {
            out.paragraph(&bloc.advice, "  ", "  ")?;
        }
        jury(&mut out, &dossier, &bloc.code, "  ")?;
        for state in bloc.competences.iter().filter_map(|placed| dossier.competence(&placed.code)) {
            competence(&mut out, &dossier, state, args)?;
        }
    }
    let placed = |state: &&CompetenceState| {
        dossier.blocs.iter().any(|bloc| bloc.competences.iter().any(|placed| placed.code == state.code.0))
    };
    for state in dossier.competences.iter().filter(|state| !placed(state)) {
        competence(&mut out, &dossier, state, args)?;
    }
    if let Some(failure) = &dossier.branche_failure {
        writeln!(out)?;
        out.paragraph(&format!("Pas de regroupement en blocs : {}", failure.message), "", "")?;
    }
    notes(&mut out, &dossier)?;
    left(&mut out, &dossier, &newer)?;
    out.finish()?;
    Ok(Done::All)
}

fn head(out: &mut Output, dossier: &Dossier, person: Option<&Person>) -> Result<(), Failure> {
    writeln!(
        out,
        "{TITLE}Dossier {}{TITLE:#} ({}, {})",
        dossier.pseudonym,
        dossier.number.said(),
        dossier.status.as_str()
    )?;
    match person {
        Some(Person { name, details: Some(details) }) => writeln!(out, "{name} ({details})")?,
        Some(Person { name, details: None }) => writeln!(out, "{name}")?,
        None => {}
    }
    writeln!(
        out,
        "Ouvert le {} par {}, à effacer le {}",
        words::day(&dossier.opened_at),
        dossier.opened_by,
        words::day(&dossier.retain_until)
    )?;
    if let Some(closing) = &dossier.closed {
        let reason = closing.reason.as_ref().map_or_else(String::new, |reason| format!(" : {reason}"));
        writeln!(out, "Clos le {} par {}{reason}", words::day(&closing.at), closing.by)?;
    }
    let versions = &dossier.versions;
    let branche = versions.branche.as_ref().map_or_else(String::new, |branche| {
        let hash: String = branche.sha256.chars().take(12).collect();
        format!(" · branche {} {} ({hash})", branche.name, branche.version)
    });
    writeln!(
        out,
        "{QUIET}{} (référentiel {}, version {}){branche} · Repère {}, modèle {}{QUIET:#}",
        dossier.referentiel.title,
        versions.referentiel.code,
        versions.referentiel.version,
        versions.program,
        versions.model
    )?;
    Ok(())
}

fn documents(out: &mut Output, dossier: &Dossier) -> Result<(), Failure> {
    writeln!(out, "\n{TITLE}Documents{TITLE:#}")?;
    if dossier.documents.is_empty() {
        writeln!(out, "  aucun")?;
    }
    for document in &dossier.documents {
        let found = dossier.evidence.iter().filter(
            |piece| matches!(piece.origin, Origin::Found { document: of, .. } if of == document.number),
        );
        let date =
            document.date.as_deref().map_or_else(String::new, |date| format!(" du {}", words::day(date)));
        let hidden = if document.pseudonymised { ", pseudonymisé" } else { "" };
        writeln!(
            out,
            "  {}. {}{date}{hidden} : {}, {} (ajouté le {} par {})",
            document.number,
            document.name,
            words::counted(document.passages, "passage", "passages"),
            words::counted(found.count(), "preuve", "preuves"),
            words::day(&document.added_at),
            document.added_by
        )?;
    }
    let [seul, aide, jamais] = dossier.answered();
    if seul + aide + jamais > 0 {
        writeln!(
            out,
            "  Auto-positionnement : {} sur {} ({seul} fait seul, {aide} avec aide, {jamais} jamais)",
            words::counted(seul + aide + jamais, "activité", "activités"),
            dossier.answers.len()
        )?;
    }
    Ok(())
}

fn jury(out: &mut Output, dossier: &Dossier, code: &str, indent: &str) -> Result<(), Failure> {
    for decision in dossier.jury.iter().filter(|decision| decision.code == code) {
        let reason = decision.reason.as_ref().map_or_else(String::new, |reason| format!(" : {reason}"));
        let said = format!(
            "Décision du jury : {} ({}, {}, consignée par {}){reason}",
            decision.verdict.as_str().to_uppercase(),
            decision.jury,
            words::day(&decision.date),
            decision.by
        );
        out.paragraph(&said, indent, &format!("{indent}  "))?;
    }
    Ok(())
}

fn competence(
    out: &mut Output,
    dossier: &Dossier,
    state: &CompetenceState,
    args: &ShowArgs,
) -> Result<(), Failure> {
    writeln!(out)?;
    out.paragraph(&format!("{} {}", state.code, state.title), "  ", "     ")?;
    let (bar, colour) = match state.coverage {
        Coverage::Solid => ("██████████", AnsiColor::Green),
        Coverage::Partial => ("█████░░░░░", AnsiColor::Yellow),
        Coverage::None => ("░░░░░░░░░░", AnsiColor::Red),
    };
    let colour = Style::new().fg_color(Some(colour.into()));
    writeln!(
        out,
        "     {colour}{bar}{colour:#} {}{}",
        words::coverage(state.coverage),
        counts(&state.counts)
    )?;
    if let Some(ruling) = &state.position {
        let reason = ruling.reason.as_ref().map_or_else(String::new, |reason| format!(" : {reason}"));
        let said = format!(
            "Position de {} ({}) : {}{reason}",
            ruling.by,
            words::day(&ruling.at),
            words::position(ruling.position)
        );
        out.paragraph(&said, "     ", "       ")?;
    }
    jury(out, dossier, &state.code.0, "     ")?;
    let mut mine: Vec<&Evidence> =
        dossier.evidence.iter().filter(|piece| piece.competence == state.code).collect();
    if !args.all {
        mine.retain(|piece| piece.counts());
    }
    mine.sort_by(|a, b| {
        b.counts()
            .cmp(&a.counts())
            .then(b.strength.cmp(&a.strength))
            .then(score(b).total_cmp(&score(a)))
            .then(a.id.cmp(&b.id))
    });
    let shown = if args.all { mine.len() } else { args.best };
    for piece in mine.iter().take(shown) {
        evidence(out, dossier, piece)?;
    }
    if mine.len() > shown {
        writeln!(
            out,
            "     {QUIET}… et {} (--all les montre){QUIET:#}",
            words::counted(mine.len() - shown, "autre", "autres")
        )?;
    }
    if args.all {
        for critere in &state.criteres {
            let ruling = critere.position.as_ref().map(|ruling| words::position(ruling.position));
            let said = match (ruling, critere.evidence.len()) {
                (Some(ruling), _) => ruling.to_owned(),
                (None, 0) => "rien ne le montre".to_owned(),
                (None, _) => critere.evidence.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(", "),
            };
            out.paragraph(&format!("{} {} : {said}", critere.code, critere.text), "     ", "            ")?;
        }
    }
    Ok(())
}

/// What a person added weighs as what is certain.
fn score(piece: &Evidence) -> f32 {
    match piece.origin {
        Origin::Found { score, .. } => score,
        _ => 1.0,
    }
}

fn counts(counts: &Counts) -> String {
    let all = [
        (counts.direct, "directe", "directes"),
        (counts.partial, "partielle", "partielles"),
        (counts.accepted, "retenue", "retenues"),
        (counts.by_hand, "ajoutée à la main", "ajoutées à la main"),
        (counts.rejected, "écartée", "écartées"),
        (counts.undecided, "à regarder", "à regarder"),
    ];
    let said: Vec<String> = all
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| words::counted(*count, one, many))
        .collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

fn evidence(out: &mut Output, dossier: &Dossier, piece: &Evidence) -> Result<(), Failure> {
    let decided = match &piece.decision {
        None if matches!(piece.origin, Origin::ByHand { .. }) => "ajoutée",
        None => "à regarder",
        Some(decided) => decided.decision.as_str(),
    };
    let partial = if piece.strength == Strength::Partial { " (partielle)" } else { "" };
    let quote: String = piece.quote.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = quote.chars().take(320).collect();
    let more = if cut.len() < quote.len() { "…" } else { "" };
    out.paragraph(
        &format!("{:<4} [{decided}] « {cut}{more} »{partial}", piece.id.to_string()),
        "     ",
        "          ",
    )?;
    let place = match &piece.origin {
        Origin::Found { document, line, page, page_line, still_found, .. } => {
            let name = dossier.documents.iter().find(|of| of.number == *document).map_or("", |of| &of.name);
            let gone = if *still_found { "" } else { ", plus trouvée à la dernière lecture" };
            format!("{name}, {}{gone}", words::short_place(*line, *page, *page_line))
        }
        Origin::ByHand { source, by, at } => format!("{source} (par {by}, {})", words::day(at)),
    };
    let critere = piece.critere.as_ref().map_or_else(String::new, |code| format!(" · {code}"));
    let by = piece.decision.as_ref().map_or_else(String::new, |decided| {
        let word = if decided.decision == Decision::Accepted { "retenue" } else { "écartée" };
        let reason = decided.reason.as_ref().map_or_else(String::new, |reason| format!(" : {reason}"));
        format!(" · {word} par {}, {}{reason}", decided.by, words::day(&decided.at))
    });
    writeln!(out, "          {QUIET}{place}{critere}{by}{QUIET:#}")?;
    Ok(())
}

fn notes(out: &mut Output, dossier: &Dossier) -> Result<(), Failure> {
    if dossier.notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{TITLE}Notes{TITLE:#}")?;
    for note in &dossier.notes {
        let about = note.about.as_ref().map_or_else(String::new, |about| format!(" sur {about}"));
        let said = format!("{}{about}, {} : {}", note.by, words::day(&note.at), note.text);
        out.paragraph(&said, "  ", "    ")?;
    }
    Ok(())
}

/// What is left to do, and the commands for it.
fn left(out: &mut Output, dossier: &Dossier, newer: &[VersionChange]) -> Result<(), Failure> {
    let name = dossier.pseudonym.to_lowercase();
    writeln!(out, "\n{TITLE}Ce qui reste{TITLE:#}")?;
    let undecided = dossier.undecided().count();
    if undecided > 0 {
        let said = format!(
            "{} : elles comptent telles que le programme les a trouvées. repere dossier decide {name} E… --accept, ou --reject",
            words::counted(undecided, "preuve à regarder", "preuves à regarder")
        );
        out.paragraph(&said, "  - ", "    ")?;
    }
    let open = dossier.open_criteres().count();
    let all: usize = dossier.competences.iter().map(|state| state.criteres.len()).sum();
    if open > 0 {
        let said = format!(
            "{} sur {all} que rien ne montre encore, à aborder en entretien (--all les montre). Pour noter ce qui y est dit : \
             repere dossier decide {name} C1.01 --quote \"…\" --source \"entretien\"",
            words::counted(open, "critère", "critères")
        );
        out.paragraph(&said, "  - ", "    ")?;
    }
    if !newer.is_empty() {
        let said: Vec<String> =
            newer.iter().map(|change| format!("{} {} → {}", change.what, change.from, change.to)).collect();
        let said = format!(
            "Ce dossier a été fait avec d'autres versions ({}). Rien n'y est changé ; repere dossier refresh {name} --dry-run \
             montre ce qui le serait.",
            said.join(" ; ")
        );
        out.paragraph(&said, "  - ", "    ")?;
    }
    if undecided + open == 0 && newer.is_empty() {
        writeln!(out, "  rien : chaque preuve est regardée et chaque critère montré")?;
    }
    writeln!(out)?;
    out.paragraph(
        "Ce relevé montre des preuves et ce que des personnes en ont dit. Les positions sont celles de leurs auteurs ; seul le \
         jury paritaire se prononce.",
        "",
        "",
    )?;
    Ok(())
}

pub(super) fn history(at: &mut At, dossier: &str) -> Result<Done, Failure> {
    let number = at.find(dossier)?;
    let dossier = at.desk.dossier(number)?;
    let mut out = Output::open(None)?;
    for event in &dossier.history {
        let undone = if event.undone { " [annulé]" } else { "" };
        let said = event.what.said().split_whitespace().collect::<Vec<_>>().join(" ");
        let time = event.at.get(11..16).unwrap_or_default();
        let head =
            format!("{:>3}  {} {time}  {} : {said}{undone}", event.number, words::day(&event.at), event.by);
        out.paragraph(&head, "", "     ")?;
    }
    out.finish()?;
    Ok(Done::All)
}
