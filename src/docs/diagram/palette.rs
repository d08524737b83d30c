//! The colours of diagrams: those of the default theme, as Mermaid's theme variables.

use serde_json::{Value, json};

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
pub(super) static LIGHT: Palette = Palette {
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
pub(super) static DARK: Palette = Palette {
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

/// The fonts that merman knows the measures of; a drawing in an `img` sees those of the system only.
const FONTS: &str = "\"trebuchet ms\", verdana, arial, sans-serif";

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
        variables["critBkgColor"] = json!(alarm.0);
        variables["critBorderColor"] = json!(alarm.1);
        variables["gridColor"] = json!(border);
        variables["pieSectionTextColor"] = json!(self.background);
        variables["pieStrokeColor"] = json!(self.background);
        variables["pieOuterStrokeColor"] = json!(border);
        variables["pieOpacity"] = json!("1");
        // Diagrams with a colour per branch or part go round the colours of the portal.
        let colours = [first, second, third, good, note, alarm];
        for (nth, (fill, stroke)) in colours.iter().cycle().take(12).enumerate() {
            variables[format!("cScale{nth}")] = json!(fill);
            variables[format!("cScaleInv{nth}")] = json!(stroke);
            variables[format!("cScaleLabel{nth}")] = json!(text);
            variables[format!("pie{}", nth + 1)] = json!(stroke);
            if nth < 8 {
                variables[format!("git{nth}")] = json!(stroke);
                variables[format!("gitBranchLabel{nth}")] = json!(self.background);
            }
        }
        variables
    }
}
