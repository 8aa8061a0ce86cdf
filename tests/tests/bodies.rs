//! The fuzz targets' assertions, for a bounded number of inputs: random ones, and spoiled good ones.

#[path = "../../fuzz/bodies.rs"]
mod bodies;
#[path = "../../fuzz/files.rs"]
mod files;
#[path = "../../fuzz/pages.rs"]
mod pages;
#[path = "../../fuzz/requests.rs"]
mod requests;

use std::sync::LazyLock;

use complaint::Agency;
use proptest::prelude::*;

static AGENCY: LazyLock<Agency> = LazyLock::new(bodies::sample);

/// Good inputs; most random ones are refused at the door.
const FORMS: [&str; 3] = [
    "identity_mode=anonymous&narrative=Petugas+meminta+uang.&incident_place=Loket+3",
    "identity_mode=named&name=Siti&phone=0812-3456-7890&narrative=Antrean+empat+jam.&incident_place=Loket&class=complaint",
    "identity_mode=confidential&name=N&email=a%40contoh.example&class=aspiration&narrative=Tambah+kursi+tunggu&incident_date=2025-08-01",
];
const CODES: [&str; 4] = [
    "DPM-0000-0000",
    "dpm 0000 0000",
    "0000-0000-0000-0000",
    "OOOO OOOO OOOO OOOO",
];

/// The first character is the kind of the body.
const REQUESTS: [&str; 4] = [
    "\0{\"identity_mode\":\"anonymous\",\"narrative\":\"Petugas meminta uang.\",\"proxy\":true,\"upload_ids\":[\"a\"]}",
    "\x01identity_mode=anonymous&narrative=Petugas+meminta%20uang.",
    "\x02--batas\r\nContent-Disposition: form-data; name=\"narrative\"\r\n\r\nPetugas.\r\n--batas\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\u{7f}\r\n--batas--\r\n",
    "\x03--batas\r\nContent-Disposition: form-data; name=\"upload_ids\"\r\n\r\nabc\r\n--batas\r\nContent-Disposition: form-data; name=\"narrative\"\r\n\r\nx\r\n--batas--",
];

const PAGES: [&str; 4] = [
    "+++\ntitle = \"Judul\"\ndate = 2026-01-02\n+++\n## Jam\n\nBuka **setiap** hari. [[tenggat:respond_by]]\n\n- satu\n- dua\n",
    "---\ntitle: Judul\ntags: [a, b]\n---\n:::catatan\nIsi <b>tebal</b> & `kode`\n:::\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "+++\ntitle = \"A\"\n+++\n:::akordeon Tanya?\nJawab.\n:::\n\n> kutip\n\n```\nkode\n```\n\n[x](#jam) https://a.example/b\n",
    "+++\ntitle = \"A\"\n+++\n1. satu\n   - dua\n\n<div onclick=x>mentah</div>\n\n![teks](/x.png)\n\n***\nakhir\\\n",
];

/// Objects of their own and packed ones, a length elsewhere, a note, a photo, a lock.
const DOCUMENTS: [&str; 2] = [
    "%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[<</Subtype/Text/T(a)>>]>>endobj\n4 0 obj<</Length 5 0 R/Filter/DCTDecode>>stream\n\u{7f}\nendstream endobj\n5 0 obj 1 endobj\ntrailer<</Root 1 0 R/Info 5 0 R>>\nstartxref\n0\n%%EOF",
    "%PDF-1.7\n4 0 obj<</Type/ObjStm/N 3/First 15/Length 107>>stream\n1 0 2 30 3 69  <</Type/Catalog/Pages 2 0 R>> <</Type/Pages/Kids[3 0 R]/Count 1>>    <</Type/Page/Parent 2 0 R>>\nendstream endobj\n5 0 obj<</Type/XRef/Root 1 0 R/Length 0>>stream\n\nendstream\n6 0 obj<</Filter/Standard/V 2/R 3/Length 128/P -4/O<00>/U<00>>>endobj trailer<</Root 1 0 R/Size 7>>",
];

/// A good input with some bytes overwritten, put in or taken out.
fn spoiled(seeds: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..3_u8);
    (prop::sample::select(seeds), prop::collection::vec(change, 0..6)).prop_map(|(seed, changes)| {
        let mut bytes = seed.as_bytes().to_vec();
        for (place, byte, how) in changes {
            let at = place.index(bytes.len() + 1);
            match how {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                _ if at < bytes.len() => drop(bytes.remove(at)),
                _ => {}
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_form(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..300), spoiled(&FORMS)]) {
        bodies::form(&bytes, &AGENCY);
    }

    #[test]
    fn any_number_or_code(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..40), spoiled(&CODES)]) {
        bodies::code(&bytes, &AGENCY);
    }

    #[test]
    fn any_body(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..300), spoiled(&REQUESTS)]) {
        requests::body(&bytes);
    }

    #[test]
    fn any_file(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..300), spoiled(&DOCUMENTS)]) {
        files::file(&bytes);
    }
}

#[test]
fn good_documents_are_taken() {
    for document in DOCUMENTS {
        assert!(
            function::files::clean(document.as_bytes()).is_ok(),
            "{document:?}"
        );
    }
}

#[test]
fn good_bodies_are_read() {
    for request in REQUESTS {
        assert!(requests::read(request.as_bytes()).is_some(), "{request:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_page(bytes in prop_oneof![1 => prop::collection::vec(any::<u8>(), 0..300), 5 => spoiled(&PAGES)]) {
        pages::page(&bytes);
    }
}
