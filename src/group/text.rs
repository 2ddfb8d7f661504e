//! A group as French text.

use std::io::{self, Write};

use super::Group;

/// Cells of a bar.
const BAR: usize = 20;
/// Longest title on a line.
const TITLE: usize = 62;

/// Writes a group: compétences, blocs, what is lacking, and who is close to each bloc, at most `close` documents each.
pub fn write(out: &mut impl Write, group: &Group, close: usize) -> io::Result<()> {
    let count = group.members.len();
    writeln!(out, "GROUPE DE {count} DOCUMENT{}", if count > 1 { "S" } else { "" })?;
    writeln!(out, "{}", group.referentiel)?;
    match &group.branche {
        Some(branche) => writeln!(out, "Branche : {branche}")?,
        None => writeln!(out, "Aucun bloc : le module de la branche n'a pu être utilisé")?,
    }
    writeln!(
        out,
        "Ce que montrent des documents, non ce que savent des personnes : un jury seul en décide."
    )?;

    writeln!(out, "\nCOMPÉTENCES   █ bien montrée   ▒ en partie   · non montrée")?;
    for row in &group.competences {
        writeln!(out, "\n  {} {}", row.code, short(&row.title))?;
        let [none, partial, solid] = row.counts;
        writeln!(
            out,
            "     {}  bien {solid} ({} %), en partie {partial} ({} %), non {none} ({} %)",
            bar(group, solid, partial),
            group.percent(solid),
            group.percent(partial),
            group.percent(none)
        )?;
    }
    if !group.blocs.is_empty() {
        writeln!(out, "\nBLOCS   █ repéré   ▒ à approfondir   · non repéré")?;
        for row in &group.blocs {
            writeln!(out, "\n  {} {}", row.code, short(&row.title))?;
            let [none, partial, whole] = row.counts;
            writeln!(
                out,
                "     {}  repéré {whole}, à approfondir {partial}, non repéré {none} ; montré à {:.0} % en moyenne",
                bar(group, whole, partial),
                row.share * 100.0
            )?;
        }
    }
    writeln!(out, "\nCE QUI MANQUE LE PLUS SOUVENT")?;
    for row in group.gaps() {
        writeln!(
            out,
            "  {} {:<TITLE$} non {:>4}, en partie {:>4}{}",
            row.code,
            short(&row.title),
            row.counts[0],
            row.counts[1],
            match row.alone_missing {
                0 => String::new(),
                alone => format!(", seule à manquer d'un bloc {alone}"),
            }
        )?;
    }
    for (at, row) in group.blocs.iter().enumerate().filter(|_| close > 0) {
        let members = group.close_to(at);
        if members.is_empty() {
            continue;
        }
        writeln!(out, "\nPROCHES DU BLOC {} {}", row.code, short(&row.title))?;
        for (member, bloc) in members.iter().take(close) {
            let missing = bloc.missing.join(", ");
            writeln!(out, "  {:>3.0} %  {}  à approfondir : {missing}", bloc.share * 100.0, member.document)?;
        }
        if members.len() > close {
            writeln!(out, "         et {} autres (--close N en montre plus)", members.len() - close)?;
        }
    }
    Ok(())
}

fn bar(group: &Group, whole: usize, partial: usize) -> String {
    let cells = |count: usize| (count * BAR + group.members.len() / 2) / group.members.len().max(1);
    let whole_cells = cells(whole);
    let partial_cells = cells(whole + partial) - whole_cells;
    let rest = BAR - whole_cells - partial_cells;
    format!("{}{}{}", "█".repeat(whole_cells), "▒".repeat(partial_cells), "·".repeat(rest))
}

/// A title that fits its line.
pub(super) fn short(title: &str) -> String {
    if title.chars().count() <= TITLE {
        return title.to_owned();
    }
    let cut: String = title.chars().take(TITLE - 1).collect();
    let at = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..at].trim_end_matches([',', ' ']))
}
