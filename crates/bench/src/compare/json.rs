//! The comparison for a program that reads it. All text in it is our own, but for the machine's.

use super::comparison::Measured;
use super::machine;
use crate::json;

pub(crate) fn object(measured: &[Measured]) -> String {
    let rows: Vec<_> = measured
        .iter()
        .map(|row| {
            let peers: Vec<_> = row
                .figures
                .iter()
                .filter(|figure| figure.value.is_some())
                .map(|figure| format!("      {}", json::row(figure, 1.0)))
                .collect();
            format!(
                "    {{\"row\": \"{}\", \"about\": \"{}\", \"peers\": [\n{}\n    ]}}",
                row.name,
                row.about,
                peers.join(",\n")
            )
        })
        .collect();
    format!(
        "{{\n  \"day\": \"{}\",\n  \"machine\": \"{}\",\n  \"rows\": [\n{}\n  ]\n}}",
        machine::day(),
        machine::machine().replace(['"', '\\'], " "),
        rows.join(",\n")
    )
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::row::{Budget, Figure, Unit};
    use crate::runner::Summary;

    #[test]
    fn is_what_another_parser_reads() {
        let figure = |name, value| Figure {
            name,
            unit: Unit::Microseconds,
            yardstick: Some("tokio"),
            budget: Some(Budget::Times(0.5)),
            value,
            ratio: value,
        };
        let figures =
            vec![figure("tulip", Some(Summary::of(&[0.25]))), figure("cannot", None)];
        let measured = [Measured { name: "hop", about: "a hop", notes: &[], figures }];
        let read: Value = serde_json::from_str(&object(&measured)).unwrap();
        assert_eq!(read["rows"][0]["row"], "hop");
        let peers = read["rows"][0]["peers"].as_array().unwrap();
        assert_eq!(peers.len(), 1, "who cannot do it is left out");
        assert_eq!(peers[0]["row"], "tulip");
        assert_eq!(peers[0]["ratio"]["median"], 0.25);
        assert_eq!(peers[0]["over"], false);
    }
}
