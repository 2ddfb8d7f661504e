//! Static word vectors: words that are used alike stand near each other, also those that training never saw.
//!
//! `index/vectors.bin`, made by `index/vectors.py`, which describes its bytes and its source. It is read where it lies:
//! nothing is unpacked at start.

const SHIPPED: &[u8] = include_bytes!("../../index/vectors.bin");
const MAGIC: &[u8; 8] = b"REPVEC1\n";

/// Numbers a word.
pub(super) const DIMENSIONS: usize = 64;
/// Vectors; many words share one.
pub(super) const ROWS: usize = 20_000;
const SLOT_BITS: u32 = 19;

const SCALES: usize = MAGIC.len() + 12;
const NUMBERS: usize = SCALES + 4 * ROWS;
const SLOTS: usize = NUMBERS + ROWS * DIMENSIONS;

// The file is part of the program: a wrong one does not build.
const _: () = assert!(SHIPPED.len() == SLOTS + (4 << SLOT_BITS));

/// The row of a folded word's vector; `None` for a word without.
pub(super) fn row(folded: &str) -> Option<u32> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in folded.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mask = (1_usize << SLOT_BITS) - 1;
    let mut at = hash as usize & mask;
    loop {
        let slot = u32::from_le_bytes(four(SLOTS + 4 * at));
        if slot == 0 {
            return None;
        }
        if slot >> 16 == (hash >> 48) as u32 {
            return Some((slot & 0xffff) - 1);
        }
        at = (at + 1) & mask;
    }
}

/// The row of a word of a text: that of its masculine singular where a rule tells, so that "administrative" and
/// "administratif" are one.
pub(super) fn row_of_word(folded: &str) -> Option<u32> {
    let neutral = crate::text::neutral(folded);
    masculine(&neutral).and_then(|form| row(&form)).or_else(|| row(&neutral)).or_else(|| row(folded))
}

/// The masculine of endings that stemming makes one but the vectors tell apart. Short words are left alone: "vente" is no
/// feminine.
fn masculine(word: &str) -> Option<String> {
    const ENDINGS: [(&str, &str, usize); 6] = [
        ("ante", "ant", 7),
        ("ente", "ent", 7),
        ("ienne", "ien", 7),
        ("ive", "if", 6),
        ("elle", "el", 8),
        ("ale", "al", 7),
    ];
    let (feminine, masculine, _) =
        ENDINGS.iter().find(|(ending, _, shortest)| word.len() >= *shortest && word.ends_with(ending))?;
    Some(format!("{}{masculine}", &word[..word.len() - feminine.len()]))
}

/// The vector of a row, with the scale that its numbers are to be multiplied by.
pub(super) fn vector(row: u32) -> (impl Iterator<Item = f32>, f32) {
    let row = row as usize;
    let start = NUMBERS + row * DIMENSIONS;
    let numbers = SHIPPED[start..start + DIMENSIONS].iter().map(|byte| f32::from(*byte as i8));
    (numbers, f32::from_le_bytes(four(SCALES + 4 * row)))
}

fn four(at: usize) -> [u8; 4] {
    [SHIPPED[at], SHIPPED[at + 1], SHIPPED[at + 2], SHIPPED[at + 3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(a: &str, b: &str) -> f32 {
        let values = |word: &str| {
            let (numbers, scale) = vector(row(word).unwrap());
            numbers.map(|number| number * scale).collect::<Vec<f32>>()
        };
        let (a, b) = (values(a), values(b));
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
        dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
    }

    #[test]
    fn words_used_alike_are_near() {
        assert_eq!(&SHIPPED[..8], MAGIC);
        assert!(cosine("facture", "factures") > 0.6);
        assert!(cosine("fournisseur", "prestataire") > cosine("fournisseur", "chanson") + 0.2);
        assert!(cosine("secretaire", "assistante") > cosine("secretaire", "fromage") + 0.2);
    }

    #[test]
    fn an_unknown_word_has_none() {
        assert_eq!(row("xqzvkwj"), None);
        assert_eq!(row(""), None);
    }
}
