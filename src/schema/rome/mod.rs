//! ROME in the store: versions side by side, each whole.

mod read;
mod rows;
mod write;

pub use rows::{
    EscoLink, RomeAppellation, RomeCounts, RomeDomain, RomeItem, RomeItemKind, RomeLink, RomeMove,
    RomeMoveKind, RomeOccupation, RomeRelease, RomeText, RomeTextKind, RomeVersion,
};
