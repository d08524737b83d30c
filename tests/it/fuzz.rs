//! The doors of the fuzz targets, open to every case of the catalog, so that they compile and stay quiet without a fuzzer.

#[path = "../../fuzz/src/doors.rs"]
mod doors;

use std::path::Path;

#[test]
fn the_doors_of_the_fuzz_targets_stand_the_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/catalog");
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for case in text.split("=== ").skip(1) {
            let input = case.split_once('\n').unwrap().1.split("---expect---").next().unwrap();
            doors::catalog(input.as_bytes());
            cases += 1;
        }
    }
    assert!(cases > 40, "only {cases} cases");
    doors::codeowners(b"* @team\n[Docs][2] @ann\n/docs/ \n!/docs/x\n\xff\\ {[ @b\n");
}
