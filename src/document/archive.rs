//! ZIP archives: each member is a document, or an archive or a mail of its own.

use std::io::{Read, Seek};

use crate::document::extract::{Input, Place, Reading, Sink, alone, from};
use crate::document::fault::Fault;
use crate::document::limits;
use crate::document::package::Package;

pub(super) fn members<R: Read + Seek>(
    mut package: Package<R>,
    place: Place,
    reading: &Reading,
    sink: &mut dyn Sink,
) {
    let names = package.names();
    let mut any = false;
    for (at, raw) in names.iter().enumerate() {
        if is_passed_over(raw) {
            continue;
        }
        any = true;
        let name = shown(raw);
        let member = place.within(&name);
        let place = Place { name: &name, member: &member, depth: place.depth + 1, budget: place.budget };
        let bytes = package.member(at, limits::MAX_FILE).map_err(|fault| match fault {
            Fault::Inflated => Fault::TooLarge { limit: limits::MAX_FILE },
            fault => fault,
        });
        // Many members that inflate to much: their sum is bounded too.
        let cost = bytes.as_ref().map_or(limits::MAX_FILE, |bytes| bytes.len() as u64);
        let spent = place.budget.get() + cost;
        if spent > limits::MAX_TOTAL {
            return alone(place, sink, || Err(Fault::InflatedTotal));
        }
        place.budget.set(spent);
        match bytes {
            Ok(bytes) => from(Input::Bytes(bytes), place, reading, sink),
            Err(fault) => alone(place, sink, || Err(fault)),
        }
    }
    if !any {
        alone(place, sink, || Err(Fault::Empty));
    }
}

/// Folders, hidden files, and what systems add to archives and folders.
pub(crate) fn is_passed_over(name: &str) -> bool {
    name.ends_with('/')
        || name.split('/').any(|part| part.starts_with('.') && part != "." && part != "..")
        || name.starts_with("__MACOSX/")
        || name.ends_with("Thumbs.db")
        || name.ends_with("desktop.ini")
}

/// A name from outside as a terminal may show it.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 200;
    let name = name.replace('\\', "/");
    let clean: String = name.chars().map(|c| if c.is_control() { '_' } else { c }).take(LONGEST).collect();
    if clean.trim().is_empty() { "sans nom".to_owned() } else { clean }
}
