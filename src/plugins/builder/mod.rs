//! `branche.toml` to a component: a branch's blocs, rules, words and forms without a programmer.
//!
//! The core module is written instruction by instruction and lays its answers out as the canonical ABI wants them;
//! `wit-component` makes a component of it. The same manifest gives the same bytes.

mod assess;
mod check;
mod encode;
mod manifest;
mod rules;
mod template;

use std::fmt;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use super::Identity;
use crate::referentiel::Referentiel;

pub use template::template;

const WIT: &str = include_str!("../../../plugins/wit/since-v1/branche.wit");

/// A component made of a manifest.
#[derive(Debug, Clone)]
pub struct Built {
    pub identity: Identity,
    pub bytes: Vec<u8>,
}

/// A mistake in a manifest, and where it is; lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ligne {}, colonne {} : {}", self.line, self.column, self.message)
    }
}

/// Why no component could be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The mistakes of the manifest, in its order; never empty.
    #[error("{}", .0.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"))]
    Manifest(Vec<Fault>),
    #[error("le composant n'a pas pu être assemblé ({0})")]
    Encoding(String),
}

/// Makes the component of a `branche.toml`.
///
/// # Errors
/// The manifest cannot be read or contradicts itself; line and column say where.
pub fn build(manifest: &str) -> Result<Built, BuildError> {
    let manifest = check::read(manifest, None).map_err(BuildError::Manifest)?;
    let module = encode::module(&manifest);
    let bytes = component(module).map_err(BuildError::Encoding)?;
    Ok(Built { identity: manifest.identity(), bytes })
}

/// Makes a component of a core module that a compiler made for the contract, so that no other tool is needed.
///
/// # Errors
/// It is no core module, lacks a function of the contract, or imports what plugins may not have.
pub fn wrap(module: Vec<u8>) -> Result<Vec<u8>, BuildError> {
    component(module).map_err(BuildError::Encoding)
}

/// Whether a module says itself which contract it follows, as those of wit-bindgen do.
fn has_contract(module: &[u8]) -> bool {
    use wasmparser::{Parser, Payload};
    Parser::new(0).parse_all(module).any(|payload| {
        matches!(payload, Ok(Payload::CustomSection(section)) if section.name().starts_with("component-type"))
    })
}

/// Looks for every mistake in a `branche.toml`, also against the référentiel that it names, which `find` gives.
///
/// # Errors
/// [`BuildError::Manifest`] with each mistake.
pub fn check(
    manifest: &str,
    find: &dyn Fn(&str) -> Result<Referentiel, String>,
) -> Result<Identity, BuildError> {
    let manifest = check::read(manifest, Some(find)).map_err(BuildError::Manifest)?;
    Ok(manifest.identity())
}

/// Wraps a core module as a component of the contract.
fn component(mut module: Vec<u8>) -> Result<Vec<u8>, String> {
    if !has_contract(&module) {
        let mut resolve = Resolve::default();
        let package = resolve.push_str("branche.wit", WIT).map_err(|error| error.to_string())?;
        let world = resolve.select_world(&[package], None).map_err(|error| error.to_string())?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
            .map_err(|error| error.to_string())?;
    }
    let encoded =
        ComponentEncoder::default().module(&module).and_then(|encoder| encoder.validate(true).encode());
    // The chain of causes names the function that is missing or the import that is too much.
    encoded.map_err(|error| format!("{error:#}").replace('\n', " "))
}
