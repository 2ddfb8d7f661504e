//! A data folder of its own for each test, and the program run on it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Where the project stands.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// File of a home that holds the passphrase of its store.
pub const PHRASE: &str = "phrase.txt";

/// A folder with an empty data folder in it, removed at the end.
pub struct Home {
    folder: TempDir,
}

/// What a run printed, and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Writes a file and returns its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        #[cfg(unix)]
        if name == PHRASE {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        }
        path.to_str().unwrap().to_owned()
    }

    /// The program, ready to be given arguments.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_repere"));
        command.current_dir(self.path()).env("REPERE_DATA", self.data()).env_remove("RUST_BACKTRACE");
        command.stdin(Stdio::null());
        // The passphrase of an encrypted store, once a test has one; never the keyring of whoever runs the tests.
        let phrase = self.path().join(PHRASE);
        match phrase.exists() {
            true => command.env("REPERE_PASSPHRASE_FILE", phrase),
            false => command.env_remove("REPERE_PASSPHRASE_FILE"),
        };
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        Ran::of(&self.command().args(args).output().unwrap())
    }

    /// The one report of a run in JSON.
    pub fn report(&self, file: &str) -> serde_json::Value {
        let ran = self.run(["match", "--format", "jsonl", file]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        serde_json::from_str(&ran.out).unwrap()
    }
}

impl Ran {
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// Asserts a code and that one line of the errors holds all the words.
    #[track_caller]
    pub fn fails(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "out: {}\nerr: {}", self.out, self.err);
        let said = self.err.lines().any(|line| words.iter().all(|word| line.contains(word)));
        assert!(said, "no line with {words:?} in: {}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
    }
}

/// A CV of an invented person.
pub const CV: &str = "Prénom NOM-INVENTÉ\n\nEXPÉRIENCE\n- Saisie des factures fournisseurs et relance des impayés\n\
                      - Organisation de réunions : réservation des salles, invitations, compte rendu\n\
                      - Aucune expérience en paie\n";
