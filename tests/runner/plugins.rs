//! The branch's component, run for real.

use repere::blocs::blocs;
use repere::coverage::{CompetenceCoverage, Coverage, Decision};
use repere::plugins::{Branche, Filling, Host, Known, Outcome, build};
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
fn a_threshold_weighs_competences_and_counts_parts() {
    use Coverage::{None, Partial, Solid};
    let rule = "threshold = 70\nweights = { C1 = 3 }\npartial = 50";
    let branche = load(&manifest().replacen("requires = \"all\"", rule, 1));
    let bloc = |levels: [Coverage; 3]| {
        let [c1, c2, c3] = levels;
        blocs(&branche, &covered(&[("C1", c1), ("C2", c2), ("C3", c3)])).unwrap().remove(0)
    };
    // C1 weighs 3 of 5; half of C2 makes 70%.
    assert_eq!(bloc([Solid, None, None]).outcome, Outcome::AApprofondir);
    assert_eq!(bloc([Solid, Partial, None]).outcome, Outcome::Repere);
    assert_eq!(bloc([None, Solid, Solid]).outcome, Outcome::AApprofondir);
    let share = bloc([Solid, Partial, None]).share;
    assert!((share - 0.7).abs() < 1e-12, "{share}");
    assert!(bloc([Solid, Partial, None]).rule.contains("70 %") && branche.blocs()[0].rule.contains("C1 × 3"));
    assert!((bloc([Solid; 3]).share - 1.0).abs() < f64::EPSILON);
}

#[test]
fn a_person_s_decision_comes_before_what_documents_say() {
    let branche = load(&manifest());
    let outcome = |coverage: Coverage, decision: Option<Decision>| {
        let mut covered = covered(&[("C9", coverage)]);
        covered[0].decision = decision;
        blocs(&branche, &covered).unwrap()[3].outcome
    };
    assert_eq!(outcome(Coverage::None, Some(Decision::Confirmed)), Outcome::Repere);
    assert_eq!(outcome(Coverage::Solid, Some(Decision::Rejected)), Outcome::NonRepere);
    assert_eq!(outcome(Coverage::Solid, Some(Decision::ToClarify)), Outcome::AApprofondir);
    assert_eq!(outcome(Coverage::Solid, None), Outcome::Repere);
}

#[test]
fn a_bloc_may_ask_for_more_direct_passages() {
    let branche = load(&manifest().replacen("requires = \"all\"", "requires = \"any\"\ndirect = 4", 1));
    let outcome = |direct: usize, partial: usize| {
        let mut covered = covered(&[("C1", Coverage::Solid)]);
        (covered[0].direct, covered[0].partial) = (direct, partial);
        blocs(&branche, &covered).unwrap()[0].outcome
    };
    assert_eq!(outcome(3, 9), Outcome::AApprofondir);
    assert_eq!(outcome(4, 0), Outcome::Repere);
    assert!(branche.blocs()[0].rule.contains("4 passages directs"));
}

#[test]
fn advice_words_and_forms_are_the_manifest_s() {
    let text = manifest().replacen(
        "requires = \"all\"",
        "requires = \"all\"\nadvice = { non_repere = \"Proposer une immersion.\" }",
        1,
    );
    let text = format!(
        "{text}\n[formulations]\nC8 = [\"gestion des casses machine\"]\n\n[[documents]]\nid = \"fiche\"\ntitle = \"Fiche\"\n\
         body = \"De {{{{qui}}}} : {{{{avis}}}}\"\nfields = [\n  {{ name = \"qui\", label = \"Nom\", fill = \"person\" }},\n  \
         {{ name = \"avis\", label = \"Avis\", fill = [\"oui\", \"non\"], required = true }},\n]\n"
    );
    let branche = load(&text);
    let outcomes = blocs(&branche, &[]).unwrap();
    assert_eq!(outcomes[0].advice, "Proposer une immersion.");
    assert_ne!(outcomes[1].advice, outcomes[0].advice);
    let words = branche.formulations().unwrap();
    assert_eq!((words[0].competence.as_str(), words[0].text.as_str()), ("C8", "gestion des casses machine"));
    let documents = branche.documents().unwrap();
    let document = documents.iter().find(|document| document.id == "fiche").unwrap();
    assert_eq!(document.body, "De {{qui}} : {{avis}}");
    assert_eq!(document.fields[0].filling, Filling::Known(Known::Person));
    assert_eq!(document.fields[1].filling, Filling::Choice(vec!["oui".to_owned(), "non".to_owned()]));
    assert!(document.fields[1].required && !document.fields[0].required);
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
    assert!(host.load(&good).is_ok());
}
