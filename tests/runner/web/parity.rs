//! What a page can do, a program can: each route of the pages with the route of the interface that does the same.

use std::collections::BTreeSet;

use super::Server;
use crate::home::project;

/// Routes of pages, and what a program asks instead. Routes of pages alone say why.
const TABLE: &[(&str, &[&str])] = &[
    ("/", &["post /positionings"]),
    ("/positionner", &["post /positionings"]),
    // A program keeps its reports itself.
    ("/positionnements", &["post /positionings"]),
    ("/positionnements/{id}", &["post /positionings"]),
    ("/positionnements/{id}/oublier", &[]),
    ("/positionnements/{id}/rapport.csv", &["post /positionings"]),
    ("/lots", &["get /batches", "post /batches"]),
    ("/lots/{id}", &["get /batches/{id}", "get /batches/{id}/documents", "get /batches/{id}/group"]),
    ("/lots/{id}/arreter", &["post /batches/{id}/stop", "delete /batches/{id}"]),
    (
        "/lots/{id}/documents/{at}",
        &["get /batches/{id}/documents/{at}", "post /batches/{id}/documents/{at}/dossier"],
    ),
    ("/lots/{id}/{file}", &["get /batches/{id}/files/{file}"]),
    ("/dossiers", &["get /dossiers", "post /dossiers/search"]),
    ("/dossiers/nouveau", &["post /dossiers"]),
    ("/dossiers/{number}", &["get /dossiers/{number}", "get /dossiers/{number}/documents/{document}"]),
    (
        // Each thing that its forms can ask.
        "/dossiers/{number}/faire",
        &[
            "post /dossiers/{number}/decisions",
            "post /dossiers/{number}/evidence",
            "post /dossiers/{number}/positions",
            "post /dossiers/{number}/jury",
            "post /dossiers/{number}/notes",
            "post /dossiers/{number}/undo",
            "put /dossiers/{number}/status",
            "put /dossiers/{number}/retention",
            "get /dossiers/{number}/refresh",
            "post /dossiers/{number}/refresh",
            "post /dossiers/{number}/teaching",
        ],
    ),
    ("/dossiers/{number}/documents", &["post /dossiers/{number}/documents"]),
    (
        "/dossiers/{number}/nom",
        &["get /dossiers/{number}/name", "put /dossiers/{number}/name", "delete /dossiers/{number}/name"],
    ),
    ("/dossiers/{number}/jury", &["post /dossiers/{number}/jury"]),
    ("/dossiers/{number}/historique", &["get /dossiers/{number}/history"]),
    ("/dossiers/{number}/progres", &["get /dossiers/{number}/progress"]),
    (
        "/dossiers/{number}/autopositionnement",
        &["get /dossiers/{number}/answers", "patch /dossiers/{number}/answers"],
    ),
    ("/dossiers/{number}/imprimer/{file}", &["get /dossiers/{number}/papers/{file}"]),
    (
        "/dossiers/{number}/formulaires/{id}",
        &["get /dossiers/{number}/forms", "post /dossiers/{number}/forms/{file}"],
    ),
    ("/dossiers/{number}/exporter", &["post /dossiers/{number}/export"]),
    ("/dossiers/{number}/effacer", &["delete /dossiers/{number}"]),
    ("/referentiel", &["get /referentiels", "get /referentiels/{code}"]),
    ("/referentiel/recherche", &["get /statements"]),
    ("/referentiel/{code}", &["get /referentiels/{code}/items/{item}"]),
    ("/rome", &["get /rome/occupations"]),
    ("/rome/propositions", &["get /rome/occupations"]),
    ("/rome/equivalences", &["get /rome/equivalences"]),
    ("/rome/equivalences.svg", &["get /rome/equivalences.svg"]),
    ("/rome/comparer", &["get /rome/comparison"]),
    ("/rome/{code}", &["get /rome/occupations/{code}"]),
    ("/rome/{code}/passerelles", &["get /rome/occupations/{code}/paths"]),
    ("/branches", &["get /branches"]),
    ("/branches/ajouter", &["post /branches"]),
    ("/branches/installer", &["post /branches"]),
    ("/branches/{id}", &["get /branches/{id}"]),
    ("/branches/{id}/essai", &["post /branches/{id}/trials"]),
    (
        "/branches/{id}/etat",
        &["put /branches/{id}/state", "post /branches/{id}/rollback", "delete /branches/{id}"],
    ),
    // A token makes no tokens; files of the pages and the help are for people, and so are the ways in and out.
    ("/api-et-jetons", &[]),
    ("/api-et-jetons/ajouter", &[]),
    ("/api-et-jetons/retirer", &[]),
    ("/aide", &[]),
    ("/fichiers/{stamp}/{name}", &[]),
    ("/favicon.ico", &[]),
    ("/quitter", &[]),
];

/// The paths that a file's `.route(` calls name.
fn routes(file: &str) -> BTreeSet<String> {
    let source = std::fs::read_to_string(project().join(file)).unwrap();
    let calls = source.split(".route(").skip(1);
    let paths = calls.filter_map(|call| call.trim_start().strip_prefix('"')?.split('"').next());
    paths.map(str::to_owned).collect()
}

#[test]
fn whatever_a_page_can_do_a_program_can() {
    let server = Server::start();
    let description = server.ask("GET", "/api/v1/openapi.json", &[], b"").is(200).json();
    let mut described = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").unwrap();
        for (method, operation) in methods.as_object().unwrap() {
            described.insert(format!("{method} {path}"));
            // What is answered has a schema, and problems are problems.
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("default"), "{method} {path}");
            assert!(operation["summary"].is_string() || operation["description"].is_string(), "{path}");
        }
    }
    // Each page has its row, and each row its page.
    let pages = routes("src/web/pages/mod.rs");
    let known: BTreeSet<String> = TABLE.iter().map(|(page, _)| (*page).to_owned()).collect();
    assert_eq!(pages, known);
    // Each row names what is there, and nothing is there that no row names.
    let named: BTreeSet<String> =
        TABLE.iter().flat_map(|(_, asked)| asked.iter().map(|one| (*one).to_owned())).collect();
    assert_eq!(named, described);
    // What is answered is described: no route is without its words.
    let answered = routes("src/web/api/mod.rs");
    let paths: BTreeSet<String> = described
        .iter()
        .map(|one| one.split(' ').nth(1).unwrap().to_owned())
        .chain(["/openapi.json".to_owned()])
        .collect();
    assert_eq!(answered, paths);
    // References lead somewhere.
    let text = description.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(description.pointer(pointer).is_some_and(|found| !found.is_null()), "{pointer}");
    }
    // Everything that a dossier's forms can ask has its place in the table's row.
    let acts = std::fs::read_to_string(project().join("src/web/pages/dossiers/acts.rs")).unwrap();
    for act in
        ["retenir", "ajouter", "confirmer", "noter", "annuler", "clore", "garder", "relire", "apprendre"]
    {
        assert!(acts.contains(&format!("\"{act}\"")), "{act}");
    }
}
