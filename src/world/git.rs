//! Reads the two files of a checkout that say where it came from.

/// The URL of the remote `origin` in a git configuration file.
pub(super) fn origin(config: &str) -> Option<String> {
    let mut in_origin = false;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            in_origin = line == "[remote \"origin\"]";
        } else if in_origin
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "url"
        {
            return Some(value.trim().trim_matches('"').to_owned());
        }
    }
    None
}

/// The branch in `.git/HEAD`; `None` for a detached head.
pub(super) fn branch(head: &str) -> Option<String> {
    let name = head.trim().strip_prefix("ref: refs/heads/")?;
    let usable = !name.is_empty() && !name.chars().any(|c| c.is_control() || c.is_whitespace());
    usable.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_found_among_other_sections() {
        let config =
            "[core]\n\turl = no\n[remote \"up\"]\n\turl = u\n[remote \"origin\"]\n\tfetch = x\n\turl = git@h:a/b.git\n";
        assert_eq!(origin(config).as_deref(), Some("git@h:a/b.git"));
        assert_eq!(origin("[remote \"up\"]\nurl = u"), None);
    }

    #[test]
    fn a_detached_head_has_no_branch() {
        assert_eq!(branch("ref: refs/heads/feature/x\n").as_deref(), Some("feature/x"));
        assert_eq!(branch("0123456789abcdef\n"), None);
        assert_eq!(branch("ref: refs/heads/--help x\n"), None);
    }
}
