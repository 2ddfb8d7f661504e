//! The official text of a CQPI, as extracted from its PDF, to a référentiel.
//!
//! The text is read by its headings and its layout. The table of the critères is the hard part: the extraction lays
//! its four columns line after line. Titles of blocs and compétences are recognised from the lists that stand before
//! the table; ways of evaluation by their marks (`-` and the bullet sign); what is left are the critères, one a
//! sentence.

use super::{
    Activite, Competence, CompetenceCode, Critere, Domaine, Referentiel, ReferentielError, Result, RomeCode,
};
use crate::text::fold;

const DESCRIPTION: (&str, &str) = ("description", "Description de la qualification");
const ACTIVITES: (&str, &str) = ("activités", "Référentiel d’activités");
const COMPETENCES: (&str, &str) = ("compétences", "Proposition de blocs de compétences");
const ROME: (&str, &str) = ("fiches ROME", "Fiches ROME les plus proches");
const CONDITIONS: (&str, &str) = ("conditions d’exercice", "Conditions d’exercice les plus fréquentes");
const CRITERES: (&str, &str) = ("critères", "Référentiel de certification");

pub(super) fn looks_like_toml(text: &str) -> bool {
    text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).is_some_and(|line| {
        line.starts_with('[') || line.split_once('=').is_some_and(|(key, _)| !key.trim().contains(' '))
    })
}

impl Referentiel {
    /// Reads the official text. Short names and links to compétences, which it does not have, stay empty.
    ///
    /// # Errors
    /// Which section is missing or could not be read.
    pub fn from_official_text(text: &str) -> Result<Self> {
        let lines = Lines::of(text);
        let title = lines.all().find(|line| !line.is_empty()).unwrap_or_default().to_owned();
        let description = paragraphs(lines.between(DESCRIPTION, ACTIVITES)?);
        required(!description.is_empty(), DESCRIPTION, "aucun paragraphe")?;
        let (preambule, domaines) = domaines(lines.between(ACTIVITES, COMPETENCES)?)?;
        let announced = lines.between(COMPETENCES, ROME)?;
        let titles = competence_titles(announced)?;
        let rome = rome(lines.between(ROME, CONDITIONS)?)?;
        let conditions = paragraphs(lines.between(CONDITIONS, CRITERES)?);
        required(!conditions.is_empty(), CONDITIONS, "aucun paragraphe")?;
        let competences = competences(lines.after(CRITERES)?, &titles, &bloc_titles(announced))?;
        let referentiel = Self {
            code: slug(&title),
            version: "1".to_owned(),
            title,
            description,
            conditions,
            rome,
            preambule,
            domaines,
            competences,
        };
        referentiel.validate()?;
        Ok(referentiel)
    }
}

fn unreadable(section: (&'static str, &'static str), why: impl Into<String>) -> ReferentielError {
    ReferentielError::SectionUnreadable { section: section.0, why: why.into() }
}

fn required(condition: bool, section: (&'static str, &'static str), why: &str) -> Result<()> {
    if condition { Ok(()) } else { Err(unreadable(section, why)) }
}

/// "CQPI Assistant(e)" to `cqpi-assistant`: inclusive endings are left out.
fn slug(title: &str) -> String {
    let words: Vec<String> = crate::text::tokens(title)
        .into_iter()
        .map(|token| token.folded)
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

/// The text's lines, trimmed, white space inside made single.
struct Lines(Vec<String>);

impl Lines {
    fn of(text: &str) -> Self {
        let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n");
        Self(text.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    fn find(&self, section: (&'static str, &'static str)) -> Result<usize> {
        let wanted = fold(section.1);
        self.0
            .iter()
            .position(|line| fold(line) == wanted)
            .ok_or(ReferentielError::SectionMissing { section: section.0, heading: section.1 })
    }

    fn between(
        &self,
        from: (&'static str, &'static str),
        to: (&'static str, &'static str),
    ) -> Result<&[String]> {
        let (start, end) = (self.find(from)? + 1, self.find(to)?);
        self.0.get(start..end).ok_or_else(|| unreadable(from, format!("elle suit « {} »", to.1)))
    }

    fn after(&self, section: (&'static str, &'static str)) -> Result<&[String]> {
        Ok(&self.0[self.find(section)? + 1..])
    }
}

fn opens_with_capital(line: &str) -> bool {
    line.chars().next().is_some_and(char::is_uppercase)
}

fn append(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

/// A paragraph ends with a full stop at the end of a line, before a line that opens with a capital.
fn paragraphs(lines: &[String]) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_empty()) {
        match paragraphs.last_mut() {
            Some(last) if !(last.ends_with('.') && opens_with_capital(line)) => append(last, line),
            _ => paragraphs.push(line.clone()),
        }
    }
    paragraphs
}

/// What stands before the first title, then titles, each with its activities marked by a dash.
fn domaines(lines: &[String]) -> Result<(String, Vec<Domaine>)> {
    let mut preambule = String::new();
    let mut domaines: Vec<Domaine> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_empty()) {
        if let Some(text) = line.strip_prefix("- ") {
            let domaine =
                domaines.last_mut().ok_or_else(|| unreadable(ACTIVITES, "une activité sans domaine"))?;
            let code = format!("{}.{}", domaine.code, domaine.activites.len() + 1);
            domaine.activites.push(Activite { code, text: text.to_owned(), competences: Vec::new() });
        } else if opens_with_capital(line) && domaines.is_empty() && preambule.is_empty() {
            preambule.clone_from(line);
        } else if opens_with_capital(line) {
            let code = format!("A{}", domaines.len() + 1);
            domaines.push(Domaine { code, title: line.clone(), activites: Vec::new() });
        } else {
            // A line that goes on with the one before.
            let text = match domaines.last_mut() {
                None => &mut preambule,
                Some(domaine) => match domaine.activites.last_mut() {
                    Some(activite) => &mut activite.text,
                    None => &mut domaine.title,
                },
            };
            append(text, line);
        }
    }
    required(!domaines.is_empty(), ACTIVITES, "aucun domaine")?;
    match domaines.iter().find(|domaine| domaine.activites.is_empty()) {
        Some(empty) => Err(unreadable(ACTIVITES, format!("aucune activité sous « {} »", empty.title))),
        None => Ok((preambule, domaines)),
    }
}

/// A line's words behind its bullet.
fn unmarked(line: &str) -> &str {
    line.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// "1 : Réaliser la production..." up to the sentence on the blocs.
fn competence_titles(lines: &[String]) -> Result<Vec<String>> {
    let mut titles: Vec<String> = Vec::new();
    let mut announced = None;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let bare = unmarked(line);
        if fold(bare).starts_with("ces competences sont organisees") {
            break;
        }
        let numbered = bare
            .split_once(':')
            .and_then(|(number, title)| Some((number.trim().parse::<usize>().ok()?, title.trim())));
        match numbered {
            Some((number, title)) if number == titles.len() + 1 => titles.push(title.to_owned()),
            Some((number, _)) => {
                return Err(unreadable(COMPETENCES, format!("la compétence {number} n'est pas à sa place")));
            }
            None => match titles.last_mut() {
                Some(title) => append(title, line),
                None => {
                    announced = announced
                        .or_else(|| bare.split_whitespace().find_map(|word| word.parse::<usize>().ok()))
                }
            },
        }
    }
    match announced {
        Some(announced) if announced != titles.len() => {
            Err(unreadable(COMPETENCES, format!("{announced} compétences annoncées, {} lues", titles.len())))
        }
        _ if titles.is_empty() => Err(unreadable(COMPETENCES, "aucune compétence")),
        _ => Ok(titles),
    }
}

/// "Bloc de compétence 1 : Suivi...", without what follows the title.
fn bloc_titles(lines: &[String]) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    let mut open = false;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let bare = unmarked(line);
        let named = fold(bare).starts_with("bloc de competence ");
        if named {
            titles.push(String::new());
            open = true;
        }
        if let (true, Some(title)) = (open, titles.last_mut()) {
            let part =
                if named { bare.split_once(':').map_or(bare, |(_, title)| title.trim()) } else { line };
            match fold(part).find("comprenant") {
                Some(at) => {
                    // Folding keeps the length of what stands before, or the title is left as it is.
                    append(title, part.get(..at).unwrap_or(part).trim());
                    open = false;
                }
                None => append(title, part),
            }
        }
    }
    titles
}

/// "Assistanat de direction code ROME M1604 / ..."
fn rome(lines: &[String]) -> Result<Vec<RomeCode>> {
    let text = lines.join(" ");
    let found: Vec<RomeCode> = text
        .split('/')
        .filter_map(|part| part.split_once("code ROME"))
        .map(|(title, code)| RomeCode {
            code: code.trim().to_owned(),
            title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        })
        .collect();
    required(!found.is_empty(), ROME, "aucun code")?;
    Ok(found)
}

/// The table: what is neither a title nor a way of evaluation are the critères.
fn competences(lines: &[String], titles: &[String], blocs: &[String]) -> Result<Vec<Competence>> {
    let mut read: Vec<Competence> = Vec::new();
    let mut labels: Vec<Words> = vec![Words::of(
        "Bloc de compétences Compétences Résultats attendus observables et/ou mesurables Modalités d’évaluation",
    )];
    labels.extend(
        blocs
            .iter()
            .enumerate()
            .map(|(i, title)| Words::of(&format!("Bloc de compétences {} : {title}", i + 1))),
    );
    let titles: Vec<Words> = titles.iter().map(|title| Words::of(title)).collect();
    let mut labels_read = vec![0; labels.len()]; // words of each label already read: two may open alike
    let mut title_words = 0; // words of the next title already read
    let mut evaluation = false;
    let mut sentence = String::new();
    for line in lines {
        if line.is_empty() {
            evaluation = false;
            continue;
        }
        if evaluation || is_mark(line) {
            evaluation = true;
            continue;
        }
        let next = titles.get(read.len());
        if let Some(words) = next.and_then(|title| title.continues(title_words, line)) {
            title_words = words;
            if next.is_some_and(|title| title.len() == words) {
                close(&mut sentence, &mut read);
                let code = CompetenceCode(format!("C{}", read.len() + 1));
                read.push(Competence {
                    code,
                    title: String::new(),
                    short: String::new(),
                    criteres: Vec::new(),
                });
                title_words = 0;
            }
            continue;
        }
        let reading: Vec<Option<usize>> =
            labels.iter().zip(&labels_read).map(|(label, words)| label.continues(*words, line)).collect();
        if reading.iter().any(Option::is_some) {
            labels_read = reading
                .iter()
                .zip(&labels)
                .map(|(words, label)| words.filter(|words| *words < label.len()).unwrap_or_default())
                .collect();
            continue;
        }
        // What goes on in lower case behind a full stop belongs to the column beside.
        let complete = sentence.is_empty() || sentence.ends_with('.');
        if complete && line.starts_with(char::is_lowercase) {
            evaluation = true;
            continue;
        }
        let (critere, rest) = before_mark(line);
        evaluation = rest;
        if opens_with_capital(critere) {
            close(&mut sentence, &mut read);
        }
        append(&mut sentence, critere);
        if read.is_empty() {
            return Err(unreadable(
                CRITERES,
                format!("« {} » n'est pas la première compétence annoncée", shorten(critere)),
            ));
        }
    }
    close(&mut sentence, &mut read);
    if read.len() != titles.len() {
        return Err(unreadable(
            CRITERES,
            format!("{} compétences annoncées, {} lues", titles.len(), read.len()),
        ));
    }
    for (competence, title) in read.iter_mut().zip(&titles) {
        competence.title.clone_from(&title.text);
        required(
            !competence.criteres.is_empty(),
            CRITERES,
            &format!("aucun critère pour {}", competence.code),
        )?;
    }
    Ok(read)
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A title as words, to follow it over the lines of a narrow column.
struct Words {
    text: String,
    words: Vec<String>,
}

impl Words {
    fn of(text: &str) -> Self {
        Self { text: text.to_owned(), words: text.split_whitespace().map(str::to_owned).collect() }
    }

    fn len(&self) -> usize {
        self.words.len()
    }

    /// How many words are read after a line that goes on from word `from`, if it does to its end.
    fn continues(&self, from: usize, line: &str) -> Option<usize> {
        let mut at = from;
        for word in line.split_whitespace() {
            if self.words.get(at)? != word {
                return None;
            }
            at += 1;
        }
        (at > from).then_some(at)
    }
}

/// Whether a line opens with the mark of a way of evaluation.
fn is_mark(line: &str) -> bool {
    line.starts_with("- ") || line.starts_with(is_bullet)
}

fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '\u{e000}'..='\u{f8ff}')
}

/// What stands before a mark in the middle of a line, and whether there is one.
fn before_mark(line: &str) -> (&str, bool) {
    let dash =
        line.match_indices(" - ").find(|(at, _)| opens_with_capital(&line[at + 3..])).map(|(at, _)| at);
    match line.find(is_bullet).into_iter().chain(dash).min() {
        Some(at) => (line[..at].trim_end(), true),
        None => (line, false),
    }
}

/// Ends the critères read so far: one a sentence.
fn close(text: &mut String, read: &mut [Competence]) {
    let Some(competence) = read.last_mut() else {
        text.clear();
        return;
    };
    let mut start = 0;
    let ends =
        text.match_indices(". ").filter(|(at, _)| opens_with_capital(&text[at + 2..])).map(|(at, _)| at + 1);
    for end in ends.chain(std::iter::once(text.len())) {
        let sentence = text[start..end].trim();
        if !sentence.is_empty() {
            let code = format!("{}.{:02}", competence.code, competence.criteres.len() + 1);
            competence.criteres.push(Critere { code, text: sentence.to_owned() });
        }
        start = end;
    }
    text.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_followed_over_narrow_lines() {
        let title = Words::of("Réaliser la production de documents");
        assert_eq!(title.continues(0, "Réaliser la production"), Some(3));
        assert_eq!(title.continues(3, "de documents"), Some(5));
        assert_eq!(title.continues(0, "Réaliser la vente"), None);
    }

    #[test]
    fn a_mark_in_a_line_ends_the_critere() {
        assert_eq!(
            before_mark("Le temps est estimé. - Observation en situation"),
            ("Le temps est estimé.", true)
        );
        assert_eq!(before_mark("des bilans - et des notes"), ("des bilans - et des notes", false));
    }

    #[test]
    fn the_code_comes_from_the_title() {
        assert_eq!(slug("CQPI Assistant(e)"), "cqpi-assistant");
    }
}
