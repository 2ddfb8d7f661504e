//! A manifest to a core module: its answers as data, its rules as code.

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, Instruction, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use super::assess;
use super::manifest::{Bloc, Manifest};

/// Where data begin: the null page stays empty.
const BASE: u32 = 1024;
const PAGE: u32 = 64 << 10;
/// Global that holds the end of the memory in use.
pub(super) const HEAP: u32 = 0;
/// Index of `cabi_realloc`.
pub(super) const REALLOC: u32 = 0;
/// Index of the function that compares two texts.
pub(super) const SAME: u32 = 1;

const INTERFACE: &str = "repere:branche/plugin@1.0.0";

pub(super) fn module(manifest: &Manifest) -> Vec<u8> {
    let mut data = Data::new();
    let identity = data.identity(manifest);
    let blocs = data.blocs(manifest);
    let assess = assess::function(manifest, &mut data);
    let end = data.end();

    let mut types = TypeSection::new();
    let i32s = |count| std::iter::repeat_n(ValType::I32, count);
    types.ty().function(i32s(4), i32s(1)); // cabi_realloc, and the comparison of two texts
    types.ty().function(i32s(0), i32s(1)); // identity, blocs
    types.ty().function(i32s(2), i32s(1)); // assess
    let mut functions = FunctionSection::new();
    for ty in [0, 0, 1, 1, 2] {
        functions.function(ty);
    }
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
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("cabi_realloc", ExportKind::Func, REALLOC);
    exports.export(&format!("{INTERFACE}#identity"), ExportKind::Func, 2);
    exports.export(&format!("{INTERFACE}#blocs"), ExportKind::Func, 3);
    exports.export(&format!("{INTERFACE}#assess"), ExportKind::Func, 4);
    let mut code = CodeSection::new();
    code.function(&realloc());
    code.function(&assess::same());
    code.function(&constant(identity));
    code.function(&constant(blocs));
    code.function(&assess);
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

    /// Room for records of words, filled with zeros.
    pub(super) fn reserve(&mut self, bytes: u32) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
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

    fn texts(&mut self, texts: &[String]) -> Slice {
        let records: Vec<Vec<u32>> = texts.iter().map(|text| self.text(text).words()).collect();
        self.list(&records)
    }

    fn identity(&mut self, manifest: &Manifest) -> u32 {
        let fields = [
            self.text(&manifest.id),
            self.text(&manifest.version),
            self.text(&manifest.name),
            self.text(&manifest.referentiel),
            self.texts(&manifest.referentiel_versions),
            self.text(&manifest.language),
            self.text(&manifest.contact),
        ];
        self.words(&fields.map(Slice::words).concat())
    }

    fn blocs(&mut self, manifest: &Manifest) -> u32 {
        let records: Vec<Vec<u32>> = manifest.blocs.iter().map(|bloc| self.bloc(bloc)).collect();
        let list = self.list(&records);
        self.words(&list.words())
    }

    fn bloc(&mut self, bloc: &Bloc) -> Vec<u32> {
        let competences: Vec<Vec<u32>> = bloc
            .competences
            .iter()
            .map(|code| {
                let mut record = self.text(code.get_ref()).words();
                // A boolean takes the first byte of a word, the rest is padding.
                record.push(u32::from(bloc.is_optional(code.get_ref())));
                record
            })
            .collect();
        let modalites: Vec<Vec<u32>> = bloc
            .modalites
            .iter()
            .map(|modalite| {
                [self.text(&modalite.text), self.texts(&modalite.items)].map(Slice::words).concat()
            })
            .collect();
        let fields = [
            self.text(bloc.code.get_ref()),
            self.text(bloc.title.get_ref()),
            self.list(&competences),
            self.list(&modalites),
        ];
        fields.map(Slice::words).concat()
    }
}

impl Slice {
    fn words(self) -> Vec<u32> {
        vec![self.at, self.len]
    }
}
