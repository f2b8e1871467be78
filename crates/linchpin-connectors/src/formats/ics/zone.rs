//! Which zone does a time belong to? By its IANA name, by Windows' name for it, or by the rules in the file.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use super::super::quoted;
use super::component::Component;
use super::line::Line;
use super::report::Report;
use super::time::{self, Written};

/// The zones of a file, and the one in which its dates are read.
pub(super) struct Zones {
    /// Where days are counted: as asked, else as the file says; none leaves times in their own zones.
    home: Option<TimeZone>,
    /// The name of that zone.
    pub(super) home_name: Option<String>,
    by_id: BTreeMap<String, TimeZone>,
    told: std::collections::BTreeSet<String>,
}

/// A time with its zone.
#[derive(Clone, Debug)]
pub(super) struct When {
    /// As written.
    pub(super) written: Written,
    /// The zone of a local time; none for a day, for UTC, and for one that is wherever its reader is.
    pub(super) zone: Option<TimeZone>,
}

impl Zones {
    /// The zones of a calendar. `asked` is the zone that a person gave.
    pub(super) fn new(calendar: &Component, asked: Option<&str>, report: &mut Report) -> Self {
        let own = calendar.line("X-WR-TIMEZONE");
        let home_name = asked.map(str::to_owned).or_else(|| own.map(|line| line.value.trim().to_owned()));
        let home = home_name.as_deref().and_then(named);
        if let Some(line) = own.filter(|_| home.is_none() && asked.is_none()) {
            report.add(line.number, unknown(line.value.trim()));
        }
        let mut by_id = BTreeMap::new();
        for part in calendar.inside.iter().filter(|part| part.name == "VTIMEZONE") {
            let id = part.value("TZID").to_owned();
            let known = named(&id).or_else(|| named(part.value("X-LIC-LOCATION")));
            match known.or_else(|| by_rules(part)) {
                Some(zone) => _ = by_id.insert(id, zone),
                None => report.add(
                    part.number,
                    format!("the zone {} cannot be made out; its times are read as local ones", quoted(&id)),
                ),
            }
        }
        Self { home_name: home_name.filter(|_| home.is_some()), home, by_id, told: Default::default() }
    }

    /// What a line says of time, with the zone that it names.
    pub(super) fn when(&mut self, line: &Line, report: &mut Report) -> Option<When> {
        self.when_of(&line.value, line, report)
    }

    /// What one value of a line says of time, with the zone that the line names.
    pub(super) fn when_of(&mut self, text: &str, line: &Line, report: &mut Report) -> Option<When> {
        let written = match time::written(text) {
            Ok((written, word)) => {
                word.into_iter().for_each(|word| report.add(line.number, word));
                written
            }
            Err(message) => {
                report.add(line.number, format!("{}: {message}", line.name));
                return None;
            }
        };
        let id = line.param("TZID");
        if let (Written::Utc(_), Some(id)) = (written, id)
            && named(id).is_none_or(|zone| zone != TimeZone::UTC)
        {
            let message =
                format!("the time ends in Z and names the zone {} as well; it is read as UTC", quoted(id));
            report.add(line.number, message);
        }
        let zone = match (written, id) {
            (Written::Local(_), Some(id)) => self.zone(id, line.number, report),
            _ => None,
        };
        Some(When { written, zone })
    }

    fn zone(&mut self, id: &str, number: usize, report: &mut Report) -> Option<TimeZone> {
        let zone = self.by_id.get(id).cloned().or_else(|| named(id));
        if zone.is_none() && self.told.insert(id.to_owned()) {
            report.add(number, unknown(id));
        }
        zone
    }

    /// The civil time at which days are counted: in the home zone, else as it is written.
    pub(super) fn local(&self, when: &When) -> DateTime {
        let civil = when.written.civil();
        let utc = TimeZone::UTC;
        let from = match when.written {
            Written::Day(_) => return civil,
            Written::Local(_) => when.zone.as_ref(),
            Written::Utc(_) => Some(&utc),
        };
        match (from, &self.home) {
            (Some(from), Some(home)) if from != home => {
                from.to_timestamp(civil).map_or(civil, |at| home.to_datetime(at))
            }
            _ => civil,
        }
    }

    /// The instant; a time without a zone is one in the home zone, else in UTC.
    pub(super) fn instant(&self, when: &When) -> Option<Timestamp> {
        let zone = match when.written {
            Written::Utc(_) => None,
            _ => when.zone.clone().or_else(|| self.home.clone()),
        };
        zone.unwrap_or(TimeZone::UTC).to_timestamp(when.written.civil()).ok()
    }
}

fn unknown(id: &str) -> String {
    format!("there is no zone {}; its times are read as local ones", quoted(id))
}

/// A zone by its IANA name, also at the end of a path of an old program's own, or by Windows' name.
fn named(id: &str) -> Option<TimeZone> {
    let id = id.trim();
    let iana = |name: &str| TimeZoneDatabase::bundled().get(name).ok();
    if id.eq_ignore_ascii_case("UTC") || id.eq_ignore_ascii_case("GMT") || id == "Z" {
        return Some(TimeZone::UTC);
    }
    if id.is_empty() || id.contains("..") || id.len() > 200 {
        return None;
    }
    let windows = WINDOWS.iter().find(|(name, _)| name.eq_ignore_ascii_case(id));
    let parts: Vec<&str> = id.trim_start_matches('/').split('/').collect();
    let tails = (1..parts.len().min(5)).map(|skip| parts[skip..].join("/")).filter(|tail| tail.contains('/'));
    iana(id)
        .or_else(|| windows.and_then(|(_, name)| iana(name)))
        .or_else(|| tails.into_iter().find_map(|tail| iana(&tail)))
}

/// A zone by its newest rules: one offset, or two that take turns on a day of a month.
fn by_rules(zone: &Component) -> Option<TimeZone> {
    let newest = |name: &str| {
        let parts = zone.inside.iter().filter(|part| part.name == name);
        parts.max_by_key(|part| started(part)).and_then(Observance::new)
    };
    let (standard, daylight) = (newest("STANDARD"), newest("DAYLIGHT"));
    let (standard, daylight) = match (standard, daylight) {
        (Some(standard), Some(daylight)) => (standard, daylight),
        (Some(one), None) | (None, Some(one)) => return Some(TimeZone::fixed(one.offset)),
        (None, None) => return None,
    };
    match (&standard.turn, &daylight.turn) {
        (Some(back), Some(forth)) => {
            let text = format!(
                "<S>{}<D>{},{forth},{back}",
                posix_offset(standard.offset),
                posix_offset(daylight.offset)
            )
            .replace("<S>", "STD")
            .replace("<D>", "DST");
            TimeZone::posix(&text).ok()
        }
        // Rules that came to an end: the newest offset holds.
        _ if standard.from >= daylight.from => Some(TimeZone::fixed(standard.offset)),
        _ => Some(TimeZone::fixed(daylight.offset)),
    }
}

/// One half of a zone's rules.
struct Observance {
    offset: Offset,
    from: Option<DateTime>,
    /// When it begins each year, as POSIX writes it.
    turn: Option<String>,
}

impl Observance {
    fn new(part: &Component) -> Option<Self> {
        let offset = offset(part.value("TZOFFSETTO"))?;
        let from = started(part);
        let turn = from.and_then(|from| turn(part.value("RRULE"), from));
        Some(Self { offset, from, turn })
    }
}

fn started(part: &Component) -> Option<DateTime> {
    // Microsoft's rules begin in 1601, which is no date of a plan.
    let text = part.value("DTSTART").replacen("1601", "1901", 1).replacen("0001", "1901", 1);
    time::written(&text).ok().map(|(written, _)| written.civil())
}

/// `+0130` or `-080000`, at most a day.
fn offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |part| part.parse::<i32>().ok());
    let (hours, minutes, seconds) = (part(0)?, part(2)?, part(4)?);
    let all = hours * 3_600 + minutes * 60 + seconds;
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    Offset::from_seconds(sign * all).ok()
}

/// POSIX counts west of Greenwich.
fn posix_offset(offset: Offset) -> String {
    let seconds = -offset.seconds();
    let sign = if seconds < 0 { "-" } else { "" };
    let (hours, minutes) = (seconds.abs() / 3_600, seconds.abs() / 60 % 60);
    format!("{sign}{hours}:{minutes:02}")
}

/// A yearly rule on the nth weekday of a month, such as `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`, as `M3.5.0/2:00`.
fn turn(rule: &str, from: DateTime) -> Option<String> {
    let rule = rule.to_ascii_uppercase();
    let part = |name: &str| rule.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    if part("FREQ") != Some("YEARLY") || part("UNTIL").is_some() {
        return None;
    }
    let month: i8 = part("BYMONTH")?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day = part("BYDAY")?;
    let (count, weekday) = day.split_at(day.len().checked_sub(2)?);
    let weekday = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"].iter().position(|known| *known == weekday)?;
    let count: i8 = match (count, part("BYMONTHDAY")) {
        ("", Some(days)) => nth_of(days.split(',').next()?.parse().ok()?),
        (count, _) => count.parse().ok()?,
    };
    let nth = match count {
        -1 => 5,
        1..=5 => count,
        // The last but one is the fourth in most years.
        _ => return None,
    };
    Date::new(2026, month, 1).ok()?;
    Some(format!("M{month}.{nth}.{weekday}/{}:{:02}", from.hour(), from.minute()))
}

/// A weekday on or after this day of the month is the nth.
fn nth_of(day: i8) -> i8 {
    (day - 1) / 7 + 1
}

/// Windows' names for zones (Unicode CLDR, windowsZones), those in which most people live.
const WINDOWS: [(&str, &str); 62] = [
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Arab Standard Time", "Asia/Riyadh"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Bangladesh Standard Time", "Asia/Dhaka"),
    ("Belarus Standard Time", "Europe/Minsk"),
    ("Canada Central Standard Time", "America/Regina"),
    ("Cen. Australia Standard Time", "Australia/Adelaide"),
    ("Central America Standard Time", "America/Guatemala"),
    ("Central Asia Standard Time", "Asia/Almaty"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Central Standard Time", "America/Chicago"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("China Standard Time", "Asia/Shanghai"),
    ("E. Africa Standard Time", "Africa/Nairobi"),
    ("E. Australia Standard Time", "Australia/Brisbane"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Eastern Standard Time", "America/New_York"),
    ("Egypt Standard Time", "Africa/Cairo"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("GMT Standard Time", "Europe/London"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("India Standard Time", "Asia/Calcutta"),
    ("Iran Standard Time", "Asia/Tehran"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Jordan Standard Time", "Asia/Amman"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Middle East Standard Time", "Asia/Beirut"),
    ("Morocco Standard Time", "Africa/Casablanca"),
    ("Mountain Standard Time", "America/Denver"),
    ("Nepal Standard Time", "Asia/Katmandu"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Pakistan Standard Time", "Asia/Karachi"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("SA Eastern Standard Time", "America/Cayenne"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("SA Western Standard Time", "America/La_Paz"),
    ("SE Asia Standard Time", "Asia/Bangkok"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("Sri Lanka Standard Time", "Asia/Colombo"),
    ("Taipei Standard Time", "Asia/Taipei"),
    ("Tasmania Standard Time", "Australia/Hobart"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("US Eastern Standard Time", "America/Indianapolis"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("Venezuela Standard Time", "America/Caracas"),
    ("W. Australia Standard Time", "Australia/Perth"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("West Asia Standard Time", "Asia/Tashkent"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn component(text: &str) -> Component {
        let text = format!("BEGIN:VCALENDAR\n{text}END:VCALENDAR\n");
        let lines = super::super::line::Lines::new(text.as_bytes(), None);
        super::super::component::calendars(lines, &mut Report::default()).unwrap().remove(0)
    }

    /// The local time of a line in UTC, and the problems that were met.
    fn read(rules: &str, line: &str) -> (String, usize) {
        let calendar = component(&format!("{rules}BEGIN:VEVENT\n{line}\nEND:VEVENT\n"));
        let mut report = Report::default();
        let mut zones = Zones::new(&calendar, Some("UTC"), &mut report);
        let event = calendar.inside.last().unwrap();
        let when = zones.when(&event.lines[0], &mut report).unwrap();
        (zones.local(&when).to_string(), report.into_problems().len())
    }

    #[test]
    fn a_zone_is_known_by_its_name_by_windows_name_and_by_its_rules() {
        let check = |zone: &str, want: &str, told: usize| {
            assert_eq!(
                read("", &format!("DTSTART;TZID={zone}:20260702T120000")),
                (want.to_owned(), told),
                "{zone}"
            );
        };
        check("Europe/Berlin", "2026-07-02T10:00:00", 0);
        check("/freeassociation.sourceforge.net/Europe/Berlin", "2026-07-02T10:00:00", 0);
        check("W. Europe Standard Time", "2026-07-02T10:00:00", 0);
        check("Moon/Tranquility", "2026-07-02T12:00:00", 1);
        check("../../etc/passwd", "2026-07-02T12:00:00", 1);
    }

    const RULES: &str = "BEGIN:VTIMEZONE\nTZID:Office\nBEGIN:STANDARD\nDTSTART:16011028T030000\nTZOFFSETTO:+0100\n\
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010325T020000\n\
        TZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";

    #[test]
    fn rules_in_the_file_are_followed_through_the_year() {
        let at = |time: &str| read(RULES, &format!("DTSTART;TZID=Office:{time}")).0;
        assert_eq!(at("20260702T120000"), "2026-07-02T10:00:00");
        assert_eq!(at("20261202T120000"), "2026-12-02T11:00:00");
        assert_eq!(at("20260329T023000"), "2026-03-29T01:30:00");
        assert_eq!(at("20261025T023000"), "2026-10-25T00:30:00");
    }

    #[test]
    fn rules_that_cannot_be_are_told() {
        let hostile = RULES.replace("+0100", "+9999").replace("+0200", "-9999");
        assert_eq!(read(&hostile, "DTSTART;TZID=Office:20260702T120000"), ("2026-07-02T12:00:00".into(), 2));
    }

    #[test]
    fn a_time_in_utc_that_names_a_zone_is_in_utc() {
        assert_eq!(
            read("", "DTSTART;TZID=Europe/Berlin:20260702T120000Z"),
            ("2026-07-02T12:00:00".into(), 1)
        );
    }
}
