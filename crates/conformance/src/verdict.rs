use std::fmt;
use std::fmt::Write;
use std::process::ExitCode;

/// What a check has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All that should hold does.
    Green,
    /// Something that should hold does not.
    Wrong {
        /// What was being done.
        step: Option<String>,
        /// The value that should have come, where values were compared.
        expected: Option<String>,
        /// The value that came instead.
        got: Option<String>,
        /// What should hold, in a sentence, where it was said in one.
        says: Option<String>,
    },
    /// The program panicked where it should not.
    Panic {
        /// What was being done.
        step: Option<String>,
        /// The message.
        says: String,
        /// The file of the reader's line, if it is known.
        file: Option<String>,
        /// The reader's line, from 1.
        line: Option<u32>,
    },
}

impl Verdict {
    /// As one JSON object on one line.
    ///
    /// `kind` is `green`, `wrong` or `panic`; beside it stand the fields of that variant, `null`
    /// where nothing is known.
    pub fn to_json(&self) -> String {
        match self {
            Self::Green => object("green", &[]),
            Self::Wrong { step, expected, got, says } => object(
                "wrong",
                &[
                    ("step", json(step.as_deref())),
                    ("expected", json(expected.as_deref())),
                    ("got", json(got.as_deref())),
                    ("says", json(says.as_deref())),
                ],
            ),
            Self::Panic { step, says, file, line } => object(
                "panic",
                &[
                    ("step", json(step.as_deref())),
                    ("says", json(Some(says))),
                    ("file", json(file.as_deref())),
                    (
                        "line",
                        line.map_or_else(|| "null".to_owned(), |line| line.to_string()),
                    ),
                ],
            ),
        }
    }

    /// 0 for green, 1 for wrong, 101 for a panic: what a program that panics ends with.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Green => 0,
            Self::Wrong { .. } => 1,
            Self::Panic { .. } => 101,
        })
    }
}

/// The verdict that stands in the file while the check takes this step.
pub(crate) fn running(step: &str) -> String {
    object("running", &[("step", json(Some(step)))])
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Green => f.write_str("green"),
            Self::Wrong { step, expected, got, says } => {
                write_head("wrong", step.as_deref(), f)?;
                for (label, value) in [("expected: ", expected), ("got:      ", got)] {
                    if let Some(value) = value {
                        write!(f, "\n  {label}{value}")?;
                    }
                }
                match says {
                    Some(says) => write!(f, "\n  {}", says.replace('\n', "\n  ")),
                    None => Ok(()),
                }
            }
            Self::Panic { step, says, file, line } => {
                write_head("panic", step.as_deref(), f)?;
                write!(f, "\n  {}", says.replace('\n', "\n  "))?;
                match (file, line) {
                    (Some(file), Some(line)) => write!(f, "\n  in {file}:{line}"),
                    _ => Ok(()),
                }
            }
        }
    }
}

fn write_head(kind: &str, step: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(kind)?;
    match step {
        Some(step) => write!(f, ", at the step: {step}"),
        None => Ok(()),
    }
}

fn object(kind: &str, fields: &[(&str, String)]) -> String {
    let mut object = format!("{{\"kind\":\"{kind}\"");
    for (key, value) in fields {
        let _ = write!(object, ",\"{key}\":{value}");
    }
    object.push('}');
    object
}

fn json(text: Option<&str>) -> String {
    let Some(text) = text else {
        return "null".to_owned();
    };
    let mut json = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            control if control < ' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            other => json.push(other),
        }
    }
    json.push('"');
    json
}
