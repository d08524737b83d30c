//! The portal as files: page kinds and their views, the theme that renders them, and the output folder.

pub mod output;
pub mod theme;
pub mod view;
