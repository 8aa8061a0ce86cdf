//! `tanggap receipt verify`: whether a receipt is genuine, without a network. `tanggap receipt keys`: the public keys
//! that tell, to be shipped with the site.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use function::{PublicKeys, Verdict};

use crate::args::{ReceiptCommand, VerifyArgs};
use crate::failure::{Failure, in_words};
use crate::receipts::known_keys;
use crate::terminal;

/// No receipt is longer.
const MOST_BYTES: u64 = 100_000;

/// Runs the command.
pub fn run(command: &ReceiptCommand) -> Result<(), Failure> {
    match command {
        ReceiptCommand::Verify(args) => verify(args),
        ReceiptCommand::Keys(args) => {
            let keys = of_folder(&args.data)?;
            let text = serde_json::to_string_pretty(&keys).expect("keys have text names");
            terminal::print(&format!("{text}\n"))
        }
    }
}

fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let keys = keys(args)?;
    match keys.verify(&pasted(&args.file)?) {
        Verdict::Genuine(text, key) => {
            let from = key.valid_from;
            let until = key
                .valid_until
                .map_or_else(|| "sekarang".to_owned(), |until| until.to_string());
            terminal::print(&format!(
                "SAH. Isi berikut ditandatangani dan tidak berubah:\n{text}\nKunci {} dipakai sejak {from} sampai {until}.\n",
                key.key_id
            ))
        }
        Verdict::Forged => Err(Failure::Request(
            "TIDAK SAH: isinya sudah diubah, atau tanda tangannya palsu.".to_owned(),
        )),
        Verdict::UnknownKey => Err(Failure::Request(
            "TIDAK SAH: kunci tanda tangannya tidak ada dalam daftar kunci.".to_owned(),
        )),
        Verdict::NoReceipt => Err(Failure::Request(
            "TIDAK SAH: tulisan itu tidak memuat tanda terima yang lengkap.".to_owned(),
        )),
    }
}

fn pasted(file: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(MOST_BYTES).read_to_end(&mut bytes)
    } else {
        fs::File::open(file).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(file, &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn keys(args: &VerifyArgs) -> Result<PublicKeys, Failure> {
    if let Some(file) = &args.keys {
        let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
        return serde_json::from_str(&text).map_err(|_| {
            Failure::Request(format!(
                "Berkas {} bukan daftar kunci tanda terima.",
                file.display()
            ))
        });
    }
    of_folder(&args.data)
}

fn of_folder(data: &Path) -> Result<PublicKeys, Failure> {
    let keys = known_keys(data)?;
    let none = || {
        Failure::Request(format!(
            "Belum ada kunci tanda terima di {}. Sebut salinan /api/receipt-keys.json dengan --keys.",
            data.display()
        ))
    };
    keys.map(|keys| keys.public().clone()).ok_or_else(none)
}

fn unreadable(file: &Path, error: &io::Error) -> Failure {
    Failure::Request(format!(
        "Berkas {} tidak bisa dibaca: {}.",
        file.display(),
        in_words(error)
    ))
}
