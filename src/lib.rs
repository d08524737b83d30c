//! platdocs turns an organisation's repositories into a developer portal: static pages, no server.
#![forbid(unsafe_code)]

pub mod diag;
pub mod hash;
pub mod memo;
pub mod path;
pub mod safe;
pub mod yaml;
