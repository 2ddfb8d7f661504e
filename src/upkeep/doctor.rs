//! What the doctor looks at, and mends.

use std::path::{Path, PathBuf};

use crate::dossier::{Desk, DossierError};
use crate::engine::{self, DEFAULT_BRANCHE, DEFAULT_REFERENTIEL, open_store};
use crate::error::Error;
use crate::plugins::{self, Cache, Host};
use crate::schema::{JournalFault, Store};

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
