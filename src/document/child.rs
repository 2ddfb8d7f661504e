//! Documents that are no plain text are read by a process apart, which can be killed: this program itself, started with a
//! hidden command. One serves many files in turn and is replaced when it dies.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use crate::document::extract::Reading;
use crate::document::fault::Fault;
use crate::document::frames::{self, Answer, Request};
use crate::document::limits;

/// The hidden command.
pub const COMMAND: &str = "extract-child";

/// Files that one process reads before a fresh one takes its place.
const MAX_SERVED: usize = 1000;
/// Answers that wait to be taken; beyond, the process waits.
const AHEAD: usize = 4;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
static IDLE: Mutex<Vec<Reader>> = Mutex::new(Vec::new());

/// Says which program has the hidden command, when it is not the running one nor `repere` beside it.
pub fn set_reader(program: PathBuf) {
    let _ = PROGRAM.set(program);
}

fn program() -> io::Result<PathBuf> {
    if let Some(program) = PROGRAM.get() {
        return Ok(program.clone());
    }
    let own = std::env::current_exe()?;
    let name = format!("repere{}", std::env::consts::EXE_SUFFIX);
    // A test or a bench of the library runs from a folder beside the program's.
    let near = own.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file());
    near.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "repere"))
}

/// A process that reads.
struct Reader {
    child: Child,
    input: BufWriter<ChildStdin>,
    answers: Receiver<Answer>,
    /// What it said before it died: the runtime's own words, never a document's.
    said: Arc<Mutex<String>>,
    served: usize,
}

impl Reader {
    fn start() -> io::Result<Reader> {
        let mut command = Command::new(program()?);
        command.arg(COMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Nothing of the caller's is needed but where programs are.
        command.env_clear();
        for key in ["PATH", "TESSDATA_PREFIX", "SystemRoot", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(key) {
                command.env(key, value);
            }
        }
        let mut child = command.spawn()?;
        let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
        let input = BufWriter::new(child.stdin.take().ok_or_else(broken)?);
        let mut output = BufReader::new(child.stdout.take().ok_or_else(broken)?);
        let mut errors = child.stderr.take().ok_or_else(broken)?;
        let (sender, answers) = sync_channel(AHEAD);
        std::thread::Builder::new().name("documents".to_owned()).spawn(move || {
            while let Ok(Some(answer)) = frames::read::<Answer>(&mut output) {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        })?;
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        std::thread::Builder::new().name("documents' faults".to_owned()).spawn(move || {
            let mut bytes = Vec::new();
            let _ = errors.by_ref().take(4096).read_to_end(&mut bytes);
            if let Ok(mut heard) = heard.lock() {
                *heard = String::from_utf8_lossy(&bytes).into_owned();
            }
            let _ = io::copy(&mut errors, &mut io::sink());
        })?;
        Ok(Reader { child, input, answers, said, served: 0 })
    }

    /// One that waits for work, or a new one.
    fn take() -> io::Result<Reader> {
        let idle = IDLE.lock().ok().and_then(|mut idle| idle.pop());
        if let Some(mut reader) = idle
            && matches!(reader.child.try_wait(), Ok(None))
        {
            return Ok(reader);
        }
        Reader::start()
    }

    /// Puts it back to wait for work.
    fn rest(self) {
        if self.served < MAX_SERVED
            && let Ok(mut idle) = IDLE.lock()
        {
            idle.push(self);
        }
    }

    fn ask(&mut self, request: &Request, bytes: &[u8]) -> io::Result<()> {
        self.served += 1;
        frames::write(&mut self.input, request)?;
        self.input.write_all(bytes)?;
        self.input.flush()
    }

    /// Why it died, once its answers have ended.
    fn autopsy(mut self) -> Fault {
        // It is dead or as good as: its output is closed.
        let Ok(status) = self.child.wait() else { return Fault::Crashed };
        // The words come through a pipe of their own, a moment later perhaps.
        for _ in 0..50 {
            if self.said.lock().is_ok_and(|said| !said.is_empty()) {
                break;
            }
            if signal(status) != Some(6) {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let said = self.said.lock().map(|said| said.clone()).unwrap_or_default();
        if said.contains("memory allocation of") || said.contains("out of memory") {
            return Fault::Memory;
        }
        if said.contains("overflowed its stack") || said.contains("stack overflow") {
            return Fault::TooDeep;
        }
        match signal(status) {
            Some(24) => Fault::Time,
            // The system's own hunt for memory kills without a word.
            Some(9) => Fault::Memory,
            _ => Fault::Crashed,
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

/// What to read.
pub(super) enum Asked {
    Path(PathBuf),
    Bytes(Vec<u8>),
}

/// The documents of one file, one at a time: what a member is called, with its text or why there is none.
pub(super) struct Answers {
    name: String,
    asked: Asked,
    reading: Reading,
    reader: Option<Reader>,
    /// Documents that have begun.
    begun: usize,
    deaths: usize,
    ended: bool,
}

impl Answers {
    pub(super) fn new(name: &str, asked: Asked, reading: &Reading) -> Answers {
        Answers {
            name: Path::new(name)
                .file_name()
                .map_or_else(|| name.to_owned(), |name| name.to_string_lossy().into_owned()),
            asked,
            reading: reading.clone(),
            reader: None,
            begun: 0,
            deaths: 0,
            ended: false,
        }
    }

    fn open(&mut self) -> Result<(), Fault> {
        let why = |error: io::Error| Fault::NoReader { why: error.kind().to_string() };
        let (path, bytes): (_, &[u8]) = match &self.asked {
            Asked::Path(path) => (Some(std::path::absolute(path).map_err(why)?), &[]),
            Asked::Bytes(bytes) => (None, bytes),
        };
        let request = Request {
            name: self.name.clone(),
            path,
            bytes: bytes.len(),
            reading: self.reading.clone(),
            skip: self.begun,
        };
        // An idle process may have died since it was put aside: a fresh one is tried then.
        for _ in 0..2 {
            let mut reader = Reader::take().map_err(why)?;
            if reader.ask(&request, bytes).is_ok() {
                self.reader = Some(reader);
                return Ok(());
            }
        }
        Err(Fault::Crashed)
    }

    fn deadline(&self) -> Duration {
        if self.reading.ocr { limits::OCR_DEADLINE } else { limits::DEADLINE }
    }
}

impl Iterator for Answers {
    type Item = (String, Result<String, Fault>);

    fn next(&mut self) -> Option<Self::Item> {
        // The member that has begun and not ended.
        let mut current: Option<String> = None;
        loop {
            if self.ended {
                return None;
            }
            if self.reader.is_none()
                && let Err(fault) = self.open()
            {
                self.ended = true;
                return Some((String::new(), Err(fault)));
            }
            let deadline = self.deadline();
            let Some(reader) = &mut self.reader else { return None };
            match reader.answers.recv_timeout(deadline) {
                Ok(Answer::Begin(member)) => {
                    self.begun += 1;
                    current = Some(member);
                }
                Ok(Answer::Text(text)) => return Some((current.unwrap_or_default(), Ok(text))),
                Ok(Answer::Fault(fault)) => return Some((current.unwrap_or_default(), Err(fault))),
                Ok(Answer::Done) => {
                    self.ended = true;
                    if let Some(reader) = self.reader.take() {
                        reader.rest();
                    }
                    return None;
                }
                Err(error) => {
                    let reader = self.reader.take()?;
                    let fault = match error {
                        RecvTimeoutError::Timeout => {
                            drop(reader);
                            Fault::Time
                        }
                        RecvTimeoutError::Disconnected => reader.autopsy(),
                    };
                    self.deaths += 1;
                    // What killed it before any document began would kill the next one too.
                    let Some(member) = current else {
                        self.ended = true;
                        return Some((String::new(), Err(fault)));
                    };
                    if member.is_empty() {
                        self.ended = true;
                    } else if self.deaths >= limits::MAX_DEATHS {
                        self.ended = true;
                        return Some((String::new(), Err(Fault::GivenUp)));
                    }
                    return Some((member, Err(fault)));
                }
            }
        }
    }
}
