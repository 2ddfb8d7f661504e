//! Entries to a tantivy index of one segment.

use std::path::Path;

use tantivy::directory::{MmapDirectory, RamDirectory};
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Directory, TantivyDocument, TantivyError};

use super::{Entry, Result, tokenizer};
use crate::candidates::StatementKind;

/// Memory for one build; a référentiel with its formulations takes a few MB.
const MEMORY: usize = 32 << 20;

pub(super) fn in_folder(folder: &Path, entries: &[Entry]) -> Result<()> {
    let directory = MmapDirectory::open(folder).map_err(TantivyError::from)?;
    write(directory, entries).map(drop)
}

pub(super) fn in_memory(entries: &[Entry]) -> Result<tantivy::Index> {
    write(RamDirectory::create(), entries)
}

fn schema() -> Schema {
    let text = |tokenizer| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(IndexRecordOption::WithFreqs),
        )
    };
    let mut schema = Schema::builder();
    schema.add_text_field("stems", text(tokenizer::STEMS));
    schema.add_text_field("words", text(tokenizer::WORDS));
    schema.add_text_field("competence", STRING);
    schema.add_text_field("referentiel", STRING);
    schema.add_text_field("entry", STORED);
    schema.build()
}

/// One segment: document numbers follow the entries, so that the same entries give the same answers.
fn write(directory: impl Into<Box<dyn Directory>>, entries: &[Entry]) -> Result<tantivy::Index> {
    let schema = schema();
    let field = |name| schema.get_field(name);
    let (stems, words) = (field("stems")?, field("words")?);
    let (competence, referentiel, stored) = (field("competence")?, field("referentiel")?, field("entry")?);
    let builder = tantivy::Index::builder().schema(schema.clone()).tokenizers(tokenizer::manager());
    let mut writer = builder.single_segment_index_writer(directory, MEMORY)?;
    for entry in entries {
        let mut document = TantivyDocument::new();
        document.add_text(stems, &entry.text);
        document.add_text(words, &entry.text);
        for code in &entry.competences {
            document.add_text(competence, &code.0);
        }
        document.add_text(referentiel, &entry.referentiel);
        document.add_text(stored, pack(entry));
        writer.add_document(document)?;
    }
    Ok(writer.finalize()?)
}

/// Code, kind, compétences and text, parted by tabs: codes hold none, and the text stands last.
fn pack(entry: &Entry) -> String {
    let competences: Vec<&str> = entry.competences.iter().map(|code| code.0.as_str()).collect();
    format!("{}\t{}\t{}\t{}", entry.code, kind_letter(entry.kind), competences.join(" "), entry.text)
}

fn kind_letter(kind: StatementKind) -> char {
    match kind {
        StatementKind::Activite => 'a',
        StatementKind::Competence => 'c',
        StatementKind::Critere => 'r',
        StatementKind::Formulation => 'f',
    }
}

/// The reverse of [`pack`]; `None` if the index was written by something else.
pub(super) fn unpack(
    packed: &str,
) -> Option<(String, StatementKind, Vec<crate::referentiel::CompetenceCode>, String)> {
    let mut parts = packed.splitn(4, '\t');
    let (code, kind, competences, text) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let kind = match kind {
        "a" => StatementKind::Activite,
        "c" => StatementKind::Competence,
        "r" => StatementKind::Critere,
        _ => StatementKind::Formulation,
    };
    let competences = competences
        .split_whitespace()
        .map(|code| crate::referentiel::CompetenceCode(code.to_owned()))
        .collect();
    Some((code.to_owned(), kind, competences, text.to_owned()))
}
