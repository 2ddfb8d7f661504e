//! What dossiers cost, against reading the same rows with SQLite alone, in one run.
//!
//! - opening a dossier of 20 documents: everything derived and the blocs assessed, against reading its rows as text;
//! - 10,000 dossiers: a page of the list, all of it, a search for a word that a few have and for one that all have, against
//!   reading the same lines;
//! - one decision recorded, against one row written and synchronised;
//! - with `--features encryption`, the same 10,000 encrypted, against not.
//!
//! Rounds alternate; medians are shown. It fails above 50 ms for opening, listing and searching.
//!
//!     cargo bench --bench dossiers --features encryption

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use repere::document::Document;
use repere::dossier::{Ask, Decision, Desk, DossierNumber, Filter, NewDossier};
use rusqlite::Connection;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const DOSSIERS: usize = 10_000;
const ROUNDS: usize = 15;
const LIMIT: f64 = 50.0;

fn main() -> ExitCode {
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    match run(folder.path()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            println!("over the limit of {LIMIT} ms");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path) -> Result<bool> {
    let opening = opening(&folder.join("one"))?;
    let lists = lists(&folder.join("many"))?;
    #[cfg(feature = "encryption")]
    encrypted(&folder.join("many"), &folder.join("sealed"))?;
    Ok(opening && lists)
}

/// A store encrypted, against the same that is not: the column of floors is the latter.
#[cfg(feature = "encryption")]
fn encrypted(plain: &Path, folder: &Path) -> Result<()> {
    use repere::schema::{Key, reseal};
    std::fs::create_dir(folder)?;
    let file = folder.join("repere.db");
    repere::upkeep::backup(plain, &file, false, "bench")?;
    let before = std::fs::metadata(&file)?.len();
    let start = Instant::now();
    let key = Key::new("une phrase pour mesurer")?;
    println!(
        "encrypted, against the same not encrypted; the key is derived in {:.0} ms",
        start.elapsed().as_secs_f64() * 1e3
    );
    let start = Instant::now();
    reseal(folder, Some(&key), "bench")?;
    println!(
        "{:.1} MB encrypted in {:.2} s, {:.1} MB after",
        before as f64 / 1e6,
        start.elapsed().as_secs_f64(),
        std::fs::metadata(&file)?.len() as f64 / 1e6
    );
    let number = DossierNumber(DOSSIERS as i64 / 2);
    let open = |folder: &Path| -> Result<usize> { Ok(Desk::open(folder)?.0.dossier(number)?.evidence.len()) };
    said("opened, with store, référentiel and plugin", compare(|| open(folder), || open(plain))?);
    let (sealed, clear) = (Desk::open(folder)?.0, Desk::open(plain)?.0);
    let words = |words: &str| Filter { words: Some(words.to_owned()), limit: Some(50), ..Filter::default() };
    let list = |desk: &Desk, filter: &Filter| -> Result<usize> { Ok(desk.list(filter)?.len()) };
    for (what, filter) in [
        ("the whole list", Filter::default()),
        ("a word that ten have", words("mot123")),
        ("two words that all have", words("factures reunions")),
    ] {
        said(what, compare(|| list(&sealed, &filter), || list(&clear, &filter))?);
    }
    Ok(())
}

/// Runs two things in turn and gives the medians, in milliseconds.
fn compare(
    mut ours: impl FnMut() -> Result<usize>,
    mut floor: impl FnMut() -> Result<usize>,
) -> Result<(f64, f64)> {
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        let start = Instant::now();
        std::hint::black_box(ours()?);
        times[0].push(start.elapsed());
        let start = Instant::now();
        std::hint::black_box(floor()?);
        times[1].push(start.elapsed());
    }
    let [ours, floor] = times.map(|mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e3
    });
    Ok((ours, floor))
}

fn said(what: &str, (ours, floor): (f64, f64)) -> bool {
    println!("{what:<58} {ours:>8.2} ms   floor {floor:>7.2} ms   {:>5.1} times", ours / floor);
    ours < LIMIT
}

/// Reads every row of some tables as text.
fn rows(conn: &Connection, sql: &str) -> Result<usize> {
    let mut statement = conn.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut read = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            read += row.get_ref(column)?.as_bytes().map_or(1, <[u8]>::len);
        }
    }
    Ok(read)
}

fn opening(folder: &Path) -> Result<bool> {
    let (mut desk, _) = Desk::open(folder)?;
    let number = desk.create(&NewDossier::default(), "bench")?;
    let cv = include_str!("../examples/cv-assistante.txt");
    for document in 0..20 {
        let text = format!("{cv}\n- Relance des fournisseurs de l'atelier {document}\n");
        desk.add(
            number,
            &Document { name: format!("cv-{document}.txt"), text },
            &Default::default(),
            "bench",
        )?;
    }
    let pieces = desk.dossier(number)?.evidence;
    for (index, piece) in pieces.iter().enumerate().filter(|(index, _)| index % 2 == 0) {
        let decision = if index % 4 == 0 { Decision::Accepted } else { Decision::Rejected };
        let ask = Ask::Decide { evidence: piece.id, decision, critere: None, reason: None };
        desk.record(number, &[ask], "bench")?;
    }
    println!(
        "a dossier of 20 documents, {} pieces of evidence, {} decisions",
        pieces.len(),
        pieces.len() / 2
    );
    let conn = Connection::open(folder.join("repere.db"))?;
    let floor = || -> Result<usize> {
        Ok(rows(&conn, "SELECT * FROM dossier_event")?
            + rows(&conn, "SELECT * FROM dossier_document")?
            + rows(&conn, "SELECT * FROM dossier_reading")?
            + rows(&conn, "SELECT * FROM dossier_evidence")?)
    };
    let warm = compare(|| Ok(desk.dossier(number)?.evidence.len()), floor)?;
    let warm = said("opened again, desk kept", warm);
    let cold = compare(|| Ok(Desk::open(folder)?.0.dossier(number)?.evidence.len()), floor)?;
    let cold = said("opened with store, référentiel and plugin", cold);
    let mut turn = 0;
    conn.execute_batch("PRAGMA synchronous = FULL; CREATE TABLE bench (x TEXT)")?;
    let record = compare(
        || {
            turn += 1;
            let decision = if turn % 2 == 0 { Decision::Accepted } else { Decision::Rejected };
            let ask = Ask::Decide { evidence: pieces[0].id, decision, critere: None, reason: None };
            Ok(desk.record(number, &[ask], "bench")?.len())
        },
        || Ok(conn.execute("INSERT INTO bench VALUES ('{\"kind\":\"decided\",\"evidence\":\"E1\"}')", [])?),
    )?;
    said("one decision recorded", record);
    Ok(warm && cold)
}

fn lists(folder: &Path) -> Result<bool> {
    let (mut desk, _) = Desk::open(folder)?;
    let number = desk.create(&NewDossier::default(), "bench")?;
    let cv = include_str!("../examples/cv-assistante.txt");
    let document = Document { name: "cv.txt".to_owned(), text: cv.to_owned() };
    desk.add(number, &document, &Default::default(), "bench")?;
    copies(folder, number)?;
    let conn = Connection::open(folder.join("repere.db"))?;
    let count: i64 = conn.query_row("SELECT count(*) FROM dossier", [], |row| row.get(0))?;
    println!("{count} dossiers, each with a document");
    let line = "SELECT s.*, d.pseudonym FROM dossier_summary s JOIN dossier d ON d.id = s.dossier";
    let all = format!("{line} ORDER BY s.dossier DESC");
    let page = format!("{all} LIMIT 50");
    let list = |filter: Filter| -> Result<usize> { Ok(desk.list(&filter)?.len()) };
    let limit = Some(50);
    let mut good = said(
        "a page of the list",
        compare(|| list(Filter { limit, ..Filter::default() }), || rows(&conn, &page))?,
    );
    good &= said("the whole list", compare(|| list(Filter::default()), || rows(&conn, &all))?);
    good &= said(
        "those to be erased",
        compare(
            || list(Filter { due: Some("2000-01-01".to_owned()), ..Filter::default() }),
            || rows(&conn, &page),
        )?,
    );
    let words = |words: &str| Filter { words: Some(words.to_owned()), limit, ..Filter::default() };
    good &= said(
        "a word that ten have",
        compare(
            || list(words("mot1234")),
            || rows(&conn, "SELECT rowid FROM dossier_words WHERE dossier_words MATCH '\"mot1234\"*'"),
        )?,
    );
    good &= said(
        "two words that all have",
        compare(
            || list(words("factures reunions")),
            || {
                rows(
                    &conn,
                    "SELECT rowid FROM dossier_words WHERE dossier_words MATCH '\"factures\"* AND \"reunions\"*'",
                )
            },
        )?,
    );
    let ravilo = desk.list(&Filter { limit: Some(1), ..Filter::default() })?.remove(0).pseudonym;
    good &= said("a pseudonym", compare(|| list(words(&ravilo)), || rows(&conn, &page))?);
    Ok(good)
}

/// The first dossier many times over, as SQL alone makes it: the program's own way would take minutes.
fn copies(folder: &Path, number: DossierNumber) -> Result<()> {
    let conn = Connection::open(folder.join("repere.db"))?;
    conn.execute_batch("BEGIN")?;
    let from = number.0;
    for copy in 2..=DOSSIERS as i64 {
        let pseudonym = format!("Copie{copy}");
        conn.prepare_cached(
            "INSERT INTO dossier (id, pseudonym, salt) SELECT ?1, ?2, salt FROM dossier WHERE id = ?3",
        )?
        .execute(rusqlite::params![copy, pseudonym, from])?;
        for table in
            ["dossier_event", "dossier_document", "dossier_reading", "dossier_evidence", "dossier_summary"]
        {
            let columns: Vec<String> = conn
                .prepare_cached(&format!(
                    "SELECT name FROM pragma_table_info('{table}') WHERE name <> 'dossier'"
                ))?
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            let columns = columns.join(", ");
            conn.prepare_cached(&format!(
                "INSERT INTO {table} (dossier, {columns}) SELECT ?1, {columns} FROM {table} WHERE dossier = ?2 ORDER BY 2"
            ))?
            .execute([copy, from])?;
        }
        conn.prepare_cached(
            "INSERT INTO dossier_text SELECT ?1 * 1048576, ?1, text || ' mot' || (?1 / 10) FROM dossier_text WHERE dossier = ?2",
        )?
        .execute([copy, from])?;
    }
    conn.execute_batch("COMMIT")?;
    Ok(())
}
