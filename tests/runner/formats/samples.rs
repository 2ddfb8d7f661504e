//! Files of every format, made here.

use std::io::{Cursor, Read, Write};

use repere::document::{Fault, Sink};
use zip::write::SimpleFileOptions;

/// Takes what a reader finds.
#[derive(Debug, Default)]
pub struct One {
    pub names: Vec<String>,
    pub outcomes: Vec<Result<String, Fault>>,
}

impl Sink for One {
    fn begin(&mut self, member: &str) -> bool {
        self.names.push(member.to_owned());
        true
    }

    fn end(&mut self, outcome: Result<String, Fault>) {
        self.outcomes.push(outcome);
    }
}

impl One {
    /// The text of the only document.
    #[track_caller]
    pub fn text(&self) -> String {
        assert_eq!(self.outcomes.len(), 1, "{:?}", self.names);
        self.outcomes[0].clone().unwrap()
    }
}

/// A ZIP of these members.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Bytes deflated as PDF streams are: what a ZIP holds, with zlib's head and sum around it.
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let archive = zip(&[("x", bytes)]);
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut out = vec![0x78, 0x9C];
    archive.by_index_raw(0).unwrap().read_to_end(&mut out).unwrap();
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    out.extend((b << 16 | a).to_be_bytes());
    out
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";

/// A DOCX around the XML of its body.
pub fn docx(body: &str) -> Vec<u8> {
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let styles = format!(
        "<w:styles {W}><w:style w:type=\"paragraph\" w:styleId=\"Titre1\"><w:name w:val=\"heading 1\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Liste\"><w:name w:val=\"List Bullet\"/><w:pPr><w:numPr/></w:pPr></w:style>\
         </w:styles>"
    );
    let header = format!("<w:hdr {W}>{}</w:hdr>", p("Candidature de Camille Inventée"));
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/header1.xml", header.as_bytes()),
        ("word/header2.xml", header.as_bytes()),
    ])
}

/// A paragraph of a DOCX.
pub fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", xml(text))
}

/// Text as XML takes it.
pub fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// An ODT around the XML of its body.
pub fn odt(body: &str) -> Vec<u8> {
    const O: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                     xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
                     xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
                     xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" \
                     xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\"";
    let content = format!(
        "<office:document-content {O}><office:body><office:text>{body}</office:text></office:body>\
         </office:document-content>"
    );
    let styles = format!(
        "<office:document-styles {O}><office:master-styles><style:master-page><style:header><text:p>Candidature de Camille \
         Inventée</text:p></style:header></style:master-page></office:master-styles></office:document-styles>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("styles.xml", styles.as_bytes()),
    ])
}

/// An RTF around its body.
pub fn rtf(body: &str) -> Vec<u8> {
    format!("{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}{{\\info{{\\author SECRET}}}}{body}}}")
        .into_bytes()
}

/// RTF's way to write text.
pub fn rtf_text(text: &str) -> String {
    let one = |c: char| match c {
        '\\' | '{' | '}' => format!("\\{c}"),
        c if c.is_ascii() => c.to_string(),
        c => format!("\\u{}?", c as u32),
    };
    text.chars().map(one).collect()
}

/// A mail with a body in HTML and in text, a CV attached, a picture of its signature, and the name of an encoding.
pub fn mail(attachments: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = String::from(
        "From: Camille <camille@example.fr>\r\nTo: rh@example.fr\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n\
         Subject: =?utf-8?Q?Candidature_au_poste_d=27assistante?=\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"B\"\r\n\r\n--B\r\n\
         Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         Madame, j'assure l'accueil t=E9l=E9phonique depuis dix ans.\r\n",
    );
    for (name, bytes) in attachments {
        out.push_str(&format!(
            "--B\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}\r\n",
            base64(bytes)
        ));
    }
    out.push_str("--B--\r\n");
    out.into_bytes()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (index, chunk) in bytes.chunks(3).enumerate() {
        let word = (0..3).fold(0_u32, |word, at| word << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * at) & 63) as usize] as char;
            out.push(if at <= chunk.len() { letter } else { '=' });
        }
        if index % 19 == 18 {
            out.push_str("\r\n");
        }
    }
    out
}

/// An Outlook mail with an attachment.
pub fn msg(attachment: (&str, &[u8])) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let folder = "/__attach_version1.0_#00000000";
    file.create_storage(folder).unwrap();
    for (path, bytes) in [
        ("/__properties_version1.0".to_owned(), vec![0; 32]),
        ("/__substg1.0_0037001F".to_owned(), wide("Candidature")),
        ("/__substg1.0_1000001F".to_owned(), wide("Madame,\r\nj'assure l'accueil téléphonique.\r\n")),
        (format!("{folder}/__substg1.0_3707001F"), wide(attachment.0)),
        (format!("{folder}/__substg1.0_37010102"), attachment.1.to_vec()),
    ] {
        file.create_stream(path).unwrap().write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A compound file with one stream, which says what it is.
pub fn compound(stream: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(&[0; 600]).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A workbook of these rows.
pub fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A PDF of these objects, the first one its catalogue.
pub fn raw_pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", index + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    out
}

pub fn object(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

pub fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {dictionary} /Length {} >>\nstream\n", bytes.len()).into_bytes();
    out.extend(bytes);
    out.extend(b"\nendstream");
    out
}

/// A PDF of one page with this content, Helvetica as F1, and more objects from 6 on.
pub fn page_pdf(content: &[u8], page: &str, resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        object("<< /Type /Catalog /Pages 2 0 R >>"),
        object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        object(&format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> \
             {resources} >> {page} >>"
        )),
        stream("", content),
        object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"),
    ];
    objects.extend(more.iter().cloned());
    raw_pdf(&objects, "")
}

/// The text of a page as its operators.
pub fn show(lines: &[&str]) -> Vec<u8> {
    let mut out = b"BT /F1 11 Tf 60 780 Td 14 TL\n".to_vec();
    for line in lines {
        let (text, ..) = encoding_rs::WINDOWS_1252.encode(line);
        out.push(b'(');
        out.extend(text.iter().flat_map(|b| if b"()\\".contains(b) { vec![b'\\', *b] } else { vec![*b] }));
        out.extend(b") Tj T*\n");
    }
    out.extend(b"ET\n");
    out
}

/// A scan: one page, one grey image that covers it.
pub fn scan() -> Vec<u8> {
    let image = stream(
        "/Type /XObject /Subtype /Image /Width 700 /Height 900 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &vec![255; 700 * 900],
    );
    page_pdf(b"q 595 0 0 842 0 0 cm /Im1 Do Q", "", "/XObject << /Im1 6 0 R >>", &[image])
}

pub const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9BU";
