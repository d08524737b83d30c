//! Code to markup: syntect's grammars, and fifteen short classes.
//!
//! | class | stands for | class | stands for |
//! |---|---|---|---|
//! | `hl-c` | comment | `hl-o` | operator |
//! | `hl-k` | keyword, heading | `hl-a` | attribute, key |
//! | `hl-s` | string | `hl-g` | tag |
//! | `hl-n` | number, constant | `hl-i` | inserted line |
//! | `hl-f` | function | `hl-d` | deleted line |
//! | `hl-t` | type | `hl-e` | error |
//! | `hl-v` | variable | `hl-p` | prompt, not to be copied |
//!
//! Spans never cross a line end, so that lines can be wrapped one by one.

mod grammars;
mod json;
mod languages;
mod light;
mod scopes;
mod spans;
mod yaml;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use syntect::parsing::{ParseState, SyntaxReference};

use crate::hash::Hasher;
use crate::memo::Memo;
use crate::safe::{SafeHtml, push_text};
use grammars::GRAMMARS;
pub use json::json;
use languages::is_console;
pub use languages::{Language, language, nearest_language, title};
pub use light::light;
use scopes::{Class, Stack};
use spans::Spans;
pub use yaml::{yaml, yaml_lines};

/// Changes whenever the grammars or this module give other markup.
const VERSION: &str = "two-face 0.5.2, 3";
/// Longest block in bytes that is highlighted.
pub const MAX_BLOCK_BYTES: usize = 256 << 10;
/// Longest line in characters that is highlighted.
const MAX_LINE_CHARS: usize = 4096;
/// Most work on one block, counted as the sum of the cubes of its lines' lengths in bytes: the worst expressions of the
/// grammars look at each place of a line from each other place again and again (`[` times 4,000 takes SystemVerilog's ten
/// seconds). As much as the largest block in lines of 250 bytes has, or one line of 2,500.
const MAX_WORK: u64 = (MAX_BLOCK_BYTES as u64) * 250 * 250;
/// Most openings and closings of scopes in one block. Code has about one a byte, a block of quotes three.
const MAX_CHANGES: usize = 300_000;

/// Code as markup, from the memo if it is known there. Unknown languages, blocks above 256 KiB, lines above 4,096
/// characters and lines that would be too much work are shown without colours.
pub fn highlight(language: &str, code: &str, memo: &Memo) -> Arc<str> {
    let lines = if is_console(language) { Lines::Console } else { Lines::Code };
    let syntax = match lines {
        Lines::Console => GRAMMARS.find("sh"),
        Lines::Code => GRAMMARS.find(language),
    };
    let Some(syntax) = syntax.filter(|_| code.len() <= MAX_BLOCK_BYTES) else { return plain(code).into() };
    let kind = match lines {
        Lines::Console => "console",
        Lines::Code => "code",
    };
    let key = Hasher::new().part(VERSION).part(kind).part(&syntax.name).part(code).finish();
    memo.highlight.get(key, || {
        // A regular expression that gives up panics deep inside the grammar engine: such code is shown plain.
        catch_unwind(AssertUnwindSafe(|| colour(syntax, code, lines))).ok().flatten().unwrap_or_else(|| plain(code))
    })
}

/// [`highlight`] for our own pages, such as the definition of an API: what stands inside `code`.
pub fn fragment(language: &str, code: &str, memo: &Memo) -> SafeHtml {
    SafeHtml::from_fragment(highlight(language, code, memo).to_string())
}

/// How the lines of a block are read.
#[derive(Clone, Copy)]
enum Lines {
    Code,
    Console,
}

fn plain(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 8);
    push_text(&mut out, code);
    out
}

/// Highlights a block; `None` if a grammar fails.
fn colour(syntax: &SyntaxReference, code: &str, lines: Lines) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = Stack::default();
    let mut spans = Spans::with_capacity(code.len() * 2);
    let mut work = 0;
    let mut changes = 0;
    for line in code.split_inclusive('\n') {
        let line = match lines {
            Lines::Code => line,
            Lines::Console => match prompt(line) {
                Some(length) => {
                    spans.push(&line[..length], Class::Prompt);
                    state = ParseState::new(syntax);
                    stack = Stack::default();
                    &line[length..]
                }
                None => {
                    spans.push(line, Class::Plain);
                    continue;
                }
            },
        };
        if line.len() > MAX_LINE_CHARS && line.chars().count() > MAX_LINE_CHARS {
            spans.push(line, Class::Plain);
            continue;
        }
        let cost = (line.len() as u64).pow(3);
        if work + cost > MAX_WORK || changes > MAX_CHANGES {
            spans.push(line, Class::Plain);
            continue;
        }
        work += cost;
        let mut done = 0;
        for (at, op) in state.parse_line(line, &GRAMMARS.set).ok()? {
            changes += 1;
            spans.push(line.get(done..at)?, stack.top());
            stack.apply(&op);
            done = at;
        }
        spans.push(&line[done..], stack.top());
    }
    Some(spans.finish())
}

/// The length of the prompt that a line of a session starts with: `$ `, `# `, `% `, `> `, or one after `user@host:path`.
fn prompt(line: &str) -> Option<usize> {
    let is_mark = |c: char| matches!(c, '$' | '#' | '%' | '>' | '❯');
    let mark = line.find(is_mark)?;
    let before = &line[..mark];
    let plain = before.is_empty() || (before.contains('@') && before.len() <= 80 && !before.contains("  "));
    let c = line[mark..].chars().next()?;
    let after = mark + c.len_utf8();
    (plain && line[after..].starts_with(' ')).then_some(after + 1)
}

#[cfg(test)]
mod tests;
