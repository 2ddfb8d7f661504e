#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| repere_fuzz::read("a.docx", bytes));
