//! `platdocs impact`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::bail;

use super::Exit;
use super::flags::{Format, Input, Talk};
use super::report::Report;
use super::site::Site;
use super::work;
use crate::catalog::{Catalog, DEFAULT_NAMESPACE, Entity, EntityRef};
use crate::diag::nearest;
use crate::portal::impact::{self, Dependencies, Part};

/// Most alternatives that an error names.
const MAX_ALTERNATIVES: usize = 3;

/// The arguments of `platdocs impact`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The entity, such as `component:default/orders`, `component:orders` or `orders`
    #[arg(value_name = "REF")]
    pub entity: String,
    /// Folder that holds platdocs.yaml
    #[arg(default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub site: PathBuf,
    /// Look for repositories in this folder, in place of the sources of the configuration
    ///
    /// Can be given several times. Relative paths start at the working directory.
    #[arg(long = "source", value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    pub sources: Vec<PathBuf>,
    /// Print the same JSON as impact.json of the portal
    #[arg(long)]
    pub json: bool,
}

/// Reads the catalog and prints who notices if the entity breaks, and what it needs.
///
/// # Errors
/// When the sources cannot be read, or the reference fits no entity or several.
pub fn run(args: Args, talk: Talk) -> anyhow::Result<Exit> {
    let Args { entity, site, sources, json } = args;
    let report = Report::new(talk);
    let Some(site) = Site::open(&Input { site, sources }, Format::Text, &report)? else { return Ok(Exit::Failed) };
    let catalog = report.progress("reading the catalog", || work::catalog(&site));
    let entity = find(&catalog, &entity)?;
    let found = impact::Report::of(&catalog, &Dependencies::new(&catalog), entity, impact::MAX_ROWS);
    report.data(&if json { found.to_json() } else { text(&found) })?;
    Ok(Exit::Done)
}

/// The entity that a reference names; without a kind the only one of that name.
fn find<'a>(catalog: &'a Catalog, text: &str) -> anyhow::Result<&'a Entity> {
    if let Ok(reference) = EntityRef::parse(text, None, DEFAULT_NAMESPACE) {
        if let Some(entity) = catalog.get(&reference) {
            return Ok(entity);
        }
        return unknown(catalog, text, reference.name(), Some(reference.kind()));
    }
    let Ok(plain) = EntityRef::parse(text, Some("component"), DEFAULT_NAMESPACE) else {
        bail!("`{text}` is no reference; write `kind:namespace/name`, such as `component:default/orders`");
    };
    let same =
        |entity: &&Entity| entity.reference.name() == plain.name() && entity.reference.namespace() == plain.namespace();
    let namesakes: Vec<&Entity> = catalog.iter().filter(same).collect();
    match namesakes.as_slice() {
        [] => unknown(catalog, text, plain.name(), None),
        [only] => Ok(only),
        several => bail!("`{text}` names several entities: {}", alternatives(several.iter().copied(), "and")),
    }
}

fn unknown<'a>(catalog: &'a Catalog, text: &str, name: &str, kind: Option<&str>) -> anyhow::Result<&'a Entity> {
    let of_name = |name: &str| -> Vec<&'a Entity> {
        let mut found: Vec<&Entity> = catalog.iter().filter(|entity| entity.reference.name() == name).collect();
        found.sort_by_key(|entity| Some(entity.reference.kind()) != kind);
        found
    };
    let mut near = of_name(name);
    if near.is_empty() {
        let names = nearest(name, catalog.iter().map(|entity| entity.reference.name()));
        near = names.into_iter().flat_map(of_name).collect();
    }
    match near.is_empty() {
        true => bail!("`{text}` is not in the catalog"),
        false => bail!("`{text}` is not in the catalog; did you mean {}?", alternatives(near.into_iter(), "or")),
    }
}

/// `a, b and c`, at most [`MAX_ALTERNATIVES`].
fn alternatives<'a>(entities: impl Iterator<Item = &'a Entity>, word: &str) -> String {
    let names: Vec<String> = entities.take(MAX_ALTERNATIVES).map(|entity| format!("`{}`", entity.reference)).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// The report for people.
fn text(found: &impact::Report) -> String {
    let mut text = format!("{} ({})\n\n", found.title, found.entity);
    push_part(&mut text, "If it breaks, nothing else is affected.", "If it breaks, these notice", &found.impact);
    text.push('\n');
    push_part(&mut text, "It depends on nothing.", "It depends on", &found.depends_on);
    text
}

fn push_part(text: &mut String, nothing: &str, heading: &str, part: &Part) {
    if part.total() == 0 {
        let _ = writeln!(text, "{nothing}");
        return;
    }
    let teams = if part.teams == 1 { "team" } else { "teams" };
    let Part { direct, transitive, teams: count, omitted, .. } = part;
    let _ = writeln!(text, "{heading}: {direct} direct, {transitive} transitive, {count} {teams}");
    let rows = part.entities.iter().map(|item| [item.entity.len(), item.lifecycle.as_ref().map_or(1, String::len)]);
    let [wide, life] = rows.fold([0, 0], |[a, b], [c, d]| [a.max(c), b.max(d)]);
    for (owner, items) in part.by_owner() {
        let _ = writeln!(text, "\n  {}", owner.unwrap_or("no owner"));
        for item in items {
            let lifecycle = item.lifecycle.as_deref().unwrap_or("-");
            let cut = if item.via_cut { "... > " } else { "" };
            let via = if item.via.is_empty() { String::new() } else { format!("  via {cut}{}", item.via.join(" > ")) };
            let gone = if item.missing { "  (not in this catalog)" } else { "" };
            let line = format!("    {:>2}  {:wide$}  {lifecycle:life$}{via}{gone}", item.distance, item.entity);
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    if *omitted > 0 {
        let _ = writeln!(text, "\n  {omitted} more are not listed.");
    }
}
