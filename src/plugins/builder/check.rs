//! Every mistake of a manifest, with its place and what was probably meant.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;

use super::Fault;
use super::manifest::{Advice, Bloc, Document, Fill, KNOWN, Manifest, Requires, WAYS};
use crate::plugins::answers::{is_slug, is_unsafe, is_version, placeholders};
use crate::referentiel::Referentiel;
use crate::text::fold;

/// Finds a référentiel by its code, or says which there are.
type Find<'a> = &'a dyn Fn(&str) -> Result<Referentiel, String>;

/// Longest text of a manifest, in bytes: that of the contract.
const LONGEST: usize = 4000;

/// Reads a manifest, with a référentiel's finder also against what it names.
pub(super) fn read(text: &str, find: Option<Find>) -> Result<Manifest, Vec<Fault>> {
    let manifest: Manifest = toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        vec![at(text, span, &translated(error.message()))]
    })?;
    let mut check = Check { text, faults: Vec::new() };
    check.identity(&manifest);
    check.blocs(&manifest);
    check.words(&manifest);
    check.documents(&manifest);
    if let Some(find) = find {
        check.against(&manifest, find);
    }
    check.faults.sort();
    check.faults.dedup();
    if check.faults.is_empty() { Ok(manifest) } else { Err(check.faults) }
}

/// The place of a span, counted in lines and characters from 1.
fn at(text: &str, span: Range<usize>, message: &str) -> Fault {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Fault { line, column, message: message.replace('\n', " ") }
}

/// What the reader of TOML says, for people who do not program.
fn translated(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.as_slice() {
        [unknown, known @ ..] if message.starts_with("unknown field") => {
            let meant = nearest(unknown, known.iter().copied());
            let meant = meant.map(|word| format!(" ; vouliez-vous dire « {word} » ?")).unwrap_or_default();
            format!("« {unknown} » n'est pas un nom connu ici{meant}")
        }
        [missing, ..] if message.starts_with("missing field") => format!("« {missing} » manque ; ajoutez-le"),
        [..] if message.contains("enum Requires") => {
            "requires vaut \"all\", \"any\" ou un nombre de compétences".to_owned()
        }
        [..] if message.contains("enum Fill") => {
            "fill est un mot entre guillemets, ou une liste de choix".to_owned()
        }
        [..] if message.starts_with("duplicate key") => "ce nom est donné deux fois".to_owned(),
        [..] if message.starts_with("invalid type") => {
            format!(
                "la valeur n'est pas du genre attendu (texte entre guillemets, nombre ou liste) : {message}"
            )
        }
        [..] => format!("écriture incorrecte : {message}"),
    }
}

/// The known word nearest to one, if it can have been meant.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = fold(word);
    known
        .map(|candidate| (strsim::jaro_winkler(&word, &fold(candidate)), candidate))
        .filter(|(score, _)| *score >= 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

struct Check<'a> {
    text: &'a str,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault<T>(&mut self, place: &Spanned<T>, message: impl AsRef<str>) {
        self.faults.push(at(self.text, place.span(), message.as_ref()));
    }

    fn not_empty(&mut self, value: &Spanned<String>, what: &str) {
        if value.get_ref().trim().is_empty() {
            self.fault(value, format!("{what} vide ; écrivez-le entre les guillemets"));
        }
        self.line(value, what);
    }

    /// A text that stands on one line, empty or not.
    fn line(&mut self, value: &Spanned<String>, what: &str) {
        if value.get_ref().len() > LONGEST {
            self.fault(value, format!("{what} de plus de {LONGEST} octets ; raccourcissez-le"));
        }
        if value.get_ref().contains(is_unsafe) {
            self.fault(value, format!("{what} sur plusieurs lignes, ou avec des caractères de contrôle"));
        }
    }

    fn advice(&mut self, advice: &Advice) {
        for said in [&advice.repere, &advice.a_approfondir, &advice.non_repere].into_iter().flatten() {
            self.line(said, "conseil");
        }
    }

    fn slug(&mut self, value: &Spanned<String>, what: &str) {
        if !is_slug(value.get_ref()) {
            let said = format!(
                "{what} « {} » : seulement des minuscules sans accent, des chiffres et des tirets, 60 au plus",
                value.get_ref()
            );
            self.fault(value, said);
        }
    }

    /// Says of each value that stands a second time that it does, with the line of the first.
    fn once<'m>(
        &mut self,
        values: impl Iterator<Item = &'m Spanned<String>>,
        said: impl Fn(&str, usize) -> String,
    ) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for value in values {
            let line = at(self.text, value.span(), "").line;
            match seen.get(value.get_ref().as_str()) {
                Some(first) => self.fault(value, said(value.get_ref(), *first)),
                None => drop(seen.insert(value.get_ref(), line)),
            }
        }
    }

    fn identity(&mut self, manifest: &Manifest) {
        self.slug(&manifest.id, "id");
        self.slug(&manifest.referentiel, "referentiel");
        self.not_empty(&manifest.name, "name");
        self.not_empty(&manifest.language, "language");
        self.line(&manifest.contact, "contact");
        self.advice(&manifest.advice);
        if !is_version(manifest.version.get_ref()) {
            self.fault(&manifest.version, "version : lettres, chiffres, points et tirets, comme 1.0.0");
        }
        if manifest.referentiel_versions.get_ref().is_empty() {
            self.fault(
                &manifest.referentiel_versions,
                "aucune version du référentiel ; écrivez par exemple [\"1\"]",
            );
        }
        for version in manifest.referentiel_versions.get_ref() {
            self.not_empty(version, "version du référentiel");
        }
    }

    fn blocs(&mut self, manifest: &Manifest) {
        if manifest.blocs.is_empty() {
            self.fault(&manifest.id, "aucun bloc ; ajoutez une partie [[blocs]]");
        }
        self.once(manifest.blocs.iter().map(|bloc| &bloc.code), |code, line| {
            format!("le code de bloc {code} est déjà celui du bloc de la ligne {line}")
        });
        self.once(manifest.blocs.iter().flat_map(|bloc| &bloc.competences), |code, line| {
            format!("{code} est placée deux fois ; elle l'est déjà à la ligne {line}")
        });
        for bloc in &manifest.blocs {
            self.bloc(bloc);
        }
    }

    fn bloc(&mut self, bloc: &Bloc) {
        self.not_empty(&bloc.code, "code de bloc");
        self.not_empty(&bloc.title, "titre de bloc");
        self.advice(&bloc.advice);
        if bloc.competences.is_empty() {
            self.fault(&bloc.code, format!("le bloc {} n'a aucune compétence", bloc.code.get_ref()));
            return;
        }
        for code in &bloc.competences {
            self.not_empty(code, "code de compétence");
        }
        let placed = || bloc.competences.iter().map(|code| code.get_ref().as_str());
        for code in bloc.optional.iter().chain(bloc.weights.keys()) {
            if !placed().any(|placed| placed == code.get_ref()) {
                let said = format!("{} n'est pas parmi les compétences de ce bloc", code.get_ref());
                let meant = nearest(code.get_ref(), placed())
                    .map(|code| format!(" ; vouliez-vous dire {code} ?"))
                    .unwrap_or_default();
                self.fault(code, said + &meant);
            }
        }
        if bloc.mandatory().count() == 0 {
            self.fault(
                &bloc.code,
                "toutes les compétences du bloc sont facultatives ; il en faut une qui compte",
            );
        }
        self.rule(bloc);
        for modalite in &bloc.modalites {
            self.not_empty(&modalite.text, "modalité d'évaluation");
            for item in &modalite.items {
                self.not_empty(item, "modalité d'évaluation");
            }
        }
    }

    fn rule(&mut self, bloc: &Bloc) {
        let count = bloc.mandatory().count() as i64;
        if let Some(requires) = &bloc.requires {
            match requires.get_ref() {
                Requires::Number(number) if !(1..=count.max(1)).contains(number) => {
                    self.fault(requires, format!("requires vaut de 1 à {count} dans ce bloc, pas {number}"));
                }
                Requires::Word(word) if word != "all" && word != "any" => self.fault(
                    requires,
                    format!("requires vaut \"all\", \"any\" ou un nombre de compétences, pas « {word} »"),
                ),
                _ => {}
            }
        }
        if let (Some(requires), Some(_)) = (&bloc.requires, &bloc.threshold) {
            self.fault(requires, "requires et threshold sont deux règles ; gardez l'une des deux");
        }
        if let Some(threshold) = &bloc.threshold {
            let value = *threshold.get_ref();
            if !(1.0..=100.0).contains(&value) {
                let meant = match value > 0.0 && value < 1.0 {
                    true => format!(" ; vouliez-vous dire {} ?", value * 100.0),
                    false => String::new(),
                };
                self.fault(
                    threshold,
                    format!("threshold est un pourcentage, de 1 à 100, pas {value}{meant}"),
                );
            }
        }
        let only_threshold = "ne sert qu'avec threshold ; ajoutez threshold = 70, par exemple";
        for (code, weight) in &bloc.weights {
            if bloc.threshold.is_none() {
                self.fault(code, format!("un poids {only_threshold}"));
            }
            if !(1..=100).contains(weight.get_ref()) {
                self.fault(weight, format!("un poids vaut de 1 à 100, pas {}", weight.get_ref()));
            }
            if bloc.is_optional(code.get_ref()) {
                self.fault(code, format!("{} est facultative et n'a pas de poids", code.get_ref()));
            }
        }
        if let Some(partial) = &bloc.partial {
            if bloc.threshold.is_none() {
                self.fault(partial, format!("partial {only_threshold}"));
            }
            if !(0.0..=100.0).contains(partial.get_ref()) {
                let said = format!("partial est un pourcentage, de 0 à 100, pas {}", partial.get_ref());
                self.fault(partial, said);
            }
        }
        if let Some(direct) = &bloc.direct
            && !(1..=1000).contains(direct.get_ref())
        {
            self.fault(direct, format!("direct vaut de 1 à 1000 passages, pas {}", direct.get_ref()));
        }
    }

    fn words(&mut self, manifest: &Manifest) {
        for texts in manifest.formulations.values() {
            for text in texts {
                self.not_empty(text, "formulation");
            }
            self.once(texts.iter(), |_, line| format!("cette formulation est déjà à la ligne {line}"));
        }
    }

    fn documents(&mut self, manifest: &Manifest) {
        self.once(manifest.documents.iter().map(|document| &document.id), |id, line| {
            format!("le document {id} est déjà à la ligne {line}")
        });
        for document in &manifest.documents {
            self.document(document);
        }
    }

    fn document(&mut self, document: &Document) {
        self.slug(&document.id, "id de document");
        self.not_empty(&document.title, "titre de document");
        let body = document.body.get_ref();
        if body.trim().is_empty() || body.len() > 10 * LONGEST {
            self.fault(
                &document.body,
                format!("texte de document vide, ou de plus de {} octets", 10 * LONGEST),
            );
        }
        if body.chars().any(|c| is_unsafe(c) && c != '\n' && c != '\t') {
            self.fault(&document.body, "texte de document avec des caractères de contrôle");
        }
        self.once(document.fields.iter().map(|field| &field.name), |name, line| {
            format!("le champ {name} est déjà à la ligne {line}")
        });
        let names = || document.fields.iter().map(|field| field.name.get_ref().as_str());
        for name in placeholders(document.body.get_ref()) {
            if !names().any(|known| known == name) {
                let meant = nearest(name, names())
                    .map(|name| format!(" ; vouliez-vous dire {{{{{name}}}}} ?"))
                    .unwrap_or_default();
                let said =
                    format!("le texte demande {{{{{name}}}}}, qui n'est pas un champ du document{meant}");
                self.fault(&document.body, said);
            }
        }
        for field in &document.fields {
            self.slug(&field.name, "nom de champ");
            self.not_empty(&field.label, "libellé de champ");
            let name = field.name.get_ref();
            if !placeholders(document.body.get_ref()).any(|used| used == name) {
                self.fault(&field.name, format!("le texte du document ne contient pas {{{{{name}}}}}"));
            }
            match field.fill.get_ref() {
                Fill::Choices(choices)
                    if choices.len() < 2 || choices.iter().any(|c| c.trim().is_empty()) =>
                {
                    self.fault(&field.fill, "il faut au moins deux choix, et aucun de vide");
                }
                Fill::Way(way) if !WAYS.contains(&way.as_str()) && !KNOWN.contains(&way.as_str()) => {
                    let ways: Vec<&str> = WAYS.into_iter().chain(KNOWN).collect();
                    let meant = nearest(way, ways.iter().copied())
                        .map(|way| format!(" ; vouliez-vous dire « {way} » ?"))
                        .unwrap_or_default();
                    let said =
                        format!("fill vaut {} ou une liste de choix, pas « {way} »{meant}", ways.join(", "));
                    self.fault(&field.fill, said);
                }
                _ => {}
            }
        }
    }

    fn against(&mut self, manifest: &Manifest, find: Find) {
        let referentiel = match find(manifest.referentiel.get_ref()) {
            Ok(referentiel) => referentiel,
            Err(why) => return self.fault(&manifest.referentiel, why),
        };
        let versions = &manifest.referentiel_versions;
        if !versions.get_ref().is_empty()
            && versions.get_ref().iter().all(|version| *version.get_ref() != referentiel.version)
        {
            let said = format!(
                "le référentiel {} est ici en version {} ; ajoutez-la si la branche lui convient",
                referentiel.code, referentiel.version
            );
            self.fault(versions, said);
        }
        let known = |code: &str| referentiel.competences.iter().any(|competence| competence.code.0 == code);
        let placed = || manifest.blocs.iter().flat_map(|bloc| &bloc.competences);
        for code in placed().chain(manifest.formulations.keys()) {
            if !known(code.get_ref()) && !code.get_ref().trim().is_empty() {
                let said = format!("« {} » n'est pas une compétence du référentiel", code.get_ref());
                self.fault(code, said + &suggestion(code.get_ref(), &referentiel));
            }
        }
        let forgotten: Vec<String> = referentiel
            .competences
            .iter()
            .filter(|competence| placed().all(|code| *code.get_ref() != competence.code.0))
            .map(|competence| format!("{} ({})", competence.code, competence.title))
            .collect();
        if let (Some(last), false) = (manifest.blocs.last(), forgotten.is_empty()) {
            let said = format!(
                "dans aucun bloc : {} ; placez chaque compétence, au besoin parmi les facultatives (optional)",
                forgotten.join(", ")
            );
            self.fault(&last.code, said);
        }
    }
}

/// What was probably meant: a code near the one written, or the code of a title near it.
fn suggestion(written: &str, referentiel: &Referentiel) -> String {
    let folded = fold(written);
    let title = referentiel
        .competences
        .iter()
        .map(|competence| {
            let near = |text: &str| strsim::normalized_damerau_levenshtein(&folded, &fold(text));
            (near(&competence.title).max(near(&competence.short)), competence)
        })
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .filter(|(score, _)| *score >= 0.5 && folded.len() > 4)
        .map(|(_, competence)| competence);
    let code = || {
        let codes = referentiel.competences.iter();
        codes
            .map(|competence| (strsim::osa_distance(&folded, &fold(&competence.code.0)), competence))
            .min_by_key(|(distance, _)| *distance)
            .filter(|(distance, _)| *distance <= 2 && folded.len() <= 6)
            .map(|(_, competence)| competence)
    };
    match title.or_else(code) {
        Some(meant) => format!(" ; vouliez-vous dire {} ({}) ?", meant.code, meant.title),
        None => {
            let codes: Vec<&str> = referentiel.competences.iter().map(|c| c.code.0.as_str()).collect();
            format!(" ; ses codes : {}", codes.join(", "))
        }
    }
}
