//! RTF: a small reader of its words; pictures, fonts, fields' codes and what else is no text are left out.

use encoding_rs::Encoding;

use crate::document::fault::Fault;
use crate::document::flow::{Block, Flow};
use crate::document::format::Format;
use crate::document::limits;

/// What a group's braces keep.
#[derive(Debug, Clone, Copy)]
struct State {
    /// Nothing in this group is text.
    skip: bool,
    /// Characters that stand for a Unicode one, to be left out after it.
    fallback: usize,
    bold: bool,
    hidden: bool,
    caps: bool,
}

/// Destinations that hold no text of the document.
const SKIPPED: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "generator",
    "xmlnstbl",
    "filetbl",
    "fldinst",
    "nonshppict",
    "bkmkstart",
    "bkmkend",
    "template",
    "listpicture",
    "pgptbl",
    "mmathPr",
    "atnid",
    "atnauthor",
    "annotation",
    "pntext",
    "listtext",
    "pntxta",
    "pntxtb",
    "sp",
    "wgrffmtfilter",
    "passwordhash",
];

struct Reader<'a> {
    flow: Flow,
    line: Vec<u8>,
    text: String,
    bold: bool,
    light: bool,
    item: Option<u8>,
    heading: Option<u8>,
    in_table: bool,
    table_open: bool,
    cell_open: bool,
    encoding: &'static Encoding,
    bytes: &'a [u8],
    at: usize,
}

pub(super) fn text(bytes: &[u8]) -> Result<String, Fault> {
    let mut reader = Reader {
        flow: Flow::default(),
        line: Vec::new(),
        text: String::new(),
        bold: false,
        light: false,
        item: None,
        heading: None,
        in_table: false,
        table_open: false,
        cell_open: false,
        encoding: encoding_rs::WINDOWS_1252,
        bytes,
        at: 0,
    };
    reader.read()?;
    reader.flow.finish()
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Fault> {
        let mut state = State { skip: false, fallback: 1, bold: false, hidden: false, caps: false };
        let mut stack: Vec<State> = Vec::new();
        let mut to_skip = 0_usize;
        let mut closed = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => {
                    stack.push(state);
                    if stack.len() > limits::MAX_DEPTH {
                        return Err(Fault::TooDeep);
                    }
                    to_skip = 0;
                }
                b'}' => {
                    to_skip = 0;
                    match stack.pop() {
                        Some(outer) => state = outer,
                        None => break,
                    }
                    if stack.is_empty() {
                        closed = true;
                        break;
                    }
                }
                b'\\' => self.control(&mut state, &mut to_skip)?,
                b'\r' | b'\n' => {}
                _ if to_skip > 0 => to_skip -= 1,
                byte => self.byte(byte, state),
            }
        }
        // A file cut short loses its end: that is said, not hidden.
        if !closed {
            return Err(Fault::Damaged { format: Format::Rtf });
        }
        self.paragraph()
    }

    /// A byte of text in the document's encoding.
    fn byte(&mut self, byte: u8, state: State) {
        if state.skip || state.hidden {
            return;
        }
        self.look(state, byte > b' ');
        let accented = matches!(byte, 0xE0..=0xFE) && byte != 0xF7;
        let byte = match state.caps {
            true if accented && self.encoding == encoding_rs::WINDOWS_1252 => byte - 0x20,
            true => byte.to_ascii_uppercase(),
            false => byte,
        };
        self.line.push(byte);
    }

    fn character(&mut self, c: char, state: State) {
        if state.skip || state.hidden {
            return;
        }
        self.look(state, !c.is_whitespace());
        self.decode();
        if state.caps { self.text.extend(c.to_uppercase()) } else { self.text.push(c) }
    }

    fn look(&mut self, state: State, says: bool) {
        if says {
            self.bold |= state.bold;
            self.light |= !state.bold;
        }
    }

    fn decode(&mut self) {
        if !self.line.is_empty() {
            let (text, ..) = self.encoding.decode(&self.line);
            self.text.push_str(&text);
            self.line.clear();
        }
    }

    fn paragraph(&mut self) -> Result<(), Fault> {
        self.decode();
        let strong = self.bold && !self.light && self.text.chars().count() <= 80;
        let block = match (self.heading, self.item) {
            (Some(level), _) => Block::Heading(level),
            (None, Some(depth)) => Block::Item(depth),
            (None, None) if strong => Block::Strong,
            (None, None) => Block::Plain,
        };
        let text = std::mem::take(&mut self.text);
        self.bold = false;
        self.light = false;
        if self.in_table {
            if !std::mem::replace(&mut self.table_open, true) {
                self.flow.open_table();
            }
            if !std::mem::replace(&mut self.cell_open, true) {
                self.flow.open_cell();
            }
        } else if std::mem::take(&mut self.table_open) {
            self.cell_open = false;
            self.flow.close_table();
        }
        self.flow.paragraph(&text, block);
        self.flow.check()
    }

    fn control(&mut self, state: &mut State, to_skip: &mut usize) -> Result<(), Fault> {
        let Some(&first) = self.bytes.get(self.at) else { return Ok(()) };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            match first {
                b'\'' => {
                    let hex =
                        self.bytes.get(self.at..self.at + 2).and_then(|hex| std::str::from_utf8(hex).ok());
                    let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
                    if let Some(byte) = byte {
                        self.at += 2;
                        if *to_skip > 0 {
                            *to_skip -= 1;
                        } else {
                            self.byte(byte, *state);
                        }
                    }
                }
                b'*' => state.skip = true,
                b'~' => self.character(' ', *state),
                b'_' => self.character('-', *state),
                b'\\' | b'{' | b'}' => {
                    if *to_skip > 0 {
                        *to_skip -= 1;
                    } else {
                        self.byte(first, *state);
                    }
                }
                b'\r' | b'\n' => self.paragraph()?,
                _ => {}
            }
            return Ok(());
        }
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let word = std::str::from_utf8(&rest[..length]).unwrap_or_default().to_owned();
        self.at += length;
        let rest = &self.bytes[self.at..];
        let minus = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[minus..].iter().take(10).take_while(|b| b.is_ascii_digit()).count();
        let number = (digits > 0)
            .then(|| std::str::from_utf8(&rest[..minus + digits]).ok()?.parse::<i64>().ok())
            .flatten();
        if digits > 0 {
            self.at += minus + digits;
        }
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        self.word(&word, number, state, to_skip)
    }

    fn word(
        &mut self,
        word: &str,
        number: Option<i64>,
        state: &mut State,
        to_skip: &mut usize,
    ) -> Result<(), Fault> {
        if SKIPPED.contains(&word) {
            if matches!(word, "pntext" | "listtext") {
                self.item = self.item.or(Some(0));
            }
            state.skip = true;
            return Ok(());
        }
        let on = number != Some(0);
        match word {
            // Marked as to be skipped by those who do not know them, and known.
            "shptxt" | "fldrslt" | "ud" => state.skip = false,
            // Raw bytes, as many as it says.
            "bin" => {
                self.at = self.at.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0));
            }
            _ if state.skip => {}
            "par" | "sect" | "page" => self.paragraph()?,
            "pard" => {
                self.item = None;
                self.heading = None;
                self.in_table = false;
            }
            "intbl" => self.in_table = true,
            "cell" | "nestcell" => {
                self.in_table = true;
                self.paragraph()?;
                self.cell_open = false;
            }
            "row" | "nestrow" if self.table_open => {
                self.flow.close_row();
                self.cell_open = false;
            }
            "line" | "softline" => self.character('\n', *state),
            "tab" => self.character('\t', *state),
            "ilvl" => self.item = number.and_then(|level| u8::try_from(level).ok()).or(self.item),
            "ls" if on => self.item = self.item.or(Some(0)),
            "outlinelevel" => {
                let level = number.and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 9);
                self.heading = level.map(|level| level + 1);
            }
            "b" => state.bold = on,
            "caps" => state.caps = on,
            "v" => state.hidden = on,
            "plain" => {
                state.bold = false;
                state.hidden = false;
                state.caps = false;
            }
            "deleted" => state.skip = on,
            "uc" => state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "u" => {
                let code = number.unwrap_or(0);
                let code = if code < 0 { code + 0x1_0000 } else { code };
                self.unicode(u32::try_from(code).unwrap_or(0xFFFD), *state);
                *to_skip = state.fallback;
            }
            "ansicpg" => self.encoding = code_page(number.unwrap_or(1252)),
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            "emdash" => self.character('—', *state),
            "endash" => self.character('–', *state),
            "bullet" => self.character('•', *state),
            "lquote" => self.character('‘', *state),
            "rquote" => self.character('’', *state),
            "ldblquote" => self.character('“', *state),
            "rdblquote" => self.character('”', *state),
            _ => {}
        }
        Ok(())
    }

    /// A code unit: two of them make a character beyond the first plane.
    fn unicode(&mut self, code: u32, state: State) {
        const REPLACEMENT: char = '\u{FFFD}';
        if (0xDC00..0xE000).contains(&code) {
            return;
        }
        self.character(char::from_u32(code).unwrap_or(REPLACEMENT), state);
    }
}

fn code_page(number: i64) -> &'static Encoding {
    let label = match number {
        10000 => "macintosh".to_owned(),
        437 | 850 => "windows-1252".to_owned(),
        65001 => "utf-8".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252)
}
