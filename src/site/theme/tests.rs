//! What the theme promises of every page: no author text becomes markup, each policy matches its scripts, budgets hold,
//! colours can be read.

mod fixtures;
mod pages;
mod palette;
