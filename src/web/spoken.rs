//! The engine's messages for people who click: it tells readers of a terminal what to type.

/// What messages say of commands and options, and what a page says instead. A `*` stands for a name.
const SAID: &[(&str, &str)] = &[
    ("« repere dossier list » montre ceux qui existent", "la page « Dossiers » montre ceux qui existent"),
    ("« repere dossier reopen * » le rouvre", "« Rouvrir », en bas de sa page, le rouvre"),
    ("« repere dossier show * » les montre", "rechargez sa page pour voir celles d'aujourd'hui"),
    ("« repere dossier history * » les montre", "la page « Historique » du dossier les montre"),
    (
        "« repere dossier refresh * » le relit d'abord avec le nouveau, ou « --dry-run » en montre les effets",
        "« Relire les documents », en haut de sa page, le relit d'abord avec le nouveau",
    ),
    (
        "« repere dossier refresh » passe à celle qui l'est",
        "« Relire les documents », en haut de la page du dossier, passe à celle qui l'est",
    ),
    ("« repere dossier erase » l'efface en entier", "« Effacer… », en bas de sa page, l'efface en entier"),
    ("« repere dossier name » le change", "« Nom de la personne », en bas de la page du dossier, le change"),
    (
        "« repere doctor » dit ce qui ne va pas",
        "demandez à la personne qui s'occupe de cet ordinateur de contrôler les données de Repère",
    ),
    (
        "lancez « repere doctor --repair »",
        "demandez à la personne qui s'occupe de cet ordinateur de réparer les données de Repère",
    ),
    (
        "lancez la commande dans un terminal pour qu'elle la demande, ou donnez --passphrase-file FICHIER (ou \
         REPERE_PASSPHRASE_FILE)",
        "demandez à la personne qui s'occupe de cet ordinateur de relancer Repère avec elle",
    ),
    (
        "déplacez-le, puis « repere restore SAUVEGARDE »",
        "demandez à la personne qui s'occupe de cet ordinateur de remettre une sauvegarde à sa place",
    ),
    ("(les pages de « repere serve », ou une autre commande)", "(une commande)"),
    (
        "« repere doctor » cherche pourquoi",
        "Demandez à la personne qui s'occupe de cet ordinateur de chercher pourquoi",
    ),
    ("l'auteur (--by)", "votre nom"),
    ("« repere branche enable * » la rallume", "« Rallumer », sur sa page dans « Branches », la rallume"),
    ("« repere branche disable * » l'éteint", "« Éteindre », sur sa page, la met hors service"),
    ("« repere branche build » en fait un greffon", "demandez à la branche le fichier qui s'installe"),
    (
        "aucune version du ROME n'est importée : repere rome import ARCHIVE (*)",
        "les métiers du ROME ne sont pas encore installés ici ; demandez-le à la personne qui s'occupe de cet \
         ordinateur (l'archive officielle : *)",
    ),
    ("indiquez-le avec --release 460", "laissez-lui le nom que France Travail lui donne"),
    (", ou choisissez un autre dossier de données avec --data", ""),
    (
        "choisissez-en un autre avec --data",
        "demandez à la personne qui s'occupe de cet ordinateur d'en choisir un autre",
    ),
    ("donnez le résultat de « repere match --format jsonl »", "recommencez le lot"),
    (" ; ajoutez-en, ou --small-group si elles sont d'accord", " ; ajoutez-en"),
    (", ou relancez avec --ocr", " (Word, ou PDF dont le texte se sélectionne)"),
    ("--ocr a besoin du programme tesseract", "la lecture des images a besoin du programme tesseract"),
    ("alors que --ocr en lit", "alors que Repère en lit"),
    ("nommez-en une avec --column : ", "enregistrez chaque document dans un fichier à lui. Ses colonnes : "),
    (" ; recommencez avec --threads 1", " ; recommencez"),
];

/// A message as a page says it.
pub(super) fn spoken(message: &str) -> String {
    let mut said = message.to_owned();
    for (typed, clicked) in SAID {
        let (before, after) = typed.split_once('*').unwrap_or((typed, ""));
        let Some(begin) = said.find(before) else { continue };
        let rest = begin + before.len();
        let Some(length) = said[rest..].find(after) else { continue };
        let name = said[rest..rest + length].to_owned();
        said.replace_range(begin..rest + length + after.len(), &clicked.replace('*', &name));
    }
    said
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The string literals of a source file, continued lines joined, those of tests and comments left out.
    fn literals(source: &str) -> Vec<String> {
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n").replace("'\"'", "");
        let (mut found, mut chars) = (Vec::new(), code.chars().peekable());
        while let Some(c) = chars.next() {
            if c != '"' {
                continue;
            }
            let mut text = String::new();
            while let Some(c) = chars.next() {
                match c {
                    '"' => break,
                    '\\' => match chars.next() {
                        Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                        Some(escaped) => text.push(escaped),
                        None => {}
                    },
                    c => text.push(c),
                }
            }
            found.push(text);
        }
        found
    }

    fn tells_to_type(text: &str) -> bool {
        let option = |at: usize| text[at + 2..].starts_with(|c: char| c.is_ascii_lowercase());
        text.contains("« repere ")
            || text.contains(": repere ")
            || text
                .match_indices("--")
                .any(|(at, _)| option(at) && (at == 0 || text[..at].ends_with([' ', '(', '«', '\u{a0}'])))
    }

    fn look(folder: &Path, missed: &mut Vec<String>, looked: &mut usize) {
        // What only the command line reaches.
        const ELSEWHERE: [&str; 8] =
            ["cli", "batch", "web", "upkeep", "upkeep.rs", "main.rs", "text.rs", "html.rs"];
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let of_group = path.parent().unwrap().ends_with("group");
            if ELSEWHERE.contains(&name) && (of_group || !matches!(name, "text.rs" | "html.rs")) {
                continue;
            }
            if path.is_dir() {
                look(&path, missed, looked);
                continue;
            }
            for text in literals(&std::fs::read_to_string(&path).unwrap()) {
                // Arguments of programs that ours starts are one word.
                if !tells_to_type(&text) || !text.contains(' ') {
                    continue;
                }
                *looked += 1;
                if tells_to_type(&spoken(&text)) {
                    missed.push(format!("{}: {text}", path.display()));
                }
            }
        }
    }

    #[test]
    fn no_message_tells_people_who_click_what_to_type() {
        let (mut missed, mut looked) = (Vec::new(), 0);
        look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut missed, &mut looked);
        assert!(missed.is_empty(), "{}", missed.join("\n"));
        assert!(looked >= 20, "{looked}");
    }

    #[test]
    fn names_in_messages_go_with_them() {
        assert_eq!(
            spoken("le dossier Bimo est clos ; « repere dossier reopen Bimo » le rouvre"),
            "le dossier Bimo est clos ; « Rouvrir », en bas de sa page, le rouvre"
        );
        assert_eq!(spoken("rien de tel"), "rien de tel");
    }
}
