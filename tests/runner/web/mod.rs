//! The pages over HTTP, with the real program on a free port of loopback: what they answer, and what they withstand.

mod hostile;
mod parity;
mod programs;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::home::{CV, Home, Ran};

/// The program, serving.
struct Server {
    home: Home,
    child: Child,
    /// Kept open: the program would notice.
    _out: BufReader<ChildStdout>,
    host: String,
    key: String,
}

/// What came back.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    #[track_caller]
    fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.text());
        self
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The value of a hidden field.
    fn token(&self) -> String {
        let text = self.text();
        let at = text.find("name=\"jeton\" value=\"").expect("a form") + 20;
        text[at..at + 32].to_owned()
    }
}

/// A visitor: the cookie and the token of a session.
struct Visitor<'a> {
    server: &'a Server,
    cookie: String,
    token: String,
}

impl Server {
    fn start() -> Self {
        Self::on(Home::new())
    }

    fn on(home: Home) -> Self {
        Self::with(home, "")
    }

    /// With other limits than the usual ones. What it writes for a while goes into a folder of its own.
    fn with(home: Home, limits: &str) -> Self {
        let temporary = home.path().join("tmp");
        std::fs::create_dir_all(&temporary).unwrap();
        let mut child = home
            .command()
            .env("REPERE_SERVE_LIMITS", limits)
            .env("TMPDIR", temporary)
            .args(["serve", "--no-open", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let url = loop {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "it ended");
            if let Some(url) = line.trim().strip_prefix("http://") {
                break url.to_owned();
            }
        };
        let (host, key) = url.split_once("/?cle=").unwrap();
        Self { child, _out: out, host: host.to_owned(), key: key.to_owned(), home }
    }

    /// Sends bytes as they are.
    fn raw(&self, bytes: &[u8]) -> Answer {
        let stream = TcpStream::connect(&self.host).unwrap();
        Self::answer(stream, bytes)
    }

    fn answer(mut stream: TcpStream, bytes: &[u8]) -> Answer {
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        // The program may have answered, and closed, before it has read everything.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(all.len());
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let body = all.get(end + 4..).unwrap_or_default().to_vec();
        Answer { status, head, body }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.raw(&self.request(method, path, headers, body))
    }

    fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head.push_str(&format!("Host: {}\r\n", self.host));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), body].concat()
    }

    /// What is left once it was killed.
    fn killed(mut self) -> Home {
        self.child.wait().unwrap();
        std::mem::replace(&mut self.home, Home::new())
    }

    fn enter(&self) -> Visitor<'_> {
        let answer = self.ask("GET", &format!("/?cle={}", self.key), &[], b"").is(200);
        let cookie = answer.header("set-cookie").unwrap();
        for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let mut visitor = Visitor { server: self, cookie, token: String::new() };
        visitor.token = visitor.get("/").is(200).token();
        visitor
    }

    /// Ends the program as the system does, and gives what it said.
    fn stop(mut self) -> (Ran, Home) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let mut err = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        let code = self.child.wait().unwrap().code();
        let home = std::mem::replace(&mut self.home, Home::new());
        (Ran { code, out: String::new(), err }, home)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Visitor<'_> {
    fn get(&self, path: &str) -> Answer {
        self.server.ask("GET", path, &[("Cookie", &self.cookie)], b"")
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.server.raw(&self.form(path, fields))
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
        let mut body = format!("jeton={}", self.token);
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", encoded(value)));
        }
        let kind = "application/x-www-form-urlencoded";
        self.server.request(
            "POST",
            path,
            &[("Cookie", &self.cookie), ("Content-Type", kind)],
            body.as_bytes(),
        )
    }

    /// The same where the program may be gone: status 0 then.
    fn try_send(&self, bytes: &[u8]) -> Answer {
        match TcpStream::connect(&self.server.host) {
            Ok(stream) => Server::answer(stream, bytes),
            Err(_) => Answer { status: 0, head: String::new(), body: Vec::new() },
        }
    }

    fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> u16 {
        self.try_send(&self.form(path, fields)).status
    }

    fn try_upload(&self, path: &str, files: &[(&str, &[u8])]) -> Option<String> {
        let answer = self.try_send(&self.parts(path, &self.token, &[], files));
        answer.header("location").map(str::to_owned)
    }

    /// Positions a file and saves it, if the program is there all along.
    fn try_save(&self, content: &str) -> Option<String> {
        let at = self.try_upload("/positionner", &[("cv.txt", content.as_bytes())])?;
        let fields = [("positionnement", at.rsplit('/').next()?)];
        let saved = self.try_send(&self.form("/dossiers/nouveau", &fields));
        saved.header("location").map(str::to_owned)
    }

    /// An upload that has begun, and that nobody goes on with.
    fn half_an_upload(&self) -> TcpStream {
        let mut stream = TcpStream::connect(&self.server.host).unwrap();
        let whole = self.parts("/positionner", &self.token, &[], &[("cv.txt", CV.as_bytes())]);
        stream.write_all(&whole[..whole.len() - 100]).unwrap();
        stream
    }

    fn upload(&self, path: &str, token: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        self.server.raw(&self.parts(path, token, fields, files))
    }

    fn parts(&self, path: &str, token: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        let mut part = |head: String, content: &[u8]| {
            body.extend_from_slice(
                format!("--limite\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        part("name=\"jeton\"".to_owned(), token.as_bytes());
        for (name, value) in fields {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (name, content) in files {
            part(format!("name=\"fichiers\"; filename=\"{name}\""), content);
        }
        body.extend_from_slice(b"--limite--\r\n");
        let kind = "multipart/form-data; boundary=limite";
        self.server.request("POST", path, &[("Cookie", &self.cookie), ("Content-Type", kind)], &body)
    }

    /// Positions a file and gives the address of the result.
    fn position(&self, name: &str, content: &str) -> String {
        let answer = self.upload("/positionner", &self.token, &[], &[(name, content.as_bytes())]).is(303);
        answer.header("location").unwrap().to_owned()
    }

    /// Positions a file, saves it and gives the dossier's address.
    fn save(&self, content: &str) -> String {
        let at = self.position("cv.txt", content);
        let id = at.rsplit('/').next().unwrap();
        let saved =
            self.post("/dossiers/nouveau", &[("positionnement", id), ("auteur", "Claire RH")]).is(303);
        saved.header("location").unwrap().to_owned()
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[test]
fn every_page_answers_and_none_without_a_session() {
    let server = Server::start();
    let visitor = server.enter();
    let positioning = visitor.position("cv.txt", CV);
    let dossier = visitor.save(CV);
    let mut pages: Vec<String> = [
        "/",
        "/positionnements",
        "/rome",
        "/rome?q=secretaire",
        "/rome/comparer",
        "/referentiel",
        "/referentiel/C3",
        "/referentiel/A1.1",
        "/referentiel/recherche?q=factures",
        "/branches",
        "/branches/papier-carton",
        "/api-et-jetons",
        "/aide",
        "/quitter",
        "/dossiers",
        "/lots",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.push(positioning.clone());
    pages.push(format!("{positioning}/rapport.csv"));
    for part in
        ["", "/jury", "/historique", "/progres", "/autopositionnement", "/effacer", "/imprimer/guide.docx"]
    {
        pages.push(format!("{dossier}{part}"));
    }
    for path in &pages {
        let answer = visitor.get(path).is(200);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        let text = answer.text();
        assert!(
            !text.contains("style=\"") && !text.contains("<script>") && !text.contains(" onclick"),
            "{path}"
        );
        // Nobody else sees it.
        let shut = server.ask("GET", path, &[], b"").is(401).text();
        assert!(!shut.contains("factures"), "{path}");
    }
    for unknown in
        ["/nulle-part", "/positionnements/0", "/dossiers/999", "/referentiel/C99", "/branches/aucune"]
    {
        let text = visitor.get(unknown).is(404).text();
        assert!(text.contains("<h1>"), "{unknown}");
    }
    let asset = visitor.get("/").text();
    let at = asset.find("/fichiers/").unwrap();
    let style: String = asset[at..].chars().take_while(|c| *c != '"').collect();
    assert!(
        server.ask("GET", &style, &[], b"").is(200).header("cache-control").unwrap().contains("immutable")
    );
}

#[test]
fn attacks_are_withstood() {
    let server = Server::start();
    let visitor = server.enter();
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let cookie = ("Cookie", visitor.cookie.as_str());
    // A name that an attacker has pointed here.
    for host in ["evil.example", "localhost", "127.0.0.1.evil.example:7373", ""] {
        server.ask("GET", "/", &[cookie, ("Host", host)], b"").is(421);
    }
    server
        .raw(format!("GET / HTTP/1.1\r\nConnection: close\r\nCookie: {}\r\n\r\n", visitor.cookie).as_bytes())
        .is(421);
    let twice = format!(
        "GET / HTTP/1.1\r\nConnection: close\r\nHost: {0}\r\nHost: evil.example\r\n\r\n",
        server.host
    );
    assert!(matches!(server.raw(twice.as_bytes()).status, 400 | 421));
    // A form of another site, also when the browser says little.
    let body = format!("jeton={}", visitor.token);
    for header in [("Origin", "http://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")] {
        server.ask("POST", "/dossiers/nouveau", &[cookie, form, header], body.as_bytes()).is(403);
    }
    // A form without its token, with a wrong one, or with that of another session.
    let other = server.enter();
    assert_ne!(other.token, visitor.token);
    for path in [
        "/dossiers",
        "/dossiers/nouveau",
        "/dossiers/1/faire",
        "/dossiers/1/nom",
        "/dossiers/1/effacer",
        "/dossiers/1/exporter",
        "/dossiers/1/autopositionnement",
        "/dossiers/1/formulaires/attestation",
        "/quitter",
        "/api-et-jetons/ajouter",
        "/api-et-jetons/retirer",
        "/branches/installer",
        "/branches/papier-carton/etat",
        "/branches/papier-carton/essai",
        "/lots/1/arreter",
        "/positionnements/1/oublier",
    ] {
        for token in ["", &format!("jeton={}", other.token)] {
            server.ask("POST", path, &[cookie, form], token.as_bytes()).is(403);
        }
    }
    for path in ["/positionner", "/branches/ajouter", "/lots", "/dossiers/1/documents"] {
        visitor.upload(path, &other.token, &[("texte", CV)], &[]).is(403);
    }
    // What one visitor positioned, another cannot see.
    let positioning = visitor.position("cv.txt", CV);
    visitor.get(&positioning).is(200);
    other.get(&positioning).is(404);
    // Text and names from outside stay text.
    let nasty = "<script>alert(1)</script>\" onmouseover=\"x";
    let at = visitor.position(
        "<img src=x onerror=alert(1)>.txt",
        &format!("EXPÉRIENCE\n- {nasty} saisie des factures\n"),
    );
    let text = visitor.get(&at).is(200).text();
    assert!(
        !text.contains("<script>alert")
            && !text.contains("<img src=x")
            && !text.contains("\" onmouseover=\"x")
    );
    let at = visitor.position("../../../etc/passwd", CV);
    assert!(visitor.get(&at).text().contains("<h1>passwd</h1>"));
    // Headers, paths and bodies that are too much.
    assert!(matches!(server.ask("GET", "/", &[("X-Long", &"a".repeat(100_000))], b"").status, 0 | 400 | 431));
    assert!(matches!(
        server.ask("GET", &format!("/{}", "a".repeat(100_000)), &[cookie], b"").status,
        0 | 400 | 414 | 431
    ));
    server.ask("POST", "/dossiers", &[cookie, form], &vec![b'a'; 3 * 1024 * 1024]).is(413);
    let huge = vec![b' '; 65 * 1024 * 1024];
    assert!(matches!(
        visitor.upload("/positionner", &visitor.token, &[], &[("a.txt", &huge)]).status,
        0 | 413
    ));
    for path in [
        "/fichiers/x/../../Cargo.toml",
        "/fichiers/x/%2e%2e%2fCargo.toml",
        "/dossiers/1/imprimer/..%2f..%2fx.pdf",
    ] {
        assert!(matches!(visitor.get(path).status, 400 | 404), "{path}");
    }
    server.ask("TRACE", "/", &[cookie], b"").is(405);
    // The program has had enough of wrong keys; those who are in are not disturbed.
    let tried: Vec<u16> =
        (0..14).map(|n| server.ask("GET", &format!("/?cle={n:032}"), &[], b"").status).collect();
    assert_eq!(tried[0], 401);
    assert_eq!(tried.last(), Some(&429), "{tried:?}");
    visitor.get("/").is(200);
    // A session that was left is over.
    let left = other.post("/quitter", &[]).is(200);
    assert!(left.text().contains("terminée"));
    other.get("/").is(401);
    let (ran, _) = server.stop();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for word in ["factures", "INVENTÉ", "passwd", "cle=", "script"] {
        assert!(!ran.err.contains(word), "{word} in the log: {}", ran.err);
    }
    assert!(!ran.err.contains("panicked"));
}

#[test]
fn one_visitor_in_a_hurry_is_slowed_down() {
    let server = Server::start();
    let visitor = server.enter();
    // A change costs more than a page, also one that is refused.
    let slowed = (0..600).any(|_| {
        let headers =
            [("Cookie", visitor.cookie.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let answer = server.ask("POST", "/quitter", &headers, b"");
        answer.status == 429 && answer.header("retry-after").is_some()
    });
    assert!(slowed);
    server.enter().get("/aide").is(200);
}

#[test]
fn a_dossier_from_the_first_document_to_its_erasure() {
    let server = Server::start();
    let visitor = server.enter();
    let dossier = visitor.save(CV);
    let act = |fields: &[(&str, &str)]| visitor.post(&format!("{dossier}/faire"), fields);
    let text = visitor.get(&dossier).is(200).text();
    assert!(text.contains("Retenir") && !text.to_lowercase().contains("non acquis"));
    let first = text.split("name=\"preuve\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    act(&[("faire", "ecarter"), ("preuve", &first), ("motif", "hors sujet")]).is(303);
    assert!(visitor.get(&dossier).text().contains("écartée par Claire RH"));
    act(&[("faire", "annuler-la-derniere")]).is(303);
    assert!(!visitor.get(&dossier).text().contains("écartée par Claire RH"));
    act(&[("faire", "retenir"), ("preuve", &first)]).is(303);
    let quote = "Elle tient seule le tableau de bord";
    act(&[
        ("faire", "ajouter"),
        ("code", "C7"),
        ("citation", quote),
        ("source", "Entretien"),
        ("force", "direct"),
    ])
    .is(303);
    act(&[("faire", "noter"), ("note", "Revoir le bloc 3")]).is(303);
    act(&[("faire", "confirmer"), ("code", "C3")]).is(303);
    visitor
        .post(&format!("{dossier}/autopositionnement"), &[("a-A1.1", "seul"), ("a-A1.2", "jamais")])
        .is(303);
    visitor.post(&format!("{dossier}/nom"), &[("nom", "Prénom NOM-INVENTÉ")]).is(303);
    let text = visitor.get(&dossier).is(200).text();
    for said in ["retenue par Claire RH", quote, "Revoir le bloc 3", "confirmée par", "NOM-INVENTÉ"] {
        assert!(text.contains(said), "{said}");
    }
    assert!(visitor.get(&format!("{dossier}/autopositionnement")).text().contains("2 réponses sur"));
    // What is asked wrongly changes nothing.
    act(&[("faire", "retenir"), ("preuve", "E999")]).is(404);
    act(&[("faire", "voler")]).is(400);
    // Found again, by a name that stands in no address.
    let found = visitor.post("/dossiers", &[("mots", "NOM-INVENTÉ")]).is(200).text();
    assert!(found.contains("1 dossier pour cette recherche"), "{found}");
    assert!(visitor.post("/dossiers", &[("mots", "zzzz")]).text().contains("0 dossier"));
    // As PDF too, but a typesetter without optimisation takes a minute: the journey in the browser does that.
    let guide = visitor.get(&format!("{dossier}/imprimer/guide.docx")).is(200);
    assert!(guide.body.starts_with(b"PK"));
    for (file, begins) in [("guide.html", "<!"), ("grille.md", "# "), ("autopositionnement.csv", "")] {
        let paper = visitor.get(&format!("{dossier}/imprimer/{file}")).is(200);
        assert!(paper.header("content-disposition").unwrap().starts_with("attachment"), "{file}");
        assert!(paper.text().trim_start_matches('\u{feff}').starts_with(begins), "{file}");
    }
    // The branch's own form, with what was typed, and with the name if asked.
    let form =
        |fields: &[(&str, &str)]| visitor.post(&format!("{dossier}/formulaires/entretien-reperage"), fields);
    assert!(text.contains("champ-evaluateur"), "{text}");
    let filled =
        form(&[("format", "md"), ("champ-evaluateur", "Claire l'évaluatrice"), ("champ-date", "2026-03-12")]);
    let filled = filled.is(200).text();
    assert!(filled.contains("Claire l'évaluatrice") && !filled.contains("NOM-INVENTÉ"), "{filled}");
    assert!(form(&[("format", "md"), ("nom", "1")]).is(200).text().contains("NOM-INVENTÉ"));
    form(&[("format", "md"), ("champ-date", "demain")]).is(422);
    form(&[("format", "exe")]).is(404);
    // What a jury decided, and how long the dossier is kept.
    act(&[("faire", "jury"), ("code", "B1"), ("verdict", "acquis"), ("jury", "Jury d'essai")]).is(303);
    assert!(visitor.get(&dossier).text().contains("acquis (Jury d&#39;essai"));
    act(&[("faire", "garder"), ("jour", "2030-06-30")]).is(303);
    act(&[("faire", "garder"), ("jour", "demain")]).is(422);
    assert!(visitor.get(&dossier).text().contains("2030-06-30"));
    // Closed, it says what to click, and not what to type.
    act(&[("faire", "clore")]).is(303);
    let shut = act(&[("faire", "noter"), ("note", "trop tard")]).is(409).text();
    assert!(shut.contains("« Rouvrir »") && !shut.contains("repere dossier"), "{shut}");
    act(&[("faire", "rouvrir")]).is(303);
    let archive = visitor.post(&format!("{dossier}/exporter"), &[]).is(200);
    assert!(archive.body.starts_with(b"PK"));
    // Erased only once its pseudonym is written out, and then wholly.
    let wrong = visitor.post(&format!("{dossier}/effacer"), &[("pseudonyme", "autre")]).is(200);
    assert!(wrong.text().contains("Rien n&#39;est effacé") || wrong.text().contains("Rien n'est effacé"));
    let title = visitor.get(&dossier).text();
    let pseudonym = title.split("<h1>").nth(1).unwrap().split([' ', '<']).next().unwrap().to_owned();
    visitor.post(&format!("{dossier}/effacer"), &[("pseudonyme", &pseudonym)]).is(200);
    visitor.get(&dossier).is(404);
    let (ran, home) = server.stop();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for entry in std::fs::read_dir(home.data()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        for secret in ["NOM-INVENT", "tableau de bord", "impay"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            // Shipped wordings speak of boards and of unpaid bills too.
            assert!(!found || secret != "NOM-INVENT", "{secret} in {}", path.display());
        }
    }
}

#[test]
fn a_batch_goes_on_by_itself_and_gives_its_group() {
    let server = Server::start();
    let visitor = server.enter();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for number in 0..6 {
        zip.start_file(format!("cv-{number}.txt"), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(CV.as_bytes()).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    let files: [(&str, &[u8]); 2] = [("lot.zip", &zip), ("vide.txt", b"  ")];
    let at = visitor.upload("/lots", &visitor.token, &[], &files).is(303);
    let at = at.header("location").unwrap().to_owned();
    let began = Instant::now();
    let text = loop {
        let text = visitor.get(&at).is(200).text();
        if text.contains("Terminé") {
            break text;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{text}");
        std::thread::sleep(Duration::from_millis(200));
    };
    assert!(text.contains("dont 1 qui") && text.contains("cv-5.txt") && text.contains("Le groupe"), "{text}");
    visitor.get(&format!("{at}?tri=B1")).is(200);
    // Each of them opens as if it had been given alone, once, and can be saved.
    let one = visitor.get(&format!("{at}/documents/2")).is(303);
    let one = one.header("location").unwrap().to_owned();
    let page = visitor.get(&one).is(200).text();
    assert!(
        page.contains("cv-2.txt") && page.contains("Tableau du lot") && page.contains("class=\"mark"),
        "{page}"
    );
    assert_eq!(visitor.get(&format!("{at}/documents/2")).is(303).header("location"), Some(one.as_str()));
    let id = one.rsplit('/').next().unwrap();
    let saved = visitor.post("/dossiers/nouveau", &[("positionnement", id)]).is(303);
    assert!(visitor.get(saved.header("location").unwrap()).is(200).text().contains("cv-2.txt"));
    for missing in ["6", "-1", "x"] {
        let status = visitor.get(&format!("{at}/documents/{missing}")).status;
        assert!(matches!(status, 400 | 404), "{missing}: {status}");
    }
    let table = visitor.get(&format!("{at}/groupe.csv")).is(200).text();
    assert_eq!(table.lines().count(), 7, "{table}");
    assert!(visitor.get(&format!("{at}/groupe.xlsx")).is(200).body.starts_with(b"PK"));
    assert!(visitor.get(&format!("{at}/groupe.svg")).is(200).text().contains("<svg"));
    server.enter().get(&at).is(404);
    server.enter().get(&format!("{at}/documents/2")).is(404);
    visitor.post(&format!("{at}/arreter"), &[]).is(303);
    visitor.get(&at).is(404);
}

#[test]
fn programs_ask_with_a_token_and_errors_are_problems() {
    let home = Home::new();
    let made = home.run(["serve", "--new-token", "essai"]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    let token = format!("Bearer {}", made.out.trim());
    let server = Server::on(home);
    let api = |method: &str, path: &str, kind: &str, body: &[u8]| {
        let headers = [("Authorization", token.as_str()), ("Content-Type", kind)];
        server.ask(method, &format!("/api/v1{path}"), &headers, body)
    };
    let description = server.ask("GET", "/api/v1/openapi.json", &[], b"").is(200).json();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let body = serde_json::json!({ "name": "cv.txt", "text": CV }).to_string();
    let report = api("POST", "/positionings", "application/json", body.as_bytes()).is(200).json();
    let same =
        api("POST", "/positionings?name=cv.txt", "application/octet-stream", CV.as_bytes()).is(200).json();
    assert_eq!(report, same);
    let told = server.home.report(&server.home.file("cv.txt", CV));
    assert_eq!(report["evidence"], told["evidence"]);
    assert_eq!(report["coverage"], told["coverage"]);
    for path in [
        "/statements?q=factures",
        "/referentiels",
        "/referentiels/cqpi-assistant",
        "/branches",
        "/rome/occupations?q=secretaire",
    ] {
        api("GET", path, "", b"").is(200).json();
    }
    for (status, method, path, kind, body) in [
        (404, "GET", "/nulle-part", "", ""),
        (404, "GET", "/referentiels/aucun", "", ""),
        (404, "GET", "/rome/equivalences", "", ""),
        (400, "GET", "/statements", "", ""),
        (400, "GET", "/statements?q=a&limit=0", "", ""),
        (405, "DELETE", "/statements", "", ""),
        (400, "POST", "/positionings", "application/json", "{"),
        (400, "POST", "/positionings", "application/json", "{\"text\":\"\"}"),
        (400, "POST", "/positionings", "application/json", "{\"text\":\"a\",\"autre\":1}"),
        (415, "POST", "/positionings", "image/png", "a"),
        (422, "POST", "/positionings", "application/octet-stream", "\u{0}\u{1}\u{2}\u{3}"),
        (404, "POST", "/positionings?branche=aucune", "application/json", "{\"text\":\"a\"}"),
    ] {
        let answer = api(method, path, kind, body.as_bytes()).is(status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        assert!(problem["type"].as_str().unwrap().starts_with("urn:repere:"), "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    }
    let without = server.ask("GET", "/api/v1/branches", &[], b"").is(401);
    assert_eq!(without.header("www-authenticate"), Some("Bearer"));
    server.ask("GET", "/api/v1/branches", &[("Authorization", "Bearer repere_faux")], b"").is(401);
    // A session's cookie is no token, so that no page can be made to use the interface.
    let visitor = server.enter();
    visitor.get("/api/v1/branches").is(401);
    // Somebody's wrong tokens do not keep out who is in.
    let wrong =
        |_| server.ask("GET", "/api/v1/branches", &[("Authorization", "Bearer repere_faux")], b"").status;
    let tried: Vec<u16> = (0..12).map(wrong).collect();
    assert_eq!(tried.last(), Some(&429), "{tried:?}");
    std::thread::sleep(Duration::from_millis(5200));
    api("GET", "/branches", "", b"").is(200);
    // Taken away, it opens nothing.
    let page = visitor.get("/api-et-jetons").text();
    let id = page.split("name=\"jeton_a_retirer\" value=\"").nth(1).unwrap()[..12].to_owned();
    visitor.post("/api-et-jetons/retirer", &[("jeton_a_retirer", &id)]).is(303);
    api("GET", "/branches", "", b"").is(401);
}

#[test]
fn another_address_demands_a_password() {
    let home = Home::new();
    home.run(["serve", "--no-open", "--address", "0.0.0.0", "--port", "0"])
        .fails(2, &["0.0.0.0", "--set-password"]);
    home.run(["serve", "--no-open", "--public-url", "repere.example"]).fails(2, &["--public-url"]);
    let set = |password: &str| {
        let mut child = home
            .command()
            .args(["serve", "--set-password"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        Ran::of(&child.wait_with_output().unwrap())
    };
    set("court\n").fails(2, &["12 caractères"]);
    assert_eq!(set("un mot de passe assez long\n").code, Some(0));
    let server = Server::on(home);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let enter = |password: &str| {
        let body = format!("mot_de_passe={}", encoded(password));
        server.ask("POST", "/entrer", &[form], body.as_bytes())
    };
    assert!(server.ask("GET", "/entrer", &[], b"").is(200).text().contains("Mot de passe"));
    enter("un autre mot de passe").is(401);
    let entered = enter("un mot de passe assez long").is(200);
    let cookie = entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    server.ask("GET", "/", &[("Cookie", &cookie)], b"").is(200);
    let tried: Vec<u16> = (0..11).map(|_| enter("encore un autre essai").status).collect();
    assert_eq!(tried.last(), Some(&429), "{tried:?}");
}
