//! Pages that say one thing: not found, too large, out of order.

use tera::Value;

use super::{Head, MessageView, Theme};
use crate::address::url_by_name;
use crate::blocks;

impl Theme {
    /// A page with a heading, a few sentences and ways to go on.
    pub fn message_page(&self, view: &MessageView) -> String {
        let mut context = self.context(&Head {
            script: false,
            ..Head::answer(view.lang, &view.title)
        });
        let guide = |file: &str| Some(url_by_name(file, view.lang));
        let cards = || blocks::channel_cards(&self.agency, view.lang, self.texts(view.lang), &guide);
        let channels = if view.channels { cards() } else { String::new() };
        context.insert("paragraphs", &view.paragraphs);
        context.insert_value("channels", Value::safe_string(&channels));
        self.render("message.html", &context)
    }
}
