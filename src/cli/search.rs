//! `repere search`

use std::io::Write;
use std::path::Path;

use anstyle::Style;
use serde::Serialize;

use super::args::{ListFormat, SearchArgs};
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::candidates::{Candidate, StatementKind};
use crate::engine::{Notice, open_index, open_store};
use crate::index::Opened;
use crate::text;

pub(super) fn run(folder: &Path, quiet: bool, args: SearchArgs) -> Result<Done, Failure> {
    let (store, mut notices) = open_store(folder)?;
    let referentiel = store.referentiel(&args.referentiel)?;
    let (index, opened) = open_index(&store)?;
    if opened != Opened::Current {
        notices.push(Notice::Index { opened, statements: index.len() });
    }
    notice::print(&notices, quiet);
    let words = args.words.join(" ");
    let question = index.question(&words)?;
    let found = index.nearest(&question, &referentiel.code, None, usize::from(args.limit))?;
    let mut out = Output::open(None)?;
    match args.format {
        ListFormat::Text => print(&mut out, &words, &found)?,
        ListFormat::Json => {
            let rows: Vec<Row> = found.iter().map(Row::of).collect();
            serde_json::to_writer_pretty(&mut out, &rows).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    out.finish()?;
    Ok(Done::All)
}

/// A statement found, as JSON.
#[derive(Serialize)]
struct Row<'a> {
    code: &'a str,
    kind: StatementKind,
    competences: &'a [crate::referentiel::CompetenceCode],
    score: f32,
    text: &'a str,
    terms: &'a [String],
}

impl<'a> Row<'a> {
    fn of(candidate: &'a Candidate) -> Self {
        let Candidate { code, kind, text, competences, score, terms } = candidate;
        Self { code, kind: *kind, competences, score: *score, text, terms }
    }
}

fn print(out: &mut Output, words: &str, found: &[Candidate]) -> std::io::Result<()> {
    if found.is_empty() {
        return writeln!(
            out,
            "Aucun énoncé ne contient ces mots : « {words} ». Essayez d'autres mots, ou moins."
        );
    }
    for candidate in found {
        let competences: Vec<&str> = candidate.competences.iter().map(|code| code.0.as_str()).collect();
        let kind = match candidate.kind {
            StatementKind::Activite => "activité",
            StatementKind::Competence => "compétence",
            StatementKind::Critere => "critère",
            StatementKind::Formulation => "formulation",
        };
        let place = match candidate.kind {
            StatementKind::Competence => String::new(),
            _ => format!(" → {}", competences.join(", ")),
        };
        writeln!(
            out,
            "{:<6} {:<11} {:>3.0} %  {}{place}",
            candidate.code,
            kind,
            candidate.score * 100.0,
            highlighted(candidate, words)
        )?;
    }
    Ok(())
}

/// The statement's text with the words that it shares with the question in bold.
fn highlighted(candidate: &Candidate, words: &str) -> String {
    const BOLD: Style = Style::new().bold().underline();
    let asked: Vec<String> = text::tokens(words)
        .into_iter()
        .chain(candidate.terms.iter().flat_map(|term| text::tokens(term)))
        .filter(|token| !token.stop)
        .map(|token| token.stem)
        .collect();
    let mut shown = String::new();
    let mut end = 0;
    for token in text::tokens(&candidate.text) {
        if token.stop || token.start < end || !asked.contains(&token.stem) {
            continue;
        }
        shown.push_str(&candidate.text[end..token.start]);
        shown.push_str(&format!("{BOLD}{}{BOLD:#}", &candidate.text[token.start..token.end]));
        end = token.end;
    }
    shown.push_str(&candidate.text[end..]);
    shown
}
