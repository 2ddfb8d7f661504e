//! The positionings of many people as one picture: who is close to which bloc, what most of them have still to show.
//!
//! It is made from the reports of a batch, one JSON object a line, and holds no text of a document.

mod csv;
mod error;
mod html;
mod read;
mod svg;
mod text;
mod xlsx;

pub use csv::write as write_csv;
pub use error::{GroupError, SMALLEST};
pub use html::write as write_html;
pub use read::Reader;
pub use svg::svg;
pub use text::write as write_text;
pub use xlsx::workbook;

use crate::plugins::Outcome;

/// The positionings of several documents, made with one référentiel and one branch.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Title of the référentiel, with its version.
    pub referentiel: String,
    /// The branch and its version; none if its plugin failed on every document.
    pub branche: Option<String>,
    pub competences: Vec<CompetenceRow>,
    pub blocs: Vec<BlocRow>,
    /// In the order of the reports.
    pub members: Vec<Member>,
}

/// A compétence over the whole group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompetenceRow {
    pub code: String,
    pub title: String,
    /// How many documents show it not at all, in part, well.
    pub counts: [usize; 3],
    /// For how many documents it is all that some bloc still lacks.
    pub alone_missing: usize,
}

/// A bloc over the whole group.
#[derive(Debug, Clone, PartialEq)]
pub struct BlocRow {
    pub code: String,
    pub title: String,
    /// How many documents: non repéré, à approfondir, repéré.
    pub counts: [usize; 3],
    /// Mean of what is shown of it, by the rules' own measure: 0 to 1.
    pub share: f64,
}

/// One document of the group.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub document: String,
    /// By compétence, in the group's order: 0 none, 1 in part, 2 well.
    pub coverage: Vec<u8>,
    /// By bloc, in the group's order; empty if the branch's plugin failed on it.
    pub blocs: Vec<MemberBloc>,
}

/// A bloc of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberBloc {
    pub outcome: Outcome,
    /// 0 to 1.
    pub share: f64,
    /// Codes of the compétences not yet shown as the rules want it.
    pub missing: Vec<String>,
}

impl Group {
    /// The documents that come closest to a bloc without showing it whole, closest first: by what they show of it, then by how
    /// little they lack, then by name.
    pub fn close_to(&self, bloc: usize) -> Vec<(&Member, &MemberBloc)> {
        let mut close: Vec<(&Member, &MemberBloc)> = self
            .members
            .iter()
            .filter_map(|member| Some((member, member.blocs.get(bloc)?)))
            .filter(|(_, bloc)| bloc.outcome == Outcome::AApprofondir)
            .collect();
        close.sort_by(|(a, of_a), (b, of_b)| {
            let less = of_a.missing.len().cmp(&of_b.missing.len());
            of_b.share.total_cmp(&of_a.share).then(less).then_with(|| a.document.cmp(&b.document))
        });
        close
    }

    /// The compétences by how many documents do not show them well, most first.
    pub fn gaps(&self) -> Vec<&CompetenceRow> {
        let mut gaps: Vec<&CompetenceRow> =
            self.competences.iter().filter(|row| row.counts[0] + row.counts[1] > 0).collect();
        gaps.sort_by_key(|row| std::cmp::Reverse((row.counts[0], row.counts[1])));
        gaps
    }

    /// Which part of the group a count is, in hundredths.
    pub fn percent(&self, count: usize) -> usize {
        (count * 100 + self.members.len() / 2) / self.members.len().max(1)
    }
}
