//! `platdocs search`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use serde_json::json;

use super::Exit;
use super::flags::{Building, Input, Talk};
use super::report::Report;
use super::site::Site;
use super::work;
use crate::diag::shown;
use crate::search::query::{Engine, Explained, Range, Request, Results, Search, Sections};
use crate::search::{FOLDER, eval};
use crate::site::output::Output;

/// The arguments of `platdocs search`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words to look for, as in the search box of the portal
    #[arg(value_name = "QUERY", required_unless_present = "eval")]
    pub query: Vec<String>,
    /// Folder that holds platdocs.yaml
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub site: PathBuf,
    /// Look for repositories in this folder, in place of the sources of the configuration
    ///
    /// Can be given several times. Relative paths start at the working directory.
    #[arg(long = "source", value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    pub sources: Vec<PathBuf>,
    /// Show at most this many pages
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Show only pages with a value of a facet, such as `kind=api`
    ///
    /// Can be given several times: one value of each facet must fit.
    #[arg(long = "filter", value_name = "FACET=VALUE", value_parser = filter)]
    pub filters: Vec<(String, String)>,
    /// Stay in a docs set or entity, such as `component:default/orders`
    #[arg(long = "in", value_name = "REF")]
    pub within: Option<String>,
    /// Take the words as they are and correct none
    #[arg(long)]
    pub literal: bool,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// Show where each page's place comes from
    #[arg(long)]
    pub explain: bool,
    /// Measure with a set of queries whose answers are known, and print a table
    ///
    /// The file has a line of JSON for each query: {"set", "variant", "q", "rel": ["/url/", ...]}.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "json", "explain"], value_hint = clap::ValueHint::FilePath)]
    pub eval: Option<PathBuf>,
}

fn filter(text: &str) -> Result<(String, String), String> {
    let (facet, value) = text.split_once('=').ok_or("write `facet=value`, such as `kind=api`")?;
    Ok((facet.to_owned(), value.to_owned()))
}

/// Builds the portal in memory and answers from its index.
///
/// # Errors
/// When the portal cannot be built, or the file of `--eval` cannot be read.
pub fn run(args: Args, talk: Talk) -> anyhow::Result<Exit> {
    let report = Report::new(talk);
    let input = Input { site: args.site.clone(), sources: args.sources.clone() };
    let building = Building::default();
    let Some(site) = Site::open(&input, building.format, &report)? else { return Ok(Exit::Failed) };
    let memo = work::memo(&site, &building);
    let built = report.progress("reading the portal", || work::build(&site, &building, &memo))?.built;
    work::keep(&memo, &report);
    let text = match &args.eval {
        Some(file) => evaluated(
            &built.output,
            &fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?,
        )?,
        None => answered(&built.output, &args, report.colors_of_data())?,
    };
    report.data(&text)?;
    Ok(Exit::Done)
}

fn stored(output: &Output, path: &str) -> Option<bytes::Bytes> {
    Some(output.get(&format!("{FOLDER}{path}"))?.bytes())
}

/// The table of a set of queries.
fn evaluated(output: &Output, lines: &str) -> anyhow::Result<String> {
    let items = eval::items(lines).map_err(|line| anyhow::anyhow!("line {line} is no query with its answers"))?;
    if items.is_empty() {
        bail!("the file holds no queries");
    }
    Ok(eval::table(&eval::evaluate(|path| stored(output, path), &items)?))
}

fn answered(output: &Output, args: &Args, bold: bool) -> anyhow::Result<String> {
    let engine = Engine::open(|path| stored(output, path))?;
    let mut filters: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (facet, value) in &args.filters {
        if !engine.manifest.facets.contains(facet) {
            let known: Vec<&str> = engine.manifest.facets.iter().map(String::as_str).collect();
            bail!("there is no facet `{facet}`; there are {}", known.join(", "));
        }
        filters.entry(facet).or_default().push(value.clone());
    }
    let request = Request {
        q: args.query.join(" "),
        filters: filters.into_iter().map(|(facet, values)| (facet.to_owned(), values)).collect(),
        within: args.within.clone().unwrap_or_default(),
        literal: args.literal,
        facets: args.json,
        from: 0,
        count: args.limit,
    };
    let (results, search) = engine.search(&request)?;
    let pages: Vec<u32> = results.results.iter().map(|card| card.page).collect();
    let sections = engine.snippets(&search, &pages)?;
    let mut explained = Vec::new();
    if args.explain {
        for page in pages {
            explained.push(engine.explain(&search, page)?);
        }
    }
    Ok(if args.json {
        document(&results, &search, &sections, &explained)?
    } else {
        text(&results, &sections, &explained, bold)
    })
}

/// The answer as one JSON document.
fn document(
    results: &Results,
    search: &Search,
    sections: &[Sections],
    explained: &[Explained],
) -> anyhow::Result<String> {
    let mut document = serde_json::to_value(results)?;
    document["words"] = json!(search.words());
    if let Some(cards) = document["results"].as_array_mut() {
        for (nth, card) in cards.iter_mut().enumerate() {
            card["sections"] = serde_json::to_value(&sections[nth].sections)?;
            card["more"] = json!(sections[nth].more);
            if let Some(explained) = explained.get(nth) {
                card["explain"] = serde_json::to_value(explained)?;
            }
        }
    }
    Ok(format!("{document:#}\n"))
}

/// The answer for people.
fn text(results: &Results, sections: &[Sections], explained: &[Explained], bold: bool) -> String {
    let mut text = String::new();
    for correction in &results.corrections {
        let _ =
            writeln!(text, "Showing results for `{}` instead of `{}`.", shown(&correction.to), shown(&correction.from));
    }
    for word in &results.dropped {
        let _ = writeln!(text, "No page has all words; these are without `{}`.", shown(word));
    }
    for unknown in &results.unknown {
        let _ = writeln!(text, "`{}` occurs nowhere; {} without it.", shown(&unknown.word), pages(unknown.without));
    }
    if !results.nearest.is_empty() {
        let _ = writeln!(text, "Near it: {}.", shown(&results.nearest.join(", ")));
    }
    for lift in &results.lift {
        let _ = writeln!(text, "{} without {}={}.", pages(lift.count), shown(&lift.facet), shown(&lift.value));
    }
    let _ = writeln!(text, "{}", pages(results.total));
    for (nth, card) in results.results.iter().enumerate() {
        let note = if card.note.is_empty() { String::new() } else { format!("  {}", shown(&card.note)) };
        let _ = writeln!(text, "\n{}{note}\n  {}", marked(&card.title, &card.title_ranges, bold), shown(&card.url));
        for section in &sections[nth].sections {
            if !section.heading.is_empty() {
                let _ = writeln!(text, "  > {}", marked(&section.heading, &section.heading_ranges, bold));
            }
            for line in marked(&section.snippet.text, &section.snippet.ranges, bold).lines() {
                let _ = writeln!(text, "    {line}");
            }
        }
        if let Some(explained) = explained.get(nth) {
            explain(&mut text, explained);
        }
    }
    text
}

fn pages(count: usize) -> String {
    if count == 1 { "1 page".to_owned() } else { format!("{count} pages") }
}

/// A text with its matches in bold. Control characters but line ends become visible.
fn marked(text: &str, ranges: &[Range], bold: bool) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let piece = |from: usize, to: usize| {
        let text = String::from_utf16_lossy(&units[from..to]);
        text.split('\n').map(shown).collect::<Vec<_>>().join("\n")
    };
    let mut out = String::new();
    let mut at = 0;
    for Range(start, length) in ranges.iter().filter(|_| bold) {
        let _ = write!(out, "{}\x1b[1m{}\x1b[0m", piece(at, *start), piece(*start, start + length));
        at = start + length;
    }
    out + &piece(at, units.len())
}

fn explain(text: &mut String, explained: &Explained) {
    let Explained { tier, score, boost, units, .. } = explained;
    let _ = writeln!(text, "    tier {tier}, score {score:.4}, boost {boost}");
    for unit in units {
        let name = format!("{} {}", unit.unit, unit.doc);
        let _ = writeln!(
            text,
            "    {name}: {:.4} = {:.4}, {} words, pairs {:.2}",
            unit.score, unit.sum, unit.matched, unit.pairs
        );
        for word in &unit.words {
            let [from, to] = word.slots;
            let term = shown(&word.term);
            let _ = writeln!(text, "      words {from}-{to} `{term}` factor {:.4}: {:.4}", word.factor, word.score);
            for part in &word.parts {
                let how = format!("weight {:.4}, norm {:.4}", part.weight, part.norm);
                let _ =
                    writeln!(text, "        {} df {}, tf {}, {how}: {:.4}", part.field, part.df, part.tf, part.part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{filter, marked};
    use crate::search::query::Range;

    #[test]
    fn matches_are_bold_and_control_characters_visible() {
        assert_eq!(marked("a \u{1F600} bc", &[Range(5, 1)], true), "a \u{1F600} \x1b[1mb\x1b[0mc");
        assert_eq!(marked("a bc", &[Range(2, 1)], false), "a bc");
        assert!(!marked("a\x1b[31mb", &[], true).contains('\x1b'));
    }

    #[test]
    fn filters_have_a_facet_and_a_value() {
        assert_eq!(filter("kind=api=x"), Ok(("kind".to_owned(), "api=x".to_owned())));
        assert!(filter("kind").is_err());
    }
}
