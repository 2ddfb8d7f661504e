//! Plugins that mean harm: each is stopped with its kind, and the next good one works. Times and memory are measured by
//! `cargo bench --bench hostile`.

#[path = "../hostile/cases.rs"]
mod cases;

use repere::coverage::{CompetenceCoverage, Coverage};
use repere::plugins::{Branche, Host, PluginError};
use repere::referentiel::{CompetenceCode, Referentiel};

use crate::home::project;

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
