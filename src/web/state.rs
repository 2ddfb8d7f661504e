//! What all requests share: the data folder, the engines, and the bound on work.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use super::access::{Access, Keys};
use super::error::{Result, WebError};
use super::hosts::Hosts;
use super::limits::{Limits, Strangers};
use super::sessions::Sessions;
use super::tokens::Tokens;
use crate::dossier::Desk;
use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL, Engine};
use crate::report::heat_map;
use crate::rome::{self, Compared};
use crate::schema::Store;

/// What all requests share.
pub(super) struct App {
    pub(super) folder: PathBuf,
    pub(super) hosts: Hosts,
    pub(super) access: Access,
    pub(super) keys: Keys,
    pub(super) sessions: Sessions,
    pub(super) strangers: Strangers,
    pub(super) tokens: Tokens,
    pub(super) limits: Limits,
    uploads: Semaphore,
    /// Batches under way: one at a time.
    pub(super) batches: Semaphore,
    /// Told when the program should end.
    pub(super) end: Notify,
    workers: Semaphore,
    waiting: AtomicUsize,
    /// Open stores that no request uses now.
    stores: Mutex<Vec<Store>>,
    /// Engines by branch, with the state of the store that they were opened at.
    engines: Mutex<HashMap<String, (String, Arc<Engine>)>>,
    /// Desks that no request uses now, with the state of the store that they were opened at.
    desks: Mutex<Vec<(String, Desk)>>,
    /// The table of equivalences, which takes a moment to make.
    table: Mutex<Option<(String, Arc<Vec<Compared>>)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    pub(super) fn new(
        folder: PathBuf,
        hosts: Hosts,
        access: Access,
        keys: Keys,
        sessions: Sessions,
        limits: Limits,
    ) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            folder,
            hosts,
            access,
            keys,
            sessions,
            strangers: Strangers::new(limits.attempts),
            tokens: Tokens::default(),
            uploads: Semaphore::new(limits.uploads),
            limits,
            batches: Semaphore::new(1),
            end: Notify::new(),
            workers: Semaphore::new(cores.max(2)),
            waiting: AtomicUsize::new(0),
            stores: Mutex::default(),
            engines: Mutex::default(),
            desks: Mutex::default(),
            table: Mutex::default(),
        }
    }

    /// A turn to send something large: a few at a time.
    ///
    /// # Errors
    /// None came in time.
    pub(super) async fn upload(&self) -> Result<SemaphorePermit<'_>> {
        let turn = tokio::time::timeout(self.limits.patience, self.uploads.acquire()).await;
        turn.map_err(|_| WebError::Busy)?.map_err(|_| WebError::Busy)
    }

    /// Runs work that takes a processor or the disk, outside of the threads that answer, as much at a time as there are
    /// cores. Work that has begun is finished even if nobody waits for its result any more.
    ///
    /// # Errors
    /// The work's own, or too much of it is waiting.
    pub(super) async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        job: impl FnOnce(&App, &mut Store) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        /// Counts one request among those that wait, also when it is dropped while it does.
        struct Waits<'a>(&'a AtomicUsize);
        impl Drop for Waits<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        let app = Arc::clone(self);
        let waits = Waits(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.limits.waiting {
            return Err(WebError::Busy);
        }
        let turn = tokio::time::timeout(self.limits.patience, self.workers.acquire()).await;
        let permit = turn.map_err(|_| WebError::Busy)?.map_err(|_| WebError::Busy)?;
        drop(waits);
        // The permit goes with the work, which outlives a request that is given up.
        permit.forget();
        let done = tokio::task::spawn_blocking(move || {
            struct Frees<'a>(&'a Semaphore);
            impl Drop for Frees<'_> {
                fn drop(&mut self) {
                    self.0.add_permits(1);
                }
            }
            let _frees = Frees(&app.workers);
            app.with_store(|store| job(&app, store))
        });
        done.await.unwrap_or(Err(WebError::Internal))
    }

    /// Runs `job` with a store, on the caller's thread.
    pub(super) fn with_store<T>(&self, job: impl FnOnce(&mut Store) -> Result<T>) -> Result<T> {
        let known = lock(&self.stores).pop();
        let mut store = match known {
            Some(store) => store,
            None => Store::open(&self.folder)?,
        };
        let done = job(&mut store);
        lock(&self.stores).push(store);
        done
    }

    /// Runs work on dossiers, bounded as [`App::work`] bounds it.
    ///
    /// # Errors
    /// The work's own, or too much of it is waiting.
    pub(super) async fn desk<T: Send + 'static>(
        self: &Arc<Self>,
        job: impl FnOnce(&mut Desk) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.work(move |app, store| {
            let state = state(store)?;
            let known = {
                let mut desks = lock(&app.desks);
                desks.retain(|(known, _)| *known == state);
                desks.pop()
            };
            let mut desk = match known {
                Some((_, desk)) => desk,
                None => Desk::open(&app.folder)?.0,
            };
            let done = job(&mut desk);
            lock(&app.desks).push((state, desk));
            done
        })
        .await
    }

    /// The engine of a branch, opened again when what it was opened with has changed.
    pub(super) fn engine(&self, store: &Store, branche: &str) -> Result<Arc<Engine>> {
        let state = state(store)?;
        let mut engines = lock(&self.engines);
        if let Some((known, engine)) = engines.get(branche)
            && *known == state
        {
            return Ok(Arc::clone(engine));
        }
        let (mut engine, _) = Engine::open(&self.folder, DEFAULT_REFERENTIEL, branche)?;
        if !store.rome_versions()?.is_empty() {
            engine.add_rome(store, None)?;
        }
        let engine = Arc::new(engine);
        engines.retain(|_, (known, _)| *known == state);
        engines.insert(branche.to_owned(), (state, Arc::clone(&engine)));
        Ok(engine)
    }

    /// The occupations that the référentiel names in the newest version of ROME, then the nearest others.
    pub(super) fn equivalences(&self, store: &Store, engine: &Engine) -> Result<Arc<Vec<Compared>>> {
        let state = state(store)?;
        if let Some((known, table)) = lock(&self.table).as_ref()
            && *known == state
        {
            return Ok(Arc::clone(table));
        }
        let version = rome::version(store, None)?;
        let table = Arc::new(engine.comparison(store, &version).table(super::NEIGHBOURS)?);
        *lock(&self.table) = Some((state, Arc::clone(&table)));
        Ok(table)
    }

    /// The same as an image.
    pub(super) fn equivalences_svg(&self, store: &Store) -> Result<String> {
        let version = rome::version(store, None)?;
        let engine = self.engine(store, DEFAULT_BRANCHE)?;
        let table = self.equivalences(store, &engine)?;
        Ok(heat_map::svg(engine.referentiel(), &version.name, &table))
    }
}

/// What an engine depends on, in a text that changes with it.
fn state(store: &Store) -> Result<String> {
    let generation = store.generation()?;
    let rome = store.rome_versions()?.pop().map(|version| version.hash).unwrap_or_default();
    let taught = store.taught_models(DEFAULT_REFERENTIEL)?;
    let taught = taught.iter().filter(|model| !model.retired).map(|model| model.name.as_str());
    let mut state = format!("{} {} {rome}", generation.store, generation.number);
    taught.for_each(|name| state.push_str(name));
    for row in store.branches()? {
        let trusted = row.trusted.as_deref().unwrap_or_default();
        state.push_str(&format!("{}{}{}{}", row.sha256, row.active, row.enabled, trusted));
    }
    Ok(state)
}
