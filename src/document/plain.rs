//! Plain text: encoding, line ends, and what gives a binary file away.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Whether `bytes`, a whole file or its beginning, are no text.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    // UTF-16 is full of NUL bytes, and rightly so.
    if utf16(bytes).is_some() {
        return false;
    }
    let controls = bytes.iter().filter(|b| matches!(b, 0x01..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F)).count();
    bytes.contains(&0) || controls * 20 > bytes.len()
}

fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// Decodes and normalises. Bytes that mean nothing in their encoding become U+FFFD; nothing is ever refused.
pub(super) fn text(bytes: Vec<u8>) -> String {
    if let Some(encoding) = utf16(&bytes) {
        return normalise(encoding.decode(&bytes).0.into_owned());
    }
    match String::from_utf8(bytes) {
        Ok(text) => normalise(text),
        Err(error) => {
            let bytes = error.into_bytes();
            normalise(encoding(&bytes).decode(&bytes).0.into_owned())
        }
    }
}

/// The encoding of bytes that are not UTF-8.
fn encoding(bytes: &[u8]) -> &'static Encoding {
    // A BOM announces UTF-8 even when a byte is damaged further on.
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return UTF_8;
    }
    // A few accents are too little for a detector, and French is what comes here: when all that is not ASCII reads as
    // French, it is.
    let mut others = bytes.iter().filter(|b| !b.is_ascii());
    if others.all(|b| FRENCH_1252.contains(b)) {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"fr"), Utf8Detection::Deny)
}

/// French letters and signs in Windows-1252, of which Latin-1 is a part.
const FRENCH_1252: &[u8] = b"\xE0\xE2\xE4\xE6\xE7\xE8\xE9\xEA\xEB\xEE\xEF\xF4\xF6\xF9\xFB\xFC\xFF\
    \xC0\xC2\xC4\xC6\xC7\xC8\xC9\xCA\xCB\xCE\xCF\xD4\xD6\xD9\xDB\xDC\x8C\x9C\x9F\
    \x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\xA0\xA3\xA7\xA9\xAB\xAE\xB0\xB1\xB2\xB3\xB7\xBB\xBC\xBD\xBE";

/// `\n` for every line end; spaces for the control characters, which would otherwise reach a terminal.
fn normalise(text: String) -> String {
    let text = match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    let strange = |b: u8| (b < 0x20 && b != b'\n' && b != b'\t') || b == 0x7F;
    // Most documents need nothing, and this test is many times faster than the rewriting.
    if !text.bytes().any(|b| strange(b) || b == 0xC2) {
        return text;
    }
    let mut normal = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                if characters.peek() == Some(&'\n') {
                    characters.next();
                }
                normal.push('\n');
            }
            '\n' | '\t' => normal.push(c),
            // Form feeds too: an editor does not count a line for them.
            c if c.is_control() => normal.push(' '),
            c => normal.push(c),
        }
    }
    normal
}
