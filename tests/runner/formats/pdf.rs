//! PDF: words kept, in reading order, against `pdftotext -layout`.

use std::collections::HashMap;
use std::process::{Command, Stdio};

use repere::document::{Reading, extract};

use super::samples::One;
use super::typeset::{Sample, samples};

fn read(bytes: &[u8]) -> String {
    let mut one = One::default();
    extract(bytes, "cv.pdf", &Reading::default(), &mut one);
    one.text()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// How many of the words are there, in parts of all.
fn recall(says: &[String], read: &[String]) -> f64 {
    let mut there: HashMap<&str, usize> = HashMap::new();
    for word in read {
        *there.entry(word).or_default() += 1;
    }
    let found = says.iter().filter(|word| {
        there.get_mut(word.as_str()).filter(|count| **count > 0).map(|count| *count -= 1).is_some()
    });
    found.count() as f64 / says.len() as f64
}

/// The longest run of words in the same order, in parts of all.
fn order(says: &[String], read: &[String]) -> f64 {
    let mut row = vec![0_usize; read.len() + 1];
    for word in says {
        let mut before = 0;
        for (at, other) in read.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == other { before + 1 } else { above.max(row[at]) };
            before = above;
        }
    }
    row[read.len()] as f64 / says.len() as f64
}

fn pdftotext(sample: &Sample) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.pdf");
    std::fs::write(&path, &sample.pdf).unwrap();
    let mut command = Command::new("pdftotext");
    command.args(["-layout".as_ref(), path.as_os_str(), "-".as_ref()]);
    let output = command.stdin(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn words_and_order_of_every_layout() {
    let mut table = String::new();
    let mut wrong = Vec::new();
    for sample in samples() {
        let text = read(&sample.pdf);
        let says = words(&sample.says);
        let ours = words(&text);
        let (recall_ours, order_ours) = (recall(&says, &ours), order(&says, &ours));
        let theirs = pdftotext(&sample).map(|text| {
            let theirs = words(&text);
            (recall(&says, &theirs), order(&says, &theirs))
        });
        table.push_str(&format!("{:<62} {recall_ours:.3} {order_ours:.3}", sample.name));
        match theirs {
            Some((recall_theirs, order_theirs)) => {
                table.push_str(&format!(" | {recall_theirs:.3} {order_theirs:.3}\n"));
                if recall_ours < recall_theirs {
                    wrong.push(format!("{}: fewer words than pdftotext\n{text}", sample.name));
                }
            }
            None => table.push('\n'),
        }
        if recall_ours < 0.999 || order_ours < 0.999 {
            wrong.push(format!("{}: {recall_ours:.3} {order_ours:.3}\n{text}", sample.name));
        }
    }
    if pdftotext(&samples()[0]).is_none() {
        println!("pdftotext is not installed (poppler-utils): our reading alone was checked");
    }
    println!("words and order, ours | pdftotext -layout\n{table}");
    assert!(wrong.is_empty(), "{table}\n{}", wrong.join("\n\n"));
}
