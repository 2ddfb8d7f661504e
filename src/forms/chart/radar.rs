//! Coverage of every compétence as a radar, alone or against an earlier date.

use super::draw::{Anchor, Drawing, FAINT, INK, Words, cut};
use super::{Bar, figure, said, share};
use crate::coverage::Coverage;
use crate::forms::sheet::Figure;
use crate::forms::text::french;

const WIDTH: f32 = 740.0;
const RADIUS: f32 = 128.0;
const CENTRE: (f32, f32) = (370.0, 168.0);

/// Draws the compétences on as many axes; `before` is how far they were shown at an earlier day, with its name and the
/// name of now. A radar needs three axes: fewer give none.
pub fn radar(bars: &[Bar], before: Option<(&[Coverage], &str, &str)>) -> Option<Figure> {
    if bars.len() < 3 {
        return None;
    }
    let height = if before.is_some() { 366.0 } else { 340.0 };
    let mut drawing = Drawing::new(WIDTH, height);
    let at = |axis: usize, far: f32| {
        let angle = std::f32::consts::TAU * axis as f32 / bars.len() as f32;
        (CENTRE.0 + RADIUS * far * angle.sin(), CENTRE.1 - RADIUS * far * angle.cos())
    };
    let shape = |of: &dyn Fn(usize) -> Coverage| -> Vec<(f32, f32)> {
        (0..bars.len()).map(|axis| at(axis, share(of(axis)))).collect()
    };
    let now = shape(&|axis| bars[axis].coverage);
    drawing.polygon(&now, "#d0d0d0", "none", 0.0, "");
    for ring in [0.5, 1.0] {
        let points: Vec<_> = (0..bars.len()).map(|axis| at(axis, ring)).collect();
        drawing.polygon(&points, "none", FAINT, 0.8, "");
    }
    for (axis, bar) in bars.iter().enumerate() {
        drawing.line(CENTRE, at(axis, 1.0), FAINT, 0.8, "");
        label(&mut drawing, at(axis, 1.09), bar);
    }
    if let Some((earlier, ..)) = before {
        let then = shape(&|axis| earlier.get(axis).copied().unwrap_or(Coverage::None));
        drawing.polygon(&then, "none", INK, 1.6, "6 4");
        then.iter().for_each(|(x, y)| drawing.rect(x - 3.0, y - 3.0, 6.0, 6.0, "#ffffff", INK));
    }
    drawing.polygon(&now, "none", INK, 2.2, "");
    now.iter().for_each(|(x, y)| drawing.circle(*x, *y, 3.4, INK, INK));
    let rings = "centre : rien ; premier cercle : montrée en partie ; bord : bien montrée";
    drawing.text(CENTRE.0, 330.0, Words::new(11).at(Anchor::Middle), &french(rings));
    if let Some((_, then, today)) = before {
        let y = height - 16.0;
        drawing.line((190.0, y - 4.0), (230.0, y - 4.0), INK, 1.6, "6 4");
        drawing.text(238.0, y, Words::new(12), then);
        drawing.line((390.0, y - 4.0), (430.0, y - 4.0), INK, 2.2, "");
        drawing.text(438.0, y, Words::new(12), today);
    }
    let each: Vec<String> = bars
        .iter()
        .enumerate()
        .map(|(axis, bar)| match before.and_then(|(earlier, ..)| earlier.get(axis)) {
            Some(then) => {
                format!("{}, avant : {}, maintenant : {}", bar.code, said(*then), said(bar.coverage))
            }
            None => format!("{} {}", bar.code, said(bar.coverage)),
        })
        .collect();
    let alternative = format!(
        "Radar à {} axes, du centre (rien) au bord (bien montrée). {}.",
        bars.len(),
        each.join(" ; ")
    );
    Some(figure(drawing, (WIDTH, height), "Les compétences d'un coup d'œil", &alternative))
}

/// The code of an axis and a few words, on the side where there is room.
fn label(drawing: &mut Drawing, (x, y): (f32, f32), bar: &Bar) {
    let aside = x - CENTRE.0;
    let anchor = if aside > 12.0 {
        Anchor::Start
    } else if aside < -12.0 {
        Anchor::End
    } else {
        Anchor::Middle
    };
    let y = if y > CENTRE.1 + 20.0 { y + 9.0 } else { y + 2.0 };
    let text = format!("{} {}", bar.code, cut(&bar.label, 34));
    let shift = if anchor == Anchor::Middle { if y < CENTRE.1 { -4.0 } else { 6.0 } } else { 0.0 };
    drawing.text(x, y + shift, Words::new(12).at(anchor), &text);
}
