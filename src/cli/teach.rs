//! `repere teach`

use std::io::Write;
use std::path::Path;

use super::args::TeachArgs;
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::engine::open_store;
use crate::evidence::Figures;
use crate::evidence::labelled;
use crate::evidence::shipped::COMPETENCES;
use crate::teaching::{Apply, Lesson, teach};

pub(super) fn run(folder: &Path, quiet: bool, args: TeachArgs) -> Result<Done, Failure> {
    let mut passages = Vec::new();
    for file in &args.files {
        let text = std::fs::read_to_string(file).map_err(|error| Failure::in_file(file, error))?;
        passages.extend(labelled::read(&text, COMPETENCES).map_err(|error| Failure::in_file(file, error))?);
    }
    if passages.is_empty() && !args.files.is_empty() {
        return Err(Failure::in_file(
            &args.files[0],
            "aucun passage ; une ligne JSON par passage est attendue",
        ));
    }
    let (mut store, notices) = open_store(folder)?;
    notice::print(&notices, quiet);
    let mut out = Output::open(None)?;
    if args.list {
        let lessons = store.taught_models(&args.referentiel)?;
        if lessons.is_empty() {
            writeln!(out, "Aucune leçon : le modèle est celui qui est livré.")?;
        }
        for lesson in lessons {
            let state = if lesson.retired { "retirée" } else { "active" };
            writeln!(
                out,
                "{}  {}  {} passage{}  {state}",
                lesson.taught_at,
                lesson.name,
                lesson.passages,
                if lesson.passages > 1 { "s" } else { "" }
            )?;
        }
    } else if args.back {
        match store.retire_taught_model(&args.referentiel)? {
            Some(retired) => {
                let now = store.taught_models(&args.referentiel)?.into_iter().rfind(|lesson| !lesson.retired);
                let now = now.map_or("le modèle livré".to_owned(), |lesson| lesson.name);
                writeln!(
                    out,
                    "{} est retiré, ses passages ne comptent plus. En service : {now}.",
                    retired.name
                )?;
            }
            None => return Err(Failure::usage("aucune leçon à retirer : le modèle est celui qui est livré")),
        }
    } else {
        if passages.is_empty() && !args.refit {
            return Err(Failure::usage("donnez un fichier de passages, ou --refit, --list ou --back"));
        }
        let apply = match (args.dry_run, args.force) {
            (true, _) => Apply::Never,
            (false, true) => Apply::Always,
            (false, false) => Apply::IfSound,
        };
        let lesson = teach(&mut store, &args.referentiel, &passages, apply)?;
        said(&mut out, &lesson)?;
        out.finish()?;
        let turned_down = !lesson.applied && !args.dry_run;
        return Ok(if turned_down { Done::Some } else { Done::All });
    }
    out.finish()?;
    Ok(Done::All)
}

fn said(out: &mut impl Write, lesson: &Lesson) -> std::io::Result<()> {
    writeln!(out, "Sur des passages que le modèle n'avait pas vus (précision, rappel, F1) :")?;
    let mut line = |what: &str, (before, after): (Figures, Figures)| {
        let three = |f: Figures| format!("{:.3} {:.3} {:.3}", f.precision, f.recall, f.f1);
        writeln!(
            out,
            "  {what:<24} {:>6}   avant {}   après {}",
            before.passages,
            three(before),
            three(after)
        )
    };
    line("les passages livrés", lesson.shipped)?;
    line("les vôtres", lesson.taught)?;
    if lesson.applied {
        writeln!(
            out,
            "Le modèle {} remplace {}, qui est gardé : « repere teach --back » y revient.",
            lesson.after, lesson.before
        )
    } else if lesson.degrades() {
        writeln!(
            out,
            "Rien n'est changé : le F1 baisserait de plus d'un centième. Relisez ces passages ; --force les apprend tout de même."
        )
    } else {
        writeln!(out, "Rien n'est changé (--dry-run).")
    }
}
