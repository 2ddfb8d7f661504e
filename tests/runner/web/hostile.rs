//! Clients that are slow, many, or dishonest; and a program that is killed at the wrong moment.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{Server, Visitor};
use crate::home::{CV, Home};

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data; boundary=limite";

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(&server.host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// Sends `begin`, then `piece` again and again, until the program hangs up or has answered. Returns the answer's status, 0
/// for none, and how long it took.
fn trickle(server: &Server, begin: &str, piece: &[u8], pause: Duration) -> (u16, Duration) {
    let began = Instant::now();
    let mut stream = connect(server);
    stream.write_all(begin.as_bytes()).unwrap();
    let over = AtomicBool::new(false);
    let mut answer = Vec::new();
    thread::scope(|scope| {
        let mut writer = stream.try_clone().unwrap();
        let over = &over;
        scope.spawn(move || {
            while !over.load(Ordering::Relaxed) && began.elapsed() < Duration::from_secs(60) {
                thread::sleep(pause);
                if !piece.is_empty() && writer.write_all(piece).is_err() {
                    break;
                }
            }
        });
        let _ = stream.read_to_end(&mut answer);
        over.store(true, Ordering::Relaxed);
    });
    let head = String::from_utf8_lossy(&answer).into_owned();
    (head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0), began.elapsed())
}

/// The head of a request that changes something, with its length; the connection is for this one alone.
fn head(visitor: &Visitor, path: &str, kind: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: \
         {length}\r\n\r\n",
        visitor.server.host, visitor.cookie
    )
}

#[test]
fn slow_clients_are_let_go_and_disturb_nobody() {
    let server = Server::with(Home::new(), "head=2,piece=2,sending=5");
    let visitor = server.enter();
    let trusted =
        format!("--limite\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\n{}\r\n", visitor.token);
    let file = "--limite\r\nContent-Disposition: form-data; name=\"fichiers\"; filename=\"a.txt\"\r\n\r\n";
    let upload = head(&visitor, "/positionner", PARTS, 1_000_000) + &trusted + file;
    let opening = format!("GET /aide HTTP/1.1\r\nHost: {}\r\n", server.host);
    let answered = format!("{opening}Cookie: {}\r\n\r\n", visitor.cookie);
    let (none, second, moment) = (b"".as_slice(), Duration::from_secs(1), Duration::from_millis(300));
    /// Name, what is sent at once, what then, how often, which answers are right, and how many seconds it may take.
    type Slow<'a> = (&'a str, String, &'a [u8], Duration, &'a [u16], u64);
    let cases: [Slow; 8] = [
        ("says nothing", String::new(), none, second, &[0, 408], 8),
        ("a head byte by byte", opening.clone(), b"X", moment, &[0, 408], 8),
        ("a head line by line", opening, b"X-More: 1\r\n", moment, &[0, 400, 408, 431], 20),
        ("an answer, and then nothing", answered, none, second, &[200], 8),
        ("a form that stops", head(&visitor, "/dossiers", FORM, 1000) + "jeton=", none, second, &[408], 10),
        ("an upload that stops", upload.clone(), none, second, &[408], 10),
        ("an upload byte by byte", upload, b"a", moment, &[408], 14),
        (
            "a body for nobody",
            head(&visitor, "/nulle-part", FORM, 1000),
            b"a",
            moment,
            &[0, 403, 404, 408],
            20,
        ),
    ];
    let disturbed = thread::scope(|scope| {
        let slow: Vec<_> = cases
            .iter()
            .map(|(name, begin, piece, pause, right, most)| {
                let server = &server;
                scope.spawn(move || {
                    let (status, took) = trickle(server, begin, piece, *pause);
                    assert!(right.contains(&status), "{name}: {status} after {took:?}");
                    assert!(took < Duration::from_secs(*most), "{name}: {took:?}");
                })
            })
            .collect();
        let mut slowest = Duration::ZERO;
        while slow.iter().any(|one| !one.is_finished()) {
            let asked = Instant::now();
            visitor.get("/aide").is(200);
            slowest = slowest.max(asked.elapsed());
            thread::sleep(Duration::from_millis(200));
        }
        slow.into_iter().for_each(|one| one.join().unwrap());
        slowest
    });
    assert!(disturbed < Duration::from_secs(2), "{disturbed:?}");
    visitor.position("cv.txt", CV);
}

#[test]
fn connections_beyond_the_limit_wait_their_turn() {
    // As many as the program takes unless told otherwise; none is let go while they are counted.
    let server = Server::with(Home::new(), "head=120");
    let mut held: Vec<TcpStream> = (0..512).map(|_| connect(&server)).collect();
    let mut one_more = connect(&server);
    let asked = format!("GET /entrer HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.host);
    one_more.write_all(asked.as_bytes()).unwrap();
    one_more.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    let mut first = [0; 12];
    assert!(one_more.read(&mut first).is_err(), "it waits");
    held.pop();
    one_more.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    one_more.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    drop(held);
    server.enter().get("/aide").is(200);
}

#[test]
fn more_than_can_be_done_at_once_is_told_to_come_back() {
    let server = Server::with(Home::new(), "uploads=1,patience=1,waiting=2,piece=4");
    let visitor = server.enter();
    // One upload holds the place; the others are told so, and not kept.
    let mut holding = connect(&server);
    holding.write_all(head(&visitor, "/positionner", PARTS, 1000).as_bytes()).unwrap();
    thread::sleep(Duration::from_millis(300));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let told = visitor.upload("/positionner", &visitor.token, &[("texte", CV)], &[]).is(503);
                assert!(told.header("retry-after").is_some());
            });
        }
    });
    drop(holding);
    thread::sleep(Duration::from_millis(300));
    visitor.position("cv.txt", CV);
    // Much work at once: each is done, or told to come back.
    let long =
        format!("EXPÉRIENCE\n{}", "- Saisie des factures fournisseurs et relance des impayés\n".repeat(400));
    let statuses: Vec<u16> = thread::scope(|scope| {
        let dossier = visitor.save(&long);
        let asked: Vec<_> = (0..24)
            .map(|_| {
                let (visitor, path) = (&visitor, dossier.clone());
                scope.spawn(move || visitor.get(&path).status)
            })
            .collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
    assert!(statuses.contains(&200) && statuses.contains(&503), "{statuses:?}");
    visitor.get("/aide").is(200);
}

#[test]
fn requests_that_two_readers_would_read_differently_are_refused() {
    let server = Server::start();
    let visitor = server.enter();
    let begin = format!("Host: {}\r\nCookie: {}\r\n", server.host, visitor.cookie);
    let hidden = "GET /referentiel HTTP/1.1\r\nHost: x\r\n\r\n";
    let chunked = format!("0\r\n\r\n{hidden}");
    let length = chunked.len();
    for (name, text) in [
        (
            "both lengths",
            format!(
                "POST /dossiers HTTP/1.1\r\n{begin}Content-Type: {FORM}\r\nContent-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}"
            ),
        ),
        (
            "both, the other way round",
            format!(
                "POST /dossiers HTTP/1.1\r\n{begin}Content-Type: {FORM}\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n{chunked}"
            ),
        ),
        (
            "two lengths",
            format!(
                "POST /dossiers HTTP/1.1\r\n{begin}Content-Length: 0\r\nContent-Length: {}\r\n\r\n{hidden}",
                hidden.len()
            ),
        ),
        (
            "a list of lengths",
            format!("POST /dossiers HTTP/1.1\r\n{begin}Content-Length: 0, {}\r\n\r\n{hidden}", hidden.len()),
        ),
        (
            "a length with a sign",
            format!("POST /dossiers HTTP/1.1\r\n{begin}Content-Length: +0\r\n\r\n{hidden}"),
        ),
        (
            "an encoding that is none",
            format!("POST /dossiers HTTP/1.1\r\n{begin}Transfer-Encoding: xchunked\r\n\r\n{chunked}"),
        ),
        (
            "chunked, and not last",
            format!(
                "POST /dossiers HTTP/1.1\r\n{begin}Transfer-Encoding: chunked, identity\r\n\r\n{chunked}"
            ),
        ),
        (
            "a blank before the colon",
            format!("POST /dossiers HTTP/1.1\r\n{begin}Content-Length : 0\r\n\r\n{hidden}"),
        ),
        (
            "a folded header",
            format!("GET /aide HTTP/1.1\r\n{begin}X-Long: a\r\n b\r\nConnection: close\r\n\r\n"),
        ),
        (
            "a control character",
            format!("GET /aide HTTP/1.1\r\n{begin}X-Long: a\0b\r\nConnection: close\r\n\r\n"),
        ),
        (
            "another host in the line",
            format!("GET http://evil.example/aide HTTP/1.1\r\n{begin}Connection: close\r\n\r\n"),
        ),
        ("another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("no request at all", "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03".to_owned() + &"\0".repeat(600)),
    ] {
        let mut stream = connect(&server);
        stream.write_all(text.as_bytes()).unwrap();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        let status: u16 = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        assert!(matches!(status, 0 | 400 | 403 | 421 | 505), "{name}: {answer}");
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{name}: what was hidden is answered\n{answer}");
    }
    // Names of this computer that are not, or not with this port.
    let port: u16 = server.host.rsplit(':').next().unwrap().parse().unwrap();
    for host in [
        format!("127.0.0.1:{}", port ^ 1),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{port}@evil.example"),
        format!("evil.example@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}:{port}"),
        format!("127.0.0.1:+{port}"),
        format!("127.0.0.1:0{port}"),
        format!("127.0.0.1:{port}/"),
        format!("127.0.0.1:{port}, evil.example"),
        format!("127.1:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f.0.0.1:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("evil.localhost:{port}"),
        format!("[::1:{port}"),
        format!("127.0.0.1:{}", u32::from(port) + 65536),
    ] {
        let headers = [("Cookie", visitor.cookie.as_str()), ("Host", host.as_str())];
        let status = server.ask("GET", "/aide", &headers, b"").status;
        assert!(matches!(status, 400 | 421), "{host}: {status}");
    }
    for host in [format!("localhost:{port}"), format!("LOCALHOST:{port}")] {
        server.ask("GET", "/aide", &[("Cookie", &visitor.cookie), ("Host", &host)], b"").is(200);
    }
}

#[test]
fn paths_and_forms_beyond_reason_are_refused() {
    let server = Server::start();
    let visitor = server.enter();
    for path in [
        "/%2e%2e/%2e%2e/etc/passwd",
        "/fichiers/%2e%2e/%2e%2e/etc/passwd",
        "/fichiers/x/%c0%ae%c0%ae%c0%afetc%c0%afpasswd",
        "/fichiers/x/..%5c..%5cetc%5cpasswd",
        "/fichiers/x/repere.css%00.png",
        "/referentiel/%00",
        "/referentiel/%ff%fe",
        "/referentiel/C3%2f..%2fA1",
        "/branches/%00",
        "/branches/..%2f..%2fetc",
        "/branches/%f0%9f%92%a9",
        "/rome/%2e%2e%2f",
        "/rome/%ed%a0%80",
        "/dossiers/%31%00",
        "/dossiers/99999999999999999999",
        "/dossiers/-1",
        "/dossiers/1/imprimer/%2e%2e%2fguide.pdf",
        "/dossiers/1/imprimer/guide.pdf%00.md",
        "/lots/%2e%2e/%2e%2e",
        "//evil.example/",
        "/positionnements/%25%30%30",
        "/%",
        "/%zz",
    ] {
        let answer = visitor.get(path);
        assert!(matches!(answer.status, 400 | 404 | 422), "{path}: {}", answer.status);
        assert!(!answer.text().contains("root:") && !answer.text().contains("Faute du programme"), "{path}");
    }
    visitor.get("/rome?q=%00%ff").is(200);
    // A great many fields, parts and files.
    let fields = format!("jeton={}{}", visitor.token, "&a=1".repeat(100_000));
    let headers = [("Cookie", visitor.cookie.as_str()), ("Content-Type", FORM)];
    assert!(matches!(server.ask("POST", "/dossiers", &headers, fields.as_bytes()).status, 413 | 422));
    let many: Vec<(&str, &str)> = vec![("a", "1"); 5000];
    visitor.upload("/positionner", &visitor.token, &many, &[]).is(422);
    let files: Vec<(&str, &[u8])> = vec![("a.txt", b"x"); 201];
    visitor.upload("/lots", &visitor.token, &[], &files).is(422);
    // Parts without an end, without a beginning, without a name, and with a head that does not end.
    let headers = [("Cookie", visitor.cookie.as_str()), ("Content-Type", PARTS)];
    let token =
        format!("--limite\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\n{}\r\n", visitor.token);
    let file = "--limite\r\nContent-Disposition: form-data; name=\"fichiers\"; filename=\"a.txt\"\r\n\r\nabc";
    for body in [
        format!("{token}{file}"),
        format!("{token}--limite"),
        "abc".to_owned(),
        String::new(),
        format!("{token}--limite\r\n\r\nabc\r\n--limite--\r\n"),
        format!("{token}--limite\r\n{}", "X-Long: a\r\n".repeat(20_000)),
        format!("{token}--limite\r\nContent-Disposition: form-data; name=\"{}", "a".repeat(1_000_000)),
    ] {
        let status = server.ask("POST", "/positionner", &headers, body.as_bytes()).status;
        assert!(matches!(status, 400 | 403 | 408 | 413 | 422), "{status}: {:.200}", body);
    }
    let headers = [("Cookie", visitor.cookie.as_str()), ("Content-Type", "multipart/form-data")];
    server.ask("POST", "/positionner", &headers, token.as_bytes()).is(415);
    // A field that goes on and on, in pieces of unknown length.
    let mut stream = connect(&server);
    let begin =
        head(&visitor, "/positionner", PARTS, 0).replace("Content-Length: 0", "Transfer-Encoding: chunked");
    stream.write_all(begin.as_bytes()).unwrap();
    let texte = format!("{token}--limite\r\nContent-Disposition: form-data; name=\"texte\"\r\n\r\n");
    let _ = stream.write_all(format!("{:x}\r\n{texte}\r\n", texte.len()).as_bytes());
    let piece = format!("{:x}\r\n{}\r\n", 65536, "a".repeat(65536));
    let sent = (0..2000).take_while(|_| stream.write_all(piece.as_bytes()).is_ok()).count();
    assert!(sent < 2000, "it took all of it");
    visitor.get("/aide").is(200);
}

#[test]
fn an_archive_that_swells_is_one_failure() {
    let server = Server::start();
    let visitor = server.enter();
    let options = zip::write::SimpleFileOptions::default();
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    bomb.start_file("zeros.txt", options).unwrap();
    let zeros = vec![b'0'; 1 << 20];
    (0..150).for_each(|_| bomb.write_all(&zeros).unwrap());
    let bomb = bomb.finish().unwrap().into_inner();
    let mut nest = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for number in 0..50 {
        nest.start_file(format!("{number}.zip"), options).unwrap();
        nest.write_all(&bomb).unwrap();
    }
    nest.start_file("cv.txt", options).unwrap();
    nest.write_all(CV.as_bytes()).unwrap();
    let nest = nest.finish().unwrap().into_inner();
    visitor.upload("/positionner", &visitor.token, &[], &[("bombe.zip", &bomb)]).is(422);
    let at = visitor
        .upload("/lots", &visitor.token, &[], &[("nid.zip", &nest), ("cv.txt", CV.as_bytes())])
        .is(303);
    let at = at.header("location").unwrap().to_owned();
    let began = Instant::now();
    let text = loop {
        let text = visitor.get(&at).is(200).text();
        if text.contains("Terminé") {
            break text;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{text}");
        thread::sleep(Duration::from_millis(200));
    };
    assert!(text.contains("cv.txt") && text.contains("pas pu être lus"), "{text}");
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())) {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(peak < 600_000, "{peak} kB");
    }
}

/// What is left in the folder for temporary files.
fn left(home: &Home) -> Vec<String> {
    let names = std::fs::read_dir(home.path().join("tmp")).unwrap();
    names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn killed_at_any_moment_it_loses_nothing_that_it_acknowledged() {
    let mut home = Home::new();
    let mut acknowledged: Vec<String> = Vec::new();
    let mut dossiers: Vec<String> = Vec::new();
    // Milliseconds from the first write on: within a save, between two, within an upload or a batch.
    for (round, moment) in [7_u64, 31, 89, 173, 263, 400].into_iter().enumerate() {
        let server = Server::with(home, "");
        assert_eq!(left(&server.home), Vec::<String>::new(), "after kill {round}");
        let visitor = server.enter();
        for note in &acknowledged {
            let (dossier, text) = note.split_once(' ').unwrap();
            assert!(visitor.get(dossier).is(200).text().contains(text), "{note} is lost");
        }
        for dossier in &dossiers {
            assert!(visitor.get(dossier).is(200).text().contains("cv.txt"), "{dossier} is lost");
        }
        let first = visitor.save(CV);
        dossiers.push(first.clone());
        let killed = AtomicBool::new(false);
        let (notes, saved) = thread::scope(|scope| {
            let (visitor, killed) = (&visitor, &killed);
            let writing = scope.spawn(|| {
                let mut done = Vec::new();
                for number in 0.. {
                    let text = format!("note-{round}-{number}-fin");
                    let fields = [("faire", "noter"), ("note", text.as_str())];
                    if visitor.try_post(&format!("{first}/faire"), &fields) != 303 {
                        return done;
                    }
                    done.push(format!("{first} {text}"));
                }
                done
            });
            let saving = scope.spawn(move || {
                let mut done = Vec::new();
                while !killed.load(Ordering::Relaxed) {
                    match visitor.try_save(CV) {
                        Some(dossier) => done.push(dossier),
                        None => return done,
                    }
                }
                done
            });
            scope.spawn(move || {
                // A batch with files that a reader of its own reads, and an upload that stops half way.
                let html = b"<html><body><p>Saisie des factures</p></body></html>".as_slice();
                visitor.try_upload("/lots", &[("a.html", html), ("b.txt", CV.as_bytes())]);
            });
            let half = visitor.half_an_upload();
            thread::sleep(Duration::from_millis(moment));
            let id = server.child.id().to_string();
            assert!(std::process::Command::new("kill").args(["-KILL", &id]).status().unwrap().success());
            killed.store(true, Ordering::Relaxed);
            drop(half);
            (writing.join().unwrap(), saving.join().unwrap())
        });
        acknowledged.extend(notes);
        dossiers.extend(saved);
        home = server.killed();
        let doctor = home.run(["doctor"]);
        assert_eq!(doctor.code, Some(0), "{}{}", doctor.out, doctor.err);
    }
    assert!(acknowledged.len() >= 6 && dossiers.len() >= 6, "{} {}", acknowledged.len(), dossiers.len());
    let server = Server::with(home, "");
    let visitor = server.enter();
    for note in &acknowledged {
        let (dossier, text) = note.split_once(' ').unwrap();
        assert!(visitor.get(dossier).text().contains(text), "{note} is lost");
    }
    assert_eq!(left(&server.home), Vec::<String>::new());
}
