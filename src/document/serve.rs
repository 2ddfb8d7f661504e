//! The process that reads documents for another: `repere extract-child`, under the system's limits.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::document::extract::{Input, Place, Sink, from};
use crate::document::fault::Fault;
use crate::document::frames::{self, Answer, Request};
use crate::document::limits;

/// Room for readers that call themselves: pages within pages, objects within objects.
const STACK: usize = 64 * 1024 * 1024;

/// Serves requests from standard input until it ends. For the hidden command alone.
///
/// # Errors
/// A pipe is broken: whoever asked is gone.
pub fn serve() -> io::Result<()> {
    limit_process();
    // A reader's own panic is one document's fault, and says nothing that anybody should read.
    std::panic::set_hook(Box::new(|_| {}));
    let served = std::thread::Builder::new().stack_size(STACK).spawn(requests)?;
    served.join().unwrap_or(Ok(()))
}

fn requests() -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut out = Out { pipe: BufWriter::new(io::stdout().lock()), skip: 0, failed: None, ocr: false };
    while let Some(request) = frames::read::<Request>(&mut input)? {
        let bytes = match &request.path {
            Some(path) => File::open(path).map(Input::File),
            None => {
                let mut bytes = Vec::new();
                input.by_ref().take(request.bytes as u64).read_to_end(&mut bytes)?;
                Ok(Input::Bytes(bytes))
            }
        };
        out.skip = request.skip;
        out.ocr = request.reading.ocr;
        out.allow_time();
        let budget = std::cell::Cell::new(0);
        let place = Place { name: &request.name, member: "", depth: 0, budget: &budget };
        let done = match bytes {
            Ok(bytes) => catch_unwind(AssertUnwindSafe(|| from(bytes, place, &request.reading, &mut out))),
            Err(_) => {
                out.begin("");
                out.end(Err(Fault::Crashed));
                Ok(())
            }
        };
        // Whoever asked sees this process gone, and has the next one take up after the document that it was at.
        if done.is_err() {
            return Err(io::Error::other("a reader panicked"));
        }
        out.say(&Answer::Done);
        if let Some(error) = out.failed.take() {
            return Err(error);
        }
        out.pipe.flush()?;
    }
    Ok(())
}

/// Hands documents to whoever asked.
struct Out<W: Write> {
    pipe: W,
    skip: usize,
    failed: Option<io::Error>,
    ocr: bool,
}

impl<W: Write> Out<W> {
    fn say(&mut self, answer: &Answer) {
        if self.failed.is_none() {
            // Each is seen as soon as it is whole: its time is counted from the one before.
            self.failed = frames::write(&mut self.pipe, answer).and_then(|()| self.pipe.flush()).err();
        }
    }

    /// Processor time from now on.
    fn allow_time(&self) {
        #[cfg(unix)]
        {
            use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
            let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
            let more = if self.ocr { limits::OCR_DEADLINE.as_secs() } else { limits::MAX_CPU };
            let current = u64::try_from(used).unwrap_or(0) + more + 1;
            let maximum = getrlimit(Resource::Cpu).maximum;
            let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(current), maximum });
        }
    }
}

impl<W: Write> Sink for Out<W> {
    fn begin(&mut self, member: &str) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        self.allow_time();
        self.say(&Answer::Begin(member.to_owned()));
        self.failed.is_none()
    }

    fn end(&mut self, outcome: Result<String, Fault>) {
        self.say(&match outcome {
            Ok(text) => Answer::Text(text),
            Err(fault) => Answer::Fault(fault),
        });
    }
}

/// Memory, files and dumps of the process as a whole. Where the system has no such limits, those of sizes and of the clock hold.
fn limit_process() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let at_most = |bytes: u64| Rlimit { current: Some(bytes), maximum: Some(bytes) };
        let _ = setrlimit(Resource::As, at_most(limits::MAX_MEMORY));
        let _ = setrlimit(Resource::Core, at_most(0));
        let _ = setrlimit(Resource::Fsize, at_most(limits::MAX_INFLATED));
    }
}
