//! Figures for a person at a terminal.

use std::io::{self, Write};

use super::{Estimate, Evaluation, Mistake, Scores};

/// Writes the figures as text.
pub fn write(out: &mut impl Write, found: &Evaluation) -> io::Result<()> {
    writeln!(out, "model {}", found.model)?;
    writeln!(
        out,
        "{} documents, {} passages; in brackets 95% intervals over documents",
        found.documents, found.passages
    )?;
    writeln!(out)?;
    scores(out, &found.scores)?;
    writeln!(out)?;
    write!(out, "F1 by compétence   ")?;
    for (code, f1) in &found.f1_by_competence {
        match f1 {
            Some(f1) => write!(out, "{code} {f1:.3}  ")?,
            None => write!(out, "{code} -  ")?,
        }
    }
    writeln!(out)?;
    for (kind, scores) in &found.by_kind {
        writeln!(
            out,
            "{kind:<18} F1 {}   false alarms {}   coverage {}",
            estimate(scores.f1),
            estimate(scores.false_alarm_rate),
            estimate(scores.coverage_exact)
        )?;
    }
    let calibration = &found.calibration;
    if !calibration.bins.is_empty() {
        writeln!(out)?;
        writeln!(
            out,
            "calibration: expected error {:.4} over all pairs, {:.3} over those shown",
            calibration.expected_error, calibration.expected_error_of_shown
        )?;
        for bin in &calibration.bins {
            writeln!(
                out,
                "  said {:.2} (of {:.1}-{:.1})   right {:.2}   {} pairs",
                bin.said, bin.from, bin.to, bin.right, bin.pairs
            )?;
        }
    }
    mistakes(out, "shown, but the reader saw nothing of it", &found.worst_false_alarms)?;
    mistakes(out, "direct, but not shown", &found.worst_misses)
}

fn scores(out: &mut impl Write, scores: &Scores) -> io::Result<()> {
    for (what, figure) in [
        ("pairs: precision", scores.precision),
        ("pairs: recall", scores.recall),
        ("pairs: F1", scores.f1),
        ("recall of direct", scores.recall_of_direct),
        ("false alarms", scores.false_alarm_rate),
        ("coverage exact", scores.coverage_exact),
        ("coverage off by", scores.coverage_error),
    ] {
        writeln!(out, "{what:<18} {}", estimate(figure))?;
    }
    Ok(())
}

fn estimate(estimate: Estimate) -> String {
    format!("{:.3} [{:.3}, {:.3}]", estimate.value, estimate.low, estimate.high)
}

fn mistakes(out: &mut impl Write, what: &str, mistakes: &[Mistake]) -> io::Result<()> {
    if mistakes.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "{what}:")?;
    for mistake in mistakes {
        let labels: Vec<String> =
            mistake.labels.iter().map(|(code, strength)| format!("C{code}:{strength}")).collect();
        let labels = if labels.is_empty() { "none".to_owned() } else { labels.join(" ") };
        writeln!(
            out,
            "  {} {:.2}  {} line {}: {} (reader: {labels})",
            mistake.competence, mistake.probability, mistake.document, mistake.line, mistake.text
        )?;
    }
    Ok(())
}
