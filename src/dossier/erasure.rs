//! Erasing dossiers.

use super::desk::author;
use super::{Desk, DossierError, DossierNumber, Result};

impl Desk {
    /// Erases dossiers so that no file of the data folder holds anything of them. It cannot be taken back.
    ///
    /// # Errors
    /// The store cannot be written; or [`DossierError::TracesLeft`]: they are erased, but another program reads an old
    /// state, so that the write-ahead log could not be emptied yet.
    pub fn erase(&mut self, numbers: &[DossierNumber], by: &str) -> Result<()> {
        let numbers: Vec<i64> = numbers.iter().map(|number| number.0).collect();
        self.store.delete_dossiers(&numbers, &author(by)?)?;
        if self.store.scrub()? {
            return Ok(());
        }
        let named: Vec<String> = numbers.iter().map(|number| format!("n° {number}")).collect();
        Err(DossierError::TracesLeft { named: named.join(", ") })
    }

    /// When backups were made since a time: they may still hold what is erased.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn backups_since(&self, time: &str) -> Result<Vec<String>> {
        let mut made: Vec<String> = self
            .store
            .journal(None, None)?
            .into_iter()
            .filter(|line| line.kind == "backup" && line.at.as_str() >= time)
            .map(|line| line.at)
            .collect();
        made.sort();
        Ok(made)
    }
}
