//! All integration tests, in one binary.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod catalog;
mod catalog_api;
mod check;
mod cli;
mod config;
mod entity;
mod fuzz;
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
mod report;
mod serve;
mod services;
mod site;
mod tags;
