//! Where results go: standard output, or a file that appears only when it is whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use tempfile::NamedTempFile;

use super::failure::Failure;
use crate::error::Error;

/// A result being written.
pub(super) enum Output {
    Stdout(BufWriter<AutoStream<io::Stdout>>),
    File { file: BufWriter<AutoStream<File>>, temporary: NamedTempFile, path: PathBuf },
}

impl Output {
    /// Standard output (colour only on a terminal, `NO_COLOR` respected) or a file beside its final place.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self::Stdout(BufWriter::new(AutoStream::auto(io::stdout()))));
        };
        let at = |source| Error::Write { path: path.display().to_string(), source };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if path.is_dir() {
            return Err(at(io::Error::from(io::ErrorKind::IsADirectory)).into());
        }
        let temporary = NamedTempFile::new_in(folder).map_err(at)?;
        let file = temporary.reopen().map_err(at)?;
        Ok(Self::File { file: BufWriter::new(AutoStream::never(file)), temporary, path: path.to_owned() })
    }

    /// Like [`Output::open`] for what has no colour nor control characters, such as JSON: nothing is looked for to be left
    /// out, which takes longer than writing.
    pub(super) fn open_plain(path: Option<&Path>) -> Result<Self, Failure> {
        match path {
            None => Ok(Self::Stdout(BufWriter::new(AutoStream::always_ansi(io::stdout())))),
            path => Self::open(path),
        }
    }

    /// Writes bytes that are no text: nothing is taken for colour and left out.
    pub(super) fn write_raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stdout(_) => io::stdout().write_all(bytes),
            Self::File { temporary, .. } => temporary.write_all(bytes),
        }
    }

    /// Width of the terminal, or a page's when the output is none.
    pub(super) fn width(&self) -> usize {
        const PAGE: usize = 100;
        match self {
            Self::Stdout(_) if io::IsTerminal::is_terminal(&io::stdout()) => {
                textwrap::termwidth().clamp(40, 120)
            }
            _ => PAGE,
        }
    }

    /// Writes a paragraph, wrapped.
    pub(super) fn paragraph(&mut self, text: &str, first: &str, next: &str) -> io::Result<()> {
        // French puts a space before these marks, at which a line must not break.
        let text = [" :", " ;", " »", " ?", " !", " %"]
            .iter()
            .fold(text.replace("« ", "«\u{a0}"), |text, mark| {
                text.replace(mark, &mark.replace(' ', "\u{a0}"))
            });
        let options = textwrap::Options::new(self.width())
            .initial_indent(first)
            .subsequent_indent(next)
            .break_words(false);
        textwrap::wrap(&text, options).iter().try_for_each(|line| writeln!(self, "{line}"))
    }

    /// Puts a result file in its place.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.flush()?;
        if let Self::File { temporary, path, .. } = self {
            let at = |source| Error::Write { path: path.display().to_string(), source };
            temporary.as_file().sync_all().map_err(at)?;
            // A temporary file is private; a result is as readable as any other file of the user's.
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = std::fs::metadata(&path).map_or(0o644, |found| found.permissions().mode());
                let _ = temporary.as_file().set_permissions(std::fs::Permissions::from_mode(mode));
            }
            temporary.persist(&path).map_err(|error| at(error.error))?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { file, .. } => file.flush(),
        }
    }
}
