use tulip_conformance as conformance;
use tulip_course::{Choice, Exercise, Question};

use crate::copy;
use crate::error::Error;
use crate::judge::Judged;
use crate::verdict::Verdict;

/// Compares the reader's answer with the right one.
pub(crate) fn judge(exercise: &Exercise, copy: &str) -> Result<Judged, Error> {
    let question = copy::question(exercise)?;
    Ok(compare(&question, copy))
}

fn compare(question: &Question, copy: &str) -> Judged {
    let open = |what: String| Judged::silent(Verdict::Open(what));
    let answers = match Question::parse(copy) {
        Ok(answers) => answers,
        Err(error) => {
            return open(format!(
                "your file: {error}\n`cargo tulip reset` writes it anew, and keeps yours"
            ));
        }
    };
    let crossed: Vec<_> = answers.options.iter().filter(|option| option.crossed).collect();
    let [answer] = crossed[..] else {
        return open(match crossed.len() {
            0 => "put an x between the brackets of one answer".to_owned(),
            many => format!("{many} answers are crossed: leave one"),
        });
    };
    let same = |option: &&Choice| option.text == answer.text;
    let Some(option) = question.options.iter().find(same) else {
        return open(format!(
            "`{}` is none of the answers: change the x alone",
            answer.text
        ));
    };
    let because = option.explanation.clone();
    if option.crossed {
        let verdict = Verdict::Said(conformance::Verdict::Green);
        return Judged { because: Some(because), ..Judged::silent(verdict) };
    }
    Judged::silent(Verdict::Said(conformance::Verdict::Wrong {
        step: None,
        expected: None,
        got: Some(answer.text.clone()),
        says: Some(because),
    }))
}

#[cfg(test)]
mod tests {
    use tulip_course::Question;

    use super::compare;

    const QUESTION: &str = "\
# What comes first?

- [ ] a

    a waits.

- [x] b

    b is ready.
";

    #[test]
    fn a_wrong_answer_is_told_its_wrong_idea_and_not_the_right_answer() {
        let question = Question::parse(QUESTION).unwrap();
        let judge = |from: &str, to: &str| {
            let copy = question.starter("first").replace(from, to);
            compare(&question, &copy)
        };
        assert_eq!(judge("", "").verdict.kind(), "open");
        let wrong = judge("[ ] a", "[x] a").verdict;
        assert_eq!(wrong.to_string(), "wrong\n  got:      a\n  a waits.");
        let right = judge("[ ] b", "[X] b");
        assert!(right.verdict.is_green());
        assert_eq!(right.because.as_deref(), Some("b is ready."));
        assert!(judge("[ ]", "[x]").verdict.names("2 answers are crossed"));
        assert!(judge("[ ] b", "[x] c").verdict.names("`c` is none of the answers"));
    }

    #[test]
    fn what_is_no_question_any_more_can_be_begun_anew() {
        let question = Question::parse(QUESTION).unwrap();
        let says = compare(&question, "garbage\n").verdict.to_string();
        assert!(says.contains("`cargo tulip reset` writes it anew"), "{says}");
    }
}
