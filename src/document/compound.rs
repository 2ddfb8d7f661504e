//! Microsoft's compound files: Outlook mails, old workbooks, protected documents, and the old Office that is not read.

use std::io::{Read, Seek};

use cfb::CompoundFile;

use crate::document::extract::{Input, Place, Reading, Seekable, Sink, alone, from};
use crate::document::fault::Fault;
use crate::document::format::Format;
use crate::document::{archive, flow, html, limits, table};

pub(super) fn compound(input: Input, place: Place, reading: &Reading, sink: &mut dyn Sink) {
    let opened = input.bytes(limits::MAX_FILE).and_then(|bytes| {
        let file = CompoundFile::open(std::io::Cursor::new(bytes));
        file.map_err(|_| Fault::Damaged { format: Format::Compound })
    });
    let mut file = match opened {
        Ok(file) => file,
        Err(fault) => return alone(place, sink, || Err(fault)),
    };
    let has = |name: &str| file.exists(name);
    if has("/EncryptedPackage") {
        return alone(place, sink, || Err(Fault::Encrypted { format: Format::Docx }));
    }
    if has("/__properties_version1.0") {
        return message(&mut file, "", place, reading, sink);
    }
    if has("/Workbook") || has("/Book") {
        let reader: Box<dyn Seekable> = Box::new(file.into_inner());
        return table::workbook(reader, Format::Xls, place, reading, sink);
    }
    let format = if has("/WordDocument") {
        Format::Doc
    } else if has("/PowerPoint Document") {
        Format::Ppt
    } else {
        Format::Compound
    };
    alone(place, sink, || Err(Fault::Unsupported { format }));
}

/// A mail and its attachments. `root` is the storage that holds it: a mail attached to another stands in one.
fn message<F: Read + Seek>(
    file: &mut CompoundFile<F>,
    root: &str,
    place: Place,
    reading: &Reading,
    sink: &mut dyn Sink,
) {
    const SUBJECT: &str = "0037";
    const BODY: &str = "1000";
    const HTML: &str = "10130102";
    if place.depth > limits::MAX_NESTING {
        return alone(place, sink, || Err(Fault::TooDeep));
    }
    let mut body = String::new();
    if let Some(subject) = property(file, root, SUBJECT).filter(|subject| !subject.trim().is_empty()) {
        body = format!("Objet : {}\n\n", subject.trim());
    }
    let plain = property(file, root, BODY).filter(|text| !text.trim().is_empty());
    let written = plain.is_some();
    let text = plain.map(Ok).or_else(|| {
        let bytes = stream(file, &format!("{root}/__substg1.0_{HTML}"))?;
        Some(html::text(&bytes))
    });
    let attached = attachments(file, root);
    match text {
        Some(Ok(text)) => {
            body.push_str(&text.replace("\r\n", "\n"));
            alone(place, sink, || flow::finished(body));
        }
        // Nothing is said in the mail itself: its attachments say it.
        Some(Err(Fault::Empty)) | None if !attached.is_empty() => {}
        Some(Err(fault)) => alone(place, sink, || Err(fault)),
        None => alone(place, sink, || if written { flow::finished(body) } else { Err(Fault::Empty) }),
    }
    for storage in attached {
        const NAMES: [&str; 3] = ["3707", "3704", "3001"];
        let name = NAMES.iter().find_map(|tag| property(file, &storage, tag)).unwrap_or_default();
        let name = archive::shown(name.trim());
        if super::mail::is_passed_over(&name) {
            continue;
        }
        let member = place.within(&name);
        let inner = Place { name: &name, member: &member, depth: place.depth + 1, budget: place.budget };
        let embedded = format!("{storage}/__substg1.0_3701000D");
        if file.is_storage(&embedded) {
            message(file, &embedded, inner, reading, sink);
        } else if let Some(bytes) = stream(file, &format!("{storage}/__substg1.0_37010102")) {
            from(Input::Bytes(bytes), inner, reading, sink);
        }
    }
}

/// The storages of a mail's attachments, in order.
fn attachments<F: Read + Seek>(file: &CompoundFile<F>, root: &str) -> Vec<String> {
    let folder = if root.is_empty() { "/" } else { root };
    let Ok(entries) = file.read_storage(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter(|entry| entry.is_storage() && entry.name().starts_with("__attach_version1.0_"))
        .map(|entry| format!("{root}/{}", entry.name()))
        .collect();
    names.sort();
    names
}

/// A property of text, in Unicode or in the code page of Western Europe.
fn property<F: Read + Seek>(file: &mut CompoundFile<F>, root: &str, tag: &str) -> Option<String> {
    if let Some(bytes) = stream(file, &format!("{root}/__substg1.0_{tag}001F")) {
        return Some(encoding_rs::UTF_16LE.decode(&bytes).0.into_owned());
    }
    let bytes = stream(file, &format!("{root}/__substg1.0_{tag}001E"))?;
    Some(encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned())
}

fn stream<F: Read + Seek>(file: &mut CompoundFile<F>, path: &str) -> Option<Vec<u8>> {
    let stream = file.open_stream(path).ok()?;
    let mut bytes = Vec::new();
    stream.take(limits::MAX_FILE).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
