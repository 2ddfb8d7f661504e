//! What judging a passage costs against reading its words, and how long the model takes to load.
//!
//! Corpus: the project's annotated documents in `../shared/gold/dev/docs` where they are present, else the sample CV. Both
//! sides run in turn on the same passages in one process; the fastest of ten rounds counts, since noise only ever adds.
//!
//!     cargo bench --bench matching

use std::path::Path;
use std::time::{Duration, Instant};

use repere::document::Document;
use repere::evidence::{EvidenceModel, shipped};
use repere::passages::{Passage, Polarity, passages};

const ROUNDS: usize = 10;
const REPEATS: usize = 20;

fn main() {
    let passages = corpus();
    let loading = fastest(|| drop(shipped::model()));
    let model = shipped::model().expect("the shipped model is whole: a test holds it");
    let reading = fastest(|| {
        for _ in 0..REPEATS {
            for passage in &passages {
                std::hint::black_box(repere::text::tokens(&passage.text));
            }
        }
    });
    let judging = fastest(|| {
        for _ in 0..REPEATS {
            for passage in &passages {
                std::hint::black_box(model.judge(&passage.read(), &mut Vec::new));
            }
        }
    });
    let each = |time: Duration| time.as_secs_f64() * 1e6 / (passages.len() * REPEATS) as f64;
    println!("passages                     {}", passages.len());
    println!("model loads in               {:.3} ms", loading.as_secs_f64() * 1e3);
    println!("reading the words            {:.2} µs a passage", each(reading));
    println!("judging, reading included    {:.2} µs a passage", each(judging));
    println!("ratio                        {:.2}", judging.as_secs_f64() / reading.as_secs_f64());
    println!("passages a second, one core  {:.0}", 1e6 / each(judging));
}

fn fastest(mut run: impl FnMut()) -> Duration {
    (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn corpus() -> Vec<Passage> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gold = project.join("../shared/gold/dev/docs");
    let folder = if gold.is_dir() { gold } else { project.join("examples") };
    let mut files: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let texts = files.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    texts
        .flat_map(|text| passages(&Document { name: String::new(), text }))
        .filter(|passage| passage.polarity == Polarity::Affirmed)
        .collect()
}
