//! The TOML form of a référentiel: what files hold and `export` prints.

use super::{Referentiel, ReferentielError, Result, official};

impl Referentiel {
    /// Reads a référentiel from its TOML form and checks it.
    ///
    /// # Errors
    /// Bad TOML, with line and column, or anything that [`Referentiel::validate`] finds.
    pub fn from_toml(text: &str) -> Result<Self> {
        let referentiel: Self = toml::from_str(text).map_err(|error| {
            let (line, column) = error.span().map_or((1, 1), |span| position(text, span.start));
            ReferentielError::Toml { line, column, message: error.message().replace('\n', " ") }
        })?;
        referentiel.validate()?;
        Ok(referentiel)
    }

    /// Reads a référentiel from a file's text: TOML, or the official text as extracted from its PDF.
    ///
    /// # Errors
    /// See [`Referentiel::from_toml`]; for the official text, the section that could not be read.
    pub fn read(text: &str) -> Result<Self> {
        if official::looks_like_toml(text) { Self::from_toml(text) } else { Self::from_official_text(text) }
    }

    /// The TOML form, the same for the same référentiel.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self)
            .expect("a référentiel holds only strings, lists and tables with string keys")
    }

    /// The référentiel without what is ours: short names and links from activities to compétences.
    pub fn official_view(&self) -> Self {
        let mut official = self.clone();
        official.competences.iter_mut().for_each(|competence| competence.short.clear());
        official.activites_mut().for_each(|activite| activite.competences.clear());
        official
    }

    /// The same with the short names and links of another one of the same code, where codes and texts agree.
    #[must_use]
    pub fn with_annotations_of(mut self, other: &Self) -> Self {
        for competence in self.competences.iter_mut().filter(|competence| competence.short.is_empty()) {
            if let Some(found) = other.competences.iter().find(|found| found.title == competence.title) {
                competence.short.clone_from(&found.short);
            }
        }
        let known: Vec<_> = other.domaines.iter().flat_map(|domaine| &domaine.activites).collect();
        for activite in self.activites_mut().filter(|activite| activite.competences.is_empty()) {
            if let Some(found) =
                known.iter().find(|found| found.code == activite.code && found.text == activite.text)
            {
                activite.competences.clone_from(&found.competences);
            }
        }
        self
    }

    fn activites_mut(&mut self) -> impl Iterator<Item = &mut super::Activite> {
        self.domaines.iter_mut().flat_map(|domaine| &mut domaine.activites)
    }
}

/// Line and column, from 1, of a byte of a text.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
