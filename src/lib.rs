//! platdocs turns an organisation's repositories into a developer portal: static pages, no server.
#![forbid(unsafe_code)]

pub mod catalog;
pub mod config;
pub mod diag;
pub mod docs;
pub mod hash;
pub mod memo;
pub mod path;
pub mod safe;
pub mod source;
pub mod world;
pub mod yaml;
