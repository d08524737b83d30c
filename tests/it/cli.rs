//! The program as a user meets it: arguments, exit codes, what goes where.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use platdocs::cli::check::{explanation, list};
use platdocs::cli::{Exit, reference};
use platdocs::site::output::SwapError;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn platdocs(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("platdocs").unwrap();
    command.current_dir(folder).env_remove("NO_COLOR").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_reference_is_complete() {
    insta::assert_snapshot!(reference());
}

#[test]
fn every_help_line_is_tidy() {
    use clap::CommandFactory;
    let mut root = platdocs::cli::Cli::command();
    root.build();
    let commands = std::iter::once(&root).chain(root.get_subcommands());
    for command in commands {
        let about = command.get_about().unwrap_or_else(|| panic!("{} has no help", command.get_name())).to_string();
        assert!(!about.ends_with('.'), "{about}");
        for argument in command.get_arguments() {
            let help = argument.get_help().unwrap_or_else(|| panic!("{argument} has no help")).to_string();
            assert!(!help.ends_with('.'), "{help}");
        }
    }
}

#[test]
fn usage_errors_end_with_2() {
    let folder = folder(&[]);
    for arguments in [&["bild"][..], &[], &["build", "--fromat", "json"], &["build", "missing"], &["check", "-v", "-q"]]
    {
        let output = platdocs(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
    assert_eq!(platdocs(folder.path(), &["--help"]).status.code(), Some(0));
    assert_eq!(
        text(&platdocs(folder.path(), &["--version"]).stdout),
        format!("platdocs {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_stop_among_the_causes_ends_with_130() {
    let stopped = anyhow::Error::new(SwapError::Interrupted).context("cannot write public");
    assert_eq!(Exit::of_error(&stopped), Exit::Interrupted);
    assert_eq!(Exit::of_error(&anyhow::anyhow!("disk full")), Exit::Failed);
}

#[test]
fn a_broken_configuration_ends_with_2_and_all_its_mistakes() {
    let folder = folder(&[("site/platdocs.yaml", "titel: x\nurl: nowhere\n")]);
    let output = platdocs(folder.path(), &["build", "site"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    insta::assert_snapshot!(text(&output.stderr));
    assert!(!folder.path().join("site/public").exists());
}

#[test]
fn files_that_the_configuration_names_are_part_of_it() {
    let settings = "catalog:\n  kinds: [{kind: Product, icon: boxx, schema: schemas/product.json}]\n";
    let schema = "{\n  \"properties\": {\"spec\": {\"required\": \"type\"}}\n}\n";
    let folder = folder(&[("site/platdocs.yaml", settings), ("site/schemas/product.json", schema)]);
    let output = platdocs(folder.path(), &["build", "site"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    insta::assert_snapshot!(text(&output.stderr));
    assert!(!folder.path().join("site/public").exists());
}

#[test]
fn machine_forms_are_data() {
    let folder = folder(&[("platdocs.yaml", "titel: x\n")]);
    let output = platdocs(folder.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["findings"][0]["code"], "E-CFG-KEY");
    assert_eq!(json["findings"][0]["file"], "platdocs.yaml");
    let output = platdocs(folder.path(), &["check", "--format", "github"]);
    assert!(text(&output.stdout).starts_with("::error file=platdocs.yaml,line=1,col=1"));
}

#[test]
fn a_configuration_under_another_name_is_not_overlooked() {
    let folder = folder(&[("platdocs.yml", "title: x\n")]);
    let output = platdocs(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("rename it to `platdocs.yaml`"));
}

#[test]
fn a_configuration_that_is_no_file_is_refused() {
    let folder = folder(&[("platdocs.yaml/x", "")]);
    let output = platdocs(folder.path(), &["check"]);
    assert_eq!(
        (output.status.code(), text(&output.stderr)),
        (Some(2), "error: `platdocs.yaml` is not a regular file\n")
    );
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = folder(&[("platdocs.yaml", "titel: x\n")]);
    assert!(!text(&platdocs(folder.path(), &["check"]).stderr).contains('\x1b'));
    assert!(text(&platdocs(folder.path(), &["check", "--color", "always"]).stderr).contains('\x1b'));
}

#[test]
fn init_writes_a_portal_once() {
    let folder = folder(&[]);
    let first = platdocs(folder.path(), &["init", "portal"]);
    assert_eq!(first.status.code(), Some(0));
    assert!(folder.path().join("portal/.github/workflows/portal.yml").is_file());
    fs::write(folder.path().join("portal/platdocs.yaml"), "title: Mine\n").unwrap();
    let second = platdocs(folder.path(), &["init", "portal"]);
    assert_eq!(second.status.code(), Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("portal/platdocs.yaml")).unwrap(), "title: Mine\n");
    insta::assert_snapshot!(format!("{}\n=== again\n{}", text(&first.stderr), text(&second.stderr)));
}

#[test]
fn completions_and_schema_are_data() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(text(&platdocs(folder.path(), &["completions", shell]).stdout).contains("allow-shrink"), "{shell}");
    }
    let schema: serde_json::Value = serde_json::from_slice(&platdocs(folder.path(), &["schema"]).stdout).unwrap();
    assert!(schema["properties"]["title"]["description"].is_string());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the pipe of this process is closed early")]
fn a_closed_pipe_is_no_error() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_platdocs"))
        .arg("schema")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[test]
fn codes_are_listed_and_explained() {
    let codes = platdocs::pipeline::codes();
    let all = list(&codes);
    let ids: Vec<&str> = all.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "sorted, and every code once");
    for id in &ids {
        assert!(matches!(id.as_bytes(), [b'E' | b'W' | b'I', b'-', ..]), "{id}");
        let text = explanation(&codes, &id.to_lowercase()).unwrap();
        assert!(text.contains(id) && text.contains("Example:") && !text.contains("..\n"), "{text}");
    }
    let error = explanation(&codes, "E-CFG-KEI").unwrap_err().to_string();
    assert_eq!(error, "there is no code `E-CFG-KEI`; did you mean `E-CFG-KEY`?");
}

/// Takes all permissions from a file or folder, and tells whether that keeps us out; root is never kept out.
#[cfg(unix)]
fn lock(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    fs::File::open(path).is_err()
}

/// What `check` says about a folder in which these paths may not be read; `None` where permissions do not bind us.
#[cfg(unix)]
fn check_locked(files: &[(&str, &str)], locked: &[&str]) -> Option<(Option<i32>, String)> {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(files);
    let paths: Vec<_> = locked.iter().map(|path| folder.path().join(path)).collect();
    let binds = paths.iter().all(|path| lock(path));
    let output = platdocs(folder.path(), &["check", "--no-cache"]);
    for path in &paths {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    binds.then(|| (output.status.code(), format!("{}{}", text(&output.stdout), text(&output.stderr))))
}

#[cfg(unix)]
#[test]
fn folders_without_permission_are_named() {
    let files = [("a/mkdocs.yml", ""), ("a/docs/index.md", "# A"), ("a/docs/sub/b.md", "# B"), ("b/mkdocs.yml", "")];
    let Some((code, said)) = check_locked(&files, &["a/docs/sub", "b"]) else { return };
    assert_eq!(code, Some(1), "{said}");
    for expected in [
        "error[E-FILE-READ]: `docs/sub` may not be read (permission denied)\n--> a/docs/sub\n",
        "error[E-FILE-READ]: the folder may not be read (permission denied)\n--> b\n",
    ] {
        assert!(said.contains(expected), "{expected} is not in:\n{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_theme_without_permission_is_not_left_out_silently() {
    let files = [("mkdocs.yml", ""), ("theme/templates/home.html", "x")];
    let Some((code, said)) = check_locked(&files, &["theme/templates"]) else { return };
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`theme/templates` of the theme may not be read (permission denied)"), "{said}");
    let Some((code, said)) = check_locked(&files, &["theme/templates/home.html"]) else { return };
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`theme/templates/home.html` may not be read (permission denied)"), "{said}");
}

#[test]
fn a_broken_theme_is_named_with_file_and_line() {
    let folder = folder(&[("mkdocs.yml", ""), ("theme/templates/home.html", "\n{{ nope }}"), ("theme/x.psd", "\0")]);
    let output = platdocs(folder.path(), &["check", "--no-cache"]);
    assert_eq!(output.status.code(), Some(2));
    let expected = "error: the theme in `theme` cannot be used: templates/home.html:2:4: Variable `nope`";
    assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
}

#[test]
fn an_output_folder_that_is_not_ours_is_refused_with_what_to_do() {
    let folder = folder(&[("site/mkdocs.yml", ""), ("full/mine.txt", "mine")]);
    let output = platdocs(folder.path(), &["build", "site", "--out", "full", "--no-cache"]);
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(said.contains("error[E-OUT-FOREIGN]: the output folder `"), "{said}");
    assert!(said.ends_with("  = help: name a folder that does not exist yet, or one that platdocs made\n"), "{said}");
    assert_eq!(fs::read_dir(folder.path().join("full")).unwrap().count(), 1);
    assert!(explanation(&platdocs::pipeline::codes(), "E-OUT-FOREIGN").is_ok());
}

#[test]
fn an_error_of_the_disk_is_named_once_and_leaves_nothing() {
    let folder = folder(&[("site/mkdocs.yml", ""), ("file", "")]);
    let output = platdocs(folder.path(), &["build", "site", "--out", "file/out", "--no-cache"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("error: the portal cannot be written: `") && said.matches("os error").count() == 1, "{said}");
}

#[test]
fn files_of_others_in_the_output_folder_are_kept_and_named() {
    let folder = folder(&[("mkdocs.yml", "")]);
    assert_eq!(platdocs(folder.path(), &["build", "--no-cache"]).status.code(), Some(0));
    fs::write(folder.path().join("public/CNAME"), "portal.example").unwrap();
    fs::write(folder.path().join("catalog-info.yaml"), "kind: Component\nmetadata: {name: a}\n").unwrap();
    let output = platdocs(folder.path(), &["build", "--no-cache"]);
    let said = text(&output.stderr);
    assert!(said.contains("kept 1 file that platdocs did not make, such as `CNAME`\n"), "{said}");
    assert!(folder.path().join("public/CNAME").is_file());
}

#[cfg(unix)]
#[test]
#[expect(clippy::disallowed_methods, reason = "a shell starts the program as scripts do, with SIGINT ignored")]
fn a_background_job_of_a_script_still_hears_sigterm() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let folder = folder(&[("mkdocs.yml", "")]);
    let mut child = Command::new("sh")
        .args(["-c", "trap '' INT; exec \"$0\" serve --port 0 --no-cache", env!("CARGO_BIN_EXE_platdocs")])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("open pages reload")));
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn an_empty_folder_gets_a_next_step() {
    let folder = folder(&[("file", "")]);
    let output = platdocs(folder.path(), &["check", "--no-cache"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("nothing to show was found"), "{}", text(&output.stderr));
    let output = platdocs(folder.path(), &["init", "file"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(2), "error: `file` is a file; name a folder\n"));
}

#[test]
fn a_cache_that_cannot_be_written_is_named() {
    let folder = folder(&[("mkdocs.yml", ""), ("docs/index.md", "# A\n\n```js\na\n```\n"), ("file", "")]);
    let output = platdocs(folder.path(), &["check", "--cache-dir", "file/cache"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(!text(&output.stderr).contains("warning:"), "check writes nothing: {}", text(&output.stderr));
    let output = platdocs(folder.path(), &["build", "--cache-dir", "file/cache"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    assert!(said.contains("warning: the cache cannot be written: `file/cache/"), "{said}");
}

#[test]
fn what_the_configuration_names_and_is_not_there_is_found_at_its_line() {
    let yaml = "title: T\nlogo: gone.svg\nsources:\n  - type: local\n    path: nowhere/*\n";
    let folder = folder(&[("platdocs.yaml", yaml)]);
    let output = platdocs(folder.path(), &["check", "--no-cache"]);
    let said = text(&output.stdout);
    for expected in ["--> platdocs.yaml:2:7", "--> platdocs.yaml:5:11"] {
        assert!(said.contains(expected), "{expected} is not in:\n{said}");
    }
}

#[test]
fn impact_says_who_notices_and_what_is_needed() {
    let component = |name: &str, owner: &str, rest: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\n\
             spec: {{type: service, lifecycle: production, owner: {owner}{rest}}}\n---\n"
        )
    };
    let yaml = component("db", "dba", "")
        + &component("orders", "shop", ", dependsOn: ['component:db', 'resource:disk'], providesApis: [orders-api]")
        + &component("web", "shop", ", consumesApis: [orders-api]")
        + &component("till", "retail", ", dependsOn: ['component:web']");
    let folder = folder(&[("repos/a/catalog-info.yaml", &yaml)]);
    let run = |arguments: &[&str]| {
        let output = platdocs(folder.path(), arguments);
        (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
    };
    let (code, table, _) = run(&["impact", "orders", "--source", "repos"]);
    assert_eq!(code, Some(0));
    let (_, json, _) = run(&["impact", "component:default/Orders", "--source", "repos", "--json"]);
    let failures = ["order", "till:orders", "nothing-like-it", ":a"].map(|reference| {
        let (code, out, err) = run(&["impact", reference, "--source", "repos"]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{reference}");
        err
    });
    insta::assert_snapshot!(format!("{table}\n=== JSON\n{json}\n=== unknown\n{}", failures.concat()));
}
