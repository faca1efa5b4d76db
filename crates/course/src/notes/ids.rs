use std::collections::BTreeMap;

use toml::Spanned;

use super::place_of;

/// The ids of a file, where they stand.
pub(super) struct Ids<'a> {
    file: &'a str,
    text: &'a str,
    found: BTreeMap<&'a str, Vec<&'a Spanned<String>>>,
}

impl<'a> Ids<'a> {
    pub(super) fn new(
        file: &'a str,
        text: &'a str,
        ids: impl Iterator<Item = &'a Spanned<String>>,
    ) -> Self {
        let mut found = BTreeMap::<_, Vec<_>>::new();
        for id in ids {
            found.entry(&**id.as_ref()).or_default().push(id);
        }
        Self { file, text, found }
    }

    /// What is missing, what is there twice, and what is not wanted.
    pub(super) fn faults(mut self, wanted: impl Iterator<Item = String>) -> Vec<String> {
        let mut faults = Vec::new();
        for id in wanted {
            match self.found.remove(&*id).as_deref() {
                None => faults.push(format!("{}: {id} is missing", self.file)),
                Some([_]) => {}
                Some([_, again @ ..]) => {
                    faults.extend(
                        again.iter().map(|id| self.at(id) + "it stands further up already"),
                    );
                }
                Some([]) => unreachable!("a found id stands somewhere"),
            }
        }
        let unknown = self.found.values().flatten();
        faults.extend(unknown.map(|id| self.at(id) + "there is no such id"));
        faults
    }

    fn at(&self, id: &Spanned<String>) -> String {
        place_of(self.file, self.text, id)
    }
}

/// As `A01`, `A02` and so on.
pub(super) fn of_series(
    letter: &str,
    digits: usize,
    size: usize,
) -> impl Iterator<Item = String> {
    (1..=size).map(move |number| format!("{letter}{number:0digits$}"))
}
