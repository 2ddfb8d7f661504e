//! The tokens that programs have shown lately, so that not every request asks the store, each with its bucket and with what
//! its program keeps here for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::error::WebError;
use super::limits::Bucket;
use super::secret::{Hashed, hashed};
use super::shelf::Shelf;

/// After this long the store is asked again: a token taken away elsewhere stops working.
const TRUSTED: Duration = Duration::from_secs(5);
/// After this long without a request what a program kept here goes.
const IDLE: Duration = Duration::from_secs(4 * 3600);

/// A program that asks: what its token is called, and its shelf.
#[derive(Clone)]
pub(super) struct Program {
    pub(super) name: Arc<str>,
    pub(super) shelf: Arc<Shelf>,
}

impl Program {
    /// Who acts, in histories.
    pub(super) fn author(&self) -> String {
        format!("{} (programme)", self.name)
    }
}

impl<S: Sync> FromRequestParts<S> for Program {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Self>().cloned().ok_or(WebError::NoToken)
    }
}

struct Known {
    /// When the store last knew it; nothing when it is to be asked again.
    checked: Option<Instant>,
    seen: Instant,
    bucket: Bucket,
    program: Program,
}

/// Tokens seen lately.
#[derive(Default)]
pub(super) struct Tokens(Mutex<HashMap<Hashed, Known>>);

impl Tokens {
    /// A token that was looked up a moment ago; `Err` with the seconds to wait when it asks too often.
    pub(super) fn visit(&self, token: &str, cost: f64) -> Option<Result<Program, u64>> {
        let now = Instant::now();
        let mut known = self.lock();
        let known = known.get_mut(&hashed(token))?;
        if known.checked.is_none_or(|checked| now.duration_since(checked) >= TRUSTED) {
            return None;
        }
        known.seen = now;
        Some(known.bucket.take(now, cost).map(|()| known.program.clone()))
    }

    /// Whether the store knew a token when it was last asked.
    pub(super) fn is_known(&self, token: &str) -> bool {
        self.lock().contains_key(&hashed(token))
    }

    /// Remembers that the store knows a token, or that it does not.
    pub(super) fn admit(&self, token: &str, name: Option<String>) -> Option<Program> {
        let now = Instant::now();
        let mut known = self.lock();
        known.retain(|_, known| now.duration_since(known.seen) < IDLE);
        let Some(name) = name else {
            if let Some(gone) = known.remove(&hashed(token)) {
                gone.program.shelf.lots().iter().for_each(|lot| lot.stop());
            }
            return None;
        };
        let known = known.entry(hashed(token)).or_insert_with(|| Known {
            checked: None,
            seen: now,
            bucket: Bucket::visitor(now),
            program: Program { name: name.into(), shelf: Arc::default() },
        });
        (known.checked, known.seen) = (Some(now), now);
        Some(known.program.clone())
    }

    /// Asks the store again about each of them: one may have been taken away.
    pub(super) fn forget(&self) {
        self.lock().values_mut().for_each(|known| known.checked = None);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Hashed, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
