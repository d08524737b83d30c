//! Random queries from the words of an index.

use platdocs::search::query::{Engine, Request};
use platdocs::search::read::Failure;

use super::random::Random;

/// Words and values that queries are made of.
pub struct Source {
    /// Words as they stand in texts, by number of pages.
    forms: Vec<(u32, String)>,
    /// Compounds, pairs of words, and whole titles as they are written.
    compounds: Vec<String>,
    titles: Vec<String>,
    facets: Vec<(String, Vec<String>)>,
}

impl Source {
    pub fn of(engine: &Engine, titles: Vec<String>, facets: Vec<(String, Vec<String>)>) -> Result<Self, Failure> {
        let mut source = Self { forms: Vec::new(), compounds: Vec::new(), titles, facets };
        for number in 0..engine.manifest.terms.len() {
            for entry in &engine.shard(number)?.entries {
                source.forms.extend(entry.forms.iter().map(|(form, pages)| (*pages, form.clone())));
                match entry.key.split_at(2) {
                    ("c:", text) => source.compounds.push(text.to_owned()),
                    ("g:", text) => source.forms.push((1, text.to_owned())),
                    _ => {}
                }
            }
        }
        source.forms.sort();
        Ok(source)
    }

    /// A request of the kind that its number says.
    pub fn request(&self, random: &mut Random) -> Request {
        let mut request = Request { q: self.text(random), count: 10, ..Request::default() };
        if random.below(6) == 0 {
            request.facets = true;
        }
        if random.below(4) == 0 && !self.facets.is_empty() {
            for _ in 0..=random.below(2) {
                let (facet, values) = random.pick(&self.facets);
                if facet == "in" {
                    request.within.clone_from(random.pick(values));
                } else if request.filters.iter().all(|(other, _)| other != facet) {
                    let mut wanted = vec![random.pick(values).clone()];
                    if random.below(3) == 0 {
                        wanted.push(random.pick(values).clone());
                    }
                    wanted.dedup();
                    request.filters.push((facet.clone(), wanted));
                }
            }
        }
        request.literal = random.below(12) == 0;
        if random.below(12) == 0 {
            request.from = random.below(30);
        }
        if random.below(20) == 0 {
            request.count = random.below(40);
        }
        request
    }

    fn text(&self, random: &mut Random) -> String {
        const ODD: &[&str] = &[
            "",
            " ",
            "?!",
            "__proto__",
            "constructor",
            "toString",
            "-",
            "\"",
            "\"\"",
            "\u{fffd}",
            "...",
            "a",
            "1.2.3",
            "hasOwnProperty",
        ];
        match random.below(40) {
            0 => (*random.pick(ODD)).to_owned(),
            1 => random.text(60),
            2 => (0..40).map(|_| self.word(random) + " ").collect(),
            3 => random.pick(&self.titles).clone(),
            4 => self.edited(&random.pick(&self.titles).clone(), random),
            5 => {
                let title = random.pick(&self.titles).clone();
                prefix(&title, random.below(title.chars().count() + 1))
            }
            6 => {
                let word = self.word(random);
                format!("{word} {word}")
            }
            7 | 8 => self.phrase(random),
            _ => self.words(random),
        }
    }

    fn words(&self, random: &mut Random) -> String {
        let count = match random.below(10) {
            0..4 => 1,
            4..7 => 2,
            7 | 8 => 3,
            _ => 4 + random.below(5),
        };
        let mut words: Vec<String> = (0..count).map(|_| self.word(random)).collect();
        if random.below(3) == 0
            && let Some(last) = words.last_mut()
        {
            *last = prefix(last, 1 + random.below(6));
        }
        let separator = *random.pick(&[" ", " ", " ", " ", "-", "_", ".", "::", "", "/", " \"", "\" "]);
        let tail = *random.pick(&["", "", "", " ", ".", "\""]);
        words.join(separator) + tail
    }

    /// Neighbouring words of a title, in quotes.
    fn phrase(&self, random: &mut Random) -> String {
        let title = random.pick(&self.titles);
        let words: Vec<&str> = title.split_whitespace().collect();
        if words.is_empty() {
            return "\"".to_owned();
        }
        let from = random.below(words.len());
        let length = 1 + random.below(words.len() - from);
        let close = if random.below(4) == 0 { "" } else { "\"" };
        let more = if random.below(2) == 0 { String::new() } else { format!(" {}", self.word(random)) };
        format!("\"{}{close}{more}", words[from..from + length].join(" "))
    }

    fn word(&self, random: &mut Random) -> String {
        let word = match random.below(10) {
            0 | 1 if !self.compounds.is_empty() => random.pick(&self.compounds).clone(),
            2 if self.forms.len() > 50 => self.forms[self.forms.len() - 1 - random.below(50)].1.clone(),
            3 if !self.titles.is_empty() => {
                let title = random.pick(&self.titles);
                let words: Vec<&str> = title.split_whitespace().collect();
                if words.is_empty() { String::new() } else { (*random.pick(&words)).to_owned() }
            }
            _ => random.pick(&self.forms).1.clone(),
        };
        match random.below(10) {
            0 => self.edited(&word, random),
            1 => {
                let once = self.edited(&word, random);
                self.edited(&once, random)
            }
            2 => word.to_uppercase(),
            _ => word,
        }
    }

    /// One letter more, less, another, or two swapped.
    fn edited(&self, word: &str, random: &mut Random) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        if letters.is_empty() {
            return String::new();
        }
        let at = random.below(letters.len());
        let letter = char::from(b'a' + u8::try_from(random.below(26)).expect("a letter"));
        match random.below(4) {
            0 => letters.insert(at, letter),
            1 => letters[at] = letter,
            2 if at > 0 => letters.swap(at - 1, at),
            _ => drop(letters.remove(at)),
        }
        letters.into_iter().collect()
    }
}

fn prefix(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}
