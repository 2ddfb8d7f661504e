//! The rules of a manifest as WebAssembly: coverage in, an outcome for each bloc out.

use wasm_encoder::{BlockType, Function, Instruction as I, MemArg, ValType};

use super::encode::{Data, REALLOC, SAME};
use super::manifest::Manifest;

/// Bytes of a `coverage` record: text (8), level (1, padded to 4), direct (4), partial (4).
const COVERAGE: i32 = 20;
const LEVEL: u64 = 8;
/// Bytes of a `bloc-outcome` record: text (8), outcome (1, padded to 4), list (8), text (8).
const OUTCOME: u32 = 28;
/// The level `solid` of the contract.
const SOLID: i32 = 2;

/// What is advised when the manifest says nothing, by outcome in the order of the contract.
const ADVICE: [&str; 3] = [
    "Chaque compétence attendue est montrée ; l'entretien en vérifie le contexte et l'autonomie.",
    "Une partie est montrée ; l'entretien précise le reste, situation par situation.",
    "Rien dans ce document ; demander en entretien ce qui est fait dans ce domaine.",
];

// Locals of `assess`: its two parameters, then its own.
const INPUT: u32 = 0;
const LENGTH: u32 = 1;
const RECORD: u32 = 2;
const LEFT: u32 = 3;
const SHOWN: u32 = 4;
const ANY: u32 = 5;
const MISSING: u32 = 6;
const MISSING_LEN: u32 = 7;

fn word(offset: u64) -> MemArg {
    MemArg { offset, align: 2, memory_index: 0 }
}

fn byte(offset: u64) -> MemArg {
    MemArg { offset, align: 0, memory_index: 0 }
}

/// `assess(address, length) -> address of the result`.
pub(super) fn function(manifest: &Manifest, data: &mut Data) -> Function {
    let competences = manifest.competences();
    let codes: Vec<_> = competences.iter().map(|code| data.text(code)).collect();
    let advice = ADVICE.map(|text| data.text(text));
    let blocs: Vec<_> = manifest.blocs.iter().map(|bloc| data.text(bloc.code.get_ref())).collect();
    // One byte a compétence: its level, none until it is read.
    let levels = data.reserve(codes.len() as u32);
    let outcomes = data.reserve(OUTCOME * blocs.len() as u32);
    // A result: whether it is an error, then the list.
    let result = data.reserve(12);

    let mut f = Function::new([(6, ValType::I32)]);
    let mut emit = |instructions: &[I]| {
        for instruction in instructions {
            f.instruction(instruction);
        }
    };

    // Read each record into its level; a compétence that is placed in no bloc does not matter.
    emit(&[I::LocalGet(INPUT), I::LocalSet(RECORD), I::LocalGet(LENGTH), I::LocalSet(LEFT)]);
    emit(&[I::Block(BlockType::Empty), I::Loop(BlockType::Empty), I::LocalGet(LEFT), I::I32Eqz, I::BrIf(1)]);
    for (place, code) in codes.iter().enumerate() {
        emit(&[I::LocalGet(RECORD), I::I32Load(word(0)), I::LocalGet(RECORD), I::I32Load(word(4))]);
        emit(&[
            I::I32Const(code.at as i32),
            I::I32Const(code.len as i32),
            I::Call(SAME),
            I::If(BlockType::Empty),
        ]);
        emit(&[
            I::I32Const((levels as usize + place) as i32),
            I::LocalGet(RECORD),
            I::I32Load8U(byte(LEVEL)),
        ]);
        emit(&[I::I32Store8(byte(0)), I::End]);
    }
    emit(&[I::LocalGet(RECORD), I::I32Const(COVERAGE), I::I32Add, I::LocalSet(RECORD)]);
    emit(&[I::LocalGet(LEFT), I::I32Const(1), I::I32Sub, I::LocalSet(LEFT), I::Br(0), I::End, I::End]);

    let mut first = 0;
    for (place, bloc) in manifest.blocs.iter().enumerate() {
        let record = outcomes + OUTCOME * place as u32;
        emit(&[
            I::I32Const(0),
            I::LocalSet(SHOWN),
            I::I32Const(0),
            I::LocalSet(ANY),
            I::I32Const(0),
            I::LocalSet(MISSING_LEN),
        ]);
        // Room for every compétence of the bloc to be missing.
        emit(&[
            I::I32Const(0),
            I::I32Const(0),
            I::I32Const(4),
            I::I32Const(8 * bloc.competences.len() as i32),
        ]);
        emit(&[I::Call(REALLOC), I::LocalSet(MISSING)]);
        for (offset, code) in bloc.competences.iter().enumerate() {
            let level = I::I32Const((levels as usize + first + offset) as i32);
            let text = codes[first + offset];
            emit(&[level.clone(), I::I32Load8U(byte(0)), I::LocalGet(ANY), I::I32Or, I::LocalSet(ANY)]);
            if bloc.is_optional(code.get_ref()) {
                continue;
            }
            emit(&[level, I::I32Load8U(byte(0)), I::I32Const(SOLID), I::I32Eq, I::If(BlockType::Empty)]);
            emit(&[I::LocalGet(SHOWN), I::I32Const(1), I::I32Add, I::LocalSet(SHOWN), I::Else]);
            // missing[missing_len] = the code
            let slot = [I::LocalGet(MISSING), I::LocalGet(MISSING_LEN), I::I32Const(8), I::I32Mul, I::I32Add];
            emit(&slot);
            emit(&[I::I32Const(text.at as i32), I::I32Store(word(0))]);
            emit(&slot);
            emit(&[I::I32Const(text.len as i32), I::I32Store(word(4))]);
            emit(&[I::LocalGet(MISSING_LEN), I::I32Const(1), I::I32Add, I::LocalSet(MISSING_LEN), I::End]);
        }
        first += bloc.competences.len();
        let store = |offset: u32, value: u32| {
            [I::I32Const((record + offset) as i32), I::I32Const(value as i32), I::I32Store(word(0))]
        };
        emit(&store(0, blocs[place].at));
        emit(&store(4, blocs[place].len));
        emit(&[I::I32Const((record + 12) as i32), I::LocalGet(MISSING), I::I32Store(word(0))]);
        emit(&[I::I32Const((record + 16) as i32), I::LocalGet(MISSING_LEN), I::I32Store(word(0))]);
        let outcome = |which: usize| {
            let advice = advice[which];
            let mut code =
                vec![I::I32Const((record + 8) as i32), I::I32Const(which as i32), I::I32Store8(byte(0))];
            code.extend(store(20, advice.at));
            code.extend(store(24, advice.len));
            code
        };
        emit(&[I::LocalGet(SHOWN), I::I32Const(bloc.required() as i32), I::I32GeS, I::If(BlockType::Empty)]);
        emit(&outcome(0));
        emit(&[I::Else, I::LocalGet(ANY), I::If(BlockType::Empty)]);
        emit(&outcome(1));
        emit(&[I::Else]);
        emit(&outcome(2));
        emit(&[I::End, I::End]);
    }
    emit(&[I::I32Const(result as i32), I::I32Const(0), I::I32Store(word(0))]);
    emit(&[I::I32Const(result as i32 + 4), I::I32Const(outcomes as i32), I::I32Store(word(0))]);
    emit(&[I::I32Const(result as i32 + 8), I::I32Const(blocs.len() as i32), I::I32Store(word(0))]);
    emit(&[I::I32Const(result as i32), I::End]);
    f
}

/// `same(a, a_length, b, b_length) -> 1 or 0`: whether two texts are the same.
pub(super) fn same() -> Function {
    let (a, a_length, b, b_length) = (0, 1, 2, 3);
    let mut f = Function::new([]);
    let mut emit = |instructions: &[I]| {
        for instruction in instructions {
            f.instruction(instruction);
        }
    };
    emit(&[I::LocalGet(a_length), I::LocalGet(b_length), I::I32Ne, I::If(BlockType::Empty)]);
    emit(&[I::I32Const(0), I::Return, I::End]);
    emit(&[I::Loop(BlockType::Empty), I::LocalGet(a_length), I::I32Eqz, I::If(BlockType::Empty)]);
    emit(&[I::I32Const(1), I::Return, I::End]);
    emit(&[
        I::LocalGet(a),
        I::I32Load8U(byte(0)),
        I::LocalGet(b),
        I::I32Load8U(byte(0)),
        I::I32Ne,
        I::If(BlockType::Empty),
    ]);
    emit(&[I::I32Const(0), I::Return, I::End]);
    for pointer in [a, b] {
        emit(&[I::LocalGet(pointer), I::I32Const(1), I::I32Add, I::LocalSet(pointer)]);
    }
    emit(&[I::LocalGet(a_length), I::I32Const(1), I::I32Sub, I::LocalSet(a_length), I::Br(0), I::End]);
    emit(&[I::Unreachable, I::End]);
    f
}
