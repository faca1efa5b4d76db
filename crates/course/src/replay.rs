use std::collections::{BTreeMap, BTreeSet};

use tulip_trace::{BadLine, Event, Lane, Place, Reading, Record, State, fold, read};

use crate::catalogue::{Catalogue, CatalogueError};
use crate::names::Names;
use crate::selector::{Selector, SelectorError};
use crate::sentence::Sentence;
use crate::stops::{self, Stop};
use crate::tell::{Teller, label};

/// A trace as it is shown, step by step.
#[derive(Clone, Debug)]
pub struct Replay {
    program: String,
    records: Vec<Record>,
    bad: Vec<BadLine>,
    lanes: Vec<LaneView>,
    steps: Vec<Step>,
    names: Names,
}

/// A row of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneView {
    /// Which one.
    pub lane: Lane,
    /// What it is called.
    pub label: Sentence,
}

/// One thing that happened, as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number in the trace.
    pub number: u64,
    /// The program's time, in microseconds.
    pub now: u64,
    /// The same in words, as `0.250 s`.
    pub time: String,
    /// Where it happened.
    pub lane: Lane,
    /// What the lane is called by then.
    pub label: Sentence,
    /// What happened.
    pub sentence: Sentence,
    /// The line of source that is about.
    pub place: Option<Place>,
}

impl Replay {
    /// Reads a trace. Lines that are cut, foreign or of an unknown word are named among
    /// [`bad`](Self::bad), and the rest is shown.
    pub fn read(trace: &str, catalogue: &Catalogue) -> Self {
        let Reading { program, records, bad } = read(trace);
        let names = Names::of(&records);
        let mut labels = Labels::new(catalogue);
        let mut teller = Teller::new(catalogue, &names);
        let mut steps = Vec::new();
        for step in records.chunk_by(|one, next| one.step == next.step) {
            let first = &step[0];
            for record in step {
                labels.see(record);
            }
            steps.push(Step {
                number: first.step,
                now: first.now,
                time: catalogue.time(first.now),
                lane: first.lane,
                label: labels.of(first.lane),
                sentence: teller.tell(step),
                place: step.iter().find_map(|record| record.event.place()).cloned(),
            });
        }
        let lanes = labels.views();
        Self { program, records, bad, lanes, steps, names }
    }

    /// The program that was recorded; empty if the trace does not say.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// What happened, event by event.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Lines that could not be read, and why.
    pub fn bad(&self) -> &[BadLine] {
        &self.bad
    }

    /// The rows of the picture, from the program's own to the last task.
    pub fn lanes(&self) -> &[LaneView] {
        &self.lanes
    }

    /// What happened, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The state after a step.
    pub fn state(&self, step: u64) -> State {
        fold(&self.records, step)
    }

    /// The files of source that the steps name, with the first and the last line of each.
    pub fn files(&self) -> BTreeMap<String, (u32, u32)> {
        let mut files = BTreeMap::<String, (u32, u32)>::new();
        for place in self.records.iter().filter_map(|record| record.event.place()) {
            let lines = files.entry(place.file.to_string());
            let (first, last) = lines.or_insert((place.line, place.line));
            *first = place.line.min(*first);
            *last = place.line.max(*last);
        }
        files
    }

    /// The step that is meant.
    ///
    /// # Errors
    ///
    /// [`SelectorError`] says what there is instead.
    pub fn find(&self, selector: &Selector) -> Result<u64, SelectorError> {
        selector.find(&self.records, &self.names)
    }

    /// What is said about steps of the trace of that slug, by step.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] names a caption that is about no step, or about one that has another.
    pub fn captions(
        &self,
        catalogue: &Catalogue,
        slug: &str,
    ) -> Result<BTreeMap<u64, Sentence>, CatalogueError> {
        let mut captions = BTreeMap::new();
        for (selector, says) in catalogue.captions(slug) {
            let fault = |what| CatalogueError {
                place: format!("captions.toml, [{slug}], \"{selector}\""),
                what,
            };
            let found = selector.parse().and_then(|selector| self.find(&selector));
            let step = found.map_err(|error| fault(error.to_string()))?;
            if captions.insert(step, says.clone()).is_some() {
                return Err(fault(format!("step {step} has another caption")));
            }
        }
        Ok(captions)
    }

    /// The stops of an attribute as `task.run t2=next; out #3=prints`, on the trace of `slug`:
    /// the catalogue may know wrong ideas that the trace does not, and adds them.
    ///
    /// # Errors
    ///
    /// [`SelectorError`] says what is wrong, or why nothing can be asked there.
    pub fn stops(
        &self,
        slug: &str,
        stops: &str,
        catalogue: &Catalogue,
    ) -> Result<Vec<Stop>, SelectorError> {
        stops::read(slug, stops, self, catalogue)
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }
}

/// What the rows are called that have been seen.
struct Labels<'a> {
    catalogue: &'a Catalogue,
    seen: BTreeSet<Lane>,
    tasks: BTreeMap<u32, String>,
}

impl<'a> Labels<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
        Self { catalogue, seen: BTreeSet::new(), tasks: BTreeMap::new() }
    }

    fn see(&mut self, record: &Record) {
        self.seen.insert(record.lane);
        if let Event::TaskNew { task, name, .. } = &record.event {
            self.tasks.insert(*task, name.clone());
        }
    }

    fn of(&self, lane: Lane) -> Sentence {
        match lane {
            Lane::Main => self.catalogue.told("lane.main", &[]),
            Lane::Resources => self.catalogue.told("lane.resources", &[]),
            Lane::Task(id) => {
                let name = self.tasks.get(&id);
                let task = name.map_or_else(|| format!("t{id}"), |name| label(id, name));
                self.catalogue.told("lane.task", &[("task", &task)])
            }
        }
    }

    /// The program's own row first, timers and descriptors last.
    fn views(&self) -> Vec<LaneView> {
        let last = |lane: &Lane| *lane == Lane::Resources;
        let mut lanes: Vec<_> = self.seen.iter().copied().collect();
        lanes.sort_by_key(last);
        lanes.into_iter().map(|lane| LaneView { lane, label: self.of(lane) }).collect()
    }
}
