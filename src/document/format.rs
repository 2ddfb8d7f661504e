//! What a file is, told from its first bytes. Its name only breaks a tie between texts.

use serde::{Deserialize, Serialize};

use crate::document::plain;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Format {
    Text,
    Markdown,
    Html,
    Xml,
    /// JSON Resume, Europass, or any other JSON.
    Json,
    Csv,
    Mail,
    Rtf,
    Pdf,
    Docx,
    Odt,
    Xlsx,
    Ods,
    /// Excel before 2007, which is read.
    Xls,
    /// Outlook's own form of a mail.
    Msg,
    Zip,
    /// A ZIP whose members tell more.
    Package,
    /// A compound file of Microsoft's whose streams tell more.
    Compound,
    Doc,
    Ppt,
    Pptx,
    Odp,
    Epub,
    Png,
    Jpeg,
    Gif,
    Tiff,
    Bmp,
    Webp,
    Gzip,
    SevenZip,
    Rar,
    Executable,
}

const MAGIC: &[(&[u8], Format)] = &[
    (b"%PDF-", Format::Pdf),
    (b"PK\x03\x04", Format::Package),
    (b"PK\x05\x06", Format::Package),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Format::Compound),
    (b"{\\rtf", Format::Rtf),
    (b"\x89PNG\r\n\x1A\n", Format::Png),
    (b"\xFF\xD8\xFF", Format::Jpeg),
    (b"GIF87a", Format::Gif),
    (b"GIF89a", Format::Gif),
    (b"II*\0", Format::Tiff),
    (b"MM\0*", Format::Tiff),
    (b"\x1F\x8B", Format::Gzip),
    (b"7z\xBC\xAF\x27\x1C", Format::SevenZip),
    (b"Rar!\x1A\x07", Format::Rar),
    (b"\x7FELF", Format::Executable),
    (b"MZ\x90\0", Format::Executable),
];

/// How far into a file a PDF may begin: some mail programs put lines before it.
const PDF_SEARCHED: usize = 1024;

impl Format {
    /// What `bytes`, a whole file or its beginning, are; `None` for a binary file of an unknown kind.
    pub fn of(bytes: &[u8], name: &str) -> Option<Format> {
        let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let start = bare.trim_ascii_start();
        if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return Some(*format);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Some(Format::Webp);
        }
        if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
            return Some(Format::Bmp);
        }
        if start.starts_with(b"{\\rtf") {
            return Some(Format::Rtf);
        }
        if bytes[..bytes.len().min(PDF_SEARCHED)].windows(5).any(|window| window == b"%PDF-") {
            return Some(Format::Pdf);
        }
        if plain::is_binary(bytes) {
            return None;
        }
        Some(of_text(start, name))
    }

    /// Whether it may hold several documents.
    pub fn is_container(self) -> bool {
        matches!(
            self,
            Format::Csv
                | Format::Mail
                | Format::Xlsx
                | Format::Ods
                | Format::Xls
                | Format::Msg
                | Format::Zip
                | Format::Package
                | Format::Compound
        )
    }

    pub(super) fn is_image(self) -> bool {
        matches!(self, Format::Png | Format::Jpeg | Format::Gif | Format::Tiff | Format::Bmp | Format::Webp)
    }

    /// Whether nothing in it is read.
    pub(super) fn is_unsupported(self) -> bool {
        matches!(
            self,
            Format::Doc
                | Format::Ppt
                | Format::Pptx
                | Format::Odp
                | Format::Epub
                | Format::Gzip
                | Format::SevenZip
                | Format::Rar
                | Format::Executable
        )
    }

    /// "un fichier PDF"
    pub(super) fn article(self) -> &'static str {
        match self {
            Format::Text => "un texte brut",
            Format::Markdown => "un texte Markdown",
            Format::Html => "une page HTML",
            Format::Xml => "un fichier XML",
            Format::Json => "un fichier JSON",
            Format::Csv => "un tableau CSV",
            Format::Mail => "un courriel",
            Format::Rtf => "un fichier RTF",
            Format::Pdf => "un fichier PDF",
            Format::Docx => "un document Word (.docx)",
            Format::Odt => "un document OpenDocument (.odt)",
            Format::Xlsx => "un classeur Excel (.xlsx)",
            Format::Ods => "un classeur OpenDocument (.ods)",
            Format::Xls => "un ancien classeur Excel (.xls)",
            Format::Msg => "un courriel d'Outlook (.msg)",
            Format::Zip | Format::Package => "une archive ZIP",
            Format::Compound => "un ancien fichier Office",
            Format::Doc => "un ancien document Word (.doc)",
            Format::Ppt => "une ancienne présentation PowerPoint (.ppt)",
            Format::Pptx => "une présentation PowerPoint (.pptx)",
            Format::Odp => "une présentation OpenDocument (.odp)",
            Format::Epub => "un livre numérique EPUB",
            Format::Png => "une image PNG",
            Format::Jpeg => "une image JPEG",
            Format::Gif => "une image GIF",
            Format::Tiff => "une image TIFF",
            Format::Bmp => "une image BMP",
            Format::Webp => "une image WebP",
            Format::Gzip => "une archive GZIP",
            Format::SevenZip => "une archive 7-Zip",
            Format::Rar => "une archive RAR",
            Format::Executable => "un programme",
        }
    }

    /// "ce fichier PDF"
    pub(super) fn this(self) -> String {
        let article = self.article();
        let this = |rest: &str, feminine: bool| {
            let vowel = rest.starts_with(['a', 'e', 'i', 'o', 'u']);
            let word = if feminine {
                "cette"
            } else if vowel {
                "cet"
            } else {
                "ce"
            };
            format!("{word} {rest}")
        };
        match article.strip_prefix("une ") {
            Some(rest) => this(rest, true),
            None => this(article.strip_prefix("un ").unwrap_or(article), false),
        }
    }

    pub(super) fn advice(self) -> &'static str {
        match self {
            Format::Doc => "ouvrez-le dans Word ou LibreOffice et enregistrez-le en .docx",
            Format::Compound => {
                "ouvrez-le dans Office ou LibreOffice et enregistrez-le dans un format récent"
            }
            Format::Ppt | Format::Pptx | Format::Odp | Format::Epub => "exportez le document en PDF",
            Format::Gzip | Format::SevenZip | Format::Rar => {
                "sortez les documents de l'archive, ou refaites-la en ZIP"
            }
            _ => "enregistrez le document en PDF, DOCX ou texte brut (.txt)",
        }
    }
}

/// The kind of a text, from its first characters that are not white space.
fn of_text(start: &[u8], name: &str) -> Format {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    if (start.starts_with(b"<") || start.starts_with(b"<\0") || start.starts_with(b"\0<"))
        && let Some(format) = of_markup(start)
        && (!is_markdown(extension) || format == Format::Html && is_page(start))
    {
        return format;
    }
    if matches!(start.first(), Some(b'{' | b'[')) && is_json(start) {
        return Format::Json;
    }
    if is_mail(start) {
        return Format::Mail;
    }
    match extension {
        extension if is_markdown(extension) => Format::Markdown,
        "csv" | "tsv" => Format::Csv,
        _ => Format::Text,
    }
}

fn is_markdown(extension: &str) -> bool {
    matches!(extension, "md" | "markdown" | "mdown")
}

/// Whether markup begins as a whole page does: a text in Markdown may begin with an element.
fn is_page(start: &[u8]) -> bool {
    let head = start[..start.len().min(16)].to_ascii_lowercase();
    head.starts_with(b"<!doctype") || head.starts_with(b"<html")
}

/// Whether the first thing between braces is a JSON string or value: not the `[Nom]` of a form.
fn is_json(start: &[u8]) -> bool {
    let rest = start[1..].trim_ascii_start();
    match start[0] {
        b'{' => rest.starts_with(b"\"") || rest.starts_with(b"}"),
        _ => rest.starts_with(b"{") || rest.starts_with(b"]") || rest.starts_with(b"\""),
    }
}

fn of_markup(start: &[u8]) -> Option<Format> {
    let head = String::from_utf8_lossy(&start[..start.len().min(4096)]).replace('\0', "");
    let mut rest = head.as_str();
    let mut declared = false;
    loop {
        rest = rest.trim_start();
        let lower: String = rest.chars().take(16).collect::<String>().to_ascii_lowercase();
        if lower.starts_with("<?") {
            declared = true;
            rest = rest.split_once("?>").map_or("", |(_, rest)| rest);
        } else if lower.starts_with("<!--") {
            rest = rest.split_once("-->").map_or("", |(_, rest)| rest);
        } else if lower.starts_with("<!doctype html") {
            return Some(Format::Html);
        } else if lower.starts_with("<!doctype") {
            // With an internal subset, its end is the root's business: any XML reader refuses its entities.
            return Some(Format::Xml);
        } else {
            break;
        }
    }
    let name: String =
        rest.strip_prefix('<')?.chars().take_while(|c| c.is_alphanumeric() || ":-_.".contains(*c)).collect();
    const HTML: &[&str] = &[
        "html", "head", "body", "title", "meta", "style", "script", "div", "p", "span", "table", "tbody",
        "tr", "td", "ul", "ol", "li", "h1", "h2", "h3", "h4", "section", "article", "main", "header", "b",
        "strong", "br", "font", "center", "a", "img", "link", "base",
    ];
    if HTML.contains(&name.to_ascii_lowercase().as_str()) {
        return Some(Format::Html);
    }
    (declared || !name.is_empty() && head.contains("</")).then_some(Format::Xml)
}

/// Whether the first lines are the head of a mail.
fn is_mail(start: &[u8]) -> bool {
    const SURE: &[&str] =
        &["from", "date", "mime-version", "received", "message-id", "return-path", "delivered-to"];
    let head = String::from_utf8_lossy(&start[..start.len().min(8192)]);
    let mut fields = 0;
    let mut sure = 0;
    for (index, line) in head.lines().take(60).enumerate() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) || index == 0 && line.starts_with("From ") {
            continue;
        }
        let Some((field, _)) = line.split_once(':') else { return false };
        if field.is_empty() || !field.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return false;
        }
        fields += 1;
        sure += usize::from(SURE.contains(&field.to_ascii_lowercase().as_str()));
    }
    fields >= 3 && sure >= 2
}
