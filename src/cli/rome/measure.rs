//! `repere rome eval-melo`, `eval-titles`: how good the search of titles is, in English since developers read it.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::{Common, TableFormat, csv, json, no_svg};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::rome::melo::{MeloReport, Score, melo as run};
use crate::rome::{self, search};
use crate::schema::Store;

/// Figures published with the benchmark for the same dataset: MRR, A@1, A@5, A@10.
const PUBLISHED: [(&str, [f64; 4]); 8] = [
    ("edit distance", [0.7726, 0.7289, 0.8223, 0.8425]),
    ("BM25", [0.7514, 0.6990, 0.8132, 0.8341]),
    ("BM25, lemmas", [0.8042, 0.7672, 0.8502, 0.8683]),
    ("character TF-IDF", [0.7956, 0.7526, 0.8467, 0.8655]),
    ("BGE-M3", [0.8454, 0.8035, 0.8927, 0.9164]),
    ("multilingual E5", [0.8427, 0.8007, 0.8948, 0.9115]),
    ("E5", [0.8632, 0.8272, 0.9073, 0.9296]),
    ("OpenAI text embeddings", [0.8721, 0.8314, 0.9199, 0.9415]),
];

pub(super) fn melo(store: &Store, folder: &Path, common: &Common) -> Result<(), Failure> {
    no_svg(common.format)?;
    let version = rome::version(store, common.rome.as_deref())?;
    let occupations = search::open(store, &version)?;
    let report = run(&occupations, folder)?;
    let own = |score: &Score| [score.mrr, score.a1, score.a5, score.a10];
    let rows: Vec<(String, [f64; 4])> = PUBLISHED
        .iter()
        .map(|(name, figures)| (format!("{name} (published)"), *figures))
        .chain([
            ("Repère, titles alone".to_owned(), own(&report.titles_alone)),
            ("Repère, with ROME, cross-validated".to_owned(), own(&report.cross_validated)),
        ])
        .collect();
    let mut out = Output::open(common.out.as_deref())?;
    match common.format {
        TableFormat::Json => json(&mut out, &Dated { rome: &version.name, melo: &report })?,
        TableFormat::Csv => {
            let rows = rows.into_iter().map(|(name, figures)| {
                std::iter::once(name).chain(figures.map(|figure| format!("{figure:.4}"))).collect()
            });
            csv(&mut out, &["method", "mrr", "a1", "a5", "a10"], rows)?;
        }
        _ => {
            writeln!(out, "{:<38} {:>6} {:>6} {:>6} {:>6}", "method", "MRR", "A@1", "A@5", "A@10")?;
            for (name, [mrr, a1, a5, a10]) in rows {
                writeln!(out, "{name:<38} {mrr:>6.4} {a1:>6.4} {a5:>6.4} {a10:>6.4}")?;
            }
            writeln!(
                out,
                "\n{} queries, {} labels, ROME {}; {:.0} titles a second on one thread; labels read in {:.1} s",
                report.queries, report.labels, version.name, report.per_second, report.reading
            )?;
        }
    }
    out.finish()
}

#[derive(Serialize)]
struct Dated<'a> {
    rome: &'a str,
    #[serde(flatten)]
    melo: &'a MeloReport,
}

/// How many titles have a right code first, or among the first five.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Tally {
    titles: usize,
    top1: usize,
    top5: usize,
    /// The first code, or the code of ROME 3 that it comes from, is that of a right code.
    parent: usize,
    /// The first code is the very one named first.
    strict: usize,
}

pub(super) fn titles(store: &Store, file: &Path, common: &Common) -> Result<(), Failure> {
    no_svg(common.format)?;
    let version = rome::version(store, common.rome.as_deref())?;
    let occupations = search::open(store, &version)?;
    let text = std::fs::read_to_string(file).map_err(|error| Failure::in_file(file, error))?;
    let parents: std::collections::HashMap<String, String> =
        store.rome_codes(&version)?.into_iter().map(|code| (code.code, code.parent)).collect();
    let mut tallies = [Tally::default(); 2];
    let mut spent = std::time::Duration::ZERO;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    for (at, line) in lines.enumerate() {
        let mut cells = line.split('\t');
        let (Some(title), Some(codes)) = (cells.next(), cells.next()) else { continue };
        let right: Vec<&str> = codes.split(',').map(str::trim).collect();
        let start = Instant::now();
        let ranked = occupations.rank(&occupations.read(title), cells.next().unwrap_or_default());
        spent += start.elapsed();
        let code = |rank: usize| ranked.get(rank).map(|ranked| occupations.code(ranked.code));
        let first = code(0).unwrap_or_default();
        let tally = &mut tallies[at % 2];
        tally.titles += 1;
        tally.top1 += usize::from(right.contains(&first));
        tally.top5 += usize::from((0..5).filter_map(code).any(|code| right.contains(&code)));
        let parent = |code: &str| parents.get(code).cloned().unwrap_or_else(|| code.to_owned());
        tally.parent += usize::from(right.iter().any(|right| parent(right) == parent(first)));
        tally.strict += usize::from(right.first() == Some(&first));
    }
    let count: usize = tallies.iter().map(|tally| tally.titles).sum();
    let mut out = Output::open(common.out.as_deref())?;
    if common.format == TableFormat::Json {
        json(&mut out, &tallies)?;
        return out.finish();
    }
    writeln!(
        out,
        "{:<12} {:>6} {:>6} {:>6} {:>8} {:>8}",
        "lines", "titles", "top-1", "top-5", "parent", "strict"
    )?;
    for (name, tally) in [("odd (tuned)", tallies[0]), ("even (unseen)", tallies[1])] {
        let share = |part: usize| part as f64 / tally.titles.max(1) as f64;
        writeln!(
            out,
            "{name:<13} {:>5} {:>6.3} {:>6.3} {:>8.3} {:>8.3}",
            tally.titles,
            share(tally.top1),
            share(tally.top5),
            share(tally.parent),
            share(tally.strict)
        )?;
    }
    let each = spent.as_secs_f64() * 1000.0 / count.max(1) as f64;
    writeln!(out, "\nROME {}; {each:.2} ms a title", version.name)?;
    out.finish()
}
