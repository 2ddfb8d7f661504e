//! Whether a référentiel holds together.

use std::collections::HashSet;

use super::error::nearest;
use super::{Referentiel, ReferentielError, Result};

impl Referentiel {
    /// Checks codes, texts and links.
    ///
    /// # Errors
    /// The first fault found, in the order of the file.
    pub fn validate(&self) -> Result<()> {
        if !is_slug(&self.code) {
            let expected = "minuscules, chiffres et tirets (cqpi-assistant)";
            return Err(ReferentielError::BadCode { code: self.code.clone(), expected });
        }
        not_empty(&self.version, || "version".to_owned())?;
        not_empty(&self.title, || "title".to_owned())?;
        if self.competences.is_empty() {
            return Err(ReferentielError::Nothing { what: "compétence" });
        }
        let mut seen = HashSet::new();
        for rome in &self.rome {
            let letters_and_digits = rome.code.len() == 5
                && rome.code.starts_with(|c: char| c.is_ascii_uppercase())
                && rome.code[1..].chars().all(|c| c.is_ascii_digit());
            if !letters_and_digits {
                let expected = "une lettre et quatre chiffres (M1604)";
                return Err(ReferentielError::BadCode { code: rome.code.clone(), expected });
            }
            new_code(&mut seen, &rome.code)?;
            not_empty(&rome.title, || rome.code.clone())?;
        }
        for competence in &self.competences {
            let code = &competence.code.0;
            numbered(code, "C")?;
            new_code(&mut seen, code)?;
            not_empty(&competence.title, || code.clone())?;
            for critere in &competence.criteres {
                numbered(&critere.code, &format!("{code}."))?;
                new_code(&mut seen, &critere.code)?;
                not_empty(&critere.text, || critere.code.clone())?;
            }
        }
        for domaine in &self.domaines {
            numbered(&domaine.code, "A")?;
            new_code(&mut seen, &domaine.code)?;
            not_empty(&domaine.title, || domaine.code.clone())?;
            for activite in &domaine.activites {
                numbered(&activite.code, &format!("{}.", domaine.code))?;
                new_code(&mut seen, &activite.code)?;
                not_empty(&activite.text, || activite.code.clone())?;
                for code in &activite.competences {
                    if self.competences.iter().all(|competence| competence.code != *code) {
                        let known = self.competences.iter().map(|competence| competence.code.0.as_str());
                        let nearest = nearest(&code.0, known);
                        let (activite, code) = (activite.code.clone(), code.0.clone());
                        return Err(ReferentielError::UnknownCompetence { activite, code, nearest });
                    }
                }
            }
        }
        Ok(())
    }
}

fn is_slug(code: &str) -> bool {
    !code.is_empty() && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn numbered(code: &str, prefix: &str) -> Result<()> {
    let number = code.strip_prefix(prefix).unwrap_or_default();
    if !number.is_empty() && number.len() <= 3 && number.chars().all(|c| c.is_ascii_digit()) {
        return Ok(());
    }
    let expected = match (prefix, prefix.starts_with('A')) {
        ("C", _) => "C et un nombre (C1)",
        ("A", _) => "A et un nombre (A1)",
        (_, true) => "le code de son domaine, un point, un nombre (A1.2)",
        _ => "le code de sa compétence, un point, un nombre (C1.02)",
    };
    Err(ReferentielError::BadCode { code: code.to_owned(), expected })
}

fn new_code<'a>(seen: &mut HashSet<&'a str>, code: &'a str) -> Result<()> {
    if seen.insert(code) { Ok(()) } else { Err(ReferentielError::Duplicate { code: code.to_owned() }) }
}

fn not_empty(text: &str, of: impl Fn() -> String) -> Result<()> {
    if text.trim().is_empty() { Err(ReferentielError::EmptyText { of: of() }) } else { Ok(()) }
}
