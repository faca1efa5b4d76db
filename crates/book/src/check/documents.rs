//! Built pages, as far as links are concerned.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// What a page has in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Document {
    /// Ids, in their order.
    pub(super) ids: Vec<String>,
    /// Where one can go from here.
    pub(super) links: Vec<String>,
    /// What is loaded with it.
    pub(super) loads: Vec<String>,
}

impl Document {
    pub(super) fn parse(html: &str) -> Self {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(html));
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        tokenizer.sink.found.take()
    }
}

/// The pages of a built book, by name.
pub(super) fn read(folder: &Path) -> io::Result<BTreeMap<String, Document>> {
    let mut documents = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "html") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            documents.insert(name, Document::parse(&fs::read_to_string(&path)?));
        }
    }
    Ok(documents)
}

#[derive(Default)]
struct Sink {
    found: RefCell<Document>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        let attribute = |wanted: &str| {
            let mut attrs = tag.attrs.iter();
            let found = attrs.find(|attribute| &*attribute.name.local == wanted);
            found.map(|attribute| attribute.value.to_string())
        };
        let mut found = self.found.borrow_mut();
        found.ids.extend(attribute("id"));
        match &*tag.name {
            "a" | "area" => found.links.extend(attribute("href")),
            "link" | "use" | "image" => found.loads.extend(attribute("href")),
            _ => {}
        }
        found.loads.extend(attribute("src"));
        found.loads.extend(attribute("data").filter(|_| &*tag.name == "object"));
        raw(&tag)
    }
}

/// What stands in a script is no page.
fn raw(tag: &Tag) -> TokenSinkResult<()> {
    match &*tag.name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" => TokenSinkResult::RawData(RawKind::Rawtext),
        _ => TokenSinkResult::Continue,
    }
}

#[cfg(test)]
mod tests {
    use super::Document;

    #[test]
    fn links_and_ids_are_those_of_tags() {
        let page = Document::parse(
            "<h1 id=\"top\">A</h1><a class=x href=\"b.html#c\">&lt;a href=no&gt;</a>\
             <script src=\"s.js\">\"<a href='no' id='no'>\"</script><!-- <a href=no> -->\
             <svg><use href=\"#part\"/></svg><img id='i' src='p.png'>",
        );
        assert_eq!(page.ids, ["top", "i"]);
        assert_eq!(page.links, ["b.html#c"]);
        assert_eq!(page.loads, ["s.js", "#part", "p.png"]);
    }
}
