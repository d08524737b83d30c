//! A value made from a schema: every required property, and optional ones level by level as long as there is room.

use super::super::tree::{Direction, mapping};
use super::super::{At, Flat, Property, Schema};
use super::scalar;
use crate::diag::Span;
use crate::yaml::{Entry, Map, Node, Value};

/// Most values of an example.
const MAX_NODES: usize = 200;
/// Most levels of lists and mappings.
const MAX_DEPTH: usize = 6;
/// Most schemas that are looked at one inside the other; branches of branches are no levels of the value.
const MAX_AROUND: usize = 40;
/// Most items of a list.
const MAX_ITEMS: usize = 3;

/// A value that fits a schema, and true if optional parts were left out for want of room. Nothing for a schema that no
/// value of bounded size fits.
pub(super) fn generate(schema: Schema<'_>, direction: Direction) -> Option<(Node, bool)> {
    let mut best = None;
    for levels in 1..=MAX_DEPTH {
        let mut maker = Maker { direction, levels, left: MAX_NODES, is_cut: false, is_over: false, around: Vec::new() };
        let node = maker.value(schema, 0);
        if maker.is_over && best.is_some() {
            break;
        }
        let goes_on = maker.is_cut && !maker.is_over;
        best = Some((node?, maker.is_cut));
        if !goes_on {
            break;
        }
    }
    best
}

/// A value without a place of its own.
pub(super) fn made(value: Value) -> Node {
    Node { value, span: Span::new(1, 1, 0), tag: None }
}

struct Maker {
    direction: Direction,
    /// How deep optional properties are made.
    levels: usize,
    /// How many values there is room for.
    left: usize,
    is_cut: bool,
    /// True if there was no room for something.
    is_over: bool,
    /// The schemas around the one that is looked at, by identity.
    around: Vec<usize>,
}

impl Maker {
    /// A value of a schema that stands in so many lists and mappings; nothing if it would contain itself.
    fn value(&mut self, schema: Schema<'_>, depth: usize) -> Option<Node> {
        self.value_of(&Flat::of(schema), depth)
    }

    fn value_of(&mut self, flat: &Flat<'_>, depth: usize) -> Option<Node> {
        let identity = flat.schema.identity();
        if flat.schema.lost.is_some() || self.around.contains(&identity) || self.around.len() >= MAX_AROUND {
            return None;
        }
        if self.left == 0 {
            (self.is_cut, self.is_over) = (true, true);
            return None;
        }
        match flat.schema.constant() {
            Some(true) => return Some(self.scalar(Value::String("string".into()))),
            Some(false) => return None,
            None => {}
        }
        if let Some(node) = self.fixed(flat) {
            return Some(node);
        }
        self.around.push(identity);
        let node = self.of_flat(flat, depth);
        self.around.pop();
        node
    }

    fn scalar(&mut self, value: Value) -> Node {
        self.left = self.left.saturating_sub(1);
        made(value)
    }

    /// What the schema itself names as its value.
    fn fixed<'a>(&mut self, flat: &Flat<'a>) -> Option<Node> {
        let own =
            flat.schema.word("examples").and_then(|all| all.items().next()).or_else(|| flat.schema.word("example"));
        let is_wrapper = flat.schema.word("properties").is_none() && flat.parts.len() <= 2;
        let inner = || flat.word("example").filter(|_| is_wrapper);
        let default = || flat.word("default").filter(|default| !is_empty(default.node));
        let of_enum = || {
            let values = flat.word("enum")?;
            values.items().find(|value| !value.node.is_null()).or_else(|| values.items().next())
        };
        let types = flat.types();
        let fitting = |at: At<'a>| fitting(at.node, &types);
        let given = own.and_then(fitting).or_else(|| inner().and_then(fitting)).or_else(|| default().and_then(fitting));
        let node = given.or_else(|| flat.word("const").or_else(of_enum).map(|at| at.node.clone()))?;
        let count = count(&node);
        if count > self.left {
            return None;
        }
        self.left -= count;
        Some(node)
    }

    fn of_flat<'a>(&mut self, flat: &Flat<'a>, depth: usize) -> Option<Node> {
        let types = flat.types();
        let lists = self.branches(flat);
        let is_object = types.first() == Some(&"object") && (!flat.properties.is_empty() || lists.is_empty());
        if lists.is_empty() || is_object || matches!(types.first(), Some(&"array")) {
            return self.of_type(flat, &types, &lists, depth);
        }
        let mut all: Option<Node> = None;
        for list in &lists {
            let Some(node) = self.branch(flat, list, depth) else { continue };
            all = Some(all.map_or(node.clone(), |all| merged(all, node)));
        }
        if all.is_none() && !types.is_empty() {
            return self.of_type(flat, &types, &lists, depth);
        }
        all
    }

    fn of_type<'a>(
        &mut self,
        flat: &Flat<'a>,
        types: &[&str],
        lists: &[Vec<Schema<'a>>],
        depth: usize,
    ) -> Option<Node> {
        match types.first() {
            Some(&"object") => self.object(flat, lists, depth),
            Some(&"array") => self.list(flat, depth),
            Some(&"integer") => Some(self.scalar(Value::Number(scalar::number(flat, true).into()))),
            Some(&"number") => Some(self.scalar(Value::Number(scalar::number(flat, false).into()))),
            Some(&"boolean") => Some(self.scalar(Value::Bool(true))),
            None if flat.is_nullable() => Some(self.scalar(Value::Null)),
            None if flat.word("minimum").is_some() || flat.word("maximum").is_some() => {
                Some(self.scalar(Value::Number(scalar::number(flat, false).into())))
            }
            Some(_) | None => Some(self.scalar(Value::String(scalar::text(flat).into()))),
        }
    }

    fn object<'a>(&mut self, flat: &Flat<'a>, lists: &[Vec<Schema<'a>>], depth: usize) -> Option<Node> {
        self.left = self.left.saturating_sub(1);
        if depth >= MAX_DEPTH {
            self.is_cut = true;
            return Some(made(Value::Map(Map::default())));
        }
        let also: Vec<&str> = lists.iter().filter_map(|list| list.first()).flat_map(Schema::required).collect();
        let is_required = |property: &Property<'a>| property.required || also.contains(&property.name);
        let mut values: Vec<Option<Node>> = vec![None; flat.properties.len()];
        for required in [true, false] {
            for (property, value) in flat.properties.iter().zip(&mut values) {
                if is_required(property) == required {
                    *value = self.property(property, required, depth);
                }
            }
        }
        let named = flat.properties.iter().zip(values).filter_map(|(property, value)| Some((property.name, value?)));
        let entries = named.map(|(name, value)| entry(name, value));
        let mut node = made(Value::Map(Map { entries: entries.collect() }));
        for list in lists {
            if let Some(branch) = self.branch(flat, list, depth) {
                node = merged(node, branch);
            }
        }
        if flat.properties.is_empty() && lists.is_empty() {
            self.additional(flat, &mut node, depth);
        }
        self.discriminate(flat, &mut node);
        Some(node)
    }

    fn property<'a>(&mut self, property: &Property<'a>, required: bool, depth: usize) -> Option<Node> {
        if self.left == 0 {
            (self.is_cut, self.is_over) = (true, true);
            return None;
        }
        let flat = Flat::of(property.schema);
        let leaves_out = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
            Direction::Both => "",
        };
        if flat.says(leaves_out) && !(flat.says("readOnly") && flat.says("writeOnly")) {
            return None;
        }
        if !required && depth >= self.levels {
            self.is_cut = true;
            return None;
        }
        let was_cut = std::mem::take(&mut self.is_cut);
        let value = self.value_of(&flat, depth + 1);
        let is_hollow = self.is_cut && value.as_ref().is_some_and(is_hollow);
        self.is_cut |= was_cut;
        if required && self.left > 0 {
            return value.or_else(|| Some(self.nothing(&flat)));
        }
        value.filter(|_| required || !is_hollow || self.levels == MAX_DEPTH)
    }

    /// What stands where a value must be and none can be made.
    fn nothing<'a>(&mut self, flat: &Flat<'a>) -> Node {
        let is_list = flat.types().first() == Some(&"array");
        self.scalar(if is_list { Value::List(Vec::new()) } else { Value::Null })
    }

    /// One entry of a map.
    fn additional<'a>(&mut self, flat: &Flat<'a>, node: &mut Node, depth: usize) {
        let Some(schema) = flat.additional().filter(|schema| schema.at.entries().next().is_some()) else { return };
        let fixed = flat.word("propertyNames").and_then(|names| names.get("enum")?.items().next()?.text());
        let name = schema.text("x-additionalPropertiesName").or(fixed).unwrap_or("key");
        let property = Property { name, schema, required: false, from: None };
        if let (Some(value), Value::Map(map)) = (self.property(&property, false, depth), &mut node.value) {
            map.entries.push(entry(name, value));
        }
    }

    fn list<'a>(&mut self, flat: &Flat<'a>, depth: usize) -> Option<Node> {
        self.left = self.left.saturating_sub(1);
        let mut items = Vec::new();
        if depth >= MAX_DEPTH {
            self.is_cut = true;
            return Some(made(Value::List(items)));
        }
        for position in flat.positions() {
            items.extend(self.value(position, depth + 1));
        }
        let bound = |key: &str| flat.text(key).and_then(|text| text.parse::<usize>().ok());
        let wanted = bound("minItems").unwrap_or(1).clamp(1, MAX_ITEMS).min(bound("maxItems").unwrap_or(MAX_ITEMS));
        let Some(schema) = flat.items().filter(|_| items.is_empty()) else { return Some(made(Value::List(items))) };
        let differ = flat.says("uniqueItems");
        for nth in 0..wanted {
            let was_cut = std::mem::take(&mut self.is_cut);
            let item = self.value(schema, depth + 1);
            let is_hollow = self.is_cut && item.as_ref().is_some_and(is_hollow);
            self.is_cut |= was_cut;
            match item {
                None if nth == 0 && !self.is_over && bound("minItems").unwrap_or(0) == 0 => {
                    return self.recursive(depth);
                }
                None => break,
                Some(_) if is_hollow && bound("minItems").unwrap_or(0) == 0 => break,
                Some(item) if differ && nth > 0 => items.extend(another(&schema, item, nth)),
                Some(item) => items.push(item),
            }
        }
        Some(made(Value::List(items)))
    }

    /// A list whose items contain it: the property that holds it is left out, at the top it is empty.
    fn recursive(&mut self, depth: usize) -> Option<Node> {
        (depth == 0).then(|| made(Value::List(Vec::new())))
    }

    /// The lists of branches of a schema and of what is merged into it. What the value is a branch of already has none.
    fn branches<'a>(&self, flat: &Flat<'a>) -> Vec<Vec<Schema<'a>>> {
        let mut lists = Vec::new();
        for (nth, part) in flat.parts.iter().enumerate() {
            let is_around = |schema: &Schema<'_>| nth > 0 && self.around.contains(&schema.identity());
            if is_around(part) {
                continue;
            }
            let own = ["oneOf", "anyOf"].map(|key| part.list(key)).into_iter();
            lists.extend(own.filter(|list| !list.is_empty() && !list.iter().any(is_around)));
        }
        if lists.is_empty() && flat.schema.word("discriminator").is_some() {
            let document = flat.schema.document;
            let numbers = mapping(flat).into_iter().filter_map(|(_, number)| number);
            let known = numbers.map(|number| Schema::named(document, number));
            let others: Vec<Schema<'a>> = known.filter(|schema| !self.around.contains(&schema.identity())).collect();
            lists.extend((!others.is_empty()).then_some(others));
        }
        lists
    }

    /// The first branch that a value can be made of, with the discriminator set.
    fn branch<'a>(&mut self, flat: &Flat<'a>, list: &[Schema<'a>], depth: usize) -> Option<Node> {
        for branch in list.iter().filter(|branch| !says_nothing(branch)) {
            let Some(mut node) = self.value(*branch, depth) else { continue };
            if let (Some(name), Some(value)) = (discriminator(flat), tag(flat, branch)) {
                set(&mut node, name, value, &Flat::of(*branch));
            }
            return Some(node);
        }
        None
    }

    /// Sets the discriminator that a schema inherits from one of its parts to what means this schema.
    fn discriminate<'a>(&self, flat: &Flat<'a>, node: &mut Node) {
        let inherits = |part: &&Schema<'a>| part.word("discriminator").is_none();
        let Some(name) = discriminator(flat).filter(|name| node.get(name).is_some()) else { return };
        let own = flat.parts.iter().take_while(inherits).find(|part| part.number.is_some());
        if let Some(value) = own.and_then(|part| tag(flat, part)) {
            set(node, name, value, flat);
        }
    }
}

/// The name of the property that tells branches apart.
fn discriminator<'a>(flat: &Flat<'a>) -> Option<&'a str> {
    let word = flat.word("discriminator")?;
    word.text().or_else(|| word.text_of("propertyName"))
}

/// The value that means a schema.
fn tag<'a>(flat: &Flat<'a>, schema: &Schema<'a>) -> Option<&'a str> {
    let number = schema.number?;
    let mapped = mapping(flat).into_iter().find(|(_, target)| *target == Some(number));
    mapped.map(|(value, _)| value).or_else(|| schema.name())
}

/// Sets a property, unless its schema allows other values only.
fn set(node: &mut Node, name: &str, value: &str, flat: &Flat<'_>) {
    let Value::Map(map) = &mut node.value else { return };
    let allowed = flat.properties.iter().find(|property| property.name == name).and_then(|property| {
        let flat = Flat::of(property.schema);
        let one = flat.word("const").map(|constant| vec![constant.text()]);
        one.or_else(|| Some(flat.word("enum")?.items().map(At::text).collect()))
    });
    if allowed.is_some_and(|allowed| !allowed.contains(&Some(value))) {
        return;
    }
    let value = made(Value::String(value.into()));
    match map.entries.iter_mut().find(|entry| &*entry.key == name) {
        Some(entry) => entry.value = value,
        None => map.entries.insert(0, entry(name, value)),
    }
}

/// True for `null` and for branches that only say what must be there.
fn says_nothing(branch: &Schema<'_>) -> bool {
    const WORDS: [&str; 9] =
        ["type", "properties", "items", "enum", "const", "allOf", "oneOf", "anyOf", "additionalProperties"];
    let is_null = branch.types().is_empty() && branch.is_nullable();
    branch.number.is_none() && (is_null || WORDS.iter().all(|word| branch.word(word).is_none()))
}

fn entry(name: &str, value: Node) -> Entry {
    Entry { key: name.into(), key_span: value.span, value }
}

/// Two mappings as one, the second one says more; of other values the first.
fn merged(node: Node, other: Node) -> Node {
    match (node, other) {
        (Node { value: Value::Map(mut map), span, tag }, Node { value: Value::Map(other), .. }) => {
            for entry in other.entries {
                match map.entries.iter_mut().find(|old| old.key == entry.key) {
                    Some(old) => old.value = entry.value,
                    None => map.entries.push(entry),
                }
            }
            Node { value: Value::Map(map), span, tag }
        }
        (node, _) => node,
    }
}

/// Another item for a list whose items must differ; nothing if there is none.
fn another(schema: &Schema<'_>, item: Node, nth: usize) -> Option<Node> {
    let flat = Flat::of(*schema);
    if let Some(values) = flat.word("enum") {
        return values.items().nth(nth).map(|value| value.node.clone());
    }
    match &item.value {
        Value::String(text) if flat.word("format").is_none() => {
            Some(made(Value::String(format!("{text}{}", nth + 1).into())))
        }
        Value::Number(text) => text.parse::<i64>().ok().and_then(|number| {
            let next = number.checked_add(i64::try_from(nth).ok()?)?;
            Some(made(Value::Number(next.to_string().into())))
        }),
        _ => None,
    }
}

/// A value of the author that is of the type that its schema names. YAML makes a number of what JSON would hold as text.
fn fitting(node: &Node, types: &[&str]) -> Option<Node> {
    let is = |name: &str| types.contains(&name);
    if types.is_empty() {
        return Some(node.clone());
    }
    match &node.value {
        Value::Null => None,
        Value::Bool(_) if is("boolean") => Some(node.clone()),
        Value::Number(_) if is("number") || is("integer") => Some(node.clone()),
        Value::String(_) if is("string") || is("file") => Some(node.clone()),
        Value::List(_) if is("array") => Some(node.clone()),
        Value::Map(_) if is("object") => Some(node.clone()),
        Value::Bool(_) | Value::Number(_) if is("string") => Some(made(Value::String(node.text()?.into()))),
        Value::String(text) if is("boolean") => match &**text {
            "true" => Some(made(Value::Bool(true))),
            "false" => Some(made(Value::Bool(false))),
            _ => None,
        },
        Value::String(text) if is("number") || (is("integer") && !text.contains('.')) => {
            super::is_json_number(text).then(|| made(Value::Number(text.clone())))
        }
        _ => None,
    }
}

/// True for what says nothing as an example.
fn is_empty(node: &Node) -> bool {
    node.is_null() || is_hollow(node)
}

fn is_hollow(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.entries.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// How many values a value is made of.
fn count(node: &Node) -> usize {
    match &node.value {
        Value::List(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Map(map) => 1 + map.entries.iter().map(|entry| count(&entry.value)).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}
