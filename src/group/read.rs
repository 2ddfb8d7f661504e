//! Reports, one JSON object a line, to a group.

use std::borrow::Cow;
use std::io::BufRead;

use serde::Deserialize;

use super::{BlocRow, CompetenceRow, Group, GroupError, Member, MemberBloc, SMALLEST};
use crate::plugins::Outcome;

/// What of a report a group needs; the rest is passed over.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    document: Cow<'a, str>,
    referentiel: Referentiel,
    branche: Option<Branche>,
    competences: Vec<Competence>,
    blocs: Vec<Bloc>,
}

/// A document that could not be read, as `--with-failures` writes it: no member of the group.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Failed {
    #[serde(rename = "document")]
    _document: String,
    #[serde(rename = "failure")]
    _failure: String,
}

#[derive(Deserialize)]
struct Referentiel {
    code: String,
    version: String,
    title: String,
}

#[derive(Deserialize)]
struct Branche {
    name: String,
    version: String,
    sha256: String,
}

#[derive(Deserialize)]
struct Competence {
    code: String,
    title: String,
    coverage: u8,
}

#[derive(Deserialize)]
struct Bloc {
    code: String,
    title: String,
    outcome: String,
    share: f64,
    missing: Vec<String>,
}

/// Reads reports into a group.
#[derive(Debug, Default)]
pub struct Reader {
    group: Option<Group>,
    /// What the first report is made with: all must be alike.
    referentiel: String,
    branche: Option<String>,
}

impl Reader {
    /// Takes in the reports of a file; `name` is what errors call it.
    ///
    /// # Errors
    /// It cannot be read, holds something else, or reports that do not compare with those before.
    pub fn read(&mut self, mut file: impl BufRead, name: &str) -> Result<(), GroupError> {
        let (mut text, mut line) = (String::new(), 0);
        loop {
            text.clear();
            line += 1;
            let length = file
                .read_line(&mut text)
                .map_err(|source| GroupError::Io { file: name.to_owned(), source })?;
            if length == 0 {
                return Ok(());
            }
            if text.trim().is_empty() {
                continue;
            }
            if serde_json::from_str::<Failed>(&text).is_ok() {
                continue;
            }
            let wrong = || GroupError::NotAReport { file: name.to_owned(), line };
            let report: Line<'_> = serde_json::from_str(&text).map_err(|_| wrong())?;
            self.same(&report, name, line)?;
            self.add(report).ok_or_else(wrong)?;
        }
    }

    fn same(&mut self, report: &Line<'_>, name: &str, line: usize) -> Result<(), GroupError> {
        let mixed = |first: &str, other: &str| GroupError::Mixed {
            file: name.to_owned(),
            line,
            first: first.to_owned(),
            other: other.to_owned(),
        };
        let referentiel = format!("{} {}", report.referentiel.code, report.referentiel.version);
        if self.group.is_none() {
            self.referentiel.clone_from(&referentiel);
        } else if self.referentiel != referentiel {
            return Err(mixed(&self.referentiel, &referentiel));
        }
        let branche = report.branche.as_ref().map(|branche| {
            let short = branche.sha256.get(..8).unwrap_or(&branche.sha256);
            format!("{} {} ({short})", branche.name, branche.version)
        });
        match (&self.branche, branche) {
            (Some(first), Some(other)) if *first != other => Err(mixed(first, &other)),
            (None, Some(first)) => {
                self.branche = Some(first);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn add(&mut self, report: Line<'_>) -> Option<()> {
        let group = self.group.get_or_insert_with(|| Group {
            referentiel: format!("{}, version {}", report.referentiel.title, report.referentiel.version),
            branche: None,
            competences: Vec::new(),
            blocs: Vec::new(),
            members: Vec::new(),
        });
        if group.competences.is_empty() {
            let row = |Competence { code, title, .. }: &Competence| CompetenceRow {
                code: code.clone(),
                title: title.clone(),
                counts: [0; 3],
                alone_missing: 0,
            };
            group.competences = report.competences.iter().map(row).collect();
        }
        if group.blocs.is_empty() {
            let row = |Bloc { code, title, .. }: &Bloc| BlocRow {
                code: code.clone(),
                title: title.clone(),
                counts: [0; 3],
                share: 0.0,
            };
            group.blocs = report.blocs.iter().map(row).collect();
        }
        let alike =
            group.competences.iter().map(|row| &row.code).eq(report.competences.iter().map(|c| &c.code));
        let same_blocs =
            group.blocs.iter().map(|row| &row.code).eq(report.blocs.iter().map(|bloc| &bloc.code));
        if !alike || !(same_blocs || report.blocs.is_empty()) {
            return None;
        }
        let mut member = Member {
            document: report.document.into_owned(),
            coverage: Vec::with_capacity(report.competences.len()),
            blocs: Vec::with_capacity(report.blocs.len()),
        };
        for (row, competence) in group.competences.iter_mut().zip(&report.competences) {
            *row.counts.get_mut(usize::from(competence.coverage))? += 1;
            member.coverage.push(competence.coverage);
        }
        let mut alone: Vec<String> = Vec::new();
        for (row, Bloc { outcome, share, missing, .. }) in group.blocs.iter_mut().zip(report.blocs) {
            let outcome = [Outcome::NonRepere, Outcome::AApprofondir, Outcome::Repere]
                .into_iter()
                .find(|known| known.as_str() == outcome)?;
            row.counts[outcome as usize] += 1;
            row.share += share;
            if let [code] = missing.as_slice()
                && outcome != Outcome::Repere
                && !alone.contains(code)
            {
                alone.push(code.clone());
            }
            member.blocs.push(MemberBloc { outcome, share, missing });
        }
        for row in group.competences.iter_mut().filter(|row| alone.contains(&row.code)) {
            row.alone_missing += 1;
        }
        group.members.push(member);
        Some(())
    }

    /// The group, if it has people enough; `small` takes fewer.
    ///
    /// # Errors
    /// It is too small to be shown without showing people.
    pub fn finish(self, small: bool) -> Result<Group, GroupError> {
        let count = self.group.as_ref().map_or(0, |group| group.members.len());
        match self.group {
            Some(mut group) if count >= SMALLEST || small => {
                group.branche = self.branche;
                for row in &mut group.blocs {
                    let assessed: usize = row.counts.iter().sum();
                    row.share /= assessed.max(1) as f64;
                }
                Ok(group)
            }
            _ => Err(GroupError::TooSmall { count }),
        }
    }
}
