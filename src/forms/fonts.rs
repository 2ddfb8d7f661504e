//! The fonts that documents are set in, embedded: DejaVu Sans Condensed, whose licence lets anybody use, embed and hand
//! it on. It has every letter of European names, arrows and boxes to tick.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The files: regular, bold, oblique.
pub(super) const ALL: [fn() -> &'static [u8]; 3] =
    [dejavu::sans_condensed::regular, dejavu::sans_condensed::bold, dejavu::sans_condensed::oblique];

/// Characters that one of them has: where the oblique misses a script, the regular stands in.
static COVERED: LazyLock<BTreeSet<u32>> = LazyLock::new(|| {
    let infos = ALL.iter().filter_map(|bytes| typst::text::FontInfo::new(bytes(), 0));
    infos.flat_map(|info| info.coverage.iter().collect::<Vec<_>>()).collect()
});

/// Whether a character can be shown.
pub(super) fn have(c: char) -> bool {
    c.is_ascii() || c == '\u{200b}' || COVERED.contains(&u32::from(c))
}
