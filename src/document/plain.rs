//! Plain text in the encodings that people's files have.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, WINDOWS_1252};

/// First bytes of files that are not text, and what they are to the reader.
const MAGIC: [(&[u8], &str); 11] = [
    (b"%PDF", "c'est un PDF"),
    (b"PK\x03\x04", "c'est un document Word, LibreOffice ou une archive ZIP"),
    (b"\xd0\xcf\x11\xe0", "c'est un ancien document Word ou Excel"),
    (b"{\\rtf", "c'est un document RTF"),
    (b"\x89PNG", "c'est une image"),
    (b"\xff\xd8\xff", "c'est une image"),
    (b"GIF8", "c'est une image"),
    (b"II*\0", "c'est une image"),
    (b"MM\0*", "c'est une image"),
    (b"\x1f\x8b", "c'est une archive"),
    (b"\x7fELF", "c'est un programme"),
];

/// What the bytes are, when they are not text.
pub(super) fn not_text(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    if Encoding::for_bom(bytes).is_some() {
        return None; // UTF-16 has zero bytes by right
    }
    let control = bytes.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    (bytes.contains(&0) || control * 10 > bytes.len()).then_some("c'est un fichier binaire")
}

/// Decodes bytes that hold text. Valid UTF-8 is UTF-8; anything else is guessed as French text.
pub(super) fn decode(bytes: &[u8]) -> String {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (guess(bytes), bytes),
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    unix_lines(&text)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return encoding_rs::UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(Some(b"fr"), Utf8Detection::Deny);
    // A few accented letters say little: what is not a Western guess is more likely French all the same.
    if guessed.is_single_byte() { WINDOWS_1252 } else { guessed }
}

/// `\r\n` and lone `\r` become `\n`, so that lines are those that an editor shows.
fn unix_lines(text: &str) -> String {
    if !text.contains('\r') {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_in_every_encoding() {
        let text = "Réalisé à l’été : 20 € – œuvre\nligne 2";
        let (latin, _, _) = WINDOWS_1252.encode(text);
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &latin, &utf16, &bom] {
            assert_eq!(not_text(bytes), None);
            assert_eq!(decode(bytes), text);
        }
        assert_eq!(decode(b"a\r\nb\rc"), "a\nb\nc");
    }

    #[test]
    fn binaries_are_named() {
        assert_eq!(not_text(b"%PDF-1.7 ..."), Some("c'est un PDF"));
        assert_eq!(not_text(b"abc\0def"), Some("c'est un fichier binaire"));
        assert_eq!(not_text("été".as_bytes()), None);
    }
}
