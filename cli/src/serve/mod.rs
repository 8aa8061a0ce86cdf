//! `tanggap serve`: the whole product on one address, from one process.
//!
//! Read the content, hold the data folder, open the table, listen, say so, answer until told to stop.
//! Content that is wrong stops the start; content that becomes wrong later leaves the last good site in place.

mod answer;
mod bucket;
mod current;
mod demo;
mod host;
mod letter_box;
mod letters;
mod listen;
mod live;
mod pack;
mod pages;
mod rest;
mod sealing;
mod ticking;
mod upkeep;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use function::settings::{SettingError, issuer_from_env};
use function::{Door, Secret};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::args::{ServeArgs, Switch};
use crate::command::print_problems;
use crate::data::{DataFolder, SECRET_BYTES, files, open_table, store};
use crate::embedded::Engine;
use crate::failure::Failure;
use crate::receipts::receipt_keys;
use crate::site::{Kept, Recipe};
use crate::terminal;
use crate::world::World;
pub use bucket::PATH as BUCKET_PATH;
use current::{Current, Kitchen};
use letter_box::LetterBox;
use listen::{Gate, Peer};
use sealing::Sealing;
pub(crate) use sealing::sealer_of;

/// Pictures of earlier builds, in the data folder.
const PICTURES: &str = "gambar";
/// Whoever was let in before the program was told to stop gets this long to say what they want: a connection on
/// which nothing was said yet is closed without an answer.
const HEARING: Duration = Duration::from_millis(200);
/// Requests under way when the program is told to stop get this long.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until told to stop.
pub fn run(args: &ServeArgs, world: World) -> Result<(), Failure> {
    refuse_what_is_not_ours(args)?;
    let issuer = issuer_from_env(|name| std::env::var(name).ok()).map_err(|errors| what_is_wrong(&errors))?;
    let world = world.starting_at(args.now);
    let live = args.live_reload == Switch::On && !args.is_public();
    // Whoever edits sees drafts; whoever serves other people does not show them.
    let recipe = Recipe {
        drafts: live,
        pictures: Some(args.data.join(PICTURES)),
        ..Recipe::new(&args.content)
    };
    let kept = Arc::new(Kept::default());
    let site = recipe.build(world.now(), &kept)?;
    print_problems(&site.built.warnings);

    let folder = DataFolder::hold(&args.data)?;
    folder.sweep()?;
    folder.forget_erased();
    let secret = folder.secret(|bytes| (world.entropy)(bytes))?;
    let secret = Secret::new(secret).map_err(|error| Failure::Environment(error.to_string()))?;
    let sealing = Sealing::open(&args.data)?;
    let engine = open_table(&folder.table()?)?;

    let mut signing = [0; SECRET_BYTES];
    (world.entropy)(&mut signing);
    let signing = signing.map(|byte| char::from(b'a' + byte % 26));
    let signing = String::from_iter(signing);
    let (files, bucket) = files(&args.data, &signing, bucket::PATH);
    let kitchen = Kitchen {
        recipe,
        kept,
        store: store(&engine, &world),
        files,
        bucket,
        secret,
        receipts: receipt_keys(&args.data, &world)?,
        sealing,
        world,
        mailer: match args.smtp_url.clone() {
            Some(smtp) => Arc::new(smtp),
            None => Arc::new(LetterBox::new(&args.data)),
        },
        mail_from: args.mail_from.clone(),
        limits: args.limits == Switch::On,
        address_header: args.address_header.clone(),
        door: if args.is_public() {
            Door::Proxy
        } else {
            Door::Loopback
        },
        issuer,
        live,
    };
    kitchen.keep_pictures(&site);
    let first = kitchen.serve(&site, None)?;
    let runtime = Runtime::new().map_err(|error| Failure::Environment(error.to_string()))?;
    runtime.block_on(serve(args, kitchen, engine, first, &folder))?;
    runtime.shutdown_timeout(GRACE);
    folder.forget_erased();
    Ok(())
}

async fn serve(
    args: &ServeArgs,
    kitchen: Kitchen,
    engine: Engine,
    first: Current,
    folder: &DataFolder,
) -> Result<(), Failure> {
    kitchen.store.ensure_table().await.map_err(|error| {
        Failure::Environment(format!(
            "Tabel aduan di {} tidak bisa disiapkan: {error}.",
            args.data.display()
        ))
    })?;
    let (agency, now) = (&first.app.agency, kitchen.world.now());
    kitchen.sealing.begin(&kitchen.store, agency, now).await?;
    let stop = listen::stop_signal().map_err(|error| Failure::Environment(error.to_string()))?;
    let listener = listen::bind(args.host, args.port).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::Environment(error.to_string()))?;

    if args.demo {
        demo::fill(&first.app).await?;
    }
    if !args.is_public() {
        folder.tell_address(&format!("http://{address}"))?;
    }
    if args.now.is_none() {
        tokio::spawn(upkeep::sweep_hourly(engine));
    }
    tokio::spawn(upkeep::write_back_every_second(folder.log()?));
    let (site, current) = watch::channel(Arc::new(first));
    let sealing = kitchen.sealing.clone();
    // Dropping it ends the following of changes, so it lives as long as the server.
    let _follower = live::follow(kitchen, site);
    warn_if_open(args);
    tokio::spawn(ticking::run(current.clone(), sealing, args.data.clone()));
    terminal::print(&format!("ready http://{address}\n"))?;
    let letters = args.data.join(letter_box::FOLDER);
    let letters = (!args.is_public()).then_some(letters);
    let service = answer::service(current, letters, stop.clone());
    answer_until(stop, listener, service).await
}

async fn answer_until(
    mut stop: watch::Receiver<bool>,
    listener: TcpListener,
    service: Router,
) -> Result<(), Failure> {
    let gate = Gate::new(listener, stop.clone()).map_err(|error| Failure::Environment(error.to_string()))?;
    let service = service.into_make_service_with_connect_info::<Peer>();
    let mut told = stop.clone();
    let server = axum::serve(gate, service).with_graceful_shutdown(async move {
        let _ = told.wait_for(|stop| *stop).await;
        tokio::time::sleep(HEARING).await;
    });
    let out_of_patience = async {
        let _ = stop.wait_for(|stop| *stop).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = server => ended.map_err(|error| Failure::Environment(error.to_string())),
        () = out_of_patience => Ok(()),
    }
}

/// Why the variables of the issuer cannot be used.
fn what_is_wrong(errors: &[SettingError]) -> Failure {
    let told = errors.iter().map(|error| match error {
        SettingError::Missing(name) => format!("Variabel {name} belum diisi."),
        SettingError::Wrong(name, _) => {
            format!("Variabel {name} tidak dapat dipakai: tulis alamat penerbit, misalnya https://masuk.contoh.go.id.")
        }
        SettingError::Alone(name, needs) => format!("Variabel {name} tidak dapat dipakai tanpa {needs}."),
    });
    Failure::Environment(told.collect::<Vec<_>>().join("\n"))
}

/// Other computers reach us without encryption: fine behind a proxy with TLS, not otherwise.
fn warn_if_open(args: &ServeArgs) {
    if !args.host.is_loopback() {
        terminal::warn(
            "peringatan: komputer lain bisa membuka situs ini, dan lalu lintasnya tidak terenkripsi. \
             Pasang di belakang server HTTPS.\n",
        );
    }
}

/// What only makes sense on this computer stays on it, and what this version cannot do it does not pretend to do.
fn refuse_what_is_not_ours(args: &ServeArgs) -> Result<(), Failure> {
    let local = !args.is_public();
    let open = if args.behind_proxy {
        "--behind-proxy".to_owned()
    } else {
        format!("--host {}", args.host)
    };
    let only_here = |option| {
        Failure::Usage(format!(
            "{option} hanya boleh di komputer ini; {open} terbuka bagi komputer lain."
        ))
    };
    if args.demo && !local {
        return Err(only_here("--demo"));
    }
    if args.limits == Switch::Off && !local {
        return Err(only_here("--limits off"));
    }
    if args.now.is_some() && !local {
        return Err(only_here("--now"));
    }
    if args.behind_proxy && args.address_header.is_none() {
        return Err(Failure::Usage(
            "--behind-proxy perlu --address-header NAMA: kepala HTTP tempat proksi menulis alamat pengirim. \
             Tanpa itu semua orang terhitung satu pengirim, dan satu orang dapat menutup pintu bagi yang lain."
                .to_owned(),
        ));
    }
    Ok(())
}
