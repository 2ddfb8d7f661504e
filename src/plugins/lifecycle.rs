//! A plugin's life in the store: installed, in use, replaced, turned off, removed.

use sha2::{Digest, Sha256};

use super::{
    Branche, Cache, Host, PluginError, PluginErrorKind, Signer, TrustError, check_signature, signature_key,
};
use crate::coverage::coverage;
use crate::schema::{self, NewBranche, Store, StoreError, StoredBranche};

/// Why a branch's plugin cannot be installed, used or removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BrancheError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Plugin(#[from] PluginError),
    #[error(transparent)]
    Trust(#[from] TrustError),
    #[error(
        "la branche {code} {version} est déjà installée avec un autre contenu : un fichier modifié doit porter un \
         autre numéro de version"
    )]
    SameVersion { code: String, version: String },
    #[error("branche {code} : version {version} inconnue ; installées : {known}")]
    UnknownVersion { code: String, version: String, known: String },
    #[error("branche {code} : aucune version n'a été utilisée avant {version}")]
    NothingBefore { code: String, version: String },
    #[error(
        "la branche {code} {version} est livrée avec Repère et reste ; « repere branche disable {code} » l'éteint"
    )]
    Shipped { code: String, version: String },
}

type Result<T> = std::result::Result<T, BrancheError>;

/// A component that may be installed: loaded, checked against the référentiel, its signature looked at.
#[derive(Debug)]
pub struct Candidate {
    pub branche: Branche,
    pub signer: Signer,
    /// The version of the same branch in use now, if there is one.
    pub current: Option<StoredBranche>,
    bytes: Vec<u8>,
    signature: Option<String>,
    key: Option<String>,
}

/// How an installation went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installed {
    /// It is in the store and in use.
    Now,
    /// The same file was in use already.
    Already,
}

/// Where a stored plugin stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// In use.
    Active,
    /// The version that would be in use, were the branch not turned off.
    Disabled,
    /// Another version is in use.
    Kept,
}

/// Where a stored plugin stands.
pub fn state(row: &StoredBranche) -> State {
    match (row.active, row.enabled) {
        (true, true) => State::Active,
        (true, false) => State::Disabled,
        (false, _) => State::Kept,
    }
}

impl Signer {
    /// Who vouches for a stored plugin.
    pub fn of(row: &StoredBranche) -> Self {
        match (row.shipped, &row.signer, &row.trusted) {
            (true, ..) => Self::Shipped,
            (_, Some(key), Some(name)) => Self::Trusted { key: key.clone(), name: name.clone() },
            (_, Some(key), None) => Self::Unknown { key: key.clone() },
            (_, None, _) => Self::Unsigned,
        }
    }
}

/// Loads a component in the sandbox and looks at its signature. Nothing is written.
///
/// # Errors
/// It is no plugin or fails at the first questions, is for a référentiel that the store does not have, or names
/// compétences that are not in it; its signature is damaged or of another file; another file has the same version.
pub fn candidate(store: &Store, host: &Host, bytes: Vec<u8>, signature: Option<String>) -> Result<Candidate> {
    let branche = host.load(&bytes)?;
    let referentiel = store.referentiel(&branche.identity().referentiel)?;
    branche.fits(&referentiel)?;
    branche.documents()?;
    branche.assess(&coverage(&referentiel.competence_codes(), &[]))?;
    let key = signature.as_deref().map(signature_key).transpose()?;
    let mut signer = key.as_ref().map_or(Signer::Unsigned, |key| Signer::Unknown { key: key.clone() });
    if let (Some(id), Some(signature)) = (&key, &signature)
        && let Some(trusted) = store.trusted_keys()?.into_iter().find(|trusted| trusted.id == *id)
    {
        check_signature(&trusted.key, signature, &bytes)?;
        signer = Signer::Trusted { key: id.clone(), name: trusted.name };
    }
    let identity = branche.identity();
    let rows = store.branches()?;
    let same = |row: &&StoredBranche| row.code == identity.id && row.version == identity.version;
    if rows.iter().filter(same).any(|row| row.sha256 != branche.sha256()) {
        let (code, version) = (identity.id.clone(), identity.version.clone());
        return Err(BrancheError::SameVersion { code, version });
    }
    let current = rows.into_iter().find(|row| row.code == identity.id && row.active);
    Ok(Candidate { branche, signer, current, bytes, signature, key })
}

/// Puts a candidate into the store and in use, with its formulations; a branch turned off stays so.
///
/// # Errors
/// The store cannot be written.
pub fn install(store: &mut Store, host: &Host, candidate: &Candidate) -> Result<Installed> {
    put(store, host, candidate, false, true)
}

/// Puts what the program ships with into the store, through the same door. A version that the user chose stays in use.
///
/// # Errors
/// It cannot be loaded, or the store cannot be written.
pub fn install_shipped(store: &mut Store, host: &Host, bytes: Vec<u8>) -> Result<()> {
    let branche = host.load(&bytes)?;
    branche.fits(&store.referentiel(&branche.identity().referentiel)?)?;
    branche.documents()?;
    let rows = store.branches()?;
    let current = rows.into_iter().find(|row| row.code == branche.identity().id && row.active);
    let in_use = current.as_ref().is_none_or(|current| current.shipped);
    let candidate =
        Candidate { branche, signer: Signer::Shipped, current, bytes, signature: None, key: None };
    put(store, host, &candidate, true, in_use).map(drop)
}

fn put(
    store: &mut Store,
    host: &Host,
    candidate: &Candidate,
    shipped: bool,
    in_use: bool,
) -> Result<Installed> {
    let branche = &candidate.branche;
    let identity = branche.identity();
    let already = candidate.current.as_ref().is_some_and(|current| current.sha256 == branche.sha256());
    let row = NewBranche {
        code: &identity.id,
        version: &identity.version,
        name: &identity.name,
        sha256: branche.sha256(),
        component: &candidate.bytes,
        shipped,
        signature: candidate.signature.as_deref(),
        signer: candidate.key.as_deref(),
        verified: matches!(candidate.signer, Signer::Trusted { .. }),
    };
    store.put_branche(&row, in_use && !already)?;
    keep_compiled(store, host, branche);
    if in_use {
        words(store, host, &identity.id)?;
    }
    Ok(if already { Installed::Already } else { Installed::Now })
}

/// Loads a stored plugin, from its compiled code if that is there and may be trusted.
///
/// # Errors
/// The plugin fails, or the store cannot be read.
pub fn load(store: &mut Store, host: &Host, row: &StoredBranche) -> Result<Branche> {
    let cache = Cache::of(store.folder());
    if let Some((contract, recorded)) = store.compiled(&row.sha256, host.engine_id())?
        && let Some(compiled) = cache.read(&row.sha256, host.engine_id(), &recorded, &contract)
    {
        match host.load_compiled(&compiled) {
            Err(error) if matches!(error.kind(), PluginErrorKind::Invalid(_)) => {} // compile again
            other => return Ok(other?),
        }
    }
    let named = |kind| PluginError::new(format!("{} {}", row.code, row.version), kind);
    let damaged = || named(PluginErrorKind::Invalid("il a changé dans la base ; réinstallez-le".to_owned()));
    let bytes = store.component(&row.sha256)?.ok_or_else(damaged)?;
    if format!("{:x}", Sha256::digest(&bytes)) != row.sha256 {
        return Err(damaged().into());
    }
    let branche = host.load(&bytes).map_err(|error| named(error.kind().clone()))?;
    keep_compiled(store, host, &branche);
    Ok(branche)
}

/// Keeps compiled code for the next time; without it that time only takes longer.
fn keep_compiled(store: &mut Store, host: &Host, branche: &Branche) {
    if store.read_only() {
        return;
    }
    let cache = Cache::of(store.folder());
    let (sha256, engine) = (branche.sha256(), host.engine_id());
    if let Some(bytes) = branche.compiled()
        && let Ok(hash) = cache.write(sha256, engine, &bytes)
    {
        let _ = store.put_compiled(sha256, engine, branche.contract_version(), &hash);
    }
}

/// Name of a branch's formulations among the sources of the store.
fn source(code: &str) -> String {
    format!("branche:{code}")
}

/// Puts the words of the version in use where matching finds them, or takes them away when there is none.
fn words(store: &mut Store, host: &Host, code: &str) -> Result<()> {
    let row = match store.branche(code) {
        Ok(row) if row.enabled => row,
        Ok(_) | Err(StoreError::UnknownBranche { .. }) => {
            return Ok(store.remove_formulations(&source(code))?);
        }
        Err(error) => return Err(error.into()),
    };
    let branche = load(store, host, &row)?;
    let words: Vec<schema::Formulation> = branche
        .formulations()?
        .into_iter()
        .map(|words| schema::Formulation {
            statement: words.competence.clone(),
            competences: vec![crate::referentiel::CompetenceCode(words.competence)],
            text: words.text,
        })
        .collect();
    let referentiel = &branche.identity().referentiel;
    if store.formulation_hash(referentiel, &source(code))?.as_deref() != Some(branche.sha256()) {
        // The version before may have been for another référentiel.
        store.remove_formulations(&source(code))?;
    }
    store.put_formulations(referentiel, &source(code), branche.sha256(), &words)?;
    Ok(())
}

/// A stored version of a branch; the one in use when none is named.
///
/// # Errors
/// There is none of that name.
pub fn version(store: &Store, code: &str, version: Option<&str>) -> Result<StoredBranche> {
    let active = store.branche(code)?;
    let Some(version) = version else { return Ok(active) };
    let rows: Vec<StoredBranche> = store.branches()?.into_iter().filter(|row| row.code == code).collect();
    // Of several shipped builds of a version the newest counts.
    rows.iter().rfind(|row| row.version == version).cloned().ok_or_else(|| BrancheError::UnknownVersion {
        code: code.to_owned(),
        version: version.to_owned(),
        known: rows.iter().map(|row| row.version.as_str()).collect::<Vec<_>>().join(", "),
    })
}

/// Puts a stored version in use.
///
/// # Errors
/// It fails, or the store cannot be written.
pub fn activate(store: &mut Store, host: &Host, row: &StoredBranche) -> Result<()> {
    load(store, host, row)?;
    if !row.active {
        store.activate_branche(&row.code, &row.sha256)?;
    }
    words(store, host, &row.code)
}

/// Goes back to the version that was in use before, and returns it.
///
/// # Errors
/// There was none before, or it is gone.
pub fn rollback(store: &mut Store, host: &Host, code: &str) -> Result<StoredBranche> {
    let now = store.branche(code)?;
    if store.previous_branche(code)?.is_none() {
        return Err(BrancheError::NothingBefore { code: code.to_owned(), version: now.version });
    }
    store.deactivate_branche(code)?;
    words(store, host, code)?;
    Ok(store.branche(code)?)
}

/// Turns a branch on or off: its words go from matching, and reports go without its blocs.
///
/// # Errors
/// It is unknown, or the store cannot be written.
pub fn set_enabled(store: &mut Store, host: &Host, code: &str, enabled: bool) -> Result<()> {
    store.branche(code)?;
    store.set_branche_enabled(code, enabled)?;
    words(store, host, code)
}

/// Removes a version of a branch, or all of them.
///
/// # Errors
/// It is unknown, came with the program, or the store cannot be written.
pub fn remove(store: &mut Store, host: &Host, code: &str, which: Option<&str>) -> Result<Vec<StoredBranche>> {
    let rows = match which {
        Some(_) => vec![version(store, code, which)?],
        None => {
            store.branche(code)?;
            store.branches()?.into_iter().filter(|row| row.code == code).collect()
        }
    };
    // What came with the program would come back with it.
    let (shipped, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.shipped);
    if let (Some(row), true) = (shipped.first(), rows.is_empty()) {
        return Err(BrancheError::Shipped { code: code.to_owned(), version: row.version.clone() });
    }
    let cache = Cache::of(store.folder());
    for row in &rows {
        store.remove_branche(code, &row.sha256)?;
        cache.forget(&row.sha256);
    }
    let left: Vec<StoredBranche> = store.branches()?.into_iter().filter(|row| row.code == code).collect();
    if let Some(newest) = left.last()
        && left.iter().all(|row| !row.active)
    {
        store.activate_branche(code, &newest.sha256)?;
    }
    words(store, host, code)?;
    Ok(rows)
}

/// Trusts a key from now on, also for what is stored already, and returns how many plugins it signed.
///
/// # Errors
/// The text is no key, or the store cannot be written.
pub fn trust(store: &mut Store, id: &str, key: &str, name: &str) -> Result<usize> {
    let mut verified = Vec::new();
    for row in store.branches()?.into_iter().filter(|row| row.signer.as_deref() == Some(id)) {
        let (Some(signature), Some(bytes)) = (&row.signature, store.component(&row.sha256)?) else {
            continue;
        };
        if check_signature(key, signature, &bytes).is_ok() {
            verified.push(row.sha256);
        }
    }
    store.put_trusted_key(id, key, name, &verified)?;
    Ok(verified.len())
}
