//! Documents to passages: examples, properties, and agreement with the passages that people annotated.

use std::collections::BTreeMap;
use std::path::PathBuf;

use repere::document::Document;
use repere::passages::{Passage, Polarity, passages, sentences};
use serde_json::Value;

fn read(text: &str) -> Vec<Passage> {
    passages(&Document { name: "cv.txt".to_owned(), text: text.to_owned() })
}

fn gold(path: &str) -> Option<String> {
    let folder = std::env::var_os("REPERE_GOLD").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/gold"));
    let path = folder.join(path);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: no {}", path.display());
    }
    text
}

fn records(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
}

fn pairs(record: &Value) -> usize {
    record["labels"].as_object().map_or(0, |labels| labels.len())
}

#[test]
fn passages_are_those_that_people_annotated() {
    let Some(gold_lines) = gold("dev/gold.jsonl") else { return };
    let mut documents: BTreeMap<String, BTreeMap<usize, Value>> = BTreeMap::new();
    for record in records(&gold_lines) {
        let name = record["doc"].as_str().expect("doc").to_owned();
        let line = record["line"].as_u64().expect("line") as usize;
        documents.entry(name).or_default().insert(line, record);
    }
    let (mut lines, mut common, mut sections) = (0, 0, 0);
    let (mut silent, mut silent_right, mut all, mut lost) = (0, 0, 0, 0);
    for (name, gold_lines) in &documents {
        let text = gold(&format!("dev/docs/{name}.txt")).expect("the document of the annotations");
        let found = read(&text);
        lines += gold_lines.len().max(found.len());
        all += gold_lines.values().map(pairs).sum::<usize>();
        for passage in &found {
            let Some(record) = gold_lines.get(&passage.line) else {
                println!("{name}:{}: not a passage of the gold set", passage.line);
                continue;
            };
            common += 1;
            if record["section"] == passage.section.as_str() {
                sections += 1;
            } else {
                println!(
                    "{name}:{}: section {:?}, gold {}",
                    passage.line, passage.section, record["section"]
                );
            }
            if passage.polarity != Polarity::Affirmed {
                silent += 1;
                lost += pairs(record);
                if pairs(record) == 0 {
                    silent_right += 1;
                } else {
                    println!(
                        "{name}:{}: {:?} {:?} {}",
                        passage.line, passage.polarity, passage.text, record["labels"]
                    );
                }
            }
        }
        for (line, record) in gold_lines {
            if !found.iter().any(|passage| passage.line == *line) {
                println!("{name}:{line}: not found: {}", record["text"]);
            }
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    println!("lines {common}/{lines}, sections {sections}/{common}");
    println!("not affirmed {silent}, of which without label {silent_right}; pairs lost {lost}/{all}");
    assert!(share(common, lines) >= 0.98);
    assert!(share(sections, common) >= 0.96);
    assert!(share(silent_right, silent) >= 0.97);
    assert!(share(lost, all) <= 0.005);
}

/// The labelled lines stand alone there: the section is their heading, if they have one.
#[test]
fn polarity_costs_next_to_no_evidence() {
    let (mut all, mut lost, mut silent, mut silent_right) = (0, 0, 0, 0);
    for file in ["assistants", "formulations", "other-trades"] {
        let Some(text) = gold(&format!("train/{file}.jsonl")) else { return };
        for record in records(&text) {
            let section = record["section"].as_str().unwrap_or_default();
            let line = record["text"].as_str().expect("text");
            let text = format!("Nom\n\n# {section}\n• {line}\n");
            let found = read(&text);
            let affirmed = found.iter().skip(1).any(|passage| passage.polarity == Polarity::Affirmed);
            all += pairs(&record);
            if affirmed {
                continue;
            }
            silent += 1;
            lost += pairs(&record);
            silent_right += usize::from(pairs(&record) == 0);
            if pairs(&record) > 0 {
                println!(
                    "{file}: [{section}] {:?} {line} {}",
                    found.last().map(|p| p.polarity),
                    record["labels"]
                );
            }
        }
    }
    println!("not affirmed {silent}, of which without label {silent_right}; pairs lost {lost}/{all}");
    assert!(silent_right * 100 >= silent * 97);
    assert!(lost * 200 <= all);
}

fn texts(found: &[Passage]) -> Vec<(usize, &str)> {
    found.iter().map(|passage| (passage.line, passage.text.as_str())).collect()
}

fn clauses(text: &str) -> Vec<&str> {
    sentences(text).into_iter().map(|range| &text[range]).collect()
}

/// The polarity of a line under a heading.
fn polarity(section: &str, line: &str) -> Polarity {
    let found = read(&format!("Nom\n\n{section}\n- {line}\n"));
    found.last().expect("a passage").polarity
}

#[test]
fn bullets_lose_their_mark_and_keep_their_wrapped_lines() {
    let found = read(
        "EXPERIENCE\n\n- Tenue de l'agenda du directeur\n  et des deux adjoints\n* Saisie\n1. Accueil\na) Standard\n\
         -Courrier\n–30 % de coût\n✅ Archivage\n2.1 Collecter les données\n\u{2022}\u{a0}Relances\n",
    );
    assert_eq!(
        texts(&found),
        [
            (1, "EXPERIENCE"),
            (3, "Tenue de l'agenda du directeur et des deux adjoints"),
            (5, "Saisie"),
            (6, "Accueil"),
            (7, "Standard"),
            (8, "Courrier"),
            (9, "–30 % de coût"),
            (10, "Archivage"),
            (11, "Collecter les données"),
            (12, "Relances"),
        ]
    );
}

#[test]
fn wrapped_paragraphs_are_one_passage() {
    let found = read(
        "Je travaille depuis dix ans au secrétariat d'une usine de carton où je tiens\n\
         l'agenda du directeur, prépare les réunions de production et relance les four-\n\
         nisseurs en retard. Je classe aussi les procès-verbaux et les pièces du comi-\n\
         té d'entreprise.\n\
         saisie des heures\n",
    );
    let expected = "Je travaille depuis dix ans au secrétariat d'une usine de carton où je tiens l'agenda du directeur, \
                    prépare les réunions de production et relance les fournisseurs en retard. Je classe aussi les \
                    procès-verbaux et les pièces du comité d'entreprise.";
    assert_eq!(texts(&found), [(1, expected), (5, "saisie des heures")]);
    assert_eq!(found[0].sentences.len(), 2);
}

#[test]
fn lines_that_were_not_wrapped_stay_apart() {
    let found =
        read("devis, factures et situations de travaux\nplanning des dépanneurs\ncommandes de pièces\n");
    assert_eq!(found.len(), 3);
}

#[test]
fn sentences_are_not_cut_at_abbreviations() {
    for whole in [
        "Assistante de M. Dupont et de Mme. Roy, réf. Achats n. 12",
        "Version 1.5 du 01/2020, cf. Annexe",
        "Contact : a.b@example.fr, www.example.fr/page.Html",
        "avancement, dépenses / recettes, alertes",
        "Tri (courrier ; messages) et envoi",
        "P. Oudinot",
        "H/F, CDD / CDI",
    ] {
        assert_eq!(clauses(whole), [whole]);
    }
    assert_eq!(clauses("Bac +2. Anglais courant."), ["Bac +2.", "Anglais courant."]);
    assert_eq!(
        clauses("Accueil, etc. Suivi des stocks ; relances"),
        ["Accueil, etc.", "Suivi des stocks ;", "relances"]
    );
    assert_eq!(clauses("Accueil • Standard • Courrier"), ["Accueil", "Standard", "Courrier"]);
    assert_eq!(
        clauses("tenue du standard téléphonique / saisie des factures fournisseurs"),
        ["tenue du standard téléphonique", "saisie des factures fournisseurs"]
    );
    assert_eq!(clauses("Prêt ? Oui ! Bien… Voilà"), ["Prêt ?", "Oui !", "Bien…", "Voilà"]);
}

#[test]
fn headings_are_found_however_they_look() {
    for heading in [
        "EXPÉRIENCES PROFESSIONNELLES",
        "Expérience professionnelle :",
        "experience pro",
        "## Parcours",
        "💼 Expériences",
        "=== EXPERIENCE ===",
        "2. Activités",
    ] {
        let found = read(&format!("Nom\nVille\n\n{heading}\nAccueil des visiteurs\n"));
        assert_eq!(found[2].polarity, Polarity::Heading, "{heading}");
        assert!(!found[3].section.is_empty() && heading.ends_with(&found[3].section), "{heading}");
    }
    let found = read("Nom\n\nMes talents\n-----------\nAccueil des visiteurs\n");
    assert_eq!(texts(&found), [(1, "Nom"), (3, "Mes talents"), (5, "Accueil des visiteurs")]);
    assert_eq!(found[2].section, "Mes talents");
}

#[test]
fn employers_are_headings_only_when_nothing_else_is() {
    let employer = "Cabinet Delahousse (14 avocats), de 2016 à 2020";
    let alone = read(&format!("Nom\n\n{employer}\nAccueil des clients\n\nLangues\nAnglais\n"));
    assert_eq!(alone[2].section, employer);
    let under = read(&format!("Nom\n\nExpérience\n\n{employer}\nAccueil des clients\n\nLangues\nAnglais\n"));
    assert_eq!(under[3].section, "Expérience");
}

#[test]
fn polarity_follows_the_section_and_the_words() {
    use Polarity::{Affirmed, Leisure, Negated, Training, Wished};
    for (section, line, expected) in [
        ("Expérience", "Aucune expérience en facturation", Negated),
        ("Expérience", "Je n'ai jamais établi de bulletins de paie", Negated),
        ("Expérience", "La comptabilité analytique n’est pas mon domaine", Negated),
        ("Expérience", "Commandes de foin : faites par le gérant, hors poste", Negated),
        ("Ce que je sais moins bien faire", "L'anglais au téléphone", Negated),
        ("Expérience", "Aucun pli n'a raté la levée", Affirmed),
        ("Expérience", "Pas de retard de paiement depuis 2019", Affirmed),
        ("Expérience", "Excel ne me fait pas peur", Affirmed),
        ("Expérience", "N'hésite pas à relancer les fournisseurs", Affirmed),
        ("Expérience", "Tri du courrier sans erreur, sans oublier les recommandés", Affirmed),
        ("Expérience", "Non seulement l'accueil, mais aussi le standard de 200 postes", Affirmed),
        ("Expérience", "Je ne fais que de la saisie de factures", Affirmed),
        ("Profil", "Pas de diplôme mais dix ans de facturation fournisseurs", Affirmed),
        ("Profil", "Souhaite découvrir la comptabilité", Wished),
        ("Profil", "Après dix ans de vente, je souhaite tenir un secrétariat", Wished),
        ("Objectifs 2024", "Mettre en place un plan de classement", Wished),
        ("Objectifs du poste", "Mettre en place un plan de classement", Affirmed),
        ("Profil", "BTS Assistant de manager, 2003", Training),
        ("Profil", "Bac+2 en assistanat exigé", Training),
        ("Profil", "Titulaire d'un BTS, vous maîtrisez Excel", Affirmed),
        ("Formation", "SAP pour les approvisionneurs, deux jours", Training),
        ("Formation", "Stage : tenue du standard", Affirmed),
        ("Formation et langues", "Norvégien courant", Affirmed),
        ("Missions", "Formation des nouveaux arrivants", Affirmed),
        ("Loisirs", "Trésorière du club de judo", Leisure),
        ("Divers", "LOISIRS : rugby, plongée", Leisure),
        ("Formation", "LANGUES : norvégien courant", Affirmed),
    ] {
        assert_eq!(polarity(section, line), expected, "[{section}] {line}");
    }
}

#[test]
fn a_passage_is_affirmed_when_one_sentence_is() {
    let found = read("Nom\n\nProfil\nAucune expérience en paie. Je tiens le standard.\n");
    let passage = found.last().expect("a passage");
    assert_eq!(passage.polarity, Polarity::Affirmed);
    let polarities: Vec<Polarity> = passage.sentences.iter().map(|(_, polarity)| *polarity).collect();
    assert_eq!(polarities, [Polarity::Negated, Polarity::Affirmed]);
}

/// A small generator, the same at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

fn random_text(random: &mut Random) -> String {
    const PARTS: &[&str] = &[
        "- ",
        "• ",
        "1. ",
        "a) ",
        "# ",
        "o ",
        "\t",
        "  ",
        "\n",
        "\n",
        "\n\n",
        "\n---\n",
        ". ",
        " ; ",
        " / ",
        " • ",
        " : ",
        ", ",
        "(",
        ")",
        "? ",
        "…",
        "-\n",
        "EXPERIENCE",
        "Formation",
        "Loisirs",
        "Objectifs",
        "pas de",
        "je n'ai jamais",
        "mais",
        "souhaite",
        "BTS",
        "2016 à 2020",
        "a@b.fr",
        "Accueil des visiteurs",
        "étage",
        "Œuvre",
        "e\u{301}",
        "É",
        "ﬁ",
        "İ",
        "ß",
        "漢字",
        "🎉",
        "👩‍💻",
        "\u{FE0F}",
        "\u{AD}",
        "\u{200B}",
        "\u{A0}",
        "\u{2028}",
        "'",
        "’",
        "«",
        "»",
        "|",
        "=",
        "x",
        "1.5",
        "M. ",
        "etc. ",
        "Word/Excel",
        ":",
        "\u{F0B7}",
        "√",
        "ا",
        "long ",
    ];
    let length = random.below(60);
    let mut text = String::new();
    for _ in 0..length {
        match random.below(12) {
            0 => text.extend(char::from_u32(random.below(0x11_0000) as u32).filter(|&c| c != '\r')),
            1 => text.push_str(&"mot ".repeat(random.below(40))),
            _ => text.push_str(PARTS[random.below(PARTS.len())]),
        }
    }
    text
}

#[test]
fn any_text_keeps_its_words_in_order() {
    let mut random = Random(0x5EED);
    for round in 0..6000 {
        let text = random_text(&mut random);
        let found = read(&text);
        let lines = text.split('\n').count();
        assert!(found.iter().all(|p| (1..=lines).contains(&p.line)), "{round} {text:?}");
        assert!(found.windows(2).all(|pair| pair[0].line <= pair[1].line), "{round} {text:?}");
        for passage in &found {
            assert_eq!(passage.text.trim(), passage.text, "{round} {text:?}");
            let mut end = 0;
            for (range, _) in &passage.sentences {
                assert!(range.start >= end && range.start < range.end, "{round} {text:?}");
                let sentence = passage.text.get(range.clone()).expect("within the text");
                assert_eq!(sentence.trim(), sentence, "{round} {text:?}");
                end = range.end;
            }
            assert!(!passage.sentences.is_empty(), "{round} {text:?}");
        }
        // Marks and hyphens of wraps apart, nothing is lost or moved: letters, and digits that number nothing.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        let kept: String = found.iter().map(|passage| passage.text.as_str()).collect();
        assert_subsequence(&letters(&kept), &letters(&text), &text);
    }
}

/// `kept` is `whole` without, at most, the letters of bullet marks ("o", "a)").
fn assert_subsequence(kept: &str, whole: &str, text: &str) {
    let mut kept = kept.chars().peekable();
    for c in whole.chars() {
        if kept.peek() == Some(&c) {
            kept.next();
        } else {
            assert!(
                matches!(c, 'o' | 'a'..='z' | 'I' | 'V' | 'X' | 'Ø' | 'ü' | 'M' | 'E' | 'B'),
                "lost {c:?} of {text:?}"
            );
        }
    }
    assert_eq!(kept.next(), None, "added to {text:?}");
}
