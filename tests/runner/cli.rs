//! The command line itself: help, search, completions, manual.

use crate::home::Home;

#[test]
fn help_has_examples_and_exit_codes() {
    let home = Home::new();
    let help = home.run(["--help"]).out;
    assert!(help.contains("Exit codes") && help.contains("70"), "{help}");
    for command in ["match", "search"] {
        assert!(home.run([command, "--help"]).out.contains("Examples:"), "{command}");
    }
    assert!(!home.data().exists(), "asking for help leaves no trace");
}

#[test]
fn search_finds_the_nearest_statements() {
    let home = Home::new();
    let found = home.run(["search", "relancer", "les", "fournisseurs"]);
    assert_eq!(found.code, Some(0), "{}", found.err);
    let first = found.out.lines().next().unwrap();
    assert!(first.to_lowercase().contains("fournisseur") && first.contains("C5"), "{}", found.out);
    let misspelt = home.run(["search", "fourniseurs"]);
    assert!(misspelt.out.to_lowercase().contains("fournisseur"), "{}", misspelt.out);
    let abbreviated = home.run(["search", "CR de réunion"]);
    assert!(abbreviated.out.to_lowercase().contains("compte"), "{}", abbreviated.out);
    let nothing = home.run(["search", "xylophone"]);
    assert_eq!(nothing.code, Some(0));
    assert!(nothing.out.contains("Aucun énoncé"));
    let json = home.run(["search", "facture", "--format", "json", "--limit", "3"]).out;
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 3);
}

#[test]
fn completions_and_manual_are_made() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = home.run(["completions", shell]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.out.contains("referentiel"), "{shell}");
    }
    assert!(home.run(["man"]).out.contains(".TH repere"));
    assert_eq!(home.run(["man", "pages"]).code, Some(0));
    assert!(home.path().join("pages/repere-match.1").is_file());
}
