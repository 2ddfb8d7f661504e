//! Branches, for the pages and for programs: what is installed, how it does in the trials, what a file would change.

use serde::Serialize;
use utoipa::ToSchema;

use super::error::{Result, WebError};
use super::forms;
use super::shelf::Pending;
use super::spoken::spoken;
use crate::dossier::words::day;
use crate::plugins::conformance::conformance;
use crate::plugins::{self, Bloc, Branche, BrancheError, Candidate, Host, Signer, State as Standing};
use crate::schema::{Store, StoredBranche};

/// Largest plugin that is looked at.
const HEAVIEST: usize = 16 * 1024 * 1024;

/// A version of a branch, in a line.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Line {
    #[schema(example = "papier-carton")]
    pub(super) id: String,
    pub(super) version: String,
    pub(super) name: String,
    /// `active`, `disabled` or `kept`: another version is in use.
    #[schema(example = "active")]
    pub(super) state: &'static str,
    /// Who vouches for it.
    #[schema(value_type = Object)]
    pub(super) signer: Signer,
    pub(super) sha256: String,
    /// When it was installed, in UTC.
    pub(super) installed_at: String,
    #[serde(skip)]
    pub(super) shipped: bool,
}

impl Line {
    pub(super) fn of(row: StoredBranche) -> Self {
        Self {
            state: match plugins::state(&row) {
                Standing::Active => "active",
                Standing::Disabled => "disabled",
                Standing::Kept => "kept",
            },
            signer: Signer::of(&row),
            shipped: row.shipped,
            id: row.code,
            version: row.version,
            name: row.name,
            sha256: row.sha256,
            installed_at: row.installed_at,
        }
    }

    /// The state in a word of the pages.
    pub(super) fn said(&self) -> &'static str {
        match self.state {
            "active" => "en service",
            "disabled" => "éteinte",
            _ => "gardée",
        }
    }

    /// Whether it is the version in use, or would be were the branch turned on.
    pub(super) fn is_current(&self) -> bool {
        self.state != "kept"
    }

    pub(super) fn date(&self) -> String {
        day(&self.installed_at)
    }
}

/// A bloc of a branch.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BlocLine {
    #[schema(example = "B1")]
    pub(super) code: String,
    pub(super) title: String,
    /// Its rule in words.
    pub(super) rule: String,
    /// Codes of its compétences, and whether the bloc can do without each.
    #[schema(value_type = [Object])]
    pub(super) competences: Vec<plugins::Placed>,
    /// How it is evaluated.
    #[schema(value_type = [Object])]
    pub(super) modalites: Vec<plugins::Modalite>,
}

impl BlocLine {
    fn all(blocs: &[Bloc]) -> Vec<Self> {
        let line = |bloc: &Bloc| Self {
            code: bloc.code.clone(),
            title: bloc.title.clone(),
            rule: bloc.rule.clone(),
            competences: bloc.competences.to_vec(),
            modalites: bloc.modalites.to_vec(),
        };
        blocs.iter().map(line).collect()
    }
}

/// A way in which a branch's people say that they do what a compétence is about.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Words {
    #[schema(example = "C3")]
    pub(super) competence: String,
    pub(super) text: String,
}

/// The branch's version in use, with what its plugin answers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Whole {
    #[serde(flatten)]
    pub(super) line: Line,
    pub(super) enabled: bool,
    /// Bytes of its file.
    pub(super) size: u64,
    /// Code of the référentiel that it is for, and its versions.
    pub(super) referentiel: String,
    pub(super) referentiel_versions: Vec<String>,
    pub(super) contact: String,
    pub(super) blocs: Vec<BlocLine>,
    pub(super) formulations: Vec<Words>,
    /// Titles of its own forms.
    pub(super) documents: Vec<String>,
    /// Every version that is installed.
    pub(super) versions: Vec<Line>,
    /// Why the plugin cannot be used, in French; nothing when it can.
    pub(super) failure: Option<String>,
}

/// The branch's version in use, with what its plugin answers. A plugin that fails is no error: what is shown says so.
///
/// # Errors
/// The branch is unknown, or the store cannot be read.
pub(super) fn whole(store: &mut Store, id: &str) -> Result<Whole> {
    let row = store.branche(id)?;
    let versions =
        store.branches()?.into_iter().filter(|other| other.code == row.code).map(Line::of).collect();
    let mut whole = Whole {
        enabled: row.enabled,
        size: row.size,
        line: Line::of(row.clone()),
        referentiel: String::new(),
        referentiel_versions: Vec::new(),
        contact: String::new(),
        blocs: Vec::new(),
        formulations: Vec::new(),
        documents: Vec::new(),
        versions,
        failure: None,
    };
    let answered = plugins::load(store, &Host::new()?, &row).and_then(|branche| {
        let identity = branche.identity();
        whole.referentiel.clone_from(&identity.referentiel);
        whole.referentiel_versions.clone_from(&identity.referentiel_versions);
        whole.contact.clone_from(&identity.contact);
        whole.blocs = BlocLine::all(branche.blocs());
        let words = branche.formulations()?.into_iter();
        whole.formulations =
            words.map(|words| Words { competence: words.competence, text: words.text }).collect();
        whole.documents = branche.documents()?.into_iter().map(|document| document.title).collect();
        Ok(())
    });
    match answered {
        Ok(()) => {}
        Err(BrancheError::Plugin(error)) => whole.failure = Some(spoken(&error.to_string())),
        Err(error) => return Err(error.into()),
    }
    Ok(whole)
}

/// A check of the trials, and what is wrong if anything is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckLine {
    /// What is checked, in French.
    pub(super) name: &'static str,
    pub(super) fault: Option<String>,
}

/// How the trials of a plugin went.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Trials {
    pub(super) passed: bool,
    pub(super) checks: Vec<CheckLine>,
    /// Questions asked.
    pub(super) calls: usize,
    /// Milliseconds of the longest one.
    pub(super) longest_ms: f64,
}

impl Trials {
    fn of(store: &Store, branche: &Branche) -> Result<Self> {
        let done = conformance(branche, &store.referentiel(&branche.identity().referentiel)?);
        let passed = done.passed();
        let checks = done.checks.into_iter().map(|check| CheckLine { name: check.name, fault: check.fault });
        Ok(Self {
            passed,
            checks: checks.collect(),
            calls: done.calls,
            longest_ms: done.longest.as_secs_f64() * 1e3,
        })
    }

    pub(super) fn longest(&self) -> String {
        format!("{:.1} ms", self.longest_ms).replace('.', ",")
    }
}

/// Tries the version in use against the whole contract.
///
/// # Errors
/// The branch is unknown, or its plugin cannot be loaded.
pub(super) fn trials(store: &mut Store, id: &str) -> Result<Trials> {
    let row = store.branche(id)?;
    let branche = plugins::load(store, &Host::new()?, &row)?;
    Trials::of(store, &branche)
}

/// Turns a branch on or off.
///
/// # Errors
/// It is unknown, or the store cannot be written.
pub(super) fn set_enabled(store: &mut Store, id: &str, enabled: bool) -> Result<()> {
    Ok(plugins::set_enabled(store, &Host::new()?, id, enabled)?)
}

/// Goes back to the version that was in use before.
///
/// # Errors
/// There is none.
pub(super) fn roll_back(store: &mut Store, id: &str) -> Result<()> {
    plugins::rollback(store, &Host::new()?, id)?;
    Ok(())
}

/// Removes what was installed of a branch: one version, or all of them. Returns how many went.
///
/// # Errors
/// It is unknown, or came with the program.
pub(super) fn remove(store: &mut Store, id: &str, version: Option<&str>) -> Result<usize> {
    Ok(plugins::remove(store, &Host::new()?, id, version)?.len())
}

/// A plugin's file as it was sent, with its signature if there is one.
///
/// # Errors
/// There is no `.wasm` file, or it is too large.
pub(super) fn sent(files: Vec<forms::File>) -> Result<Pending> {
    let (mut component, mut signature) = (None, None);
    for file in files {
        if file.name.ends_with(".minisig") {
            signature = Some(String::from_utf8_lossy(&file.bytes).into_owned());
        } else {
            component = Some(file.bytes);
        }
    }
    let component = component
        .filter(|bytes| !bytes.is_empty())
        .ok_or_else(|| WebError::Unusable("choisissez le fichier .wasm de la branche".to_owned()))?;
    if component.len() > HEAVIEST {
        return Err(WebError::TooLarge { limit: HEAVIEST as u64 });
    }
    Ok(Pending { component, signature })
}

/// What a plugin's file would change.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Examined {
    #[schema(example = "papier-carton")]
    pub(super) id: String,
    pub(super) version: String,
    pub(super) name: String,
    /// Who vouches for it.
    #[schema(value_type = Object)]
    pub(super) signer: Signer,
    /// The version in use, if the branch is installed already.
    pub(super) current: Option<String>,
    /// Whether it is the very file in use.
    pub(super) same: bool,
    /// What differs from the version in use, in French.
    pub(super) changes: Vec<String>,
    pub(super) blocs: Vec<BlocLine>,
    pub(super) trials: Trials,
    /// Whether it is installed now.
    pub(super) installed: bool,
}

/// Looks at a plugin: who vouches for it, what it would change, how it does in the trials. Nothing is written.
///
/// # Errors
/// It is no plugin that can be installed.
pub(super) fn examine(store: &mut Store, pending: &Pending) -> Result<(Examined, Candidate)> {
    let host = Host::new()?;
    let candidate = plugins::candidate(store, &host, pending.component.to_vec(), pending.signature.clone())?;
    let identity = candidate.branche.identity();
    let same = candidate.current.as_ref().is_some_and(|row| row.sha256 == candidate.branche.sha256());
    let mut changes = Vec::new();
    if let Some(current) = candidate.current.as_ref().filter(|_| !same) {
        match plugins::load(store, &host, current) {
            Ok(before) => {
                let found = plugins::changes(&before, &candidate.branche)?;
                changes.extend(found.iter().map(ToString::to_string));
            }
            Err(BrancheError::Plugin(error)) => {
                let why = spoken(&error.to_string());
                changes.push(format!("la version en service ne peut être comparée ({why})"));
            }
            Err(error) => return Err(error.into()),
        }
        if Signer::of(current).is_known() && !candidate.signer.is_known() {
            changes.push(format!("attention : la version en service est {}", Signer::of(current)));
        }
    }
    let examined = Examined {
        id: identity.id.clone(),
        version: identity.version.clone(),
        name: identity.name.clone(),
        signer: candidate.signer.clone(),
        current: candidate.current.as_ref().map(|row| row.version.clone()),
        same,
        changes,
        blocs: BlocLine::all(candidate.branche.blocs()),
        trials: Trials::of(store, &candidate.branche)?,
        installed: false,
    };
    Ok((examined, candidate))
}

/// Installs a plugin. One that nobody known signed needs a word that one knows where it comes from.
///
/// # Errors
/// It cannot be installed, or that word is missing.
pub(super) fn install(store: &mut Store, pending: &Pending, agreed: bool) -> Result<Examined> {
    let (mut examined, candidate) = examine(store, pending)?;
    if !candidate.signer.is_known() && !agreed {
        return Err(WebError::Unusable(
            "rien n'a été installé : ce fichier n'est pas signé par une clé admise ; dites que vous savez d'où il \
             vient"
                .to_owned(),
        ));
    }
    plugins::install(store, &Host::new()?, &candidate)?;
    examined.installed = true;
    Ok(examined)
}
