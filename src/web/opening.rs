//! A dossier opened for a document.

use super::error::Result;
use crate::document::Document;
use crate::dossier::{AddOptions, Added, Desk, DossierNumber, NewDossier};

/// Opens a dossier and adds a document to it. If that fails there is no dossier either: it would be of no use.
///
/// # Errors
/// The dossier cannot be opened, or the document not added.
pub(super) fn with(
    desk: &mut Desk,
    new: &NewDossier,
    document: &Document,
    options: &AddOptions,
    by: &str,
) -> Result<(DossierNumber, Added)> {
    let number = desk.create(new, by)?;
    match desk.add(number, document, options, by) {
        Ok(added) => Ok((number, added)),
        Err(error) => {
            desk.erase(&[number], by)?;
            Err(error.into())
        }
    }
}
