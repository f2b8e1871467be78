//! What people say: promises, check-ins, asks, snoozes, notes, comments; and the sources that are read.

use std::sync::Arc;

use jiff::civil::Date;

use crate::fact::fields;
use crate::moment::Moment;
use crate::noun::{Person, Program};
use crate::value::{Colour, Node, Thing, Visibility};

fields! {
    /// What can be said of a promise.
    PromiseField {
        /// The item or milestone it is for.
        About about: Node<R>,
        /// Who gave it.
        By by: R::Ref<Person>,
        /// The date given.
        On on: Date,
        /// The words it was given in.
        Words words: R::Text,
    }
}

fields! {
    /// What can be said of a check-in.
    CheckInField {
        /// The program, milestone, workstream or item it is about.
        About about: Thing<R>,
        /// Who reported.
        By by: R::Ref<Person>,
        /// The colour said.
        Colour colour: Colour,
        /// The words said.
        Words words: R::Text,
        /// The finish date given with it.
        Expects expects: Date,
    }
}

fields! {
    /// What can be said of an ask.
    AskField {
        /// What it is about.
        About about: Thing<R>,
        /// Who is asked.
        To to: R::Ref<Person>,
        /// Who asks.
        By by: R::Ref<Person>,
        /// The question.
        Question question: R::Text,
        /// The day by which an answer is needed.
        Due due: Date,
        /// The answer.
        Answer answer: R::Text,
        /// When it was answered.
        AnsweredAt answered_at: Moment,
    }
}

fields! {
    /// What can be said of a snooze.
    SnoozeField {
        /// Whose list it is off.
        By by: R::Ref<Person>,
        /// What is put off.
        About about: Thing<R>,
        /// The check that is put off; all of the thing's unless said.
        Check check: Arc<str>,
        /// The first day on which it shows again.
        Until until: Date,
    }
}

fields! {
    /// What can be said of a note.
    NoteField {
        /// What it is about.
        About about: Thing<R>,
        /// Who wrote it.
        By by: R::Ref<Person>,
        /// The text.
        Text text: R::Text,
        /// Who may see it.
        Visibility visibility: Visibility,
    }
}

fields! {
    /// What can be said of a comment.
    CommentField {
        /// What it is about.
        About about: Thing<R>,
        /// Who made it.
        By by: R::Ref<Person>,
        /// The text.
        Text text: R::Text,
        /// Where the tracker shows it.
        Url url: Arc<str>,
    }
}

fields! {
    /// What can be said of a source.
    SourceField {
        /// How the source is called: a repository, a site, a file's name.
        Title title: Arc<str>,
        /// How it is read: `csv`, `github`, `jira` …
        Format format: Arc<str>,
        /// Where it is.
        Url url: Arc<str>,
        /// The program that its items belong to.
        Program program: R::Ref<Program>,
        /// How its columns map to fields, as the text of the saved file.
        Mapping mapping: Arc<str>,
    }
}
