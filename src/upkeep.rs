//! Keeping a data folder well: copies, their return, and what the doctor looks at.

use std::path::{Path, PathBuf};

use crate::dossier::{Desk, DossierError};
use crate::engine::{self, DEFAULT_BRANCHE, DEFAULT_REFERENTIEL, open_store};
use crate::error::Error;
use crate::plugins::{self, Cache, Host};
use crate::schema::{
    Copied, FileKind, JournalFault, Store, StoreError, install, is_encrypted, replace_damaged,
};

/// An upkeep operation's result.
pub type Result<T> = std::result::Result<T, UpkeepError>;

/// Why a copy could not be made or brought back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpkeepError {
    #[error(transparent)]
    Engine(#[from] Error),
    #[error(transparent)]
    Dossier(#[from] DossierError),
    #[error("{path} : ce fichier existe déjà ; donnez un autre nom, ou --force pour le remplacer")]
    Exists { path: String },
    #[error("{path} : écriture impossible ({source}) ; rien n'a été écrit")]
    Write { path: String, source: std::io::Error },
    #[error("{path} : c'est la base elle-même ; donnez le nom d'une sauvegarde")]
    Itself { path: String },
}

impl From<StoreError> for UpkeepError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

/// Writes a copy of the store to a file, which appears only when it is whole, while others read and write. Returns its size
/// in bytes.
///
/// # Errors
/// The file exists and `force` is not given, or it cannot be written.
pub fn backup(folder: &Path, file: &Path, force: bool, by: &str) -> Result<u64> {
    let shown = || file.display().to_string();
    if file.exists() && !force {
        return Err(UpkeepError::Exists { path: shown() });
    }
    let (mut store, _) = open_store(folder)?;
    let same =
        file.canonicalize().is_ok_and(|file| store.path().canonicalize().is_ok_and(|path| path == file));
    if same {
        return Err(UpkeepError::Itself { path: shown() });
    }
    let at = |source| UpkeepError::Write { path: shown(), source };
    let beside = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A folder of its own: SQLite wants to make the file itself, and nobody else shall read it meanwhile.
    let temporary = tempfile::Builder::new().prefix(".repere-").tempdir_in(beside).map_err(at)?;
    let copy = temporary.path().join("copie.db");
    store.copy_to(&copy)?;
    let done = std::fs::File::open(&copy).map_err(at)?;
    done.sync_all().map_err(at)?;
    let size = done.metadata().map_err(at)?.len();
    private(&copy);
    std::fs::rename(&copy, file).map_err(at)?;
    sync_folder(beside);
    if !store.read_only() {
        store.put_journal(by, "backup")?;
    }
    Ok(size)
}

/// A copy holds personal data: its owner alone reads it.
fn private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// A new name is on disk once its folder is; where folders cannot be synchronised that is left to the system.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// What a restoration did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the copy held; nothing is known of it when the store before was damaged.
    pub copied: Option<Copied>,
    /// Where the store before is kept: a copy, or the damaged file itself.
    pub kept: Option<PathBuf>,
}

/// Brings a copy back. It is checked before anything is touched; the store before is copied beside until the end, and for
/// good with `keep`; others may go on reading.
///
/// # Errors
/// The file is no sound store of ours, or the folder cannot be written: nothing is changed then.
pub fn restore(folder: &Path, file: &Path, keep: bool, by: &str) -> Result<Restored> {
    let path = folder.join(Store::FILE);
    let same = file.canonicalize().is_ok_and(|file| path.canonicalize().is_ok_and(|path| path == file));
    if same {
        return Err(UpkeepError::Itself { path: file.display().to_string() });
    }
    if Store::kind(folder) == FileKind::New && is_encrypted(file) {
        // Its content must not become readable unasked: the copy itself becomes the store.
        install(folder, file)?;
        let (mut store, _) = open_store(folder)?;
        store.put_journal(by, "restored")?;
        return Ok(Restored { copied: None, kept: None });
    }
    let mut store = match Store::open(folder) {
        Ok(store) => store,
        Err(StoreError::Damaged { .. }) => {
            let kept = replace_damaged(folder, file)?;
            let mut store = Store::open(folder)?;
            store.put_journal(by, "restored")?;
            return Ok(Restored { copied: None, kept: Some(kept) });
        }
        Err(error) => return Err(error.into()),
    };
    if store.read_only() {
        return Err(StoreError::ReadOnly { path: store.path().into() }.into());
    }
    let at = |source| UpkeepError::Write { path: folder.display().to_string(), source };
    let before = folder.join(format!("{}.avant-restauration", Store::FILE));
    if before.exists() {
        std::fs::remove_file(&before).map_err(at)?;
    }
    store.copy_to(&before)?;
    private(&before);
    let copied = match store.replace_with(file, by) {
        Ok(copied) => copied,
        Err(error) => {
            // Nothing was changed: the copy is of no use.
            let _ = std::fs::remove_file(&before);
            return Err(error.into());
        }
    };
    drop(store);
    // What the program ships with may be newer than the copy.
    open_store(folder)?;
    let kept = if keep {
        Some(before)
    } else {
        std::fs::remove_file(&before).map_err(at)?;
        None
    };
    Ok(Restored { copied: Some(copied), kept })
}

/// One thing that the doctor looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// What, in French.
    pub what: String,
    pub state: State,
    /// What was found, and what to do.
    pub said: String,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Sound,
    /// It was not sound, and is now.
    Repaired,
    /// It is not sound, and `--repair` can mend it.
    Reparable,
    /// It is not sound, and needs a person.
    Broken,
}

/// Looks at store, journal, list, index, plugins and model; with `repair`, mends what can be made again from the rest.
pub fn doctor(folder: &Path, repair: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |what: &str, state: State, said: String| {
        findings.push(Finding { what: what.to_owned(), state, said });
    };
    if !folder.join(Store::FILE).exists() {
        add("base", State::Sound, "il n'y en a pas encore ; la première commande la crée".to_owned());
        return findings;
    }
    let mut desk = match Desk::open(folder) {
        Ok((desk, _)) => desk,
        Err(DossierError::Engine(Error::Store(error))) if error.is_locked() => {
            // Nothing can be told of what is inside, and nothing is to be replaced.
            add("base", State::Broken, error.to_string());
            return findings;
        }
        Err(error) => {
            let said = format!("{error}. « repere restore SAUVEGARDE » remet une sauvegarde à sa place");
            add("base", State::Broken, said);
            return findings;
        }
    };
    store(&mut desk, repair, &mut add);
    journal(&mut desk, &mut add);
    list(&mut desk, repair, &mut add);
    drop(desk);
    index(folder, repair, &mut add);
    plugins_and_model(folder, repair, &mut add);
    leftovers(folder, repair, &mut add);
    findings
}

fn store(desk: &mut Desk, repair: bool, add: &mut impl FnMut(&str, State, String)) {
    let store = desk.store();
    let health = match store.health() {
        Ok(health) => health,
        Err(error) => {
            add("base", State::Broken, error.to_string());
            return;
        }
    };
    let can = repair && !store.read_only();
    match health.damage.first() {
        None => add("base", State::Sound, format!("fichier sain, schéma {}", health.schema)),
        // An index that disagrees with its table can be made again; a page that cannot be read cannot.
        Some(first) if health.damage.iter().all(|line| line.contains("index")) => {
            if can && store.rebuild_indexes().is_ok() && store.health().is_ok_and(|h| h.damage.is_empty()) {
                add("base", State::Repaired, "index internes refaits".to_owned());
            } else {
                add("base", State::Reparable, format!("un index interne est faux ({first})"));
            }
        }
        Some(first) => add(
            "base",
            State::Broken,
            format!(
                "fichier endommagé ({first}) ; « repere restore SAUVEGARDE » remet une sauvegarde à sa place"
            ),
        ),
    }
    for (table, rows) in &health.orphans {
        let said =
            format!("{rows} lignes de {table} nomment ce qui n'est plus là ; restaurez une sauvegarde");
        add("liens", State::Broken, said);
    }
    if !health.words_ok {
        if can && store.rebuild_indexes().is_ok() && store.health().is_ok_and(|health| health.words_ok) {
            add("recherche", State::Repaired, "index des mots refait".to_owned());
        } else {
            add("recherche", State::Reparable, "l'index des mots ne correspond plus aux textes".to_owned());
        }
    }
    if health.to_scrub {
        if can && store.scrub().unwrap_or(false) {
            add("effacement", State::Repaired, "les traces d'un effacement ont été retirées".to_owned());
        } else {
            let said = "des traces d'un effacement restent : un autre programme lisait la base, ou l'effacement a été interrompu";
            add("effacement", State::Reparable, said.to_owned());
        }
    }
}

fn journal(desk: &mut Desk, add: &mut impl FnMut(&str, State, String)) {
    match desk.store().check_journal() {
        Err(error) => add("journal", State::Broken, error.to_string()),
        Ok(state) => match &state.fault {
            None => add("journal", State::Sound, format!("{} lignes, chaîne intacte", state.lines)),
            Some(fault) => add("journal", State::Broken, fault_said(fault)),
        },
    }
}

/// What is wrong with the journal, in words.
pub fn fault_said(fault: &JournalFault) -> String {
    match fault {
        JournalFault::Broken { number } => {
            format!("la ligne {number} n'est pas celle qui a été écrite : le journal a été modifié")
        }
        JournalFault::Changed { number, dossier, event } => format!(
            "l'événement {event} du dossier n° {dossier} n'est pas celui de la ligne {number} : il a été modifié"
        ),
        JournalFault::Missing { number, dossier, event } => format!(
            "l'événement {event} du dossier n° {dossier} (ligne {number}) a disparu sans que le dossier soit effacé"
        ),
        JournalFault::Unknown { dossier, event } => {
            format!("l'événement {event} du dossier n° {dossier} n'est pas dans le journal")
        }
    }
}

fn list(desk: &mut Desk, repair: bool, add: &mut impl FnMut(&str, State, String)) {
    let read_only = desk.store().read_only();
    match desk.check_list(repair && !read_only) {
        Err(error) => add("dossiers", State::Broken, error.to_string()),
        Ok((all, 0)) => add("dossiers", State::Sound, format!("{all} lus")),
        Ok((_, wrong)) if repair && !read_only => {
            add("dossiers", State::Repaired, format!("{wrong} lignes de la liste refaites"));
        }
        Ok((_, wrong)) => {
            add("dossiers", State::Reparable, format!("{wrong} lignes de la liste sont fausses"))
        }
    }
}

fn index(folder: &Path, repair: bool, add: &mut impl FnMut(&str, State, String)) {
    use crate::index::Opened;
    // An index that is missing, damaged or stale is made again by whoever opens it: looking is mending.
    let opened = Store::open(folder).map_err(Error::from).and_then(|store| engine::open_index(&store));
    match opened {
        Ok((index, Opened::Current)) => add("index", State::Sound, format!("{} énoncés", index.len())),
        Ok((index, Opened::InMemory)) => {
            add(
                "index",
                State::Sound,
                format!("{} énoncés, en mémoire : le dossier ne peut être écrit", index.len()),
            );
        }
        Ok((index, _)) => add("index", State::Repaired, format!("refait : {} énoncés", index.len())),
        Err(error) => {
            let again = repair
                && std::fs::remove_dir_all(folder.join("index")).is_ok()
                && Store::open(folder)
                    .map_err(Error::from)
                    .and_then(|store| engine::open_index(&store))
                    .is_ok();
            if again {
                add("index", State::Repaired, "refait".to_owned());
            } else {
                add("index", State::Reparable, error.to_string());
            }
        }
    }
}

fn plugins_and_model(folder: &Path, repair: bool, add: &mut impl FnMut(&str, State, String)) {
    let (mut store, _) = match open_store(folder) {
        Ok(opened) => opened,
        Err(error) => {
            add("greffons", State::Broken, error.to_string());
            return;
        }
    };
    let rows = store.branches().unwrap_or_default();
    match Host::new() {
        Err(error) => add("greffons", State::Broken, error.to_string()),
        Ok(host) => {
            for row in rows.iter().filter(|row| row.active && row.enabled) {
                let what = format!("greffon {} {}", row.code, row.version);
                match plugins::load(&mut store, &host, row) {
                    Ok(_) => add(&what, State::Sound, "se charge".to_owned()),
                    Err(error) => {
                        let cache = Cache::of(folder);
                        cache.forget(&row.sha256);
                        if repair && plugins::load(&mut store, &host, row).is_ok() {
                            add(&what, State::Repaired, "code compilé refait".to_owned());
                        } else if row.code == DEFAULT_BRANCHE {
                            let said =
                                format!("{error} ; « repere restore SAUVEGARDE », ou réinstallez Repère");
                            add(&what, State::Broken, said);
                        } else {
                            add(
                                &what,
                                State::Broken,
                                format!("{error} ; « repere branche add » le remplace"),
                            );
                        }
                    }
                }
            }
        }
    }
    match store.referentiel(DEFAULT_REFERENTIEL).map_err(Error::from) {
        Err(error) => add("référentiel", State::Broken, error.to_string()),
        Ok(referentiel) => match engine::load_model(&store, &referentiel) {
            Err(error) => add("modèle", State::Broken, error.to_string()),
            Ok((model, notice)) => match notice {
                None => add("modèle", State::Sound, model.id().to_owned()),
                Some(_) => {
                    let said = format!(
                        "{} ; le modèle appris vient d'une autre version, « repere teach --refit » le refait",
                        model.id()
                    );
                    add("modèle", State::Broken, said);
                }
            },
        },
    }
}

/// Files that an interrupted command left.
fn leftovers(folder: &Path, repair: bool, add: &mut impl FnMut(&str, State, String)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let left: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with(".repere-") || name == format!("{}.avant-restauration", Store::FILE)
        })
        .map(|entry| entry.path())
        .collect();
    if left.is_empty() {
        return;
    }
    let names: Vec<String> = left.iter().map(|path| path.display().to_string()).collect();
    if repair {
        let gone = left.iter().all(|path| {
            if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.is_ok()
        });
        let state = if gone { State::Repaired } else { State::Broken };
        add("restes", state, format!("retirés : {}", names.join(", ")));
    } else {
        let said = format!("une commande interrompue a laissé une copie de la base : {}", names.join(", "));
        add("restes", State::Reparable, said);
    }
}
