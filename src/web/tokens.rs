//! The tokens that programs have shown lately, so that not every request asks the store, each with its bucket.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::limits::Bucket;
use super::secret::{Hashed, hashed};

/// After this long the store is asked again: a token taken away elsewhere stops working.
const TRUSTED: Duration = Duration::from_secs(5);

/// Tokens seen lately.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<HashMap<Hashed, (Instant, Bucket)>>);

impl Tokens {
    /// A token that was looked up a moment ago; `Err` with the seconds to wait when it asks too often.
    pub(super) fn visit(&self, token: &str, cost: f64) -> Option<Result<(), u64>> {
        let now = Instant::now();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (checked, bucket) = known.get_mut(&hashed(token))?;
        (now.duration_since(*checked) < TRUSTED).then(|| bucket.take(now, cost))
    }

    /// Remembers that the store knows a token.
    pub(super) fn admit(&self, token: &str) {
        let now = Instant::now();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(hashed(token)).or_insert_with(|| (now, Bucket::visitor(now))).0 = now;
    }

    /// Forgets all of them: one may have been taken away.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
