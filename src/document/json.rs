//! JSON: JSON Resume, Europass, else the texts of any other in their order.

use serde_json::Value;

use crate::document::fault::Fault;
use crate::document::flow::{self, Block, Flow};
use crate::document::{europass, html};

pub(super) fn text(source: &str) -> Result<String, Fault> {
    let value: Value = match serde_json::from_str(source) {
        Ok(value) => value,
        // A text that begins with a brace is still a text; the limit on depth is the parser's own.
        Err(error) if error.to_string().contains("recursion limit") => return Err(Fault::TooDeep),
        Err(_) => return flow::finished(source.to_owned()),
    };
    if let Some(passport) = value.get("SkillsPassport").or_else(|| value.get("LearnerInfo").map(|_| &value)) {
        return europass::of_json(passport);
    }
    if ["basics", "work", "education"].iter().filter(|key| value.get(**key).is_some()).count() >= 2 {
        return resume(&value);
    }
    let mut flow = Flow::default();
    every(&value, &mut flow)?;
    flow.finish()
}

fn every(value: &Value, flow: &mut Flow) -> Result<(), Fault> {
    flow.check()?;
    match value {
        Value::String(text) => prose(text, flow),
        Value::Array(items) => items.iter().try_for_each(|item| every(item, flow))?,
        Value::Object(fields) => {
            for (_, field) in fields {
                every(field, flow)?;
            }
            flow.blank();
        }
        _ => {}
    }
    Ok(())
}

/// A text, which may be HTML.
pub(super) fn prose(text: &str, flow: &mut Flow) {
    let markup = text.contains("</") || text.contains("<br") || text.contains("<p>");
    let read = if markup { html::markup(text).unwrap_or_default() } else { text.to_owned() };
    for line in read.split('\n').filter(|line| !line.trim().is_empty()) {
        match line.trim_start().strip_prefix("- ") {
            Some(item) => flow.paragraph(item, Block::Item(0)),
            None => flow.paragraph(line, Block::Plain),
        }
    }
}

/// The sections of <https://jsonresume.org/schema>, under the French headings that passages know.
fn resume(value: &Value) -> Result<String, Fault> {
    let mut flow = Flow::default();
    if let Some(basics) = value.get("basics") {
        for key in ["name", "label"] {
            flow.paragraph(&string(basics, key), Block::Plain);
        }
        if let Some(summary) = basics.get("summary").and_then(Value::as_str) {
            flow.paragraph("PROFIL", Block::Heading(1));
            prose(summary, &mut flow);
        }
    }
    type Fields = &'static [&'static str];
    const SECTIONS: &[(&str, &str, Fields, Fields)] = &[
        ("work", "EXPÉRIENCE PROFESSIONNELLE", &["position", "name", "company"], &["summary", "highlights"]),
        ("volunteer", "BÉNÉVOLAT", &["position", "organization"], &["summary", "highlights"]),
        ("education", "FORMATION", &["studyType", "area", "institution"], &["courses"]),
        ("certificates", "CERTIFICATIONS", &["name", "issuer", "date"], &[]),
        ("skills", "COMPÉTENCES", &["name", "level"], &["keywords"]),
        ("languages", "LANGUES", &["language", "fluency"], &[]),
        ("projects", "PROJETS", &["name"], &["description", "highlights"]),
        ("awards", "DISTINCTIONS", &["title", "awarder", "date"], &["summary"]),
        ("publications", "PUBLICATIONS", &["name", "publisher", "releaseDate"], &["summary"]),
        ("interests", "CENTRES D'INTÉRÊT", &["name"], &["keywords"]),
    ];
    for (section, title, head, body) in SECTIONS {
        let Some(entries) =
            value.get(section).and_then(Value::as_array).filter(|entries| !entries.is_empty())
        else {
            continue;
        };
        flow.paragraph(title, Block::Heading(1));
        for entry in entries {
            flow.check()?;
            let mut parts: Vec<String> =
                head.iter().map(|key| string(entry, key)).filter(|part| !part.is_empty()).collect();
            let (start, end) = (string(entry, "startDate"), string(entry, "endDate"));
            match (start.is_empty(), end.is_empty()) {
                (true, true) => {}
                (false, true) => parts.push(format!("depuis {start}")),
                (true, false) => parts.push(end),
                (false, false) => parts.push(format!("{start} – {end}")),
            }
            let keywords = entry.get("keywords").and_then(Value::as_array);
            let keywords = keywords
                .filter(|_| body.contains(&"keywords"))
                .map(|keywords| keywords.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "));
            match keywords {
                Some(keywords) => flow.paragraph(&format!("{} : {keywords}", parts.join(", ")), Block::Plain),
                None => flow.paragraph(&parts.join(", "), Block::Plain),
            }
            for key in body.iter().filter(|key| **key != "keywords") {
                match entry.get(key) {
                    Some(Value::String(text)) => prose(text, &mut flow),
                    Some(Value::Array(items)) => {
                        for item in items.iter().filter_map(Value::as_str) {
                            flow.paragraph(item, Block::Item(0));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    flow.finish()
}

fn string(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}
