#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| platdocs_fuzz::doors::codeowners(bytes));
