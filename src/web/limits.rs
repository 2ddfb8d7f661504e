//! How long and how much at once one may ask, and how often: a bucket that fills up again, for each visitor and for each
//! address that is unknown.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long clients may take, and how many there may be at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// How long a request's head may take to come.
    pub head: Duration,
    /// How long the next piece of a body may take to come.
    pub piece: Duration,
    /// How long a body may take to come, piece by piece.
    pub sending: Duration,
    /// Uploads held in memory at a time.
    pub uploads: usize,
    /// Requests that may wait for a worker; beyond that they are told to come back.
    pub waiting: usize,
    /// How long requests and uploads wait for their turn.
    pub patience: Duration,
    /// Wrong keys, passwords and tokens of an address at once.
    pub attempts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connections: 512,
            head: seconds(15),
            piece: seconds(30),
            sending: seconds(600),
            uploads: 4,
            waiting: 200,
            patience: seconds(30),
            attempts: 10,
        }
    }
}

impl Limits {
    /// The usual limits with some of them changed: `head=1,piece=1` (times in seconds).
    ///
    /// # Errors
    /// What is no limit, in a word.
    pub fn changed(text: &str) -> Result<Self, String> {
        let mut limits = Self::default();
        for one in text.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            let (name, value) = one.split_once('=').ok_or_else(|| one.to_owned())?;
            let value: u32 = value.parse().ok().filter(|value| *value > 0).ok_or_else(|| one.to_owned())?;
            let (count, time) = (value as usize, Duration::from_secs(value.into()));
            match name {
                "connections" => limits.connections = count,
                "head" => limits.head = time,
                "piece" => limits.piece = time,
                "sending" => limits.sending = time,
                "uploads" => limits.uploads = count,
                "waiting" => limits.waiting = count,
                "patience" => limits.patience = time,
                "attempts" => limits.attempts = count,
                _ => return Err(one.to_owned()),
            }
        }
        Ok(limits)
    }
}

/// What a page costs.
pub(super) const PAGE: f64 = 1.0;
/// What a change or a positioning costs.
pub(super) const WORK: f64 = 4.0;
/// Addresses remembered; beyond this the emptiest buckets alone are kept.
const MOST: usize = 4096;

/// A bucket: asking takes from it, time fills it.
#[derive(Debug)]
pub(super) struct Bucket {
    left: f64,
    holds: f64,
    /// What it gains in a second.
    gains: f64,
    at: Instant,
}

impl Bucket {
    /// A person with a browser, or a script with a token: 30 pages or 7 changes a second for as long as they like, ten
    /// times that at once.
    pub(super) fn visitor(now: Instant) -> Self {
        Self { left: 300.0, holds: 300.0, gains: 30.0, at: now }
    }

    /// Somebody unknown who tries keys and passwords: ten at once, then one every six seconds.
    fn stranger(now: Instant, attempts: f64) -> Self {
        Self { left: attempts, holds: attempts, gains: 1.0 / 6.0, at: now }
    }

    /// Takes `cost`; `Err` with the seconds to wait when there is not enough.
    pub(super) fn take(&mut self, now: Instant, cost: f64) -> Result<(), u64> {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * self.gains).min(self.holds);
        self.at = now;
        if self.left >= cost {
            self.left -= cost;
            return Ok(());
        }
        Err(((cost - self.left) / self.gains).ceil().max(1.0) as u64)
    }
}

/// Buckets by address, for wrong keys and passwords.
#[derive(Debug)]
pub(super) struct Strangers {
    known: Mutex<HashMap<IpAddr, Bucket>>,
    /// How many attempts an address has at once.
    attempts: f64,
}

impl Strangers {
    pub(super) fn new(attempts: usize) -> Self {
        Self { known: Mutex::default(), attempts: attempts as f64 }
    }

    /// Counts one attempt; `Err` with the seconds to wait when there were too many.
    pub(super) fn attempt(&self, address: IpAddr) -> Result<(), u64> {
        let now = Instant::now();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, bucket| bucket.take(now, 0.0).is_ok() && bucket.left < bucket.holds);
            if known.len() >= MOST {
                known.clear();
            }
        }
        known.entry(network(address)).or_insert_with(|| Bucket::stranger(now, self.attempts)).take(now, 1.0)
    }

    /// Gives the last attempt back: it was right.
    pub(super) fn forgive(&self, address: IpAddr) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = known.get_mut(&network(address)) {
            bucket.left = (bucket.left + 1.0).min(bucket.holds);
        }
    }
}

/// One household of IPv6 has 2⁶⁴ addresses: they share a bucket.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6((u128::from(six) >> 64 << 64).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_changed_by_name() {
        let limits = Limits::changed("head=1, connections=8").unwrap();
        assert_eq!((limits.head, limits.connections), (Duration::from_secs(1), 8));
        assert_eq!(limits.piece, Limits::default().piece);
        for wrong in ["head", "head=0", "tail=1", "head=soon"] {
            assert_eq!(Limits::changed(wrong), Err(wrong.to_owned()));
        }
    }

    #[test]
    fn a_bucket_empties_and_fills() {
        let start = Instant::now();
        let mut bucket = Bucket::stranger(start, 10.0);
        for _ in 0..10 {
            assert_eq!(bucket.take(start, 1.0), Ok(()));
        }
        assert_eq!(bucket.take(start, 1.0), Err(6));
        assert_eq!(bucket.take(start + Duration::from_secs(6), 1.0), Ok(()));
    }

    #[test]
    fn addresses_of_one_network_share_a_bucket() {
        let strangers = Strangers::new(10);
        for last in 0..10 {
            let address = format!("2001:db8::{last}").parse().unwrap();
            assert_eq!(strangers.attempt(address), Ok(()));
        }
        assert!(strangers.attempt("2001:db8::ff".parse().unwrap()).is_err());
        assert_eq!(strangers.attempt("2001:db8:1::1".parse().unwrap()), Ok(()));
    }
}
