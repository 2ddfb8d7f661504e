//! What matching documents costs, each figure against another one of the same run:
//!
//! - a whole text document matched against the same document read, cut into passages and its words read: at most 3 times;
//! - two threads against one: at least 1.8 times the pace;
//! - the most memory of 100,000 documents against that of 1,000: at most a fifth more, and under 250 MB;
//! - the cost of a document among 100, 1,000 and 10,000 of them, and with 1, 10 and 100 référentiels and plugins installed;
//! - `repere match one.txt` against `repere --version`: at most 40 ms more, files in the system's cache.
//!
//! Documents are made of the project's own labelled passages (index/passages), and of `../shared/gold/dev/docs` where it is
//! present. It fails where a bound is missed. `cargo bench --bench batch -- quick` takes a tenth of the documents.
//!
//!     cargo bench --bench batch

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use repere::document::{Source, read};
use repere::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL, Engine};
use repere::matching::Options;
use repere::passages::{Polarity, passages};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const REPERE: &str = env!("CARGO_BIN_EXE_repere");

fn main() -> ExitCode {
    let quick = std::env::args().any(|argument| argument == "quick");
    match run(if quick { 10 } else { 1 }) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(divisor: usize) -> Result<bool> {
    let home = Bench::new(10_000 / divisor)?;
    let mut held = true;
    let mut hold = |what: &str, bound: bool| {
        if !bound {
            println!("  MISSED: {what}");
            held = false;
        }
    };
    hold("3 times reading", home.floor()? <= 3.0);
    hold("1.8 times with two threads", home.threads()? >= 1.8);
    let (few, many) = home.memory(100_000 / divisor)?;
    hold("memory within a fifth", many <= few * 1.2);
    hold("under 250 MB", many < 250.0);
    home.numbers()?;
    hold("less than linear in référentiels and plugins", home.installed()? < 10.0);
    hold("40 ms to start", home.start()? < 40.0);
    Ok(held)
}

/// A folder with documents and a data folder.
struct Bench {
    folder: tempfile::TempDir,
    files: Vec<PathBuf>,
}

impl Bench {
    fn new(count: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let texts = texts(count)?;
        fs::create_dir(folder.path().join("documents"))?;
        let mut files = Vec::with_capacity(count);
        for (number, text) in texts.iter().enumerate() {
            let file = folder.path().join(format!("documents/{number:05}.txt"));
            fs::write(&file, text)?;
            files.push(file);
        }
        let bytes: usize = texts.iter().map(String::len).sum();
        println!("{count} documents, {:.1} kB each on average", bytes as f64 / count as f64 / 1e3);
        Ok(Self { folder, files })
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn repere(&self, data: &Path) -> Command {
        let mut command = Command::new(REPERE);
        command.arg("--data").arg(data).arg("--quiet").stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Matching a document against reading it, cutting it and reading its words; one thread, the fastest of five rounds.
    fn floor(&self) -> Result<f64> {
        let (engine, _) = Engine::open(&self.data(), DEFAULT_REFERENTIEL, DEFAULT_BRANCHE)?;
        let sources: Vec<Source> = self.files[..self.files.len().min(500)]
            .iter()
            .map(|path| Source::File { path: path.clone(), listed: false })
            .collect();
        let reading = || -> Result<usize> {
            let mut words = 0;
            for source in &sources {
                for passage in passages(&read(source)?) {
                    if passage.polarity == Polarity::Affirmed {
                        words += repere::text::tokens(&passage.text).len();
                    }
                }
            }
            Ok(words)
        };
        let matching = || -> Result<usize> {
            let mut evidence = 0;
            for source in &sources {
                evidence += engine.report(&read(source)?, Options::default())?.evidence.len();
            }
            Ok(evidence)
        };
        let (mut floor, mut whole) = (Duration::MAX, Duration::MAX);
        for _ in 0..5 {
            floor = floor.min(timed(&reading)?);
            whole = whole.min(timed(&matching)?);
        }
        let each = |time: Duration| time.as_secs_f64() * 1e6 / sources.len() as f64;
        let ratio = whole.as_secs_f64() / floor.as_secs_f64();
        println!("one document, one thread");
        println!("  read, cut, words read     {:>8.0} µs", each(floor));
        println!("  matched, reading included {:>8.0} µs: {ratio:.2} times", each(whole));
        Ok(ratio)
    }

    /// The whole folder with one thread and with two, in turn; the fastest of three.
    fn threads(&self) -> Result<f64> {
        let mut times = [Duration::MAX; 2];
        for _ in 0..3 {
            for (at, time) in times.iter_mut().enumerate() {
                *time = (*time).min(self.matched(
                    &self.data(),
                    self.files.len(),
                    (at + 1).to_string().as_str(),
                )?);
            }
        }
        let [one, two] = times.map(|time| self.files.len() as f64 / time.as_secs_f64());
        println!("{} documents to JSON lines", self.files.len());
        println!("  one thread {one:.0} a second, two {two:.0}: {:.2} times", two / one);
        Ok(two / one)
    }

    /// Matches the first `count` documents of the folder as paths on standard input.
    fn matched(&self, data: &Path, count: usize, threads: &str) -> Result<Duration> {
        let list = self.folder.path().join("list");
        let paths: Vec<String> =
            self.files[..count].iter().map(|file| file.display().to_string() + "\n").collect();
        fs::write(&list, paths.concat())?;
        let mut command = self.repere(data);
        command.args(["match", "--format", "jsonl", "--input", "paths", "--threads", threads, "-"]);
        command.stdin(fs::File::open(list)?);
        let start = Instant::now();
        if !command.status()?.success() {
            return Err("matching failed".into());
        }
        Ok(start.elapsed())
    }

    /// The most memory of 1,000 documents and of many, in MB.
    fn memory(&self, many: usize) -> Result<(f64, f64)> {
        let peak = |count: usize| -> Result<f64> {
            let file = self.folder.path().join("lines.jsonl");
            let mut lines = std::io::BufWriter::new(fs::File::create(&file)?);
            for number in 0..count {
                let text = fs::read_to_string(&self.files[number % self.files.len()])?;
                let line = serde_json::json!({ "id": number, "text": text });
                std::io::Write::write_all(&mut lines, format!("{line}\n").as_bytes())?;
            }
            drop(lines);
            let mut command = self.repere(&self.data());
            let out = self.folder.path().join("out.jsonl");
            command.args(["match", "--format", "jsonl", "--out"]).arg(&out).arg("-");
            let mut child = command.stdin(fs::File::open(&file)?).spawn()?;
            let mut peak = 0.0_f64;
            while child.try_wait()?.is_none() {
                peak = peak.max(high_water(child.id()).unwrap_or_default());
                std::thread::sleep(Duration::from_millis(2));
            }
            fs::remove_file(&file)?;
            fs::remove_file(out)?;
            Ok(peak)
        };
        let (few, many_peak) = (peak(1000)?, peak(many)?);
        println!("most memory: 1,000 documents {few:.1} MB, {many} documents {many_peak:.1} MB");
        Ok((few, many_peak))
    }

    /// What one more document costs among more and more of them.
    fn numbers(&self) -> Result<()> {
        println!("cost of a document, two threads");
        for count in [100, 1000, 10_000].into_iter().filter(|count| *count <= self.files.len()) {
            let time = (0..3).map(|_| self.matched(&self.data(), count, "2")).collect::<Result<Vec<_>>>()?;
            let time = time.into_iter().min().unwrap_or_default();
            println!("  {count:>6} documents {:>8.0} µs each", time.as_secs_f64() * 1e6 / count as f64);
        }
        Ok(())
    }

    /// How much dearer a document is with 100 référentiels and plugins installed than with one.
    fn installed(&self) -> Result<f64> {
        println!("cost of a document with more installed, two threads, 1,000 documents");
        let count = self.files.len().min(1000);
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let referentiel = fs::read_to_string(project.join("schema/referentiels/cqpi-assistant.toml"))?;
        let branche = fs::read_to_string(project.join("plugins/papier-carton/branche.toml"))?;
        let data = self.folder.path().join("many");
        let (mut costs, mut had) = (Vec::new(), 1);
        for wanted in [1, 10, 100] {
            while had < wanted {
                had += 1;
                let file = self.folder.path().join("r.toml");
                let code = format!("code = \"copie-{had}\"");
                fs::write(&file, referentiel.replacen("code = \"cqpi-assistant\"", &code, 1))?;
                self.done(self.repere(&data).args(["referentiel", "import"]).arg(&file))?;
                let file = self.folder.path().join("b.toml");
                let id = format!("id = \"branche-{had}\"");
                fs::write(&file, branche.replacen("id = \"papier-carton\"", &id, 1))?;
                let wasm = self.folder.path().join("b.wasm");
                self.done(self.repere(&data).args(["branche", "build"]).arg(&file).arg("--out").arg(&wasm))?;
                self.done(
                    self.repere(&data).args(["branche", "add", "--allow-unsigned", "--yes"]).arg(&wasm),
                )?;
            }
            self.matched(&data, 1, "1")?;
            let time = (0..3).map(|_| self.matched(&data, count, "2")).collect::<Result<Vec<_>>>()?;
            let cost = time.into_iter().min().unwrap_or_default().as_secs_f64() * 1e6 / count as f64;
            println!("  {wanted:>6} of each {cost:>8.0} µs");
            costs.push(cost);
        }
        Ok(costs[2] / costs[0])
    }

    fn done(&self, command: &mut Command) -> Result<()> {
        let output = command.stderr(Stdio::piped()).output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(said.into()) }
    }

    /// How many milliseconds longer than `--version` a document takes, medians of 21.
    fn start(&self) -> Result<f64> {
        let version =
            || -> Result<()> { self.done(Command::new(REPERE).arg("--version").stdout(Stdio::null())) };
        let one = || -> Result<()> { self.done(self.repere(&self.data()).arg("match").arg(&self.files[0])) };
        one()?;
        let median = |run: &dyn Fn() -> Result<()>| -> Result<f64> {
            let mut times = (0..21).map(|_| timed(&run)).collect::<Result<Vec<_>>>()?;
            times.sort_unstable();
            Ok(times[times.len() / 2].as_secs_f64() * 1e3)
        };
        let (version, one) = (median(&version)?, median(&one)?);
        println!("start: --version {version:.1} ms, match one.txt {one:.1} ms");
        Ok(one - version)
    }
}

fn timed<T>(run: &impl Fn() -> Result<T>) -> Result<Duration> {
    let start = Instant::now();
    std::hint::black_box(run()?);
    Ok(start.elapsed())
}

/// The most memory that a process had so far, in MB.
fn high_water(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? / 1e3)
}

/// Documents, none like another: labelled passages under headings, as many as a CV has, and the annotated ones as they are.
fn texts(count: usize) -> Result<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Line {
        text: String,
    }
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut lines: Vec<String> = Vec::new();
    for name in ["assistants", "other-trades", "cv", "offres", "fiches-entretiens"] {
        let file = fs::read_to_string(project.join(format!("index/passages/{name}.jsonl")))?;
        for line in file.lines() {
            lines.push(serde_json::from_str::<Line>(line)?.text);
        }
    }
    let mut texts = Vec::with_capacity(count);
    if let Ok(gold) = fs::read_dir(project.join("../shared/gold/dev/docs")) {
        let mut files: Vec<PathBuf> = gold.flatten().map(|entry| entry.path()).collect();
        files.sort();
        for file in files {
            texts.push(fs::read_to_string(file)?);
        }
    }
    let mut state = 1_u64;
    let mut random = |below: usize| {
        // Knuth's MMIX generator: any will do, as long as it is the same everywhere.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    while texts.len() < count {
        let mut text = format!("Document {}\n\nEXPÉRIENCE PROFESSIONNELLE\n", texts.len());
        for _ in 0..15 + random(20) {
            text.push_str("- ");
            text.push_str(&lines[random(lines.len())]);
            text.push('\n');
        }
        texts.push(text);
    }
    texts.truncate(count);
    Ok(texts)
}
