//! Mails: the text of one, then its attachments, each read as what it is.

use mail_parser::{MessageParser, MimeHeaders, PartType};

use crate::document::extract::{Input, Place, Reading, Sink, alone, from};
use crate::document::fault::Fault;
use crate::document::format::Format;
use crate::document::{archive, flow, html, limits};

pub(super) fn mail(input: Input, place: Place, reading: &Reading, sink: &mut dyn Sink) {
    let bytes = match input.bytes(limits::MAX_FILE) {
        Ok(bytes) => bytes,
        Err(fault) => return alone(place, sink, || Err(fault)),
    };
    let Some(message) = MessageParser::default().parse(&bytes) else {
        return alone(place, sink, || Err(Fault::Damaged { format: Format::Mail }));
    };
    if message.parts.iter().any(|part| {
        part.is_content_type("application", "pkcs7-mime") || part.is_content_type("multipart", "encrypted")
    }) {
        return alone(place, sink, || Err(Fault::Encrypted { format: Format::Mail }));
    }
    let mut body = String::new();
    if let Some(subject) = message.subject().filter(|subject| !subject.trim().is_empty()) {
        body = format!("Objet : {}\n\n", subject.trim());
    }
    let mut says = false;
    let mut fault = None;
    for part in message.text_bodies() {
        let text = match &part.body {
            PartType::Text(text) => Ok(text.replace("\r\n", "\n")),
            PartType::Html(text) => html::markup(text),
            _ => continue,
        };
        match text {
            Ok(text) => {
                says |= text.contains(char::is_alphanumeric);
                body.push_str(&text);
                body.push('\n');
            }
            Err(Fault::Empty) => {}
            Err(found) => fault = Some(found),
        }
    }
    let attached = message.attachment_count() > 0;
    if says || fault.is_some() || !attached {
        alone(place, sink, || match fault {
            Some(fault) => Err(fault),
            None if says => flow::finished(body),
            None => Err(Fault::Empty),
        });
    }
    for part in message.attachments() {
        let image = part.content_type().is_some_and(|kind| kind.ctype() == "image");
        // The picture of a signature is part of the letter's look.
        if image && part.content_id().is_some() {
            continue;
        }
        let nested = part.message();
        let name = part.attachment_name().map(str::to_owned);
        let name = name
            .unwrap_or_else(|| if nested.is_some() { "courriel joint" } else { "pièce jointe" }.to_owned());
        let name = archive::shown(&name);
        if is_passed_over(&name) || part.is_content_type("application", "pkcs7-signature") {
            continue;
        }
        let member = place.within(&name);
        let inner = Place { name: &name, member: &member, depth: place.depth + 1, budget: place.budget };
        let bytes = match nested {
            Some(nested) => nested.raw_message().to_vec(),
            None => part.contents().to_vec(),
        };
        from(Input::Bytes(bytes), inner, reading, sink);
    }
}

/// Signatures, calendars and visiting cards.
pub(super) fn is_passed_over(name: &str) -> bool {
    let name = name.to_lowercase();
    [".p7s", ".p7m", ".ics", ".vcf", ".asc", ".sig"].iter().any(|end| name.ends_with(end))
}
