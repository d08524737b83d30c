//! The reference set of the contract on documentation: 500 pages in 20 folders, each with six sections of a paragraph, a
//! list, an admonition, a block of Python, a table and a link.

use std::fmt::Write as _;
use std::io;

use crate::random::Random;
use crate::tree::Tree;
use crate::words::{self, capital, noun, sentence};

const FOLDERS: usize = 20;
const PAGES: usize = 500;
const SECTIONS: usize = 6;
/// Words of a paragraph.
const WORDS: usize = 60;

/// Writes the set. Without a language, code has no colours.
pub fn write(seed: u64, language: &str, tree: &mut Tree) -> io::Result<()> {
    let random = &mut Random::new(seed, 5);
    tree.write("platdocs.yaml", "title: Reference\nsources:\n  - type: local\n    path: repos/*\n")?;
    tree.write("repos/reference/mkdocs.yml", "site_name: Reference\n")?;
    for at in 0..PAGES {
        let (text, code_bytes) = page(random, at, language);
        tree.write(&format!("repos/reference/docs/{}", path(at)), &text)?;
        tree.count(|counts| {
            counts.pages += 1;
            counts.code_bytes += code_bytes;
        });
    }
    tree.count(|counts| {
        counts.repositories += 1;
        counts.sets += 1;
    });
    Ok(())
}

fn path(at: usize) -> String {
    match at {
        0 => "index.md".to_owned(),
        _ => format!("part-{:02}/page-{at:03}.md", at % FOLDERS),
    }
}

fn page(random: &mut Random, at: usize, language: &str) -> (String, usize) {
    let mut text = format!("# {} {at}\n\n", words::title(random));
    let mut code_bytes = 0;
    for _ in 0..SECTIONS {
        let code = python(random);
        code_bytes += code.len();
        let mut section = || -> std::fmt::Result {
            writeln!(text, "## {}\n\n{}\n", words::title(random), paragraph(random))?;
            for _ in 0..4 {
                writeln!(text, "- {}", sentence(random))?;
            }
            writeln!(text, "\n!!! note \"{}\"\n    {}\n", capital(noun(random)), sentence(random))?;
            writeln!(text, "```{language}\n{code}```\n\n| Name | Kind | Default |\n|---|---|--:|")?;
            for _ in 0..4 {
                writeln!(text, "| `{}` | {} | {} |", words::identifier(random), noun(random), random.below(5000))?;
            }
            let target = random.below(PAGES);
            let up = if at == 0 { "" } else { "../" };
            writeln!(text, "\nSee [page {target}]({up}{}) for the rest.\n", path(target))
        };
        section().expect("a String takes everything");
    }
    (text, code_bytes)
}

fn paragraph(random: &mut Random) -> String {
    let mut words: Vec<String> = Vec::new();
    while words.len() < WORDS {
        words.extend(sentence(random).split(' ').map(str::to_owned));
    }
    words.truncate(WORDS);
    words.join(" ")
}

/// Five lines.
fn python(random: &mut Random) -> String {
    let (name, field) = (words::identifier(random), words::identifier(random));
    let number = random.below(100);
    format!(
        "def {name}(items: list[str]) -> int:\n    \"\"\"Counts what has a {field}.\"\"\"\n    total = {number}\n    \
         for item in items:\n        total += len(item) if item else 0  # {number}\n"
    )
}
