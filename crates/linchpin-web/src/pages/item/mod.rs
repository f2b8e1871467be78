//! `GET /items/{item}`: where does it stand, who has it, what does it wait for, and who said so?

mod facts;
mod said;
mod ties;

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use linchpin_analysis::{programs, who};
use linchpin_hub::Standing;
use linchpin_model::world::Record;
use linchpin_model::{Item, Thing};

use crate::error::WebError;
use crate::extract::{Path, Query};
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell, today};
use crate::pages::find::find_of;
use crate::pages::thing::{Doable, doable, marks};
use crate::pages::told::{Field, History, fields, history};
use crate::reference::Reference;
use crate::site::{Site, blocking};
use facts::Fact;
use said::Word;
use ties::Tied;

#[derive(Template)]
#[template(path = "pages/item.html")]
struct ItemPage {
    shell: Shell,
    title: String,
    reference: Reference,
    program: Option<Link>,
    parent: Option<Link>,
    /// What the chase list says of it.
    sentence: Option<String>,
    critical: bool,
    marks: Vec<&'static str>,
    acts: Vec<Doable>,
    facts: Vec<Fact>,
    description: Option<String>,
    waits_for: Vec<Tied>,
    holds: Vec<Tied>,
    parts: Vec<Tied>,
    words: Vec<Word>,
    fields: Vec<Field>,
    history: History,
}

/// A link to a thing.
pub(crate) struct Link {
    pub(crate) title: String,
    pub(crate) address: String,
}

impl Link {
    /// To a thing, by its name.
    pub(crate) fn to(standing: &Standing, shell: &Shell, thing: Thing) -> Self {
        let world = &standing.world;
        let (title, key) = linchpin_model::with_thing!(thing, N, id => {
            let key = world.get::<N>(id).map(linchpin_analysis::key_of).unwrap_or_default();
            (linchpin_model::sentence::name_of(world, thing), key)
        });
        let title = title.strip_prefix(&format!("{key} ")).map_or(title.clone(), str::to_string);
        Self { title, address: shell.thing(&key) }
    }
}

/// `GET /items/{item}`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let standing = site.asked(&asked).await?;
    let id = find_of::<Item>(&standing.world, &key)?;
    let missing = || WebError::not_found(format!("“{key}” was not there yet"));
    let title = standing.world.get(id).map(who::title_of_item).ok_or_else(missing)?;
    let shell = site.shell(&standing, &asked, title, Here::Elsewhere).await?;
    let history = history(&site, &standing, Thing::Item(id)).await?;
    let page = blocking(move || {
        let item = standing.world.get(id)?;
        Some(of(&standing, item, shell, history).render())
    });
    Ok(Html(page.await.ok_or_else(missing)??))
}

fn of(standing: &Standing, item: &Record<Item>, shell: Shell, history: History) -> ItemPage {
    let (world, work, today) = (&standing.world, standing.work(), today(standing));
    let row = work.row(item.id);
    let link = |thing| Link::to(standing, &shell, thing);
    let ties = ties::Ties { standing, shell: &shell, today };
    ItemPage {
        title: who::title_of_item(item),
        reference: Reference::of(world, item, item.url().map(|url| &**url)),
        program: programs::program_of(world, item).map(|program| link(Thing::Program(program))),
        parent: item.parent().map(|parent| link(Thing::Item(*parent))),
        sentence: row.map(|row| row.sentence.clone()),
        critical: row.is_some_and(|row| row.critical),
        marks: marks(item),
        acts: doable(&shell, item),
        facts: facts::of(standing, item, row, &shell, today),
        description: item.description().and_then(|text| world.text(text)).map(ToString::to_string),
        waits_for: ties.waits_for(item),
        holds: ties.holds(item),
        parts: ties.parts(item),
        words: said::about(standing, item.id, today),
        fields: fields(world, item),
        history,
        shell,
    }
}
