//! The branch's component, run for real.

use repere::blocs::blocs;
use repere::coverage::{CompetenceCoverage, Coverage};
use repere::plugins::{Branche, Host, Outcome, build};
use repere::referentiel::CompetenceCode;

use crate::home::project;

fn manifest() -> String {
    std::fs::read_to_string(project().join("plugins/papier-carton/branche.toml")).unwrap()
}

fn load(manifest: &str) -> Branche {
    Host::new().unwrap().load(&build(manifest).unwrap().bytes).unwrap()
}

fn covered(levels: &[(&str, Coverage)]) -> Vec<CompetenceCoverage> {
    levels
        .iter()
        .map(|(code, coverage)| CompetenceCoverage {
            competence: CompetenceCode((*code).to_owned()),
            coverage: *coverage,
            direct: 0,
            partial: 0,
            decision: None,
        })
        .collect()
}

#[test]
fn the_component_says_what_the_manifest_says() {
    let branche = load(&manifest());
    assert_eq!(branche.identity().id, "papier-carton");
    assert_eq!(branche.identity().referentiel_versions, ["1"]);
    let manifest: toml::Value = toml::from_str(&manifest()).unwrap();
    let wanted = manifest["blocs"].as_array().unwrap();
    assert_eq!(branche.blocs().len(), wanted.len());
    for (bloc, wanted) in branche.blocs().iter().zip(wanted) {
        assert_eq!(bloc.title, wanted["title"].as_str().unwrap());
        let codes: Vec<&str> = bloc.competences.iter().map(|placed| placed.code.as_str()).collect();
        let wanted_codes: Vec<&str> =
            wanted["competences"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
        assert_eq!(codes, wanted_codes);
        for (way, wanted) in bloc.modalites.iter().zip(wanted["modalites"].as_array().unwrap()) {
            assert_eq!(way.text, wanted["text"].as_str().unwrap());
            assert_eq!(
                way.items.len(),
                wanted.get("items").map_or(0, |items| items.as_array().unwrap().len())
            );
        }
    }
}

#[test]
fn the_same_manifest_gives_the_same_bytes() {
    assert_eq!(build(&manifest()).unwrap().bytes, build(&manifest()).unwrap().bytes);
}

#[test]
fn rules_run_in_the_component() {
    use Coverage::{None, Partial, Solid};
    let branche = load(&manifest());
    let outcome = |levels: &[(&str, Coverage)]| blocs(&branche, &covered(levels)).unwrap();
    let nothing = outcome(&[]);
    assert!(nothing.iter().all(|bloc| bloc.outcome == Outcome::NonRepere));
    assert_eq!(nothing[0].missing, ["C1", "C2", "C3"]);
    let some = outcome(&[("C1", Solid), ("C2", Partial), ("C3", None), ("C9", Solid)]);
    assert_eq!(some[0].outcome, Outcome::AApprofondir);
    assert_eq!(some[0].missing, ["C2", "C3"]);
    assert_eq!(some[1].outcome, Outcome::NonRepere);
    assert_eq!(some[3].outcome, Outcome::Repere);
    assert_eq!(outcome(&[("C7", Solid), ("C8", Solid)])[2].outcome, Outcome::Repere);
    assert!(some.iter().all(|bloc| !bloc.advice.is_empty()));
}

#[test]
fn more_evidence_never_worsens_an_outcome() {
    let levels = [Coverage::None, Coverage::Partial, Coverage::Solid];
    for requires in ["\"all\"", "\"any\"", "1", "2"] {
        let text = manifest().replacen("requires = \"all\"", &format!("requires = {requires}"), 1);
        let text =
            text.replacen("[\"C1\", \"C2\", \"C3\"]", "[\"C1\", \"C2\", \"C3\"]\noptional = [\"C3\"]", 1);
        let branche = load(&text);
        let outcome = |a: usize, b: usize, c: usize| {
            blocs(&branche, &covered(&[("C1", levels[a]), ("C2", levels[b]), ("C3", levels[c])])).unwrap()[0]
                .outcome
        };
        for (a, b, c) in (0..27).map(|n| (n % 3, n / 3 % 3, n / 9)) {
            for (more_a, more_b, more_c) in [(a + 1, b, c), (a, b + 1, c), (a, b, c + 1)] {
                if more_a.max(more_b).max(more_c) < 3 {
                    assert!(outcome(more_a, more_b, more_c) >= outcome(a, b, c), "{requires} {a} {b} {c}");
                }
            }
        }
        assert_eq!(outcome(2, 2, 0), Outcome::Repere, "an optional compétence is not waited for");
    }
}

#[test]
fn a_manifest_is_refused_with_its_place() {
    let fault = |from: &str, to: &str| build(&manifest().replacen(from, to, 1)).unwrap_err().to_string();
    assert!(fault("\"C4\", \"C5\"", "\"C1\", \"C5\"").contains("C1 est placée deux fois"));
    let line = manifest().lines().position(|line| line == "code = \"B2\"").unwrap() + 1;
    assert!(fault("code = \"B2\"", "code = \"B1\"").contains(&format!("ligne {line}, colonne 8")));
    assert!(fault("requires = \"all\"", "requires = 4").contains("de 1 à 3"));
    assert!(fault("requires = \"all\"", "requires = \"some\"").starts_with("ligne "));
    assert!(fault("title = \"Organisation des activités\"", "title = \"\"").contains("vide"));
    assert!(fault("id = ", "identifiant = ").starts_with("ligne "));
}

#[test]
fn what_is_no_plugin_is_refused_by_kind() {
    let host = Host::new().unwrap();
    let kind = |bytes: &[u8]| host.load(bytes).unwrap_err().kind().to_string();
    assert_eq!(kind(b""), "invalid");
    assert_eq!(kind(b"\0asm\x01\0\0\0"), "invalid", "a core module is no component");
    let good = build(&manifest()).unwrap().bytes;
    assert_eq!(kind(&good[..good.len() / 2]), "invalid");
    // The contract's version is read from the names that the component exports.
    let other = |to: &[u8]| {
        let mut bytes = good.clone();
        for at in 0..bytes.len() - 5 {
            if &bytes[at..at + 6] == b"@1.0.0" {
                bytes[at..at + 6].copy_from_slice(to);
            }
        }
        bytes
    };
    assert_eq!(kind(&other(b"@2.0.0")), "bad-version");
    for at in (8..good.len()).step_by(good.len() / 200 + 1) {
        let mut bytes = good.clone();
        bytes[at] ^= 0x10;
        // Many flips only change a text; none may do harm.
        if let Ok(branche) = host.load(&bytes) {
            let _ = blocs(&branche, &covered(&[("C1", Coverage::Solid)]));
        }
    }
    assert!(host.load(&good).is_ok());
}
