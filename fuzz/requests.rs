//! What must hold for any body, shared by the fuzz target and by the tests of the stable compiler.

use axum::http::Request;
use complaint::RawForm;
use complaint::form::field;
use tokio::runtime::Builder;

/// The boundary of every multipart body here.
pub(crate) const BOUNDARY: &str = "batas";

/// A body of any kind is read as fields of ours, or refused.
pub(crate) fn body(bytes: &[u8]) {
    if let Some((fields, files)) = read(bytes) {
        assert!(
            fields.keys().all(|name| field(name).is_some()),
            "{:?}",
            fields.keys()
        );
        assert!(files <= bytes.len());
        // Bytes that are no text take three times their place at most.
        let length: usize = fields.values().map(String::len).sum();
        assert!(length <= 3 * bytes.len(), "{length} of {}", bytes.len());
    }
}

/// The texts and number of files of a body whose first byte tells its kind.
pub(crate) fn read(bytes: &[u8]) -> Option<(RawForm, usize)> {
    let (kind, body) = bytes.split_first()?;
    let kind = match kind % 4 {
        0 => "application/json".to_owned(),
        1 => "application/x-www-form-urlencoded".to_owned(),
        _ => format!("multipart/form-data; boundary={BOUNDARY}"),
    };
    let request = Request::post("/api/complaints").header("content-type", kind);
    let request = request.body(body.to_vec().into()).expect("a request");
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(function::read_fields(request))
}
