use tulip_course::{Replay, Step};
use tulip_trace::{Event, Lane, Place, Record, State};

use crate::columns::{Column, Columns};

/// A place in a trace, and how to go on from it.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub(super) replay: &'a Replay,
    pub(super) columns: Columns,
    /// For each step, the columns that it is about, the one that acts first.
    about: Vec<Vec<Column>>,
    at: usize,
    /// Whom `J`, `K` and `w` follow.
    pub(super) followed: Option<Column>,
    /// What the last key could not do.
    pub(super) note: String,
}

impl<'a> Walk<'a> {
    /// At the first step.
    pub(super) fn along(replay: &'a Replay) -> Self {
        let columns = Columns::of(replay);
        let about = about(replay, &columns);
        let mut walk =
            Self { replay, columns, about, at: 0, followed: None, note: String::new() };
        walk.go(0);
        walk
    }

    /// The step that is shown; `None` if nothing happened at all.
    pub(super) fn step(&self) -> Option<&'a Step> {
        self.replay.steps().get(self.at)
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The line of source that the step is about. Where it names none, the line on which
    /// whoever acts stands; else that of the last step that names one.
    pub(super) fn place(&self, state: &State) -> Option<Place> {
        let step = self.step()?;
        let stands = match self.followed {
            Some(Column::Task(id)) => state.tasks.get(&id).and_then(|task| task.at.clone()),
            Some(Column::Machine(co)) => {
                state.machines.get(&co).and_then(|machine| machine.at.clone())
            }
            None => None,
        };
        let before = || {
            let steps = self.replay.steps()[..self.at].iter();
            steps.rev().find_map(|step| step.place.clone())
        };
        step.place.clone().or(stands).or_else(before)
    }

    /// The state after the step.
    pub(super) fn state(&self) -> State {
        self.step().map(|step| self.replay.state(step.number)).unwrap_or_default()
    }

    /// The letters of the lanes after each of these steps, in one walk along the trace.
    pub(super) fn letters(&self, steps: &[Step]) -> Vec<String> {
        let before = steps.first().map_or(0, |step| step.number.saturating_sub(1));
        let mut state = self.replay.state(before);
        let after = |step: &Step| {
            self.records(step).for_each(|record| state.apply(record));
            self.columns.letters_of(&state)
        };
        steps.iter().map(after).collect()
    }

    pub(super) fn next(&mut self) {
        self.go_or_note(Some(self.at + 1), "This is the last step.");
    }

    pub(super) fn back(&mut self) {
        self.go_or_note(self.at.checked_sub(1), "This is the first step.");
    }

    pub(super) fn go_to_first(&mut self) {
        self.go(0);
    }

    pub(super) fn go_to_last(&mut self) {
        self.go(self.about.len().saturating_sub(1));
    }

    /// To the next step of the one that is followed.
    pub(super) fn next_of_same(&mut self) {
        let found = (self.at + 1..self.about.len()).find(|step| self.is_of_same(*step));
        self.follow(found, "No later step is about it.");
    }

    pub(super) fn back_of_same(&mut self) {
        let found = (0..self.at).rev().find(|step| self.is_of_same(*step));
        self.follow(found, "No earlier step is about it.");
    }

    /// To the step in which the task that is followed was woken last.
    pub(super) fn go_to_waker(&mut self) {
        let Some(Column::Task(id)) = self.followed else {
            "Machines are resumed, and not woken: `K` goes back to it."
                .clone_into(&mut self.note);
            return;
        };
        let steps = self.replay.steps();
        let woken = |step: &&Step| self.records(step).any(|record| wakes(record, id));
        let before = steps[..=self.at.min(steps.len().saturating_sub(1))].iter();
        let number = before.rev().find(woken).map(|step| step.number);
        let found = steps.iter().position(|step| Some(step.number) == number);
        if found == Some(self.at) {
            "This step wakes it.".clone_into(&mut self.note);
            return;
        }
        self.follow(found, "Nobody has woken it so far.");
    }

    fn records(&self, step: &Step) -> impl Iterator<Item = &'a Record> {
        let records = self.replay.records();
        let first = records.partition_point(|record| record.step < step.number);
        let number = step.number;
        records[first..].iter().take_while(move |record| record.step == number)
    }

    fn is_of_same(&self, step: usize) -> bool {
        self.followed.is_some_and(|followed| self.about[step].contains(&followed))
    }

    /// Goes on, and follows whoever acts there.
    fn go(&mut self, step: usize) {
        self.note.clear();
        self.at = step;
        if let Some(actor) = self.about.get(step).and_then(|about| about.first()) {
            self.followed = Some(*actor);
        }
    }

    /// Goes on, and follows whoever was followed before.
    fn follow(&mut self, step: Option<usize>, or_note: &str) {
        let followed = self.followed;
        self.go_or_note(step, or_note);
        self.followed = followed;
    }

    fn go_or_note(&mut self, step: Option<usize>, or_note: &str) {
        match step.filter(|step| *step < self.about.len()) {
            Some(step) => self.go(step),
            None => or_note.clone_into(&mut self.note),
        }
    }
}

/// For each step, the columns that it is about.
fn about(replay: &Replay, columns: &Columns) -> Vec<Vec<Column>> {
    let mut state = State::default();
    let mut records = replay.records().iter().peekable();
    let mut all = Vec::new();
    for step in replay.steps() {
        let mut about = Vec::new();
        while let Some(record) = records.next_if(|record| record.step <= step.number) {
            let here = columns.all().filter(|column| column.is_in(record, &state));
            about.extend(here.filter(|column| !about.contains(column)).collect::<Vec<_>>());
            state.apply(record);
        }
        // Who acts is on the lane of the step.
        about.sort_by_key(|column| {
            !matches!((column, step.lane),
            (Column::Task(id), Lane::Task(lane)) if *id == lane)
        });
        all.push(about);
    }
    all
}

fn wakes(record: &Record, id: u32) -> bool {
    matches!(&record.event, Event::Wake { task, .. } if *task == id)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tulip_course::Replay;

    use super::Walk;
    use crate::columns::Column;
    use crate::traced::catalogue;

    fn replay(trace: &str) -> Replay {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let trace = std::fs::read_to_string(root.join("chapters").join(trace)).unwrap();
        Replay::read(&trace, &catalogue(root).unwrap())
    }

    fn number(walk: &Walk<'_>) -> u64 {
        walk.step().unwrap().number
    }

    #[test]
    fn every_step_is_reached_and_left_again() {
        let replay = replay("2-scheduler/traces/join.json");
        let mut walk = Walk::along(&replay);
        let last = replay.steps().len() as u64;
        let mut states = vec![walk.state()];
        for step in 1..last {
            assert_eq!(number(&walk), step);
            walk.next();
            states.push(walk.state());
        }
        walk.next();
        assert_eq!((number(&walk), &*walk.note), (last, "This is the last step."));
        for state in states.into_iter().rev() {
            assert_eq!(walk.state(), state, "back is folding again");
            walk.back();
        }
        assert_eq!((number(&walk), &*walk.note), (1, "This is the first step."));
        walk.go_to_last();
        assert_eq!((number(&walk), &*walk.note), (last, ""));
        walk.go_to_first();
        assert_eq!(number(&walk), 1);
    }

    #[test]
    fn one_task_is_followed_past_the_others() {
        let replay = replay("2-scheduler/traces/lost-wake-up.json");
        let mut walk = Walk::along(&replay);
        walk.next();
        assert_eq!((number(&walk), walk.followed), (2, Some(Column::Task(1))));
        let mut seen = Vec::new();
        for _ in 0..8 {
            walk.next_of_same();
            assert_eq!(walk.followed, Some(Column::Task(1)));
            seen.push(number(&walk));
        }
        // Step 9 is the other task's, which wakes this one too early.
        assert_eq!(seen, [4, 5, 6, 7, 9, 13, 14, 15]);
        walk.back_of_same();
        walk.back_of_same();
        assert_eq!(number(&walk), 13);
    }

    #[test]
    fn who_woke_this_goes_to_the_wake() {
        let replay = replay("2-scheduler/traces/join.json");
        let mut walk = Walk::along(&replay);
        walk.go_to_waker();
        assert_eq!(walk.note, "Nobody has woken it so far.");
        while walk.step().unwrap().sentence.to_string()
            != "t2 a is picked and runs on from where it paused."
        {
            walk.next();
        }
        walk.go_to_waker();
        let says = walk.step().unwrap().sentence.to_string();
        assert!(
            says.starts_with("t1 child wakes t2 a, which waited for the end of t1"),
            "{says}"
        );
        assert_eq!(walk.followed, Some(Column::Task(2)));
        walk.go_to_waker();
        assert_eq!(walk.note, "This step wakes it.");
    }

    #[test]
    fn machines_are_followed_where_there_are_no_tasks() {
        let replay = replay("1-state-machines/traces/delegation.json");
        let mut walk = Walk::along(&replay);
        walk.next();
        assert_eq!(walk.followed, Some(Column::Machine(2)), "the inner one");
        let mut seen = Vec::new();
        for _ in 0..4 {
            walk.next_of_same();
            seen.push(number(&walk));
        }
        assert_eq!(seen, [3, 7, 8, 12]);
        walk.go_to_waker();
        assert!(walk.note.contains("resumed, and not woken"), "{}", walk.note);
    }

    #[test]
    fn a_trace_without_steps_stands_still() {
        let catalogue =
            catalogue(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap());
        let replay = Replay::read("[\n]\n", &catalogue.unwrap());
        let mut walk = Walk::along(&replay);
        walk.next();
        walk.back();
        walk.next_of_same();
        walk.back_of_same();
        walk.go_to_waker();
        walk.go_to_last();
        walk.go_to_first();
        assert!(walk.step().is_none());
    }
}
