//! What the fuzz targets do with the bytes that they are given. `tests/it/fuzz.rs` holds that it compiles, and gives it every case.

pub mod doors;
