use std::collections::BTreeMap;

use tulip_trace::{Event, Record};

/// What the machines of a trace are called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    machines: BTreeMap<u32, String>,
}

impl Names {
    pub(crate) fn of(records: &[Record]) -> Self {
        let mut machines = BTreeMap::new();
        for record in records {
            if let Event::CoResume { co, name, .. } = &record.event {
                machines.entry(*co).or_insert_with(|| name.clone());
            }
        }
        let mut by_name = BTreeMap::<String, Vec<u32>>::new();
        for (co, name) in &machines {
            by_name.entry(name.clone()).or_default().push(*co);
        }
        for (name, same) in by_name.iter().filter(|(_, same)| same.len() > 1) {
            let numbered = (1..).zip(same).map(|(nth, co)| (*co, format!("{name} #{nth}")));
            machines.extend(numbered);
        }
        Self { machines }
    }

    /// Its name, with a number if others have the same.
    pub(crate) fn machine(&self, co: u32) -> &str {
        self.machines.get(&co).map_or("?", String::as_str)
    }

    /// All of them, by number.
    pub(crate) fn machines(&self) -> impl Iterator<Item = (u32, &str)> {
        self.machines.iter().map(|(co, name)| (*co, &**name))
    }
}
