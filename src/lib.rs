//! platdocs turns an organisation's repositories into a developer portal: static pages, no server.
#![forbid(unsafe_code)]

pub mod config;
pub mod diag;
pub mod hash;
pub mod memo;
pub mod path;
pub mod safe;
pub mod world;
pub mod yaml;
