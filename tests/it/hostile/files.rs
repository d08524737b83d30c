//! F: files that are not what they seem, in folders of this machine.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;

use platdocs::world::OsWorld;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::{CANARY, build, files_of, good, problems};

/// What an item does to the folder of the hostile repository; the second path lies outside.
type Prepare = fn(&Path, &Path);

/// F1 to F23, as far as they need a file system.
const ITEMS: &[(&str, Prepare)] = &[
    ("F1", |repo, _| symlink("/etc/passwd", repo.join("docs/x.md")).unwrap()),
    ("F1, canary", |repo, outside| symlink(outside.join("canary.md"), repo.join("docs/x.md")).unwrap()),
    ("F1, image", |repo, outside| symlink(outside.join("canary.md"), repo.join("docs/x.txt")).unwrap()),
    ("F1, catalog", |repo, outside| {
        symlink(outside.join("canary.md"), repo.join("catalog-info.yaml")).unwrap();
    }),
    ("F1, settings", |repo, outside| {
        fs::remove_file(repo.join("mkdocs.yml")).unwrap();
        symlink(outside.join("canary.md"), repo.join("mkdocs.yml")).unwrap();
    }),
    ("F2", |repo, _| {
        symlink("b.md", repo.join("docs/a.md")).unwrap();
        symlink("../../../canary.md", repo.join("docs/b.md")).unwrap();
    }),
    ("F3", |repo, _| symlink("later.md", repo.join("docs/x.md")).unwrap()),
    ("F4", |repo, _| symlink("/", repo.join("docs/all")).unwrap()),
    ("F4, outside", |repo, outside| symlink(outside, repo.join("docs/all")).unwrap()),
    ("F5", |repo, _| {
        symlink("b", repo.join("docs/a")).unwrap();
        symlink("a", repo.join("docs/b")).unwrap();
        symlink(".", repo.join("docs/self")).unwrap();
        symlink("..", repo.join("docs/up")).unwrap();
    }),
    ("F6", |repo, outside| {
        fs::remove_dir_all(repo.join("docs")).unwrap();
        symlink(outside, repo.join("docs")).unwrap();
    }),
    ("F8", |repo, _| symlink("../../good/docs", repo.join("docs/other")).unwrap()),
    ("F9", |repo, _| {
        let mode = Mode::from_bits_truncate(0o600);
        for name in ["docs/x.md", "catalog-info.yaml", "README.md"] {
            mknodat(CWD, repo.join(name), FileType::Fifo, mode, 0).unwrap();
        }
    }),
    ("F10", |repo, _| drop(UnixListener::bind(repo.join("docs/x.md")).unwrap())),
    ("F11", |repo, _| symlink("/dev/zero", repo.join("docs/x.md")).unwrap()),
    ("F12", |repo, _| {
        symlink("/proc/self/environ", repo.join("docs/x.md")).unwrap();
        symlink("/proc/self/fd/0", repo.join("docs/y.md")).unwrap();
        symlink("/proc/self/root/etc/passwd", repo.join("docs/z.md")).unwrap();
    }),
    ("F13", |repo, _| {
        write(repo, "docs/x.md", "x");
        write(repo, "docs/y/z.md", "z");
        fs::set_permissions(repo.join("docs/x.md"), Permissions::from_mode(0o0)).unwrap();
        fs::set_permissions(repo.join("docs/y"), Permissions::from_mode(0o0)).unwrap();
    }),
    ("F15", |repo, _| {
        write(repo, "docs/README.md", "# a");
        write(repo, "docs/readme.md", "# b");
        write(repo, "docs/Readme.MD", "# c");
    }),
    ("F16", |repo, _| {
        write(repo, "docs/caf\u{e9}.md", "# a");
        write(repo, "docs/cafe\u{301}.md", "# b");
    }),
    ("F17, F18", |repo, _| {
        write(repo, "docs/a.md", "# a");
        write(repo, "docs/a/index.md", "# b");
        write(repo, "docs/a/index.html", "c");
        write(repo, "docs/b.png/c.md", "d");
        write(repo, "docs/b.png.md", "e");
    }),
    ("F19", |repo, _| {
        for name in ["CON.md", "a:b.md", "x.md.", "x .md", "a\\b.md", "nul", "..md", "...md", " .md"] {
            write(repo, &format!("docs/{name}"), "# x");
        }
    }),
    ("F20", |repo, _| {
        for name in [
            "index.html",
            "_platdocs/evil.js",
            "_platdocs/evil.md",
            "build.json",
            "404.md",
            "search/index.json",
            "_headers",
            "robots.txt",
            "assets/x.css",
            "../index.html",
            "../robots.txt",
        ] {
            write(repo, &format!("docs/{name}"), "<script>alert(1)</script>");
        }
    }),
    ("F21", |repo, _| {
        for name in ["a\nb.md", "\u{1b}]0;x\u{7}.md", "::error::x.md", "<img src=x onerror=alert(1)>.md", "\"'.md"] {
            write(repo, &format!("docs/{name}"), "x\n\n[x](missing.md)");
        }
    }),
    ("F22", |repo, _| fs::write(repo.join("docs").join(std::ffi::OsStr::from_bytes(b"\xff\xfe.md")), "x").unwrap()),
    ("F23", |repo, _| {
        write(repo, &format!("docs/{}.md", "x".repeat(252)), "# x");
        write(repo, &format!("docs/{}y.md", "a-long-folder-name/".repeat(80)), "# x");
        for name in ["%2e%2e%2f.md", "?x#y.md", "%00.md", "&amp;.md", "a+b c.md"] {
            write(repo, &format!("docs/{name}"), "# x\n\n[x](<?x#y.md>) [y](%252e%252e%252f.md)");
        }
    }),
    ("F25", |repo, _| write(repo, &format!("docs/{}y.md", "d/".repeat(500)), "# x")),
    ("F28", |repo, _| {
        fs::File::create(repo.join("docs/x.md")).unwrap().set_len(1 << 40).unwrap();
        fs::File::create(repo.join("docs/x.png")).unwrap().set_len(1 << 40).unwrap();
        fs::File::create(repo.join("catalog-info.yaml")).unwrap().set_len(1 << 40).unwrap();
    }),
];

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// Builds one item, with the good repository beside it.
fn found(prepare: Prepare, expect: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let outside = folder.path().join("outside");
    let world = good();
    for path in world.paths() {
        write(&site, path, std::str::from_utf8(world.get(path).unwrap()).unwrap());
    }
    write(&outside, "canary.md", &format!("# {CANARY}\n"));
    let repo = site.join("repos/hostile");
    write(&repo, "mkdocs.yml", "site_name: Hostile\n");
    write(&repo, "docs/index.md", "# Hostile\n\n[x](x.md) ![x](x.png) [y](all/etc/passwd)\n");
    prepare(&repo, &outside);
    let built = build(&OsWorld::new(&site));
    if let Ok(entry) = fs::metadata(repo.join("docs/y")) {
        let mode = Permissions::from_mode(entry.permissions().mode() | 0o700);
        fs::set_permissions(repo.join("docs/y"), mode).unwrap();
    }
    problems(&files_of(&built), expect)
}

#[test]
fn odd_files_show_nothing_of_the_outside() {
    let expect = files_of(&build(&good()));
    let all: Vec<String> = ITEMS
        .iter()
        .flat_map(|(name, prepare)| {
            found(*prepare, &expect).into_iter().map(move |problem| format!("{name}: {problem}"))
        })
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}
