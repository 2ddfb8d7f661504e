//! A manifest to a core module: its answers as data, its rules as code.

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, Instruction, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use toml::Spanned;

use super::assess;
use super::manifest::{Bloc, Document, Field, Fill, KNOWN, Manifest, WAYS};
use super::rules::{Rule, rule};

/// Where data begin: the null page stays empty.
const BASE: u32 = 1024;
const PAGE: u32 = 64 << 10;
/// Global that holds the end of the memory in use.
pub(super) const HEAP: u32 = 0;
/// Index of `cabi_realloc`.
pub(super) const REALLOC: u32 = 0;
/// Index of the function that compares two texts.
pub(super) const SAME: u32 = 1;
/// Index of the function that says how far a record shows its compétence.
pub(super) const SHOWN: u32 = 2;

const INTERFACE: &str = "repere:branche/plugin@1.0.0";

pub(super) fn module(manifest: &Manifest) -> Vec<u8> {
    let rules: Vec<Rule> = manifest.blocs.iter().map(|bloc| rule(manifest, bloc)).collect();
    let mut data = Data::new();
    let constants = [
        ("identity", data.identity(manifest)),
        ("blocs", data.blocs(manifest, &rules)),
        ("formulations", data.formulations(manifest)),
        ("documents", data.documents(manifest)),
    ];
    let assess = assess::function(manifest, &rules, &mut data);
    let end = data.end();

    let mut types = TypeSection::new();
    let i32s = |count| std::iter::repeat_n(ValType::I32, count);
    types.ty().function(i32s(4), i32s(1)); // cabi_realloc, and the comparison of two texts
    types.ty().function(i32s(0), i32s(1)); // what is always the same
    types.ty().function(i32s(2), i32s(1)); // assess, and how far a record shows its compétence
    let mut functions = FunctionSection::new();
    let mut exports = ExportSection::new();
    let mut code = CodeSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("cabi_realloc", ExportKind::Func, REALLOC);
    let mut add = |ty: u32, body: &Function| {
        functions.function(ty);
        code.function(body);
    };
    add(0, &realloc());
    add(0, &assess::same());
    add(2, &assess::shown());
    let mut index = 3;
    for (name, address) in constants {
        add(1, &constant(address));
        exports.export(&format!("{INTERFACE}#{name}"), ExportKind::Func, index);
        index += 1;
    }
    add(2, &assess);
    exports.export(&format!("{INTERFACE}#assess"), ExportKind::Func, index);

    let mut memories = MemorySection::new();
    let pages = u64::from(end / PAGE + 1);
    memories.memory(MemoryType {
        minimum: pages,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut globals = GlobalSection::new();
    let heap = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(heap, &ConstExpr::i32_const(end as i32));
    let mut segments = DataSection::new();
    segments.active(0, &ConstExpr::i32_const(BASE as i32), data.bytes);

    let mut module = Module::new();
    module.section(&types).section(&functions).section(&memories).section(&globals);
    module.section(&exports).section(&code).section(&segments);
    module.finish()
}

/// A function that answers with what stands at an address.
fn constant(address: u32) -> Function {
    let mut function = Function::new([]);
    function.instruction(&Instruction::I32Const(address as i32)).instruction(&Instruction::End);
    function
}

/// A bump allocator: an instance lives for one call, and nothing is given back.
fn realloc() -> Function {
    use Instruction as I;
    let (old, old_size, align, size, at, end) = (0, 1, 2, 3, 4, 5);
    let mut f = Function::new([(2, ValType::I32)]);
    let mut emit = |instructions: &[I]| {
        for instruction in instructions {
            f.instruction(instruction);
        }
    };
    // at = (heap + align - 1) & -align
    emit(&[I::GlobalGet(HEAP), I::LocalGet(align), I::I32Add, I::I32Const(1), I::I32Sub]);
    emit(&[I::I32Const(0), I::LocalGet(align), I::I32Sub, I::I32And, I::LocalSet(at)]);
    // end = at + size; grow the memory up to it, or give up
    emit(&[I::LocalGet(at), I::LocalGet(size), I::I32Add, I::LocalTee(end), I::GlobalSet(HEAP)]);
    emit(&[
        I::LocalGet(end),
        I::I32Const(16),
        I::I32ShrU,
        I::I32Const(1),
        I::I32Add,
        I::MemorySize(0),
        I::I32GtU,
    ]);
    emit(&[I::If(wasm_encoder::BlockType::Empty)]);
    emit(&[
        I::LocalGet(end),
        I::I32Const(16),
        I::I32ShrU,
        I::I32Const(1),
        I::I32Add,
        I::MemorySize(0),
        I::I32Sub,
    ]);
    emit(&[
        I::MemoryGrow(0),
        I::I32Const(-1),
        I::I32Eq,
        I::If(wasm_encoder::BlockType::Empty),
        I::Unreachable,
        I::End,
        I::End,
    ]);
    // keep what was there
    emit(&[I::LocalGet(old), I::If(wasm_encoder::BlockType::Empty)]);
    emit(&[
        I::LocalGet(at),
        I::LocalGet(old),
        I::LocalGet(old_size),
        I::MemoryCopy { src_mem: 0, dst_mem: 0 },
        I::End,
    ]);
    emit(&[I::LocalGet(at), I::End]);
    f
}

/// The data segment, laid out by the canonical ABI: a text or a list is an address and a length, four bytes each.
pub(super) struct Data {
    bytes: Vec<u8>,
}

/// Address and length of a text or a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    pub(super) at: u32,
    pub(super) len: u32,
}

impl Data {
    fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// The first free address behind the data, aligned for anything.
    fn end(&self) -> u32 {
        (BASE + self.bytes.len() as u32).next_multiple_of(16)
    }

    pub(super) fn text(&mut self, text: &str) -> Slice {
        let at = BASE + self.bytes.len() as u32;
        self.bytes.extend_from_slice(text.as_bytes());
        Slice { at, len: text.len() as u32 }
    }

    /// Room for records, filled with zeros and aligned for anything.
    pub(super) fn reserve(&mut self, bytes: u32) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let at = BASE + self.bytes.len() as u32;
        self.bytes.resize(self.bytes.len() + bytes as usize, 0);
        at
    }

    /// Records of 32-bit words; returns their address.
    fn words(&mut self, words: &[u32]) -> u32 {
        let at = self.reserve(words.len() as u32 * 4);
        let start = (at - BASE) as usize;
        for (place, word) in self.bytes[start..].chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        at
    }

    /// A list of records, each of as many words.
    fn list(&mut self, records: &[Vec<u32>]) -> Slice {
        let words: Vec<u32> = records.iter().flatten().copied().collect();
        Slice { at: self.words(&words), len: records.len() as u32 }
    }

    fn texts<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> Slice {
        let records: Vec<Vec<u32>> = texts.into_iter().map(|text| self.text(text).words()).collect();
        self.list(&records)
    }

    fn spanned(&mut self, text: &Spanned<String>) -> Slice {
        self.text(text.get_ref())
    }

    fn spanned_list(&mut self, texts: &[Spanned<String>]) -> Slice {
        self.texts(texts.iter().map(|text| text.get_ref().as_str()))
    }

    /// A list as the answer of a function: its address and length in memory.
    fn answer(&mut self, records: &[Vec<u32>]) -> u32 {
        let list = self.list(records);
        self.words(&list.words())
    }

    fn identity(&mut self, manifest: &Manifest) -> u32 {
        let fields = [
            self.spanned(&manifest.id),
            self.spanned(&manifest.version),
            self.spanned(&manifest.name),
            self.spanned(&manifest.referentiel),
            self.spanned_list(manifest.referentiel_versions.get_ref()),
            self.spanned(&manifest.language),
            self.spanned(&manifest.contact),
        ];
        self.words(&fields.map(Slice::words).concat())
    }

    fn blocs(&mut self, manifest: &Manifest, rules: &[Rule]) -> u32 {
        let blocs = manifest.blocs.iter().zip(rules);
        let records: Vec<Vec<u32>> = blocs.map(|(bloc, rule)| self.bloc(bloc, rule)).collect();
        self.answer(&records)
    }

    fn bloc(&mut self, bloc: &Bloc, rule: &Rule) -> Vec<u32> {
        let competences: Vec<Vec<u32>> = bloc
            .competences
            .iter()
            .map(|code| {
                let mut record = self.spanned(code).words();
                // A boolean takes the first byte of a word, the rest is padding.
                record.push(u32::from(bloc.is_optional(code.get_ref())));
                record
            })
            .collect();
        let modalites: Vec<Vec<u32>> = bloc
            .modalites
            .iter()
            .map(|modalite| {
                [self.spanned(&modalite.text), self.spanned_list(&modalite.items)].map(Slice::words).concat()
            })
            .collect();
        let fields = [
            self.spanned(&bloc.code),
            self.spanned(&bloc.title),
            self.list(&competences),
            self.list(&modalites),
            self.text(&rule.words),
        ];
        fields.map(Slice::words).concat()
    }

    fn formulations(&mut self, manifest: &Manifest) -> u32 {
        let mut records = Vec::new();
        for (code, texts) in &manifest.formulations {
            for text in texts {
                records.push([self.spanned(code), self.spanned(text)].map(Slice::words).concat());
            }
        }
        self.answer(&records)
    }

    fn documents(&mut self, manifest: &Manifest) -> u32 {
        let records: Vec<Vec<u32>> =
            manifest.documents.iter().map(|document| self.document(document)).collect();
        self.answer(&records)
    }

    fn document(&mut self, document: &Document) -> Vec<u32> {
        let fields: Vec<Vec<u32>> = document.fields.iter().map(|field| self.field(field)).collect();
        let parts = [
            self.spanned(&document.id),
            self.spanned(&document.title),
            self.text(document.body.get_ref().trim()),
            self.list(&fields),
        ];
        parts.map(Slice::words).concat()
    }

    /// Name, label, way of filling in (its case and two words for what it holds), whether it is required.
    fn field(&mut self, field: &Field) -> Vec<u32> {
        let mut record = [self.spanned(&field.name), self.spanned(&field.label)].map(Slice::words).concat();
        let place = |way: &str, ways: &[&str]| ways.iter().position(|known| *known == way);
        let (case, held) = match field.fill.get_ref() {
            Fill::Choices(choices) => (WAYS.len(), self.texts(choices.iter().map(String::as_str)).words()),
            Fill::Way(way) => match (place(way, &WAYS), place(way, &KNOWN)) {
                (Some(case), _) => (case, vec![0, 0]),
                (None, known) => (WAYS.len() + 1, vec![known.unwrap_or_default() as u32, 0]),
            },
        };
        record.push(case as u32);
        record.extend(held);
        record.push(u32::from(field.required));
        record
    }
}

impl Slice {
    fn words(self) -> Vec<u32> {
        vec![self.at, self.len]
    }
}
