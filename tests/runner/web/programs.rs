//! The interface for programs, family by family, as a program would use it from start to end.

use std::io::Write;
use std::time::{Duration, Instant};

use minisign::KeyPair;
use serde_json::{Value, json};

use super::{Answer, Server};
use crate::home::{CV, Home, project};

/// A program with its token, which believes the description.
struct Program {
    server: Server,
    token: String,
    description: Value,
}

impl Program {
    fn start() -> Self {
        Self::on(Home::new())
    }

    fn on(home: Home) -> Self {
        let made = home.run(["serve", "--new-token", "tableau de bord"]);
        assert_eq!(made.code, Some(0), "{}", made.err);
        let server = Server::on(home);
        let description = server.ask("GET", "/api/v1/openapi.json", &[], b"").is(200).json();
        Self { token: format!("Bearer {}", made.out.trim()), server, description }
    }

    fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let headers = [("Authorization", self.token.as_str()), ("Content-Type", kind)];
        let answer = self.server.ask(method, &format!("/api/v1{path}"), &headers, body);
        self.is_as_described(method, path, &answer);
        answer
    }

    /// Whether an answer has a status and a form that the description names.
    #[track_caller]
    fn is_as_described(&self, method: &str, path: &str, answer: &Answer) {
        let asked: Vec<&str> = path.split('?').next().unwrap().split('/').skip(1).collect();
        let paths = self.description["paths"].as_object().unwrap();
        let fits = |template: &str| {
            let parts: Vec<&str> = template.split('/').skip(3).collect();
            // What is written out goes before what is filled in.
            let variables = parts.iter().filter(|part| part.starts_with('{')).count();
            let same = |(part, given): (&&str, &&str)| part.starts_with('{') || part == given;
            (parts.len() == asked.len() && parts.iter().zip(&asked).all(same)).then_some(variables)
        };
        let found = paths.iter().filter_map(|(template, item)| Some((fits(template)?, template, item)));
        let Some((_, template, item)) = found.min_by_key(|(variables, ..)| *variables) else { return };
        let responses = &item[method.to_lowercase()]["responses"];
        let status = answer.status.to_string();
        let response =
            if responses[&status].is_object() { &responses[&status] } else { &responses["default"] };
        assert!(answer.status >= 400 || responses[&status].is_object(), "{method} {template}: {status}");
        let kind = answer.header("content-type").unwrap_or_default().split(';').next().unwrap();
        let content = &response["content"];
        if content.is_null() {
            return assert!(answer.body.is_empty(), "{method} {template}: {status} has a body");
        }
        assert!(content[kind].is_object(), "{method} {template}: {status} as {kind}");
        if kind.ends_with("json") {
            let mut schema = content[kind]["schema"].clone();
            schema["components"] = self.description["components"].clone();
            let validator = jsonschema::validator_for(&schema).unwrap();
            let faults: Vec<String> = validator
                .iter_errors(&answer.json())
                .map(|fault| format!("{} {fault:.200}", fault.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{method} {template}: {}", faults.join("\n"));
        }
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", path, "", b"").is(200).json()
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.ask(method, path, "application/json", body.to_string().as_bytes())
    }

    /// A problem as RFC 9457 has it.
    #[track_caller]
    fn problem(&self, status: u16, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.send(method, path, body).is(status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        let problem = answer.json();
        let detail = problem["detail"].as_str().unwrap();
        assert!(problem["status"] == status && !detail.contains("repere "), "{problem}");
        problem
    }

    fn form(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--limite\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
        }
        for (name, content) in files {
            let head = "--limite\r\nContent-Disposition: form-data; name=\"files\"";
            body.extend_from_slice(format!("{head}; filename=\"{name}\"\r\n\r\n").as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--limite--\r\n");
        self.ask("POST", path, "multipart/form-data; boundary=limite", &body)
    }
}

#[test]
fn a_program_keeps_a_dossier_from_its_opening_to_its_erasure() {
    let program = Program::start();
    let opened = program
        .send("POST", "/dossiers", &json!({"name": "Prénom NOM-INVENTÉ", "retain_until": "2031-01-31"}))
        .is(201)
        .json();
    let at = format!("/dossiers/{}", opened["number"]);
    let path = |rest: &str| format!("{at}{rest}");
    let added = program
        .ask(
            "POST",
            &path("/documents?name=cv.txt&date=2026-01-31"),
            "application/octet-stream",
            CV.as_bytes(),
        )
        .is(201)
        .json();
    assert_eq!(added["document"], 1);
    let first = added["evidence"][0].as_str().unwrap().to_owned();
    program.ask("POST", &path("/documents?name=cv.txt"), "application/octet-stream", CV.as_bytes()).is(409);
    // What people decide, and taking it back.
    let events = program
        .send(
            "POST",
            &path("/decisions"),
            &json!({"evidence": first, "accepted": false, "reason": "hors sujet"}),
        )
        .is(200)
        .json();
    assert_eq!(events[0]["by"], "tableau de bord (programme)");
    let piece = |name: &str| {
        let dossier = program.get(&at);
        let all = dossier["evidence"].as_array().unwrap().clone();
        all.into_iter().find(|piece| piece["id"] == name).unwrap()
    };
    assert_eq!(piece(&first)["decision"]["decision"], "rejected");
    program.send("POST", &path("/undo"), &json!({"event": events[0]["number"]})).is(200);
    assert!(piece(&first)["decision"].is_null());
    program.send("POST", &path("/decisions"), &json!({"evidence": first, "accepted": true})).is(200);
    let quoted = json!({"code": "C7", "quote": "Elle tient le tableau de bord", "source": "Entretien", "strength": "partial"});
    let event = program.send("POST", &path("/evidence"), &quoted).is(200).json();
    let by_hand = event[0]["what"]["evidence"].as_str().unwrap().to_owned();
    assert_eq!(piece(&by_hand)["strength"], "partial");
    program.send("POST", &path("/positions"), &json!({"code": "C3", "position": "to-clarify"})).is(200);
    program.send("POST", &path("/notes"), &json!({"text": "Revoir le bloc 3", "about": "C7"})).is(200);
    program.send("POST", &path("/undo"), &json!({})).is(200);
    assert!(program.get(&at)["notes"].as_array().unwrap().is_empty());
    program.send("POST", &path("/notes"), &json!({"text": "Revoir le bloc 3"})).is(200);
    let jury = json!({"code": "C3", "acquis": true, "jury": "Jury d'essai", "date": "2026-03-12"});
    program.send("POST", &path("/jury"), &jury).is(200);
    // The self-positioning grid: only what differs is written down.
    let grid = json!({"answers": [{"activite": "A1.1", "answer": "seul"}, {"activite": "A1.2", "answer": "jamais"}]});
    assert_eq!(program.send("PATCH", &path("/answers"), &grid).is(200).json().as_array().unwrap().len(), 2);
    assert_eq!(program.send("PATCH", &path("/answers"), &grid).is(200).json(), json!([]));
    let answers = program.get(&path("/answers"));
    let known = |code: &str| {
        let all = answers["answers"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["activite"] == code).unwrap()["answer"].clone()
    };
    assert_eq!((known("A1.1"), known("A1.2"), known("A1.3")), (json!("seul"), json!("jamais"), Value::Null));
    // How it came about.
    assert_eq!(program.get(&path("/documents/1"))["text"], CV);
    let history = program.get(&path("/history"));
    assert!(history.as_array().unwrap().len() >= 10 && history[0]["what"]["kind"] == "opened");
    let day = &history[0]["at"].as_str().unwrap()[..10];
    let ways = program.get(&path(&format!("/progress?since=2020-01-01&until={day}")));
    assert_eq!(ways["competences"].as_array().unwrap().len(), 9);
    assert!(ways["competences"].as_array().unwrap().iter().all(|way| way["then"] == 0));
    assert!(ways["competences"].as_array().unwrap().iter().any(|way| way["now"] != 0));
    let again = program.get(&path("/refresh"));
    assert_eq!(again["gained"], 0);
    assert_eq!(program.send("POST", &path("/refresh"), &json!(null)).is(200).json(), again);
    // What is printed and handed out.
    for (file, begins) in [
        ("guide.md", "# "),
        ("grille.docx", "PK"),
        ("rapport.html?name=true", "<!"),
        ("autopositionnement.csv", ""),
    ] {
        let paper = program.ask("GET", &path(&format!("/papers/{file}")), "", b"").is(200);
        assert!(paper.text().trim_start_matches('\u{feff}').starts_with(begins), "{file}: {}", paper.text());
        assert_eq!(paper.text().contains("NOM-INVENTÉ"), file.contains("name=true"), "{file}");
    }
    program.problem(404, "POST", &path("/forms/attestation.pdf"), &json!({}));
    assert!(program.get(&path("/forms"))[0]["title"].as_str().unwrap().contains("entretien"));
    assert!(program.send("POST", &path("/export"), &json!(null)).is(200).body.starts_with(b"PK"));
    // The name, apart from everything else.
    assert_eq!(program.get(&path("/name"))["name"], "Prénom NOM-INVENTÉ");
    assert!(!program.get(&at).to_string().contains("NOM-INVENTÉ"));
    assert!(!program.get("/dossiers").to_string().contains("NOM-INVENTÉ"));
    let search = |words: &str, names: bool| {
        program.send("POST", "/dossiers/search", &json!({"words": words, "names": names})).is(200).json()
    };
    assert_eq!(search("inventé", true)["dossiers"][0]["name"], "Prénom NOM-INVENTÉ");
    assert_eq!(search("impayés", false)["count"], 1);
    assert_eq!(search("zzzz", true)["count"], 0);
    program.send("PUT", &path("/name"), &json!({"name": "Autre INVENTÉ"})).is(204);
    program.send("DELETE", &path("/name"), &json!(null)).is(204);
    program.problem(404, "GET", &path("/name"), &json!(null));
    // Kept until, closed and open.
    program.send("PUT", &path("/retention"), &json!({"until": "2030-06-30"})).is(200);
    assert_eq!(program.get(&at)["retain_until"], "2030-06-30");
    for _ in 0..2 {
        program.send("PUT", &path("/status"), &json!({"status": "closed", "reason": "fini"})).is(204);
    }
    assert_eq!(program.get("/dossiers?open=false")["count"], 1);
    let shut = program.problem(409, "POST", &path("/notes"), &json!({"text": "trop tard"}));
    assert!(shut["detail"].as_str().unwrap().contains("« Rouvrir »"), "{shut}");
    program.send("PUT", &path("/status"), &json!({"status": "open"})).is(204);
    // What is asked wrongly changes nothing.
    let before = program.get(&path("/history"));
    for (status, method, rest, body) in [
        (404, "POST", "/decisions", json!({"evidence": "E999", "accepted": true})),
        (400, "POST", "/decisions", json!({"evidence": "x", "accepted": true})),
        (400, "POST", "/decisions", json!({"evidence": "E1"})),
        (422, "POST", "/evidence", json!({"code": "C99", "quote": "a", "source": "b"})),
        (422, "POST", "/evidence", json!({"code": "C3", "quote": " ", "source": "b"})),
        (422, "POST", "/notes", json!({"text": "a".repeat(21_000)})),
        (422, "PATCH", "/answers", json!({"answers": [{"activite": "A9.9", "answer": "seul"}]})),
        (400, "PATCH", "/answers", json!({"answers": [{"activite": "A1.1", "answer": "peut-être"}]})),
        (404, "POST", "/undo", json!({"event": 9999})),
        (409, "POST", "/undo", json!({"event": 1})),
        (422, "PUT", "/retention", json!({"until": "demain"})),
        (400, "PUT", "/status", json!({"status": "perdu"})),
        (422, "POST", "/jury", json!({"code": "C3", "acquis": true, "jury": "J", "date": "2999-01-01"})),
        (404, "GET", "/documents/7", json!(null)),
        (422, "GET", "/progress?since=hier", json!(null)),
        (404, "GET", "/papers/roman.pdf", json!(null)),
    ] {
        program.problem(status, method, &path(rest), &body);
    }
    assert_eq!(program.get(&path("/history")), before);
    program.send("DELETE", &at, &json!(null)).is(204);
    for rest in ["", "/history", "/answers", "/name", "/forms", "/refresh"] {
        program.problem(404, "GET", &path(rest), &json!(null));
    }
    program.problem(404, "POST", "/dossiers/999/teaching", &json!(null));
    // Nothing is decided, so that there is nothing to learn.
    let opened = program.send("POST", "/dossiers", &json!({})).is(201).json();
    program.problem(409, "POST", &format!("/dossiers/{}/teaching", opened["number"]), &json!(null));
    program.problem(422, "POST", "/dossiers", &json!({"retain_until": "demain"}));
    program.problem(404, "POST", "/dossiers", &json!({"branche": "aucune"}));
    assert_eq!(program.get("/dossiers")["count"], 1);
}

/// Asks until a batch is over.
fn over(program: &Program, at: &str) -> Value {
    let began = Instant::now();
    loop {
        let batch = program.get(at);
        if batch["over"] == true {
            return batch;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{batch}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_program_runs_a_batch_and_saves_one_of_its_documents() {
    let program = Program::start();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for number in 0..6 {
        zip.start_file(format!("cv-{number}.txt"), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(CV.as_bytes()).unwrap();
    }
    zip.start_file("vide-de-tout.txt", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"Rien qui vaille\n").unwrap();
    let zip = zip.finish().unwrap().into_inner();
    let begun =
        program.form("/batches", &[("branche", "papier-carton")], &[("lot.zip", &zip), ("vide.txt", b" ")]);
    let at = begun.header("location").unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    begun.is(202);
    let batch = over(&program, &at);
    assert_eq!((&batch["documents"], &batch["failures"]), (&json!(8), &json!(1)), "{batch}");
    assert_eq!(batch["failed"][0]["document"], "vide.txt");
    assert_eq!(program.get("/batches").as_array().unwrap().len(), 1);
    // The table, sorted by what is shown: who shows nothing comes last.
    let list = program.get(&format!("{at}/documents?sort=C3"));
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 7);
    assert!(list[6]["document"].as_str().unwrap().contains("vide-de-tout"), "{list:?}");
    assert!(list[0]["coverage"]["C3"].as_u64() > list[6]["coverage"]["C3"].as_u64());
    // One of them, as if it had been given alone.
    let one = program.get(&format!("{at}/documents/{}", list[0]["at"]));
    let told = program.server.home.report(&program.server.home.file("cv.txt", CV));
    assert_eq!((&one["evidence"], &one["blocs"]), (&told["evidence"], &told["blocs"]));
    let saved = program
        .send(
            "POST",
            &format!("{at}/documents/{}/dossier", list[0]["at"]),
            &json!({"name": "Prénom NOM-INVENTÉ"}),
        )
        .is(201)
        .json();
    let dossier = program.get(&format!("/dossiers/{}", saved["number"]));
    assert_eq!(dossier["evidence"].as_array().unwrap().len(), one["evidence"].as_array().unwrap().len());
    // The group and the files.
    let group = program.get(&format!("{at}/group"));
    assert_eq!(group["documents"], 7);
    assert!(!group.to_string().contains("cv-"), "it names nobody");
    for (file, begins) in [("groupe.csv", "document"), ("groupe.xlsx", "PK"), ("groupe.svg", "<svg")] {
        let text = program.ask("GET", &format!("{at}/files/{file}"), "", b"").is(200).text();
        assert!(text.trim_start_matches('\u{feff}').starts_with(begins), "{file}: {text}");
    }
    for missing in ["/documents/7", "/documents/x", "/files/groupe.exe"] {
        assert!(
            matches!(program.ask("GET", &format!("{at}{missing}"), "", b"").status, 400 | 404),
            "{missing}"
        );
    }
    // A small one shows no group, and what is sent wrongly is none.
    let small = program.form("/batches", &[], &[("cv.txt", CV.as_bytes())]).is(202).json();
    let small = format!("/batches/{}", small["id"].as_str().unwrap());
    over(&program, &small);
    program.problem(409, "GET", &format!("{small}/group"), &json!(null));
    program.problem(409, "GET", &format!("{small}/files/groupe.svg"), &json!(null));
    program.form("/batches", &[], &[]).is(422);
    program.form("/batches", &[("branche", "aucune")], &[("cv.txt", CV.as_bytes())]).is(404);
    program.problem(415, "POST", "/batches", &json!({}));
    // Another token has batches of its own.
    let home = &program.server.home;
    let other = home.run(["serve", "--new-token", "autre"]).out;
    let other = format!("Bearer {}", other.trim());
    let theirs = [("Authorization", other.as_str())];
    program.server.ask("GET", &format!("/api/v1{at}"), &theirs, b"").is(404);
    program.send("POST", &format!("{small}/stop"), &json!(null)).is(202);
    program.send("DELETE", &small, &json!(null)).is(204);
    program.send("DELETE", &at, &json!(null)).is(204);
    program.problem(404, "GET", &at, &json!(null));
    assert_eq!(program.get("/batches"), json!([]));
}

#[test]
fn a_program_looks_after_branches() {
    let home = Home::new();
    let keys = KeyPair::generate_unencrypted_keypair().unwrap();
    let build = |name: &str, change: &dyn Fn(String) -> String| {
        let manifest = home.path().join("essai.toml");
        let _ = std::fs::remove_file(&manifest);
        assert_eq!(home.run(["branche", "new", "essai", "--out", "essai.toml"]).code, Some(0));
        let text = change(std::fs::read_to_string(&manifest).unwrap());
        std::fs::write(&manifest, text).unwrap();
        let ran = home.run(["branche", "build", "essai.toml", "--out", name]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        std::fs::read(home.path().join(name)).unwrap()
    };
    let old = build("a.wasm", &|text| text);
    let new =
        build("b.wasm", &|text| text.replace("1.0.0", "1.1.0").replace("threshold = 70", "threshold = 40"));
    let public = home.file("essai.pub", keys.pk.to_box().unwrap().to_string());
    assert_eq!(home.run(["branche", "trust", &public, "--name", "Branche d'essai"]).code, Some(0));
    let signature =
        minisign::sign(Some(&keys.pk), &keys.sk, &new[..], Some("essai"), None).unwrap().to_string();
    let program = Program::on(home);
    // Looked at, turned down as unsigned, installed all the same.
    let looked = program.form("/branches?dry_run=true", &[], &[("a.wasm", &old)]).is(200).json();
    assert_eq!((&looked["installed"], &looked["current"]), (&json!(false), &Value::Null));
    assert_eq!((&looked["signer"]["state"], &looked["trials"]["passed"]), (&json!("unsigned"), &json!(true)));
    program.ask("GET", "/branches/essai", "", b"").is(404);
    program.form("/branches", &[], &[("a.wasm", &old)]).is(422);
    program.ask("GET", "/branches/essai", "", b"").is(404);
    program.form("/branches?allow_unsigned=true", &[], &[("a.wasm", &old)]).is(201);
    // A signed upgrade, with what it changes.
    let signed: [(&str, &[u8]); 2] = [("b.wasm", &new), ("b.wasm.minisig", signature.as_bytes())];
    let upgraded = program.form("/branches", &[], &signed).is(201).json();
    assert_eq!((&upgraded["current"], &upgraded["signer"]["state"]), (&json!("1.0.0"), &json!("trusted")));
    let changes = upgraded["changes"].to_string();
    assert!(changes.contains("1.0.0 → 1.1.0") && changes.contains("bloc B2, règle"), "{changes}");
    let whole = program.get("/branches/essai");
    assert_eq!((&whole["version"], whole["versions"].as_array().unwrap().len()), (&json!("1.1.0"), 2));
    assert!(!whole["blocs"].as_array().unwrap().is_empty() && whole["failure"].is_null());
    assert_eq!(program.send("POST", "/branches/essai/trials", &json!(null)).is(200).json()["passed"], true);
    // Its own form, filled in from a dossier.
    let opened = program.send("POST", "/dossiers", &json!({"branche": "essai"})).is(201).json();
    let dossier = format!("/dossiers/{}", opened["number"]);
    let forms = program.get(&format!("{dossier}/forms"));
    let form = &forms[0];
    let id = form["id"].as_str().unwrap();
    let mut fields = form["fields"].as_array().unwrap().iter();
    let field = fields.find(|field| field["kind"] == "paragraphs").unwrap()["name"].as_str().unwrap();
    let filled = json!({"values": {field: "Écrit par un programme"}});
    let text = program.send("POST", &format!("{dossier}/forms/{id}.md"), &filled).is(200).text();
    assert!(text.contains("Écrit par un programme"), "{text}");
    assert!(
        program
            .send("POST", &format!("{dossier}/forms/{id}.docx"), &json!({}))
            .is(200)
            .body
            .starts_with(b"PK")
    );
    program.problem(422, "POST", &format!("{dossier}/forms/{id}.md"), &json!({"values": {"inconnu": "x"}}));
    // Back, off, on, away.
    let back = program.send("POST", "/branches/essai/rollback", &json!(null)).is(200).json();
    assert_eq!(back["version"], "1.0.0");
    program.send("PUT", "/branches/essai/state", &json!({"enabled": false})).is(204);
    assert_eq!(program.get("/branches/essai")["state"], "disabled");
    let failure = program.get("/branches/essai")["failure"].clone();
    let turned_off = program.get(&dossier)["branche_failure"]["message"].clone();
    assert!(failure.is_null() || !failure.as_str().unwrap().contains("repere "), "{failure}");
    assert!(turned_off.is_string(), "{turned_off}");
    program.send("PUT", "/branches/essai/state", &json!({"enabled": true})).is(204);
    program.send("DELETE", "/branches/essai?version=1.1.0", &json!(null)).is(200);
    assert_eq!(program.send("DELETE", "/branches/essai", &json!(null)).is(200).json()["removed"], 1);
    program.problem(404, "GET", "/branches/essai", &json!(null));
    let kept = program.problem(422, "DELETE", "/branches/papier-carton", &json!(null));
    assert!(kept["detail"].as_str().unwrap().contains("« Éteindre »"), "{kept}");
    // What is no plugin is none.
    for (name, bytes) in [("a.wasm", &b"nonsense"[..]), ("a.wasm", &b""[..]), ("a.minisig", &b"x"[..])] {
        program.form("/branches?allow_unsigned=true", &[], &[(name, bytes)]).is(422);
    }
    let forged: [(&str, &[u8]); 2] = [("a.wasm", &old), ("a.wasm.minisig", signature.as_bytes())];
    program.form("/branches?allow_unsigned=true", &[], &forged).is(422);
}

#[test]
fn a_program_reads_the_referentiel_and_the_rome() {
    let home = Home::new();
    let ran = home.run(["rome", "import", project().join("tests/runner/rome/mini-v901").to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let program = Program::on(home);
    let code = program.get("/referentiels")[0]["code"].as_str().unwrap().to_owned();
    assert_eq!(program.get(&format!("/referentiels/{code}"))["competences"].as_array().unwrap().len(), 9);
    for (item, kind) in [("C3", "competence"), ("C3.01", "critere"), ("A1", "domaine"), ("A1.1", "activite")]
    {
        let found = program.get(&format!("/referentiels/{code}/items/{item}"));
        assert_eq!((&found["kind"], &found["code"]), (&json!(kind), &json!(item)));
    }
    program.problem(404, "GET", &format!("/referentiels/{code}/items/C99"), &json!(null));
    let found = program.get("/statements?q=relancer+les+fournisseurs&limit=3");
    assert_eq!(found.as_array().unwrap().len(), 3);
    let found = program.get("/rome/occupations?q=secretaire&limit=2");
    let (a, b) = (found[0]["code"].as_str().unwrap(), found[1]["code"].as_str().unwrap());
    assert_eq!(program.get(&format!("/rome/occupations/{a}"))["code"], a);
    assert!(program.get(&format!("/rome/occupations/{a}/paths")).is_array());
    assert!(program.get(&format!("/rome/comparison?a={a}&b={b}"))["shared"].is_array());
    assert!(program.get("/rome/equivalences")["compared"].is_array());
    assert!(program.ask("GET", "/rome/equivalences.svg", "", b"").is(200).text().contains("<svg"));
    let table =
        program.ask("POST", "/positionings?format=csv&name=cv.txt", "text/plain", CV.as_bytes()).is(200);
    assert!(table.header("content-type").unwrap().starts_with("text/csv") && table.text().contains("C3"));
    program.problem(400, "POST", "/positionings?format=xml", &json!({"text": "a"}));
}
