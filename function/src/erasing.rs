//! What is left of a case whose personal data was erased goes: identity, messages, files. May be run again
//! whenever it was interrupted; the case sleeps only when nothing is left.

use complaint::Number;
use jiff::Timestamp;

use crate::App;
use crate::store::{FILE_PREFIX, StoreError};

/// Removes what is left. The index of words goes first: what stands in it is known by one of the items that go.
pub(crate) async fn erase(app: &App, number: &Number, now: Timestamp) -> Result<(), StoreError> {
    app.store.index_words(number.as_str()).await?;
    for key in app.store.personal_items(number).await? {
        // A file that belongs to nothing is swept, with the object that holds its bytes.
        if let Some(id) = key.strip_prefix(FILE_PREFIX) {
            app.store.abandon_file(id, now).await?;
        }
        app.store.remove(number, &key).await?;
    }
    Ok(())
}
