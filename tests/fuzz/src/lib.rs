//! What the targets share: a file is read in this process, and nothing may panic.

use std::io::{Cursor, Write};

use repere::document::{Fault, Reading, Sink, extract};

/// Takes what is found and forgets it.
struct Nothing;

impl Sink for Nothing {
    fn begin(&mut self, _: &str) -> bool {
        true
    }

    fn end(&mut self, _: Result<String, Fault>) {}
}

/// Reads a file of this name.
pub fn read(name: &str, bytes: &[u8]) {
    extract(bytes, name, &Reading::default(), &mut Nothing);
}

/// Reads a package whose part of this name holds the bytes: a fuzzer seldom gets through the ZIP around it.
pub fn inside(part: &str, bytes: &[u8]) {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mime: &[u8] = b"application/vnd.oasis.opendocument.text";
    for (name, bytes) in [("mimetype", mime), (part, bytes)] {
        if name == "mimetype" && part != "content.xml" {
            continue;
        }
        let written = zip.start_file(name, stored).is_ok() && zip.write_all(bytes).is_ok();
        assert!(written, "a ZIP in memory takes what it is given");
    }
    if let Ok(whole) = zip.finish() {
        read("a.zip", &whole.into_inner());
    }
}
