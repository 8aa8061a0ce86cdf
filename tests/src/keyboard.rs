//! The keyboard alone: from stop to stop, always seeing where one is.

use crate::Tab;

/// More presses of Tab than any page has stops.
const FAR: usize = 120;

/// What is wrong with the place of the focus: nothing to see there, or nothing that shows it.
const WHERE: &str = "(() => { const e = document.activeElement; const box = e.getBoundingClientRect(); \
    const style = getComputedStyle(e); const label = e.closest('label') ?? e; \
    const shown = [style, getComputedStyle(label)].some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 1); \
    const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight; \
    return (seen ? '' : 'not on the screen ') + (shown ? '' : 'no outline ') + e.outerHTML.slice(0, 120); })()";

/// Goes on to an element by Tab; every stop on the way can be seen.
pub fn go(tab: &Tab, selector: &str) {
    for _ in 0..FAR {
        tab.press("Tab");
        let place = place(tab);
        assert!(!place.starts_with("no"), "{place} at {}", tab.url());
        if is_at(tab, selector) {
            return;
        }
    }
    panic!("Tab never comes to {selector} at {}", tab.url());
}

/// The element that has the focus, with what is wrong with its place before it.
pub fn place(tab: &Tab) -> String {
    tab.eval(WHERE).as_str().unwrap_or_default().to_owned()
}

/// Whether the focus is on such an element.
pub fn is_at(tab: &Tab, selector: &str) -> bool {
    tab.eval(&format!("document.activeElement.matches({selector:?})")) == true
}
