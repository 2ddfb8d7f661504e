//! A ZIP whose parts make one document, read under limits.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::document::fault::Fault;
use crate::document::format::Format;
use crate::document::limits;

/// An open ZIP.
pub(super) struct Package<R> {
    archive: ZipArchive<R>,
    format: Format,
}

impl<R: Read + Seek> Package<R> {
    pub(super) fn open(reader: R) -> Result<Self, Fault> {
        let archive = ZipArchive::new(reader).map_err(|error| of(Format::Zip, &error))?;
        if archive.len() > limits::MAX_MEMBERS {
            return Err(Fault::TooManyMembers);
        }
        let mut package = Self { archive, format: Format::Zip };
        package.format = package.recognise()?;
        Ok(package)
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// What the members make of it.
    fn recognise(&mut self) -> Result<Format, Fault> {
        let has = |name: &str| self.archive.index_for_name(name).is_some();
        let format = if has("word/document.xml") {
            Format::Docx
        } else if has("xl/workbook.xml") || has("xl/workbook.bin") {
            Format::Xlsx
        } else if has("ppt/presentation.xml") {
            Format::Pptx
        } else if has("mimetype") {
            let mime = self.part("mimetype").unwrap_or_default();
            match String::from_utf8_lossy(&mime).trim() {
                "application/vnd.oasis.opendocument.text"
                | "application/vnd.oasis.opendocument.text-template" => Format::Odt,
                "application/vnd.oasis.opendocument.spreadsheet" => Format::Ods,
                "application/vnd.oasis.opendocument.presentation" => Format::Odp,
                "application/epub+zip" => Format::Epub,
                _ => Format::Zip,
            }
        } else if has("[Content_Types].xml") {
            match self.main_part() {
                Some(part) if part.starts_with("word/") => Format::Docx,
                Some(part) if part.starts_with("xl/") => Format::Xlsx,
                Some(part) if part.starts_with("ppt/") => Format::Pptx,
                _ => Format::Zip,
            }
        } else {
            Format::Zip
        };
        if format != Format::Zip && self.archive.len() > limits::MAX_PARTS {
            return Err(Fault::TooManyMembers);
        }
        Ok(format)
    }

    /// The part that the package's relations name as the document itself.
    pub(super) fn main_part(&mut self) -> Option<String> {
        let mut found = None;
        let bytes = self.part("_rels/.rels").ok()?;
        let _ = super::xml::walk(&bytes, self.format, |node| {
            if let super::xml::Node::Open("Relationship", start) = node {
                let kind = super::xml::attribute(start, "Type").unwrap_or_default();
                if kind.ends_with("/officeDocument") {
                    found = super::xml::attribute(start, "Target");
                }
            }
            Ok(())
        });
        found.map(|target| target.trim_start_matches('/').to_owned())
    }

    /// The names of the parts, in their order in the archive.
    pub(super) fn names(&self) -> Vec<String> {
        (0..self.archive.len())
            .map(|at| match self.archive.name_for_index(at) {
                Some(Ok(name)) => name.into_owned(),
                _ => String::new(),
            })
            .collect()
    }

    /// A part, inflated.
    pub(super) fn part(&mut self, name: &str) -> Result<Vec<u8>, Fault> {
        let format = self.format;
        let at = self.archive.index_for_name(name).ok_or(Fault::Damaged { format })?;
        self.member(at, limits::MAX_INFLATED)
    }

    /// The member at a place, inflated up to `limit`.
    pub(super) fn member(&mut self, at: usize, limit: u64) -> Result<Vec<u8>, Fault> {
        let format = self.format;
        let file = self.archive.by_index(at).map_err(|error| of(format, &error))?;
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::OutOfMemory => Fault::Memory,
            _ => Fault::Damaged { format },
        })?;
        if bytes.len() as u64 > limit { Err(Fault::Inflated) } else { Ok(bytes) }
    }

    pub(super) fn into_reader(self) -> R {
        self.archive.into_inner()
    }
}

fn of(format: Format, error: &ZipError) -> Fault {
    match error {
        ZipError::InvalidPassword => Fault::Encrypted { format },
        ZipError::UnsupportedArchive(why) if why.to_ascii_lowercase().contains("password") => {
            Fault::Encrypted { format }
        }
        _ => Fault::Damaged { format },
    }
}
