use super::Catalogue;
use crate::sentence::Sentence;

impl Catalogue {
    /// The same catalogue in a language that nobody speaks: each letter has an accent, and each
    /// text stands between ⟦ and ⟧. Code and places are left alone.
    ///
    /// A page that is built with it shows at once which words do not come from here, and which
    /// are put together from parts.
    #[must_use]
    pub fn pseudo(&self) -> Self {
        let templates = self.templates.iter().map(|(key, template)| {
            (key.clone(), template.reworded(accented).between("⟦", "⟧"))
        });
        let captions = self.captions.iter().map(|(slug, captions)| {
            let captions = captions
                .iter()
                .map(|(selector, says)| (selector.clone(), pseudo_sentence(says)));
            (slug.clone(), captions.collect())
        });
        let predictions = self.predictions.iter().map(|(stop, options)| {
            let options = options
                .iter()
                .map(|(option, says)| (option.clone(), pseudo_sentence(says)));
            (stop.clone(), options.collect())
        });
        Self {
            templates: templates.collect(),
            captions: captions.collect(),
            predictions: predictions.collect(),
        }
    }
}

fn pseudo_sentence(says: &Sentence) -> Sentence {
    says.reworded(accented).between("⟦", "⟧")
}

fn accented(text: &str) -> String {
    text.chars().map(accent).collect()
}

fn accent(letter: char) -> char {
    let Some(index) = PLAIN.find(letter) else { return letter };
    ACCENTED.chars().nth(index).expect("there are as many as plain ones")
}

const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ACCENTED: &str = "áƀçðéƒğħíĵķłɱñóþǫřšŧúṽŵẋýžÁƁÇÐÉƑĞĦÍĴĶŁṀÑÓÞǪŘŠŦÚṼŴẊÝŽ";
