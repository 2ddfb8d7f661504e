//! The rules of the house: layers, who may use what, the README's own commands.

use std::path::{Path, PathBuf};

use crate::home::{Home, project};

/// Modules from the ground up: one may use those before it, and its neighbours on the same line.
const LAYERS: &[&[&str]] = &[
    &["text"],
    // `candidates`, `evidence` and `coverage` define what the three libraries' modules take and give.
    &["referentiel", "document", "candidates"],
    &["passages", "pseudonym"],
    &["evidence", "coverage"],
    &["schema", "index", "plugins"],
    &["rome"],
    &["blocs"],
    &["error"],
    &["report", "teaching"],
    &["engine"],
    &["matching"],
    &["evaluation", "batch", "group", "dossier"],
    &["forms", "upkeep"],
    &["web"],
    &["cli"],
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file with the top-level module it belongs to.
fn modules() -> Vec<(String, PathBuf, String)> {
    let src = project().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files
        .into_iter()
        .map(|path| {
            let first = path.strip_prefix(&src).unwrap().components().next().unwrap();
            let module = first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            (module, path, text)
        })
        .filter(|(module, ..)| module != "lib" && module != "main")
        .collect()
}

#[test]
fn dependencies_point_one_way() {
    let rank = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    for (module, path, text) in modules() {
        let own = rank(&module).unwrap_or_else(|| panic!("{module} has no layer"));
        for (at, _) in text.match_indices("crate::") {
            let used: String =
                text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(other) = rank(&used) else { continue };
            assert!(other <= own, "{} uses crate::{used}, which stands above it", path.display());
        }
    }
}

#[test]
fn each_heavy_library_has_one_user() {
    for (library, owner) in [
        ("rusqlite", "schema"),
        ("tantivy", "index"),
        ("wasmtime", "plugins"),
        ("rayon", "matching"),
        ("tokio", "web"),
    ] {
        for (module, path, text) in modules() {
            let uses = text.contains(&format!("{library}::")) || text.contains(&format!("use {library}"));
            assert!(!uses || module == owner, "{} uses {library}", path.display());
        }
    }
}

#[test]
fn every_test_file_is_part_of_the_test_binary() {
    let runner = project().join("tests/runner");
    let main = std::fs::read_to_string(runner.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(runner).unwrap() {
        let name = entry.unwrap().file_name().to_str().unwrap().trim_end_matches(".rs").to_owned();
        assert!(
            name == "main" || main.contains(&format!("mod {name};")),
            "tests/runner/{name}.rs is forgotten"
        );
    }
}

#[test]
fn the_readme_s_commands_work() {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    let commands: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("$ repere ")).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    let home = Home::new();
    std::fs::create_dir(home.path().join("examples")).unwrap();
    for entry in std::fs::read_dir(project().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, home.path().join("examples").join(path.file_name().unwrap())).unwrap();
    }
    for command in commands {
        let output = std::process::Command::new("bash")
            .args(["-c", &format!("{} {command}", env!("CARGO_BIN_EXE_repere"))])
            .current_dir(home.path())
            .env("REPERE_DATA", home.data())
            .output()
            .unwrap();
        assert!(output.status.success(), "repere {command}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty() || command.contains("--out"), "repere {command} printed nothing");
    }
    assert!(readme.contains("bash tests/all.sh"));
    assert!(readme.contains("cargo run --release -- match examples/cv-assistante.txt"));
}
