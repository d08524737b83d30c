//! Times of commits in words. Everything is in UTC, so that the same commit gives the same page everywhere.

/// Seconds of a day.
const DAY: i64 = 86_400;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date {
    year: i64,
    month: usize,
    day: i64,
}

impl Date {
    /// The day of a time in seconds since 1970.
    pub fn of(time: i64) -> Self {
        // Counts from March 1 of the year 0, so that the leap day is the last one of a year: 146,097 days are 400 years.
        let days = time.div_euclid(DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let march = (5 * of_year + 2) / 153;
        let month = if march < 10 { march + 3 } else { march - 9 };
        let year = era * 400 + year + i64::from(month <= 2);
        let month = usize::try_from(month).unwrap_or(1);
        Self { year, month, day: of_year - (153 * march + 2) / 5 + 1 }
    }

    /// `2026-11-04`, as machines read it.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `4 November 2026`, as people read it.
    pub fn words(self) -> String {
        format!("{} {} {}", self.day, MONTHS[self.month - 1], self.year)
    }
}

/// `2026-11-04T09:30:00Z`.
pub(super) fn timestamp(time: i64) -> String {
    let seconds = time.rem_euclid(DAY);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", Date::of(time).iso())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_days() {
        for (time, iso, words) in [
            (0, "1970-01-01", "1 January 1970"),
            (-1, "1969-12-31", "31 December 1969"),
            (951_782_399, "2000-02-28", "28 February 2000"),
            (951_782_400, "2000-02-29", "29 February 2000"),
            (951_868_800, "2000-03-01", "1 March 2000"),
            (1_709_164_800, "2024-02-29", "29 February 2024"),
            (4_107_542_400, "2100-03-01", "1 March 2100"),
            (253_402_300_799, "9999-12-31", "31 December 9999"),
        ] {
            let date = Date::of(time);
            assert_eq!((date.iso().as_str(), date.words().as_str()), (iso, words));
        }
        assert_eq!(timestamp(1_709_210_096), "2024-02-29T12:34:56Z");
    }
}
