//! The picture itself, as HTML: the rows' names, and two drawings of the same steps. In one every
//! step is as wide as the next, in the other the program's time takes room. The scripts of the
//! page show one of them, move the cursor and let the names be pressed; without scripts, and on
//! paper, the first stands. The other is kept as a text until somebody asks for it.

use std::collections::BTreeMap;
use std::fmt::Write;

use tulip_trace::Lane;

use super::{Lanes, Look, Row};

const ROW_HEIGHT: u64 = 28;
const AXIS_HEIGHT: u64 = 20;
/// The width that the steps of a short trace share, and what time takes in the other drawing.
const WIDTH: u64 = 620;
const MOST_STEPS: u64 = 100_000;
/// What the scripts move over the picture: what lies ahead, what is hidden, where the reader is.
const COVERS: [(&str, &str); 3] = [
    ("future", "fill=\"var(--bg)\" fill-opacity=\".65\" stroke=\"none\""),
    ("secret", "fill=\"var(--bg)\" stroke=\"none\""),
    (
        "cursor",
        "fill=\"var(--accent)\" fill-opacity=\".15\" stroke=\"var(--accent)\" stroke-width=\"1\"",
    ),
];

impl Lanes {
    /// Draws the steps `from` to `to`, both included. `label` is what the lanes `main` and
    /// `timers and I/O` are called, `time` how a time is told.
    ///
    /// The block has no line breaks, so that it can stand in Markdown, and holds no text of the
    /// trace unescaped. A foreign trace can number its steps as it likes: at most 100,000 are
    /// drawn.
    pub fn html(
        &self,
        from: u64,
        to: u64,
        label: &dyn Fn(Lane) -> String,
        time: &dyn Fn(u64) -> String,
    ) -> String {
        let to = to.clamp(from, from.saturating_add(MOST_STEPS));
        let touched: Vec<_> = (from..=to)
            .map(|step| {
                let rows = self.steps.get(&step).map_or(&[][..], |step| &step.rows);
                rows.iter().map(|row| row.key()).collect::<Vec<_>>().join(" ")
            })
            .collect();
        let mut html =
            format!("<div class=\"lanes\" data-touched=\"{}\">", touched.join(";"));
        html.push_str("<div class=\"names\">");
        for row in self.rows.keys() {
            let name = match row {
                Row::Main => label(Lane::Main),
                Row::Resources => label(Lane::Resources),
                Row::Task(_) | Row::Machine(_) => self.names[row].clone(),
            };
            let _ = write!(
                html,
                "<button type=\"button\" value=\"{}\" disabled>{}</button>",
                row.key(),
                escape(&name)
            );
        }
        html.push_str("</div><div class=\"roll\" tabindex=\"0\">");
        let middles = self.middles();
        let drawing = |axis| Drawing { lanes: self, middles: &middles, from, to, axis };
        drawing(Axis::Steps).draw(time, &mut html);
        html.push_str("<script type=\"image/svg+xml\">");
        drawing(Axis::Time).draw(time, &mut html);
        html.push_str("</script></div></div>");
        html
    }

    /// The middle of each row, in pixels from the top.
    fn middles(&self) -> BTreeMap<Row, u64> {
        let middles = (0..).map(|index: u64| index * ROW_HEIGHT + ROW_HEIGHT / 2);
        self.rows.keys().copied().zip(middles).collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Axis {
    Steps,
    Time,
}

struct Drawing<'a> {
    lanes: &'a Lanes,
    middles: &'a BTreeMap<Row, u64>,
    from: u64,
    to: u64,
    axis: Axis,
}

impl Drawing<'_> {
    fn draw(&self, time: &dyn Fn(u64) -> String, svg: &mut String) {
        let height = self.lanes.rows.len() as u64 * ROW_HEIGHT;
        let xs: Vec<_> =
            (self.from..=self.to + 1).map(|step| self.x(step).to_string()).collect();
        let _ = write!(
            svg,
            "<svg class=\"by-{}\" data-x=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" aria-hidden=\"true\">",
            if self.axis == Axis::Steps { "steps" } else { "time" },
            xs.join(" "),
            self.x(self.to + 1) + 40,
            height + AXIS_HEIGHT,
        );
        for (look, d) in self.spans() {
            let (class, style) = (look.class(), look.style());
            let _ = write!(svg, "<path class=\"{class}\" d=\"{d}\" {style}/>");
        }
        self.ticks(height, time, svg);
        for (class, style) in COVERS {
            let _ = write!(svg, "<rect class=\"{class}\" height=\"{height}\" {style}/>");
        }
        self.arrows(svg);
        svg.push_str("</svg>");
    }

    /// One path for each look, so that a long trace is a few shapes and not thousands.
    fn spans(&self) -> BTreeMap<Look, String> {
        let mut paths = BTreeMap::<Look, String>::new();
        for (row, spans) in &self.lanes.rows {
            for (index, span) in spans.iter().enumerate() {
                let next = spans.get(index + 1).map_or(self.to + 1, |next| next.from);
                let (begin, end) = (span.from.max(self.from), next.min(self.to + 1));
                if span.look == Look::Away || begin >= end {
                    continue;
                }
                let (left, width) = (self.x(begin), self.x(end) - self.x(begin));
                let path = paths.entry(span.look).or_default();
                let middle = self.middle(*row);
                let _ = match span.look.thickness() {
                    0 => write!(path, "M{left} {middle}h{width}"),
                    tall => {
                        let top = middle - tall / 2;
                        write!(path, "M{left} {top}h{width}v{tall}h-{width}z")
                    }
                };
            }
        }
        paths
    }

    fn ticks(&self, height: u64, time: &dyn Fn(u64) -> String, svg: &mut String) {
        let every = self.numbers_every();
        let apart = (self.x(self.to + 1) / 200).max(60);
        let (mut free, mut ticks) = (0, String::new());
        for step in self.from..=self.to {
            let x = self.x(step);
            let later = step == self.from || self.elapsed(step) > self.elapsed(step - 1);
            if later {
                let _ = write!(ticks, "M{x} 0v{height}");
            }
            let text = match self.axis {
                Axis::Steps if step % every == 0 => step.to_string(),
                Axis::Time if later => {
                    time(self.lanes.steps.get(&step).map_or(0, |step| step.now))
                }
                Axis::Steps | Axis::Time => continue,
            };
            if x >= free {
                free = x + apart * u64::from(self.axis == Axis::Time);
                let y = height + 15;
                let _ = write!(
                    svg,
                    "<text x=\"{x}\" y=\"{y}\" fill=\"currentColor\" stroke=\"none\" font-size=\"11\">{}</text>",
                    escape(&text)
                );
            }
        }
        let _ =
            write!(svg, "<path d=\"{ticks}\" stroke=\"var(--line)\" stroke-width=\"1\"/>");
    }

    /// Numbers keep their distance, and a long trace has some hundred of them.
    fn numbers_every(&self) -> u64 {
        let far_enough = |every: &u64| every * self.step_width() >= 30;
        let every = [1, 2, 5].into_iter().find(far_enough).unwrap_or(5);
        every * (self.to - self.from).div_ceil(1000).max(1)
    }

    fn arrows(&self, svg: &mut String) {
        let shown = self.from..=self.to;
        for wake in self.lanes.wakes.iter().filter(|wake| shown.contains(&wake.step)) {
            let (by, woken) = (self.middle(wake.by), self.middle(wake.woken));
            let head = if by < woken { -6 } else { 6 };
            let _ = write!(
                svg,
                "<path class=\"arrow\" data-step=\"{}\" data-by=\"{}\" data-woken=\"{}\" d=\"M{} {by}V{woken}m-4 {head}l4 {} 4 {head}\" stroke=\"var(--accent)\"/>",
                wake.step,
                wake.by.key(),
                wake.woken.key(),
                self.x(wake.step) + 5,
                -head,
            );
        }
    }

    /// Where a step begins, in pixels.
    fn x(&self, step: u64) -> u64 {
        let steps = (step - self.from) * self.step_width();
        let (begin, end) = (self.elapsed(self.from), self.elapsed(self.to));
        match self.axis {
            Axis::Steps => steps,
            Axis::Time => {
                steps + (self.elapsed(step) - begin) * WIDTH / (end - begin).max(1)
            }
        }
    }

    fn step_width(&self) -> u64 {
        match self.axis {
            Axis::Steps => (WIDTH / (self.to - self.from + 1)).clamp(14, 44),
            Axis::Time => 6,
        }
    }

    /// The time that has passed at a step; after the last one no more passes, and a step that the
    /// trace has lost is like the one before it.
    fn elapsed(&self, step: u64) -> u64 {
        let so_far = self.lanes.steps.range(..=step.min(self.to));
        so_far.last().map_or(0, |(_, step)| step.elapsed)
    }

    /// The middle of a row. A task that is woken and was never made has no row, and is drawn at
    /// the first.
    fn middle(&self, row: Row) -> u64 {
        self.middles.get(&row).copied().unwrap_or(ROW_HEIGHT / 2)
    }
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Held => "held",
            Self::Waits => "wait",
            Self::Parks => "park",
            Self::Ready => "ready",
            Self::Runs => "run",
        }
    }

    /// Colours are the theme's: `--run` is one of its own.
    fn style(self) -> &'static str {
        match self {
            Self::Away | Self::Ready => "",
            Self::Held => "stroke-width=\"1\"",
            Self::Waits => "stroke-dasharray=\"2 4\"",
            Self::Parks => "stroke-dasharray=\"8 5\"",
            Self::Runs => "fill=\"var(--run)\" stroke=\"none\"",
        }
    }

    /// How tall its block is; 0 for a line. It is told by its shape, not by its colour alone.
    fn thickness(self) -> u64 {
        match self {
            Self::Runs => 16,
            Self::Ready => 10,
            Self::Away | Self::Held | Self::Waits | Self::Parks => 0,
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
