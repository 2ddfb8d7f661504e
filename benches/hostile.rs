//! Stops every hostile plugin of `tests/hostile/` in one process, and prints for each the kind of failure, the time and
//! the peak of memory above what the process held before. It fails if one takes a second or 64 MB, or is not stopped
//! with its kind.
//!
//!     cargo bench --bench hostile

#[path = "../tests/hostile/cases.rs"]
mod cases;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use repere::coverage::{CompetenceCoverage, Coverage};
use repere::plugins::{Host, PluginError};
use repere::referentiel::{CompetenceCode, Referentiel};

const LONGEST: Duration = Duration::from_secs(1);
const MOST: u64 = 64 << 10; // KiB

fn main() -> ExitCode {
    let referentiel = include_str!("../schema/referentiels/cqpi-assistant.toml");
    let referentiel = Referentiel::from_toml(referentiel).expect("the shipped référentiel is good");
    let host = Host::new().expect("plugins run on this machine");
    let coverage = [CompetenceCoverage {
        competence: CompetenceCode("C1".to_owned()),
        coverage: Coverage::Solid,
        direct: 2,
        partial: 0,
        decision: None,
    }];
    let used = |bytes: &[u8]| -> Result<(), PluginError> {
        let branche = host.load(bytes)?;
        branche.fits(&referentiel)?;
        branche.documents()?;
        branche.assess(&coverage).map(drop)
    };
    let good = host.load(&cases::good()).expect("a good plugin");
    let cases_ = cases::cases();
    let mut failed = false;
    println!("{:<40} {:<13} {:>10} {:>12}", "plugin", "kind", "ms", "peak KiB");
    for case in &cases_ {
        let before = Peak::start();
        let start = Instant::now();
        let result = used(&case.bytes);
        let took = start.elapsed();
        let peak = before.end();
        let kind = result.err().map_or_else(|| "none".to_owned(), |error| error.kind().to_string());
        let good = good.assess(&coverage).is_ok();
        let right = kind == case.kind && took < LONGEST && peak.is_none_or(|peak| peak < MOST) && good;
        failed |= !right;
        line(case.name, &kind, took, peak, right);
    }
    let good = cases::good();
    let (before, start) = (Peak::start(), Instant::now());
    let (mut longest, mut kinds) = (Duration::ZERO, std::collections::BTreeMap::new());
    for bytes in cases::damaged(&good, 1000) {
        let one = Instant::now();
        let kind = used(&bytes).err().map_or_else(|| "none".to_owned(), |error| error.kind().to_string());
        longest = longest.max(one.elapsed());
        *kinds.entry(kind).or_insert(0) += 1;
    }
    let right = longest < LONGEST;
    failed |= !right;
    line("1,000 damaged files, together", "", start.elapsed(), before.end(), right);
    line("  the longest of them", "", longest, None, right);
    println!("  {kinds:?}");
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn line(name: &str, kind: &str, took: Duration, peak: Option<u64>, right: bool) {
    let peak = peak.map_or_else(|| "-".to_owned(), |peak| peak.to_string());
    let mark = if right { "" } else { "  WRONG" };
    println!("{name:<40} {kind:<13} {:>10.2} {peak:>12}{mark}", took.as_secs_f64() * 1000.0);
}

/// Peak of the process's memory, from Linux's own count; unknown elsewhere.
struct Peak(Option<u64>);

impl Peak {
    fn start() -> Self {
        // 5 sets the peak back to what is held now.
        let reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
        Self(read("VmRSS:").filter(|_| reset))
    }

    /// KiB above the start.
    fn end(self) -> Option<u64> {
        Some(read("VmHWM:")?.saturating_sub(self.0?))
    }
}

fn read(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()
}
