//! Is an event time away, a holiday of everybody, or a date of the plan? By its words, its categories, and its calendar.

use super::super::cell::person::Who;
use super::component::Component;
use super::text;

/// What an event stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Somebody is away: the one whom the title names, else whom the event names, and why.
    Away {
        /// The name in the title.
        named: Option<String>,
        /// What is said of it, unless it is nobody's business.
        why: Option<String>,
    },
    /// Nobody works.
    Holiday,
    /// A day that is kept, and on which people work.
    Observance,
    /// Anything else with a date.
    Date,
}

/// Whose calendar a file is, as far as its name tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CalendarOf {
    /// Holidays of a country or an organisation.
    Holidays,
    /// Times at which people are away.
    Absences,
    /// One person's own.
    Person(Who),
    /// Called like a person, as projects are too: whoever is away and not named may be that person.
    Perhaps(Who),
    /// Any other, or one without a name.
    Other,
}

/// Words for time away, in the languages in which calendars are often kept.
const AWAY: [&str; 69] = [
    "away",
    "ooo",
    "oof",
    "out of office",
    "out of the office",
    "out",
    "off",
    "day off",
    "days off",
    "time off",
    "pto",
    "paid time off",
    "leave",
    "on leave",
    "annual leave",
    "parental leave",
    "maternity leave",
    "paternity leave",
    "sick leave",
    "family leave",
    "unpaid leave",
    "medical leave",
    "compassionate leave",
    "bereavement leave",
    "study leave",
    "sick",
    "sick day",
    "ill",
    "vacation",
    "on vacation",
    "annual vacation",
    "absent",
    "absence",
    "holiday",
    "holidays",
    "on holiday",
    "annual holiday",
    "sabbatical",
    "jury duty",
    "honeymoon",
    "urlaub",
    "im urlaub",
    "krank",
    "abwesend",
    "abwesenheit",
    "elternzeit",
    "congé",
    "congés",
    "en congé",
    "vacances",
    "absente",
    "férias",
    "de férias",
    "ausente",
    "ausência",
    "vacaciones",
    "de vacaciones",
    "de baja",
    "ausencia",
    "ferie",
    "in ferie",
    "malattia",
    "assente",
    "vakantie",
    "verlof",
    "afwezig",
    "semester",
    "urlop",
    "loma",
];

/// Words for days on which nobody works.
const HOLIDAY: [&str; 23] = [
    "holiday",
    "holidays",
    "public holiday",
    "public holidays",
    "bank holiday",
    "bank holidays",
    "national holiday",
    "company holiday",
    "company holidays",
    "office closed",
    "offices closed",
    "company closed",
    "shutdown",
    "company shutdown",
    "feiertag",
    "feiertage",
    "jour férié",
    "jours fériés",
    "feriado",
    "feriados",
    "festivo",
    "festivos",
    "feestdagen",
];

/// Words that name no one person.
const GROUPS: [&str; 17] = [
    "all",
    "everyone",
    "everybody",
    "team",
    "office",
    "company",
    "public",
    "bank",
    "national",
    "regional",
    "school",
    "calendar",
    "project",
    "program",
    "release",
    "plan",
    "roadmap",
];

/// Whose a calendar of this name is.
pub(super) fn calendar_of(name: &str) -> CalendarOf {
    let words = plain(name);
    let has =
        |phrases: &[&str]| phrases.iter().any(|phrase| format!(" {words} ").contains(&format!(" {phrase} ")));
    let own = ["'s calendar", "’s calendar", " calendar", "'s Calendar", "’s Calendar", " Calendar"];
    let owner = own.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let address =
        super::super::cell::person::parse(name, false).ok().and_then(|people| people.into_iter().next());
    if let Some(who) = address.filter(|who| who.address.is_some()) {
        CalendarOf::Person(who)
    } else if has(&HOLIDAY) {
        CalendarOf::Holidays
    } else if has(&[
        "leave",
        "absence",
        "absences",
        "vacation",
        "vacations",
        "time off",
        "ooo",
        "out of office",
        "pto",
        "urlaub",
        "away",
    ]) {
        CalendarOf::Absences
    } else if owner.len() < name.len() && is_name(owner) {
        CalendarOf::Person(Who { name: text::plain_name(owner), address: None })
    } else if is_name(name) {
        CalendarOf::Perhaps(Who { name: text::plain_name(name), address: None })
    } else {
        CalendarOf::Other
    }
}

/// What an event stands for.
pub(super) fn meaning(event: &Component, calendar: &CalendarOf) -> Meaning {
    let title = text::title(event).unwrap_or_default();
    let categories: Vec<String> = text::list(event, "CATEGORIES").iter().map(|word| plain(word)).collect();
    let is_holidays = *calendar == CalendarOf::Holidays;
    if is_holidays && text::unescaped(event.value("DESCRIPTION")).trim_start().starts_with("Observance") {
        return Meaning::Observance;
    }
    let is_private = ["PRIVATE", "CONFIDENTIAL"].iter().any(|class| event.says("CLASS", class));
    let away = |named: Option<String>, why: &str| {
        let why = Some(why.trim().to_owned()).filter(|why| !why.is_empty() && !is_private);
        Meaning::Away { named, why }
    };
    // In a calendar of holidays "Easter Monday: holiday" names no person.
    let is_of_person = |(_, why): &(&str, &str)| !is_holidays || !HOLIDAY.contains(&&*plain(why));
    if let Some((name, why)) = named_in(&title).filter(is_of_person) {
        return away(Some(name.to_owned()), why);
    }
    let whole = plain(&title);
    let has_person = ["ATTENDEE", "ORGANIZER"].iter().any(|name| event.line(name).is_some())
        || matches!(calendar, CalendarOf::Person(_));
    let is_marked_holiday =
        categories.iter().any(|word| HOLIDAY.contains(&&**word)) && event.line("ATTENDEE").is_none();
    let is_holiday = HOLIDAY.contains(&&*whole) && !(has_person && AWAY.contains(&&*whole));
    if is_holidays || is_marked_holiday || is_holiday {
        return Meaning::Holiday;
    }
    let is_out = ["X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS"]
        .iter()
        .any(|name| event.says(name, "OOF"));
    let is_marked_away = categories.iter().any(|word| AWAY.contains(&&**word));
    match is_out || is_marked_away || AWAY.contains(&&*whole) || *calendar == CalendarOf::Absences {
        true => away(None, &title),
        false => Meaning::Date,
    }
}

/// The name and the word for being away, where a title is both: `Ana: holiday`, `Ana - leave`, `Ana (PTO)`, `OOO: Ana`, `Ana OOO`.
fn named_in(title: &str) -> Option<(&str, &str)> {
    let inside = title.strip_suffix(')').and_then(|start| start.rsplit_once('('));
    let apart = [": ", " - ", " – ", " — ", " | "].iter().filter_map(|mark| title.split_once(mark));
    for (one, other) in inside.into_iter().chain(apart) {
        let (one, other) = (one.trim(), other.trim());
        if AWAY.contains(&&*plain(other)) && is_name(one) {
            return Some((one, other));
        }
        // "Holiday: Easter Monday" names no person.
        let word = plain(one);
        if AWAY.contains(&&*word) && !HOLIDAY.contains(&&*word) && is_name(other) {
            return Some((other, one));
        }
    }
    let spaces = title.match_indices(' ').map(|(at, _)| at);
    let cuts = spaces.map(|at| (&title[..at], &title[at + 1..]));
    let is_clear = |why: &str| {
        !matches!(&*plain(why), "out" | "off" | "ill" | "holiday" | "holidays" | "semester" | "leave")
    };
    cuts.into_iter().find(|(name, why)| is_name(name) && AWAY.contains(&&*plain(why)) && is_clear(why))
}

/// Up to four words that begin with capitals, or with letters that have none, and name no group.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let begins =
        |word: &&str| word.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase());
    let fits = |c: char| {
        c.is_alphabetic() || matches!(c, ' ' | '\'' | '’' | '-' | '.') || !c.is_ascii() && c.is_alphanumeric()
    };
    let folded = plain(text);
    (1..=4).contains(&words.len())
        && words.iter().all(begins)
        && text.chars().all(fits)
        && !AWAY.contains(&&*folded)
        && !HOLIDAY.contains(&&*folded)
        && !folded.split(' ').any(|word| GROUPS.contains(&word))
}

/// Letters and digits in lower case, with single spaces between words.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, want: Option<(&str, &str)>) {
        assert_eq!(named_in(title), want, "{title}");
    }

    #[test]
    fn a_title_names_who_is_away_and_why() {
        check("Ana: holiday", Some(("Ana", "holiday")));
        check("Ana - annual leave", Some(("Ana", "annual leave")));
        check("Ana Sofia (PTO)", Some(("Ana Sofia", "PTO")));
        check("OOO: Ben", Some(("Ben", "OOO")));
        check("Chiara – Urlaub", Some(("Chiara", "Urlaub")));
        check("Esi out of office", Some(("Esi", "out of office")));
        check("Tomás OOO", Some(("Tomás", "OOO")));
        for title in [
            "Holiday: Easter Monday",
            "Office: closed",
            "Team - holiday",
            "Kick off",
            "Ana: review",
            "Sick leave",
            "Launch - go/no go",
        ] {
            check(title, None);
        }
    }

    #[test]
    fn a_calendar_is_known_by_its_name() {
        let person = |name: &str| CalendarOf::Person(Who { name: Some(name.into()), address: None });
        assert_eq!(calendar_of("Holidays in Portugal"), CalendarOf::Holidays);
        assert_eq!(calendar_of("Feiertage"), CalendarOf::Holidays);
        assert_eq!(calendar_of("Radar team: leave"), CalendarOf::Absences);
        assert_eq!(calendar_of("Ana's calendar"), person("Ana"));
        let perhaps = CalendarOf::Perhaps(Who { name: Some("Ana".into()), address: None });
        assert_eq!(calendar_of("Ana"), perhaps);
        assert_eq!(calendar_of("Weather on every phone"), CalendarOf::Other);
        assert_eq!(calendar_of("Project calendar"), CalendarOf::Other);
        assert!(matches!(calendar_of("ana@example.org"), CalendarOf::Person(who) if who.address.is_some()));
    }
}
