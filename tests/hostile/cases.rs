//! Plugins that mean harm or are broken, each with the kind of failure that stops it.
//!
//! Each is a core module whose answers lie in memory as the canonical ABI wants them, wrapped as a component of the
//! contract. Used by the test, which holds the kinds, and by the bench, which measures time and memory.

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// A plugin, and what stops it when it is loaded or asked.
pub struct Case {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// Name of the kind, as reports give it.
    pub kind: &'static str,
}

/// Where answers begin in memory.
const BASE: u32 = 1024;

/// A module in text form, each part of which a case can replace.
struct Module {
    memory: &'static str,
    /// What stands before the functions: imports come first.
    imports: &'static str,
    extra: String,
    realloc: &'static str,
    identity: String,
    blocs: String,
    assess: String,
    data: Vec<u8>,
}

const REALLOC: &str =
    "(global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 15)) (i32.const -8)))
    (local.set $at (global.get $heap))
    (global.set $heap (i32.add (global.get $heap) (local.get $size)))
    (local.get $at)";

impl Module {
    /// A plugin that keeps to the contract: one bloc, B1, with C1, always "non repéré".
    fn good() -> Self {
        let mut module = Self {
            memory: "(memory (export \"memory\") 2)",
            imports: "",
            extra: String::new(),
            realloc: REALLOC,
            identity: String::new(),
            blocs: String::new(),
            assess: String::new(),
            data: Vec::new(),
        };
        let identity = module.identity_with(&["hostile", "1.0.0", "Hostile", "cqpi-assistant"]);
        module.identity = returns(identity);
        let blocs = module.blocs_with("B1", &["C1"], 1);
        module.blocs = returns(blocs);
        let assess = module.outcomes_with(&["B1"], &[], 0.0);
        module.assess = returns(assess);
        module
    }

    fn text(&mut self, text: &[u8]) -> [u32; 2] {
        let at = BASE + self.data.len() as u32;
        self.data.extend_from_slice(text);
        [at, text.len() as u32]
    }

    /// Records of words; returns their address.
    fn words(&mut self, words: &[u32]) -> u32 {
        self.data.resize(self.data.len().next_multiple_of(8), 0);
        let at = BASE + self.data.len() as u32;
        self.data.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        at
    }

    fn identity_with(&mut self, texts: &[&str; 4]) -> u32 {
        let [id, version, name, referentiel] = texts.map(|text| self.text(text.as_bytes()));
        let one = self.text(b"1");
        let versions = [self.words(&one), 1];
        let language = self.text(b"fr");
        self.words(&[id, version, name, referentiel, versions, language, [BASE, 0]].concat())
    }

    /// So many blocs of the same code, each with these compétences.
    fn blocs_with(&mut self, code: &str, competences: &[&str], count: usize) -> u32 {
        let code = self.text(code.as_bytes());
        let title = self.text("Un bloc".as_bytes());
        let placed: Vec<u32> = competences
            .iter()
            .flat_map(|code| {
                let [at, length] = self.text(code.as_bytes());
                [at, length, 0]
            })
            .collect();
        let placed = [self.words(&placed), competences.len() as u32];
        let rule = self.text("une règle".as_bytes());
        let bloc = [code, title, placed, [BASE, 0], rule].concat();
        let list = self.words(&bloc.repeat(count));
        self.words(&[list, count as u32])
    }

    fn outcomes_with(&mut self, blocs: &[&str], missing: &[&str], share: f64) -> u32 {
        let codes: Vec<u32> = missing.iter().flat_map(|code| self.text(code.as_bytes())).collect();
        let missing = [self.words(&codes), missing.len() as u32];
        let bits = share.to_bits();
        let mut records = Vec::new();
        for bloc in blocs {
            let bloc = self.text(bloc.as_bytes());
            let share = [bits as u32, (bits >> 32) as u32];
            records.extend([bloc, [2, 0], share, missing, [BASE, 0]].concat());
        }
        let list = self.words(&records);
        self.words(&[0, list, blocs.len() as u32, 0])
    }

    fn core(&self) -> Vec<u8> {
        let data: String = self.data.iter().map(|byte| format!("\\{byte:02x}")).collect();
        let empty = "(i32.const 1000)"; // nothing is there but zeros: an empty list
        let export = |name: &str| format!("(export \"repere:branche/plugin@1.0.0#{name}\")");
        let text = format!(
            "(module {imports} {memory} (global $heap (mut i32) (i32.const {heap})) {extra}
             (data (i32.const {BASE}) \"{data}\")
             (func (export \"cabi_realloc\") (param i32 i32 i32) (param $size i32) (result i32) (local $at i32) {realloc})
             (func {identity_} (result i32) {identity})
             (func {blocs_} (result i32) {blocs})
             (func {assess_} (param i32 i32) (result i32) {assess})
             (func {formulations_} (result i32) {empty})
             (func {documents_} (result i32) {empty}))",
            imports = self.imports,
            memory = self.memory,
            heap = BASE as usize + self.data.len() + 16,
            extra = self.extra,
            realloc = self.realloc,
            identity = self.identity,
            blocs = self.blocs,
            assess = self.assess,
            identity_ = export("identity"),
            blocs_ = export("blocs"),
            assess_ = export("assess"),
            formulations_ = export("formulations"),
            documents_ = export("documents"),
        );
        wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    fn component(&self) -> Vec<u8> {
        let wit = concat!(env!("CARGO_MANIFEST_DIR"), "/plugins/wit/since-v1/branche.wit");
        let mut resolve = Resolve::default();
        let package = resolve.push_file(wit).unwrap();
        let world = resolve.select_world(&[package], None).unwrap();
        let mut core = self.core();
        embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8).unwrap();
        ComponentEncoder::default().module(&core).unwrap().validate(true).encode().unwrap()
    }
}

fn returns(address: u32) -> String {
    format!("(i32.const {address})")
}

const LOG: &str = "(import \"repere:branche/log@1.0.0\" \"write\" (func $log (param i32 i32 i32)))";

/// A plugin that keeps to the contract; the others differ from it in one thing.
pub fn good() -> Vec<u8> {
    Module::good().component()
}

/// Replaces bytes by others of the same length.
fn patched(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let mut at = 0;
    while at + from.len() <= bytes.len() {
        if &bytes[at..at + from.len()] == from.as_bytes() {
            bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
        }
        at += 1;
    }
    bytes
}

/// Every case but damaged files.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |name, kind, change: &dyn Fn(&mut Module)| {
        let mut module = Module::good();
        change(&mut module);
        cases.push(Case { name, bytes: module.component(), kind });
    };

    // Time.
    case("endless loop", "deadline", &|m| m.assess = "(loop (br 0)) (unreachable)".into());
    case("endless loop at start", "deadline", &|m| {
        m.extra = "(func $start (loop (br 0))) (start $start)".into();
    });
    case("endless loop in the allocator", "deadline", &|m| m.realloc = "(loop (br 0)) (unreachable)");
    case("memory filled over and over", "deadline", &|m| {
        m.memory = "(memory (export \"memory\") 512)";
        m.assess =
            "(loop (memory.fill (i32.const 65536) (i32.const 7) (i32.const 33000000)) (br 0)) (unreachable)"
                .into();
    });
    case("deep recursion", "trap", &|m| {
        m.extra =
            "(func $deep (param i64) (result i64) (i64.add (call $deep (local.get 0)) (i64.const 1)))".into();
        m.assess = "(drop (call $deep (i64.const 1))) (unreachable)".into();
    });
    case("a crash", "trap", &|m| m.assess = "(unreachable)".into());
    case("division by zero", "trap", &|m| {
        m.assess =
            "(i32.div_s (i32.const 1) (local.get 1)) (drop) (i32.div_s (i32.const 1) (i32.const 0))".into()
    });

    // Memory.
    case("memory bomb", "memory", &|m| {
        m.assess =
            "(loop (br_if 0 (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (unreachable)".into();
    });
    case("memory bomb, written to", "memory", &|m| {
        m.assess = "(loop
                (memory.fill (i32.shl (i32.sub (memory.size) (i32.const 1)) (i32.const 16)) (i32.const 1) (i32.const 65536))
                (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) (unreachable)"
            .into();
    });
    case("2 GB of memory from the start", "memory", &|m| m.memory = "(memory (export \"memory\") 32768)");
    case("many memories", "memory", &|m| m.extra = "(memory 200)".repeat(7));
    case("table bomb", "memory", &|m| {
        m.extra = "(table $t 1 funcref)".into();
        m.assess = "(loop (br_if 0 (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1)))) (unreachable)".into();
    });
    case("10 million entries of a table", "memory", &|m| m.extra = "(table 10000000 funcref)".into());
    case("many tables", "memory", &|m| m.extra = "(table 1 funcref)".repeat(50));

    // What is copied out.
    case("a text of 1 GB", "bad-output", &|m| {
        let at = m.words(&[BASE, 0x4000_0000].repeat(4));
        let at = [at, m.words(&[BASE, 0].repeat(4))];
        m.identity = returns(at[0]);
    });
    case("a thousand times the same 1 MB", "bad-output", &|m| {
        m.memory = "(memory (export \"memory\") 64)";
        let word: Vec<u32> = [BASE + 100_000, 1 << 20].repeat(1000);
        let list = m.words(&word);
        let missing = [list, 1000];
        let bloc = m.text(b"B1");
        let record = m.words(&[bloc, [2, 0], [0, 0], missing, [BASE, 0]].concat());
        m.assess = returns(m.words(&[0, record, 1, 0]));
    });
    case("a list of 4 billion", "bad-output", &|m| m.blocs = returns(m.words(&[BASE, u32::MAX])));
    case("a list out of bounds", "bad-output", &|m| m.blocs = returns(m.words(&[0xFFFF_0000, 4])));
    case("an answer out of bounds", "bad-output", &|m| m.blocs = "(i32.const -16)".into());
    case("an answer that is not aligned", "bad-output", &|m| m.blocs = "(i32.const 1025)".into());
    case("invalid UTF-8", "bad-output", &|m| {
        let at = m.identity_with(&["hostile", "1.0.0", "Hostile", "cqpi-assistant"]);
        let bad = m.text(&[0xFF, 0xFE, 0xC0]);
        let place = (at - BASE) as usize + 16;
        m.data[place..place + 4].copy_from_slice(&bad[0].to_le_bytes());
        m.data[place + 4..place + 8].copy_from_slice(&bad[1].to_le_bytes());
        m.identity = returns(at);
    });
    case("an outcome that does not exist", "bad-output", &|m| {
        let bloc = m.text(b"B1");
        let record = m.words(&[bloc, [9, 0], [0, 0], [BASE, 0], [BASE, 0]].concat());
        m.assess = returns(m.words(&[0, record, 1, 0]));
    });
    case("arguments put nowhere", "bad-output", &|m| m.realloc = "(i32.const -8)");

    // The log.
    case("10 million messages", "refused", &|m| {
        m.imports = LOG;
        m.extra = "(global $n (mut i32) (i32.const 10000000))".into();
        m.assess = "(loop (call $log (i32.const 1) (i32.const 1024) (i32.const 8))
                (global.set $n (i32.sub (global.get $n) (i32.const 1))) (br_if 0 (global.get $n))) (unreachable)"
            .into();
    });
    case("messages of 3 MB", "refused", &|m| {
        m.imports = LOG;
        m.memory = "(memory (export \"memory\") 64)";
        m.assess = "(loop (call $log (i32.const 1) (i32.const 100000) (i32.const 3000000))
                (call $log (i32.const 1) (i32.const 100000) (i32.const 3000000)) (br 0)) (unreachable)"
            .into();
    });

    // What it says.
    case("an unknown compétence", "bad-output", &|m| m.blocs = returns(m.blocs_with("B1", &["C77"], 1)));
    case("a missing compétence of another bloc", "bad-output", &|m| {
        m.assess = returns(m.outcomes_with(&["B1"], &["C9"], 0.0));
    });
    case("the same bloc twice", "bad-output", &|m| m.blocs = returns(m.blocs_with("B1", &["C1"], 2)));
    case("the same compétence twice", "bad-output", &|m| {
        m.blocs = returns(m.blocs_with("B1", &["C1", "C1"], 1));
    });
    case("the same missing compétence twice", "bad-output", &|m| {
        m.assess = returns(m.outcomes_with(&["B1"], &["C1", "C1"], 0.0));
    });
    case("no number at all (NaN)", "bad-output", &|m| {
        m.assess = returns(m.outcomes_with(&["B1"], &[], f64::NAN));
    });
    case("a share above 1", "bad-output", &|m| m.assess = returns(m.outcomes_with(&["B1"], &[], 1.5)));
    case("a negative share", "bad-output", &|m| m.assess = returns(m.outcomes_with(&["B1"], &[], -0.5)));
    case("an infinite share", "bad-output", &|m| {
        m.assess = returns(m.outcomes_with(&["B1"], &[], f64::INFINITY));
    });
    case("no blocs", "bad-output", &|m| m.blocs = returns(m.blocs_with("B1", &["C1"], 0)));
    case("a bloc of nothing", "bad-output", &|m| m.blocs = returns(m.blocs_with("B1", &[], 1)));
    case("no outcomes", "bad-output", &|m| m.assess = returns(m.outcomes_with(&[], &[], 0.0)));
    case("an outcome too many", "bad-output", &|m| {
        m.assess = returns(m.outcomes_with(&["B1", "B1"], &[], 0.0));
    });
    case("outcomes of another bloc", "bad-output", &|m| {
        m.assess = returns(m.outcomes_with(&["B2"], &[], 0.0));
    });
    case("empty texts", "bad-output", &|m| m.identity = returns(m.identity_with(&["", "", "", ""])));
    case("an identifier that is a path", "bad-output", &|m| {
        m.identity = returns(m.identity_with(&["../../etc", "1.0.0", "X", "cqpi-assistant"]));
    });
    case("a version that is a path", "bad-output", &|m| {
        m.identity = returns(m.identity_with(&["x", "../../1", "X", "cqpi-assistant"]));
    });
    case("a name that moves the cursor", "bad-output", &|m| {
        m.identity = returns(m.identity_with(&["x", "1.0.0", "X\u{1b}[2J", "cqpi-assistant"]));
    });
    case("a name written backwards", "bad-output", &|m| {
        m.identity = returns(m.identity_with(&["x", "1.0.0", "\u{202e}X", "cqpi-assistant"]));
    });
    case("a version of control characters", "bad-output", &|m| {
        m.identity = returns(m.identity_with(&["x", "1\u{1b}[2J", "X", "cqpi-assistant"]));
    });
    case("cannot assess", "not-assessed", &|m| m.assess = returns(m.words(&[1, 2, 0, 0])));

    // Files.
    let good = good();
    let with_log = {
        let mut module = Module::good();
        module.imports = LOG;
        module.assess = format!("(call $log (i32.const 1) (i32.const 1024) (i32.const 8)) {}", module.assess);
        module.component()
    };
    let huge = {
        let mut bytes = good.clone();
        bytes.resize(33 << 20, 0);
        bytes
    };
    let files = [
        ("contract 2", "bad-version", patched(&good, "@1.0.0", "@2.0.0")),
        ("no contract", "bad-version", patched(&good, "branche/plugin", "branche/plugon")),
        ("wants WASI", "refused", patched(&with_log, "repere:branche/log@1.0.0", "wasi:filesystem/fs@0.2.0")),
        ("33 MB", "refused", huge),
        ("a core module", "invalid", Module::good().core()),
        ("an empty file", "invalid", Vec::new()),
        ("a text", "invalid", b"[[blocs]]\ncode = \"B1\"\n".to_vec()),
        ("half a file", "invalid", good[..good.len() / 2].to_vec()),
        ("components within components", "refused", nested()),
        ("a plugin with 5,000 components inside", "refused", [good.clone(), section(&nested())].concat()),
    ];
    cases.extend(files.map(|(name, kind, bytes)| Case { name, bytes, kind }));
    cases
}

/// Plugins that answer in form and judge wrongly, with words of the check that must say so.
#[allow(dead_code)]
pub fn wrong_judges() -> Vec<(&'static str, Vec<u8>)> {
    let mut spotted = Module::good();
    let answer = spotted.outcomes_with(&["B1"], &[], 1.0);
    // The outcome is the ninth byte of the record that the second word of the answer points at.
    spotted.assess = format!(
        "(i32.store8 offset=8 (i32.load offset=4 (i32.const {answer})) (i32.const 0)) (i32.const {answer})"
    );
    let mut backwards = Module::good();
    let answer = backwards.outcomes_with(&["B1"], &[], 0.0);
    backwards.assess = format!(
        "(if (local.get 1) (then (i32.store8 offset=8 (i32.load offset=4 (i32.const {answer}))
            (i32.add (i32.const 1) (i32.ne (i32.load8_u offset=8 (local.get 0)) (i32.const 0))))))
         (i32.const {answer})"
    );
    let mut traps = Module::good();
    traps.assess = format!("(if (i32.gt_u (local.get 1) (i32.const 9)) (then unreachable)) {}", traps.assess);
    vec![
        ("sans aucune preuve", spotted.component()),
        ("davantage de preuves de C1", backwards.component()),
        ("une compétence inconnue", traps.component()),
        ("ne sont dans aucun bloc", good()),
    ]
}

/// Thousands of components, each within the one before.
fn nested() -> Vec<u8> {
    const HEADER: &[u8] = b"\0asm\x0d\0\x01\0";
    (0..5000).fold(HEADER.to_vec(), |inner, _| [HEADER, &section(&inner)].concat())
}

/// A component as a section of another one.
fn section(component: &[u8]) -> Vec<u8> {
    let mut section = vec![4];
    let mut length = component.len();
    while length >= 0x80 {
        section.push(length as u8 | 0x80);
        length >>= 7;
    }
    section.push(length as u8);
    section.extend(component);
    section
}

/// `count` copies of a component, each cut short or with one to three bits turned; the same each time.
pub fn damaged(bytes: &[u8], count: usize) -> impl Iterator<Item = Vec<u8>> + '_ {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize
    };
    (0..count).map(move |number| {
        let mut copy = bytes.to_vec();
        if number % 4 == 0 {
            copy.truncate(next() % bytes.len());
        } else {
            for _ in 0..number % 4 {
                copy[next() % bytes.len()] ^= 1 << (next() % 8);
            }
        }
        copy
    })
}
