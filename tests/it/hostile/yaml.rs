//! Y: YAML that means harm, as catalog file, as `mkdocs.yml` and as front matter.

use super::Item;

/// Aliases of aliases: ten times as much at each level.
pub(super) fn bomb(levels: usize) -> String {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..levels {
        let below = format!("*a{}", level - 1);
        text += &format!("a{level}: &a{level} [{}]\n", [below.as_str(); 10].join(", "));
    }
    text
}

/// An entity with these lines among its metadata.
fn entity(lines: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: hostile\n{lines}\nspec: {{type: a, lifecycle: b, owner: c}}\n"
    )
}

/// Y1 to Y25.
pub(super) fn items() -> Vec<Item> {
    let many = |text: &str, count: usize| text.repeat(count);
    let numbered = |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<String>();
    let mut texts: Vec<(&str, Vec<u8>)> = vec![
        ("Y1", bomb(10).into()),
        ("Y2", format!("a: &a {}\nb: [{}]", many("x", 100_000), many("*a, ", 20_000)).into()),
        ("Y3", "a: &a [*a]\n".into()),
        ("Y4", many("[", 100_000).into()),
        ("Y5", numbered(700, |n| format!("{}a:\n", " ".repeat(n))).into()),
        ("Y6", numbered(50_000, |n| format!("- &a{n} x\n")).into()),
        ("Y7", many("# x\n", 500_000).into()),
        ("Y8", format!("{}: x\n", many("k", 5 << 20)).into()),
        ("Y9", (entity("") + "metadata: {name: other}\n").into()),
        ("Y10", "a: &a {x: y}\nb:\n  <<: *a\n  <<: *a\n".into()),
        ("Y11", entity("  description: !!python/object/apply:os.system ['id']").into()),
        ("Y12", entity("  description: !!binary aGk=\n  title: !foo x\n  tags: !!set {a, b}").into()),
        ("Y13", entity("\tdescription: x").into()),
        ("Y14", many("---\na: b\n", 20_000).into()),
        ("Y15, BOM", format!("\u{feff}{}", entity("")).into()),
        ("Y15, UTF-16", entity("").encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("Y15, Latin-1", [entity("  title: x").as_bytes(), b"\n  x: \xe4\xff\n"].concat()),
        (
            "Y16",
            entity("  title: no\n  description: 012\n  tags: [1e400, .nan, 0xffffffffffffffffffff, 1.5, null]").into(),
        ),
        ("Y17", "? [1, 2]\n: x\n? {a: b}\n: y\n".into()),
        ("Y18", "1: a\ntrue: b\n~: c\nmetadata: {1: a, true: b, ~: c}\n".into()),
        ("Y19", entity("  title: \"a\\0b\\x85\\u202e\"\n  description: a\u{85}b").into()),
        ("Y20", entity(&format!("  description: {}", many("x", 10 << 20))).into()),
        ("Y21", entity("  title: \"\\e]0;pwn\\a\"\n  description: \"x\\n::error::y\"").into()),
        ("Y22", Vec::new()),
        ("Y22, marks", "---\n---\n...\n---\n# x\n".into()),
        ("Y22, JSON", "{\"kind\": \"Component\", \"metadata\": {\"name\": \"x\"}}".into()),
        ("Y23, CRLF", entity("").replace('\n', "\r\n").into()),
        ("Y23, CR", entity("").replace('\n', "\r").into()),
        ("Y23, NEL", entity("").replace('\n', "\u{85}").into()),
        ("Y25", format!("%TAG ! tag:x,2000:\n%YAML 9.9\n---\n{}", entity("")).into()),
    ];
    let whole = entity("  description: >-\n    a\n  tags: [b, \"c\"]\n  links: [{url: 'https://a.b'}]");
    let step = whole.len() / 25;
    texts.extend((1..25).map(|nth| ("Y24", whole.as_bytes()[..nth * step].to_vec())));
    texts
        .into_iter()
        .map(|(name, text)| {
            let front = [b"---\n".as_slice(), &text, b"\n---\n# a\n"].concat();
            Item::new(name)
                .file("catalog-info.yaml", text.clone())
                .file("mkdocs.yml", text)
                .file("docs/index.md", front)
        })
        .collect()
}
