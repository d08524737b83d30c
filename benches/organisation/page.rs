//! Pages of documentation: headings, paragraphs, lists, tables, notes, links to neighbours and code.

use std::fmt::Write as _;

use crate::code;
use crate::random::Random;
use crate::words::{self, noun, sentence};

/// What a page is to become.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Path below the docs folder.
    pub path: String,
    pub title: String,
    /// Wanted size in bytes.
    pub bytes: usize,
    /// Wanted bytes of code among them.
    pub code_bytes: usize,
}

/// Writes a page of a set and says how many bytes of code it has.
pub fn write(random: &mut Random, pages: &[Plan], at: usize) -> (String, usize) {
    let plan = &pages[at];
    let mut text = String::with_capacity(plan.bytes + 1024);
    if random.chance(10) {
        let tags = [noun(random), noun(random)].map(|tag| format!("  - {}\n", tag.replace(' ', "-")));
        text = format!("---\ntags:\n{}---\n\n", tags.concat());
    }
    writeln!(text, "# {}\n", plan.title).expect("a String takes everything");
    let mut code_bytes = 0;
    text.push_str(&paragraph(random));
    while text.len() < plan.bytes {
        // Code is spread over the page as the page grows.
        if code_bytes * plan.bytes < plan.code_bytes * text.len() && code_bytes < plan.code_bytes {
            let wanted = random.between(80, 900).min(plan.code_bytes - code_bytes);
            let (block, bytes) = code::block(random, wanted);
            text.push_str(&block);
            code_bytes += bytes;
            continue;
        }
        text.push_str(&part(random, pages, at));
    }
    (text, code_bytes)
}

fn part(random: &mut Random, pages: &[Plan], at: usize) -> String {
    match random.below(20) {
        0..=2 => format!("## {}\n\n{}", words::title(random), paragraph(random)),
        3 => format!("### {}\n\n{}", words::title(random), paragraph(random)),
        4..=6 => list(random),
        7 => table(random),
        8..=9 => link(random, pages, at),
        10 => format!("!!! {}\n    {}\n\n", random.pick(&["note", "warning", "tip", "danger"]), sentence(random)),
        11 => format!("> {}\n\n", sentence(random)),
        _ => paragraph(random),
    }
}

fn paragraph(random: &mut Random) -> String {
    let sentences: Vec<String> = (0..random.between(2, 6)).map(|_| sentence(random)).collect();
    format!("{}\n\n", sentences.join(" "))
}

fn list(random: &mut Random) -> String {
    let mut text = String::new();
    let numbered = random.chance(30);
    for number in 1..=random.between(3, 8) {
        let mark = if numbered { format!("{number}.") } else { "-".to_owned() };
        let item = match random.below(4) {
            0 => format!("[ ] {}", sentence(random)),
            1 => format!("**{}**: {}", noun(random), sentence(random)),
            _ => sentence(random),
        };
        writeln!(text, "{mark} {item}").expect("a String takes everything");
    }
    text + "\n"
}

fn table(random: &mut Random) -> String {
    let mut text = format!("| {} | {} | Default | Meaning |\n|---|---|--:|---|\n", noun(random), noun(random));
    for _ in 0..random.between(3, 10) {
        let (name, kind) = (words::identifier(random), random.pick(&["string", "number", "duration", "boolean"]));
        writeln!(text, "| `{name}` | {kind} | {} | {} |", random.below(5000), sentence(random))
            .expect("a String takes everything");
    }
    text + "\n"
}

/// A sentence that leads to another page of the set, as authors write it: relative, with `.md`.
fn link(random: &mut Random, pages: &[Plan], at: usize) -> String {
    let target = &pages[random.below(pages.len())];
    let up = "../".repeat(pages[at].path.matches('/').count());
    format!("See [{}]({up}{}) for the rest. {}\n\n", target.title, target.path, sentence(random))
}
