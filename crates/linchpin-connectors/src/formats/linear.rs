//! Linear's issues, as a page of its GraphQL API gives them: `data.issues.nodes`, or the issues of a team or project.
//!
//! A page never lists everything: archived issues are left out unless asked for, and there may be more pages.

use std::sync::Arc;

use linchpin_model::*;

use super::github::{refuse_errors, web_address};
use super::json::{self, Object, Value};
use super::source_name::stem;
use super::timeline::Field;
use super::{Gather, ReadOptions, Unreadable};

/// Reads a page of issues.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    let json = json::check(bytes)?;
    let mut gather = Gather::new(&json);
    for document in json.documents() {
        if let Some(answer) = document.object() {
            refuse_errors(&answer)?;
        }
        let Some(issues) = document.object().and_then(|answer| issues(answer.get("data")?, 0)) else {
            let refusal = gather.notes.refuse(document, "Expected an answer with `data.issues.nodes`.");
            return Err(refusal.hint("Ask for `issues { nodes { id identifier title … } }`."));
        };
        for object in gather.notes.objects(&issues, "nodes") {
            issue(&mut gather, &object)?;
        }
        more_pages(&mut gather, &issues);
    }
    let source = options.source.map_or_else(|| format!("linear:{}", stem(options.name)), str::to_string);
    Ok(gather.into_batch("linear", &source))
}

/// How deep `issues` may stand in the answer: `data.team.issues`, `data.project.issues`.
const MAX_LEVELS: usize = 3;

fn issues<'j>(value: Value<'j>, level: usize) -> Option<Object<'j>> {
    let object = value.object()?;
    if let Some(issues) = object.get("issues").and_then(Value::object) {
        return Some(issues);
    }
    let deeper =
        (level < MAX_LEVELS).then(|| object.members().find_map(|(_, value)| issues(value, level + 1)));
    deeper.flatten()
}

fn more_pages<'j>(gather: &mut Gather<'j, '_>, issues: &Object<'j>) {
    let page = issues.get("pageInfo").and_then(Value::object);
    if let Some(more) = page.and_then(|page| page.get("hasNextPage")).filter(|more| more.is_true()) {
        let hint = "Read the other pages too; nothing that is missing here is taken for deleted.";
        gather.notes.note_with_hint(more, "This is not the last page: there are more issues.", hint);
    }
}

fn issue<'j>(gather: &mut Gather<'j, '_>, object: &Object<'j>) -> Result<(), Unreadable> {
    let key = gather.notes.text(object, "identifier");
    let id = gather.notes.id(object, "id")?.or_else(|| key.as_deref().map(str::to_string));
    let Some(id) = id else {
        gather.notes.note(object.value(), "This issue has neither `id` nor `identifier`; it was left out.");
        return Ok(());
    };
    let mut seen = Seen::<Item>::new(id);
    seen.key = key.as_deref().map(Key::new);
    seen.created_at = gather.notes.moment(object, "createdAt");
    seen.version_at = gather.notes.moment(object, "updatedAt");
    seen.by = person(gather, object, "creator");
    let title = gather.notes.text(object, "title");
    let title = title.or(key).unwrap_or_else(|| seen.id.as_str().to_string().into());
    seen.set = vec![ItemField::Title(Some(Arc::from(&*title))), ItemField::Kind(Some("issue".into()))];
    seen.set.extend(told(gather, object));
    gather.add_item(seen, object.value());
    Ok(())
}

/// The fields that the query asked for.
fn told<'j>(gather: &mut Gather<'j, '_>, object: &Object<'j>) -> Vec<Field> {
    let mut set = Vec::new();
    set.extend(status(gather, object).map(|status| ItemField::Status(Some(status))));
    if object.has("assignee") {
        set.push(ItemField::Owner(person(gather, object, "assignee")));
    }
    let notes = &mut gather.notes;
    set.extend(object.has("createdAt").then(|| ItemField::CreatedAt(notes.moment(object, "createdAt"))));
    set.extend(object.has("startedAt").then(|| ItemField::StartedAt(notes.moment(object, "startedAt"))));
    if object.has("completedAt") || object.has("canceledAt") {
        let ends = [notes.moment(object, "completedAt"), notes.moment(object, "canceledAt")];
        set.push(ItemField::FinishedAt(ends.into_iter().flatten().next()));
    }
    set.extend(object.has("dueDate").then(|| ItemField::Due(notes.day(object, "dueDate"))));
    set.extend(
        object.has("priority").then(|| ItemField::Priority(priority(notes.count(object, "priority")))),
    );
    if let Some(points) = object.get("estimate").and_then(Value::number).and_then(super::jira::points_of) {
        set.push(ItemField::Estimate(Some(points)));
    }
    if let Some(url) = notes.text(object, "url") {
        set.push(ItemField::Url(web_address(&url).map(Arc::from)));
    }
    if object.has("parent") {
        let parent = notes.object(object, "parent").and_then(|parent| notes.text(&parent, "id"));
        set.push(ItemField::Parent(parent.map(|id| ExternalId::new(&id))));
    }
    if let Some(labels) = notes.object(object, "labels") {
        let names = notes.objects(&labels, "nodes");
        let names = names.iter().filter_map(|label| label.get("name")?.text());
        set.push(ItemField::Labels(Some(names.map(|name| gather.label(&name, None)).collect())));
    }
    set
}

/// The state's own name; its type tells what it means.
fn status<'j>(gather: &mut Gather<'j, '_>, object: &Object<'j>) -> Option<Status> {
    let state = gather.notes.object(object, "state")?;
    let name = gather.notes.text(&state, "name")?;
    let category = match gather.notes.text(&state, "type").as_deref() {
        Some("started") => Category::InProgress,
        Some("completed") => Category::Done,
        Some("canceled" | "duplicate") => Category::Dropped,
        Some("triage" | "backlog" | "unstarted") => Category::Todo,
        _ => super::words::category(&name).unwrap_or(Category::Todo),
    };
    Some(Status { name: Arc::from(&*name), category })
}

/// Linear's 1 is urgent, 4 is low, 0 is none.
fn priority(number: Option<u64>) -> Option<Priority> {
    match number {
        Some(1) => Some(Priority::P0),
        Some(2 | 3) => Some(Priority::P1),
        Some(4) => Some(Priority::P2),
        _ => None,
    }
}

fn person<'j>(gather: &mut Gather<'j, '_>, object: &Object<'j>, key: &str) -> Option<ExternalId> {
    let user = gather.notes.object(object, key)?;
    let id = gather.notes.text(&user, "id").or_else(|| gather.notes.text(&user, "name"))?;
    let name = gather.notes.text(&user, "displayName").or_else(|| gather.notes.text(&user, "name"));
    let address = gather.notes.text(&user, "email");
    Some(gather.person(&id, name.as_deref(), address.as_deref()))
}

#[cfg(test)]
mod tests {
    use linchpin_model::observation::Listing;

    use super::*;

    #[test]
    fn a_page_that_has_more_behind_it_says_so_and_is_partial() {
        let page = br#"{"data": {"team": {"issues": {"nodes": [{"id": "u1", "identifier": "ENG-1", "title": "Radar",
            "state": {"name": "Shipping", "type": "started"}, "priority": 1, "estimate": 2, "dueDate": "2026-03-02"}],
            "pageInfo": {"hasNextPage": true, "endCursor": null}}}}}"#;
        let batch = read(page, &ReadOptions { name: "Export.json", ..ReadOptions::default() }).unwrap();
        assert_eq!(batch.listing, Listing::Partial);
        assert_eq!(batch.problems[0].place, "$.data.team.issues.pageInfo.hasNextPage");
        let Observation::Item(seen) = &batch.observations[0] else { panic!("{batch:?}") };
        assert!(seen.set.contains(&ItemField::Priority(Some(Priority::P0))));
        assert!(seen.set.contains(&ItemField::Estimate(Some(Estimate::Points { thousandths: 2000 }))));
        assert!(
            seen.set
                .iter()
                .any(|field| matches!(field, ItemField::Status(Some(status)) if status.category == Category::InProgress))
        );
    }

    #[test]
    fn an_answer_with_errors_is_not_believed() {
        let answer = br#"{"data": {"issues": {"nodes": []}}, "errors": [{"message": "Went wrong"}]}"#;
        let refusal = read(answer, &ReadOptions::default()).unwrap_err();
        assert!(refusal.message.contains("“Went wrong”"), "{refusal}");
    }
}
