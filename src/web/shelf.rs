//! What a visitor has positioned and not saved: kept in memory, and gone with the session.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;

use super::highlight::Line;
use super::lots::Lot;
use super::secret::secret;
use crate::document::Document;
use crate::report::Report;

/// Results kept for a visitor.
const MOST: usize = 20;
/// Batches kept for a visitor.
const MOST_LOTS: usize = 5;
/// Their documents together, in bytes.
const HEAVIEST: usize = 16 * 1024 * 1024;

/// A positioning that nobody saved yet.
pub(super) struct Positioning {
    /// Random: an address tells nothing of a person.
    pub(super) id: String,
    pub(super) document: Document,
    pub(super) report: Report,
    /// The document's lines with their evidence.
    pub(super) lines: Vec<Line>,
    /// The batch that it was opened from, and its place there.
    pub(super) origin: Option<(String, usize)>,
}

/// What became of the last documents that were given.
pub(super) struct Outcome {
    pub(super) name: String,
    /// The positioning's identifier, or why there is none.
    pub(super) result: Result<String, String>,
}

/// A branch's plugin that was looked at and waits for a word.
pub(super) struct Pending {
    pub(super) component: Bytes,
    pub(super) signature: Option<String>,
}

/// A visitor's shelf.
#[derive(Default)]
pub(super) struct Shelf(Mutex<Content>);

#[derive(Default)]
struct Content {
    positionings: VecDeque<Arc<Positioning>>,
    last: Arc<Vec<Outcome>>,
    pending: Option<(String, Pending)>,
    lots: Vec<Arc<Lot>>,
    /// Who decides, as the visitor says.
    author: Option<String>,
}

impl Shelf {
    pub(super) fn put(&self, positioning: Positioning) {
        let mut content = self.lock();
        content.positionings.push_front(Arc::new(positioning));
        let mut weight = 0;
        let kept = content
            .positionings
            .iter()
            .take(MOST)
            .take_while(|positioning| {
                weight += positioning.document.text.len();
                weight <= HEAVIEST
            })
            .count();
        // The newest stays whatever it weighs.
        content.positionings.truncate(kept.max(1));
    }

    pub(super) fn find(&self, id: &str) -> Option<Arc<Positioning>> {
        self.lock().positionings.iter().find(|positioning| positioning.id == id).cloned()
    }

    /// Takes one away. Returns whether it was there.
    pub(super) fn remove(&self, id: &str) -> bool {
        let mut content = self.lock();
        let before = content.positionings.len();
        content.positionings.retain(|positioning| positioning.id != id);
        content.positionings.len() < before
    }

    /// All of them, newest first.
    pub(super) fn all(&self) -> Vec<Arc<Positioning>> {
        self.lock().positionings.iter().cloned().collect()
    }

    pub(super) fn put_last(&self, outcomes: Vec<Outcome>) {
        self.lock().last = Arc::new(outcomes);
    }

    pub(super) fn last(&self) -> Arc<Vec<Outcome>> {
        Arc::clone(&self.lock().last)
    }

    /// Keeps a plugin until its visitor says yes, and returns what names it. The one before is dropped.
    pub(super) fn put_pending(&self, pending: Pending) -> Result<String, getrandom::Error> {
        let id = secret()?;
        self.lock().pending = Some((id.clone(), pending));
        Ok(id)
    }

    pub(super) fn take_pending(&self, id: &str) -> Option<Pending> {
        let taken = self.lock().pending.take_if(|(known, _)| known == id);
        taken.map(|(_, pending)| pending)
    }

    /// Keeps a batch; the oldest of more than a few is stopped and dropped.
    pub(super) fn put_lot(&self, lot: Arc<Lot>) {
        let mut content = self.lock();
        content.lots.push(lot);
        if content.lots.len() > MOST_LOTS {
            content.lots.remove(0).stop();
        }
    }

    pub(super) fn lots(&self) -> Vec<Arc<Lot>> {
        self.lock().lots.clone()
    }

    pub(super) fn remove_lot(&self, id: &str) {
        self.lock().lots.retain(|lot| lot.id != id);
    }

    /// Who decides: as the visitor said, else as the system does.
    pub(super) fn author(&self) -> String {
        let system = || {
            let names = ["USER", "LOGNAME", "USERNAME"].iter();
            names.filter_map(|name| std::env::var(name).ok()).find(|name| !name.trim().is_empty())
        };
        let said = self.lock().author.clone();
        said.or_else(system).unwrap_or_else(|| "utilisateur".to_owned())
    }

    pub(super) fn set_author(&self, name: &str) {
        let name: String = name.trim().chars().filter(|c| !c.is_control()).take(80).collect();
        self.lock().author = Some(name).filter(|name| !name.is_empty());
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
