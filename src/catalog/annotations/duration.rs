//! Durations as in ISO 8601 (`PT4H`, `P1DT30M`), in words.

/// Longest number that is read, in digits.
const MAX_DIGITS: usize = 6;

/// `4 hours` for `PT4H`; `None` for what is no such duration in whole numbers.
pub(super) fn words(text: &str) -> Option<String> {
    let rest = text.strip_prefix('P')?;
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut words = Vec::new();
    read(date, &[('Y', "year"), ('M', "month"), ('W', "week"), ('D', "day")], &mut words)?;
    read(time, &[('H', "hour"), ('M', "minute"), ('S', "second")], &mut words)?;
    (!words.is_empty()).then(|| words.join(" "))
}

fn read(mut text: &str, units: &[(char, &str)], words: &mut Vec<String>) -> Option<()> {
    for (letter, unit) in units {
        let Some((number, rest)) = text.split_once(*letter) else { continue };
        let right = (1..=MAX_DIGITS).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        let number: u32 = number.parse().ok().filter(|_| right)?;
        if number > 0 {
            words.push(format!("{number} {unit}{}", if number == 1 { "" } else { "s" }));
        }
        text = rest;
    }
    text.is_empty().then_some(())
}
