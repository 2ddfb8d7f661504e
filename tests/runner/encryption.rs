//! A store that is encrypted: what it says without its passphrase, with a wrong one, with a program that cannot.

#[cfg(feature = "encryption")]
mod sealed;

use crate::dossiers::kill::Seeded;
use crate::home::Home;

/// Bytes that tell nothing, as those of an encrypted store do.
fn random_bytes(length: usize) -> Vec<u8> {
    let mut seeded = Seeded(7);
    (0..length).map(|_| u8::try_from(seeded.below(256)).unwrap()).collect()
}

#[test]
fn an_encrypted_store_is_never_said_to_be_damaged_nor_touched() {
    let home = Home::new();
    assert_eq!(home.run(["referentiel", "list"]).code, Some(0));
    let copy = home.path().join("copie.db");
    let copy = copy.to_str().unwrap();
    assert_eq!(home.run(["backup", copy]).code, Some(0));
    let path = home.data().join("repere.db");
    let bytes = random_bytes(3 * 4096);
    std::fs::write(&path, &bytes).unwrap();
    let why =
        if cfg!(feature = "encryption") { "aucune phrase secrète" } else { "construit sans le chiffrement" };
    for args in [
        vec!["dossier", "list"],
        vec!["match", "cv.txt"],
        vec!["journal", "verify"],
        vec!["backup", "autre.db"],
        vec!["restore", copy, "--yes"],
        vec!["serve", "--no-open", "--port", "0"],
        vec!["store", "decrypt", "--yes"],
    ] {
        home.run(&args).fails(77, &["repere.db", "chiffrée", why]);
    }
    for args in [vec!["doctor"], vec!["doctor", "--repair"]] {
        let ran = home.run(&args);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        let said: String = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("chiffrée") && said.contains(why), "{}", ran.out);
        assert!(!said.contains("endommagé ") && !said.contains("restore"), "{}", ran.out);
    }
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    let ran = home.run(["store", "status"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("la base est chiffrée"), "{}", ran.out);
    // As a copy it is not taken either.
    let sealed = home.file("copie-chiffree.db", &bytes);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(home.run(["referentiel", "list"]).code, Some(0));
    home.run(["restore", &sealed, "--yes"]).fails(77, &["copie-chiffree.db", "chiffrée", why]);
    // Less than a page is no store, and text is not random.
    std::fs::write(&path, &bytes[..2000]).unwrap();
    home.run(["dossier", "list"]).fails(70, &["endommagé"]);
    std::fs::write(&path, "du texte, rien que du texte\n".repeat(1000)).unwrap();
    home.run(["dossier", "list"]).fails(70, &["endommagé"]);
}

#[cfg(not(feature = "encryption"))]
#[test]
fn a_program_without_encryption_says_so_and_changes_nothing() {
    let home = Home::new();
    let phrase = home.file("nouvelle.txt", "une phrase secrète de travail\n");
    assert_eq!(home.run(["referentiel", "list"]).code, Some(0));
    home.run(["store", "encrypt", "--passphrase-file", &phrase])
        .fails(2, &["construit sans le chiffrement", "rien n'a été modifié"]);
    let ran = home.run(["store", "status"]);
    assert!(ran.out.contains("n'est pas chiffrée") && ran.out.contains("construit sans"), "{}", ran.out);
}
