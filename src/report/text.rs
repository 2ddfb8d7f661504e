//! A report for a person: French, bloc by bloc, readable without colour.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{CompetenceReport, Report};
use crate::blocs::BlocResult;
use crate::coverage::Coverage;
use crate::evidence::{Evidence, Strength};

/// How a text report is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextStyle {
    /// Width in columns.
    pub width: usize,
    /// Pieces of evidence shown by compétence, best first.
    pub best: usize,
    /// Show the words that spoke against.
    pub explain: bool,
}

impl Default for TextStyle {
    fn default() -> Self {
        Self { width: 100, best: 3, explain: false }
    }
}

pub(super) const TITLE: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const WARNING: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow))).bold();

pub(super) fn write(out: &mut impl Write, report: &Report, style: TextStyle) -> io::Result<()> {
    head(out, report)?;
    if report.evidence.is_empty() {
        writeln!(out)?;
        let said = format!(
            "Aucun des {} passages lus n'évoque une des {} compétences. Cela ne dit rien de la personne : le document \
             peut ne pas parler de son travail.",
            report.passages,
            report.competences.len()
        );
        paragraph(out, &said, "", style)?;
    }
    if report.blocs.is_empty() {
        if let Some(failure) = &report.branche_failure {
            writeln!(out)?;
            let said = format!(
                "Pas de regroupement en blocs : le greffon de la branche « {} » {} n'a pas pu être utilisé ({}). {}",
                failure.id, failure.version, failure.kind, failure.message
            );
            paragraph(out, &said, "", style)?;
        }
        writeln!(out)?;
        for competence in &report.competences {
            competence_part(out, report, competence, style)?;
        }
    }
    for bloc in &report.blocs {
        writeln!(out)?;
        bloc_part(out, report, bloc, style)?;
    }
    writeln!(out)?;
    if let Some(likely) = &report.rome {
        super::rome::write(out, likely, style)?;
    }
    remains(out, report, style)?;
    let said = "Ce relevé montre des passages et rien d'autre : il prépare l'entretien de repérage. Les personnes en \
                discutent, et seul le jury paritaire se prononce.";
    paragraph(out, said, "", style)
}

fn head(out: &mut impl Write, report: &Report) -> io::Result<()> {
    writeln!(out, "{TITLE}Repérage : {}{TITLE:#}", report.document)?;
    write!(
        out,
        "{QUIET}{} (référentiel {}, version {})",
        report.referentiel.title, report.referentiel.code, report.referentiel.version
    )?;
    if let Some(branche) = &report.branche {
        let hash: String = branche.sha256.chars().take(12).collect();
        write!(out, " · branche {} {} ({hash})", branche.name, branche.version)?;
    }
    writeln!(out, "{QUIET:#}")?;
    if let Some(branche) = report.branche.as_ref().filter(|branche| !branche.signer.is_known()) {
        writeln!(out, "{WARNING}Attention : la branche {} est {}.{WARNING:#}", branche.id, branche.signer)?;
    }
    writeln!(
        out,
        "{QUIET}{} passages lus, {} retenus · Repère {}, modèle {}{QUIET:#}",
        report.passages,
        lines_retained(report),
        report.program.version,
        report.model
    )
}

/// A passage that shows two compétences counts once.
fn lines_retained(report: &Report) -> usize {
    let mut lines: Vec<usize> = report.evidence.iter().map(|evidence| evidence.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.len()
}

fn bloc_part(out: &mut impl Write, report: &Report, bloc: &BlocResult, style: TextStyle) -> io::Result<()> {
    let colour = match bloc.outcome.as_str() {
        "repéré" => AnsiColor::Green,
        "à approfondir" => AnsiColor::Yellow,
        _ => AnsiColor::Red,
    };
    let colour = Style::new().fg_color(Some(colour.into())).bold();
    paragraph(out, &format!("Bloc {} · {}", number(&bloc.code), bloc.title), "", style)?;
    writeln!(out, "  {colour}{}{colour:#}", bloc.outcome.as_str())?;
    hanging(out, &format!("Règle : {}", bloc.rule), "  ", "    ", style)?;
    if !bloc.advice.is_empty() {
        paragraph(out, &bloc.advice, "  ", style)?;
    }
    writeln!(out)?;
    for placed in bloc.competences.iter() {
        match report.competences.iter().find(|competence| competence.code.0 == placed.code) {
            Some(competence) => competence_part(out, report, competence, style)?,
            None => writeln!(out, "  {} (hors du référentiel)", placed.code)?,
        }
    }
    if !bloc.modalites.is_empty() {
        writeln!(out, "  Évaluation prévue par la branche :")?;
        for modalite in bloc.modalites.iter() {
            hanging(out, &format!("- {}", modalite.text), "    ", "      ", style)?;
            for item in &modalite.items {
                hanging(out, &format!("· {item}"), "        ", "          ", style)?;
            }
        }
    }
    Ok(())
}

/// `B1` is said "1": "Bloc B1" would say it twice.
fn number(code: &str) -> &str {
    code.strip_prefix('B').filter(|rest| !rest.is_empty()).unwrap_or(code)
}

fn competence_part(
    out: &mut impl Write,
    report: &Report,
    competence: &CompetenceReport,
    style: TextStyle,
) -> io::Result<()> {
    paragraph(out, &format!("{} {}", competence.code, competence.title), "  ", style)?;
    let (bar, word, colour) = match competence.coverage {
        Coverage::Solid => ("██████████", "bien montrée", AnsiColor::Green),
        Coverage::Partial => ("█████░░░░░", "montrée en partie", AnsiColor::Yellow),
        Coverage::None => ("░░░░░░░░░░", "rien ne la montre", AnsiColor::Red),
    };
    let colour = Style::new().fg_color(Some(colour.into()));
    writeln!(out, "     {colour}{bar}{colour:#} {word}{}", counts(competence))?;
    let mut mine: Vec<&Evidence> =
        report.evidence.iter().filter(|evidence| evidence.competence == competence.code).collect();
    mine.sort_by(|a, b| {
        b.strength.cmp(&a.strength).then(b.score.total_cmp(&a.score)).then(a.line.cmp(&b.line))
    });
    for evidence in mine.iter().take(style.best) {
        evidence_part(out, evidence, style)?;
    }
    match mine.len().saturating_sub(style.best) {
        0 => {}
        1 => writeln!(out, "     {QUIET}… et un autre passage{QUIET:#}")?,
        more => writeln!(out, "     {QUIET}… et {more} autres passages{QUIET:#}")?,
    }
    writeln!(out)
}

fn counts(competence: &CompetenceReport) -> String {
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    match (competence.direct, competence.partial) {
        (0, 0) => String::new(),
        (direct, 0) => format!(" ({direct} passage{} direct{})", plural(direct), plural(direct)),
        (0, partial) => format!(" ({partial} passage{} partiel{})", plural(partial), plural(partial)),
        (direct, partial) => {
            format!(
                " ({direct} passage{} direct{}, {partial} partiel{})",
                plural(direct),
                plural(direct),
                plural(partial)
            )
        }
    }
}

fn evidence_part(out: &mut impl Write, evidence: &Evidence, style: TextStyle) -> io::Result<()> {
    let strength = match evidence.strength {
        Strength::Direct => "",
        Strength::Partial => " (partiel)",
    };
    let place = match evidence.position {
        Some(position) => format!("p. {}, l. {:<3}", position.page, position.line),
        None => format!("l. {:<3}", evidence.line),
    };
    let quote = format!("{place} « {} »{strength}", shown(&evidence.text));
    hanging(out, &quote, "     ", "            ", style)?;
    if let Some(nearest) = &evidence.nearest {
        dim(out, &format!("↳ {} {}", nearest.code, shown(&nearest.text)), style)?;
    }
    if !evidence.terms.is_empty() {
        dim(out, &format!("mots : {}", evidence.terms.join(", ")), style)?;
    }
    if style.explain && !evidence.against.is_empty() {
        dim(out, &format!("contre : {}", evidence.against.join(", ")), style)?;
    }
    if style.explain {
        dim(out, &format!("probabilité estimée : {:.0} %", evidence.score * 100.0), style)?;
    }
    Ok(())
}

/// What no passage shows, and how it would be evaluated.
fn remains(out: &mut impl Write, report: &Report, style: TextStyle) -> io::Result<()> {
    let open: Vec<&CompetenceReport> =
        report.competences.iter().filter(|competence| competence.coverage != Coverage::Solid).collect();
    if open.is_empty() {
        return paragraph(out, "Chaque compétence est montrée par au moins deux passages.\n", "", style);
    }
    writeln!(out, "{TITLE}Ce qui reste à montrer{TITLE:#}")?;
    let state = |competence: &CompetenceReport| match competence.coverage {
        Coverage::None => "aucun passage",
        _ => "à préciser en entretien",
    };
    for bloc in &report.blocs {
        let here: Vec<&&CompetenceReport> = open
            .iter()
            .filter(|open| bloc.competences.iter().any(|placed| placed.code == open.code.0))
            .collect();
        if here.is_empty() {
            continue;
        }
        let ways: Vec<&str> = bloc.modalites.iter().map(|way| way.text.trim_end_matches(" sur :")).collect();
        let evaluated = format!("Bloc {}, évalué par : {}", number(&bloc.code), ways.join(" ; "));
        hanging(out, &evaluated, "  ", "    ", style)?;
        for competence in here {
            let said = format!("{} {} : {}", competence.code, competence.title, state(competence));
            hanging(out, &said, "    ", "       ", style)?;
        }
    }
    let placed = |code: &str| {
        report.blocs.iter().any(|bloc| bloc.competences.iter().any(|placed| placed.code == code))
    };
    for competence in open.iter().filter(|competence| !placed(&competence.code.0)) {
        let said = format!("{} {} : {}", competence.code, competence.title, state(competence));
        hanging(out, &said, "  ", "     ", style)?;
    }
    writeln!(out)
}

/// Text from outside as a terminal may show it: no control character, and not a page long.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 320;
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match clean.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", clean[..end].trim_end()),
        None => clean,
    }
}

fn dim(out: &mut impl Write, text: &str, style: TextStyle) -> io::Result<()> {
    let options = textwrap::Options::new(style.width)
        .initial_indent("            ")
        .subsequent_indent("            ")
        .break_words(false);
    textwrap::wrap(text, options).iter().try_for_each(|line| writeln!(out, "{QUIET}{line}{QUIET:#}"))
}

pub(super) fn paragraph(out: &mut impl Write, text: &str, indent: &str, style: TextStyle) -> io::Result<()> {
    hanging(out, text, indent, indent, style)
}

pub(super) fn hanging(
    out: &mut impl Write,
    text: &str,
    first: &str,
    next: &str,
    style: TextStyle,
) -> io::Result<()> {
    // French puts a space before these marks, at which a line must not break.
    let text = [" :", " ;", " »", " ?", " !", " %"]
        .iter()
        .fold(text.replace("« ", "«\u{a0}"), |text, mark| text.replace(mark, &mark.replace(' ', "\u{a0}")));
    let options =
        textwrap::Options::new(style.width).initial_indent(first).subsequent_indent(next).break_words(false);
    textwrap::wrap(&text, options).iter().try_for_each(|line| writeln!(out, "{line}"))
}
