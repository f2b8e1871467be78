//! Elements of XML, one a line.

use std::io::{self, Write};

use jiff::civil::DateTime;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Writes elements.
pub(super) struct Xml<'o> {
    writer: Writer<io::BufWriter<&'o mut dyn Write>>,
}

impl<'o> Xml<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { writer: Writer::new_with_indent(io::BufWriter::new(out), b' ', 1) }
    }

    /// The head of a project file, with its root opened.
    pub(super) fn begin(&mut self, namespace: &str) -> io::Result<()> {
        self.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
        let root = BytesStart::new("Project").with_attributes([("xmlns", namespace)]);
        self.writer.write_event(Event::Start(root))
    }

    pub(super) fn open(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::Start(BytesStart::new(name)))
    }

    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element that holds text alone.
    pub(super) fn leaf(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.open(name)?;
        self.writer.write_event(Event::Text(BytesText::new(text)))?;
        self.close(name)
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &str, is_so: bool) -> io::Result<()> {
        self.leaf(name, if is_so { "1" } else { "0" })
    }

    /// A date and time, if there is one.
    pub(super) fn time(&mut self, name: &str, at: Option<DateTime>) -> io::Result<()> {
        at.map_or(Ok(()), |at| self.leaf(name, &super::time(at)))
    }

    /// Ends the file.
    pub(super) fn end(mut self) -> io::Result<()> {
        let out = self.writer.get_mut();
        out.write_all(b"\n")?;
        out.flush()
    }
}
