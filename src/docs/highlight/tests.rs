use super::*;

fn html(language: &str, code: &str) -> String {
    highlight(language, code, &Memo::in_memory()).to_string()
}

#[test]
fn code_gets_short_spans() {
    let check = |language: &str, code: &str, expect: &str| assert_eq!(html(language, code), expect, "{language}");
    check("py", "# a b\n", "<span class=\"hl-c\"># a b</span>\n");
    check(
        "rust",
        "let x = \"<\";",
        "<span class=\"hl-k\">let</span> x <span class=\"hl-o\">=</span> <span class=\"hl-s\">\"&lt;\"</span>;",
    );
    check("diff", "+a\n-b\n", "<span class=\"hl-i\">+a</span>\n<span class=\"hl-d\">-b</span>\n");
    check("json", "{\"a\": 1}", "{<span class=\"hl-a\">\"a\"</span>: <span class=\"hl-n\">1</span>}");
    check("text", "a <b>", "a &lt;b&gt;");
    check("nosuch", "a <b>", "a &lt;b&gt;");
    check("console", "$ echo\nout\n", "<span class=\"hl-p\">$ </span><span class=\"hl-f\">echo</span>\nout\n");
}

#[test]
fn spans_end_with_their_line() {
    let html = html("c", "/* a\n\n  b */ int x;\n");
    for line in html.lines() {
        assert_eq!(line.matches("<span").count(), line.matches("</span>").count(), "{html}");
    }
}

#[test]
fn languages_are_found_by_name_suffix_and_alias() {
    for name in [
        "sh",
        "bash",
        "Shell",
        "console",
        "tsx",
        "ts",
        "TypeScript",
        "c++",
        "cpp",
        "objective-c",
        "hcl",
        "terraform",
        "yml",
        "YAML",
        "toml",
        "dockerfile",
        "Docker",
        "json",
        "jsonc",
        "go",
        "rs",
        "kotlin",
        "c#",
        "csharp",
        "ini",
        "graphql",
        "proto",
        "powershell",
        "nginx",
        "makefile",
        "jinja2",
        "groovy",
        "html",
        "css",
        "scss",
        "vue",
        "xml",
        "diff",
        "sql",
        "java",
        "swift",
        "php",
        "ruby",
        "http",
        "properties",
        "lua",
        "r",
        "scala",
        "elixir",
        "bat",
    ] {
        assert_eq!(language(name), Language::Known, "{name}");
    }
    assert_eq!(language("TEXT"), Language::Plain);
    assert_eq!(language("pyhton"), Language::Unknown);
    assert_eq!(nearest_language("pyhton"), Some("python"));
    assert_eq!(language(&"x".repeat(10_000)), Language::Unknown);
}

#[test]
fn what_is_too_long_stays_plain() {
    let long = format!("let a = {};\n", "1+".repeat(4000));
    assert!(!html("js", &long).contains("<span"));
    let two = format!("{long}let b = 1;\n");
    assert!(html("js", &two).contains("<span"));
    let block = "let a = 1;\n".repeat(30_000);
    assert!(!html("js", &block).contains("<span"));
}

#[test]
fn what_is_too_much_work_stays_plain() {
    let lines = |html: &str| html.lines().filter(|line| line.contains("<span")).count();
    let brackets = format!("{}\n", "[".repeat(4000)).repeat(60);
    assert_eq!(lines(&html("SystemVerilog", &brackets)), 0);
    let long = format!("let a = {};\n", "1+".repeat(600)).repeat(20);
    let coloured = lines(&html("js", &long));
    assert!((5..15).contains(&coloured), "{coloured}");
    let quotes = format!("{}\n", "\"".repeat(78)).repeat(3000);
    let coloured = lines(&html("js", &quotes));
    assert!((500..2900).contains(&coloured), "{coloured}");
    let code = "    let total = items.map(item => item.price * 2).filter(price => price > 10); // x\n".repeat(3000);
    assert_eq!(lines(&html("js", &code)), 3000);
}

#[test]
fn results_are_remembered() {
    let memo = Memo::in_memory();
    let first = highlight("rust", "fn main() {}", &memo);
    assert!(Arc::ptr_eq(&first, &highlight("rs", "fn main() {}", &memo)));
    assert!(!Arc::ptr_eq(&first, &highlight("rust", "fn main() { }", &memo)));
}

#[test]
fn text_survives_in_every_grammar() {
    let code = "a <b> & \"c\" 'd' {e} [f] $g #h //i\n\t@j: k = 1.5 | l\n\n-- m\n";
    for syntax in GRAMMARS.set.syntaxes() {
        let html = html(&syntax.name, code);
        let mut text = String::new();
        for (token, _) in crate::safe::scan::tokens(&html) {
            if let crate::safe::scan::Token::Text(piece) = token {
                text += piece;
            }
        }
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        assert_eq!(text, code, "{}", syntax.name);
    }
}
