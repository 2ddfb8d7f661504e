//! A PDF whose pages are images, read through OCR: its own images where one covers a page, else the page drawn by `pdftoppm`.

use std::fmt::Write;

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use hayro_syntax::Pdf;

use crate::document::fault::Fault;
use crate::document::place::PAGE;
use crate::document::{limits, ocr};

/// Pixels of a side below which an image is a logo.
const MIN_SIDE: u32 = 600;

pub(super) fn text(pdf: &Pdf, file: &[u8]) -> Result<String, Fault> {
    let pages = pdf.pages().len();
    if pages > limits::MAX_OCR_PAGES {
        return Err(Fault::TooManyScans { pages });
    }
    ocr::ready()?;
    let cache = InterpreterCache::new();
    let mut out = String::new();
    for (index, page) in pdf.pages().iter().enumerate() {
        let mut images = Images::default();
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let turned = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(turned, bounds, &cache, pdf.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut images);
        let upright = matches!(page.rotation(), hayro_syntax::page::Rotation::None);
        let image = match images.largest.filter(|_| upright && images.count == 1) {
            Some(image) => image,
            None => ocr::page(file, index + 1)?,
        };
        let read = match ocr::image(&image) {
            Ok(read) => read,
            Err(Fault::NothingRecognised) => String::new(),
            Err(fault) => return Err(fault),
        };
        out.push(PAGE);
        out.push_str(read.trim_start_matches('\n'));
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
    if out.contains(char::is_alphanumeric) { Ok(out) } else { Err(Fault::NothingRecognised) }
}

/// The largest image of a page, in the plain form that every program reads (PGM, PPM).
#[derive(Default)]
struct Images {
    largest: Option<Vec<u8>>,
    area: u64,
    count: usize,
}

impl Images {
    fn keep(&mut self, kind: &str, width: u32, height: u32, data: &[u8]) {
        self.count += 1;
        let area = u64::from(width) * u64::from(height);
        if width < MIN_SIDE || height < MIN_SIDE || area <= self.area {
            return;
        }
        let mut head = String::new();
        let _ = write!(head, "{kind}\n{width} {height}\n255\n");
        let mut image = head.into_bytes();
        image.extend_from_slice(data);
        self.area = area;
        self.largest = Some(image);
    }
}

impl<'a> Device<'a> for Images {
    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        match image {
            Image::Raster(raster) => raster.with_rgba(
                |image, _| match image {
                    ImageData::Rgb(rgb) => self.keep("P6", rgb.width, rgb.height, &rgb.data),
                    ImageData::Luma(luma) => self.keep("P5", luma.width, luma.height, &luma.data),
                },
                None,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, _| {
                    // What is painted is dark.
                    let data: Vec<u8> = mask.data.iter().map(|painted| 255 - painted).collect();
                    self.keep("P5", mask.width, mask.height, &data);
                },
                None,
            ),
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
