//! The positioning report: of one document, or of a whole dossier.

use super::words;
use super::{groups, sections, titled, versions};
use crate::blocs::BlocResult;
use crate::coverage::Coverage;
use crate::dossier::Dossier;
use crate::evidence::Strength;
use crate::forms::chart::{self, Bar, Group, said};
use crate::forms::error::Result;
use crate::forms::sheet::{Block, Cell, Fact, Sheet, Span, Table};
use crate::forms::text::counted;
use crate::forms::{Kind, Options, day};
use crate::report::Report;

/// Pieces of evidence shown by compétence, best first.
const SHOWN: usize = 6;

/// A compétence as the report shows it.
struct Shown {
    bar: Bar,
    title: String,
    pieces: Vec<Piece>,
    /// What people decided of the compétence itself.
    said: Vec<String>,
}

/// A piece of evidence as the report shows it.
struct Piece {
    quote: String,
    source: String,
    strength: Strength,
    /// What it is nearest to, and what a person decided.
    remarks: Vec<String>,
}

/// The report on one document, without a dossier, of a day written `2026-01-31`.
///
/// # Errors
/// The day is none.
pub fn report_sheet(report: &Report, date: &str) -> Result<Sheet> {
    day::parse(date)?;
    let subtitle = format!("{} · {}", report.document, day::long(date));
    let mut sheet = Sheet::new(Kind::Rapport.title(), &subtitle, date);
    sheet.notice(words::CAUTION);
    let branche = match (&report.branche, &report.branche_failure) {
        (Some(branche), _) => {
            let mut said = words::branche(&branche.name, &branche.version, &branche.sha256);
            if !branche.signer.is_known() {
                said.push_str(&format!(", attention : {}", branche.signer));
            }
            said
        }
        (None, Some(failure)) => {
            format!(
                "{} {}, inutilisable ({}) : {}",
                failure.id, failure.version, failure.kind, failure.message
            )
        }
        (None, None) => "aucune".to_owned(),
    };
    let lines: std::collections::BTreeSet<usize> = report.evidence.iter().map(|piece| piece.line).collect();
    sheet.push(Block::Facts {
        facts: vec![
            Fact::verbatim("Document", &report.document),
            Fact::new("Lecture", &read(report.passages, lines.len())),
            Fact::verbatim(
                "Référentiel",
                &format!("{} (version {})", report.referentiel.title, report.referentiel.version),
            ),
            Fact::verbatim("Branche", &branche),
            Fact::verbatim("Programme", &words::program(report.program.version, &report.model)),
        ],
    });
    let shown: Vec<Shown> =
        report.competences.iter().map(|competence| of_report(report, competence)).collect();
    let mut parts: Vec<(Option<&BlocResult>, Vec<&Shown>)> = report
        .blocs
        .iter()
        .map(|bloc| {
            let find = |code: &str| shown.iter().find(|competence| competence.bar.code == code);
            (Some(bloc), bloc.competences.iter().filter_map(|placed| find(&placed.code)).collect())
        })
        .collect();
    if parts.is_empty() {
        parts.push((None, shown.iter().collect()));
    }
    let groups: Vec<Group> = parts
        .iter()
        .map(|(bloc, competences)| Group {
            title: bloc.map(|bloc| words::bloc(&bloc.code, &bloc.title)).unwrap_or_default(),
            outcome: bloc.map(|bloc| (bloc.outcome, bloc.share)),
            bars: competences.iter().map(|competence| competence.bar.clone()).collect(),
        })
        .collect();
    summary(&mut sheet, &groups, None);
    if report.evidence.is_empty() {
        sheet.notice(
            "Aucun passage n'évoque une des compétences. Cela ne dit rien de la personne : le document peut ne pas \
             parler de son travail.",
        );
    }
    // A bloc that no passage evokes has nothing to read.
    let with_pieces =
        |competences: &[&Shown]| competences.iter().any(|competence| !competence.pieces.is_empty());
    for (bloc, competences) in parts.iter().filter(|(_, competences)| with_pieces(competences)) {
        part(&mut sheet, *bloc, competences);
    }
    remains(&mut sheet, &shown);
    Ok(sheet)
}

fn of_report(report: &Report, competence: &crate::report::CompetenceReport) -> Shown {
    let mut mine: Vec<_> =
        report.evidence.iter().filter(|piece| piece.competence == competence.code).collect();
    mine.sort_by(|a, b| {
        b.strength.cmp(&a.strength).then(b.score.total_cmp(&a.score)).then(a.line.cmp(&b.line))
    });
    Shown {
        bar: Bar {
            code: competence.code.0.clone(),
            label: words::short(&competence.short, &competence.title),
            coverage: competence.coverage,
            direct: competence.direct,
            partial: competence.partial,
        },
        title: competence.title.clone(),
        pieces: mine
            .into_iter()
            .map(|piece| Piece {
                quote: piece.text.clone(),
                source: words::place(
                    piece.line,
                    piece.position.and_then(|position| u32::try_from(position.page).ok()),
                    piece.position.map(|position| position.line),
                ),
                strength: piece.strength,
                remarks: piece.nearest.iter().map(|near| format!("{} {}", near.code, near.text)).collect(),
            })
            .collect(),
        said: Vec::new(),
    }
}

/// The report on a dossier.
pub(super) fn of(dossier: &Dossier, options: &Options) -> Result<Sheet> {
    let mut sheet = titled(Kind::Rapport, dossier, options);
    sheet.notice(words::CAUTION);
    let passages = dossier.documents.iter().map(|document| document.passages).sum();
    let kept = dossier.evidence.iter().filter(|piece| piece.counts()).count();
    let mut facts: Vec<Fact> = Vec::new();
    for document in &dossier.documents {
        let dated =
            document.date.as_deref().map(|date| format!(", du {}", day::short(date))).unwrap_or_default();
        facts.push(Fact::verbatim(
            &format!("Document {}", document.number),
            &format!("{}{dated}, ajouté le {}", document.name, day::short(&document.added_at)),
        ));
    }
    if dossier.documents.is_empty() {
        facts.push(Fact::new("Documents", "aucun"));
    }
    facts.push(Fact::new("Lecture", &read(passages, kept)));
    facts.extend(versions(dossier));
    sheet.push(Block::Facts { facts });
    if let Some(since) = &options.since {
        day::parse(&since.day)?;
    }
    let groups = groups(dossier);
    summary(&mut sheet, &groups, Some(options));
    if dossier.evidence.is_empty() {
        sheet.notice(
            "Le dossier n'a encore aucune preuve. Cela ne dit rien de la personne : ajoutez un document, ou une preuve \
             à la main.",
        );
    }
    jury(&mut sheet, dossier);
    let mut all: Vec<Shown> = Vec::new();
    for section in sections(dossier) {
        let shown: Vec<Shown> =
            section.competences.iter().map(|competence| of_dossier(dossier, competence)).collect();
        // A bloc that nothing was said of yet has nothing to read.
        if shown.iter().any(|competence| !competence.pieces.is_empty() || !competence.said.is_empty()) {
            part(&mut sheet, section.bloc, &shown.iter().collect::<Vec<_>>());
        }
        all.extend(shown);
    }
    remains(&mut sheet, &all);
    Ok(sheet)
}

fn of_dossier(dossier: &Dossier, competence: &crate::dossier::CompetenceState) -> Shown {
    let mut mine: Vec<_> = dossier
        .evidence
        .iter()
        .filter(|piece| piece.competence == competence.code && piece.counts())
        .collect();
    mine.sort_by_key(|piece| (piece.decision.is_none(), std::cmp::Reverse(piece.strength), piece.id));
    let pieces = mine
        .into_iter()
        .map(|piece| {
            let text = |code: &str| competence.criteres.iter().find(|critere| critere.code == code);
            let mut remarks: Vec<String> = piece
                .critere
                .iter()
                .map(|code| text(code).map_or_else(|| code.clone(), |found| format!("{code} {}", found.text)))
                .collect();
            remarks.extend(piece.decision.as_ref().map(words::decided));
            Piece {
                quote: piece.quote.clone(),
                source: words::source(piece, &dossier.documents),
                strength: piece.strength,
                remarks,
            }
        })
        .collect();
    Shown {
        bar: super::bar(competence),
        title: competence.title.clone(),
        pieces,
        said: competence.position.iter().map(words::ruling).collect(),
    }
}

fn read(passages: usize, kept: usize) -> String {
    format!(
        "{}, {}",
        counted(passages, "passage lu").replace("passage lus", "passages lus"),
        counted(kept, "retenu")
    )
}

/// The charts, each beside a table with the same figures.
fn summary(sheet: &mut Sheet, groups: &[Group], options: Option<&Options>) {
    let bars: Vec<Bar> = groups.iter().flat_map(|group| group.bars.clone()).collect();
    sheet.heading(1, "En résumé");
    sheet.push(Block::Figure(chart::bars(groups)));
    let columns = [("Compétence", 10), ("Ce qui est montré", 6), ("Directs", 3), ("Partiels", 3)];
    let mut table = Table::new("Passages retenus, par compétence", columns).centred_from(2);
    for group in groups {
        if let Some((outcome, share)) = group.outcome {
            table.group(&format!("{} · {}, {:.0} %", group.title, outcome.as_str(), share * 100.0));
        }
        for bar in &group.bars {
            table.row([
                Cell::new(&format!("{} {}", bar.code, bar.label)),
                Cell::new(&words::coverage(bar.coverage)),
                Cell::new(&bar.direct.to_string()),
                Cell::new(&bar.partial.to_string()),
            ]);
        }
    }
    sheet.push(Block::Table(table));
    let since = options.and_then(|options| options.since.as_ref().map(|since| (since, &options.date)));
    let Some((since, date)) = since else {
        if let Some(radar) = chart::radar(&bars, None) {
            sheet.push(Block::Figure(radar));
        }
        return;
    };
    let then: Vec<Coverage> = bars.iter().map(|bar| since.of_competence(&bar.code)).collect();
    let (before, now) = (format!("au {}", day::long(&since.day)), format!("au {}", day::long(date)));
    sheet.heading(1, &format!("Le chemin parcouru depuis le {}", day::long(&since.day)));
    sheet.push(Block::Figure(chart::progress(&bars, &then, &before, &now)));
    let columns = [("Compétence", 5), (before.as_str(), 3), (now.as_str(), 3)];
    let mut table = Table::new("Ce qui était montré, et ce qui l'est maintenant", columns);
    for (bar, then) in bars.iter().zip(&then) {
        table.row([
            Cell::new(&format!("{} {}", bar.code, bar.label)),
            Cell::new(&words::coverage(*then)),
            Cell::new(&words::coverage(bar.coverage)),
        ]);
    }
    sheet.push(Block::Table(table));
    if let Some(radar) = chart::radar(&bars, Some((&then, &before, &now))) {
        sheet.push(Block::Figure(radar));
    }
}

/// A bloc: what the branch says of it, and the passages, compétence by compétence.
fn part(sheet: &mut Sheet, bloc: Option<&BlocResult>, competences: &[&Shown]) {
    match bloc {
        Some(bloc) => {
            sheet.heading(1, &words::bloc(&bloc.code, &bloc.title));
            let mut spans = vec![Span::strong(&words::capital(bloc.outcome.as_str())), Span::new("·")];
            if !bloc.advice.is_empty() {
                spans.push(Span::new(&bloc.advice));
            }
            sheet.push(Block::Paragraph { spans });
            let rule = format!("Règle de la branche : {}.", bloc.rule.trim_end_matches('.'));
            sheet.push(Block::Paragraph { spans: vec![Span::small(&rule)] });
        }
        None => sheet.heading(1, "Compétence par compétence"),
    }
    let columns = [("Passage cité", 6), ("Source", 3), ("Ce qu'il montre", 5)];
    let mut table = Table::new("", columns);
    for competence in competences {
        table.group(&format!(
            "{} {} · {}",
            competence.bar.code,
            competence.title,
            words::coverage(competence.bar.coverage)
        ));
        for said in &competence.said {
            table.row([Cell::new("Décision sur la compétence"), Cell::default(), Cell::verbatim(said)]);
        }
        if competence.pieces.is_empty() {
            table.row([Cell::new("Aucun passage."), Cell::default(), Cell::default()]);
        }
        for piece in competence.pieces.iter().take(SHOWN) {
            table.row(cells(piece));
        }
        let more = competence.pieces.len().saturating_sub(SHOWN);
        if more > 0 {
            let plural = if more > 1 { "autres passages" } else { "autre passage" };
            table.row([Cell::new(&format!("… et {more} {plural}")), Cell::default(), Cell::default()]);
        }
    }
    sheet.push(Block::Table(table));
}

fn cells(piece: &Piece) -> [Cell; 3] {
    let strength = match piece.strength {
        Strength::Direct => "direct",
        Strength::Partial => "partiel",
    };
    let mut shows = Cell::spans([Span::strong(strength)]);
    for remark in &piece.remarks {
        shows = shows.and([Span::verbatim(remark)]);
    }
    [Cell::spans([Span::quote(&piece.quote)]), Cell::verbatim(&piece.source), shows]
}

/// What a jury decided, as recorded.
fn jury(sheet: &mut Sheet, dossier: &Dossier) {
    if dossier.jury.is_empty() {
        return;
    }
    sheet.heading(1, "Décisions du jury");
    let columns = [("Compétence ou bloc", 4), ("Décision", 2), ("Jury", 3), ("Date", 2)];
    let mut table = Table::new("Décisions enregistrées dans le dossier", columns);
    for decision in &dossier.jury {
        table.row([
            Cell::verbatim(&decision.code),
            Cell::new(decision.verdict.as_str()),
            Cell::verbatim(&decision.jury),
            Cell::new(&day::short(&decision.date)),
        ]);
    }
    sheet.push(Block::Table(table));
}

fn remains(sheet: &mut Sheet, all: &[Shown]) {
    sheet.heading(1, "Ce qui reste à montrer");
    let open: Vec<String> = all
        .iter()
        .filter(|competence| competence.bar.coverage != Coverage::Solid)
        .map(|competence| {
            format!("{} {} : {}", competence.bar.code, competence.title, said(competence.bar.coverage))
        })
        .collect();
    if open.is_empty() {
        sheet.paragraph("Chaque compétence est montrée par au moins deux passages.");
    } else {
        sheet.push(Block::items(open));
    }
}
