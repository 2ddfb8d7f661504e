//! A drawing being made: shapes and words in SVG, in inks that a black and white printer tells apart.

use std::fmt::Write;

/// Ink of words and lines.
pub(super) const INK: &str = "#1a1a1a";
/// Fill of what is fully there.
pub(super) const FULL: &str = "#333333";
/// Lines that only help the eye.
pub(super) const FAINT: &str = "#8a8a8a";

/// Where a word stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a word looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub size: u8,
    pub bold: bool,
    pub anchor: Anchor,
}

impl Words {
    pub const fn new(size: u8) -> Self {
        Self { size, bold: false, anchor: Anchor::Start }
    }

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }
}

/// How a bar is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    Solid,
    Hatched,
    Empty,
}

/// A drawing of a size, white all over.
pub(super) struct Drawing {
    body: String,
    width: f32,
    height: f32,
}

impl Drawing {
    pub fn new(width: f32, height: f32) -> Self {
        Self { body: String::new(), width, height }
    }

    pub fn text(&mut self, x: f32, y: f32, words: Words, content: &str) {
        let anchor = match words.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if words.bold { "bold" } else { "normal" };
        let size = words.size;
        self.line_of(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" font-weight=\"{weight}\" text-anchor=\"{anchor}\" \
             fill=\"{INK}\">{}</text>",
            escaped(content)
        ));
    }

    pub fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, fill: &str, stroke: &str) {
        self.line_of(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\" \
             stroke=\"{stroke}\" stroke-width=\"1\"/>"
        ));
    }

    /// A line; `dashes` as SVG writes them, none for a whole one.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), stroke: &str, width: f32, dashes: &str) {
        let dashes = dashed(dashes);
        self.line_of(format_args!(
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{stroke}\" \
             stroke-width=\"{width}\"{dashes}/>",
            from.0, from.1, to.0, to.1
        ));
    }

    pub fn polygon(&mut self, points: &[(f32, f32)], fill: &str, stroke: &str, width: f32, dashes: &str) {
        let dashes = dashed(dashes);
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        self.line_of(format_args!(
            "<polygon points=\"{}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\" \
             stroke-linejoin=\"round\"{dashes}/>",
            points.join(" ")
        ));
    }

    pub fn circle(&mut self, x: f32, y: f32, radius: f32, fill: &str, stroke: &str) {
        self.line_of(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{fill}\" stroke=\"{stroke}\" \
             stroke-width=\"1.5\"/>"
        ));
    }

    /// A bar in its frame, filled from the left to `share` of its width. Hatching is drawn line by line: patterns do
    /// not print alike everywhere.
    pub fn bar(&mut self, at: (f32, f32), size: (f32, f32), share: f32, fill: Fill) {
        let ((x, y), (width, height)) = (at, size);
        self.rect(x, y, width, height, "#ffffff", FAINT);
        let filled = (width * share.clamp(0.0, 1.0)).round();
        if filled < 1.0 {
            return;
        }
        match fill {
            Fill::Empty => {}
            Fill::Solid => self.rect(x, y, filled, height, FULL, INK),
            Fill::Hatched => {
                let mut lean = -height + 5.0;
                while lean < filled {
                    let (left, right) = (lean.max(0.0), (lean + height).min(filled));
                    let from = (x + left, y + height - (left - lean));
                    let to = (x + right, y + height - (right - lean));
                    self.line(from, to, INK, 1.3, "");
                    lean += 5.0;
                }
                self.rect(x, y, filled, height, "none", INK);
            }
        }
    }

    /// The whole SVG file, with what it shows in words.
    pub fn finish(self, alternative: &str) -> String {
        let Self { body, width, height } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-label=\"{}\" font-family=\"'DejaVu Sans Condensed', 'DejaVu Sans', \
             system-ui, sans-serif\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{body}</svg>\n",
            escaped(alternative)
        )
    }

    fn line_of(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing into a text cannot fail.
        let _ = self.body.write_fmt(what);
        self.body.push('\n');
    }
}

fn dashed(dashes: &str) -> String {
    if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") }
}

/// A text cut to a number of characters, on a word where one ends nearby.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            let end = text[..end].rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
            format!("{}…", text[..end].trim_end())
        }
    }
}

fn escaped(text: &str) -> String {
    crate::report::escaped(&super::super::text::clean(text))
}
