//! How a visitor looks at the site: screen, colours, script.

use serde_json::{Value, json};

/// The visitor's screen and settings.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) mobile: bool,
    pub(super) dark: bool,
    pub(super) script: bool,
}

impl Look {
    /// An ordinary phone.
    pub const PHONE: Self = Self {
        width: 360,
        height: 740,
        mobile: true,
        dark: false,
        script: true,
    };
    /// The narrowest screen that must work without scrolling sideways (WCAG 1.4.10).
    pub const SMALL: Self = Self {
        width: 320,
        height: 640,
        ..Self::PHONE
    };
    /// A desk computer.
    pub const DESK: Self = Self {
        width: 1280,
        height: 900,
        mobile: false,
        ..Self::PHONE
    };

    /// The same in dark colours.
    pub const fn dark(mut self) -> Self {
        self.dark = true;
        self
    }

    /// The same with scripts switched off.
    pub const fn without_script(mut self) -> Self {
        self.script = false;
        self
    }

    /// Whether scripts run.
    pub const fn has_script(self) -> bool {
        self.script
    }

    /// The commands that give a tab this look.
    pub(super) fn commands(self) -> [(&'static str, Value); 3] {
        let scheme = if self.dark { "dark" } else { "light" };
        let screen = json!({ "width": self.width, "height": self.height, "deviceScaleFactor": 1, "mobile": self.mobile });
        [
            ("Emulation.setDeviceMetricsOverride", screen),
            (
                "Emulation.setEmulatedMedia",
                json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
            ),
            (
                "Emulation.setScriptExecutionDisabled",
                json!({ "value": !self.script }),
            ),
        ]
    }
}
