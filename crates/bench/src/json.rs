//! The figures for a program that reads them. All text in them is our own and needs no escape.

use crate::row::{Budget, Figure};
use crate::runner::Summary;
use crate::stopwatch;

pub(crate) fn object(figures: &[Figure], slack: f64) -> String {
    let time = stopwatch::time_of();
    let rows: Vec<_> =
        figures.iter().map(|figure| format!("    {}", row(figure, slack))).collect();
    format!(
        "{{\n  \"time\": \"{time}\",\n  \"slack\": {slack:?},\n  \"rows\": [\n{}\n  ]\n}}",
        rows.join(",\n")
    )
}

pub(crate) fn row(row: &Figure, slack: f64) -> String {
    let budget = match row.budget {
        Some(Budget::Times(times)) => format!("{{\"ratio\": {times:?}}}"),
        Some(Budget::AtMost(most)) => format!("{{\"figure\": {most:?}}}"),
        None => "null".to_owned(),
    };
    format!(
        "{{\"row\": \"{}\", \"unit\": \"{}\", \"figure\": {}, \"beside\": {}, \"ratio\": {}, \
         \"budget\": {budget}, \"over\": {}}}",
        row.name,
        row.unit,
        summary(row.value),
        row.yardstick.map_or("null".to_owned(), |name| format!("\"{name}\"")),
        summary(row.ratio),
        row.exceeds(slack).is_some(),
    )
}

fn summary(summary: Option<Summary>) -> String {
    let Some(Summary { median, min, max }) = summary else {
        return "null".to_owned();
    };
    format!("{{\"median\": {median:?}, \"min\": {min:?}, \"max\": {max:?}}}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::row::Unit;

    #[test]
    fn is_what_another_parser_reads() {
        let far = Figure {
            name: "far",
            unit: Unit::Nanoseconds,
            yardstick: Some("near"),
            budget: Some(Budget::Times(1.5)),
            value: Some(Summary { median: 3.25, min: 3.0, max: 4.0 }),
            ratio: Some(Summary { median: 1.625, min: 1.5, max: 2.0 }),
        };
        let long = Figure {
            name: "long",
            unit: Unit::Seconds,
            yardstick: None,
            budget: Some(Budget::AtMost(5.0)),
            value: None,
            ratio: None,
        };
        let read: Value = serde_json::from_str(&object(&[far, long], 1.0)).unwrap();
        assert_eq!(read["slack"], 1.0);
        assert_eq!(
            read["rows"],
            json!([
                {
                    "row": "far",
                    "unit": "ns",
                    "figure": {"median": 3.25, "min": 3.0, "max": 4.0},
                    "beside": "near",
                    "ratio": {"median": 1.625, "min": 1.5, "max": 2.0},
                    "budget": {"ratio": 1.5},
                    "over": true,
                },
                {
                    "row": "long",
                    "unit": "s",
                    "figure": null,
                    "beside": null,
                    "ratio": null,
                    "budget": {"figure": 5.0},
                    "over": false,
                },
            ])
        );
    }
}
