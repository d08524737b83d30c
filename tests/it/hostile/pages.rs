//! M: what stands in pages and in published files.

use std::io::Write;

use super::Item;
use crate::markdown::HOSTILE;

const SCRIPT: &str = "<script>alert(1)</script>";
const IMAGE: &str = "<img src=x onerror=alert(1)>";

/// M1 to M45, M64 to M79 and M109 to M115, wherever an author can write.
pub(super) fn script() -> Vec<Item> {
    let item = |nth: usize, text: &str| Item::new(format!("M, text {nth} {text}")).everywhere(text);
    let mut items: Vec<Item> = HOSTILE.iter().enumerate().map(|(nth, text)| item(nth, text)).collect();
    let utf16: Vec<u8> = SCRIPT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    items.extend([
        Item::new("M37").page(b"# a\n\xc0\xbcscript>alert(1)</script>".as_slice()),
        Item::new("M39").page([b"\xff\xfe".as_slice(), &utf16].concat()),
        Item::new("M40").page("<b><i title=x>".repeat(500)),
        Item::new("M40, divs").page("<div>".repeat(1000)),
        item(109, "--8<-- \"/etc/passwd\"\n\n--8<-- \"../../../canary.md\""),
        item(110, "--8<-- \"../../.git/config\""),
        item(111, "--8<-- \"http://169.254.169.254/latest/meta-data/\""),
        Item::new("M112").page("--8<-- \"index.md\"").file("docs/b.md", "--8<-- \"b.md\"\n--8<-- \"b.md\""),
        Item::new("M113, large").page(format!("---\ntitle: {}\n---\n# a", "x".repeat(5 << 20))),
        Item::new("M113, open").page(format!("---\ntitle: a\n{}", "b: c\n".repeat(50_000))),
        Item::new("M113, bomb").page(format!("---\n{}---\n# a", super::yaml::bomb(10))),
        Item::new("M114")
            .page(format!("---\ntitle: \"{IMAGE}\"\ndescription: {SCRIPT}\ntemplate: ../../x\nredirect: https://evil\ntags: ['{SCRIPT}']\nstatus: '{IMAGE}'\n---\nx")),
        item(115, "{{ config }} {% include \"/etc/passwd\" %} ${{ secrets.X }} {{ 7*7 }}"),
    ]);
    items
}

/// M46 to M63: files beside a page that links to them and shows them.
pub(super) fn published() -> Vec<Item> {
    let entities: String =
        (1..10).map(|n| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10))).collect();
    let nested = "<g>".repeat(50_000);
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped.write_all(b"<svg onload='alert(1)'/>").unwrap();
    let zipped = zipped.finish().unwrap();
    let svg = |inside: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>{inside}</svg>")
    };
    let files: Vec<(&str, &str, Vec<u8>)> = vec![
        ("M46", "a.svg", svg("<script>alert(1)</script>").into()),
        ("M47", "a.svg", "<svg onload='alert(1)'/>".into()),
        ("M48", "a.svg", svg("<foreignObject><iframe srcdoc='x'/></foreignObject>").into()),
        ("M49", "a.svg", format!("<!DOCTYPE svg [<!ENTITY e0 'x'>{entities}]><svg>&e9;</svg>").into()),
        ("M50", "a.svg", "<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>".into()),
        (
            "M51",
            "a.svg",
            svg("<use xlink:href='data:image/svg+xml,x'/><image href='//evil'/><feImage href='//e'/>").into(),
        ),
        ("M52", "a.svg", "<?xml-stylesheet href='//evil'?><svg/>".into()),
        ("M53", "a.svg", zipped),
        ("M54", "a.svg", svg("<style>@import '//evil'; a{b:url(//evil)} c{d:\\75rl(//e)}</style>").into()),
        ("M55", "a.svg", svg(&nested).into()),
        ("M56", "logo.png", "<html><script>alert(1)</script>".into()),
        ("M57", "evil.html", SCRIPT.into()),
        ("M57, x", "evil.xhtml", SCRIPT.into()),
        ("M57, s", "evil.shtml", SCRIPT.into()),
        ("M57, bare", "evil", SCRIPT.into()),
        ("M58", "app.js", "alert(1)".into()),
        ("M59", "service-worker.js", "alert(1)".into()),
        ("M59, manifest", "manifest.webmanifest", "{}".into()),
        ("M60", "a.pdf", "%PDF-1.7 /JavaScript (alert)".into()),
        ("M61", "a.gif", "GIF89a=alert(1)//".into()),
        ("M62", "a.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\x06\0\0\0".to_vec()),
        ("M63", "b.md", SCRIPT.into()),
    ];
    let page = |name: &str| {
        format!("# a\n\n[x]({name}) ![x]({name}) <img src={name}> <a href={name}>x</a>\n\n<script src={name}></script>")
    };
    files
        .into_iter()
        .map(|(item, name, bytes)| Item::new(item).page(page(name)).file(&format!("docs/{name}"), bytes))
        .collect()
}

/// M80 to M108, as large as a test that runs with every change may be.
pub(super) fn exhausting() -> Vec<Item> {
    let many = |text: &str, count: usize| text.repeat(count);
    let numbered = |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<String>();
    let languages =
        ["js", "ts", "html", "css", "php", "rb", "pl", "sh", "md", "sql", "java", "py", "rs", "xml", "yaml"];
    let line = many("a('\"/*{[(<", 15_000);
    let mut pages: Vec<(&str, String)> = vec![
        ("M80", many(">", 50_000)),
        ("M81", many("> - ", 20_000)),
        ("M82", many("1. ", 100_000)),
        ("M83", many("<div>", 200_000)),
        ("M84", many("<blockquote>", 50_000)),
        ("M85", numbered(700, |n| format!("{}!!! a\n", "    ".repeat(n)))),
        ("M86", format!("<p {}>", many("a ", 100_000))),
        ("M87", format!("<p>{}{}", numbered(250, |n| format!("<b title={n}>")), many("<p>x", 50_000))),
        ("M88", many("[", 100_000)),
        ("M89", many("![", 100_000)),
        ("M90", many("*a_", 50_000)),
        ("M91", many("[a](", 50_000)),
        ("M92", numbered(20_000, |n| format!("[^{n}]\n\n[^{n}]: x\n\n"))),
        ("M92, one", many("[^1]:\n", 50_000)),
        ("M93", numbered(10_000, |n| format!("[a{n}]: b\n")) + &numbered(10_000, |n| format!("[a{n}] "))),
        ("M93, none", numbered(10_000, |n| format!("[a{n}][b{n}] "))),
        ("M94, columns", format!("|{}\n|{}\n", many("a|", 20_000), many("-|", 20_000))),
        ("M94, rows", format!("|a|b|\n|-|-|\n{}", many("|x|\n", 20_000))),
        ("M95", many("$$", 50_000)),
        ("M96", many("&a", 50_000)),
        ("M97", numbered(2_000, |n| format!("{} a ", "`".repeat(n + 1)))),
        ("M98", many("{++", 50_000) + &many("==", 50_000) + &many("~", 50_000)),
        ("M99", many("\0", 17 << 20)),
        ("M100", many("x", 10 << 20)),
        ("M101", numbered(10_000, |n| format!("*[a{n}]: b\n")) + &many("a ", 500_000)),
        ("M102", many("# a\n", 20_000)),
        ("M103, brackets", format!("```systemverilog\n{}```", format!("{}\n", many("[", 4000)).repeat(60))),
        ("M103, quotes", format!("```d\n{}```", format!("{}\n", many("'", 4000)).repeat(60))),
        ("M104", format!("```\n{}\n```", many("a", 1 << 20))),
        ("M105", format!("```rb\n{}\n```\n```pl\n{}\n```", many("%q{(#{/", 20_000), many("<<A . <<'B';\n", 5_000))),
        ("M106", format!("```{}\nx\n```", many("x", 10_000))),
        ("M107", numbered(1_000, |n| format!("```{}\nlet a = {n};\n```\n", ["js", "rust", "py", "go"][n % 4]))),
        ("M108", format!("```js\n{}\n```", many("\n", 1_000_000))),
    ];
    pages.extend(languages.iter().map(|language| ("M103", format!("```{language}\n{line}\n```"))));
    pages.into_iter().map(|(name, text)| Item::new(name).page(text)).collect()
}
