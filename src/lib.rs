//! platdocs turns an organisation's repositories into a developer portal: static pages, no server.
#![forbid(unsafe_code)]

pub mod api;
pub mod catalog;
pub mod check;
pub mod cli;
pub mod config;
pub mod diag;
pub mod docs;
pub mod hash;
pub mod memo;
pub mod path;
pub mod pipeline;
pub mod portal;
pub mod safe;
pub mod scaffold;
pub mod search;
pub mod serve;
pub mod site;
pub mod source;
pub mod web;
pub mod world;
pub mod yaml;
