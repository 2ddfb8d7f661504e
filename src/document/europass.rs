//! Europass CVs, in XML or JSON, of the SkillsPassport (to 2020) or Candidate (since) schema.
//!
//! Both are trees of named elements: sections become headings that passages know, the short elements of an entry one line, its
//! descriptions lines of their own.

use serde_json::Value;

use crate::document::fault::Fault;
use crate::document::flow::{Block, Flow};
use crate::document::format::Format;
use crate::document::json::prose;
use crate::document::xml::{Node, attribute, walk};

/// An element with what it holds.
#[derive(Debug, Default)]
struct Tree {
    name: String,
    text: String,
    children: Vec<Tree>,
}

pub(super) fn text(bytes: &[u8]) -> Result<String, Fault> {
    let mut stack = vec![Tree::default()];
    walk(bytes, Format::Xml, |node| {
        match node {
            Node::Open(name, start) => {
                let mut tree = Tree { name: name.to_owned(), ..Tree::default() };
                // A date's year is an attribute here, an element elsewhere.
                if let Some(year) = attribute(start, "year") {
                    tree.children.push(Tree { name: "Year".to_owned(), text: year, children: Vec::new() });
                }
                stack.push(tree);
            }
            Node::Text(text) => {
                if let Some(tree) = stack.last_mut() {
                    tree.text.push_str(&text);
                }
            }
            Node::Close(_) => {
                if let Some(tree) = stack.pop()
                    && let Some(parent) = stack.last_mut()
                {
                    parent.children.push(tree);
                }
            }
        }
        Ok(())
    })?;
    render(&stack.swap_remove(0))
}

pub(super) fn of_json(value: &Value) -> Result<String, Fault> {
    let mut root = Tree::default();
    grow(value, "", &mut root);
    render(&root)
}

fn grow(value: &Value, name: &str, parent: &mut Tree) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| grow(item, name, parent)),
        Value::Object(fields) => {
            let mut tree = Tree { name: name.to_owned(), ..Tree::default() };
            for (name, field) in fields {
                grow(field, name, &mut tree);
            }
            parent.children.push(tree);
        }
        Value::String(text) => {
            parent.children.push(Tree { name: name.to_owned(), text: text.clone(), children: Vec::new() });
        }
        Value::Number(number) => {
            parent.children.push(Tree {
                name: name.to_owned(),
                text: number.to_string(),
                children: Vec::new(),
            });
        }
        Value::Bool(_) | Value::Null => {}
    }
}

/// Elements that open a section, and its heading.
const SECTIONS: &[(&str, &str)] = &[
    ("Headline", "POSTE VISÉ"),
    ("WorkExperienceList", "EXPÉRIENCE PROFESSIONNELLE"),
    ("WorkExperience", "EXPÉRIENCE PROFESSIONNELLE"),
    ("EmploymentHistory", "EXPÉRIENCE PROFESSIONNELLE"),
    ("EducationList", "FORMATION"),
    ("Education", "FORMATION"),
    ("EducationHistory", "FORMATION"),
    ("Skills", "COMPÉTENCES"),
    ("PersonQualifications", "COMPÉTENCES"),
    ("AchievementList", "RÉALISATIONS"),
    ("Achievement", "RÉALISATIONS"),
    ("Linguistic", "LANGUES"),
    ("Hobbies", "CENTRES D'INTÉRÊT"),
    ("HobbiesAndInterests", "CENTRES D'INTÉRÊT"),
    ("VolunteeringList", "BÉNÉVOLAT"),
    ("ProjectList", "PROJETS"),
];
/// One entry of a section.
const ENTRIES: &[&str] = &[
    "WorkExperience",
    "EmployerHistory",
    "PositionHistory",
    "Education",
    "EducationOrganizationAttendance",
    "Achievement",
    "ForeignLanguage",
    "MotherTongue",
    "PersonCompetency",
];
/// Texts of several lines, often HTML.
const DESCRIPTIONS: &[&str] =
    &["Activities", "Description", "Summary", "ExecutiveSummary", "Responsibilities", "Notes"];
/// What says nothing of the person's work, or names the person only.
const PASSED_OVER: &[&str] = &[
    "DocumentInfo",
    "PrintingPreferences",
    "Photo",
    "Data",
    "Attachment",
    "AttachmentList",
    "Identification",
    "Code",
    "URI",
    "ContactInfo",
    "Documentation",
    "RenderingInformation",
    "Communication",
    "Use",
    "References",
    "ReferenceTo",
    "UserArea",
    "DocumentID",
    "CandidateSupplier",
    "CountryCode",
    "languageCode",
    "Id",
];

fn render(root: &Tree) -> Result<String, Fault> {
    let mut flow = Flow::default();
    let mut section = String::new();
    visit(root, &mut section, &mut flow)?;
    flow.finish()
}

fn visit(tree: &Tree, section: &mut String, flow: &mut Flow) -> Result<(), Fault> {
    flow.check()?;
    // "Communication" is a contact in one place and a skill in another.
    let skill = tree.name == "Communication" && tree.children.iter().any(|child| child.name == "Description");
    if PASSED_OVER.contains(&tree.name.as_str()) && !skill {
        return Ok(());
    }
    if let Some((_, title)) = SECTIONS.iter().find(|(name, _)| *name == tree.name)
        && section != title
        && !(tree.children.is_empty() && tree.text.trim().is_empty())
    {
        flow.paragraph(title, Block::Heading(1));
        *section = (*title).to_owned();
    }
    if ENTRIES.contains(&tree.name.as_str())
        && !tree.children.iter().any(|c| ENTRIES.contains(&c.name.as_str()))
    {
        let mut head = Vec::new();
        let mut body = Vec::new();
        gather(tree, &mut head, &mut body);
        flow.paragraph(&head.join(", "), Block::Plain);
        body.iter().for_each(|text| prose(text, flow));
        return Ok(());
    }
    if tree.children.is_empty() {
        prose(&tree.text, flow);
    }
    tree.children.iter().try_for_each(|child| visit(child, section, flow))
}

/// The short texts of an entry in `head`, the long ones in `body`.
fn gather(tree: &Tree, head: &mut Vec<String>, body: &mut Vec<String>) {
    if PASSED_OVER.contains(&tree.name.as_str()) || tree.name.ends_with("Code") {
        return;
    }
    match tree.name.as_str() {
        "Period" | "EmploymentPeriod" | "AttendancePeriod" => {
            let years: Vec<String> = tree.children.iter().filter_map(year).collect();
            if !years.is_empty() {
                head.push(years.join(" – "));
            }
        }
        name if DESCRIPTIONS.contains(&name) => body.push(tree.all()),
        _ if tree.children.is_empty() => {
            let text = tree.text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() && text != "true" && text != "false" {
                head.push(text);
            }
        }
        _ => {
            // When, what, where: JSON keeps no order of its own.
            let mut children: Vec<&Tree> = tree.children.iter().collect();
            children.sort_by_key(|child| match child.name.as_str() {
                "Period" | "EmploymentPeriod" | "AttendancePeriod" => 0,
                "Position" | "PositionTitle" | "Title" => 1,
                _ => 2,
            });
            children.into_iter().for_each(|child| gather(child, head, body));
        }
    }
}

/// The year of a date: an attribute that JSON keeps as a field, or the first digits of an ISO date.
fn year(tree: &Tree) -> Option<String> {
    if let Some(year) = tree.children.iter().find(|child| child.name == "Year") {
        return Some(year.text.clone());
    }
    let text = tree.all();
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    (digits.len() == 4).then_some(digits)
}

impl Tree {
    /// Its text and that of all it holds.
    fn all(&self) -> String {
        let mut out = self.text.clone();
        for child in &self.children {
            out.push_str(&child.all());
        }
        out
    }
}
