//! What is printed around the text of each page: a header or a footer that comes back is kept once, page numbers are dropped.

use std::collections::{HashMap, HashSet};

use super::Line;

/// Lines at either end of a page that may be furniture.
const EDGE: usize = 3;

pub(super) fn remove(pages: &mut [Vec<Line>]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let mut seen: Vec<String> = edges(page).into_iter().map(|at| key(&page[at])).collect();
        seen.sort();
        seen.dedup();
        for key in seen {
            *counts.entry(key).or_default() += 1;
        }
    }
    // What comes back on two pages of many may be chance.
    let number = pages.len();
    let several = number > 1;
    let mut kept: HashSet<String> = HashSet::new();
    for page in pages.iter_mut() {
        let edges = edges(page);
        let mut drop = Vec::new();
        for at in edges {
            let key = key(&page[at]);
            let returns = counts.get(&key).is_some_and(|count| *count > 1 && *count * 2 >= number);
            if several && is_page_number(&page[at].text) || returns && !kept.insert(key) {
                drop.push(at);
            }
        }
        let mut at = 0;
        page.retain(|_| {
            at += 1;
            !drop.contains(&(at - 1))
        });
    }
}

/// The lines at the top and at the bottom of a page that a gap parts from its text, whatever the order in which they are read.
fn edges(page: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..page.len()).collect();
    order.sort_by(|a, b| page[*a].y.total_cmp(&page[*b].y));
    let mut edges = apart(page, &order);
    order.reverse();
    edges.extend(apart(page, &order));
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// The first lines of an order, up to the first wide gap; none if there is no gap among them.
fn apart(page: &[Line], order: &[usize]) -> Vec<usize> {
    const GAP: f64 = 1.8;
    let gap = order.windows(2).take(EDGE).position(|pair| {
        let (a, b) = (&page[pair[0]], &page[pair[1]]);
        (b.y - a.y).abs() > GAP * a.size.max(b.size)
    });
    gap.map(|at| order[..=at].to_vec()).unwrap_or_default()
}

/// A line with its numbers made alike and its height, roughly.
fn key(line: &Line) -> String {
    let mut text: String = line.text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
    while text.contains("##") {
        text = text.replace("##", "#");
    }
    format!("{} {}", (line.y / 6.0).round(), text.trim())
}

/// "3", "- 3 -", "Page 3", "3/12", "Page 3 sur 12"
fn is_page_number(text: &str) -> bool {
    let mut numbers = 0;
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        if word.bytes().all(|b| b.is_ascii_digit()) && word.len() <= 4 {
            numbers += 1;
        } else if !matches!(word.to_lowercase().as_str(), "page" | "p" | "sur" | "of" | "de") {
            return false;
        }
    }
    (1..=2).contains(&numbers) && text.chars().count() <= 20
}
