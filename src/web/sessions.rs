//! Who is visiting: sessions that end, each with a token that its forms must carry and a shelf of unsaved results.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::limits::Bucket;
use super::secret::{Hashed, hashed, secret};
use super::shelf::Shelf;

/// More visitors than this at a time, and the one away for longest is shown out.
const MOST: usize = 500;
/// How long a session lasts at most.
const WHOLE: Duration = Duration::from_secs(12 * 3600);
/// Name of the cookie.
pub(super) const COOKIE: &str = "repere";

/// The sessions of this run of the program. They are never written down.
pub(super) struct Sessions {
    open: Mutex<HashMap<Hashed, Session>>,
    idle: Duration,
}

struct Session {
    opened: Instant,
    seen: Instant,
    csrf: Arc<str>,
    shelf: Arc<Shelf>,
    bucket: Bucket,
}

/// A visit: one request of a session.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) id: Hashed,
    /// What the session's forms must carry.
    pub(super) csrf: Arc<str>,
    pub(super) shelf: Arc<Shelf>,
}

impl Sessions {
    /// Sessions that end after `idle` without a request, and after twelve hours anyway.
    pub(super) fn new(idle: Duration) -> Self {
        Self { open: Mutex::default(), idle }
    }

    /// Opens a session and returns the secret that its cookie carries.
    pub(super) fn open(&self) -> Result<String, getrandom::Error> {
        let (cookie, csrf) = (secret()?, secret()?);
        let now = Instant::now();
        let session = Session {
            opened: now,
            seen: now,
            csrf: csrf.into(),
            shelf: Arc::default(),
            bucket: Bucket::visitor(now),
        };
        let mut open = self.lock();
        open.retain(|_, session| session.lasts(now, self.idle));
        if open.len() >= MOST
            && let Some(away) = open.iter().min_by_key(|(_, session)| session.seen).map(|(id, _)| *id)
        {
            open.remove(&away);
        }
        open.insert(hashed(&cookie), session);
        Ok(cookie)
    }

    /// The session of a cookie, if it is still open; `Err` with the seconds to wait when it asks too often.
    pub(super) fn visit(&self, cookie: &str, cost: f64) -> Option<Result<Visit, u64>> {
        let id = hashed(cookie);
        let now = Instant::now();
        let mut open = self.lock();
        let session = open.get_mut(&id)?;
        if !session.lasts(now, self.idle) {
            open.remove(&id);
            return None;
        }
        session.seen = now;
        if let Err(wait) = session.bucket.take(now, cost) {
            return Some(Err(wait));
        }
        Some(Ok(Visit { id, csrf: Arc::clone(&session.csrf), shelf: Arc::clone(&session.shelf) }))
    }

    pub(super) fn close(&self, id: &Hashed) {
        self.lock().remove(id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Hashed, Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn lasts(&self, now: Instant, idle: Duration) -> bool {
        now.duration_since(self.seen) < idle && now.duration_since(self.opened) < WHOLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_nobody_comes_and_when_it_is_closed() {
        let sessions = Sessions::new(Duration::from_secs(60));
        let cookie = sessions.open().unwrap();
        let Some(Ok(visit)) = sessions.visit(&cookie, 1.0) else { panic!("open") };
        assert!(sessions.visit("0123", 1.0).is_none());
        sessions.close(&visit.id);
        assert!(sessions.visit(&cookie, 1.0).is_none());
        let none = Sessions::new(Duration::ZERO);
        let cookie = none.open().unwrap();
        assert!(none.visit(&cookie, 1.0).is_none());
    }

    #[test]
    fn sessions_are_bounded() {
        let sessions = Sessions::new(Duration::from_secs(60));
        let first = sessions.open().unwrap();
        for _ in 0..MOST {
            sessions.open().unwrap();
        }
        assert!(sessions.visit(&first, 1.0).is_none());
        assert_eq!(sessions.lock().len(), MOST);
    }
}
