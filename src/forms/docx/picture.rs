//! A drawing as PNG, for word processors that show no SVG.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use super::super::fonts;
use super::failed;
use crate::forms::error::{FormError, Result};

/// Points a unit: sharp on paper at the size that it is shown.
const SCALE: f32 = 2.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut database = Database::new();
    for bytes in fonts::ALL {
        database.load_font_data(bytes().to_vec());
    }
    Arc::new(database)
});

/// Draws an SVG file of ours.
///
/// # Errors
/// It is no SVG, or has no size.
pub(super) fn png(svg: &str) -> Result<Vec<u8>> {
    let options =
        Options { fontdb: Arc::clone(&FONTS), font_family: "DejaVu Sans".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(failed)?;
    let size = tree.size();
    let (width, height) = ((size.width() * SCALE).ceil(), (size.height() * SCALE).ceil());
    let mut pixels = Pixmap::new(width as u32, height as u32)
        .ok_or_else(|| FormError::Layout("un dessin n'a pas de taille".to_owned()))?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(failed)
}
