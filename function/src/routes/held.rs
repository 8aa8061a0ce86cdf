//! Files of a form that comes back: kept although something else must be mended first, so that nobody has to
//! choose and send them again.

use site_gen::theme::UploadLine;

use crate::App;
use crate::files::{self, Evidence, Prepared, Upload, look};
use crate::store::StoredFile;

/// What becomes of the files of a form that comes back.
#[derive(Default)]
pub(crate) struct Held {
    /// Those that the form can name when it is sent again.
    pub(crate) lines: Vec<UploadLine>,
    /// Whether others must be chosen again.
    pub(crate) lost: bool,
}

/// Where `storing` is not worth a try, only files that were stored before stay.
pub(crate) async fn hold(app: &App, prepared: &Prepared, storing: bool) -> Held {
    let now = (app.clock)();
    let mut held = Held::default();
    let mut sent = Vec::new();
    for evidence in &prepared.evidence {
        match evidence {
            Evidence::Uploaded(file) if !storing || is_free(app, file).await => held.lines.push(line(file)),
            Evidence::Uploaded(_) => {}
            Evidence::Sent { .. } => sent.push(evidence.clone()),
        }
    }
    if storing {
        match files::keep(app, &sent, None, now).await {
            Ok(stored) => held.lines.extend(stored.iter().map(line)),
            Err(error) => {
                tracing::warn!(%error, "files must be chosen again");
                held.lost = true;
            }
        }
    } else {
        held.lost = !sent.is_empty();
    }
    held
}

/// Another submission may have taken it meanwhile.
async fn is_free(app: &App, file: &StoredFile) -> bool {
    let upload = look(app, &file.id, (app.clock)()).await;
    upload.is_ok_and(|upload| matches!(upload, Upload::Ready(_)))
}

fn line(file: &StoredFile) -> UploadLine {
    UploadLine {
        id: file.id.clone(),
        format: file.format.extension(),
        bytes: file.bytes,
    }
}
