//! A branch's life: written, checked, built, tested, signed, installed, replaced, turned off, removed.

use std::path::PathBuf;

use minisign::KeyPair;

use crate::home::{CV, Home, project};

/// A home with a branch's manifest, changed, built into a file of that name.
fn built(home: &Home, name: &str, change: impl Fn(String) -> String) -> String {
    let manifest = home.path().join("essai.toml");
    let _ = std::fs::remove_file(&manifest);
    let ran = home.run(["branche", "new", "essai", "--out", "essai.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let text = change(std::fs::read_to_string(&manifest).unwrap());
    std::fs::write(&manifest, text).unwrap();
    let ran = home.run(["branche", "build", "essai.toml", "--out", name]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    home.path().join(name).to_str().unwrap().to_owned()
}

fn done<'a>(home: &Home, args: impl IntoIterator<Item = &'a str>) -> String {
    let ran = home.run(args);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    ran.out
}

fn sign(file: &str, keys: &KeyPair) {
    let bytes = std::fs::read(file).unwrap();
    let signature = minisign::sign(Some(&keys.pk), &keys.sk, &bytes[..], Some("essai"), None).unwrap();
    std::fs::write(format!("{file}.minisig"), signature.to_string()).unwrap();
}

fn report(home: &Home, cv: &str) -> serde_json::Value {
    let text = done(home, ["match", "--branche", "essai", "--format", "jsonl", cv]);
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_new_branch_builds_as_it_is_and_conforms() {
    let home = Home::new();
    let first = built(&home, "a.wasm", |text| text);
    let again = built(&home, "b.wasm", |text| text);
    assert_eq!(
        std::fs::read(&first).unwrap(),
        std::fs::read(&again).unwrap(),
        "the same input, the same bytes"
    );
    let out = done(&home, ["branche", "test", &first]);
    assert!(out.contains("Conforme au contrat.") && !out.contains("DÉFAUT"), "{out}");
    let json: serde_json::Value =
        serde_json::from_str(&done(&home, ["branche", "test", "--format", "json", &first])).unwrap();
    assert!(json["checks"].as_array().unwrap().iter().all(|check| check["fault"].is_null()));
    assert!(json["spent"]["memory"].as_u64().unwrap() > 0);
    // Nobody's work is written over.
    home.run(["branche", "new", "essai", "--out", "essai.toml"]).fails(1, &["essai.toml", "existe déjà"]);
    home.run(["branche", "new", "Éssai !"]).fails(2, &["minuscules"]);
}

#[test]
fn each_mistake_of_a_manifest_is_said_with_its_place_and_what_was_meant() {
    let home = Home::new();
    built(&home, "a.wasm", |text| text);
    let good = std::fs::read_to_string(home.path().join("essai.toml")).unwrap();
    let check = |from: &str, to: &str, words: &[&str]| {
        assert!(good.contains(from), "{from}");
        home.file("faux.toml", good.replacen(from, to, 1));
        home.run(["branche", "check", "faux.toml"])
            .fails(1, &[&["faux.toml", "ligne ", "colonne "], words].concat());
    };
    check("\"C1\", ", "\"C12\", ", &["« C12 »", "vouliez-vous dire C1 ("]);
    check("\"C1\", ", "\"Réaliser la production de documents\", ", &["vouliez-vous dire C1 ("]);
    check("\"C1\", ", "", &["dans aucun bloc : C1"]);
    check("\"C4\", ", "\"C4\", \"C1\", ", &["C1 est placée deux fois", "déjà à la ligne"]);
    check("title = \"Titre du deuxième bloc\"", "title = \" \"", &["titre de bloc vide"]);
    check("threshold = 70", "threshold = 0.7", &["de 1 à 100", "vouliez-vous dire 70"]);
    check("threshold = 70", "threshold = 170", &["de 1 à 100", "170"]);
    check("threshold = 70", "threshold = 70\nrequires = 1", &["deux règles"]);
    check("partial = 50", "partial = -1", &["de 0 à 100"]);
    check("partial = 50", "weights = { C4 = 0 }", &["de 1 à 100"]);
    check("partial = 50", "weights = { C7 = 2 }", &["C7 n'est pas parmi"]);
    check("partial = 50", "optional = [\"C4\", \"C5\", \"C6\"]", &["facultatives"]);
    check("requires = \"any\"", "requires = \"some\"", &["\"all\", \"any\"", "some"]);
    check("requires = \"any\"", "requires = 4", &["de 1 à 3", "pas 4"]);
    check("requires = \"any\"", "requires = \"any\"\ndirect = 0", &["de 1 à 1000"]);
    check("code = \"B2\"", "code = \"B1\"", &["déjà celui du bloc"]);
    check("competences = [", "competance = [", &["competance", "vouliez-vous dire « competences »"]);
    check("name = \"Essai\"", "", &["« name » manque"]);
    check("id = \"essai\"", "id = \"Essai\"", &["id « Essai »", "minuscules"]);
    check("referentiel = \"cqpi", "referentiel = \"cqpj", &["cqpj-assistant", "connus : cqpi-assistant"]);
    check("referentiel_versions = [\"1\"]", "referentiel_versions = [\"7\"]", &["en version 1"]);
    check("{{observations}}", "{{observation}}", &["{{observation}}", "vouliez-vous dire {{observations}}"]);
    check("fill = \"person\"", "fill = \"persone\"", &["persone", "vouliez-vous dire « person »"]);
    check("fill = \"person\"", "fill = [\"un\"]", &["au moins deux choix"]);
    check("# \"relance", "\"x\", \"x\", # \"relance", &["déjà à la ligne"]);
    check("version = \"1.0.0\"", "version = 1.0.0", &["ligne"]);
    // The place is that of the mistake, and every mistake is said at once.
    let line = good.lines().position(|line| line == "title = \"Titre du troisième bloc\"").unwrap() + 1;
    check("\"Titre du troisième bloc\"", "\"\"", &[&format!("ligne {line}, colonne 9 :")]);
    home.file("faux.toml", good.replace("threshold = 70", "threshold = 0").replace("\"C9\"", "\"C10\""));
    let ran = home.run(["branche", "check", "faux.toml"]);
    assert_eq!(ran.err.lines().count(), 3, "{}", ran.err); // the threshold, C10, and C9 forgotten
    home.run(["branche", "build", "faux.toml", "--out", "faux.wasm"]).fails(1, &["threshold"]);
    assert!(!home.path().join("faux.wasm").exists());
}

#[test]
fn an_unsigned_plugin_needs_a_word_and_is_marked_in_every_report() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    let file = built(&home, "essai.wasm", |text| text);
    home.run(["branche", "add", &file]).fails(1, &["essai 1.0.0", "non signée", "--allow-unsigned"]);
    home.run(["match", "--branche", "essai", &cv]).fails(2, &["essai", "papier-carton"]);
    done(&home, ["branche", "add", "--allow-unsigned", &file]);
    assert_eq!(report(&home, &cv)["branche"]["signer"]["state"], "unsigned");
    let text = done(&home, ["match", "--branche", "essai", &cv]);
    assert!(text.contains("Attention : la branche essai est non signée"), "{text}");
    let hash = report(&home, &cv)["branche"]["sha256"].as_str().unwrap()[..12].to_owned();
    assert!(text.contains(&hash), "the hash stands in the report");
    let csv = done(&home, ["match", "--branche", "essai", "--format", "csv", &cv]);
    assert!(csv.contains(&format!("essai 1.0.0 {hash}, non signée")), "{csv}");
    let papier = done(&home, ["match", &cv]);
    assert!(!papier.contains("Attention"), "{papier}");
    assert!(done(&home, ["branche", "add", "--allow-unsigned", &file]).contains("déjà installée"));
    assert!(done(&home, ["branche", "list"]).contains("essai  1.0.0  en service  Essai  non signée"));
}

#[test]
fn a_signature_is_worth_what_its_key_is() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    let keys = KeyPair::generate_unencrypted_keypair().unwrap();
    let public = home.file("essai.pub", keys.pk.to_box().unwrap().to_string());
    let file = built(&home, "essai.wasm", |text| text);
    sign(&file, &keys);
    home.run(["branche", "add", &file]).fails(1, &["clé inconnue", "branche trust"]);
    let out = done(&home, ["branche", "trust", &public, "--name", "Branche d'essai"]);
    assert!(out.contains("Branche d'essai"), "{out}");
    assert!(done(&home, ["branche", "add", &file]).contains("signée par Branche d'essai"));
    assert_eq!(report(&home, &cv)["branche"]["signer"]["name"], "Branche d'essai");
    assert!(!done(&home, ["match", "--branche", "essai", &cv]).contains("Attention"));

    // A trusted key's signature of another file is a fraud, whatever the user allows.
    let other = built(&home, "autre.wasm", |text| text.replace("1.0.0", "1.1.0"));
    std::fs::copy(format!("{file}.minisig"), format!("{other}.minisig")).unwrap();
    home.run(["branche", "add", "--allow-unsigned", "--yes", &other]).fails(1, &["ne correspond pas"]);
    std::fs::write(format!("{other}.minisig"), "untrusted comment: x\nnonsense\n").unwrap();
    home.run(["branche", "add", "--allow-unsigned", "--yes", &other])
        .fails(1, &["pas une signature minisign"]);

    // Trust that is taken back shows at once, and comes back with the key.
    let listed = done(&home, ["branche", "trust"]);
    let id = listed.split_whitespace().next().unwrap().to_owned();
    done(&home, ["branche", "trust", "--remove", &id]);
    assert_eq!(report(&home, &cv)["branche"]["signer"]["state"], "unknown");
    assert!(done(&home, ["match", "--branche", "essai", &cv]).contains("clé inconnue"));
    home.run(["branche", "trust", "--remove", &id]).fails(2, &[&id]);
    let line = keys.pk.to_base64();
    assert!(done(&home, ["branche", "trust", &line]).contains("déjà installé"));
    assert_eq!(report(&home, &cv)["branche"]["signer"]["state"], "trusted");
    home.run(["branche", "trust", "RWnonsense"]).fails(1, &["pas une clé publique"]);

    // What is exported is what was installed, signature included.
    done(&home, ["branche", "export", "essai", "--out", "sortie.wasm"]);
    let sortie = home.path().join("sortie.wasm");
    assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(&sortie).unwrap());
    let signature = |file: &std::path::Path| std::fs::read(format!("{}.minisig", file.display())).unwrap();
    assert_eq!(signature(&sortie), signature(std::path::Path::new(&file)));
}

#[test]
fn an_upgrade_shows_what_changes_before_it_is_applied() {
    let home = Home::new();
    let old = built(&home, "a.wasm", |text| text);
    let new = built(&home, "b.wasm", |text| {
        text.replace("1.0.0", "1.1.0")
            .replace("threshold = 70", "threshold = 40")
            .replace("\"C3\"]\n", "]\n")
            .replace("[\"C4\"", "[\"C3\", \"C4\"")
            .replace("Titre du troisième", "Nouveau titre du troisième")
    });
    done(&home, ["branche", "add", "--allow-unsigned", &old]);
    let ran = home.run(["branche", "add", "--allow-unsigned", &new]);
    ran.fails(1, &["rien n'a été installé", "--yes"]);
    for said in [
        "version : 1.0.0 → 1.1.0",
        "C3 passe du bloc B1 au bloc B2",
        "bloc B2, règle : au moins 70 %",
        "bloc B3, titre :",
        "bloc B2, résultats : sur 240 situations",
    ] {
        assert!(ran.out.contains(said), "{said} in {}", ran.out);
    }
    let dry = done(&home, ["branche", "add", "--allow-unsigned", "--dry-run", &new]);
    assert!(dry.contains("C3 passe") && dry.contains("rien n'a été installé"), "{dry}");
    assert!(done(&home, ["branche", "show", "essai"]).contains("version 1.0.0"));
    done(&home, ["branche", "add", "--allow-unsigned", "--yes", &new]);
    assert!(done(&home, ["branche", "show", "essai"]).contains("version 1.1.0"));
    let listed = done(&home, ["branche", "list"]);
    assert!(listed.contains("1.0.0  gardée") && listed.contains("1.1.0  en service"), "{listed}");

    done(&home, ["branche", "rollback", "essai"]);
    assert!(done(&home, ["branche", "show", "essai"]).contains("version 1.0.0"));
    home.run(["branche", "rollback", "essai"]).fails(2, &["essai", "1.0.0"]);
    done(&home, ["branche", "enable", "essai", "--version", "1.1.0"]);
    assert!(done(&home, ["branche", "show", "essai"]).contains("version 1.1.0"));
    home.run(["branche", "enable", "essai", "--version", "9"]).fails(2, &["9", "1.0.0, 1.1.0"]);
    assert!(
        done(&home, ["branche", "remove", "essai", "--version", "1.1.0"]).contains("1.0.0 est en service")
    );
    let other = built(&home, "c.wasm", |text| text.replace("threshold = 70", "threshold = 71"));
    home.run(["branche", "add", "--allow-unsigned", &other])
        .fails(1, &["déjà installée avec un autre contenu"]);
    done(&home, ["branche", "remove", "essai"]);
    home.run(["branche", "show", "essai"]).fails(2, &["essai"]);
    home.run(["branche", "remove", "papier-carton"]).fails(2, &["livrée avec Repère", "disable"]);
    let left: Vec<PathBuf> =
        std::fs::read_dir(home.data().join("plugins")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(left.len(), 1, "only the shipped branch's compiled code is left: {left:?}");
}

#[test]
fn a_branch_s_own_words_serve_while_it_is_on() {
    let home = Home::new();
    let words = "zinguerie des rives et noues";
    let file =
        built(&home, "a.wasm", |text| text.replace("# \"relance", &format!("\"{words}\",\n    # \"relance")));
    let found = || home.run(["search", "zinguerie", "noues"]).out.contains(words);
    assert!(!found());
    done(&home, ["branche", "add", "--allow-unsigned", &file]);
    assert!(found());
    let cv = home.file("cv.txt", "EXPÉRIENCE\n- Rédaction de courriers et zinguerie des rives et noues\n");
    done(&home, ["branche", "disable", "essai"]);
    assert!(!found());
    let failure = report(&home, &cv)["branche_failure"].clone();
    assert_eq!(failure["kind"], "refused");
    assert!(failure["message"].as_str().unwrap().contains("branche enable essai"), "{failure}");
    done(&home, ["branche", "enable", "essai"]);
    assert!(found());
    let nearest: Vec<String> = report(&home, &cv)["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|evidence| evidence["nearest"]["text"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(nearest.iter().any(|text| text == words), "{nearest:?}");
    let shorter = built(&home, "b.wasm", |text| text.replace("1.0.0", "1.1.0"));
    done(&home, ["branche", "add", "--allow-unsigned", "--yes", &shorter]);
    assert!(!found(), "the words of the version before are gone");
    done(&home, ["branche", "rollback", "essai"]);
    assert!(found());
    done(&home, ["branche", "remove", "essai"]);
    assert!(!found());
}

#[cfg(unix)]
#[test]
fn compiled_code_that_is_not_our_own_is_never_loaded() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    done(&home, ["match", &cv]);
    let folder = home.data().join("plugins");
    let file = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let good = std::fs::read(&file).unwrap();
    let mode = || std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(), std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777), (0o600, 0o700));
    let mut turned = good.clone();
    let middle = turned.len() / 2;
    turned[middle] ^= 1;
    for tampered in [turned, good[..good.len() / 2].to_vec(), Vec::new(), b"nonsense".to_vec()] {
        std::fs::write(&file, tampered).unwrap();
        assert!(home.report(&cv)["branche_failure"].is_null());
        assert_eq!(std::fs::read(&file).unwrap(), good, "compiled again and written");
    }
    // A file that others may write could change between the check and the use.
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
    assert!(home.report(&cv)["branche_failure"].is_null());
    assert_eq!(mode(), 0o600, "not used, and written again");
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(home.report(&cv)["branche_failure"].is_null());
    assert_eq!(std::fs::read(&file).unwrap(), good);
}

#[test]
fn a_store_of_the_first_program_keeps_its_branch() {
    let home = Home::new();
    std::fs::create_dir(home.data()).unwrap();
    let conn = rusqlite::Connection::open(home.data().join("repere.db")).unwrap();
    conn.execute_batch(&std::fs::read_to_string(project().join("schema/0001-initial.sql")).unwrap()).unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
    let manifest = std::fs::read_to_string(project().join("plugins/papier-carton/branche.toml")).unwrap();
    let bytes = repere::plugins::build(&manifest.replace("1.0.0", "0.9.0")).unwrap().bytes;
    conn.execute(
        "INSERT INTO branche (code, version, name, sha256, component) VALUES ('papier-carton', '0.9.0', 'P', ?1, ?2)",
        rusqlite::params!["0".repeat(64), bytes],
    )
    .unwrap();
    drop(conn);
    let listed = done(&home, ["branche", "list"]);
    assert!(listed.contains("papier-carton  0.9.0  gardée"), "{listed}");
    assert!(
        listed.contains("papier-carton  1.0.0  en service  Papier-carton  livrée avec Repère"),
        "{listed}"
    );
    // A component that is not the one that its hash names is not run.
    home.run(["branche", "show", "papier-carton", "--version", "0.9.0"])
        .fails(1, &["il a changé dans la base"]);
}

#[test]
fn guests_in_other_languages_conform() {
    for (language, file) in [
        ("C", "plugins/examples/c/logistique.wasm"),
        ("Rust", "plugins/examples/rust/metallurgie.wasm"),
        ("JavaScript", "plugins/examples/javascript/restauration.wasm"),
        ("Python", "plugins/examples/python/btp.wasm"),
    ] {
        let path = project().join(file);
        let large = matches!(language, "JavaScript" | "Python");
        if large && (!path.exists() || std::env::var_os("REPERE_LARGE_GUESTS").is_none()) {
            println!("skipped: {file} is built by its script, and tried when REPERE_LARGE_GUESTS is set");
            continue;
        }
        let home = Home::new();
        let out = done(&home, ["branche", "test", path.to_str().unwrap()]);
        assert!(out.contains("Conforme au contrat."), "{language}: {out}");
    }
}

#[test]
fn papier_carton_goes_through_the_same_door() {
    let home = Home::new();
    let manifest = project().join("plugins/papier-carton/branche.toml");
    done(&home, ["branche", "check", manifest.to_str().unwrap()]);
    done(&home, ["branche", "build", manifest.to_str().unwrap(), "--out", "p.wasm"]);
    assert!(done(&home, ["branche", "test", "p.wasm"]).contains("Conforme"));
    done(&home, ["branche", "export", "papier-carton", "--out", "q.wasm"]);
    let read = |name: &str| std::fs::read(home.path().join(name)).unwrap();
    assert_eq!(read("p.wasm"), read("q.wasm"), "what ships is what its manifest builds");
    assert!(done(&home, ["branche", "add", "p.wasm", "--allow-unsigned"]).contains("déjà installée"));
    assert!(done(&home, ["branche", "list"]).contains("livrée avec Repère"));
}
