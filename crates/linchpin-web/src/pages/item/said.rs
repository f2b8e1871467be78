//! What people said about an item: promises, check-ins, asks and their answers, comments and notes; the newest first.

use linchpin_hub::Standing;
use linchpin_model::fact::{By, Said};
use linchpin_model::text::TextRef;
use linchpin_model::{
    Ask, CheckIn, Comment, Date, ItemId, Moment, Node, Note, PersonId, Promise, Thing, World,
};

use crate::reference::web_address;
use crate::words;

/// One thing that was said.
pub(super) struct Word {
    pub(super) icon: &'static str,
    pub(super) who: String,
    /// What they did: `promised 4 Dec`, `asked Ines`.
    pub(super) did: String,
    pub(super) text: Option<String>,
    /// Where the tracker shows it.
    pub(super) url: Option<String>,
    at: Moment,
    pub(super) when: (String, String),
    pub(super) entry: String,
}

/// Everything that was said about an item up to the moment of the page.
pub(super) fn about(standing: &Standing, item: ItemId, today: Date) -> Vec<Word> {
    let world = &standing.world;
    let teller = Teller { world, today };
    // What was said of an item that was merged into this one is about this one.
    let is_it = |thing: Option<&Thing>| match thing {
        Some(Thing::Item(id)) => world.get(*id).is_some_and(|found| found.id == item),
        _ => false,
    };
    let is_node = |node: Option<&Node>| is_it(node.map(|node| Thing::from(*node)).as_ref());
    let mut words: Vec<Word> = Vec::new();
    words.extend(world.live::<Promise>().filter(|told| is_node(told.about())).filter_map(|told| {
        let did = told.on().map(|on| format!("promised {}", words::day(*on, today)));
        teller.word("cal", told.by(), did?, told.words(), None, told.added.as_ref())
    }));
    words.extend(world.live::<CheckIn>().filter(|told| is_it(told.about())).filter_map(|told| {
        teller.word("user", told.by(), teller.reported(told), told.words(), None, told.added.as_ref())
    }));
    for ask in world.live::<Ask>().filter(|told| is_it(told.about())) {
        let to = ask.to().map_or_else(|| "somebody".into(), |to| world.name_of(*to));
        words.extend(teller.word(
            "ask",
            ask.by(),
            format!("asked {to}"),
            ask.question(),
            None,
            ask.added.as_ref(),
        ));
        let answered = ask.find(|field| matches!(field, linchpin_model::AskField::Answer(Some(_))));
        let answered = answered.map(|said| Said { value: (), at: said.at, by: said.by });
        words.extend(teller.word("ask", ask.to(), "answered".into(), ask.answer(), None, answered.as_ref()));
    }
    words.extend(world.live::<Comment>().filter(|told| is_it(told.about())).filter_map(|told| {
        let url = web_address(told.url().map(|url| &**url));
        teller.word("ask", told.by(), "commented".into(), told.text(), url, told.added.as_ref())
    }));
    words.extend(world.live::<Note>().filter(|told| is_it(told.about())).filter_map(|told| {
        teller.word("pencil", told.by(), "noted".into(), told.text(), None, told.added.as_ref())
    }));
    words.retain(|word| word.at <= standing.as_of);
    words.sort_by_key(|word| std::cmp::Reverse(word.at));
    words
}

struct Teller<'w> {
    world: &'w World,
    today: Date,
}

impl Teller<'_> {
    /// `reported Yellow, done by 4 Dec`.
    fn reported(&self, told: &linchpin_model::world::Record<CheckIn>) -> String {
        let colour = told.colour().map(|colour| format!("{colour:?}"));
        let expects = told.expects().map(|on| format!("done by {}", words::day(*on, self.today)));
        let said: Vec<String> = colour.into_iter().chain(expects).collect();
        if said.is_empty() { "checked in".into() } else { format!("reported {}", said.join(", ")) }
    }

    fn word(
        &self,
        icon: &'static str,
        by: Option<&PersonId>,
        did: String,
        text: Option<&TextRef>,
        url: Option<String>,
        said: Option<&Said<()>>,
    ) -> Option<Word> {
        let said = said?;
        Some(Word {
            icon,
            who: by.map_or_else(|| self.speaker(said.by), |by| self.world.name_of(*by).to_string()),
            did,
            text: text.map(|text| {
                self.world.text(text).map_or_else(|| "The words were erased.".into(), ToString::to_string)
            }),
            url,
            at: said.at,
            when: words::moment(said.at),
            entry: linchpin_analysis::told::entry_of(said.by),
        })
    }

    fn speaker(&self, by: By) -> String {
        linchpin_analysis::who::name_of(self.world, by)
            .map_or_else(|| "Somebody".into(), |name| name.to_string())
    }
}
