//! `bootstrap`: the Lambda function's main. It reads the environment, makes the clock, the randomness and the
//! client, builds the router once, and then answers events one by one.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use complaint::{Agency, Problem};
use function::settings::{SettingError, Settings};
use function::{
    App, AwsSettings, Bucket, Clock, Console, Door, DynamoDb, Entropy, Files, MissingVariable, Post,
    Publication, Store, Trust, lambda, log_panics, network, place, router,
};
use lambda_http::{Error, LambdaEvent, lambda_runtime, service_fn};
use site_gen::History;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match start() {
        Ok(app) => Box::pin(serve(app)).await,
        Err(error) => {
            report(&error);
            ExitCode::from(3)
        }
    }
}

/// Why the function cannot start.
enum StartError {
    Settings(Vec<SettingError>),
    Aws(MissingVariable),
    Content(Vec<Problem>),
}

fn start() -> Result<App, StartError> {
    let variable = |name: &str| std::env::var(name).ok();
    let settings = Settings::from_env(variable).map_err(StartError::Settings)?;
    log_to_stdout(&settings);
    log_panics();
    let aws = AwsSettings::from_env(variable).map_err(StartError::Aws)?;
    let (clock, entropy): (Clock, Entropy) = (Arc::new(now), Arc::new(randomness));
    let [table_network, files_network] = networks(&aws);
    let (mut agency, _) = site_gen::load_agency(&settings.content).map_err(StartError::Content)?;
    if let Some(base_url) = settings.base_url {
        agency.base_url = base_url;
    }
    let theme = site_gen::load_theme(&settings.content, &agency).map_err(StartError::Content)?;
    let post = settings.smtp.map(|mailer| Post {
        mailer: Arc::new(mailer),
        from: settings.mail_from.unwrap_or_else(|| agency.contact.email.clone()),
    });
    let publication = Publication {
        history: Arc::new(history(&settings.content, &agency).map_err(StartError::Content)?),
        site: settings
            .site_bucket
            .map(|site| Bucket::new(place(&aws, &site, None), files_network.clone())),
    };
    Ok(App {
        publication,
        agency: Arc::new(agency),
        theme: Arc::new(theme),
        store: Store::new(
            DynamoDb::new(&aws, table_network, clock.clone(), entropy.clone()),
            settings.table,
        ),
        files: Files::new(Bucket::new(
            place(&aws, &settings.bucket, settings.upload_url),
            files_network,
        )),
        secret: settings.secret,
        receipts: settings.receipts,
        sealer: settings.sealer,
        clock,
        entropy,
        post,
        limits: true,
        address_header: settings.address_header,
        front_door: settings.front_door,
        console: Console {
            door: Door::Https,
            wall: Arc::new(now),
            issuer: settings.issuer,
        },
    })
}

/// To the table and to the buckets; one for both where both are AWS.
fn networks(aws: &AwsSettings) -> [SharedHttpConnector; 2] {
    let [table, files] = [&aws.endpoint, &aws.files_endpoint].map(|endpoint| Trust::of(endpoint.as_deref()));
    let to_table = network(table);
    let to_files = if files == table {
        to_table.clone()
    } else {
        network(files)
    };
    [to_table, to_files]
}

/// Read only where it is published: a start should read nothing that nobody needs.
fn history(content: &Path, agency: &Agency) -> Result<History, Vec<Problem>> {
    match agency.register_from {
        Some(_) => site_gen::load_history(content),
        None => Ok(History::default()),
    }
}

async fn serve(app: App) -> ExitCode {
    let router = router(app.clone());
    let handler = service_fn(move |event: LambdaEvent<_>| {
        let (app, router) = (app.clone(), router.clone());
        async move { lambda::answer(&app, router, event).await.map_err(Error::from) }
    });
    match Box::pin(lambda_runtime::run(handler)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the runtime stopped");
            ExitCode::from(3)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a main makes the clock")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "a main makes the randomness")]
fn randomness(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system has randomness");
}

/// JSON lines of our own crates only: those of libraries could hold what citizens wrote.
fn log_to_stdout(settings: &Settings) {
    let ours = Targets::new()
        .with_target("function", settings.log)
        .with_target("bootstrap", settings.log);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_writer(std::io::stdout);
    tracing_subscriber::registry().with(lines).with(ours).init();
}

#[expect(clippy::print_stderr, reason = "there may be no log yet")]
fn report(error: &StartError) {
    match error {
        StartError::Settings(errors) => errors.iter().for_each(|error| eprintln!("bootstrap: {error}")),
        StartError::Aws(error) => eprintln!("bootstrap: {error}"),
        StartError::Content(problems) => problems.iter().for_each(|problem| eprintln!("{problem}")),
    }
}
