//! Plans of any kind, with texts that try to be something else, as a tracker would give them.

use std::collections::BTreeSet;

use linchpin_model::value::{Constraint, DependencyKind, Lag, Resolution};
use linchpin_model::*;
use proptest::prelude::*;

use crate::hub::Hub;

const HOSTILE: [&str; 22] = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@x",
    "'=1",
    "''-",
    "'quoted'",
    "\t=1",
    "＝1",
    "a\\nb",
    "a\\",
    "x;y,z:w",
    "\"q\" ^n ^^ ^'",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    "a\u{202e}b",
    "]]>&amp;<b>",
    "Größe 🌧️ 雨",
    "e\u{301}",
    "Ana: away",
    "\u{feff}x",
    "a  b",
];

/// A text on one line.
fn text() -> impl Strategy<Value = String> {
    let is_plain = |text: &String| !text.is_empty() && text.trim() == text;
    let long = "[a-zß雨,;\\\\]{60,160}".prop_filter("no space around it", is_plain);
    prop_oneof![
        prop::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned),
        "\\PC{1,30}".prop_filter("no space around it", is_plain),
        long,
    ]
}

#[derive(Clone, Debug)]
struct Task {
    title: Option<String>,
    status: Option<(String, Category)>,
    owner: Option<usize>,
    contributor: Option<usize>,
    priority: Option<Priority>,
    percent: Option<u32>,
    due: Option<Date>,
    scheduled: Option<(i64, i64)>,
    constraint: Option<(u8, i64)>,
    started: Option<i64>,
    finished: Option<i64>,
    label: Option<String>,
    kind: Option<String>,
    parent: Option<usize>,
    waits: Option<(usize, DependencyKind, Lag)>,
    needed: Option<(usize, Option<Priority>)>,
}

fn day() -> impl Strategy<Value = Date> {
    (0..800_i64).prop_map(|offset| at(offset * 1_440).date())
}

/// A local time so many minutes after the start of 2026.
pub(super) fn at(minutes: i64) -> jiff::civil::DateTime {
    jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0).saturating_add(jiff::SignedDuration::from_mins(minutes))
}

/// A moment so many milliseconds into 2026.
fn moment(ms: i64) -> Moment {
    Moment::from_ms(1_767_225_600_000 + ms)
}

fn category() -> impl Strategy<Value = Category> {
    prop::sample::select(vec![Category::Todo, Category::InProgress, Category::Done, Category::Dropped])
}

fn priority() -> impl Strategy<Value = Priority> {
    prop::sample::select(vec![Priority::P0, Priority::P1, Priority::P2])
}

fn kind() -> impl Strategy<Value = DependencyKind> {
    use DependencyKind::*;
    prop::sample::select(vec![FinishStart, StartStart, FinishFinish, StartFinish])
}

fn lag() -> impl Strategy<Value = Lag> {
    let minutes = -10_000..10_000_i32;
    prop_oneof![
        Just(Lag::NONE),
        minutes.clone().prop_map(Lag::Working),
        minutes.clone().prop_map(Lag::Elapsed),
        minutes.prop_map(Lag::Percent)
    ]
}

fn task() -> impl Strategy<Value = Task> {
    let ms = 0..20_000_000_000_i64;
    let minutes = || 0..1_000_000_i64;
    let who = || prop::option::of(0..4_usize);
    let words = (
        prop::option::of(text()),
        prop::option::of((text(), category())),
        prop::option::of(text()),
        prop::option::of(text()),
    );
    let people = (who(), who(), prop::option::of(priority()), prop::option::of(0..=100_u32));
    let dates = (
        prop::option::of(day()),
        prop::option::of((minutes(), minutes())),
        prop::option::of((0..6_u8, minutes())),
        prop::option::of(ms.clone()),
        prop::option::of(ms),
    );
    let ties = (
        prop::option::of(0..8_usize),
        prop::option::of((0..8_usize, kind(), lag())),
        prop::option::of((0..3_usize, prop::option::of(priority()))),
    );
    (words, people, dates, ties).prop_map(|(words, people, dates, ties)| Task {
        title: words.0,
        status: words.1,
        label: words.2,
        kind: words.3,
        owner: people.0,
        contributor: people.1,
        priority: people.2,
        percent: people.3,
        // Whatever has no date at all is not written.
        due: dates.0.or((dates.1.is_none() && dates.2.is_none()).then(|| at(0).date())),
        scheduled: dates.1,
        constraint: dates.2,
        started: dates.3,
        finished: dates.4,
        parent: ties.0,
        waits: ties.1,
        needed: ties.2,
    })
}

/// A name, whether there is an address, and the days away: the first, how many, and why.
type Somebody = (String, bool, Vec<Away>);
type Away = (Date, i64, Option<String>);
/// A title, the target, the owner, and when it was reached.
type Dated = (Option<String>, Date, Resolution, Option<usize>, Option<i64>);

#[derive(Clone, Debug)]
pub(super) struct Plan {
    people: Vec<Somebody>,
    milestones: Vec<Dated>,
    tasks: Vec<Task>,
}

pub(super) fn plan() -> impl Strategy<Value = Plan> {
    let resolution = prop::sample::select(vec![Resolution::Day, Resolution::Month, Resolution::Quarter]);
    let is_name =
        |name: &String| !name.contains('@') && name.split_whitespace().collect::<Vec<_>>().join(" ") == *name;
    let name = text().prop_filter("a name", is_name);
    let why = prop::option::of(text().prop_filter("no reason at all", |why| why != "away"));
    let absences = prop::collection::vec((day(), 1..20_i64, why), 0..3);
    let person = (name, any::<bool>(), absences);
    let milestone = (
        prop::option::of(text()),
        day(),
        resolution,
        prop::option::of(0..4_usize),
        prop::option::of(0..20_000_000_000_i64),
    );
    let people = prop::collection::vec(person, 4).prop_map(|people| {
        let mut known = BTreeSet::new();
        let number = |(place, (name, address, absences)): (usize, Somebody)| {
            let name = if known.insert(name.to_lowercase()) { name } else { format!("{name} {place}") };
            (name, address, absences)
        };
        people.into_iter().enumerate().map(number).collect::<Vec<_>>()
    });
    (people, prop::collection::vec(milestone, 3), prop::collection::vec(task(), 0..8))
        .prop_map(|(people, milestones, tasks)| Plan { people, milestones, tasks })
}

fn person_id(place: usize) -> ExternalId {
    ExternalId::new(&format!("person {place}"))
}

fn item_id(place: usize) -> ExternalId {
    ExternalId::new(&format!("K-{place}"))
}

fn milestone_id(place: usize) -> ExternalId {
    ExternalId::new(&format!("M-{place}"))
}

/// A hub that has this plan from a tracker.
pub(super) fn hub(plan: &Plan) -> Hub {
    let mut observations: Vec<Observation> = Vec::new();
    for (place, (name, address, absences)) in plan.people.iter().enumerate() {
        let mut seen = Seen::<Person>::new(person_id(place));
        let absence = |(from, days, why): &Away| Absence {
            from: *from,
            until: from.saturating_add(jiff::Span::new().days(*days)),
            why: why.as_deref().map(Into::into),
        };
        seen.set.push(PersonField::Name(Some(name.as_str().into())));
        seen.set.push(PersonField::Address(address.then(|| format!("p{place}@example.org").into())));
        seen.set.push(PersonField::Absences(Some(absences.iter().map(absence).collect())));
        observations.push(seen.into());
    }
    for (place, (title, on, resolution, owner, done)) in plan.milestones.iter().enumerate() {
        let mut seen = Seen::<Milestone>::new(milestone_id(place));
        seen.key = Some(Key::new(seen.id.as_str()));
        seen.created_at = Some(moment(place as i64 * 1_000));
        seen.set = vec![
            MilestoneField::Title(title.as_deref().map(Into::into)),
            MilestoneField::Target(Some(value::Target { on: *on, resolution: *resolution })),
            MilestoneField::Owner(owner.map(person_id)),
            MilestoneField::DoneAt(done.map(moment)),
        ];
        observations.push(seen.into());
    }
    for (place, task) in plan.tasks.iter().enumerate() {
        observations.extend(observe(task, place, plan));
    }
    let mut hub = Hub::default();
    hub.read(&Batch {
        format: "csv".into(),
        source: "csv:plan".into(),
        url: None,
        exported_at: None,
        listing: observation::Listing::Complete,
        mapping: None,
        observations,
        problems: Vec::new(),
    });
    hub.world.recorded_at = "2026-11-24T09:00:00Z".parse().unwrap();
    hub
}

fn observe(task: &Task, place: usize, plan: &Plan) -> Vec<Observation> {
    let constraint = |(which, minutes): (u8, i64)| {
        let kinds = [
            Constraint::StartNoEarlierThan,
            Constraint::StartNoLaterThan,
            Constraint::FinishNoEarlierThan,
            Constraint::FinishNoLaterThan,
            Constraint::MustStartOn,
            Constraint::MustFinishOn,
        ];
        kinds[usize::from(which)](at(minutes))
    };
    let mut seen = Seen::<Item>::new(item_id(place));
    seen.key = Some(Key::new(seen.id.as_str()));
    seen.created_at = Some(moment(place as i64 * 1_000));
    let contributor = task.contributor.filter(|one| task.owner.is_some_and(|owner| owner != *one));
    let needed =
        task.needed.map(|(milestone, priority)| NeededFor { milestone: milestone_id(milestone), priority });
    let status = task.status.clone().map(|(name, category)| Status { name: name.into(), category });
    seen.set = vec![
        ItemField::Title(task.title.as_deref().map(Into::into)),
        ItemField::Status(status),
        ItemField::Owner(task.owner.map(person_id)),
        ItemField::Contributors(contributor.map(|one| vec![person_id(one)])),
        ItemField::Priority(task.priority),
        ItemField::PercentDone(task.percent),
        ItemField::Due(task.due),
        ItemField::Scheduled(task.scheduled.map(|(from, to)| (at(from.min(to)), at(from.max(to))))),
        ItemField::Constraint(task.constraint.map(constraint)),
        ItemField::StartedAt(task.started.map(moment)),
        ItemField::FinishedAt(task.finished.map(moment)),
        ItemField::Kind(task.kind.as_deref().map(Into::into)),
        ItemField::Labels(task.label.as_deref().map(|label| vec![ExternalId::new(label)])),
        ItemField::Parent(task.parent.filter(|parent| *parent < place).map(item_id)),
        ItemField::Milestones(needed.map(|needed| vec![needed])),
    ];
    let mut all = vec![seen.into()];
    all.extend(task.label.as_deref().map(|label| {
        let label = ExternalId::new(label);
        let mut seen = Seen::<Label>::new(label.clone());
        seen.set.push(LabelField::Title(Some(label.as_str().into())));
        Observation::from(seen)
    }));
    let earlier = task.waits.filter(|(other, _, _)| *other < place.min(plan.tasks.len()));
    all.extend(earlier.map(|(other, kind, lag)| {
        let mut seen = Seen::<Dependency>::new(format!("{other} {place}"));
        seen.set = vec![
            DependencyField::Predecessor(Some(Node::Item(item_id(other)))),
            DependencyField::Successor(Some(Node::Item(item_id(place)))),
            DependencyField::Kind(Some(kind)),
            DependencyField::Lag(Some(lag)),
        ];
        Observation::from(seen)
    }));
    all
}
