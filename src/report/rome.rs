//! The likeliest occupations of a document, for a person.

use std::io::{self, Write};

use super::text::{TITLE, TextStyle, hanging, paragraph, shown};
use crate::rome::Likely;

pub(super) fn write(out: &mut impl Write, likely: &Likely, style: TextStyle) -> io::Result<()> {
    writeln!(out, "{TITLE}Métiers ROME les plus vraisemblables (version {}){TITLE:#}", likely.rome)?;
    if likely.verify {
        let said = "À vérifier : aucun code ne se détache assez. Voyez lesquels écarter avec la personne.";
        paragraph(out, said, "  ", style)?;
    }
    for code in &likely.codes {
        let head = format!("{} {} ({:.0} %)", code.code, code.title, code.score * 100.0);
        hanging(out, &head, "  ", "        ", style)?;
        if let Some(appellation) = code.appellation.as_ref().filter(|appellation| **appellation != code.title)
        {
            hanging(out, &format!("appellation : {appellation}"), "        ", "          ", style)?;
        }
        for title in &code.titles {
            hanging(
                out,
                &format!("l. {:<3} « {} »", title.line, shown(&title.text)),
                "        ",
                "          ",
                style,
            )?;
        }
        for statement in &code.statements {
            let said = format!("l. {:<3} « {} »", statement.line, shown(&statement.passage));
            hanging(out, &said, "        ", "          ", style)?;
            hanging(out, &format!("↳ {}", statement.text), "          ", "            ", style)?;
        }
    }
    writeln!(out)
}
