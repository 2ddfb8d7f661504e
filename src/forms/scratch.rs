use super::*;
use crate::coverage::Coverage;
use crate::dossier::*;
use crate::engine::Engine;
use crate::evidence::Strength;
use crate::referentiel::CompetenceCode;

pub fn dossier(kind: &str) -> Dossier {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _) = Engine::open(folder.path(), "cqpi-assistant", "papier-carton").unwrap();
    let text = std::fs::read_to_string("examples/cv-assistante.txt").unwrap();
    let text = match kind {
        "empty" => String::new(),
        "full" => {
            let mut t = text.clone();
            let mut files: Vec<_> =
                std::fs::read_dir("../shared/gold/dev/docs").unwrap().map(|f| f.unwrap().path()).collect();
            files.sort();
            for f in files.iter().take(12) {
                t.push_str(&String::from_utf8_lossy(&std::fs::read(f).unwrap()));
            }
            t
        }
        _ => text,
    };
    let report = engine
        .report(
            &crate::document::Document {
                name: "CV Noémie Carvalho-Lebrun (février 2026).txt".into(),
                text: text.clone(),
            },
            Default::default(),
        )
        .unwrap();
    let r = engine.referentiel().clone();
    let versions = Versions {
        program: "0.1.0".into(),
        referentiel: ReferentielVersion { code: r.code.clone(), version: r.version.clone() },
        model: report.model.clone(),
        branche: report.branche.as_ref().map(|b| BrancheVersion {
            id: b.id.clone(),
            version: b.version.clone(),
            name: b.name.clone(),
            sha256: b.sha256.clone(),
        }),
    };
    let at = "2026-11-20T10:00:00Z".to_owned();
    let mut evidence: Vec<Evidence> = report
        .evidence
        .iter()
        .enumerate()
        .map(|(i, e)| {
            let critere = e
                .nearest
                .as_ref()
                .map(|n| n.code.clone())
                .filter(|c| c.starts_with(&format!("{}.", e.competence.0)));
            Evidence {
                id: EvidenceId(i as u32 + 1),
                competence: e.competence.clone(),
                critere,
                strength: e.strength,
                quote: e.text.clone(),
                origin: Origin::Found {
                    document: 1,
                    line: e.line,
                    page: Some(1 + e.line as u32 / 40),
                    section: e.section.clone(),
                    score: e.score,
                    nearest: e.nearest.clone(),
                    terms: e.terms.clone(),
                    still_found: true,
                },
                decision: match i % 4 {
                    0 => Some(Decided {
                        decision: Decision::Accepted,
                        reason: None,
                        by: "Claire Nguyễn-Őry (RH)".into(),
                        at: at.clone(),
                        event: 3,
                    }),
                    1 => Some(Decided {
                        decision: Decision::Rejected,
                        reason: Some("Ce n'est pas son poste".into()),
                        by: "Claire Nguyễn-Őry (RH)".into(),
                        at: at.clone(),
                        event: 4,
                    }),
                    _ => None,
                },
            }
        })
        .collect();
    if kind != "empty" {
        evidence.push(Evidence {
            id: EvidenceId(900),
            competence: CompetenceCode("C8".into()),
            critere: Some("C8.03".into()),
            strength: Strength::Direct,
            quote: "J'ai prévenu le chef d'atelier dans l'heure et j'ai écrit la fiche d'incident.".into(),
            origin: Origin::ByHand {
                source: "entretien du 18 novembre".into(),
                by: "Claire Nguyễn-Őry (RH)".into(),
                at: at.clone(),
            },
            decision: None,
        });
    }
    if kind == "hostile" {
        let long = "Anticonstitutionnellement".repeat(400);
        for (n, q) in [long, "#read(\"/etc/passwd\") $x$ *gras* _it_ `code` <label> @ref \\ // commentaire /* */".into(), "<script>alert(1)</script> ]]> <!-- & &amp; \u{0}\u{1}\u{7} \u{202e}envers\u{202c} \u{f0b7} 🎉 漢字 עברית العربية".into(), "Une phrase très longue. ".repeat(200), "| a | b |\n# titre\n- liste\n1. un".into()].into_iter().enumerate() {
            evidence.push(Evidence { id: EvidenceId(950 + n as u32), competence: CompetenceCode("C1".into()), critere: Some(format!("C1.0{}", n + 1)), strength: Strength::Direct, quote: q, origin: Origin::ByHand { source: "#panic() <b>source</b> \u{202e}".into(), by: "</w:t>]]>".into(), at: at.clone() }, decision: None });
        }
    }
    let competences: Vec<CompetenceState> = r
        .competences
        .iter()
        .map(|c| {
            let mine: Vec<&Evidence> =
                evidence.iter().filter(|e| e.competence == c.code && e.counts()).collect();
            let cov = |m: &[&Evidence]| {
                let d = m.iter().filter(|e| e.strength == Strength::Direct).count();
                match (d, m.len() - d) {
                    (0, 0) => Coverage::None,
                    (2.., _) => Coverage::Solid,
                    _ => Coverage::Partial,
                }
            };
            let counts = |m: &[&Evidence]| {
                let d = m.iter().filter(|e| e.strength == Strength::Direct).count();
                Counts { direct: d, partial: m.len() - d, ..Default::default() }
            };
            CompetenceState {
                code: c.code.clone(),
                title: c.title.clone(),
                short: c.short.clone(),
                coverage: cov(&mine),
                found: cov(&mine),
                counts: counts(&mine),
                position: (c.code.0 == "C4").then(|| Ruling {
                    position: Position::Confirmed,
                    reason: None,
                    by: "Claire Nguyễn-Őry (RH)".into(),
                    at: at.clone(),
                    event: 9,
                }),
                jury: (c.code.0 == "C9" && kind != "empty").then(|| JuryDecision {
                    code: "C9".into(),
                    verdict: Verdict::Acquis,
                    jury: "Jury paritaire Hauts-de-France".into(),
                    date: "2026-11-24".into(),
                    reason: None,
                    by: "x".into(),
                    at: at.clone(),
                    event: 12,
                }),
                criteres: c
                    .criteres
                    .iter()
                    .map(|k| {
                        let m: Vec<&Evidence> =
                            mine.iter().copied().filter(|e| e.critere.as_deref() == Some(&k.code)).collect();
                        CritereState {
                            code: k.code.clone(),
                            text: k.text.clone(),
                            coverage: cov(&m),
                            counts: counts(&m),
                            position: None,
                            evidence: m.iter().map(|e| e.id).collect(),
                        }
                    })
                    .collect(),
            }
        })
        .collect();
    let jury = competences.iter().filter_map(|c| c.jury.clone()).collect();
    let answers = r
        .domaines
        .iter()
        .flat_map(|d| &d.activites)
        .enumerate()
        .map(|(i, a)| SelfAnswer {
            activite: a.code.clone(),
            text: a.text.clone(),
            competences: a.competences.clone(),
            answer: (kind != "empty" && i % 5 != 0).then(|| Answered {
                answer: Answer::ALL[i % 3],
                by: "x".into(),
                at: at.clone(),
            }),
        })
        .collect();
    Dossier {
        number: DossierNumber(1),
        pseudonym: "Bouleau-Vif".into(),
        has_name: true,
        status: Status::Open,
        opened_at: at.clone(),
        opened_by: "Claire".into(),
        closed: None,
        retain_until: "2028-11-20".into(),
        versions: versions.clone(),
        referentiel: r,
        documents: if kind == "empty" {
            vec![]
        } else {
            vec![DossierDocument {
                number: 1,
                name: report.document.clone(),
                date: Some("2026-02-01".into()),
                added_at: at.clone(),
                added_by: "Claire".into(),
                sha256: "ab".into(),
                length: text.len(),
                passages: report.passages,
                pseudonymised: false,
                versions: versions.clone(),
            }]
        },
        history: vec![
            Event {
                number: 1,
                at: at.clone(),
                by: "c".into(),
                what: Change::DocumentAdded { document: 1, name: "x".into(), found: 3 },
                undone: false,
            },
            Event {
                number: 2,
                at: "2026-11-23T10:00:00Z".into(),
                by: "c".into(),
                what: Change::Added {
                    evidence: EvidenceId(900),
                    code: "C8.03".into(),
                    strength: Strength::Direct,
                    quote: "".into(),
                    source: "".into(),
                },
                undone: false,
            },
        ],
        evidence,
        answers,
        competences,
        blocs: report.blocs.clone(),
        branche_failure: None,
        jury,
        notes: vec![Note {
            text: "Prévoir une visite du service achats.".into(),
            about: Some("C5".into()),
            by: "Claire".into(),
            at: at.clone(),
            event: 5,
        }],
    }
}

#[test]
fn scratch() {
    let out = std::path::PathBuf::from(std::env::var("FORMS_OUT").unwrap());
    for name in std::env::var("FORMS_KINDS").unwrap_or("normal".into()).split(',') {
        let d = dossier(name);
        for kind in Kind::ALL {
            let options = Options {
                date: "2026-11-25".into(),
                person: (name == "normal")
                    .then(|| Person { name: "Noémie Carvalho-Lebrun".into(), details: None }),
                contact: None,
                since: (name != "empty").then(|| "2026-11-21".into()),
            };
            let sheet = document(kind, &d, &options).unwrap();
            for format in Format::ALL {
                let start = std::time::Instant::now();
                match render(&sheet, format) {
                    Ok(bytes) => {
                        std::fs::write(
                            out.join(format!("{name}-{}.{}", kind.as_str(), format.extension())),
                            &bytes,
                        )
                        .unwrap();
                        println!(
                            "{name} {} {:?} {} bytes {:?}",
                            kind.as_str(),
                            format,
                            bytes.len(),
                            start.elapsed()
                        );
                    }
                    Err(e) => println!("{name} {} {format:?} FAILED {e}", kind.as_str()),
                }
            }
        }
    }
}
