//! `GET /things/{key}`: one thing: what is said of it, by whom and since when, what can be done, and how it came to be so.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use linchpin_analysis::{key_of, thing_of, who};
use linchpin_hub::{Hub, HubError, Standing};
use linchpin_model::fact::{FieldValue, Said};
use linchpin_model::noun::Noun;
use linchpin_model::sentence::{name_of, value_in_world};
use linchpin_model::world::Record;
use linchpin_model::{Ids, Moment, Thing, World, with_thing};

use crate::acts::Act;
use crate::error::WebError;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::pages::told::{Line, lines_of};
use crate::site::{Site, blocking};
use crate::words::{self, in_address};

/// A journal of at most so many entries is searched for the history of a thing.
const SEARCHED: u64 = 50_000;
/// Events of the history that are shown, the newest first.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "pages/thing.html")]
struct ThingPage {
    shell: Shell,
    title: String,
    kind: String,
    key: String,
    /// Where its tracker shows it.
    url: Option<String>,
    marks: Vec<&'static str>,
    acts: Vec<Doable>,
    fields: Vec<Field>,
    history: Option<Vec<Line>>,
}

struct Doable {
    icon: &'static str,
    title: &'static str,
    address: String,
}

struct Field {
    name: String,
    value: String,
    by: Option<String>,
    since: (String, String),
    entry: String,
    /// What the source says instead, where a person's word stands against it.
    overridden: Option<String>,
}

/// `GET /things/{key}`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let standing = site.standing(asked.moment(&site)?).await?;
    let thing = thing_of(&standing.world, &key);
    let thing = thing.ok_or_else(|| WebError::not_found(format!("There is nothing with the key “{key}”")))?;
    let shell = site.shell(&standing, &asked, name_of(&standing.world, thing), Here::Elsewhere).await?;
    let (hub, told) = (site.hub().clone(), standing.clone());
    let history = blocking(move || history(&hub, &told, thing)).await?;
    let page = with_thing!(thing, N, id => {
        let record = standing.world.get::<N>(id);
        record.map(|record| of::<N>(&standing, record, thing, shell, history))
    });
    let page = page.ok_or_else(|| WebError::not_found(format!("“{key}” was not there yet")))?;
    Ok(Html(page.render()?))
}

fn of<N: Noun>(
    standing: &Standing,
    record: &Record<N>,
    thing: Thing,
    shell: Shell,
    history: Option<Vec<Line>>,
) -> ThingPage {
    let world = &standing.world;
    let key = key_of(record);
    let address = format!("/things/{}", in_address(&key));
    let may_act = !shell.is_past() && record.is_live();
    let acts = Act::ALL.into_iter().filter(|act| may_act && act.is_for(thing.kind()));
    let mut fields: Vec<Field> = record.iter().map(|said| field::<N>(world, record, said)).collect();
    fields.sort_by(|one, two| one.name.cmp(&two.name));
    let url = match thing {
        Thing::Item(item) => world.get(item).and_then(|item| item.url().cloned()),
        Thing::Milestone(milestone) => world.get(milestone).and_then(|milestone| milestone.url().cloned()),
        _ => None,
    };
    let marks =
        [(record.is_removed(), "It was removed."), (record.has_vanished(), "No source has it any more.")];
    ThingPage {
        title: shell.title.clone(),
        kind: thing.kind().to_string().replace('_', " "),
        url: url
            .map(|url| url.to_string())
            .filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        marks: marks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| mark).collect(),
        acts: acts
            .map(|act| Doable {
                icon: act.icon(),
                title: act.title(),
                address: format!("{address}/{}?back={address}", act.word()),
            })
            .collect(),
        fields,
        history,
        key,
        shell,
    }
}

fn field<N: Noun>(world: &World, record: &Record<N>, said: &Said<N::Field<Ids>>) -> Field {
    let source =
        record.by_source(&said.value).filter(|source| said.is_by_person() && source.value != said.value);
    Field {
        name: words::sentence_case(&said.value.name().replace('_', " ")),
        value: value_in_world::<N>(world, &said.value),
        by: who::name_of(world, said.by).map(|name| name.to_string()),
        since: words::moment(said.at),
        entry: format!("{}.{}", said.by.position, said.by.index),
        overridden: source.map(|source| value_in_world::<N>(world, &source.value)),
    }
}

/// The events about a thing up to the moment of the page, the newest first; none where the journal is too long to search
/// while somebody waits.
fn history(hub: &Hub, standing: &Standing, thing: Thing) -> Result<Option<Vec<Line>>, HubError> {
    if hub.world().position > SEARCHED {
        return Ok(None);
    }
    let mut lines: Vec<Line> = Vec::new();
    hub.read_entries(0, |entry| lines.extend(lines_of(&standing.world, &entry, Some(thing))))?;
    lines.retain(|line| line.at <= standing.as_of);
    lines.sort_by_key(|line| std::cmp::Reverse(Moment::as_ms(line.at)));
    lines.truncate(SHOWN);
    Ok(Some(lines))
}
