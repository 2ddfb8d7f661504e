//! Names for dossiers: pronounceable, and nobody's.

/// Consonants and vowels that go together in any order, and are told apart by ear.
const CONSONANTS: &[u8; 12] = b"bdfklmnprstv";
const VOWELS: &[u8; 4] = b"aiou";

/// Beginnings and parts that would read badly.
const UNFIT: &[&str] = &[
    "bit", "kaka", "kak", "kul", "kon", "nul", "nazi", "pip", "pup", "put", "rat", "sal", "sad", "sot",
    "zizi", "vil", "mort", "tar", "fol", "fuk", "dik", "nik", "kill", "bidon", "bur",
];

/// A pseudonym of three syllables, at random: one of 110,592, less those that are unfit or somebody's first name.
///
/// # Errors
/// The system gives no random numbers.
pub(super) fn pseudonym() -> Result<String, getrandom::Error> {
    loop {
        let mut bytes = [0_u8; 6];
        getrandom::fill(&mut bytes)?;
        // 256 is no multiple of 12: the few values past the last whole one would favour some consonants.
        if bytes.iter().step_by(2).any(|byte| *byte >= 252) {
            continue;
        }
        let name: String = bytes
            .chunks(2)
            .flat_map(|pair| {
                [CONSONANTS[usize::from(pair[0]) % 12] as char, VOWELS[usize::from(pair[1]) % 4] as char]
            })
            .collect();
        if is_fit(&name) {
            let mut letters = name.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            return Ok(first.chain(letters).collect());
        }
    }
}

fn is_fit(name: &str) -> bool {
    !UNFIT.iter().any(|unfit| name.contains(unfit)) && !crate::pseudonym::is_first_name(name)
}
