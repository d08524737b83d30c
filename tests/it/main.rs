//! All integration tests, in one binary.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod api;
mod asyncapi;
mod catalog;
mod catalog_api;
mod check;
mod checkout;
mod cli;
mod config;
mod entity;
mod fuzz;
mod graphql;
mod health;
mod history;
mod hostile;
mod images;
mod kinds;
mod layers;
mod machines;
mod markdown;
mod output;
mod outside;
mod pages;
mod protobuf;
mod report;
mod samples;
mod search;
mod serve;
mod services;
mod site;
mod tags;
mod versions;

/// What a file says, also when it is stored compressed as the files of search are.
fn said(bytes: &[u8]) -> String {
    let mut inflated = Vec::new();
    let read = std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes), &mut inflated);
    String::from_utf8_lossy(if read.is_ok() { &inflated } else { bytes }).into_owned()
}
