//! The glyphs of a PDF's pages with their Unicode text and their places, and the rules that part table rows.

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use hayro_syntax::Pdf;

use crate::document::fault::Fault;
use crate::document::limits;

/// A glyph, its page turned so that its line runs to the right.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) text: Text,
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// Baseline, from the top.
    pub(super) y: f64,
    pub(super) size: f64,
    /// Its turn in the file.
    pub(super) order: usize,
}

/// Most glyphs are one character.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Text {
    One(char),
    More(String),
}

impl Glyph {
    pub(super) fn is_space(&self) -> bool {
        matches!(self.text, Text::One(c) if c.is_whitespace())
    }
}

/// One page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) width: f64,
    pub(super) height: f64,
    /// By the quarter turns of their lines: upright first.
    pub(super) glyphs: [Vec<Glyph>; 4],
    /// Horizontal rules: left, right, height from the top.
    pub(super) rules: Vec<(f64, f64, f64)>,
    /// Vertical ones: their place from the left, top and bottom.
    pub(super) walls: Vec<(f64, f64, f64)>,
    /// Glyphs that nothing says the character of.
    pub(super) unknown: usize,
    pub(super) images: usize,
    /// Paths drawn.
    pub(super) marks: usize,
}

impl Page {
    /// Glyphs that say something.
    pub(super) fn characters(&self) -> usize {
        self.glyphs.iter().flatten().filter(|glyph| !glyph.is_space()).count()
    }
}

/// Reads every page.
pub(super) fn pages(pdf: &Pdf) -> Result<Vec<Page>, Fault> {
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    let mut total = 0;
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let mut reader = Reader { page: Page { width, height, ..Page::default() }, count: 0 };
        let turned = page.initial_transform(true).to_kurbo();
        let bounds = Rect::new(0.0, 0.0, width, height);
        let mut context = Context::new(turned, bounds, &cache, pdf.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut reader);
        total += reader.count;
        if total > limits::MAX_TEXT {
            return Err(Fault::TooMuchText);
        }
        pages.push(reader.page);
    }
    Ok(pages)
}

struct Reader {
    page: Page,
    count: usize,
}

impl Reader {
    fn glyph(&mut self, drawn: &Drawn, transform: Affine) {
        self.count += 1;
        if self.count > limits::MAX_GLYPHS {
            return;
        }
        let advance = match drawn {
            Drawn::Outline(glyph) => glyph.advance_width(),
            Drawn::Type3(glyph) => glyph.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(500.0));
        let [a, b, c, d, ..] = transform.as_coeffs();
        let size = 1000.0 * c.hypot(d);
        let start = transform * Point::ZERO;
        let end = transform * Point::new(advance, 0.0);
        if !(start.x.is_finite() && start.y.is_finite() && end.x.is_finite() && size.is_finite())
            || size < 0.5
        {
            return;
        }
        let outside = |value: f64, limit: f64| value < -5.0 || value > limit + 5.0;
        if outside(start.x, self.page.width) || outside(start.y, self.page.height) {
            return;
        }
        let Some(text) = unicode(drawn) else {
            self.page.unknown += 1;
            return;
        };
        // The quarter turn that its line runs along, counted clockwise.
        let turn = match (a.abs() >= b.abs(), a >= 0.0, b >= 0.0) {
            (true, true, _) => 0,
            (false, _, true) => 1,
            (true, false, _) => 2,
            (false, _, false) => 3,
        };
        let (width, height) = (self.page.width, self.page.height);
        let upright = |point: Point| match turn {
            0 => (point.x, point.y),
            1 => (point.y, width - point.x),
            2 => (width - point.x, height - point.y),
            _ => (height - point.y, point.x),
        };
        let ((x0, y), (x1, _)) = (upright(start), upright(end));
        let order = self.count;
        self.page.glyphs[turn].push(Glyph { text, x0: x0.min(x1), x1: x1.max(x0), y, size, order });
    }
}

/// What a glyph says, ligatures taken apart; `None` if nothing tells.
fn unicode(glyph: &Drawn) -> Option<Text> {
    let text = match glyph.as_unicode()? {
        BfString::Char(c) => match ligature(c) {
            Some(text) => Text::More(text.to_owned()),
            None => Text::One(clean(c)?),
        },
        BfString::String(text) => {
            let mut whole = String::with_capacity(text.len());
            for c in text.chars() {
                match ligature(c) {
                    Some(parts) => whole.push_str(parts),
                    None => whole.extend(clean(c)),
                }
            }
            let mut characters = whole.chars();
            match (characters.next(), characters.next()) {
                (Some(c), None) => Text::One(c),
                (Some(_), Some(_)) => Text::More(whole),
                (None, _) => return None,
            }
        }
    };
    Some(text)
}

fn clean(c: char) -> Option<char> {
    match c {
        '\u{A0}' | '\u{202F}' | '\u{2000}'..='\u{200A}' | '\t' => Some(' '),
        '\u{FFFD}' | '\0' => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    }
}

fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

impl<'a> Device<'a> for Reader {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.page.marks += 1;
        const MOST: usize = 5000;
        if self.page.rules.len() >= MOST || path.elements().len() > 64 {
            return;
        }
        let bounds = props.transform.transform_rect_bbox(path.bounding_box());
        if !bounds.width().is_finite() || !bounds.height().is_finite() {
            return;
        }
        let (rules, walls) = (&mut self.page.rules, &mut self.page.walls);
        const THIN: f64 = 3.0;
        const LONG: f64 = 8.0;
        if bounds.height() < THIN && bounds.width() > LONG {
            rules.push((bounds.x0, bounds.x1, bounds.center().y));
        } else if bounds.width() < THIN && bounds.height() > LONG {
            walls.push((bounds.center().x, bounds.y0, bounds.y1));
        } else if matches!(mode, DrawMode::Stroke(_) | DrawMode::FillAndStroke(..)) && bounds.width() > LONG {
            // The edges of a cell.
            rules.extend([bounds.y0, bounds.y1].map(|y| (bounds.x0, bounds.x1, y)));
            walls.extend([bounds.x0, bounds.x1].map(|x| (x, bounds.y0, bounds.y1)));
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.page.images += 1;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
