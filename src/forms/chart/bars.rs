//! Coverage by bloc and compétence, as bars.

use super::draw::{Anchor, Drawing, Fill, INK, Words, cut};
use super::{Bar, Group, counts, figure, said, share};
use crate::coverage::Coverage;
use crate::forms::sheet::Figure;

const WIDTH: f32 = 740.0;
const LEFT: f32 = 268.0;
const BAR: f32 = 240.0;
const ROW: f32 = 25.0;
const TITLE: f32 = 32.0;

/// Draws each bloc with its share, and its compétences under it.
pub fn bars(groups: &[Group]) -> Figure {
    let titled = groups.iter().filter(|group| !group.title.is_empty()).count();
    let rows: usize = groups.iter().map(|group| group.bars.len()).sum();
    let height = 34.0 + titled as f32 * TITLE + rows as f32 * ROW;
    let mut drawing = Drawing::new(WIDTH, height);
    legend(&mut drawing);
    let mut y = 30.0;
    for group in groups {
        if !group.title.is_empty() {
            let title = cut(&group.title, 90);
            drawing.text(0.0, y + 21.0, Words::new(12).bold(), &title);
            if let Some((outcome, share)) = group.outcome {
                let said = format!("{} · {:.0}\u{a0}%", outcome.as_str(), share * 100.0);
                drawing.text(WIDTH - 6.0, y + 21.0, Words::new(12).bold().at(Anchor::End), &said);
            }
            drawing.line((0.0, y + 27.0), (WIDTH, y + 27.0), INK, 0.8, "");
            y += TITLE;
        }
        for bar in &group.bars {
            row(&mut drawing, y, bar);
            y += ROW;
        }
    }
    figure(drawing, (WIDTH, height), "Ce qui est montré, par bloc et par compétence", &alternative(groups))
}

fn legend(drawing: &mut Drawing) {
    let words = Words::new(12);
    for (x, share, fill, said) in [
        (LEFT, 1.0, Fill::Solid, "bien montrée"),
        (LEFT + 135.0, 0.5, Fill::Hatched, "montrée en partie"),
        (LEFT + 300.0, 0.0, Fill::Empty, "rien ne la montre"),
    ] {
        drawing.bar((x, 6.0), (26.0, 12.0), share, fill);
        drawing.text(x + 32.0, 16.0, words, said);
    }
}

fn row(drawing: &mut Drawing, y: f32, bar: &Bar) {
    let words = Words::new(13);
    drawing.text(0.0, y + 17.0, words.bold(), &bar.code);
    drawing.text(30.0, y + 17.0, words, &cut(&bar.label, 36));
    let fill = match bar.coverage {
        Coverage::Solid => Fill::Solid,
        Coverage::Partial => Fill::Hatched,
        Coverage::None => Fill::Empty,
    };
    drawing.bar((LEFT, y + 4.0), (BAR, 17.0), share(bar.coverage), fill);
    let counts = counts(bar.direct, bar.partial);
    let said = if counts.is_empty() { said(bar.coverage).to_owned() } else { counts };
    drawing.text(LEFT + BAR + 12.0, y + 17.0, words, &said);
}

fn alternative(groups: &[Group]) -> String {
    let mut said_all = String::from("Diagramme en barres.");
    for group in groups {
        if !group.title.is_empty() {
            said_all.push_str(&format!(" {}", group.title));
            if let Some((outcome, share)) = group.outcome {
                said_all.push_str(&format!(", {}, {:.0} %", outcome.as_str(), share * 100.0));
            }
            said_all.push_str(" :");
        }
        let each: Vec<String> = group
            .bars
            .iter()
            .map(|bar| {
                let counts = counts(bar.direct, bar.partial);
                let counts = if counts.is_empty() { counts } else { format!(" ({counts})") };
                format!(" {} {}{counts}", bar.code, said(bar.coverage))
            })
            .collect();
        said_all.push_str(&each.join(" ;"));
        said_all.push('.');
    }
    said_all
}
