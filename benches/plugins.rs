//! What the plugin host costs, against bare wasmtime on the same component, in one run: the shipped branch, Papier-carton.
//!
//! - a warm call of `blocs` and `assess`: the host's (a store of its own and an instance for each question, with every
//!   limit) against wasmtime's own without any limit, in an instance for each question and in one for both. Rounds
//!   alternate; medians are shown. The bound of 1.5 is on the same work, an instance for each: a fresh one a call is what
//!   the sandbox promises;
//! - a cold start from the compiled cache, in processes of its own;
//! - a batch of 1,000 documents with the plugin, against one without, on one thread; and, without a bound, reports of the
//!   example CV made one after the other: matching in between costs a question the processor's caches.
//!
//! It fails above 1.5 times the bare call, 100 µs, 5 ms, or 5%.
//!
//!     cargo bench --bench plugins

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use repere::coverage::{CompetenceCoverage, Coverage};
use repere::document::{Document, Found, Source, read};
use repere::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL, Engine, open_store};
use repere::matching::{Batch, Matched, Options, match_all};
use repere::plugins::{self, Host};
use repere::referentiel::CompetenceCode;

mod bare {
    use wasmtime::component::{Component, HasSelf, Linker};
    use wasmtime::{Engine, Store};

    wasmtime::component::bindgen!({ path: "plugins/wit/since-v1", world: "branche" });

    pub use exports::repere::branche::plugin::{Coverage, Level};

    struct Log;

    impl repere::branche::log::Host for Log {
        fn write(&mut self, _: repere::branche::log::Level, _: String) {}
    }

    /// The component with nothing around it.
    pub struct Bare {
        engine: Engine,
        prepared: BranchePre<Log>,
    }

    impl Bare {
        pub fn new(bytes: &[u8]) -> wasmtime::Result<Self> {
            let engine = Engine::default();
            let mut linker = Linker::new(&engine);
            repere::branche::log::add_to_linker::<Log, HasSelf<Log>>(&mut linker, |log| log)?;
            let prepared =
                BranchePre::new(linker.instantiate_pre(&Component::from_binary(&engine, bytes)?)?)?;
            Ok(Self { engine, prepared })
        }

        /// `blocs` and `assess`, in one instance.
        pub fn both(&self, coverage: &[Coverage]) -> wasmtime::Result<usize> {
            let mut store = Store::new(&self.engine, Log);
            let instance = self.prepared.instantiate(&mut store)?;
            let guest = instance.repere_branche_plugin();
            let blocs = guest.call_blocs(&mut store)?;
            let outcomes = guest.call_assess(&mut store, coverage)?;
            Ok(blocs.len() + outcomes.map_or(0, |outcomes| outcomes.len()))
        }

        /// The same, each in an instance of its own.
        pub fn apart(&self, coverage: &[Coverage]) -> wasmtime::Result<usize> {
            let mut store = Store::new(&self.engine, Log);
            let instance = self.prepared.instantiate(&mut store)?;
            let blocs = instance.repere_branche_plugin().call_blocs(&mut store)?;
            let mut store = Store::new(&self.engine, Log);
            let instance = self.prepared.instantiate(&mut store)?;
            let outcomes = instance.repere_branche_plugin().call_assess(&mut store, coverage)?;
            Ok(blocs.len() + outcomes.map_or(0, |outcomes| outcomes.len()))
        }
    }
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let result = match arguments.next().as_deref() {
        Some("cold") => cold(Path::new(&arguments.next().unwrap_or_default())).map(|()| true),
        _ => all(),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn all() -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let (warm, start, reports) = (warm()?, starts(folder.path())?, reports(folder.path())?);
    Ok(warm && start && reports)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

const CODES: [&str; 9] = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"];

fn coverage() -> Vec<CompetenceCoverage> {
    CODES
        .map(|code| CompetenceCoverage {
            competence: CompetenceCode(code.to_owned()),
            coverage: Coverage::Solid,
            direct: 3,
            partial: 1,
            decision: None,
        })
        .to_vec()
}

fn warm() -> Result<bool> {
    const CALLS: u32 = 500;
    const ROUNDS: usize = 21;
    let bytes = plugins::build(include_str!("../plugins/papier-carton/branche.toml"))?.bytes;
    let bare = bare::Bare::new(&bytes)?;
    let branche = Host::new()?.load(&bytes)?;
    let ours = coverage();
    let theirs = CODES
        .map(|code| bare::Coverage {
            competence: code.to_owned(),
            level: bare::Level::Solid,
            direct: 3,
            partial: 1,
            decision: None,
        })
        .to_vec();
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        let mut round = |place: usize, call: &dyn Fn() -> Result<usize>| -> Result<()> {
            let start = Instant::now();
            for _ in 0..CALLS {
                std::hint::black_box(call()?);
            }
            times[place].push(start.elapsed() / CALLS);
            Ok(())
        };
        round(0, &|| Ok(bare.both(&theirs)?))?;
        round(1, &|| Ok(branche.ask_blocs()?.len() + branche.assess(&ours)?.len()))?;
        round(2, &|| Ok(bare.apart(&theirs)?))?;
    }
    let [both, host, apart] = times.each_mut().map(|times| micros(median(times)));
    println!("warm call of blocs + assess, {} bytes of component", bytes.len());
    println!("  bare wasmtime, one instance for both    {both:>8.2} µs");
    println!("  bare wasmtime, one instance for each    {apart:>8.2} µs");
    println!("  the host, one instance for each         {host:>8.2} µs");
    println!(
        "  the host against bare: {:.2} (one for both), {:.2} (one for each)",
        host / both,
        host / apart
    );
    Ok(host / apart < 1.5 && host < 100.0)
}

/// Loads the shipped branch in this process, which did nothing before, and prints how long it took.
fn cold(folder: &Path) -> Result<()> {
    let (mut store, _) = open_store(folder)?;
    let row = store.branche(DEFAULT_BRANCHE)?;
    let coverage = coverage();
    let start = Instant::now();
    let host = Host::new()?;
    let started = start.elapsed();
    let branche = plugins::load(&mut store, &host, &row)?;
    let loaded = start.elapsed();
    branche.assess(&coverage)?;
    println!("{} {} {}", started.as_nanos(), loaded.as_nanos(), start.elapsed().as_nanos());
    Ok(())
}

fn starts(folder: &Path) -> Result<bool> {
    open_store(folder)?;
    let mut times: Vec<[Duration; 3]> = Vec::new();
    for _ in 0..21 {
        let output = Command::new(std::env::current_exe()?).arg("cold").arg(folder).output()?;
        let text = String::from_utf8(output.stdout)?;
        let nanos: Vec<u64> = text.split_whitespace().filter_map(|nanos| nanos.parse().ok()).collect();
        let [a, b, c] = nanos[..] else { return Err("no times from the cold start".into()) };
        times.push([a, b, c].map(Duration::from_nanos));
    }
    let [host, loaded, asked] =
        [0, 1, 2].map(|place| median(&mut times.iter().map(|times| times[place]).collect::<Vec<_>>()));
    println!("cold start from the compiled cache, in a process of its own");
    println!("  engine {:.2} ms, loaded {:.2} ms, first answer {:.2} ms", ms(host), ms(loaded), ms(asked));
    Ok(ms(asked) < 5.0)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The engine with the plugin, and without it.
fn engines(folder: &Path) -> Result<[Engine; 2]> {
    let without = folder.join("without");
    let (mut store, _) = open_store(&without)?;
    plugins::set_enabled(&mut store, &Host::new()?, DEFAULT_BRANCHE, false)?;
    let open = |folder: &Path| Engine::open(folder, DEFAULT_REFERENTIEL, DEFAULT_BRANCHE);
    Ok([open(folder)?.0, open(&without)?.0])
}

/// What the plugin adds to the time of `round`, in percent of the time without it; rounds alternate.
fn added(what: &str, engines: &[Engine; 2], round: impl Fn(&Engine, bool) -> Result<usize>) -> Result<f64> {
    const ROUNDS: usize = 20;
    let mut times = [const { Vec::new() }; 2];
    let mut done = 0;
    for _ in 0..ROUNDS {
        for (place, engine) in engines.iter().enumerate() {
            let start = Instant::now();
            done = round(engine, place == 0)?;
            times[place].push(start.elapsed());
        }
    }
    let [with, without] = times.each_mut().map(|times| micros(median(times)) / done as f64);
    let more = (with / without - 1.0) * 100.0;
    println!("{what}\n  a report with the plugin {with:.0} µs, without {without:.0} µs: {more:+.1}%");
    Ok(more)
}

fn reports(folder: &Path) -> Result<bool> {
    let engines = engines(folder)?;
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/cv-assistante.txt");
    let example = read(&Source::File { path: example.into(), listed: false })?;
    added("the example CV, one report after the other", &engines, |engine, with| {
        for _ in 0..50 {
            let report = engine.report(&example, Options::default())?;
            assert_eq!(report.blocs.is_empty(), !with);
        }
        Ok(50)
    })?;
    let documents = documents(1000)?;
    let more =
        added("a batch of 1,000 documents, none like another, one thread", &engines, |engine, with| {
            let (mut done, batch) = (0, Batch { threads: Some(1), ..Batch::default() });
            let sources = documents.iter().cloned().map(Found::Document);
            let blocs =
                |matched| matches!(matched, Matched::Report(report) if report.blocs.is_empty() != with);
            match_all(
                engine,
                batch,
                sources,
                blocs,
                |as_expected| -> std::result::Result<(), repere::error::Error> {
                    done += usize::from(as_expected);
                    Ok(())
                },
            )?;
            assert_eq!(done, documents.len());
            Ok(done)
        })?;
    Ok(more < 5.0)
}

/// Documents of the project's labelled passages, 15 to 34 of them each.
fn documents(count: usize) -> Result<Vec<Document>> {
    #[derive(serde::Deserialize)]
    struct Line {
        text: String,
    }
    let mut lines: Vec<String> = Vec::new();
    for name in ["assistants", "other-trades", "cv", "offres", "fiches-entretiens"] {
        let path = format!("{}/index/passages/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
        for line in std::fs::read_to_string(path)?.lines() {
            lines.push(serde_json::from_str::<Line>(line)?.text);
        }
    }
    let mut state = 1_u64;
    let mut random = |below: usize| {
        // Knuth's MMIX generator: any will do, as long as it is the same everywhere.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut documents = Vec::with_capacity(count);
    for number in 0..count {
        let mut text = format!("Document {number}\n\nEXPÉRIENCE PROFESSIONNELLE\n");
        for _ in 0..15 + random(20) {
            text.push_str(&format!("- {}\n", lines[random(lines.len())]));
        }
        documents.push(Document::of_text(number.to_string(), text)?);
    }
    Ok(documents)
}
