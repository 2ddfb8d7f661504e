//! Pieces of lines to lines in reading order: columns one after the other, tables row by row.
//!
//! A page is cut where an empty strip runs down several rows with text on both sides of it. Whether the strip parts columns or
//! the cells of a table is told from baselines that do not agree, lines that fill their side, the order in the file, and rules.

use super::Line;
use super::glyphs::Page;
use super::lines::{Piece, pieces};
use super::strips::{Row, Side, Strip, is_dates, is_left, is_prose, rows, strips};

/// The same for the lines of two columns, which a table's share exactly.
const ALIGNED: f64 = 0.2;
/// A gap within a row that is written as a change of cell.
const CELL_GAP: f64 = 2.0;
/// Cuts within cuts; beyond, what is left is read row by row.
const MAX_CUTS: usize = 24;

/// The lines of a page in the order in which they are read.
pub(super) fn in_reading_order(page: Page) -> Vec<Line> {
    let mut out = Vec::new();
    let (rules, walls) = (page.rules, page.walls);
    let mut turned: Vec<_> = page.glyphs.into_iter().enumerate().collect();
    // What most of the page is written along comes first: a label up its side is last.
    turned.sort_by_key(|(turn, glyphs)| (std::cmp::Reverse(glyphs.len() / 20), *turn));
    for (turn, glyphs) in turned {
        let pieces = bulleted(pieces(glyphs, if turn == 0 { &walls } else { &[] }));
        if !pieces.is_empty() {
            Cutter { rules: if turn == 0 { &rules } else { &[] }, out: &mut out }.cut(pieces, 0);
        }
    }
    out
}

/// Puts bullets that stand far from their text with it.
fn bulleted(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut waiting: Vec<Piece> = Vec::new();
    let is_bullet =
        |piece: &Piece| piece.text.chars().count() <= 2 && !piece.text.contains(char::is_alphanumeric);
    let (bullets, texts): (Vec<Piece>, Vec<Piece>) = pieces.into_iter().partition(is_bullet);
    waiting.extend(bullets);
    for mut piece in texts {
        let own = waiting.iter().position(|bullet| {
            (bullet.y - piece.y).abs() <= 0.5 * piece.size
                && bullet.x1 <= piece.x0 + 0.5
                && piece.x0 - bullet.x1 < 4.0 * piece.size
        });
        if let Some(at) = own {
            let bullet = waiting.swap_remove(at);
            piece.text = format!("{} {}", bullet.text, piece.text);
            piece.first_word += piece.x0 - bullet.x0;
            piece.x0 = bullet.x0;
            piece.order = piece.order.min(bullet.order);
        }
        out.push(piece);
    }
    out
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parts {
    Columns,
    Cells,
    Nothing,
}

struct Cutter<'a> {
    rules: &'a [(f64, f64, f64)],
    out: &'a mut Vec<Line>,
}

impl Cutter<'_> {
    fn cut(&mut self, pieces: Vec<Piece>, cuts: usize) {
        if pieces.is_empty() {
            return;
        }
        let mut rows = rows(pieces);
        let strips = strips(&rows);
        let mut cells: Vec<Strip> = Vec::new();
        for strip in strips {
            match self.parts(&rows[strip.rows.clone()], strip.x) {
                Parts::Columns if cuts < MAX_CUTS => {
                    let below = rows.split_off(strip.rows.end);
                    let beside = rows.split_off(strip.rows.start);
                    let (left, right): (Vec<Piece>, Vec<Piece>) = beside
                        .into_iter()
                        .flat_map(|row| row.pieces)
                        .partition(|piece| is_left(piece, strip.x));
                    for part in [flat(rows), left, right, flat(below)] {
                        self.cut(part, cuts + 1);
                    }
                    return;
                }
                Parts::Cells => cells.push(strip),
                Parts::Columns | Parts::Nothing => {}
            }
        }
        self.write(rows, &cells);
    }

    /// What a strip parts.
    fn parts(&self, rows: &[Row], x: f64) -> Parts {
        let mut left: Vec<Side> = Vec::new();
        let mut right: Vec<Side> = Vec::new();
        for row in rows {
            let (l, r): (Vec<&Piece>, Vec<&Piece>) = row.pieces.iter().partition(|piece| is_left(piece, x));
            left.extend(Side::of(&l));
            right.extend(Side::of(&r));
        }
        if left.len() < 2 || right.len() < 2 || left.len() + right.len() < 5 {
            return Parts::Nothing;
        }
        let size = rows.iter().map(|row| row.size).sum::<f64>() / rows.len() as f64;
        let span = |side: &[Side]| (side[0].y, side[side.len() - 1].y);
        let ((l0, l1), (r0, r1)) = (span(&left), span(&right));
        let shared = l1.min(r1) - l0.max(r0) + size;
        if shared < 0.3 * (l1 - l0).min(r1 - r0) {
            return Parts::Nothing;
        }
        // Of the side with fewer lines, those that stand beside the other.
        let (few, many) = if left.len() <= right.len() { (&left, &right) } else { (&right, &left) };
        let (top, bottom) = (l0.max(r0) - size, l1.min(r1) + size);
        let beside: Vec<&Side> = few.iter().filter(|line| line.y >= top && line.y <= bottom).collect();
        let agreeing = beside
            .iter()
            .filter(|line| {
                many.iter().any(|other| (other.y - line.y).abs() <= ALIGNED * line.size.min(other.size))
            })
            .count();
        let aligned = agreeing as f64 / beside.len().max(1) as f64;
        if aligned < 0.7 {
            return Parts::Columns;
        }
        let ruled = self
            .rules
            .iter()
            .any(|(x0, x1, y)| *y > top.max(rows[0].y) && *y < bottom && *x0 < x - 10.0 && *x1 > x + 10.0);
        if ruled || is_dates(&left) || is_dates(&right) {
            return Parts::Cells;
        }
        let mut all: Vec<(usize, bool)> = left.iter().map(|line| (line.order, true)).collect();
        all.extend(right.iter().map(|line| (line.order, false)));
        all.sort_unstable();
        let switches = all.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
        if switches * 6 <= few.len() + 6 || is_prose(&left) && is_prose(&right) {
            return Parts::Columns;
        }
        Parts::Cells
    }

    /// Writes rows that no columns part.
    fn write(&mut self, rows: Vec<Row>, strips: &[Strip]) {
        let x0 = rows.iter().flat_map(|row| &row.pieces).map(|piece| piece.x0).fold(f64::MAX, f64::min);
        let mut written: Vec<(Line, f64)> = Vec::new();
        let pitch = pitch(&rows);
        let mut index = 0;
        while index < rows.len() {
            // The strip that parts most from here on says where cells begin.
            let strip =
                strips.iter().filter(|strip| strip.rows.contains(&index)).max_by_key(|strip| strip.pieces);
            match strip {
                Some(strip) => {
                    let end = strip.rows.end;
                    let edges: Vec<f64> = strips
                        .iter()
                        .filter(|other| other.rows.start <= index && other.rows.end >= end)
                        .map(|other| other.x)
                        .collect();
                    self.table(&rows[index..end], &edges, pitch, &mut written);
                    index = end;
                }
                None => {
                    written.push(line(&rows[index].pieces));
                    index += 1;
                }
            }
        }
        finish(written, x0, pitch, self.out);
    }

    /// Writes the rows of a table, each cell of several lines as a whole.
    fn table(&self, rows: &[Row], edges: &[f64], pitch: f64, written: &mut Vec<(Line, f64)>) {
        let mut edges = edges.to_vec();
        edges.sort_by(f64::total_cmp);
        let mut band: Vec<&Row> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            if let Some(above) = index.checked_sub(1).map(|above| &rows[above])
                && self.parted(above, row, rows, pitch)
            {
                cells(&std::mem::take(&mut band), &edges, written);
            }
            band.push(row);
        }
        cells(&band, &edges, written);
    }

    /// Whether a row of the table ends between two rows of text.
    fn parted(&self, above: &Row, below: &Row, rows: &[Row], pitch: f64) -> bool {
        let rule = |(x0, x1, y): &(f64, f64, f64)| *y > above.y && *y < below.y && x1 - x0 > 20.0;
        let (top, bottom) = (rows[0].y, rows[rows.len() - 1].y);
        let ruled = self.rules.iter().filter(|(_, _, y)| *y > top && *y < bottom).count() >= 2;
        if ruled {
            return self.rules.iter().any(rule);
        }
        let gaps: Vec<f64> = rows.windows(2).map(|pair| pair[1].y - pair[0].y).collect();
        let tight = gaps.iter().copied().fold(f64::MAX, f64::min).min(pitch);
        // Cells of several lines show as two distances; else each row is one.
        let mixed = gaps.iter().filter(|gap| **gap > 1.3 * tight).count() >= 1
            && gaps.iter().filter(|gap| **gap <= 1.15 * tight).count() >= 1;
        !mixed || below.y - above.y > 1.3 * tight
    }
}

fn flat(rows: Vec<Row>) -> Vec<Piece> {
    rows.into_iter().flat_map(|row| row.pieces).collect()
}

/// The pieces of a row as a line, with the width of its first word.
fn line(pieces: &[Piece]) -> (Line, f64) {
    let mut text = String::new();
    let mut end: Option<f64> = None;
    let mut walled = false;
    for piece in pieces {
        if let Some(end) = end {
            text.push_str(if walled || piece.x0 - end > CELL_GAP * piece.size { " | " } else { " " });
        }
        text.push_str(&piece.text);
        end = Some(piece.x1);
        walled = piece.walled;
    }
    let (first, size) = (&pieces[0], pieces.iter().map(|piece| piece.size).fold(0.0, f64::max));
    let line = Line {
        text,
        x0: first.x0,
        x1: end.unwrap_or(first.x1),
        y: first.y,
        size,
        apart: false,
        flowed: false,
        indent: 0,
    };
    (line, first.first_word)
}

/// One row of a table: in one line where each cell has one, else cell after cell.
fn cells(band: &[&Row], edges: &[f64], written: &mut Vec<(Line, f64)>) {
    let mut columns: Vec<Vec<Vec<Piece>>> = vec![Vec::new(); edges.len() + 1];
    for row in band {
        let mut parts: Vec<Vec<Piece>> = vec![Vec::new(); edges.len() + 1];
        for piece in &row.pieces {
            parts[edges.iter().filter(|edge| !is_left(piece, **edge)).count()].push(piece.clone());
        }
        for (column, part) in parts.into_iter().enumerate() {
            if !part.is_empty() {
                columns[column].push(part);
            }
        }
    }
    columns.retain(|column| !column.is_empty());
    // The label of a row, or its date, goes with the first line of what it labels.
    if columns.iter().filter(|column| column.len() > 1).count() <= 1
        || columns.len() > 1 && columns[..columns.len() - 1].iter().all(|column| column.len() == 1)
    {
        let mut first: Vec<Piece> = Vec::new();
        let mut rest = Vec::new();
        for column in columns {
            let mut lines = column.into_iter();
            first.extend(lines.next().unwrap_or_default());
            rest.extend(lines);
        }
        first.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        written.push(line(&first));
        written.extend(rest.iter().map(|pieces| line(pieces)));
    } else {
        written.extend(columns.iter().flatten().map(|pieces| line(pieces)));
    }
}

/// The usual distance of two rows.
fn pitch(rows: &[Row]) -> f64 {
    let mut gaps: Vec<f64> = rows.windows(2).map(|pair| pair[1].y - pair[0].y).collect();
    let size = rows.iter().map(|row| row.size).fold(0.0, f64::max);
    if gaps.len() < 2 {
        return 1.25 * size;
    }
    gaps.sort_by(f64::total_cmp);
    gaps[gaps.len() / 2].min(2.2 * size)
}

/// Says of each line how it stands to those around it.
fn finish(written: Vec<(Line, f64)>, x0: f64, pitch: f64, out: &mut Vec<Line>) {
    let right = written.iter().map(|(line, _)| line.x1).fold(f64::MIN, f64::max);
    let full = written.iter().filter(|(line, _)| line.x1 > x0 + 0.85 * (right - x0)).count();
    let prose = written.len() >= 3 && full * 2 >= written.len();
    let lines = written.len();
    let mut written = written.into_iter().peekable();
    let mut previous: Option<(f64, f64)> = None;
    while let Some((mut line, _)) = written.next() {
        line.apart = previous.is_none_or(|(y, size)| {
            let gap = line.y - y;
            gap > 1.3 * pitch || gap < 0.0 && lines > 1 || line.size > 1.15 * size
        });
        previous = Some((line.y, line.size));
        line.indent = ((line.x0 - x0) / (0.5 * line.size)).round().clamp(0.0, 24.0) as usize;
        if let Some((next, first_word)) = written.peek() {
            let full = line.x1 + 0.25 * line.size + first_word > right - 0.2 * line.size;
            let long = line.x1 - line.x0 > 0.5 * (right - x0);
            let alike = (line.size / next.size - 1.0).abs() < 0.12;
            let starts_low = next.text.starts_with(|c: char| {
                c.is_lowercase() || c.is_ascii_digit() || matches!(c, '(' | '«' | '&' | '€')
            });
            let bullet =
                next.text.starts_with(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '«' | '"' | '“'));
            let ended = line.text.ends_with(['.', '!', '?', ':', ';']);
            let table = line.text.contains(" | ") || next.text.contains(" | ");
            line.flowed = full && long && alike && !bullet && !table && (starts_low || prose && !ended);
        }
        out.push(line);
    }
}
