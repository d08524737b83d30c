use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Result<Node, Error> {
    parse(&Document { text, first_line: 1 }, &Budget::SETTINGS)
}

/// A short form of a value: `s:` string, `n:` number.
fn short(node: &Node) -> String {
    let tag = node.tag.as_deref().map(|tag| format!("{tag} ")).unwrap_or_default();
    let value = match &node.value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => format!("n:{text}"),
        Value::String(text) => format!("s:{text}"),
        Value::List(items) => format!("[{}]", items.iter().map(short).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => {
            let entries = map.entries.iter().map(|entry| format!("{}={}", entry.key, short(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    };
    tag + &value
}

#[test]
fn scalars_follow_the_core_rules_on_their_source() {
    let check = |text: &str, expect: &str| assert_eq!(short(&read(text).unwrap()), expect, "{text}");
    for number in
        ["0", "-12", "+3", "0755", "1.10", "1.", ".5", "1e3", "1234e5", "0o17", "0xfF", "12345678901234567890123"]
    {
        check(number, &format!("n:{number}"));
    }
    let strings = "yes on NO 1_000 2024-01-01 12:30:00 .nan .inf -.Inf 1e999 0o8 0x 1.2.3 e5 . ~x +";
    for string in strings.split(' ') {
        check(string, &format!("s:{string}"));
    }
    check("[~, null, NULL, true, False, 'true', \"1\"]", "[null, null, null, true, false, s:true, s:1]");
    check("a:\nb: |\n  x\n  y\nc: >-\n  x\n  y\n", "{a=null, b=s:x\ny\n, c=s:x y}");
    check("", "null");
}

#[test]
fn tags_are_text_and_never_resolved() {
    let check = |text: &str, expect: &str| assert_eq!(short(&read(text).unwrap()), expect, "{text}");
    check("a: !ENV [A, x]", "{a=!ENV [s:A, s:x]}");
    check("a: !include foo.yaml", "{a=!include s:foo.yaml}");
    check("a: !!python/name:os.system ''", "{a=!!python/name:os.system s:}");
    check("a: !!int 12", "{a=!!int s:12}");
    check("a: &x {b: 1}\nc: {<<: *x}", "{a={b=n:1}, c={<<={b=n:1}}}");
}

#[test]
fn keys_are_source_text() {
    let check = |text: &str, expect: &str| assert_eq!(short(&read(text).unwrap()), expect, "{text}");
    check("1: a\n~: b\n'c': d", "{1=s:a, ~=s:b, c=s:d}");
    check("name: {{cookiecutter.name | jsonify}}", "{name={{cookiecutter.name | jsonify}=null}}");
    check("? [a, b]\n: x", "{[a, b]=s:x}");
    check("a: &k key\n*k : v", "{a=s:key, key=s:v}");
}

#[test]
fn places_count_characters_from_the_start_of_the_file() {
    let text = "# é\n---\na: b\n---\nkey:\r\n  - 'añb' # c\r  - x\n";
    let documents = split(text);
    assert_eq!(documents.iter().map(|d| d.first_line).collect::<Vec<_>>(), [3, 5]);
    let node = parse(&documents[1], &Budget::SETTINGS).unwrap();
    let map = node.as_map().unwrap();
    assert_eq!(map.entries[0].key_span, Span::new(5, 1, 3));
    let items = map.entries[0].value.as_list().unwrap();
    assert_eq!(items[0].span, Span::new(6, 5, 5));
    assert_eq!(items[1].span, Span::new(7, 5, 1));
}

#[test]
fn files_are_cut_into_documents() {
    let check = |text: &str, expect: &[(&str, u32)]| {
        let found: Vec<_> = split(text).into_iter().map(|d| (d.text, d.first_line)).collect();
        assert_eq!(found, expect, "{text:?}");
    };
    check("", &[]);
    check("# only\n---\n\n...\n", &[]);
    check("a: 1", &[("a: 1", 1)]);
    check("\u{feff}---\na: 1\n---\n", &[("a: 1\n", 2)]);
    check("---\r\na: 1\r\n--- # b\r\nb: 2\r\n", &[("a: 1\r\n", 2), ("b: 2\r\n", 4)]);
    check("--- {a: 1}\n--- x\n", &[("--- {a: 1}\n", 1), ("--- x\n", 2)]);
    check("%YAML 1.1\n---\na: 1\n...\nb: 2\n", &[("%YAML 1.1\n---\na: 1\n", 1), ("b: 2\n", 5)]);
    check("a: ---\n---x: 1\n", &[("a: ---\n---x: 1\n", 1)]);
    for text in ["--- {a: 1}\n", "%YAML 1.1\n---\na: 1\n"] {
        assert_eq!(short(&parse(&split(text)[0], &Budget::SETTINGS).unwrap()), "{a=n:1}");
    }
}

#[test]
fn twins_among_keys_name_both_places() {
    let error = read("a: 1\nb: 2\n'a': 3\n").unwrap_err();
    let kind = ErrorKind::DuplicateKey { key: "a".into(), first: Span::new(1, 1, 1) };
    assert_eq!(error, Error { kind, span: Span::new(3, 1, 3) });
    let many: String = (0..40).map(|n| format!("k{n}: x\n")).collect();
    assert!(read(&many).is_ok());
    for twin in ["k3", "k15", "k16", "k39"] {
        assert!(matches!(read(&format!("{many}{twin}: y\n")).unwrap_err().kind, ErrorKind::DuplicateKey { .. }));
    }
}

#[test]
fn usual_mistakes_get_a_hint() {
    let check = |text: &str, line: u32, expect: &str| {
        let error = read(text).unwrap_err();
        let ErrorKind::Syntax { hint, .. } = &error.kind else { panic!("{text:?} gives {error:?}") };
        assert!(hint.is_some_and(|hint| hint.contains(expect)), "{text:?} gives {error:?}");
        assert_eq!(error.span.line, line, "{text:?} gives {error:?}");
    };
    check("a:\n\tb: 1\n", 2, "tabs");
    check("owner: @team\n", 1, "quotes");
    check("owner: `team`\n", 1, "quotes");
    check("a: b: c\n", 1, "colon");
    check("a: \"\\d\"\n", 1, "backslash");
    check("{%- if values.x %}\na: 1\n", 1, "template");
    check("a: 1\n{% if x %}\nb: 1\n", 2, "template");
}

#[test]
fn bombs_are_refused() {
    let check = |text: &str, expect: &str| match read(text) {
        Err(Error { kind: ErrorKind::Limit(name, _), .. }) => assert!(name.contains(expect), "{name}"),
        other => panic!("{:?}", other.map(|node| node.describe())),
    };
    let quadratic = format!("a: &a {}\nb: [{}]", "x".repeat(100 << 10), "*a,".repeat(900));
    check(&quadratic, "bytes of text");
    let many = format!("a: &a x\nb: [{}]", "*a,".repeat(2000));
    check(&many, "aliases");
    let laughs: String = (1..12).map(|n| format!("l{n}: &l{n} [{}]\n", format!("*l{},", n - 1).repeat(10))).collect();
    check(&format!("l0: &l0 lol\n{laughs}"), "values");
    check(&"[".repeat(100_000), "nesting");
    check(&"- ".repeat(10_000), "nesting");
    check(&"a\n".repeat(600_000), "bytes in one document");
    check(&format!("[{}]", "a,".repeat(60_000)), "values");
    let deep = format!("a: &a {}x{}\nb: {}*a{}", "[".repeat(40), "]".repeat(40), "[".repeat(40), "]".repeat(40));
    check(&deep, "nesting");
    assert!(matches!(read("a: &a [*a]").unwrap_err().kind, ErrorKind::Syntax { .. }));
}

#[test]
fn text_that_is_no_utf8_has_a_place() {
    assert_eq!(decode(b"\xef\xbb\xbfa"), Ok("a"));
    assert_eq!(decode(b"a: \xc3\xa9\nb: \xff"), Err(Span::new(2, 4, 0)));
    assert_eq!(decode(b"\xff\xfea\0"), Err(Span::new(1, 1, 0)));
}

#[test]
fn settings_are_one_document() {
    assert!(parse_settings("# nothing\n", &Budget::SETTINGS).unwrap().is_null());
    assert_eq!(parse_settings("---\na: 1\n---\nb: 2\n", &Budget::SETTINGS).unwrap_err().span.line, 4);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[-:# \n\ta-c\\[\\]{}&*!|>'\"%@`?,.~<=0-9\r\u{e9}\u{feff}]{0,120}") {
        for document in split(&text) {
            let _ = parse(&document, &Budget::SETTINGS);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(text) = decode(&bytes) {
            for document in split(text) {
                let _ = parse(&document, &Budget::FRONT_MATTER);
            }
        }
    }
}
