//! A group as a page of its own: no script, nothing from elsewhere.

use std::io::{self, Write};

use super::{Group, svg};
use crate::report::escaped;

/// Documents listed one by one on the page; a larger group is in the CSV and the workbook.
const MOST: usize = 500;

const STYLE: &str = "\
:root{color-scheme:light}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1a1a1a;\
background:#fff}table{border-collapse:collapse;margin:1rem 0 2rem}caption{text-align:left;font-weight:600;padding:.3rem 0}\
th,td{border:1px solid #808080;padding:.25rem .6rem;text-align:left}td.n{text-align:right}.c1{background:#c9dcf0}\
.c2{background:#1a528a;color:#fff}.figure{overflow-x:auto}svg{max-width:100%;height:auto}\
@media print{body{margin:0}tr{break-inside:avoid}}";

const MARKS: [&str; 3] = ["non", "en partie", "bien"];

/// Writes the page: the heat map, its figures as tables, who is close to each bloc (at most `close` documents), and the
/// documents one by one unless they are too many.
pub fn write(out: &mut impl Write, group: &Group, close: usize) -> io::Result<()> {
    let count = group.members.len();
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Groupe de {count} documents</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>Groupe de {count} documents</h1>\n<p>{}</p>\n",
        escaped(&group.referentiel)
    )?;
    match &group.branche {
        Some(branche) => writeln!(out, "<p>Branche : {}</p>", escaped(branche))?,
        None => writeln!(out, "<p>Aucun bloc : le module de la branche n’a pu être utilisé.</p>")?,
    }
    writeln!(
        out,
        "<p>Ce que montrent des documents, non ce que savent des personnes : un jury seul en décide.</p>\n\
         <div class=\"figure\">\n{}</div>",
        svg(group)
    )?;
    gaps(out, group)?;
    for (at, row) in group.blocs.iter().enumerate().filter(|_| close > 0) {
        let members = group.close_to(at);
        if members.is_empty() {
            continue;
        }
        let title = format!("Proches du bloc {} {}", row.code, row.title);
        writeln!(out, "<table>\n<caption>{}</caption>", escaped(&title))?;
        writeln!(out, "<thead><tr><th scope=\"col\">document</th><th scope=\"col\">part montrée</th>")?;
        writeln!(out, "<th scope=\"col\">à approfondir</th></tr></thead>\n<tbody>")?;
        for (member, bloc) in members.iter().take(close) {
            writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td class=\"n\">{:.0} %</td><td>{}</td></tr>",
                escaped(&member.document),
                bloc.share * 100.0,
                escaped(&bloc.missing.join(", "))
            )?;
        }
        writeln!(out, "</tbody>\n</table>")?;
    }
    documents(out, group)?;
    writeln!(out, "</main>\n</body>\n</html>")
}

fn gaps(out: &mut impl Write, group: &Group) -> io::Result<()> {
    writeln!(out, "<table>\n<caption>Ce qui manque le plus souvent</caption>\n<thead><tr>")?;
    for head in ["compétence", "non montrée", "en partie", "bien montrée", "seule à manquer d’un bloc"]
    {
        writeln!(out, "<th scope=\"col\">{head}</th>")?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for row in group.gaps() {
        write!(out, "<tr><th scope=\"row\">{} {}</th>", escaped(&row.code), escaped(&row.title))?;
        for count in row.counts {
            write!(out, "<td class=\"n\">{count} ({} %)</td>", group.percent(count))?;
        }
        writeln!(out, "<td class=\"n\">{}</td></tr>", row.alone_missing)?;
    }
    writeln!(out, "</tbody>\n</table>")
}

fn documents(out: &mut impl Write, group: &Group) -> io::Result<()> {
    let count = group.members.len();
    if count > MOST {
        return writeln!(
            out,
            "<p>Les {count} documents un par un sont dans le tableur (--format xlsx ou csv) : ils sont trop nombreux ici.</p>"
        );
    }
    writeln!(
        out,
        "<table>\n<caption>Document par document</caption>\n<thead><tr><th scope=\"col\">document</th>"
    )?;
    let codes = group.competences.iter().map(|row| &row.code).chain(group.blocs.iter().map(|row| &row.code));
    for code in codes {
        writeln!(out, "<th scope=\"col\">{}</th>", escaped(code))?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for member in &group.members {
        write!(out, "<tr><th scope=\"row\">{}</th>", escaped(&member.document))?;
        for covered in &member.coverage {
            write!(out, "<td class=\"c{covered}\">{}</td>", MARKS[usize::from(*covered).min(2)])?;
        }
        for at in 0..group.blocs.len() {
            match member.blocs.get(at) {
                Some(bloc) => {
                    write!(out, "<td class=\"c{}\">{}</td>", bloc.outcome as u8, bloc.outcome.as_str())?
                }
                None => write!(out, "<td></td>")?,
            }
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table>")
}
