//! What a file is and asks for, read from its sections before anything of it is compiled or run.

use wasmparser::{Encoding, Parser, Payload};

use super::{PluginErrorKind, limits};

const PLUGIN: &str = "repere:branche/plugin@";
/// Components within components; compilers make three levels at most.
const DEEPEST: usize = 20;
const LOG: &str = "repere:branche/log@1.";

/// The version of the contract that a component follows.
///
/// # Errors
/// It is too large, no component, of another contract, or imports more than the log.
pub(super) fn contract_version(bytes: &[u8]) -> Result<String, PluginErrorKind> {
    if bytes.len() > limits::COMPONENT {
        let (found, most) = (bytes.len() >> 20, limits::COMPONENT >> 20);
        return Err(PluginErrorKind::Refused(format!("il pèse {found} Mo, et {most} au plus sont permis")));
    }
    let damaged = |error: wasmparser::BinaryReaderError| {
        let said = error.message().lines().next().unwrap_or_default().to_owned();
        PluginErrorKind::Invalid(said.chars().filter(|c| !c.is_control()).take(120).collect())
    };
    let (mut depth, mut version, mut imports) = (0_usize, None, Vec::new());
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(damaged)? {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => {
                return Err(PluginErrorKind::Invalid(
                    "c'est un module WebAssembly simple ; « repere branche build » en fait un greffon"
                        .to_owned(),
                ));
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(PluginErrorKind::Refused(
                        "ses composants sont imbriqués sans fin".to_owned(),
                    ));
                }
            }
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    imports.push(import.map_err(damaged)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    let name = export.map_err(damaged)?.name.name;
                    let found = name.strip_prefix(PLUGIN).map(str::to_owned);
                    // A component may follow several contracts: the one that we know counts.
                    if version.as_ref().is_none_or(|known: &String| !known.starts_with("1.")) {
                        version = found.or(version);
                    }
                }
            }
            _ => {}
        }
    }
    let version = version.ok_or_else(|| PluginErrorKind::BadVersion("inconnu".to_owned()))?;
    if !version.starts_with("1.") {
        return Err(PluginErrorKind::BadVersion(version.chars().take(20).collect()));
    }
    match imports.iter().find(|name| !name.starts_with(LOG)) {
        Some(import) => {
            let import: String = import.chars().take(60).collect();
            Err(PluginErrorKind::Refused(format!("il demande « {import} », qu'un greffon n'a pas à avoir")))
        }
        None => Ok(version),
    }
}
