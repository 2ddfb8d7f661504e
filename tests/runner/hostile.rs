//! Plugins that mean harm: each is stopped with its kind, and the next good one works. Times and memory are measured by
//! `cargo bench --bench hostile`.

#[path = "../hostile/cases.rs"]
mod cases;

use repere::coverage::{CompetenceCoverage, Coverage};
use repere::plugins::conformance::conformance;
use repere::plugins::{Branche, Host, PluginError};
use repere::referentiel::{CompetenceCode, Referentiel};

use crate::home::{CV, Home, project};

fn coverage() -> Vec<CompetenceCoverage> {
    let code = CompetenceCode("C1".to_owned());
    vec![CompetenceCoverage {
        competence: code,
        coverage: Coverage::Solid,
        direct: 2,
        partial: 0,
        decision: None,
    }]
}

fn referentiel() -> Referentiel {
    let path = project().join("schema/referentiels/cqpi-assistant.toml");
    Referentiel::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Everything that is done with a plugin between its file and a report.
fn used(host: &Host, bytes: &[u8], referentiel: &Referentiel) -> Result<Branche, PluginError> {
    let branche = host.load(bytes)?;
    branche.fits(referentiel)?;
    branche.documents()?;
    branche.assess(&coverage())?;
    Ok(branche)
}

#[test]
fn each_is_stopped_with_its_kind_and_the_next_good_one_works() {
    let (host, referentiel) = (Host::new().unwrap(), referentiel());
    let good = used(&host, &cases::good(), &referentiel).unwrap();
    for case in cases::cases() {
        let error = used(&host, &case.bytes, &referentiel).expect_err(case.name);
        assert_eq!(error.kind().to_string(), case.kind, "{} : {error}", case.name);
        assert!(!error.to_string().contains(['\n', '\u{1b}']), "{}: {error}", case.name);
        assert_eq!(good.assess(&coverage()).unwrap().len(), 1, "after {}", case.name);
    }
}

#[test]
fn a_thousand_damaged_files_do_no_harm() {
    let (host, referentiel) = (Host::new().unwrap(), referentiel());
    let good = cases::good();
    let mut still_good = 0;
    for bytes in cases::damaged(&good, 1000) {
        match used(&host, &bytes, &referentiel) {
            Ok(_) => still_good += 1, // a bit of a text, or of a name that nobody reads
            Err(error) => assert!(!error.to_string().contains('\u{1b}')),
        }
    }
    assert!(still_good < 500, "{still_good}");
    assert!(used(&host, &good, &referentiel).is_ok());
}

#[test]
fn a_plugin_that_judges_wrongly_does_not_conform() {
    let (host, referentiel) = (Host::new().unwrap(), referentiel());
    for (words, bytes) in cases::wrong_judges() {
        let result = conformance(&host.load(&bytes).unwrap(), &referentiel);
        let faults: Vec<&String> = result.checks.iter().filter_map(|check| check.fault.as_ref()).collect();
        assert!(!result.passed() && faults.iter().any(|fault| fault.contains(words)), "{words}: {faults:?}");
    }
}

/// Puts a plugin into the store without asking it anything.
fn install(home: &Home, bytes: &[u8]) {
    use sha2::{Digest, Sha256};
    let conn = rusqlite::Connection::open(home.data().join("repere.db")).unwrap();
    conn.execute(
        "INSERT INTO branche (code, version, name, sha256, component, origin)
         VALUES ('hostile', '1.0.0', 'Hostile', ?1, ?2, 'added')",
        rusqlite::params![format!("{:x}", Sha256::digest(bytes)), bytes],
    )
    .unwrap();
    conn.execute(
        "INSERT INTO branche_activation (code, branche) SELECT code, id FROM branche WHERE code = 'hostile'",
        [],
    )
    .unwrap();
}

#[test]
fn a_failing_plugin_degrades_the_report_and_no_more() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    home.run(["branche", "list"]);
    for (name, kind) in [("a crash", "trap"), ("endless loop", "deadline"), ("memory bomb", "memory")] {
        let case = cases::cases().into_iter().find(|case| case.name == name).unwrap();
        let file = home.file("hostile.wasm", &case.bytes);
        home.run(["branche", "add", "--allow-unsigned", &file]).fails(1, &["hostile.wasm"]);
        // It may have worked when it was installed.
        install(&home, &case.bytes);
        let ran = home.run(["match", "--branche", "hostile", "--format", "json", &cv, &cv]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let reports: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        for report in reports.as_array().unwrap() {
            assert_eq!(report["branche_failure"]["kind"], kind);
            assert_eq!(report["branche_failure"]["id"], "hostile");
            assert_eq!(report["branche_failure"]["version"], "1.0.0");
            assert!(!report["evidence"].as_array().unwrap().is_empty());
        }
        let text = home.run(["match", "--branche", "hostile", &cv]).out;
        assert!(text.contains("«\u{a0}hostile\u{a0}» 1.0.0") && text.contains(kind), "{text}");
        let ran = home.run(["branche", "test", &file]);
        assert_eq!(ran.code, Some(1), "{}", ran.out);
        assert!(ran.out.contains(kind) && ran.out.contains("Non conforme"), "{}", ran.out);
        assert_eq!(home.run(["branche", "remove", "hostile"]).code, Some(0));
    }
    for case in
        cases::cases().into_iter().filter(|case| ["refused", "invalid", "bad-version"].contains(&case.kind))
    {
        let file = home.file("hostile.wasm", &case.bytes);
        home.run(["branche", "add", "--allow-unsigned", &file]).fails(1, &["hostile.wasm"]);
    }
    assert!(!home.run(["branche", "list"]).out.contains("hostile"));
}
