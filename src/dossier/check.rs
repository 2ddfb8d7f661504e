//! The list against the dossiers themselves.

use std::collections::HashMap;

use super::changes::summary;
use super::{Change, Desk, DossierNumber, Result, state};
use crate::schema::{ListQuery, SummaryRow};

impl Desk {
    /// Reads every dossier and compares it with its line of the list, which is written again if `mend`. Returns how many
    /// dossiers there are, and how many lines were wrong.
    ///
    /// # Errors
    /// A dossier cannot be read, or the store cannot be written.
    pub fn check_list(&mut self, mend: bool) -> Result<(usize, usize)> {
        let listed: HashMap<i64, SummaryRow> = self
            .store
            .list_dossiers(&ListQuery::default())?
            .into_iter()
            .map(|row| (row.number, row.summary))
            .collect();
        let numbers = self.store.dossier_numbers()?;
        let mut wrong = 0;
        for &number in &numbers {
            let mut rows = self.rows(DossierNumber(number))?;
            // The next number is in the line itself: it must be past every one that was given.
            let by_hand = state::events(&rows)?.into_iter().filter_map(|event| match event.what {
                Change::Added { evidence, .. } => Some(evidence.0),
                _ => None,
            });
            let given = rows.evidence.iter().map(|row| row.number).chain(by_hand).max().unwrap_or(0);
            rows.next_evidence = rows.next_evidence.max(given + 1);
            let summary = summary(&self.derive(&rows, false)?, rows.next_evidence);
            if listed.get(&number) != Some(&summary) {
                wrong += 1;
                if mend {
                    self.store.put_dossier_summary(number, &summary)?;
                }
            }
        }
        Ok((numbers.len(), wrong))
    }
}
