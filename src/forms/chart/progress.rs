//! The way gone between two dates.

use super::draw::{Drawing, Fill, Words, cut};
use super::{Bar, figure, said, share};
use crate::coverage::Coverage;
use crate::forms::sheet::Figure;

const WIDTH: f32 = 740.0;
const LEFT: f32 = 268.0;
const BAR: f32 = 200.0;
const ROW: f32 = 34.0;

/// Draws each compétence twice: as shown at an earlier day (hatched) and now (full), with the names of both days.
pub fn progress(bars: &[Bar], before: &[Coverage], then: &str, now: &str) -> Figure {
    let height = 34.0 + bars.len() as f32 * ROW;
    let mut drawing = Drawing::new(WIDTH, height);
    drawing.bar((LEFT, 6.0), (26.0, 12.0), 1.0, Fill::Hatched);
    drawing.text(LEFT + 32.0, 16.0, Words::new(12), then);
    drawing.bar((LEFT + 190.0, 6.0), (26.0, 12.0), 1.0, Fill::Solid);
    drawing.text(LEFT + 222.0, 16.0, Words::new(12), now);
    let mut each = Vec::new();
    for (at, bar) in bars.iter().enumerate() {
        let y = 30.0 + at as f32 * ROW;
        let earlier = before.get(at).copied().unwrap_or(Coverage::None);
        let words = Words::new(13);
        drawing.text(0.0, y + 20.0, words.bold(), &bar.code);
        drawing.text(30.0, y + 20.0, words, &cut(&bar.label, 36));
        drawing.bar((LEFT, y + 4.0), (BAR, 11.0), share(earlier), Fill::Hatched);
        drawing.bar((LEFT, y + 16.0), (BAR, 11.0), share(bar.coverage), Fill::Solid);
        let change = if earlier == bar.coverage {
            said(earlier).to_owned()
        } else {
            format!("{} → {}", said(earlier), said(bar.coverage))
        };
        drawing.text(LEFT + BAR + 12.0, y + 20.0, words, &change);
        each.push(format!("{} : {change}", bar.code));
    }
    let alternative = format!("Diagramme de {then} à {now}. {}.", each.join(" ; "));
    figure(drawing, (WIDTH, height), "Le chemin parcouru", &alternative)
}
