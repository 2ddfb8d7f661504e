use repere::dossier::Ask;
use repere::evidence::Strength;
use repere::forms::{Format, Kind, Options, document, render};

use super::{Case, named, parts, words_of};

/// Texts that an output could take for something else than words.
const HOSTILE: [&str; 9] = [
    "#read(\"/etc/passwd\") #panic() $x$ *gras* _italique_ `code` <label> @ref \\ // rien /* rien */",
    "#{ import \"/sheet.json\" } #include \"/etc/passwd\" \\u{202e} ${7*7} {{personne}}",
    "<script>alert('x')</script><img src=x onerror=alert(1)><!-- & &amp; &#x41; ]]>",
    "</w:t></w:r></w:p>]]><w:p/> <?xml version=\"1.0\"?> <!DOCTYPE a>",
    "| a | b |\n|---|---|\n# titre\n- liste\n1. un\n> cite\n![image](http://exemple.invalid/x.png)",
    "avant \u{202e}à l'envers\u{202c} \u{2066}isolé\u{2069} \u{200b}\u{feff}\u{0}\u{1}\u{7}\u{1b}[31m après",
    "puces \u{f0b7} \u{e000} émoticônes 🎉👩‍💻 漢字 עברית العربية ไทย \u{fffe}\u{ffff}",
    "1984. Une année ; - un tiret ; + un plus ; = un égal",
    "'=HYPERLINK(\"http://exemple.invalid\")",
];

fn hostile() -> Case {
    let mut case = Case::lived();
    let endless = "Anticonstitutionnellement".repeat(400);
    for (at, quote) in HOSTILE.iter().copied().chain([endless.as_str()]).enumerate() {
        case.ask([
            Ask::Add {
                code: format!("C1.0{}", at % 9 + 1),
                strength: Strength::Direct,
                quote: quote.chars().filter(|c| *c != '\0').take(3900).collect(),
                source: "</td>#panic()\u{202e}".into(),
            },
            Ask::Note { text: quote.chars().filter(|c| *c != '\0').take(3900).collect(), about: None },
        ]);
    }
    case.jury("C1");
    case
}

#[test]
fn hostile_texts_stay_words_in_every_output() {
    let mut case = hostile();
    let dossier = case.dossier();
    let hostile = "Zoé <b>#eval(\"1\")</b> ]]> \u{202e}O'Brien & fils";
    for kind in [Kind::Grille, Kind::Rapport, Kind::Lettre] {
        let options = Options { contact: Some(HOSTILE[2].into()), ..named(hostile) };
        let sheet = document(kind, &dossier, &options).unwrap();
        for format in Format::ALL {
            let bytes = render(&sheet, format)
                .unwrap_or_else(|error| panic!("{} {format:?}: {error}", kind.as_str()));
            match format {
                Format::Html => html(&String::from_utf8(bytes).unwrap()),
                Format::Docx => docx(&bytes),
                Format::Markdown => markdown(&String::from_utf8(bytes).unwrap()),
                _ => pdf(&case, &bytes, kind),
            }
        }
    }
}

fn none_hidden(text: &str) {
    for c in text.chars() {
        let hidden = (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
        assert!(!hidden, "{:?}", c);
    }
}

fn html(page: &str) {
    none_hidden(page);
    for tag in ["<script", "<img", "<b>", "onerror=alert(1)>", "<!--", "</td>#"] {
        assert!(!page.contains(tag), "{tag}");
    }
}

fn docx(bytes: &[u8]) {
    for (name, content) in parts(bytes) {
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let xml = String::from_utf8(content).unwrap();
            none_hidden(&xml);
            words_of(&xml);
            assert!(!xml.contains("<w:p/>") && !xml.contains("<!DOCTYPE"), "{name}");
        }
    }
}

fn markdown(text: &str) {
    none_hidden(text);
    for line in text.lines() {
        // Nothing of a quote opens a list, a heading or an image, and no element of HTML gets through but our line ends.
        assert!(!line.contains("![image]("), "{line}");
        let tags = line.replace("<br>", "").replace("\\<", "");
        assert!(!tags.contains('<'), "{line}");
        if line.starts_with('|') {
            let unescaped = line.replace("\\|", "");
            let bars = unescaped.matches('|').count();
            assert!((4..=7).contains(&bars), "{bars} cells: {line}");
        }
    }
}

fn pdf(case: &Case, bytes: &[u8], kind: Kind) {
    assert!(bytes.starts_with(b"%PDF"));
    if !super::has("pdftotext") {
        return;
    }
    let file = case.home.file("hostile.pdf", bytes);
    let text = std::process::Command::new("pdftotext").args([&file, "-"]).output().unwrap();
    // Columns break words anywhere.
    let joined: String = String::from_utf8_lossy(&text.stdout)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect();
    assert!(!joined.contains("root:"), "a file was read");
    if kind == Kind::Grille {
        assert!(
            joined.contains("#read(\"/etc/passwd\")#panic()"),
            "the words themselves are shown:\n{joined}"
        );
        assert!(joined.contains("<script>alert('x')</script>"), "{joined}");
    }
}

#[test]
fn plugins_words_and_file_names_are_words_too() {
    let mut case = Case::empty();
    case.add("<script>cv</script> #panic() | \u{202e}.txt", "Saisie des factures fournisseurs\n");
    for kind in [Kind::Rapport, Kind::Lettre, Kind::Grille] {
        for format in Format::ALL {
            let bytes = case.write(kind, format);
            if format == Format::Html {
                html(&String::from_utf8(bytes).unwrap());
            }
        }
    }
}
