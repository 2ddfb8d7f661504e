//! The table of equivalences as an image: one row an occupation, one column a compétence.

use std::fmt::Write;

use crate::referentiel::Referentiel;
use crate::rome::Compared;

const CELL: usize = 62;
const ROW: usize = 34;
const LEFT: usize = 380;
const TOP: usize = 150;

/// Draws the table. Every cell has its figure in it, so that colour is not needed to read it, and a title that screen
/// readers say.
pub(crate) fn svg(referentiel: &Referentiel, version: &str, compared: &[Compared]) -> String {
    let columns = referentiel.competences.len();
    let (width, height) = (LEFT + columns * CELL + 90, TOP + compared.len() * ROW + 40 + 20 * columns + 30);
    let mut out = String::new();
    let title =
        format!("Équivalences entre le référentiel {} et le ROME, version {version}", referentiel.code);
    let rows: Vec<&str> = compared.iter().map(|occupation| occupation.code.as_str()).collect();
    let description = format!(
        "Présence, de 0 à 100, de {columns} compétences dans {} métiers : {}.",
        compared.len(),
        rows.join(", ")
    );
    // Writing into a text cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"titre description\" lang=\"fr\" \
         font-family=\"system-ui, 'DejaVu Sans', sans-serif\" font-size=\"14\">\n\
         <title id=\"titre\">{}</title>\n<desc id=\"description\">{}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        escaped(&title),
        escaped(&description)
    );
    text(&mut out, 16, 32, "20", "bold", "start", "#1a1a1a", &title);
    text(
        &mut out,
        16,
        58,
        "13",
        "normal",
        "start",
        "#404040",
        "● nommé par le référentiel ; ○ issu d'un code qu'il nomme ; les autres sont trouvés par calcul",
    );
    text(
        &mut out,
        16,
        78,
        "13",
        "normal",
        "start",
        "#404040",
        "50 et plus : la compétence est présente ; 20 et plus : en partie. Degré : proximité d'ensemble.",
    );
    for (at, competence) in referentiel.competences.iter().enumerate() {
        let x = LEFT + at * CELL + CELL / 2;
        text(&mut out, x, TOP - 12, "15", "bold", "middle", "#1a1a1a", &competence.code.0);
    }
    text(&mut out, LEFT + columns * CELL + 45, TOP - 12, "14", "bold", "middle", "#1a1a1a", "Degré");
    for (row, occupation) in compared.iter().enumerate() {
        let y = TOP + row * ROW;
        let mark = if occupation.official {
            "●"
        } else if occupation.from_official {
            "○"
        } else {
            ""
        };
        let weight = if occupation.official { "bold" } else { "normal" };
        text(&mut out, 16, y + 22, "14", weight, "start", "#1a1a1a", mark);
        text(&mut out, 36, y + 22, "14", weight, "start", "#1a1a1a", &occupation.code);
        text(&mut out, 98, y + 22, "13", weight, "start", "#1a1a1a", &cut(&occupation.title, 38));
        for (column, cell) in occupation.cells.iter().enumerate() {
            let x = LEFT + column * CELL;
            let (fill, ink) = colours(cell.strength);
            let value = format!("{:.0}", cell.strength * 100.0);
            let _ = write!(
                out,
                "<g><title>{}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" \
                 stroke=\"#8a8a8a\" stroke-width=\"0.5\"/>",
                escaped(&format!("{} dans {} : {value} sur 100", cell.competence, occupation.code)),
                x + 1,
                y + 1,
                CELL - 2,
                ROW - 2
            );
            text(&mut out, x + CELL / 2, y + 22, "14", "normal", "middle", ink, &value);
            out.push_str("</g>\n");
        }
        let degree = format!("{:.0}", occupation.closeness * 100.0);
        text(&mut out, LEFT + columns * CELL + 45, y + 22, "14", weight, "middle", "#1a1a1a", &degree);
    }
    let legend = TOP + compared.len() * ROW + 34;
    for (at, competence) in referentiel.competences.iter().enumerate() {
        let line = format!("{}  {}", competence.code, cut(&competence.title, 120));
        text(&mut out, 16, legend + 20 * at, "13", "normal", "start", "#1a1a1a", &line);
    }
    out.push_str("</svg>\n");
    out
}

#[expect(clippy::too_many_arguments, reason = "one attribute each")]
fn text(
    out: &mut String,
    x: usize,
    y: usize,
    size: &str,
    weight: &str,
    anchor: &str,
    fill: &str,
    content: &str,
) {
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\" text-anchor=\"{anchor}\" \
         fill=\"{fill}\">{}</text>",
        escaped(content)
    );
}

/// A blue that darkens with strength, and the ink that reads on it: at least 4.5 to 1 in contrast.
pub(crate) fn colours(strength: f32) -> (&'static str, &'static str) {
    match (strength * 100.0).round() as u32 {
        0 => ("#ffffff", "#595959"),
        1..20 => ("#e3edf7", "#1a1a1a"),
        20..35 => ("#bcd5ee", "#1a1a1a"),
        35..50 => ("#8fb9e2", "#1a1a1a"),
        50..70 => ("#2a6cb0", "#ffffff"),
        _ => ("#123f73", "#ffffff"),
    }
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_reads_on_every_colour() {
        let light = |hex: &str| {
            let part = |at: usize| {
                let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        for percent in 0..=100 {
            let (fill, ink) = colours(percent as f32 / 100.0);
            let (a, b) = (light(fill), light(ink));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{percent}: {contrast:.2}");
        }
    }
}
