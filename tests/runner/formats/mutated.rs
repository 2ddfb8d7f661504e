//! A thousand damaged files of each format, read in this process: none makes a reader panic.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use repere::document::{Reading, extract};

use super::samples::{self, One};
use super::typeset;

const FILES: usize = 1000;

/// Numbers that look random and are the same each time (SplitMix64, by Guy Steele, Doug Lea and Christine Flood).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Flips bits, cuts, copies and moves pieces.
fn mutate(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..1 + numbers.below(4) {
        if out.is_empty() {
            break;
        }
        let at = numbers.below(out.len());
        let length = numbers.below(64.min(out.len() - at)) + 1;
        let piece = out[at..(at + length).min(out.len())].to_vec();
        let to = numbers.below(out.len());
        match numbers.below(6) {
            0 => out[at] ^= 1 << numbers.below(8),
            1 => out[at] = numbers.next() as u8,
            2 => out.truncate(at),
            3 => drop(out.splice(to..to, piece)),
            4 => drop(out.splice(to..(to + length).min(out.len()), piece)),
            _ => drop(out.drain(at..(at + length).min(out.len()))),
        }
    }
    out
}

/// The same within one member of a ZIP, packed again.
fn mutate_inside(zip: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let chosen = numbers.below(archive.len());
    let mut members = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = file.name().unwrap().to_string();
        members.push((name, if at == chosen { mutate(&bytes, numbers) } else { bytes }));
    }
    let members: Vec<(&str, &[u8])> =
        members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    samples::zip(&members)
}

fn check(name: &str, seeds: &[Vec<u8>], is_zip: bool) {
    let mut numbers = Numbers(name.bytes().map(u64::from).sum());
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut panicked = None;
    for at in 0..FILES {
        let seed = &seeds[at % seeds.len()];
        let bytes = if is_zip && at % 2 == 1 {
            mutate_inside(seed, &mut numbers)
        } else {
            mutate(seed, &mut numbers)
        };
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut one = One::default();
            extract(&bytes, name, &Reading::default(), &mut one);
        }));
        if read.is_err() {
            panicked = Some((at, bytes));
            break;
        }
    }
    std::panic::set_hook(hook);
    if let Some((at, bytes)) = panicked {
        let path = std::env::temp_dir().join(format!("mutated-{at}-{name}"));
        let _ = std::fs::write(&path, bytes);
        panic!("{name}: file {at} makes its reader panic; kept as {}", path.display());
    }
}

const TEXT: &str = "Accueil téléphonique & saisie des factures";

#[test]
fn no_damaged_package_panics() {
    let table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>2013</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let docx = samples::docx(&(samples::p(TEXT) + table));
    check("a.docx", std::slice::from_ref(&docx), true);
    let odt =
        samples::odt("<text:list><text:list-item><text:p>Accueil</text:p></text:list-item></text:list>");
    check("a.odt", &[odt], true);
    check("a.zip", &[samples::zip(&[("a.docx", &docx), ("b.txt", TEXT.as_bytes())])], true);
}

#[test]
fn no_damaged_table_panics() {
    check("a.xlsx", &[samples::xlsx(&[&["n", "texte"], &["1", TEXT], &["2", TEXT]])], true);
    check("a.csv", &[format!("n;texte\n1;\"{TEXT}\"\n2;{TEXT}\n").into_bytes()], false);
}

#[test]
fn no_damaged_text_panics() {
    check(
        "a.rtf",
        &[samples::rtf(
            "{\\b Titre}\\par \\u233?t\\'e9\\par\\trowd\\intbl a\\cell b\\cell\\row\\pard c\\par",
        )],
        false,
    );
    let html = format!(
        "<html><h1>T</h1><ul><li>{TEXT}<li>b</ul><table><tr><td>a<td>b</table><p>&eacute;&#233;<br></html>"
    );
    check("a.html", &[html.into_bytes()], false);
    check(
        "a.md",
        &[format!("# T\n\n- **{TEXT}** [a](b)\n| a | b |\n|---|---|\n`x` <b>y</b>\n").into_bytes()],
        false,
    );
    check("a.xml", &[b"<?xml version=\"1.0\"?><SkillsPassport><LearnerInfo><WorkExperience><Activities>a&amp;b</Activities>\
        </WorkExperience></LearnerInfo></SkillsPassport>".to_vec()], false);
    check(
        "a.json",
        &[br#"{"basics":{"name":"C"},"work":[{"position":"A","highlights":["b"]}],"skills":[]}"#.to_vec()],
        false,
    );
}

#[test]
fn no_damaged_mail_panics() {
    let docx = samples::docx(&samples::p(TEXT));
    check("a.eml", &[samples::mail(&[("a.docx", &docx)])], false);
    check("a.msg", &[samples::msg(("a.docx", &docx))], false);
}

#[test]
fn no_damaged_pdf_panics() {
    let plain = samples::page_pdf(&samples::show(&[TEXT, "fin"]), "", "", &[]);
    check(
        "a.pdf",
        &[plain, typeset::pdf("= Titre\n#columns(2)[Accueil #lorem(40)]"), samples::scan()],
        false,
    );
}
