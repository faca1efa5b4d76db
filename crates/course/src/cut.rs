//! The starter and the solution of an exercise, cut from one file that compiles.
//!
//! ```text
//! // solution
//! code of the solution
//! // starter
//! // code of the starter, commented out line by line
//! // end
//! ```

use std::error::Error;
use std::fmt;

/// What the reader begins with.
///
/// # Errors
///
/// [`CutError`] if a region is not as above.
pub fn starter(source: &str) -> Result<String, CutError> {
    cut(source, Part::Starter)
}

/// What the reader is shown in the end.
///
/// # Errors
///
/// As [`starter`].
pub fn solution(source: &str) -> Result<String, CutError> {
    cut(source, Part::Solution)
}

/// Where a source cannot be cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl fmt::Display for CutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl Error for CutError {}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Outside the regions.
    Both,
    Solution,
    Starter,
}

fn cut(source: &str, wanted: Part) -> Result<String, CutError> {
    let mut kept = Vec::<String>::new();
    let mut part = Part::Both;
    let mut opened = 0;
    // Where a region leaves nothing, one blank line is enough.
    let mut at_seam = false;
    for (line, text) in (1..).zip(source.lines()) {
        let fault = |what| Err(CutError { line, what });
        part = match (part, text.trim()) {
            (Part::Both, "// solution") => {
                opened = line;
                Part::Solution
            }
            (Part::Solution, "// starter") => Part::Starter,
            (Part::Solution | Part::Starter, "// end") => {
                at_seam = true;
                Part::Both
            }
            (_, "// solution") => return fault("a region begins inside another"),
            (_, "// starter") => {
                return fault(
                    "`// starter` has its place between `// solution` and `// end`",
                );
            }
            (_, "// end") => return fault("`// end` ends no region"),
            (part, "") => {
                let after_blank = kept.last().is_none_or(String::is_empty);
                if (part == Part::Both || part == wanted) && !(at_seam && after_blank) {
                    kept.push(String::new());
                }
                part
            }
            (Part::Starter, code) => {
                let Some(code) = code.strip_prefix("//") else {
                    return fault("a line of the starter is not commented out");
                };
                if wanted == Part::Starter {
                    let indent = &text[..text.len() - text.trim_start().len()];
                    let code = code.strip_prefix(' ').unwrap_or(code);
                    kept.push(format!("{indent}{code}").trim_end().to_owned());
                }
                Part::Starter
            }
            (part, _) => {
                if part == Part::Both || part == wanted {
                    kept.push(text.to_owned());
                }
                at_seam &= part != Part::Both;
                part
            }
        };
    }
    if part != Part::Both {
        let what = "the region that begins here has no `// end`";
        return Err(CutError { line: opened, what });
    }
    Ok(kept.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::{CutError, solution, starter};

    const SOURCE: &str = "\
//! Counts down.

fn next(n: u32) -> u32 {
    // solution
    if n == 0 { 0 } else { n - 1 }
    // starter
    // // One less, but never below zero.
    // todo!(\"say what comes after {n}\")
    // end
}

// solution
fn helper() {}
// starter
// end

fn main() {}
";

    #[test]
    fn the_starter_has_its_lines_without_the_slashes() {
        assert_eq!(
            starter(SOURCE).unwrap(),
            "\
//! Counts down.

fn next(n: u32) -> u32 {
    // One less, but never below zero.
    todo!(\"say what comes after {n}\")
}

fn main() {}
"
        );
    }

    #[test]
    fn the_solution_has_no_markers() {
        let shown = solution(SOURCE).unwrap();
        assert!(shown.contains(
            "    if n == 0 { 0 } else { n - 1 }\n}\n\nfn helper() {}\n\nfn main"
        ));
        assert!(!shown.contains("todo!") && !shown.contains("// end"));
    }

    #[test]
    fn a_source_without_regions_is_left_alone() {
        let source = "fn main() {\n\n\n    run();\n}\n";
        assert_eq!(starter(source).unwrap(), source);
        assert_eq!(solution(source).unwrap(), source);
    }

    #[test]
    fn line_ends_of_windows_are_read() {
        let source = "// solution\r\na\r\n// starter\r\n// b\r\n// end\r\n";
        assert_eq!(starter(source).unwrap(), "b\n");
    }

    #[test]
    fn a_broken_region_is_named_by_its_line() {
        let fault = |source| starter(source).unwrap_err();
        for (source, line) in [
            ("a\n// solution\nb\n", 2),
            ("// end\n", 1),
            ("a\nb\n// starter\n", 3),
            ("// solution\n// solution\n", 2),
            ("// solution\n// starter\n  code\n// end\n", 3),
            ("// solution\n// starter\n// starter\n// end\n", 3),
        ] {
            let CutError { line: found, what } = fault(source);
            assert_eq!(found, line, "{source:?}: {what}");
        }
    }
}
