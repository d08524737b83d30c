//! Writes a made-up organisation of a given size: repositories with catalog files, documentation and API documents.
//! The same arguments give the same bytes. `benches/run.py` builds a portal from it and measures.
//!
//! `cargo run --release --example organisation -- OUT [--profile pages] [--repositories N] ...`
#![forbid(unsafe_code)]

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Parser, ValueEnum};

mod api;
mod catalog;
mod code;
mod page;
mod plan;
mod random;
mod reference;
mod tree;
mod words;

use plan::Size;
use tree::Tree;

/// Write a made-up organisation
#[derive(Debug, Parser)]
struct Args {
    /// Where to write; must not exist or be empty
    out: PathBuf,
    /// Sizes to start from
    #[arg(long, value_enum, default_value_t = Profile::Organisation)]
    profile: Profile,
    /// Number that everything is drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Repositories
    #[arg(long)]
    repositories: Option<usize>,
    /// Teams
    #[arg(long)]
    teams: Option<usize>,
    /// Entities in all; what the repositories do not hold are users
    #[arg(long)]
    entities: Option<usize>,
    /// Docs sets
    #[arg(long)]
    sets: Option<usize>,
    /// Pages of documentation
    #[arg(long)]
    pages: Option<usize>,
    /// Bytes of Markdown in all
    #[arg(long)]
    bytes: Option<usize>,
    /// Bytes of code blocks among them
    #[arg(long)]
    code_bytes: Option<usize>,
    /// API documents
    #[arg(long)]
    apis: Option<usize>,
    /// Components that a component depends on
    #[arg(long)]
    depends: Option<usize>,
}

/// Sizes to start from.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Profile {
    /// An organisation with everything
    Organisation,
    /// Documentation above all
    Pages,
    /// Entities and their relations, no documentation
    Catalog,
    /// The reference set of the contract on documentation, whatever sizes are asked for
    Reference,
    /// The same with code that has no colours
    ReferencePlain,
}

impl Args {
    fn size(&self, base: Size) -> Size {
        // Fewer pages than the profile has means fewer bytes and sets, unless these are given.
        let pages = self.pages.unwrap_or(base.pages);
        let share = |whole: usize| whole * pages / base.pages.max(1);
        let repositories = self.repositories.unwrap_or(base.repositories);
        Size {
            seed: self.seed,
            repositories,
            teams: self.teams.unwrap_or(base.teams),
            entities: self.entities.unwrap_or(base.entities),
            sets: self.sets.unwrap_or_else(|| share(base.sets)).min(repositories).min(pages),
            pages,
            bytes: self.bytes.unwrap_or_else(|| share(base.bytes)),
            code_bytes: self.code_bytes.unwrap_or_else(|| share(base.code_bytes)),
            apis: self.apis.unwrap_or(base.apis),
            depends: self.depends.unwrap_or(base.depends),
        }
    }
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if args.out.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is not empty", args.out.display());
    }
    let mut tree = Tree::on_disk(&args.out);
    let written = match args.profile {
        Profile::Organisation => plan::write(&args.size(Size::ORGANISATION), &mut tree),
        Profile::Pages => plan::write(&args.size(Size::PAGES), &mut tree),
        Profile::Catalog => plan::write(&args.size(Size::CATALOG), &mut tree),
        Profile::Reference => reference::write(args.seed, "python", &mut tree),
        Profile::ReferencePlain => reference::write(args.seed, "", &mut tree),
    };
    written.with_context(|| format!("cannot write to {}", args.out.display()))?;
    writeln!(std::io::stdout(), "{}", tree.counts())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size {
        seed: 7,
        repositories: 12,
        teams: 4,
        entities: 80,
        sets: 9,
        pages: 40,
        bytes: 150_000,
        code_bytes: 24_000,
        apis: 5,
        depends: 2,
    };

    fn organisation(size: &Size) -> Tree {
        let mut tree = Tree::in_memory();
        plan::write(size, &mut tree).expect("memory takes everything");
        tree
    }

    #[test]
    fn the_same_size_gives_the_same_bytes() {
        assert_eq!(organisation(&SMALL).digest(), organisation(&SMALL).digest());
        assert_ne!(organisation(&SMALL).digest(), organisation(&Size { seed: 8, ..SMALL }).digest());
    }

    #[test]
    fn sizes_are_met() {
        let counts = organisation(&SMALL).counts();
        assert_eq!((counts.repositories, counts.sets, counts.pages), (12 + 1, 9, 40));
        assert_eq!((counts.entities, counts.apis), (80, 5));
        let near = |given: usize, wanted: usize| given.abs_diff(wanted) * 10 < wanted;
        assert!(near(counts.markdown_bytes, 150_000), "{} bytes of Markdown", counts.markdown_bytes);
        assert!(near(counts.code_bytes, 24_000), "{} bytes of code", counts.code_bytes);
    }

    #[test]
    fn the_reference_set_is_as_the_contract_says() {
        let mut tree = Tree::in_memory();
        reference::write(1, "python", &mut tree).expect("memory takes everything");
        let counts = tree.counts();
        assert_eq!((counts.sets, counts.pages, counts.files), (1, 500, 502));
        assert!((3_500_000..4_500_000).contains(&counts.markdown_bytes), "{} bytes", counts.markdown_bytes);
        let folders =
            tree.digest().keys().filter_map(|path| path.strip_prefix("repos/reference/docs/")?.split_once('/'));
        assert_eq!(folders.map(|(folder, _)| folder).collect::<std::collections::BTreeSet<_>>().len(), 20);
    }
}
