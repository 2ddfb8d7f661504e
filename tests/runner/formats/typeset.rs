//! Test PDFs, typeset here so that what they say and in which order is known.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;

struct Desk {
    source: Source,
}

static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| typst_assets::fonts().filter_map(|bytes| Font::new(Bytes::new(bytes), 0)).collect());
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Typesets French text on A4.
pub fn pdf(body: &str) -> Vec<u8> {
    let whole =
        format!("#set page(paper: \"a4\", margin: 2cm)\n#set text(lang: \"fr\", size: 10pt)\n{body}\n");
    let id = FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new("/cv.typ").unwrap()));
    let desk = Desk { source: Source::new(id, whole) };
    let document =
        typst::compile::<PagedDocument>(&desk).output.unwrap_or_else(|errors| panic!("{errors:?}"));
    typst_pdf::pdf(&document, &Default::default()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// A document with the words that it says, in reading order.
pub struct Sample {
    pub name: &'static str,
    pub pdf: Vec<u8>,
    pub says: String,
}

const LEFT: &[&str] = &[
    "Saisie des factures des fournisseurs et contrôle des",
    "montants avec les bons de commande, relance par",
    "courriel des pièces manquantes auprès des chantiers",
    "et suivi des échéances de règlement avec le service",
    "de la comptabilité, deux fois par mois et à chaque",
    "clôture, avec une note de synthèse à la directrice",
    "qui la présente ensuite au comité de direction.",
];
const RIGHT: &[&str] = &[
    "Organisation des réunions du conseil : réservation",
    "de la salle, envoi des convocations aux membres,",
    "préparation des dossiers, prise de notes pendant la",
    "séance puis rédaction du procès verbal et envoi aux",
    "participants, classement des originaux signés dans",
    "le registre et numérisation pour les archives avec",
    "le logiciel de gestion documentaire du groupe.",
];
const SIDEBAR: &[&str] = &[
    "COORDONNÉES",
    "12 rue des Lilas",
    "44000 Nantes",
    "COMPÉTENCES",
    "Tableur",
    "Publipostage",
    "Accueil",
    "Standard",
    "LANGUES",
    "Anglais courant",
    "Espagnol",
    "PERMIS",
    "Permis B",
];
const MAIN: &[&str] = &[
    "EXPÉRIENCE PROFESSIONNELLE",
    "Secrétaire, Menuiserie Bredin, depuis 2018",
    "Accueil des clients et prise des rendez vous du gérant",
    "Établissement des devis et suivi des commandes de bois",
    "Classement des dossiers de chantier et archivage annuel",
    "Agente d'accueil, Mairie de Val Fictif, 2014 à 2018",
    "Renseignement du public et orientation vers les services",
    "Tenue du registre des courriers et affranchissement",
    "FORMATION",
    "Baccalauréat gestion administration, 2013",
];

fn escaped(text: &str) -> String {
    text.replace('#', "\\#").replace('$', "\\$").replace('*', "\\*").replace('_', "\\_").replace('@', "\\@")
}

/// Lines that stay lines, whatever the width.
fn broken(lines: &[&str]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join(" \\\n")
}

fn placed(lines: &[&str], x: f64, y: f64, pitch: f64, size: f64) -> Vec<String> {
    let one = |(at, line): (usize, &&str)| {
        let dy = y + pitch * at as f64;
        format!("#place(top + left, dx: {x}pt, dy: {dy}pt, text(size: {size}pt)[{}])", escaped(line))
    };
    lines.iter().enumerate().map(one).collect()
}

/// One from each in turn.
fn alternating(a: Vec<String>, b: Vec<String>) -> String {
    let mut out = String::new();
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    loop {
        let (one, other) = (a.next(), b.next());
        if one.is_none() && other.is_none() {
            return out;
        }
        for line in [one, other].into_iter().flatten() {
            out.push_str(&line);
            out.push('\n');
        }
    }
}

/// Every sample.
pub fn samples() -> Vec<Sample> {
    let sample = |name, body: String, says: String| Sample { name, pdf: pdf(&body), says };
    let say = |parts: &[&[&str]]| parts.concat().join("\n");
    let (left, right) = (LEFT.join(" "), RIGHT.join(" "));
    let long = |times: usize| {
        (0..times).map(|at| format!("Mission numéro {at}. {left} {right}")).collect::<Vec<_>>().join("\n\n")
    };
    vec![
        sample("one column", format!("= {}\n{left}\n\n{right}", MAIN[0]), say(&[&MAIN[..1], LEFT, RIGHT])),
        sample(
            "two columns of prose",
            format!("#set par(justify: true)\n#columns(2)[{left}\n\n{right}\n#colbreak()\n{right}\n\n{left}]"),
            say(&[LEFT, RIGHT, RIGHT, LEFT]),
        ),
        sample(
            "two columns under a title",
            format!("#align(center)[= {}]\n#columns(2)[{left}\n#colbreak()\n{right}]\n\n{}", MAIN[0], MAIN[9]),
            say(&[&MAIN[..1], LEFT, RIGHT, &MAIN[9..]]),
        ),
        sample(
            "two columns whose lines alternate in the file",
            alternating(placed(LEFT, 0.0, 20.0, 14.0, 9.0), placed(RIGHT, 250.0, 20.0, 14.0, 9.0)),
            say(&[LEFT, RIGHT]),
        ),
        sample(
            "two columns whose lines alternate, each with its own leading",
            alternating(placed(LEFT, 0.0, 20.0, 13.0, 9.0), placed(RIGHT, 250.0, 26.0, 15.5, 9.5)),
            say(&[LEFT, RIGHT]),
        ),
        sample(
            "sidebar on the left",
            format!(
                "= Camille Inventée\n#grid(columns: (1fr, 2.4fr), gutter: 18pt, [{}], [{}])",
                broken(SIDEBAR),
                broken(MAIN)
            ),
            say(&[&["Camille Inventée"], SIDEBAR, MAIN]),
        ),
        sample(
            "sidebar whose lines alternate in the file",
            alternating(placed(SIDEBAR, 0.0, 40.0, 16.0, 8.5), placed(MAIN, 150.0, 43.0, 19.0, 10.0)),
            say(&[SIDEBAR, MAIN]),
        ),
        sample(
            "sidebar on the right, on a ground of colour",
            format!(
                "#grid(columns: (2.4fr, 1fr), gutter: 18pt, [{}], rect(fill: rgb(\"dde\"), width: 100%)[{}])",
                broken(MAIN),
                broken(SIDEBAR)
            ),
            say(&[MAIN, SIDEBAR]),
        ),
        sample(
            "three columns",
            format!("#set text(size: 8pt)\n#columns(3)[{left}\n#colbreak()\n{right}\n#colbreak()\n{left}]"),
            say(&[LEFT, RIGHT, LEFT]),
        ),
        sample(
            "dates beside what they date",
            "#grid(columns: (70pt, 1fr), row-gutter: 9pt, [2018 à 2024], [Secrétaire, Menuiserie Bredin \\ Accueil des \
             clients \\ Suivi des commandes], [2014 à 2018], [Agente d'accueil, Mairie de Val Fictif \\ Standard \\ \
             Courrier], [2013], [Baccalauréat gestion])"
                .to_owned(),
            "2018 à 2024 Secrétaire, Menuiserie Bredin\nAccueil des clients\nSuivi des commandes\n2014 à 2018 Agente \
             d'accueil, Mairie de Val Fictif\nStandard\nCourrier\n2013 Baccalauréat gestion"
                .to_owned(),
        ),
        sample(
            "table with rules and wrapped cells",
            "#table(columns: (1fr, 1fr, 60pt), [Activité], [Résultat attendu], [Fréquence], [Tenue du registre des \
             courriers reçus et envoyés par la mairie annexe], [Chaque courrier est retrouvé en moins de deux minutes \
             par tout agent du service], [Quotidien], [Suivi des commandes], [Aucune rupture de papier], [Mensuel])"
                .to_owned(),
            "Activité Résultat attendu Fréquence\nTenue du registre des courriers reçus et envoyés par la mairie \
             annexe\nChaque courrier est retrouvé en moins de deux minutes par tout agent du service\nQuotidien\nSuivi \
             des commandes Aucune rupture de papier Mensuel"
                .to_owned(),
        ),
        sample(
            "ligatures and hyphens at line ends",
            format!(
                "#set par(justify: true)\n#set text(hyphenate: true)\n#columns(3)[Affichage officiel des fichiers, \
                 efficacité des flux financiers, {left} {right}]"
            ),
            format!("Affichage officiel des fichiers, efficacité des flux financiers, {left} {right}"),
        ),
        sample(
            "bullets",
            "#list(..(\"Saisie des factures fournisseurs\", \"Relance des impayés\", \"Accueil\").map(x => [#x]))".to_owned(),
            "• Saisie des factures fournisseurs\n• Relance des impayés\n• Accueil".to_owned(),
        ),
        sample(
            "several pages with header and footer",
            format!(
                "#set page(header: [Camille Inventée — dossier de candidature], footer: context [Page \
                 #counter(page).display() sur 3])\n{}",
                long(18)
            ),
            format!("Camille Inventée — dossier de candidature\n{}", long(18)),
        ),
        sample(
            "a page on its side",
            format!("#set page(flipped: true)\n#rotate(90deg, reflow: true)[#block(width: 15cm)[{left}]]"),
            left.clone(),
        ),
    ]
}
