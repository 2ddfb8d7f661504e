//! Glyphs to words and pieces of lines: what stands on one baseline with no wide gap in it.

use super::glyphs::{Glyph, Text};
use crate::text::hyphen;

/// Words on one baseline without a gap that could part columns.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    /// Its first glyph's turn in the file.
    pub(super) order: usize,
    /// Width of its first word.
    pub(super) first_word: f64,
    /// A vertical rule stands at its end.
    pub(super) walled: bool,
}

/// How far apart two baselines of one line may be, in parts of the size.
const SAME_LINE: f64 = 0.35;
/// A gap between words, in parts of the size, where no space was drawn.
const WORD_GAP: f64 = 0.17;
/// The same in a line whose spaces are drawn.
const DRAWN_GAP: f64 = 0.4;
/// A gap that may part columns.
const WIDE_GAP: f64 = 1.0;

/// The pieces of a page, from the top, from the left.
pub(super) fn pieces(mut glyphs: Vec<Glyph>, walls: &[(f64, f64, f64)]) -> Vec<Piece> {
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    // Rows that a glyph may still belong to are the last few: columns' baselines interleave.
    const OPEN: usize = 8;
    for glyph in glyphs {
        let open = rows.len().saturating_sub(OPEN);
        let home = rows[open..].iter().rposition(|row| {
            let last = &row[row.len() - 1];
            (last.y - glyph.y).abs() <= SAME_LINE * last.size.max(glyph.size)
        });
        match home {
            Some(at) => rows[open + at].push(glyph),
            None => rows.push(vec![glyph]),
        }
    }
    let mut pieces: Vec<Piece> = rows.into_iter().flat_map(|row| of_row(row, walls)).collect();
    pieces.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    pieces
}

fn of_row(mut row: Vec<Glyph>, walls: &[(f64, f64, f64)]) -> Vec<Piece> {
    row.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.order.cmp(&b.order)));
    // Bold made by drawing twice.
    row.dedup_by(|b, a| a.text == b.text && !a.is_space() && (a.x0 - b.x0).abs() < 0.12 * a.size.max(1.0));
    let mut pieces = Vec::new();
    let mut current: Vec<Glyph> = Vec::new();
    let y = row[0].y;
    let walls: Vec<f64> =
        walls.iter().filter(|(_, top, bottom)| (*top..=*bottom).contains(&y)).map(|(x, ..)| *x).collect();
    for glyph in row {
        let end = current.iter().rev().find(|g| !g.is_space()).map(|g| (g.x1, g.size));
        if let Some((x1, size)) = end
            && !glyph.is_space()
        {
            let walled = walls.iter().any(|x| (x1 - 0.5..=glyph.x0 + 0.5).contains(x));
            if walled || glyph.x0 - x1 > WIDE_GAP * size.max(glyph.size) {
                pieces.extend(piece(std::mem::take(&mut current)).map(|piece| Piece { walled, ..piece }));
            }
        }
        current.push(glyph);
    }
    pieces.extend(piece(current));
    pieces
}

fn piece(glyphs: Vec<Glyph>) -> Option<Piece> {
    let first = glyphs.iter().position(|glyph| !glyph.is_space())?;
    let last = glyphs.iter().rposition(|glyph| !glyph.is_space())?;
    let glyphs = &glyphs[first..=last];
    let gap = word_gap(glyphs);
    let mut text = String::with_capacity(glyphs.len() + 8);
    let mut previous: Option<&Glyph> = None;
    let mut space = false;
    let mut first_word = None;
    for glyph in glyphs {
        if glyph.is_space() {
            space = true;
            continue;
        }
        if let Some(before) = previous {
            space |= glyph.x0 - before.x1 > gap * before.size.max(glyph.size);
            if space {
                text.push(' ');
                first_word = first_word.or(Some(before.x1));
            }
        }
        match &glyph.text {
            Text::One(c) => accented(&mut text, *c, space),
            Text::More(more) => text.push_str(more),
        }
        space = false;
        previous = Some(glyph);
    }
    // The size of most of it.
    let mut sizes: Vec<f64> = glyphs.iter().map(|glyph| glyph.size).collect();
    sizes.sort_by(f64::total_cmp);
    let size = sizes[sizes.len() / 2];
    let mut baselines: Vec<f64> = glyphs.iter().map(|glyph| glyph.y).collect();
    baselines.sort_by(f64::total_cmp);
    let (x0, x1) = (glyphs[0].x0, glyphs.iter().map(|glyph| glyph.x1).fold(f64::MIN, f64::max));
    Some(Piece {
        text,
        x0,
        x1,
        y: baselines[baselines.len() / 2],
        size,
        order: glyphs.iter().map(|glyph| glyph.order).min()?,
        first_word: first_word.unwrap_or(x1) - x0,
        walled: false,
    })
}

/// The gap from which two glyphs belong to two words: wider where spaces are drawn, or where all letters are spaced out.
fn word_gap(glyphs: &[Glyph]) -> f64 {
    let drawn = glyphs.iter().any(Glyph::is_space);
    let mut gaps: Vec<f64> = glyphs
        .windows(2)
        .filter(|pair| !pair[0].is_space() && !pair[1].is_space())
        .map(|pair| (pair[1].x0 - pair[0].x1) / pair[0].size.max(pair[1].size))
        .collect();
    let base = if drawn { DRAWN_GAP } else { WORD_GAP };
    if gaps.len() < 3 {
        return base;
    }
    gaps.sort_by(f64::total_cmp);
    let middle = gaps[gaps.len() / 2];
    if middle > 0.08 { (middle * 1.8).max(base) } else { base }
}

/// Adds a character; an accent that stands alone joins the letter that it was drawn on.
fn accented(text: &mut String, c: char, space: bool) {
    if !space
        && let Some(accent) = text.chars().last()
        && let Some(whole) = composed(accent, c)
    {
        text.pop();
        text.push(whole);
        return;
    }
    text.push(c);
}

/// Accent and letter as older typesetters draw them, one over the other.
fn composed(accent: char, letter: char) -> Option<char> {
    let at = |letters: &str, whole: &str| {
        letters.chars().position(|c| c == letter).and_then(|at| whole.chars().nth(at))
    };
    match accent {
        '´' => at("eaiouyEAIOU", "éáíóúýÉÁÍÓÚ"),
        '`' | 'ˋ' => at("eaiouEAIOU", "èàìòùÈÀÌÒÙ"),
        'ˆ' => at("eaiouEAIOU", "êâîôûÊÂÎÔÛ"),
        '¨' => at("eaiouyEAIOU", "ëäïöüÿËÄÏÖÜ"),
        '¸' => at("cC", "çÇ"),
        _ => None,
    }
}

/// Joins a word parted by a hyphen at the end of a line: its rest moves up.
pub(super) fn unhyphenate(line: &mut String, next: &mut String) {
    let Some(stem) = line.strip_suffix(['-', '\u{AD}', '\u{2010}', '\u{2011}']) else { return };
    if !stem.ends_with(char::is_alphabetic) || !next.starts_with(char::is_lowercase) {
        return;
    }
    let soft = !line.ends_with('-');
    let word = stem.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let kept = !soft && hyphen::is_kept_after(&word);
    line.pop();
    if kept {
        line.push('-');
    }
    let end = next.find(' ').unwrap_or(next.len());
    // A word that fills the next line alone would leave nothing of it.
    let moved: String = next.drain(..end).collect();
    line.push_str(&moved);
    *next = next.trim_start().to_owned();
}
