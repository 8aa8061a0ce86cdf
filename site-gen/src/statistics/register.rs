//! The figures of the register, in the shape of the statistics file.

use complaint::statistics::Period;
use jiff::civil::Date;
use serde_json::{Value, json};

/// The file that `data/statistics.json` may be.
pub fn document(periods: &[Period], cut_off: Date) -> Value {
    json!({
        "version": super::source::VERSION,
        "cut_off": cut_off,
        "source": { "id": "Register pengaduan", "en": "Complaint register" },
        "definition": {
            "id": "Satu pengaduan dihitung satu kali, walaupun dibuka kembali. Tahun menurut tanggal diterima; keadaan menurut tanggal batas data.",
            "en": "One complaint counts once, even if it was reopened. Years by the day of receipt; states as of the cut-off date.",
        },
        "periods": periods,
    })
}
