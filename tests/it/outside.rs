//! What a portal takes from elsewhere: images of allowed hosts, drawings of the owner's server, and the check of links.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use assert_cmd::Command;
use platdocs::config::{self, Config};
use platdocs::diag::{Diagnostics, File};
use platdocs::memo::Memo;
use platdocs::path::RepoPath;
use platdocs::pipeline::{self, Built};
use platdocs::world::{DrawProblem, MemoryWorld};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\x06\0\0\0";

fn configured(text: &str) -> Config {
    config::parse(text.as_bytes(), &File::new("", RepoPath::parse("platdocs.yaml").unwrap())).unwrap()
}

fn build(config: &Config, world: &MemoryWorld, memo: &Memo) -> Built {
    pipeline::build(config, world, memo, &|_| ()).unwrap()
}

fn page(built: &Built, path: &str) -> String {
    let names: Vec<String> = built.output.iter().map(|(path, _)| path.to_string()).collect();
    let artifact = built.output.get(path).unwrap_or_else(|| panic!("{path} is not among {names:#?}"));
    String::from_utf8(artifact.bytes().to_vec()).unwrap()
}

fn codes(found: &Diagnostics) -> Vec<String> {
    let told = found.iter().map(|finding| format!("{} {}", finding.place, finding.code.id));
    told.filter(|told| told.contains("/docs/") && !told.contains("UNLISTED")).collect()
}

#[test]
fn images_of_allowed_hosts_are_shown_and_named_in_the_policy_of_their_page() {
    let text = "\
-- repos/a/mkdocs.yml
site_name: A
-- repos/a/docs/index.md
# A

![build](https://img.example.org/a.svg) ![other](https://tracker.example.net/b.png)
-- repos/a/docs/plain.md
# Plain
-- repos/b/mkdocs.yml
site_name: B
-- repos/b/docs/index.md
# B

<img src=\"https://img.example.org/a.svg\" alt=\"build\">
";
    let config = configured(
        "sources:\n- {type: local, path: repos/a, trust: curated}\n- {type: local, path: repos/b, trust: standard}\n\
         security:\n  image_hosts: [{host: img.example.org, trust: curated}]\n",
    );
    let built = build(&config, &MemoryWorld::from_text(text), &Memo::in_memory());
    let shown = page(&built, "docs/default/repository/a/index.html");
    assert!(shown.contains("<img src=\"https://img.example.org/a.svg\" alt=\"build\">"), "{shown}");
    assert!(shown.contains("img-src 'self' https://img.example.org; font-src"), "{shown}");
    assert!(shown.contains("<a href=\"https://tracker.example.net/b.png\""), "{shown}");
    let plain = page(&built, "docs/default/repository/a/plain/index.html");
    assert!(plain.contains("img-src 'self'; font-src"), "other pages keep their policy");
    let other = page(&built, "docs/default/repository/b/index.html");
    assert!(other.contains("img-src 'self'; font-src") && !other.contains("<img src=\"https://img"), "{other}");
    assert_eq!(
        codes(&built.diagnostics),
        ["repos/a/docs/index.md:3:50 I-DOCS-IMAGE-REMOTE", "repos/b/docs/index.md:3:1 I-DOCS-IMAGE-REMOTE"]
    );
}

#[test]
fn images_with_one_content_are_stored_once_in_a_set() {
    let text = "\
-- repos/a/mkdocs.yml
site_name: A
nav:
- index.md
- Map: c/named.png
-- repos/a/docs/index.md
![one](b/two.png) ![two](a/one.png) ![three](other.png)
-- repos/b/mkdocs.yml
site_name: B
-- repos/b/docs/index.md
![one](one.png)
";
    let mut world = MemoryWorld::from_text(text);
    for path in ["a/docs/a/one.png", "a/docs/b/two.png", "a/docs/c/named.png", "b/docs/one.png"] {
        world.insert(&format!("repos/{path}"), PNG);
    }
    world.insert("repos/a/docs/other.png", [PNG, b"x"].concat());
    let config = configured("sources: [{type: local, path: \"repos/*\"}]\n");
    let built = build(&config, &world, &Memo::in_memory());
    let stored: Vec<String> = built.output.iter().map(|(path, _)| path.to_string()).collect();
    let stored: Vec<&str> = stored.iter().filter_map(|path| path.strip_suffix(".png")).collect();
    let expect = ["a/a/one", "a/c/named", "a/other", "b/one"].map(|path| format!("docs/default/repository/{path}"));
    assert_eq!(stored, expect);
    let page = page(&built, "docs/default/repository/a/index.html");
    assert_eq!(page.matches("src=\"a/one.png\"").count(), 2, "{page}");
    assert!(page.contains("src=\"other.png\"") && page.contains("href=\"c/named.png\""), "{page}");
}

#[test]
fn the_owners_server_draws_what_platdocs_does_not() {
    let text = "\
-- repos/a/mkdocs.yml
site_name: A
-- repos/a/docs/index.md
# A

```puml
a -> b
```

```kroki-nosuch
x
```

```graphviz dot plan.svg
digraph {
```

```d2
silent
```
-- repos/a/docs/more.md
# More

```d2
silent
```
";
    let mut world = MemoryWorld::from_text(text);
    let svg =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 90 60'><script>alert(1)</script><path d='M0 0h9'/></svg>";
    world.answers("https://kroki.example.org/plantuml/svg", "a -> b\n", Ok(svg.into()));
    let wrong = Err(DrawProblem::Refused("syntax error in line 1".into()));
    world.answers("https://kroki.example.org/graphviz/svg", "digraph {\n", wrong);
    let sources = "sources: [{type: local, path: repos/a}]\n";
    let config = configured(&format!("{sources}diagrams: {{kroki: \"https://kroki.example.org\"}}\n"));
    let memo = Memo::in_memory();
    let built = build(&config, &world, &memo);
    let shown = page(&built, "docs/default/repository/a/index.html");
    assert_eq!(shown.matches("<figure class=\"diagram\">").count(), 1, "{shown}");
    assert!(shown.contains("alt=\"Diagram: PlantUML\" width=\"90\" height=\"60\""), "{shown}");
    assert!(shown.contains("<code class=\"language-puml\">a -&gt; b"), "the source can be read: {shown}");
    let start = shown.find("assets/diagrams/").unwrap();
    let file = shown[start..].split('"').next().unwrap();
    let drawing = page(&built, file);
    assert!(drawing.contains("<path") && !drawing.contains("script"), "{drawing}");
    assert_eq!(
        codes(&built.diagnostics),
        [
            "repos/a/docs/index.md:7:1 W-DOCS-DIAGRAM",
            "repos/a/docs/index.md:11:1 W-DOCS-DIAGRAM",
            "repos/a/docs/index.md:15:1 W-DOCS-DIAGRAM-SERVER",
        ]
    );

    // What was drawn is kept; without a server nothing is asked.
    let silent = MemoryWorld::from_text(text);
    let again = build(&config, &silent, &memo);
    assert!(page(&again, "docs/default/repository/a/index.html").contains("<figure class=\"diagram\">"));
    let without = build(&configured(sources), &world, &memo);
    assert!(!page(&without, "docs/default/repository/a/index.html").contains("<figure class=\"diagram\">"));
    assert_eq!(codes(&without.diagnostics), ["repos/a/docs/index.md:3:1 I-DOCS-DIAGRAM-CODE"]);
}

/// A server that answers 404 to everything but `/there`, to so many requests.
fn server(requests: usize) -> (String, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = thread::spawn(move || {
        let mut asked = Vec::new();
        for _ in 0..requests {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = Vec::new();
            let mut buffer = [0; 1024];
            while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
                let read = stream.read(&mut buffer).unwrap();
                bytes.extend(&buffer[..read]);
            }
            let line = String::from_utf8_lossy(&bytes).lines().next().unwrap_or_default().to_owned();
            let status = if line.contains(" /there ") { "200 OK" } else { "404 Not Found" };
            write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            asked.push(line);
        }
        asked
    });
    (address, asked)
}

fn check(site: &std::path::Path) -> (Option<i32>, String) {
    let mut command = Command::cargo_bin("platdocs").unwrap();
    let output = command.args(["check", "--external", "-v", "--color", "never"]).arg(site).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
}

#[test]
fn check_external_asks_servers_and_remembers() {
    let (address, asked) = server(3);
    let site = tempfile::tempdir().unwrap();
    let write = |path: &str, text: String| {
        let file = site.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    let config = |external: &str| format!("sources: [{{type: local, path: repos/a}}]\n{external}");
    write("repos/a/mkdocs.yml", "site_name: A\n".into());
    write("repos/a/docs/index.md", format!("# A\n\n[there]({address}/there#x) and [gone]({address}/gone)\n"));
    write("platdocs.yaml", config(""));
    let (code, told) = check(site.path());
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(told.matches("I-LINK-OUTSIDE-UNSURE").count(), 2, "{told}");
    assert!(told.contains("its host is not on the public web"), "{told}");

    write("platdocs.yaml", config("check: {external: {allow_private: true}}\n"));
    for asked in [2, 0] {
        let (code, told) = check(site.path());
        assert_eq!(code, Some(0), "{told}");
        assert!(told.contains("W-LINK-OUTSIDE") && told.contains("docs/index.md:3:"), "{told}");
        assert!(!told.contains("UNSURE") && told.contains(&format!("asked {asked} of them")), "{told}");
    }
    let mut asked = asked.join().unwrap();
    asked.sort();
    assert_eq!(asked, ["GET /gone HTTP/1.1", "HEAD /gone HTTP/1.1", "HEAD /there HTTP/1.1"]);
}
