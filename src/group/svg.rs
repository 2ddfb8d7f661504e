//! A group as an image: one row a compétence or a bloc, how many documents show it.

use std::fmt::Write;

use super::Group;
use super::text::short;
use crate::report::{colours, escaped};

const LEFT: usize = 560;
const CELL: usize = 120;
const ROW: usize = 34;
const TOP: usize = 110;
const GAP: usize = 64;

/// Draws the heat map. Every cell has its figures in it, so that colour is not needed to read it; no document is named.
pub fn svg(group: &Group) -> String {
    let rows = group.competences.len() + group.blocs.len();
    let gap = if group.blocs.is_empty() { 0 } else { GAP };
    let (width, height) = (LEFT + 3 * CELL + 24, TOP + rows * ROW + gap + 24);
    let count = group.members.len();
    let title = format!("Ce que montrent {count} documents");
    let mut out = String::new();
    // Writing into a text cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"titre description\" lang=\"fr\" \
         font-family=\"system-ui, 'DejaVu Sans', sans-serif\" font-size=\"14\">\n\
         <title id=\"titre\">{title}</title>\n<desc id=\"description\">{}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        escaped(&description(group))
    );
    text(&mut out, (16, 34), "start", "bold", "#1a1a1a", &title);
    text(&mut out, (16, 58), "start", "normal", "#404040", &group.referentiel);
    let mut y = TOP;
    heads(&mut out, y, ["non montrée", "en partie", "bien montrée"]);
    for row in &group.competences {
        cells(&mut out, group, y, &format!("{} {}", row.code, short(&row.title)), row.counts);
        y += ROW;
    }
    if !group.blocs.is_empty() {
        y += GAP;
        heads(&mut out, y, ["non repéré", "à approfondir", "repéré"]);
        for row in &group.blocs {
            cells(&mut out, group, y, &format!("{} {}", row.code, short(&row.title)), row.counts);
            y += ROW;
        }
    }
    out.push_str("</svg>\n");
    out
}

fn description(group: &Group) -> String {
    let rows = group.competences.iter().map(|row| (&row.code, row.counts));
    let rows = rows.chain(group.blocs.iter().map(|row| (&row.code, row.counts)));
    let said: Vec<String> = rows
        .map(|(code, [none, partial, whole])| {
            format!("{code} : {whole} bien, {partial} en partie, {none} non")
        })
        .collect();
    said.join(" ; ")
}

fn heads(out: &mut String, y: usize, heads: [&str; 3]) {
    for (at, head) in heads.into_iter().enumerate() {
        text(out, (LEFT + at * CELL + CELL / 2, y - 12), "middle", "bold", "#1a1a1a", head);
    }
}

fn cells(out: &mut String, group: &Group, y: usize, label: &str, counts: [usize; 3]) {
    text(out, (16, y + 22), "start", "normal", "#1a1a1a", label);
    for (at, count) in counts.into_iter().enumerate() {
        let (fill, ink) = colours(count as f32 / group.members.len().max(1) as f32);
        let x = LEFT + at * CELL;
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" stroke=\"#808080\"/>",
            CELL - 4,
            ROW - 4
        );
        let said = format!("{count} ({} %)", group.percent(count));
        text(out, (x + CELL / 2 - 2, y + 20), "middle", "normal", ink, &said);
    }
}

fn text(out: &mut String, (x, y): (usize, usize), anchor: &str, weight: &str, ink: &str, content: &str) {
    let content = escaped(content);
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-weight=\"{weight}\" fill=\"{ink}\">{content}</text>"
    );
}
