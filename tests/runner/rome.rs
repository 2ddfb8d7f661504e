//! ROME: import, search, equivalences, on a small archive of our own and on the official ones where they are.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::home::{Home, Ran, project};

/// What a test does to a file of the archive; `None` leaves it out.
type Change = dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>>;

fn mini(version: u32) -> PathBuf {
    project().join(format!("tests/runner/rome/mini-v{version}"))
}

fn shown(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[track_caller]
fn done(ran: Ran) -> String {
    assert_eq!(ran.code, Some(0), "out: {}\nerr: {}", ran.out, ran.err);
    ran.out
}

/// A home with both small versions imported.
fn imported() -> Home {
    let home = Home::new();
    for version in [301, 901] {
        done(home.run(["rome", "import", &shown(&mini(version))]));
    }
    home
}

/// The files of the small archive, changed by `change`, in a folder.
fn changed(home: &Home, name: &str, change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> String {
    let folder = home.path().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for entry in std::fs::read_dir(mini(901)).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        if let Some(bytes) = change(&file, std::fs::read(&path).unwrap()) {
            std::fs::write(folder.join(file), bytes).unwrap();
        }
    }
    shown(&folder)
}

fn json(ran: Ran) -> Value {
    serde_json::from_str(&done(ran)).unwrap()
}

#[test]
fn versions_stay_side_by_side_and_changes_are_told() {
    let home = Home::new();
    let out = done(home.run(["rome", "import", &shown(&mini(301))]));
    assert!(out.contains("version 301 : importée"), "{out}");
    assert!(out.contains("4 codes, 1 domaines, 5 appellations"), "{out}");
    assert!(out.contains("laissés de côté : 1 (activités)"), "{out}");
    assert!(out.contains("3 mobilités"), "{out}");
    assert!(out.contains("absentes de l'archive : referentiel_activite, coherence_item"), "{out}");
    let out = done(home.run(["rome", "import", &shown(&mini(901))]));
    assert!(out.contains("6 codes, 3 domaines, 9 appellations"), "{out}");
    assert!(out.contains("1 (compétences)") && out.contains("1 (mobilités vers codes)"), "{out}");
    assert!(out.contains("il ne manque aucune table"), "{out}");
    assert!(out.contains("2 codes ajoutés, 0 retirés, 4 renommés"), "{out}");
    assert!(out.contains("5 appellations ajoutées, 1 retirées, 1 renommées"), "{out}");
    assert!(
        out.contains("1 appellations déplacées") && out.contains("Secrétaire à distance : M1607 → M1699"),
        "{out}"
    );
    assert!(done(home.run(["rome", "import", &shown(&mini(901))])).contains("déjà présente"));
    let out = done(home.run(["rome", "versions"]));
    assert!(out.contains("301  4 codes") && out.contains("901  6 codes"), "{out}");
    let old =
        json(home.run(["rome", "search", "--rome", "301", "--format", "json", "secretaire a distance"]));
    assert_eq!((&old["rome"], &old["found"][0]["code"]), (&Value::from("301"), &Value::from("M1607")));
    let new = json(home.run(["rome", "search", "--format", "json", "secretaire a distance"]));
    assert_eq!(new["found"][0]["code"], "M1699");
    home.run(["rome", "search", "--rome", "555", "x"]).fails(2, &["555", "301, 901"]);
    let diff = json(home.run(["rome", "diff", "301", "901", "--format", "json"]));
    assert_eq!(diff["appellations_moved"][0]["ogr"], 1006);
}

#[test]
fn any_encoding_order_separator_and_container_reads_the_same() {
    let home = Home::new();
    let counts = |out: &str| out.lines().find(|line| line.contains(" codes, ")).unwrap().to_owned();
    let sheet = |home: &Home| {
        ["M1604", "M1605"].map(|code| {
            let mut sheet = json(home.run(["rome", "show", code, "--format", "json"]));
            sheet["rome"] = Value::Null;
            sheet
        })
    };
    let base = counts(&done(home.run(["rome", "import", &shown(&mini(901))])));
    let before = sheet(&home);
    assert!(before[0].to_string().contains("l'agenda d'un responsable"), "{}", before[0]);
    let latin = |_: &str, bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        Some(encoding_rs::WINDOWS_1252.encode(&text).0.into_owned())
    };
    let spreadsheet = |_: &str, bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap().replace("\",\"", "\";\"").replace('\n', "\r\n");
        Some([b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat())
    };
    let turned = |file: &str, bytes: Vec<u8>| {
        if file.contains("_texte_") {
            return Some(bytes); // its cells hold ends of lines
        }
        let text = String::from_utf8(bytes).unwrap();
        let turn = |line: &str| {
            let mut cells: Vec<&str> = line[1..line.len() - 1].split("\",\"").collect();
            cells.insert(
                0,
                if line.contains("libelle") || line.contains("numero_ordre") { "nouvelle" } else { "x" },
            );
            cells.reverse();
            format!("\"{}\"\n", cells.join("\",\""))
        };
        Some(text.lines().map(turn).collect::<String>().into_bytes())
    };
    let changes: [(&str, &Change); 3] = [("latin", &latin), ("tableur", &spreadsheet), ("colonnes", &turned)];
    for (name, change) in changes {
        let own = Home::new();
        let folder = changed(&own, name, change);
        let out = done(own.run(["rome", "import", &folder]));
        assert_eq!(counts(&out), base, "{name}: {out}");
        assert_eq!(out.contains("Latin-1"), name == "latin", "{out}");
        assert_eq!(sheet(&own), before, "{name}");
    }
    let own = Home::new();
    let zip = zipped(&own, "rome.zip", |file| format!("RefRomeCsv/{file}"));
    assert_eq!(counts(&done(own.run(["rome", "import", &zip]))), base);
    assert_eq!(sheet(&own), before);
}

fn zipped(home: &Home, name: &str, member: impl Fn(&str) -> String) -> String {
    let path = home.path().join(name);
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for entry in std::fs::read_dir(mini(901)).unwrap() {
        let file = entry.unwrap().path();
        zip.start_file(member(file.file_name().unwrap().to_str().unwrap()), options).unwrap();
        zip.write_all(&std::fs::read(&file).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    shown(&path)
}

#[test]
fn a_missing_table_is_told_and_a_missing_core_refused() {
    let home = Home::new();
    let without =
        |missing: &'static str| move |file: &str, bytes: Vec<u8>| (!file.contains(missing)).then_some(bytes);
    let folder = changed(&home, "sans-savoirs", without("referentiel_savoir"));
    let out = done(home.run(["rome", "import", &folder]));
    assert!(out.contains("absentes de l'archive : referentiel_savoir"), "{out}");
    assert!(out.contains("(savoirs)"), "{out}");
    let folder = changed(&home, "sans-liens", without("liens_rome"));
    let out = done(home.run(["rome", "import", &folder]));
    assert!(out.contains("3 liens"), "the table of coherence stands in: {out}");
    let folder = changed(&home, "sans-appellations", without("referentiel_appellation"));
    home.run(["rome", "import", &folder]).fails(1, &["unix_referentiel_appellation", "France Travail"]);
}

#[test]
fn bad_archives_are_named_and_change_nothing() {
    let home = imported();
    let before = done(home.run(["rome", "show", "M1604", "--format", "json"]));
    let truncated = changed(&home, "tronquee", |file, mut bytes| {
        if file.contains("competence") {
            bytes.truncate(bytes.len() - 30);
        }
        Some(bytes)
    });
    home.run(["rome", "import", &truncated]).fails(1, &["referentiel_competence", "tronqué"]);
    let short = changed(&home, "courte", |file, mut bytes| {
        if file.contains("rubrique") {
            bytes.truncate(bytes.len() - 5);
        }
        Some(bytes)
    });
    home.run(["rome", "import", &short]).fails(1, &["rubrique_mobilite", "tronqué"]);
    let columns = changed(&home, "colonne", |_, bytes| {
        Some(String::from_utf8(bytes).unwrap().replace("\"libelle_rome\"", "\"titre\"").into_bytes())
    });
    home.run(["rome", "import", &columns]).fails(1, &["libelle_rome", "titre"]);
    let other = changed(&home, "separateur", |_, bytes| {
        Some(String::from_utf8(bytes).unwrap().replace("\",\"", "\"~\"").into_bytes())
    });
    home.run(["rome", "import", &other]).fails(1, &["colonne", "absente"]);
    home.file("autre/villes.csv", "a,b\n1,2\n");
    home.run(["rome", "import", &shown(&home.path().join("autre"))])
        .fails(1, &["pas une archive", "data.gouv.fr"]);
    let text = home.file("rome.zip", "ceci n'est pas un ZIP");
    home.run(["rome", "import", &text]).fails(1, &["rome.zip", "ZIP"]);
    let whole = std::fs::read(zipped(&home, "bon.zip", str::to_owned)).unwrap();
    let half = home.file("moitie.zip", &whole[..whole.len() / 2]);
    home.run(["rome", "import", &half]).fails(1, &["moitie.zip"]);
    home.run(["rome", "import", "absent.zip"]).fails(1, &["absent.zip"]);
    let unnamed = zipped(&home, "sans-numero.zip", |file| file.replace("_v901", ""));
    home.run(["rome", "import", &unnamed]).fails(1, &["--release"]);
    done(home.run(["rome", "import", &unnamed, "--release", "902"]));
    assert_eq!(done(home.run(["rome", "show", "M1604", "--rome", "901", "--format", "json"])), before);
    assert!(done(home.run(["rome", "versions"])).contains("902"));
}

#[test]
fn an_archive_that_swells_is_refused() {
    let home = Home::new();
    let folder = changed(&home, "enorme", |_, bytes| Some(bytes));
    let file = std::fs::File::options()
        .write(true)
        .open(Path::new(&folder).join("unix_texte_v901_utf8.csv"))
        .unwrap();
    file.set_len(101 << 20).unwrap();
    home.run(["rome", "import", &folder]).fails(1, &["unix_texte", "100 Mo"]);
    let path = home.path().join("bombe.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for number in 0..5001 {
        zip.start_file(format!("{number}.csv"), options).unwrap();
    }
    zip.finish().unwrap();
    home.run(["rome", "import", &shown(&path)]).fails(1, &["bombe.zip", "5001"]);
}

#[test]
fn titles_are_found_as_people_say_them() {
    let home = imported();
    for (words, code) in [
        ("secrétaire administratif", "M1607"),
        ("secrétaire administrative", "M1607"),
        ("secretaires administratives", "M1607"),
        ("secretere administrative", "M1607"),
        ("assistante de direction h/f", "M1604"),
        ("ASSISTANT(E) DE DIRECTION - CDI - Lyon", "M1604"),
        ("executive assistant", "M1604"),
        ("hotesse de gare", "G1199"),
        ("hôtes de gare", "G1199"),
        ("gestionnaire RH", "G1199"),
        ("vendeuse bouquets", "D1199"),
        ("vendeurs/vendeuses de bouquets", "D1199"),
        ("M1605", "M1605"),
        ("m1699", "M1699"),
        ("D11", "D1199"),
    ] {
        let found = json(home.run(["rome", "search", "--format", "json", words]));
        assert_eq!(found["found"][0]["code"], code, "{words}: {found}");
        assert_eq!(found["rome"], "901");
    }
    let half = json(home.run(["rome", "search", "--format", "json", "M16"]));
    let codes: Vec<&str> =
        half["found"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["M1604", "M1605", "M1607", "M1699"]);
    for words in ["", "zzzz", "🙂", "-----", "h/f"] {
        let out = done(home.run(["rome", "search", "--", words]));
        assert!(out.contains("Aucune appellation"), "{words}: {out}");
    }
    let csv = done(home.run(["rome", "search", "--format", "csv", "secretaire"]));
    assert!(
        csv.starts_with("rome,code,intitule,code_parent,ogr,appellation,score,esco\n901,M1607,"),
        "{csv}"
    );
}

#[test]
fn what_is_derived_is_built_anew_when_damaged_and_answers_the_same() {
    let home = imported();
    let ask = || done(home.run(["rome", "search", "--format", "json", "secrétaire de direction"]));
    let before = ask();
    let file = home.data().join("rome-901.bin");
    let good = std::fs::read(&file).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for bad in [&flipped[..], &good[..good.len() / 2], b"", b"repere rome"] {
        std::fs::write(&file, bad).unwrap();
        assert_eq!(ask(), before);
        assert!(std::fs::read(&file).unwrap() == good);
    }
}

#[test]
fn without_any_import_the_official_codes_are_known() {
    let home = Home::new();
    let out = done(home.run(["rome", "show", "m1607"]));
    assert!(out.contains("M1607 Secrétariat") && out.contains("data.gouv.fr"), "{out}");
    let out = done(home.run(["rome", "equivalences"]));
    assert!(out.contains("M1604 Assistanat de direction") && out.contains("rome import"), "{out}");
    let out = done(home.run(["rome", "search", "secretariat"]));
    assert!(out.starts_with("M1607") && out.contains("France Travail"), "{out}");
    assert!(done(home.run(["rome", "search", "M16"])).contains("M1605"));
    assert!(done(home.run(["rome", "versions"])).contains("rome import"));
    home.run(["rome", "show", "K1234"]).fails(2, &["aucune version", "rome import"]);
    home.run(["rome", "paths", "M1607"]).fails(2, &["rome import"]);
    home.run(["rome", "compare", "M1604", "M1607"]).fails(2, &["rome import"]);
    home.run(["rome", "equivalences", "--format", "svg"]).fails(2, &["rome import"]);
    let cv = home.file("cv.txt", "Secrétaire\n");
    home.run(["match", "--rome", &cv]).fails(2, &["rome import"]);
}

#[test]
fn an_occupation_is_shown_with_what_the_referentiel_finds_in_it() {
    let home = imported();
    let out = done(home.run(["rome", "show", "M1607"]));
    for words in [
        "Secrétariat",
        "M1699",
        "Met en forme",
        "C4",
        "l'agenda d'un responsable",
        "ROME, version 901",
        "↳",
        "Bureau partagé",
    ] {
        assert!(out.contains(words), "{words} in {out}");
    }
    let sheet = json(home.run(["rome", "show", "M1604", "--format", "json"]));
    assert_eq!(sheet["core"][0]["ogr"], 2001);
    assert_eq!(sheet["definition"][1], "Prépare ses dossiers, ses déplacements\net ses réunions.");
    assert_eq!(sheet["equivalence"]["official"], true);
    let cell = |code: &str| {
        let cells = sheet["equivalence"]["cells"].as_array().unwrap();
        cells.iter().find(|cell| cell["competence"] == code).unwrap()["strength"].as_f64().unwrap()
    };
    assert!(cell("C4") > 0.4 && cell("C6") > 0.3 && cell("C3") < 0.2, "{sheet}");
    assert!(
        done(home.run(["rome", "show", "M1607", "--format", "csv"])).contains("901,M1607,appellation,1005,")
    );
    home.run(["rome", "show", "M1606"]).fails(2, &["M1606", "901", "M160"]);
    home.run(["rome", "show", "M1699", "--rome", "301"]).fails(2, &["M1699", "301"]);
}

#[test]
fn equivalences_tell_the_official_from_the_computed() {
    let home = imported();
    let table = json(home.run(["rome", "equivalences", "--neighbours", "2", "--format", "json"]));
    let rows = table["compared"].as_array().unwrap();
    let official: Vec<bool> = rows.iter().map(|row| row["official"].as_bool().unwrap()).collect();
    assert_eq!(official, [true, true, true, false, false]);
    assert_eq!(rows[3]["code"], "M1699");
    assert_eq!(rows[3]["from_official"], true);
    for row in rows {
        for cell in row["cells"].as_array().unwrap() {
            let strength = cell["strength"].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&strength));
            assert_eq!(strength > 0.0, !cell["pairs"].as_array().unwrap().is_empty());
        }
    }
    let flowers = json(home.run(["rome", "equivalences", "D1199", "--format", "json"]));
    assert!(flowers["compared"][0]["closeness"].as_f64().unwrap() < 0.1, "{flowers}");
    let out = done(home.run(["rome", "equivalences", "M1605"]));
    assert!(out.contains("C3") && out.contains("Relancer les clients") && out.contains("↳"), "{out}");
    let csv = done(home.run(["rome", "equivalences", "--format", "csv"]));
    assert!(csv.contains("901,M1604,") && csv.contains(",officiel,") && csv.contains(",calculé,"), "{csv}");
    let svg = done(home.run(["rome", "equivalences", "--format", "svg"]));
    assert!(
        svg.starts_with("<svg ") && svg.contains("<title id=\"titre\">") && svg.contains("<desc"),
        "{svg}"
    );
    assert_eq!(svg.matches("<g>").count(), svg.matches("</g>").count());
    home.run(["rome", "compare", "M1604", "M1607", "--format", "svg"]).fails(2, &["svg"]);
}

#[test]
fn two_occupations_and_the_moves_between_them() {
    let home = imported();
    let both = json(home.run(["rome", "compare", "M1604", "M1607", "--format", "json"]));
    let ogrs = |part: &str| -> Vec<i64> {
        let items = both["compared"][part].as_array().unwrap();
        let mut ogrs: Vec<i64> = items.iter().map(|item| item["ogr"].as_i64().unwrap()).collect();
        ogrs.sort_unstable();
        ogrs
    };
    assert_eq!(ogrs("shared"), [2001, 4001]);
    assert_eq!(ogrs("only_first"), [2004, 2006, 2007]);
    assert_eq!(ogrs("only_second"), [2002, 3001]);
    let out = done(home.run(["rome", "paths", "M1607"]));
    assert!(out.contains("M1605 Assistant / Assistante d'équipe (proche selon la version 301)"), "{out}");
    assert!(
        out.contains("M1604 Assistant / Assistante de direction (évolution selon la version 301)"),
        "{out}"
    );
    let old = json(home.run(["rome", "paths", "M1607", "--rome", "301", "--format", "json"]));
    let kinds: Vec<&str> =
        old["paths"].as_array().unwrap().iter().map(|path| path["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["proche", "evolution"]);
}

#[test]
fn esco_is_answered_with_its_addresses() {
    let home = imported();
    let file = project().join("tests/runner/rome/esco.csv");
    let out = done(home.run(["rome", "import-esco", &shown(&file)]));
    assert!(out.contains("2 liens, 2 appellations") && out.contains("laissées de côté : 1"), "{out}");
    let found = json(home.run(["rome", "search", "--format", "json", "assistante de direction"]));
    assert_eq!(found["found"][0]["esco"][0]["uri"], "http://data.europa.eu/esco/occupation/aaaa-1111");
    assert_eq!(found["found"][0]["esco"][0]["relation"], "exactMatch");
    assert!(done(home.run(["rome", "show", "M1607"])).contains("bbbb-2222"));
    let other = home.file("autre.csv", "a,b\n1,2\n");
    home.run(["rome", "import-esco", &other]).fails(1, &["autre.csv", "ESCO"]);
    let found = json(home.run(["rome", "search", "--format", "json", "assistante de direction"]));
    assert_eq!(found["found"][0]["esco"].as_array().unwrap().len(), 1, "a bad file changes nothing");
}

#[test]
fn a_document_s_likeliest_codes_are_given_with_reasons() {
    let home = imported();
    let advert = home.file(
        "annonce.txt",
        "Secrétaire administratif(ve) H/F - CDI\n\nMissions\n- Tenir l'agenda du responsable et prendre ses rendez-vous\n\
         - Rédaction des comptes rendus de réunion\n",
    );
    let ran = home.run(["match", "--rome", "--format", "jsonl", &advert]);
    let report = json(ran);
    let schema: Value = serde_json::from_str(
        &std::fs::read_to_string(project().join("schema/json/report.schema.json")).unwrap(),
    )
    .unwrap();
    jsonschema::validate(&schema, &report).unwrap();
    let rome = &report["rome"];
    assert_eq!(
        (&rome[0]["code"], &report["rome_verify"]),
        (&Value::from("M1607"), &Value::from(false)),
        "{rome}"
    );
    assert_eq!(rome[0]["titles"][0]["line"], 1);
    assert!(!rome[0]["statements"].as_array().unwrap().is_empty(), "{rome}");
    let scores: Vec<f64> =
        rome.as_array().unwrap().iter().map(|code| code["score"].as_f64().unwrap()).collect();
    assert!(scores.iter().sum::<f64>() <= 1.01 && scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let vague =
        home.file("vague.txt", "Bonjour,\n\nJe suis disponible tout de suite pour travailler avec vous.\n");
    let out = done(home.run(["match", "--rome", &vague]));
    assert!(out.contains("À vérifier"), "{out}");
    let empty = home.file("mots.txt", "zzzz qqqq\n");
    let report = json(home.run(["match", "--rome", "--format", "jsonl", &empty]));
    assert_eq!(report["rome_verify"], true);
    let csv = done(home.run(["match", "--rome", "--format", "csv", &advert]));
    assert!(csv.contains(",M1607,Secrétaire,métier,"), "{csv}");
    assert!(json(home.run(["match", "--format", "jsonl", &advert])).get("rome").is_none());
}

#[test]
fn the_check_set_is_whole() {
    let text = std::fs::read_to_string(project().join("tests/runner/rome/adverts.tsv")).unwrap();
    let mut seen = std::collections::HashSet::new();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.len() >= 300, "{}", lines.len());
    for line in lines {
        let (title, codes) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        assert!(seen.insert(title), "twice: {title}");
        for code in codes.split(',') {
            assert!(code.len() == 5 && code[1..].chars().all(|c| c.is_ascii_digit()), "{line}");
        }
    }
}

#[test]
fn the_official_archives_are_read_and_reach_what_is_promised() {
    let external = project().join("../shared/external");
    let (old, new) = (external.join("rome-v347"), external.join("rome-v460"));
    if !old.is_dir() || !new.is_dir() {
        println!("skipped: ../shared/external/rome-v347 or rome-v460 is absent");
        return;
    }
    let home = Home::new();
    let out = done(home.run(["rome", "import", &shown(&old)]));
    assert!(out.contains("531 codes") && out.contains("10990 appellations"), "{out}");
    assert!(out.contains("4210 mobilités") && out.contains("(activités)"), "{out}");
    let out = done(home.run(["rome", "import", &shown(&new)]));
    assert!(out.contains("1584 codes") && out.contains("13120 appellations"), "{out}");
    assert!(out.contains("14912 mobilités") && !out.contains("sans objet"), "{out}");
    assert!(out.contains("3181 appellations déplacées"), "{out}");
    for (words, code) in [
        ("secretaire medicale", "M1609"),
        ("office manager", "M1604"),
        ("assistante de direction h/f", "M1604"),
        ("secretare medicale", "M1609"),
        ("secrétaire administrative", "M1607"),
        ("secrétaires administratifs", "M1607"),
        ("telesecretaire", "M1613"),
        ("compta", "M12"),
        ("RH", "M15"),
        ("M1607", "M1607"),
    ] {
        let found = json(home.run(["rome", "search", "--format", "json", words]));
        assert!(found["found"][0]["code"].as_str().unwrap().starts_with(code), "{words}: {found}");
    }
    let adverts = shown(&project().join("tests/runner/rome/adverts.tsv"));
    let tallies = json(home.run(["rome", "eval-titles", &adverts, "--format", "json"]));
    let unseen = &tallies[1];
    let share = |what: &str| unseen[what].as_f64().unwrap() / unseen["titles"].as_f64().unwrap();
    assert!(share("top1") >= 0.75 && share("top5") >= 0.90, "{tallies}");
    let out = done(home.run(["rome", "equivalences", "--neighbours", "1"]));
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["s'intitule ici « Secrétaire »", "M1612", "M1613", "● M1604"] {
        assert!(out.contains(words), "{words} in {out}");
    }
}

#[test]
fn the_benchmark_reaches_what_is_promised() {
    let external = project().join("../shared/external");
    let (rome, melo) = (external.join("rome-v460"), external.join("melo-fra"));
    if !rome.is_dir() || !melo.is_dir() {
        println!("skipped: ../shared/external/rome-v460 or melo-fra is absent");
        return;
    }
    let home = Home::new();
    done(home.run(["rome", "import", &shown(&rome)]));
    let report = json(home.run(["rome", "eval-melo", &shown(&melo), "--format", "json"]));
    let score = |what: &str| report["cross_validated"][what].as_f64().unwrap();
    assert!(score("mrr") >= 0.86 && score("a1") >= 0.82, "{report}");
    home.run(["rome", "eval-melo", &shown(&rome)]).fails(1, &["queries.tsv"]);
}
