//! `repere dossier decide`

use std::io::{BufRead, Write};

use super::At;
use super::args::DecideArgs;
use super::changes::said;
use crate::cli::Done;
use crate::cli::failure::Failure;
use crate::dossier::{Ask, Change, Decision, DossierError, DossierNumber, EvidenceId, words};

pub(super) fn decide(at: &mut At, args: DecideArgs) -> Result<Done, Failure> {
    let number = at.find(&args.dossier)?;
    if args.what == ["-"] {
        return from_input(at, number);
    }
    let asks = asks(&args)?;
    let events = at.desk.record(number, &asks, &at.by)?;
    said(&events)?;
    let dossier = at.desk.dossier(number)?;
    // What it changed, in a line a compétence.
    let mut codes: Vec<String> = Vec::new();
    for event in &events {
        let code = match &event.what {
            Change::Decided { evidence, .. } | Change::Added { evidence, .. } => {
                dossier.piece(*evidence).map(|piece| piece.competence.0.clone())
            }
            Change::Positioned { code, .. } => Some(code.clone()),
            _ => None,
        };
        codes.extend(code.filter(|code| !codes.contains(code)));
    }
    for state in codes.iter().filter_map(|code| dossier.competence(code)) {
        at.hint(&format!(
            "{} : {} ({}, {})",
            state.code,
            words::coverage(state.coverage),
            words::counted(state.counts.direct, "preuve directe", "preuves directes"),
            words::counted(state.counts.partial, "partielle", "partielles")
        ));
    }
    Ok(Done::All)
}

fn asks(args: &DecideArgs) -> Result<Vec<Ask>, Failure> {
    let reason = args.reason.clone();
    if args.accept || args.reject {
        let decision = if args.accept { Decision::Accepted } else { Decision::Rejected };
        let evidence = args.evidence().map_err(Failure::usage)?;
        let critere = args.critere.clone();
        return Ok(evidence
            .into_iter()
            .map(|evidence| Ask::Decide {
                evidence,
                decision,
                critere: critere.clone(),
                reason: reason.clone(),
            })
            .collect());
    }
    let [code] = &args.what[..] else {
        return Err(Failure::usage("un seul code à la fois, sauf pour --accept et --reject"));
    };
    let code = code.clone();
    let ask = match (&args.quote, args.position, args.jury) {
        (Some(quote), ..) => Ask::Add {
            code,
            strength: args.strength.into(),
            quote: quote.clone(),
            source: args.source.clone().unwrap_or_default(),
        },
        (_, Some(position), _) => Ask::Position { code, position: position.into(), reason },
        (.., Some(verdict)) => Ask::Jury {
            code,
            verdict: verdict.into(),
            jury: args.jury_name.clone().unwrap_or_default(),
            date: args.date.clone(),
            reason,
        },
        _ => {
            return Err(Failure::usage(
                "dites comment : --accept, --reject, --quote, --position ou --jury (repere dossier decide --help)",
            ));
        }
    };
    Ok(vec![ask])
}

/// Decisions line by line, each recorded and acknowledged before the next one is read.
fn from_input(at: &mut At, number: DossierNumber) -> Result<Done, Failure> {
    let mut out = std::io::stdout();
    let mut failed = 0;
    for (line, index) in std::io::stdin().lock().lines().zip(1_usize..) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let recorded = parse(&line).map_err(|why| format!("ligne {index} : {why}")).and_then(|ask| {
            match at.desk.record(number, &[ask], &at.by) {
                Ok(events) => Ok(Ok(events)),
                // What is wrong with one line is no reason to stop; what is wrong with the store is.
                Err(error) if error.is_usage() && !matches!(error, DossierError::Closed { .. }) => {
                    Err(format!("ligne {index} : {error}"))
                }
                Err(error) => Ok(Err(error)),
            }
        });
        match recorded {
            Ok(events) => {
                for event in events? {
                    if let Change::Decided { evidence, decision, .. } = event.what {
                        let word = if decision == Decision::Accepted { "accepted" } else { "rejected" };
                        writeln!(out, "{evidence} {word} {}", event.number)?;
                    }
                }
                out.flush()?;
            }
            Err(why) => {
                failed += 1;
                let _ = writeln!(std::io::stderr(), "repere : {why}");
            }
        }
    }
    Ok(if failed == 0 { Done::All } else { Done::Some })
}

/// `E12 accept`, `E9 reject stage d'observation`.
fn parse(line: &str) -> Result<Ask, String> {
    let mut words = line.trim().splitn(3, char::is_whitespace);
    let evidence: EvidenceId = words.next().unwrap_or_default().parse()?;
    let decision = match words.next().map(str::to_lowercase).as_deref() {
        Some("accept" | "accepted") => Decision::Accepted,
        Some("reject" | "rejected") => Decision::Rejected,
        _ => return Err(format!("{evidence} : « accept » ou « reject » est attendu")),
    };
    let reason = words.next().map(str::trim).filter(|reason| !reason.is_empty()).map(str::to_owned);
    Ok(Ask::Decide { evidence, decision, critere: None, reason })
}
