//! `repere branche`: the installed plugins.

pub(super) mod args;
mod file;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use self::args::{BrancheArgs, BrancheCommand};
use self::file::read_component;
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::engine::open_store;
use crate::plugins::{self, BrancheError, Host, Installed, Signer, State};
use crate::schema::{Store, StoredBranche};

pub(super) fn run(folder: &Path, quiet: bool, args: BrancheArgs) -> Result<Done, Failure> {
    use BrancheCommand as C;
    let (mut store, notices) = open_store(folder)?;
    notice::print(&notices, quiet);
    let store = &mut store;
    match args.command {
        C::New { id, referentiel, out } => file::new(store, &id, &referentiel, &out),
        C::Check { file } => file::check(store, &file),
        C::Build { file, out } => file::build(store, &file, out),
        C::Test { file, format } => file::test(store, &file, format),
        C::List => list(store),
        C::Show { id, version } => show(store, &id, version.as_deref()),
        C::Add { file, signature, allow_unsigned, yes, dry_run } => {
            let consent = Consent { allow_unsigned, yes, dry_run };
            add(store, &file, signature.as_deref(), &consent)
        }
        C::Remove { id, version } => remove(store, &id, version.as_deref()),
        C::Enable { id, version } => enable(store, &id, version.as_deref()),
        C::Disable { id } => {
            plugins::set_enabled(store, &Host::new()?, &id, false)?;
            say(&format!("{id} : éteinte. Les rapports se font sans ses blocs."))
        }
        C::Rollback { id } => {
            let row = plugins::rollback(store, &Host::new()?, &id)?;
            say(&format!("{id} : de nouveau en version {}", row.version))
        }
        C::Export { id, version, out } => export(store, &id, version.as_deref(), out),
        C::Trust { key: Some(key), name, .. } => trust(store, &key, name),
        C::Trust { remove: Some(id), .. } => {
            if !store.remove_trusted_key(&id.to_uppercase())? {
                return Err(Failure::usage(format!("la clé {id} n'était pas admise")));
            }
            say(&format!("{id} : cette clé n'est plus admise"))
        }
        C::Trust { .. } => keys(store),
    }
}

fn say(line: &str) -> Result<Done, Failure> {
    let mut out = Output::open(None)?;
    writeln!(out, "{line}")?;
    out.finish()?;
    Ok(Done::All)
}

fn state(row: &StoredBranche) -> &'static str {
    match plugins::state(row) {
        State::Active => "en service",
        State::Disabled => "éteinte",
        State::Kept => "gardée",
    }
}

fn list(store: &Store) -> Result<Done, Failure> {
    let mut out = Output::open(None)?;
    for row in store.branches()? {
        let date = row.installed_at.get(..10).unwrap_or_default();
        let hash = row.sha256.get(..12).unwrap_or_default();
        writeln!(
            out,
            "{}  {}  {}  {}  {}, le {date}  {hash}",
            row.code,
            row.version,
            state(&row),
            row.name,
            Signer::of(&row)
        )?;
    }
    out.finish()?;
    Ok(Done::All)
}

fn show(store: &mut Store, id: &str, version: Option<&str>) -> Result<Done, Failure> {
    let row = plugins::version(store, id, version)?;
    let branche = plugins::load(store, &Host::new()?, &row)?;
    let identity = branche.identity();
    let mut out = Output::open(None)?;
    writeln!(out, "{} ({}), version {}, {}", identity.name, row.code, row.version, state(&row))?;
    writeln!(
        out,
        "  pour le référentiel {}, version {}",
        identity.referentiel,
        identity.referentiel_versions.join(", ")
    )?;
    writeln!(out, "  {} ; installée le {}", Signer::of(&row), row.installed_at)?;
    writeln!(out, "  {} octets, empreinte {}", row.size, row.sha256)?;
    if !identity.contact.is_empty() {
        writeln!(out, "  contact : {}", identity.contact)?;
    }
    for bloc in branche.blocs() {
        let codes: Vec<String> = bloc
            .competences
            .iter()
            .map(|placed| match placed.optional {
                true => format!("({})", placed.code),
                false => placed.code.clone(),
            })
            .collect();
        writeln!(out, "\nBloc {} · {}", bloc.code, bloc.title)?;
        writeln!(out, "  compétences : {}", codes.join(", "))?;
        writeln!(out, "  règle : {}", bloc.rule)?;
        for modalite in bloc.modalites.iter() {
            writeln!(out, "  évaluation : {}", modalite.text)?;
        }
    }
    let (words, documents) = (branche.formulations()?, branche.documents()?);
    if !words.is_empty() {
        writeln!(out, "\nMots du métier ({})", words.len())?;
    }
    for words in &words {
        writeln!(out, "  {}  {}", words.competence, words.text)?;
    }
    if !documents.is_empty() {
        writeln!(out, "\nDocuments ({})", documents.len())?;
    }
    for document in &documents {
        let fields: Vec<&str> = document.fields.iter().map(|field| field.label.as_str()).collect();
        writeln!(out, "  {}  {} : {}", document.id, document.title, fields.join(", "))?;
    }
    out.finish()?;
    Ok(Done::All)
}

/// What the user agrees to beforehand.
struct Consent {
    allow_unsigned: bool,
    yes: bool,
    dry_run: bool,
}

fn add(store: &mut Store, file: &Path, signature: Option<&Path>, consent: &Consent) -> Result<Done, Failure> {
    let bytes = read_component(file)?;
    let signature = read_signature(file, signature)?;
    let host = Host::new()?;
    let candidate =
        plugins::candidate(store, &host, bytes, signature).map_err(|error| in_file(file, error))?;
    let identity = candidate.branche.identity();
    let name = format!("{} {}", identity.id, identity.version);
    if !candidate.signer.is_known() && !consent.allow_unsigned {
        let todo = match &candidate.signer {
            Signer::Unknown { .. } => "admettez sa clé avec « repere branche trust », ou",
            _ => "demandez à la branche un fichier signé, ou",
        };
        let said = format!(
            "la branche {name} est {} : rien ne dit d'où vient ce fichier ; {todo} ajoutez --allow-unsigned si vous \
             savez d'où il vient (chaque rapport le dira)",
            candidate.signer
        );
        return Err(Failure::in_file(file, said));
    }
    let mut out = Output::open(None)?;
    let mut changed = false;
    match &candidate.current {
        Some(current) if current.sha256 != candidate.branche.sha256() => {
            // A version in use that no longer loads cannot be compared with, and must not keep a better one out.
            let before = plugins::load(store, &host, current);
            let changes = match before {
                Ok(before) => plugins::changes(&before, &candidate.branche)?,
                Err(BrancheError::Plugin(error)) => {
                    writeln!(out, "La version en service ne peut être comparée ({error})")?;
                    Vec::new()
                }
                Err(error) => return Err(error.into()),
            };
            writeln!(
                out,
                "{} {} → {}, {}",
                current.code, current.version, identity.version, candidate.signer
            )?;
            for change in changes {
                writeln!(out, "  {change}")?;
            }
            if Signer::of(current).is_known() && !candidate.signer.is_known() {
                writeln!(out, "  Attention : la version en service est {}", Signer::of(current))?;
            }
            changed = true;
        }
        _ => {}
    }
    out.flush()?;
    if consent.dry_run {
        writeln!(out, "{name} : essai seulement, rien n'a été installé")?;
        out.finish()?;
        return Ok(Done::All);
    }
    if changed && !consent.yes && !agreed()? {
        return Err(Failure::in_file(
            file,
            format!(
                "rien n'a été installé ; pour accepter ces changements : repere branche add {} --yes",
                file.display()
            ),
        ));
    }
    let installed = plugins::install(store, &host, &candidate)?;
    let said = match installed {
        Installed::Already => "déjà installée, rien n'a changé",
        Installed::Now if !store.branche(&identity.id)?.enabled => {
            "installée, mais la branche est éteinte (repere branche enable)"
        }
        Installed::Now => "installée et en service",
    };
    writeln!(out, "{name} : {said} ({})", candidate.signer)?;
    out.finish()?;
    Ok(Done::All)
}

/// A plugin's own failures are said with the file's name.
fn in_file(file: &Path, error: BrancheError) -> Failure {
    match error {
        BrancheError::Store(error) => error.into(),
        error => Failure::in_file(file, error),
    }
}

fn read_signature(file: &Path, given: Option<&Path>) -> Result<Option<String>, Failure> {
    /// Four short lines.
    const LONGEST: u64 = 4096;
    let path = match given {
        Some(path) => path.to_owned(),
        None => {
            let mut beside = file.as_os_str().to_owned();
            beside.push(".minisig");
            let beside = PathBuf::from(beside);
            if !beside.exists() {
                return Ok(None);
            }
            beside
        }
    };
    let at = |error: io::Error| Failure::in_file(&path, format!("lecture impossible ({error})"));
    let mut text = String::new();
    let opened = std::fs::File::open(&path).map_err(at)?;
    io::Read::read_to_string(&mut io::Read::take(opened, LONGEST), &mut text).map_err(at)?;
    Ok(Some(text))
}

/// Asks at a terminal; elsewhere nobody can agree.
fn agreed() -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    let _ = write!(io::stderr(), "Installer cette version ? [o/N] ");
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "o" | "oui" | "y" | "yes"))
}

fn remove(store: &mut Store, id: &str, version: Option<&str>) -> Result<Done, Failure> {
    let rows = plugins::remove(store, &Host::new()?, id, version)?;
    let versions: Vec<&str> = rows.iter().map(|row| row.version.as_str()).collect();
    let left = match store.branche(id) {
        Ok(row) => format!(" ; la version {} est en service", row.version),
        Err(_) => String::new(),
    };
    say(&format!("{id} : {} supprimée{}{left}", versions.join(", "), if rows.len() > 1 { "s" } else { "" }))
}

fn enable(store: &mut Store, id: &str, version: Option<&str>) -> Result<Done, Failure> {
    let host = Host::new()?;
    let row = plugins::version(store, id, version)?;
    plugins::activate(store, &host, &row)?;
    plugins::set_enabled(store, &host, id, true)?;
    say(&format!("{id} : en service, version {}", row.version))
}

fn export(store: &Store, id: &str, version: Option<&str>, out: Option<PathBuf>) -> Result<Done, Failure> {
    let row = plugins::version(store, id, version)?;
    let path = out.unwrap_or_else(|| PathBuf::from(format!("{}-{}.wasm", row.code, row.version)));
    let bytes = store.component(&row.sha256)?.unwrap_or_default();
    let mut output = Output::open(Some(&path))?;
    output.write_raw(&bytes)?;
    output.finish()?;
    let mut written = path.display().to_string();
    if let Some(signature) = &row.signature {
        let beside = format!("{written}.minisig");
        let mut output = Output::open(Some(Path::new(&beside)))?;
        output.write_raw(signature.as_bytes())?;
        output.finish()?;
        written = format!("{written}, {beside}");
    }
    say(&format!("{written} : {} octets", bytes.len()))
}

fn trust(store: &mut Store, key: &str, name: Option<String>) -> Result<Done, Failure> {
    let file = Path::new(key);
    let text = match file.is_file() {
        true => std::fs::read_to_string(file)
            .map_err(|source| Failure::in_file(file, format!("lecture impossible ({source})")))?,
        false => key.to_owned(),
    };
    let (id, key) = plugins::read_key(&text).map_err(|error| Failure::in_file(file, error))?;
    // It stands in every report: on one line, and not a page long.
    let name: String =
        name.unwrap_or_else(|| id.clone()).chars().filter(|c| !c.is_control()).take(80).collect();
    let signed = plugins::trust(store, &id, &key, &name)?;
    let also = match signed {
        0 => String::new(),
        1 => " ; un greffon déjà installé porte sa signature".to_owned(),
        many => format!(" ; {many} greffons déjà installés portent sa signature"),
    };
    say(&format!("{name} : clé {id} admise{also}"))
}

fn keys(store: &Store) -> Result<Done, Failure> {
    let keys = store.trusted_keys()?;
    let mut out = Output::open(None)?;
    if keys.is_empty() {
        writeln!(out, "Aucune clé admise. Pour en admettre une : repere branche trust FICHIER.pub")?;
    }
    for key in keys {
        writeln!(
            out,
            "{}  {}  depuis le {}",
            key.id,
            key.name,
            key.trusted_at.get(..10).unwrap_or_default()
        )?;
    }
    out.finish()?;
    Ok(Done::All)
}
