//! `tanggap keys`: who can open what is sealed.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use function::HolderKey;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::args::{Format, KeysCommand, ListKeysArgs, NewKeyArgs};
use crate::failure::{Failure, in_words};
use crate::keys::{Holder, KeyFolder, file};
use crate::receipts;
use crate::terminal;
use crate::world::World;

/// Runs one of the commands.
pub fn run(command: &KeysCommand, world: &World) -> Result<(), Failure> {
    match command {
        KeysCommand::New(args) if args.receipt => rotate_receipt_key(args, world),
        KeysCommand::New(args) => new(args, world),
        KeysCommand::List(args) => list(args),
    }
}

/// A new holder: first the file with the private key is safe, then is sealed for it.
fn new(args: &NewKeyArgs, world: &World) -> Result<(), Failure> {
    let folder = KeyFolder::of(&args.data);
    let here = args.table.is_none();
    if here && !args.data.is_dir() {
        return Err(no_data_yet(&args.data));
    }
    let key = HolderKey::generate();
    let out = args.out.clone().unwrap_or_else(|| default_file(&key));
    refuse_inside(&out, &args.data)?;
    let passphrase = match &args.passphrase_file {
        Some(file) => first_line(file)?,
        None => file::passphrase(random(world)),
    };
    let moved_out = if here { folder.first_key()? } else { None };
    let keys: Vec<HolderKey> = [Some(key.clone()), moved_out.clone()]
        .into_iter()
        .flatten()
        .collect();
    write_new(&out, &file::wrap(&keys, &passphrase))?;
    if here {
        let holder = Holder {
            recipient: key.recipient(),
            since: world.now(),
            name: one_line(&args.name),
        };
        folder.add(holder, moved_out.as_ref())?;
    }
    let generated = args.passphrase_file.is_none().then_some(passphrase.as_str());
    terminal::print(&told(args, &key, &out, generated, moved_out.is_some()))
}

/// A new key to sign receipts with.
fn rotate_receipt_key(args: &NewKeyArgs, world: &World) -> Result<(), Failure> {
    if !args.data.is_dir() {
        return Err(no_data_yet(&args.data));
    }
    receipts::rotate_key(&args.data, world)?;
    terminal::print(
        "Kunci tanda terima sudah diganti. Tanda terima lama tetap sah. Jalankan ulang `tanggap serve` agar kunci baru dipakai.\n",
    )
}

fn told(args: &NewKeyArgs, key: &HolderKey, out: &Path, passphrase: Option<&str>, moved: bool) -> String {
    let mut text = format!(
        "Kunci publik: {}\nBerkas kunci: {}\n",
        key.recipient(),
        out.display()
    );
    if let Some(passphrase) = passphrase {
        text += format!(
            "Kata sandi berkas kunci: {passphrase}\n\
             Tulis kata sandi itu di kertas sekarang. Kata sandi tidak disimpan dan tidak bisa ditampilkan lagi.\n"
        )
        .as_str();
    }
    text.push_str(
        "Pindahkan berkas kunci ke media milik pemegang kunci, dan simpan salinannya di tempat lain.\n\
         Bila semua kunci hilang, identitas pelapor rahasia tidak bisa dibuka lagi; aduannya tetap ada.\n",
    );
    if let Some(table) = &args.table {
        text += format!(
            "Tambahkan kunci publik itu ke TANGGAP_KEY_HOLDERS milik fungsi yang memakai tabel {table}.\n"
        )
        .as_str();
    } else {
        text.push_str("Identitas rahasia yang masuk sejak sekarang disegel juga untuk kunci ini.\n");
    }
    if moved {
        text.push_str(
            "Kunci lama dari folder data ikut dipindahkan ke berkas ini dan sudah dihapus dari folder data. \
             Cadangan lama folder data mungkin masih memuatnya: hapus juga.\n",
        );
    }
    if args.paper {
        text.push_str(&paper(args, key));
    }
    text
}

/// A form to print, to be sealed in an envelope.
fn paper(args: &NewKeyArgs, key: &HolderKey) -> String {
    let secret = key.reveal();
    let groups: Vec<&str> = (0..secret.len())
        .step_by(15)
        .map(|start| &secret[start..secret.len().min(start + 15)])
        .collect();
    format!(
        "\n--- cetak, lalu simpan dalam amplop tertutup ---\n\
         KUNCI PEMBUKA IDENTITAS RAHASIA\n\
         Pemegang : {}\n\
         Kunci publik:\n  {}\n\
         Kunci pribadi (tulis ulang tanpa spasi, dalam satu baris, ke berkas teks):\n  {}\n\
         Siapa pun yang membaca kertas ini bisa membuka identitas pelapor rahasia.\n\
         Diserahkan oleh: ____________________  Diterima oleh: ____________________  Tanggal: ____________\n\
         ---\n",
        one_line(&args.name),
        key.recipient(),
        groups.join("\n  "),
    )
}

fn list(args: &ListKeysArgs) -> Result<(), Failure> {
    let folder = KeyFolder::of(&args.data);
    let holders = folder.holders()?;
    let here = folder.first_key()?.map(|key| key.recipient());
    let lies_here = |holder: &Holder| here.as_ref() == Some(&holder.recipient);
    let format = args.output.format.unwrap_or(if terminal::is_watched() {
        Format::Table
    } else {
        Format::Json
    });
    terminal::print(&match format {
        Format::Json => {
            let entry = |holder: &Holder| {
                json!({
                    "name": holder.name,
                    "since": holder.since,
                    "recipient": holder.recipient.to_string(),
                    "private_key_in_data_folder": lies_here(holder),
                })
            };
            let entries: Vec<_> = holders.iter().map(entry).collect();
            format!(
                "{}\n",
                serde_json::to_string_pretty(&json!({ "holders": entries })).expect("plain data")
            )
        }
        Format::Csv => {
            let line = |holder: &Holder| {
                let name = holder.name.replace('"', "\"\"");
                format!(
                    "\"{name}\",{},{},{}\n",
                    holder.since,
                    holder.recipient,
                    lies_here(holder)
                )
            };
            let lines: String = holders.iter().map(line).collect();
            format!("name,since,recipient,private_key_in_data_folder\n{lines}")
        }
        Format::Table => for_people(&holders, &lies_here),
    })
}

fn for_people(holders: &[Holder], lies_here: &dyn Fn(&Holder) -> bool) -> String {
    if holders.is_empty() {
        return "Belum ada pemegang kunci. Kunci pertama dibuat saat `tanggap serve` pertama kali jalan.\n"
            .to_owned();
    }
    let line = |holder: &Holder| {
        let since = holder.since.to_zoned(TimeZone::UTC).date();
        let place = if lies_here(holder) {
            "kunci pribadinya MASIH DI FOLDER DATA"
        } else {
            "kunci pribadinya tidak di folder data"
        };
        format!(
            "{}\n  sejak {since}; {place}\n  {}\n",
            holder.name, holder.recipient
        )
    };
    let mut text: String = holders.iter().map(line).collect();
    if holders.iter().any(lies_here) {
        text.push_str(STILL_HERE);
    }
    text
}

/// Said at each start and in the list, until it is no longer true.
pub const STILL_HERE: &str = "peringatan: kunci pembuka identitas rahasia masih ada di folder data. Siapa pun yang bisa membaca \
     folder itu bisa membuka identitas pelapor rahasia. Jalankan `tanggap keys new` untuk memindahkan kunci keluar.\n";

/// The private keys of a file; the passphrase is asked for, or read from the first line of a pipe.
pub fn read_key_file(path: &Path) -> Result<Vec<HolderKey>, Failure> {
    let unreadable = |error: io::Error| {
        Failure::Request(format!(
            "Berkas kunci {} tidak bisa dibaca: {}.",
            path.display(),
            in_words(&error)
        ))
    };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let passphrase = if file::is_wrapped(&text) {
        ask()?
    } else {
        String::new()
    };
    file::unwrap(&text, &passphrase).map_err(|error| Failure::Request(error.to_string()))
}

fn ask() -> Result<String, Failure> {
    let unreadable =
        |error: io::Error| Failure::Environment(format!("Kata sandi tidak bisa dibaca: {error}."));
    if io::stdin().is_terminal() {
        return rpassword::prompt_password("Kata sandi berkas kunci: ").map_err(unreadable);
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
    Ok(line)
}

fn random<const N: usize>(world: &World) -> [u8; N] {
    let mut bytes = [0; N];
    (world.entropy)(&mut bytes);
    bytes
}

/// In the current folder, under a name that tells keys apart and nothing else.
fn default_file(key: &HolderKey) -> PathBuf {
    let public = key.recipient().to_string();
    PathBuf::from(format!("kunci-{}.age", &public[public.len() - 8..]))
}

fn refuse_inside(out: &Path, data: &Path) -> Result<(), Failure> {
    let whole = |path: &Path| fs::canonicalize(path).ok();
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty());
    let inside = match (whole(parent.unwrap_or(Path::new("."))), whole(data)) {
        (Some(parent), Some(data)) => parent.starts_with(data),
        _ => false,
    };
    if inside {
        return Err(Failure::Request(
            "Berkas kunci harus di luar folder data: kunci dan segel tidak boleh satu tempat. Pilih tempat lain dengan --out."
                .to_owned(),
        ));
    }
    Ok(())
}

/// A key file is never written over another.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::Request(format!(
            "Berkas {} sudah ada. Pilih nama lain dengan --out.",
            path.display()
        )),
        _ => Failure::Environment(format!(
            "Berkas {} tidak bisa ditulis: {}.",
            path.display(),
            in_words(&error)
        )),
    })
}

fn first_line(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::Request(format!(
            "Berkas {} tidak bisa dibaca: {}.",
            path.display(),
            in_words(&error)
        ))
    })?;
    let line = text.lines().next().unwrap_or_default().trim().to_owned();
    if line.chars().count() < 12 {
        return Err(Failure::Request(
            "Kata sandi kunci paling sedikit 12 huruf.".to_owned(),
        ));
    }
    Ok(line)
}

fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn no_data_yet(folder: &Path) -> Failure {
    Failure::Request(format!(
        "Belum ada folder data {}. Jalankan `tanggap serve` dulu, atau sebut folder lain dengan --data.",
        folder.display()
    ))
}
