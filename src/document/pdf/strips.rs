//! Rows of a page, and the empty strips that run down several of them with text on both sides.

use super::lines::Piece;

/// Narrowest strip between columns, in parts of the size.
const GUTTER: f64 = 0.7;
/// Two baselines are one row within this, in parts of the size.
const ROW: f64 = 0.35;

/// Places that are tried.
const MAX_CANDIDATES: usize = 64;

/// Pieces that share a baseline, from the left.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) pieces: Vec<Piece>,
}

pub(super) fn rows(mut pieces: Vec<Piece>) -> Vec<Row> {
    pieces.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if (row.y - piece.y).abs() <= ROW * row.size.max(piece.size) => row.pieces.push(piece),
            _ => rows.push(Row { y: piece.y, size: piece.size, pieces: vec![piece] }),
        }
    }
    for row in &mut rows {
        row.pieces.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    rows
}

/// An empty strip that runs down rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strip {
    /// What is on its right begins here.
    pub(super) x: f64,
    /// First row and the one after the last.
    pub(super) rows: std::ops::Range<usize>,
    /// Pieces on either side.
    pub(super) pieces: usize,
}

/// How far from the next column a piece must end.
fn gutter(piece: &Piece) -> f64 {
    if piece.walled { -0.5 } else { GUTTER * piece.size }
}

pub(super) fn is_left(piece: &Piece, x: f64) -> bool {
    piece.x0 < x - 1.0
}

/// The strips that have text on both sides, those that part most first.
pub(super) fn strips(rows: &[Row]) -> Vec<Strip> {
    let mut starts: Vec<f64> = rows.iter().flat_map(|row| row.pieces.iter().map(|piece| piece.x0)).collect();
    starts.sort_by(f64::total_cmp);
    // Where several pieces begin; a page of nothing but candidates would take for ever.
    let mut candidates: Vec<(f64, usize)> = Vec::new();
    for start in starts {
        match candidates.last_mut() {
            Some((first, count)) if start - *first <= 2.0 => *count += 1,
            _ => candidates.push((start, 1)),
        }
    }
    candidates.retain(|(_, count)| *count >= 2);
    candidates.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    candidates.truncate(MAX_CANDIDATES);
    let mut strips: Vec<Strip> = Vec::new();
    for (x, _) in candidates {
        let mut run = 0..0;
        for index in 0..=rows.len() {
            let crossed = rows.get(index).is_none_or(|row| {
                row.pieces.iter().any(|piece| is_left(piece, x) && piece.x1 > x - gutter(piece))
            });
            if crossed {
                strips.extend(strip(rows, x, run.clone()));
                run = index + 1..index + 1;
            } else {
                run.end = index + 1;
            }
        }
    }
    strips.sort_by(|a, b| b.pieces.cmp(&a.pieces).then(a.x.total_cmp(&b.x)));
    strips
}

/// The part of a run of rows that has text on both sides: what hangs on above or below, far from it, is left out.
fn strip(rows: &[Row], x: f64, mut run: std::ops::Range<usize>) -> Option<Strip> {
    let sides = |index: usize| {
        let left = rows[index].pieces.iter().any(|piece| is_left(piece, x));
        let right = rows[index].pieces.iter().any(|piece| !is_left(piece, x));
        (left, right)
    };
    let far = |above: usize| {
        let (a, b) = (&rows[above], &rows[above + 1]);
        b.y - a.y > 2.0 * a.size.max(b.size)
    };
    let mut left = run.clone().filter(|index| sides(*index).0);
    let mut right = run.clone().filter(|index| sides(*index).1);
    let (left_top, right_top) = (left.next()?, right.next()?);
    let (left_bottom, right_bottom) =
        (left.next_back().unwrap_or(left_top), right.next_back().unwrap_or(right_top));
    let (top, bottom) = (left_top.max(right_top), left_bottom.min(right_bottom));
    // What stands between is beside something; above and below, up to the first wide gap.
    let mut start = top.min(bottom);
    while start > run.start && !far(start - 1) {
        start -= 1;
    }
    let mut end = bottom.max(top);
    while end + 1 < run.end && !far(end) {
        end += 1;
    }
    // What is drawn after the right side, below it, in a file that draws one side after the other, is neither's.
    let orders = |rows: &[Row], on_left: bool| -> Vec<usize> {
        let pieces = rows.iter().flat_map(|row| &row.pieces);
        pieces.filter(|piece| is_left(piece, x) == on_left).map(|piece| piece.order).collect()
    };
    if end > right_bottom {
        let (above, below) = rows[start..end + 1].split_at(right_bottom + 1 - start);
        let last = orders(above, false).into_iter().max();
        let first = orders(above, false).into_iter().min();
        if orders(above, true).into_iter().max() < first && orders(below, true).into_iter().min() > last {
            end = right_bottom;
        }
    }
    run = start..end + 1;
    let pieces = rows[run.clone()].iter().map(|row| row.pieces.len()).sum();
    Some(Strip { x, rows: run, pieces })
}

/// The line that one side of a strip has in a row.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) y: f64,
    pub(super) size: f64,
    x0: f64,
    x1: f64,
    pub(super) order: usize,
    characters: usize,
    digits: usize,
}

impl Side {
    pub(super) fn of(pieces: &[&Piece]) -> Option<Side> {
        let first = pieces.first()?;
        let count = |test: fn(&char) -> bool| {
            pieces.iter().map(|piece| piece.text.chars().filter(test).count()).sum()
        };
        Some(Side {
            y: first.y,
            size: first.size,
            x0: first.x0,
            x1: pieces.iter().map(|piece| piece.x1).fold(f64::MIN, f64::max),
            order: pieces.iter().map(|piece| piece.order).min()?,
            characters: count(|_| true),
            digits: count(char::is_ascii_digit),
        })
    }
}

/// Dates stand beside what they date.
pub(super) fn is_dates(side: &[Side]) -> bool {
    let characters: usize = side.iter().map(|line| line.characters).sum();
    let digits: usize = side.iter().map(|line| line.digits).sum();
    characters <= 24 * side.len() && digits * 10 >= characters * 3
}

/// Lines that mostly run to the end of their column, and are long.
pub(super) fn is_prose(side: &[Side]) -> bool {
    let x0 = side.iter().map(|line| line.x0).fold(f64::MAX, f64::min);
    let x1 = side.iter().map(|line| line.x1).fold(f64::MIN, f64::max);
    let full = side.iter().filter(|line| line.x1 - line.x0 >= 0.8 * (x1 - x0)).count();
    let characters: usize = side.iter().map(|line| line.characters).sum();
    side.len() >= 3 && full * 10 >= side.len() * 4 && characters >= 20 * side.len()
}
