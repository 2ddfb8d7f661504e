//! Days, as `2026-01-31`, and as a letter says them.

use super::error::{FormError, Result};

/// Year, month and day of `2026-01-31`; what follows, as the time of `2026-01-31T10:00:00Z`, is left aside.
///
/// # Errors
/// It is no day of the calendar.
pub fn parse(text: &str) -> Result<(i32, u8, u8)> {
    let wrong = || FormError::Date(text.chars().filter(|c| !c.is_control()).take(40).collect());
    let day = text.split('T').next().unwrap_or_default();
    let mut parts = day.split('-');
    let mut part = |digits: usize| {
        parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let (year, month, day) = match (part(4), part(2), part(2)) {
        (Some(year), Some(month), Some(day)) => (year, month, day),
        _ => return Err(wrong()),
    };
    let number = |text: &str| text.parse::<u16>().map_err(|_| wrong());
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u16::from(leap),
        1..=12 => 31,
        _ => return Err(wrong()),
    };
    if parts.next().is_some() || year == 0 || !(1..=last).contains(&day) {
        return Err(wrong());
    }
    Ok((i32::from(year), month as u8, day as u8))
}

/// "31 janvier 2026", "1er mars 2026", that no line breaks; a text that is no day stays as it is.
pub(super) fn long(text: &str) -> String {
    match parse(text) {
        Ok(_) => crate::dossier::words::day(text).replace(' ', "\u{a0}"),
        Err(_) => text.to_owned(),
    }
}

/// Today, UTC, as `2026-01-31`.
pub fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    civil(since.as_secs() / 86_400)
}

/// A day by its number from 1 January 1970 (Gregorian calendar, in eras of 400 years that open on 1 March).
fn civil(days: u64) -> String {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// "31/01/2026", for tables.
pub(super) fn short(text: &str) -> String {
    match parse(text) {
        Ok((year, month, day)) => format!("{day:02}/{month:02}/{year}"),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_of_the_calendar() {
        assert_eq!(parse("2024-02-29").unwrap(), (2024, 2, 29));
        assert_eq!(parse("2026-01-31T10:00:00Z").unwrap(), (2026, 1, 31));
        for wrong in
            ["", "2026", "2026-02-29", "2026-13-01", "2026-1-1", "31/01/2026", "2026-01-31-1", "0000-01-01"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            (civil(0), civil(11_016), civil(20_782)),
            ("1970-01-01".into(), "2000-02-29".into(), "2026-11-25".into())
        );
        assert_eq!(long("2026-03-01"), "1er\u{a0}mars\u{a0}2026");
    }
}
