//! A document as DOCX, for word processors: real headings, lists, tables whose header is repeated, drawings with their
//! words, French throughout. The same content gives the same bytes.

mod body;
mod parts;
mod picture;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::error::{FormError, Result};
use super::sheet::Sheet;

/// Writes a whole file.
///
/// # Errors
/// A drawing could not be made.
pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>> {
    let body::Body { xml, pictures } = body::write(sheet);
    let mut archive = Archive(ZipWriter::new(Cursor::new(Vec::with_capacity(64 * 1024))));
    archive.add("[Content_Types].xml", parts::content_types().as_bytes())?;
    archive.add("_rels/.rels", parts::relations().as_bytes())?;
    archive.add("docProps/core.xml", parts::core(sheet).as_bytes())?;
    archive.add("docProps/app.xml", parts::app().as_bytes())?;
    archive.add("word/document.xml", xml.as_bytes())?;
    archive.add("word/_rels/document.xml.rels", parts::document_relations(pictures.len()).as_bytes())?;
    archive.add("word/styles.xml", parts::styles().as_bytes())?;
    archive.add("word/numbering.xml", parts::numbering().as_bytes())?;
    archive.add("word/settings.xml", parts::settings().as_bytes())?;
    archive.add("word/footer1.xml", parts::footer(&sheet.running).as_bytes())?;
    for (at, svg) in pictures.iter().enumerate() {
        let number = at + 1;
        archive.add(&format!("word/media/image{number}.png"), &picture::png(svg)?)?;
        archive.add(&format!("word/media/image{number}.svg"), svg.as_bytes())?;
    }
    archive.0.finish().map(Cursor::into_inner).map_err(failed)
}

struct Archive(ZipWriter<Cursor<Vec<u8>>>);

impl Archive {
    /// Adds a file, without a date of its own.
    fn add(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        self.0.start_file(name, options).map_err(failed)?;
        self.0.write_all(content).map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> FormError {
    FormError::Layout(error.to_string())
}

/// A text in XML. Characters that XML does not take were left out when the content was made.
fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
