//! What there is to measure, one file for each group of rows.

use crate::row::Group;

pub(crate) mod build;
pub(crate) mod loops;
pub(crate) mod memory;
pub(crate) mod reload;
pub(crate) mod resume;
pub(crate) mod spawn;
pub(crate) mod stepper;
pub(crate) mod switch;
pub(crate) mod trace;

/// All groups, in the order of the table.
pub(crate) fn all() -> Vec<Group> {
    vec![
        resume::group(),
        switch::group(),
        spawn::group(),
        memory::group(),
        trace::group(),
        build::group(),
        stepper::group(),
        reload::group(),
    ]
    .into_iter()
    .chain(loops::groups())
    .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_begin_with_their_group() {
        let mut names = BTreeSet::new();
        for group in all() {
            for row in group.rows {
                assert!(row.name.starts_with(group.name), "{}", row.name);
                assert!(names.insert(row.name), "{}", row.name);
            }
        }
    }

    #[test]
    fn a_yardstick_stands_in_the_group_of_its_row() {
        for group in all() {
            for yardstick in group.rows.iter().filter_map(|row| row.yardstick) {
                assert!(group.rows.iter().any(|row| row.name == yardstick), "{yardstick}");
            }
        }
    }

    #[test]
    fn groups_with_a_yardstick_run_seven_rounds_at_least() {
        for group in all() {
            let compares = group.rows.iter().any(|row| row.yardstick.is_some());
            assert!(!compares || group.rounds >= 7, "{}", group.name);
        }
    }
}
