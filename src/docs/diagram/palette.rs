//! The colours of diagrams: the tokens of the default theme, as Mermaid's theme variables. A drawing is a file of its own,
//! which sees nothing of the page's style sheet; a test beside that of the tokens holds both together.

use serde_json::{Value, json};

use super::text::FONTS;

/// Colours of one scheme, each `#rrggbb`.
#[derive(Debug)]
pub struct Palette {
    /// `light` or `dark`.
    pub name: &'static str,
    /// The page behind.
    pub background: &'static str,
    /// Text.
    pub text: &'static str,
    /// Arrows and lines.
    pub line: &'static str,
    /// Borders of groups.
    pub border: &'static str,
    /// Inside of groups, and behind the labels of lines.
    pub subtle: &'static str,
    /// Fill and border of nodes.
    pub first: (&'static str, &'static str),
    /// The same for the second kind of node.
    pub second: (&'static str, &'static str),
    /// The same for the third.
    pub third: (&'static str, &'static str),
    /// The same for the fourth.
    pub good: (&'static str, &'static str),
    /// The same for notes.
    pub note: (&'static str, &'static str),
    /// The same for what failed or is critical.
    pub alarm: (&'static str, &'static str),
}

/// On light pages.
pub static LIGHT: Palette = Palette {
    name: "light",
    background: "#ffffff",
    text: "#181c23",
    line: "#70757e",
    border: "#cfd3d9",
    subtle: "#f9fafb",
    first: ("#eef4ff", "#3e71e9"),
    second: ("#f7f1fe", "#925cd4"),
    third: ("#e7f7fb", "#1b8fa5"),
    good: ("#e7f9ec", "#2a9754"),
    note: ("#fef4df", "#c37902"),
    alarm: ("#fff0f0", "#db4241"),
};

/// On dark pages.
pub static DARK: Palette = Palette {
    name: "dark",
    background: "#0e1014",
    text: "#e9ebef",
    line: "#878c96",
    border: "#353941",
    subtle: "#13161a",
    first: ("#19233a", "#6895f4"),
    second: ("#2a1f36", "#ad80dd"),
    third: ("#10272c", "#3ca8bc"),
    good: ("#14281b", "#4aa969"),
    note: ("#2e2210", "#cd9130"),
    alarm: ("#361a1a", "#e76763"),
};

/// How merman sets labels before they become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Labels {
    Html,
    Text,
}

impl Palette {
    /// The settings of Mermaid. Authors may choose another theme and its colours, and nothing else that reaches outside.
    ///
    /// Labels in HTML become text in the end; only their places differ: those of classes and flowcharts are in place
    /// as text from the start, those of states as HTML.
    pub(super) fn config(&self, labels: Labels) -> Value {
        json!({
            "theme": "base",
            "securityLevel": "strict",
            "htmlLabels": labels == Labels::Html,
            "fontFamily": FONTS,
            "secure": [
                "secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering",
                "themeCSS", "htmlLabels", "fontFamily", "altFontFamily", "dompurifyConfig",
            ],
            "maxEdges": 500,
            "gantt": { "axisFormat": "%d %b" },
            "themeVariables": self.variables(),
        })
    }

    fn variables(&self) -> Value {
        let Self { text, line, border, subtle, first, second, third, good, note, alarm, .. } = self;
        let mut variables = json!({
            "darkMode": self.name == "dark",
            "background": self.background,
            "fontFamily": FONTS,
            "useGradient": false,
            "dropShadow": "none",
            "textColor": text,
            "lineColor": line,
            "nodeBorder": first.1,
            "primaryColor": first.0, "primaryBorderColor": first.1, "primaryTextColor": text,
            "secondaryColor": second.0, "secondaryBorderColor": second.1, "secondaryTextColor": text,
            "tertiaryColor": third.0, "tertiaryBorderColor": third.1, "tertiaryTextColor": text,
            "noteBkgColor": note.0, "noteBorderColor": note.1, "noteTextColor": text,
            "clusterBkg": subtle, "clusterBorder": border,
            "edgeLabelBackground": subtle,
        });
        let more = json!({
            "signalColor": text, "signalTextColor": text, "sequenceNumberColor": self.background,
            "activationBkgColor": second.0, "activationBorderColor": second.1,
            "sectionBkgColor": subtle, "sectionBkgColor2": subtle, "altSectionBkgColor": self.background,
            "excludeBkgColor": border, "gridColor": border, "todayLineColor": alarm.1,
            "taskBkgColor": first.0, "taskBorderColor": first.1,
            "activeTaskBkgColor": second.0, "activeTaskBorderColor": second.1,
            "doneTaskBkgColor": good.0, "doneTaskBorderColor": good.1,
            "critBkgColor": alarm.0, "critBorderColor": alarm.1,
            "taskTextColor": text, "taskTextDarkColor": text, "taskTextLightColor": text,
            "taskTextOutsideColor": text, "taskTextClickableColor": text, "titleColor": text,
            "pieSectionTextColor": self.background, "pieStrokeColor": self.background, "pieOuterStrokeColor": border,
            "pieOpacity": "1",
            "commitLabelColor": text, "commitLabelBackground": subtle,
            "tagLabelColor": text, "tagLabelBackground": first.0, "tagLabelBorder": first.1,
        });
        if let (Value::Object(all), Value::Object(more)) = (&mut variables, more) {
            all.extend(more);
        }
        // Diagrams with a colour per branch or part go round the colours of the portal.
        let colours = self.colours();
        for (nth, (fill, stroke)) in colours.iter().cycle().take(12).enumerate() {
            variables[format!("cScale{nth}")] = json!(fill);
            variables[format!("cScaleInv{nth}")] = json!(stroke);
            variables[format!("cScaleLabel{nth}")] = json!(text);
            variables[format!("pie{}", nth + 1)] = json!(stroke);
            if nth < 8 {
                variables[format!("git{nth}")] = json!(stroke);
                variables[format!("gitInv{nth}")] = json!(text);
                variables[format!("gitBranchLabel{nth}")] = json!(self.background);
            }
        }
        variables
    }

    fn colours(&self) -> [(&'static str, &'static str); 6] {
        [self.first, self.second, self.third, self.good, self.note, self.alarm]
    }

    /// Gives the branches of a mind map the colour of a border: Mermaid takes that of the inside, which is hard to see.
    pub(super) fn with_branches(&self, drawn: &str) -> String {
        let mut drawn = drawn.to_owned();
        for (nth, (fill, stroke)) in (-1..).zip(self.colours().into_iter().cycle().take(12)) {
            let rule = format!(".section-edge-{nth}{{stroke:");
            drawn = drawn.replace(&format!("{rule}{fill}"), &format!("{rule}{stroke}"));
        }
        drawn
    }
}
