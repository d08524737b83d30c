//! Code blocks in many languages whose content differs: lines are drawn from patterns and filled with names.
//!
//! In a pattern `@` stands for a name, `#` for a number and `~` for a short text.

use crate::random::Random;
use crate::words;

/// A language with the patterns of its first, middle and last lines.
struct Language {
    name: &'static str,
    first: &'static str,
    middle: &'static [&'static str],
    last: &'static str,
}

const LANGUAGES: &[Language] = &[
    Language {
        name: "bash",
        first: "set -euo pipefail",
        middle: &[
            "export @=\"~\"",
            "kubectl get pods --namespace @ --limit #",
            "if [ \"$@\" -gt # ]; then echo '~'; fi",
            "curl --fail \"https://@.internal/v#\" | jq '.@'",
        ],
        last: "echo \"~\"",
    },
    Language {
        name: "yaml",
        first: "@:",
        middle: &["  @: #", "  @:\n    - ~\n    - \"~\"", "  # ~", "  @: {limit: #, name: @}"],
        last: "  @: true",
    },
    Language {
        name: "json",
        first: "{",
        middle: &["  \"@\": #,", "  \"@\": \"~\",", "  \"@\": [#, #, null],", "  \"@\": {\"@\": false},"],
        last: "  \"@\": #\n}",
    },
    Language {
        name: "typescript",
        first: "export async function @(input: Request): Promise<number> {",
        middle: &[
            "  const @ = await fetch(`/v#/${input.@}`);",
            "  if (@ === undefined) throw new Error('~');",
            "  // ~",
            "  @.map((item) => item.@ * #);",
        ],
        last: "  return #;\n}",
    },
    Language {
        name: "python",
        first: "def @(self, @: int = #) -> None:",
        middle: &[
            "    @ = [item.@ for item in self.@ if item.count > #]",
            "    \"\"\"~\"\"\"",
            "    if not @:\n        raise ValueError(\"~\")",
            "    # ~",
        ],
        last: "    return None",
    },
    Language {
        name: "go",
        first: "func @(ctx context.Context, @ string) error {",
        middle: &[
            "\tif err := @.Send(ctx, #); err != nil {\n\t\treturn fmt.Errorf(\"~: %w\", err)\n\t}",
            "\t// ~",
            "\t@ := make(map[string]int, #)",
        ],
        last: "\treturn nil\n}",
    },
    Language {
        name: "java",
        first: "public final class @ {",
        middle: &[
            "    private static final int @ = #;",
            "    /** ~ */",
            "    public String @(int count) { return count > # ? \"~\" : null; }",
        ],
        last: "}",
    },
    Language {
        name: "rust",
        first: "pub fn @(input: &str) -> Result<u64, Error> {",
        middle: &[
            "    let @ = input.parse::<u64>().unwrap_or(#);",
            "    // ~",
            "    if @ > # {\n        return Err(Error::new(\"~\"));\n    }",
        ],
        last: "    Ok(#)\n}",
    },
    Language {
        name: "sql",
        first: "select @, count(*) as @",
        middle: &["  , max(@) as @ -- ~", "  , coalesce(@, #)"],
        last: "from @ where @ = '~' group by 1 limit #;",
    },
    Language {
        name: "dockerfile",
        first: "FROM registry.internal/@:#",
        middle: &["ENV @=#", "RUN apt-get update && apt-get install --yes @ # ~", "COPY @/ /srv/@/"],
        last: "CMD [\"/srv/@\"]",
    },
    Language {
        name: "hcl",
        first: "resource \"aws_sqs_queue\" \"@\" {",
        middle: &["  @ = #", "  @ = \"~\"", "  # ~", "  tags = { owner = \"@\" }"],
        last: "}",
    },
    Language { name: "toml", first: "[@]", middle: &["@ = #", "@ = \"~\"", "# ~", "@ = [#, #]"], last: "@ = true" },
    Language {
        name: "kotlin",
        first: "class @(private val @: Int = #) {",
        middle: &["    fun @(): String = \"~\"", "    // ~", "    val @ = listOf(#, #).map { it * # }"],
        last: "}",
    },
    Language {
        name: "html",
        first: "<section id=\"@\">",
        middle: &["  <p class=\"@\">~</p>", "  <!-- ~ -->", "  <input name=\"@\" value=\"#\">"],
        last: "</section>",
    },
    Language { name: "diff", first: "--- a/@", middle: &["-@ = #", "+@ = #", " ~"], last: "+@" },
    Language { name: "", first: "$ @ --count #", middle: &["~", "@: #"], last: "done" },
];

/// A fenced code block of about `bytes` bytes and the number of bytes between its fences.
pub fn block(random: &mut Random, bytes: usize) -> (String, usize) {
    let language = &LANGUAGES[random.skewed(LANGUAGES.len())];
    let mut code = fill(random, language.first);
    while code.len() + 20 < bytes {
        let pattern = random.pick(language.middle);
        code.push('\n');
        code.push_str(&fill(random, pattern));
    }
    code.push('\n');
    code.push_str(&fill(random, language.last));
    code.push('\n');
    (format!("```{}\n{code}```\n\n", language.name), code.len())
}

fn fill(random: &mut Random, pattern: &str) -> String {
    let mut line = String::with_capacity(pattern.len() * 2);
    for (at, c) in pattern.char_indices() {
        // A comment's own `#` is followed by a blank.
        match c {
            '@' => line.push_str(&words::identifier(random)),
            '#' if !pattern[at + 1..].starts_with(' ') => line.push_str(&random.below(10_000).to_string()),
            '~' => {
                line.push_str(&format!(
                    "{} {} {}",
                    words::noun(random),
                    random.pick(words::VERBS),
                    words::noun(random)
                ));
            }
            c => line.push(c),
        }
    }
    line
}
