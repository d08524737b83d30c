//! What only certain kinds have: the servers of an API, the targets of a Location, the `spec` of kinds without a page of
//! their own.

use super::{cut, inspect, pair_of, query};
use crate::catalog::{Entity, Kind, Target};
use crate::docs::highlight;
use crate::path::SitePath;
use crate::portal::urls;
use crate::safe::{SafeHtml, SafeUrl};
use crate::site::view::{Branch, Link, LocationTarget, Remote};
use crate::site::views::{Context, text};
use crate::yaml::{Map, Node, Value};

/// Most servers of an API that are shown.
pub(super) const MAX_REMOTES: usize = 50;
/// Most targets of a Location that are shown.
pub(super) const MAX_TARGETS: usize = 200;
/// Most entities of one target.
pub(in crate::site::views) const FROM_TARGET: usize = 50;
/// Most entities of all targets.
const MAX_BROUGHT: usize = 150;
/// Most values of a tree, and its deepest level.
const MAX_BRANCHES: usize = 300;
const MAX_DEPTH: usize = 8;

/// The servers of an API that has no definition but says where it runs.
pub(super) fn remotes(context: &Context<'_>, entity: &Entity) -> Vec<Remote> {
    let remotes = remotes_of(entity).iter().take(MAX_REMOTES);
    remotes.filter_map(|remote| Some(remote_of(context, remote.as_map()?))).collect()
}

/// The servers as written.
pub(super) fn remotes_of(entity: &Entity) -> &[Node] {
    let is_server = entity.kind_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("mcp-server"));
    let remotes = entity.spec().and_then(|spec| spec.get("remotes")).and_then(Node::as_list);
    remotes.filter(|_| entity.kind == Kind::Api && is_server).unwrap_or_default()
}

fn remote_of(context: &Context<'_>, remote: &Map) -> Remote {
    let value = |key: &str| cut(remote.get(key).and_then(Node::text).unwrap_or_default());
    let url = value("url");
    let safe = SafeUrl::parse(&url, &context.config.security.url_schemes);
    let href = safe.map_or_else(|_| String::new(), |safe| safe.as_str().to_owned());
    let others = remote.entries.iter().filter(|entry| !matches!(&*entry.key, "type" | "url"));
    let more = others.filter_map(|entry| Some(pair_of(&entry.key, &cut(&said_of(&entry.key, &entry.value)?))));
    Remote { kind: value("type"), url: Link { text: url, href }, more: more.take(10).collect() }
}

/// What a page says about a key of a server. Headers and variables may hold secrets: only their names are shown.
fn said_of(key: &str, value: &Node) -> Option<String> {
    let key = key.to_ascii_lowercase();
    if ["header", "env", "variable"].iter().any(|word| key.contains(word)) {
        let of_map = value.as_map().into_iter().flat_map(Map::keys);
        let of_list = value.as_list().unwrap_or_default().iter();
        let names = of_map.chain(of_list.filter_map(|item| item.get("name").and_then(Node::text)));
        let names: Vec<&str> = names.collect();
        return (!names.is_empty()).then(|| names.join(", "));
    }
    if ["token", "secret", "password", "apikey", "authorization"].iter().any(|word| key.contains(word)) {
        return None;
    }
    let words = value.as_list().map(|items| items.iter().filter_map(Node::text).collect::<Vec<_>>().join(" "));
    value.text().map(ToOwned::to_owned).or(words).filter(|text| !text.is_empty())
}

/// What a client needs to know to use the servers, as JSON to copy: name and address. Empty if none has an address on the web.
pub(super) fn client_config(context: &Context<'_>, entity: &Entity) -> SafeHtml {
    let web = remotes_of(entity).iter().take(MAX_REMOTES).filter_map(|remote| {
        let url = remote.get("url").and_then(Node::text)?.trim();
        let is_local = remote.get("type").and_then(Node::text) == Some("stdio");
        let is_web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) && !is_local;
        let safe = SafeUrl::parse(url, &[]).ok().filter(|_| is_web)?;
        Some(serde_json::json!({ "url": safe.as_str() }))
    });
    let mut servers = serde_json::Map::new();
    for (nth, server) in web.enumerate() {
        let name = if nth == 0 { entity.name.to_string() } else { format!("{}-{}", entity.name, nth + 1) };
        servers.insert(name, server);
    }
    if servers.is_empty() {
        return SafeHtml::default();
    }
    highlight::fragment("json", &format!("{:#}", serde_json::json!({ "mcpServers": servers })), context.memo)
}

/// The targets of a Location with the entities that they brought.
pub(super) fn targets(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<LocationTarget> {
    let index = context.href(here, &urls::catalog(1));
    let all = format!("{index}?filters[location]={}", query(entity.reference.as_str()));
    let mut left = MAX_BROUGHT;
    let mut view = |target: &Target| {
        let brought = || target.files.iter().flat_map(|file| context.portal.catalog.in_file(file));
        let shown = brought().take(FROM_TARGET.min(left)).map(|found| context.item(here, found));
        let entities: Vec<_> = shown.collect();
        left -= entities.len();
        let more = brought().count() - entities.len();
        let url = SafeUrl::parse(&target.text, &[]);
        let findings = context.findings_of(&entity.reference).filter(|found| found.place.span == target.span);
        LocationTarget {
            text: cut(&target.text),
            href: url.map_or_else(|_| String::new(), |url| url.as_str().to_owned()),
            more,
            more_href: if more > 0 { all.clone() } else { String::new() },
            entities,
            findings: findings.take(5).map(inspect::finding).collect(),
        }
    };
    entity.targets.iter().take(MAX_TARGETS).map(&mut view).collect()
}

/// `spec` of a kind that has no page of its own as a tree, and true if it is longer than that.
pub(super) fn spec(entity: &Entity) -> (Vec<Branch>, bool) {
    let (Kind::Other(_) | Kind::GoldenPath | Kind::PortalDashboard) = entity.kind else { return (Vec::new(), false) };
    let mut tree = Tree { left: MAX_BRANCHES, is_cut: false };
    let branches = entity.spec().map(|spec| tree.below(spec, 0)).unwrap_or_default();
    (branches, tree.is_cut)
}

/// A tree that grows until it is large enough.
struct Tree {
    left: usize,
    is_cut: bool,
}

impl Tree {
    fn below(&mut self, node: &Node, depth: usize) -> Vec<Branch> {
        let children: Vec<(&str, &Node)> = match &node.value {
            Value::Map(map) => map.entries.iter().map(|entry| (&*entry.key, &entry.value)).collect(),
            Value::List(items) => items.iter().map(|item| ("", item)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        let mut branches = Vec::new();
        for (name, child) in children {
            if self.left == 0 || depth == MAX_DEPTH {
                self.is_cut = true;
                break;
            }
            self.left -= 1;
            let value = text(child.text());
            self.is_cut |= cut(&value) != value;
            branches.push(Branch { name: cut(name), value: cut(&value), children: self.below(child, depth + 1) });
        }
        branches
    }
}
