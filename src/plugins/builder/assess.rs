//! The rules of a manifest as WebAssembly: coverage in, an outcome for each bloc out.

use wasm_encoder::{BlockType, Function, Ieee64, Instruction as I, MemArg, ValType};

use super::encode::{Data, REALLOC, SAME, SHOWN};
use super::manifest::Manifest;
use super::rules::Rule;

/// Bytes of a `coverage` record: text (8), level (1, padded to 4), direct (4), partial (4), decision (a byte that says
/// whether there is one, one for it, padded to 4).
const COVERAGE: i32 = 24;
const LEVEL: u64 = 8;
const DIRECT: u64 = 12;
const PARTIAL: u64 = 16;
const DECIDED: u64 = 20;
const DECISION: u64 = 21;
/// Bytes of a `bloc-outcome` record: text (8), outcome (1, padded to 8), share (8), list (8), text (8).
const OUTCOME: u32 = 40;
/// The level `solid` of the contract; a decision counts as the level of the same number.
const SOLID: i32 = 2;

// Locals of `assess`: its two parameters, then its own.
const INPUT: u32 = 0;
const LENGTH: u32 = 1;
const RECORD: u32 = 2;
const LEFT: u32 = 3;
const POINTS: u32 = 4;
const ANY: u32 = 5;
const MISSING: u32 = 6;
const MISSING_LEN: u32 = 7;

fn word(offset: u64) -> MemArg {
    MemArg { offset, align: 2, memory_index: 0 }
}

fn byte(offset: u64) -> MemArg {
    MemArg { offset, align: 0, memory_index: 0 }
}

fn long(offset: u64) -> MemArg {
    MemArg { offset, align: 3, memory_index: 0 }
}

/// `assess(address, length) -> address of the result`.
pub(super) fn function(manifest: &Manifest, rules: &[Rule], data: &mut Data) -> Function {
    let competences = manifest.competences();
    let codes: Vec<_> = competences.iter().map(|(code, direct)| (data.text(code), *direct)).collect();
    let blocs: Vec<_> = manifest.blocs.iter().map(|bloc| data.text(bloc.code.get_ref())).collect();
    let advice: Vec<_> =
        rules.iter().map(|rule| rule.advice.each_ref().map(|advice| data.text(advice))).collect();
    // One byte a compétence: its level, none until it is read.
    let levels = data.reserve(codes.len() as u32);
    let outcomes = data.reserve(OUTCOME * blocs.len() as u32);
    // A result: whether it is an error, then the list; room for the largest case.
    let result = data.reserve(16);

    let mut f = Function::new([(6, ValType::I32)]);
    let mut emit = |instructions: &[I]| {
        for instruction in instructions {
            f.instruction(instruction);
        }
    };

    // Read each record into its level; a compétence that is placed in no bloc does not matter.
    emit(&[I::LocalGet(INPUT), I::LocalSet(RECORD), I::LocalGet(LENGTH), I::LocalSet(LEFT)]);
    emit(&[I::Block(BlockType::Empty), I::Loop(BlockType::Empty), I::LocalGet(LEFT), I::I32Eqz, I::BrIf(1)]);
    for (place, (code, direct)) in codes.iter().enumerate() {
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
            I::I32Const(*direct as i32),
            I::Call(SHOWN),
        ]);
        emit(&[I::I32Store8(byte(0)), I::End]);
    }
    emit(&[I::LocalGet(RECORD), I::I32Const(COVERAGE), I::I32Add, I::LocalSet(RECORD)]);
    emit(&[I::LocalGet(LEFT), I::I32Const(1), I::I32Sub, I::LocalSet(LEFT), I::Br(0), I::End, I::End]);

    let mut first = 0;
    for (place, (bloc, rule)) in manifest.blocs.iter().zip(rules).enumerate() {
        let record = outcomes + OUTCOME * place as u32;
        emit(&[I::I32Const(0), I::LocalSet(POINTS), I::I32Const(0), I::LocalSet(ANY)]);
        emit(&[I::I32Const(0), I::LocalSet(MISSING_LEN)]);
        // Room for every compétence of the bloc to be missing.
        emit(&[
            I::I32Const(0),
            I::I32Const(0),
            I::I32Const(4),
            I::I32Const(8 * bloc.competences.len() as i32),
        ]);
        emit(&[I::Call(REALLOC), I::LocalSet(MISSING)]);
        for (offset, (shown, in_part)) in rule.points.iter().enumerate() {
            let level = [I::I32Const((levels as usize + first + offset) as i32), I::I32Load8U(byte(0))];
            let (text, _) = codes[first + offset];
            emit(&level);
            emit(&[I::LocalGet(ANY), I::I32Or, I::LocalSet(ANY)]);
            if *shown == 0 {
                continue; // it can be done without
            }
            emit(&level);
            emit(&[I::I32Const(SOLID), I::I32Eq, I::If(BlockType::Empty)]);
            emit(&add(POINTS, *shown));
            emit(&[I::Else]);
            if *in_part > 0 {
                emit(&level);
                emit(&[I::If(BlockType::Empty)]);
                emit(&add(POINTS, *in_part));
                emit(&[I::End]);
            }
            // missing[missing_len] = the code
            let slot = [I::LocalGet(MISSING), I::LocalGet(MISSING_LEN), I::I32Const(8), I::I32Mul, I::I32Add];
            emit(&slot);
            emit(&[I::I32Const(text.at as i32), I::I32Store(word(0))]);
            emit(&slot);
            emit(&[I::I32Const(text.len as i32), I::I32Store(word(4))]);
            emit(&add(MISSING_LEN, 1));
            emit(&[I::End]);
        }
        first += bloc.competences.len();
        let store = |offset: u32, value: u32| {
            [I::I32Const((record + offset) as i32), I::I32Const(value as i32), I::I32Store(word(0))]
        };
        emit(&store(0, blocs[place].at));
        emit(&store(4, blocs[place].len));
        // share = points / total
        emit(&[I::I32Const((record + 16) as i32), I::LocalGet(POINTS), I::F64ConvertI32S]);
        emit(&[I::F64Const(Ieee64::from(f64::from(rule.total))), I::F64Div, I::F64Store(long(0))]);
        emit(&[I::I32Const((record + 24) as i32), I::LocalGet(MISSING), I::I32Store(word(0))]);
        emit(&[I::I32Const((record + 28) as i32), I::LocalGet(MISSING_LEN), I::I32Store(word(0))]);
        let outcome = |which: usize| {
            let advice = advice[place][which];
            let mut code =
                vec![I::I32Const((record + 8) as i32), I::I32Const(which as i32), I::I32Store8(byte(0))];
            code.extend(store(32, advice.at));
            code.extend(store(36, advice.len));
            code
        };
        emit(&[I::LocalGet(POINTS), I::I32Const(rule.needed), I::I32GeS, I::If(BlockType::Empty)]);
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

/// `local += value`
fn add(local: u32, value: i32) -> [I<'static>; 4] {
    [I::LocalGet(local), I::I32Const(value), I::I32Add, I::LocalSet(local)]
}

/// `shown(record, direct) -> level`: how far a `coverage` record shows its compétence. A person's decision comes first;
/// then, where the bloc asks for a number of direct passages, that number; else Repère's own measure.
pub(super) fn shown() -> Function {
    let (record, direct) = (0, 1);
    let mut f = Function::new([]);
    let mut emit = |instructions: &[I]| {
        for instruction in instructions {
            f.instruction(instruction);
        }
    };
    emit(&[I::LocalGet(record), I::I32Load8U(byte(DECIDED)), I::If(BlockType::Empty)]);
    emit(&[I::LocalGet(record), I::I32Load8U(byte(DECISION)), I::Return, I::End]);
    emit(&[I::LocalGet(direct), I::I32Eqz, I::If(BlockType::Empty)]);
    emit(&[I::LocalGet(record), I::I32Load8U(byte(LEVEL)), I::Return, I::End]);
    emit(&[I::LocalGet(record), I::I32Load(word(DIRECT)), I::LocalGet(direct), I::I32GeU]);
    emit(&[I::If(BlockType::Empty), I::I32Const(SOLID), I::Return, I::End]);
    // Something, and not enough of it.
    emit(&[I::LocalGet(record), I::I32Load(word(DIRECT)), I::LocalGet(record), I::I32Load(word(PARTIAL))]);
    emit(&[I::I32Or, I::LocalGet(record), I::I32Load8U(byte(LEVEL)), I::I32Or]);
    emit(&[I::I32Const(0), I::I32Ne, I::End]);
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
