//! What the function is given, what wakes it, and what it may do.

use std::collections::BTreeSet;

use function::files::{INCOMING, KEPT, ORIGINALS};
use function::lambda::{CLOCK_STRUCK, Event, STATISTICS, TICK};
use function::settings::VARIABLES;
use function::store::LAYOUT;
use function::{FRONT_DOOR_HEADER, MAIL_IS_STUCK};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tests::root;

use crate::template::{all_texts, of_type, properties, template, texts};

fn variables() -> &'static Value {
    &properties("Function")["Environment"]["Variables"]
}

#[test]
fn the_function_is_given_every_variable_it_reads_and_no_other() {
    let given: BTreeSet<_> = variables()
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(given, BTreeSet::from(VARIABLES));
}

#[test]
fn an_example_agency_gives_all_that_has_no_default_and_nothing_unknown() {
    let text = std::fs::read_to_string(root().join("infra/parameters/contoh.toml")).unwrap();
    let example: Value = toml::from_str(&text).unwrap();
    let given: BTreeSet<_> = example["parameters"].as_object().unwrap().keys().collect();
    let known = template()["Parameters"].as_object().unwrap();
    for (name, parameter) in known {
        assert!(
            parameter.get("Default").is_some() || given.contains(name),
            "{name}"
        );
    }
    assert!(given.iter().all(|name| known.contains_key(*name)), "{given:?}");
    function::Sealer::parse(example["parameters"]["KeyHolders"].as_str().unwrap()).unwrap();
    assert_eq!(example["region"], "ap-southeast-3");
}

#[test]
fn the_schedule_says_what_the_function_understands() {
    for (name, known) in [("Tick", TICK), ("Publish", STATISTICS)] {
        let target = &properties(name)["Target"];
        let payload = RawValue::from_string(target["Input"].as_str().unwrap().to_owned()).unwrap();
        let event = Event::read(&payload).unwrap();
        assert!(matches!(event, Event::Scheduled(task) if task == known), "{name}");
        assert_eq!(target["Arn"], json!({ "Ref": "Function.Alias" }));
    }
    assert_eq!(of_type("AWS::Scheduler::Schedule").len(), 2);
}

#[test]
fn the_bucket_tells_of_what_browsers_send_and_forgets_what_nobody_took() {
    let bucket = properties("EvidenceBucket");
    let told = &bucket["NotificationConfiguration"]["LambdaConfigurations"][0];
    assert_eq!(
        told["Filter"]["S3Key"]["Rules"],
        json!([{ "Name": "prefix", "Value": INCOMING }])
    );
    assert_eq!(told["Event"], "s3:ObjectCreated:*");
    let forgotten = bucket["LifecycleConfiguration"]["Rules"].as_array().unwrap();
    let prefixes: Vec<_> = forgotten
        .iter()
        .filter_map(|rule| rule["Prefix"].as_str())
        .collect();
    assert_eq!(prefixes, [INCOMING], "nothing else ends by its age alone");
    assert_eq!(bucket["BucketName"], variables()["TANGGAP_BUCKET"]);
}

/// Versions of evidence would keep what was removed; versions of the site bring it back.
#[test]
fn only_the_site_has_versions_and_nothing_is_public() {
    assert_eq!(
        properties("SiteBucket")["VersioningConfiguration"]["Status"],
        "Enabled"
    );
    assert_eq!(properties("EvidenceBucket").get("VersioningConfiguration"), None);
    for (name, bucket) in of_type("AWS::S3::Bucket") {
        let private = bucket["PublicAccessBlockConfiguration"].as_object().unwrap();
        assert!(
            private.len() == 4 && private.values().all(|shut| shut == true),
            "{name}"
        );
    }
}

#[test]
fn roles_name_what_they_may_and_never_everything() {
    for (name, role) in of_type("AWS::IAM::Role") {
        for policy in role["Policies"].as_array().unwrap() {
            for statement in policy["PolicyDocument"]["Statement"].as_array().unwrap() {
                let (actions, resources) =
                    (all_texts(&statement["Action"]), all_texts(&statement["Resource"]));
                assert!(
                    actions.iter().all(|action| !action.contains('*')),
                    "{name}: {actions:?}"
                );
                assert!(
                    resources.iter().all(|resource| *resource != "*"),
                    "{name}: {resources:?}"
                );
            }
        }
    }
}

/// What the function may do, by its name.
#[track_caller]
fn statement(sid: &str) -> &'static Value {
    let policy = &properties("Role")["Policies"][0]["PolicyDocument"];
    let mut statements = policy["Statement"].as_array().unwrap().iter();
    statements.find(|statement| statement["Sid"] == sid).unwrap()
}

/// Rights that a request of the store asks for: a transaction those of the single requests in it.
fn rights(request: &str) -> &'static [&'static str] {
    match request {
        "BatchGetItem" => &["BatchGetItem"],
        "DeleteItem" => &["DeleteItem"],
        "GetItem" => &["GetItem"],
        "PutItem" => &["PutItem"],
        "Query" => &["Query"],
        "UpdateItem" => &["UpdateItem"],
        "TransactWriteItems" => &["ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"],
        // Backups, chains and a table of one's own are things of `tanggap`, which has rights of its own.
        "BatchWriteItem" | "CreateTable" | "DescribeTable" | "Scan" | "UpdateTable" | "UpdateTimeToLive" => {
            &[]
        }
        other => panic!("which right does {other} need?"),
    }
}

/// The table is asked nothing that its rights forbid, and no right is there that nothing asks for.
#[test]
fn the_function_may_ask_what_the_store_asks() {
    let asked: BTreeSet<_> = store_requests()
        .iter()
        .flat_map(|request| rights(request))
        .map(|right| format!("dynamodb:{right}"))
        .collect();
    let allowed = texts(&statement("Items")["Action"]);
    assert_eq!(asked.iter().map(String::as_str).collect::<BTreeSet<_>>(), allowed);
}

/// Every request to the table in the text of the store, by the name of its question.
fn store_requests() -> BTreeSet<String> {
    let folder = std::fs::read_dir(root().join("function/src/store")).unwrap();
    let files = folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap_or_default());
    let code: String = files.collect();
    let mut before: Vec<&str> = code.split("Input::builder()").collect();
    before.pop();
    let name = |text: &str| {
        text.rsplit(|c: char| !c.is_ascii_alphabetic())
            .next()
            .map(str::to_owned)
    };
    let found: BTreeSet<_> = before.into_iter().filter_map(name).collect();
    assert!(found.len() > 8, "the store is read: {found:?}");
    found
}

#[test]
fn the_function_may_touch_its_table_its_lists_and_its_files() {
    let resources = |sid: &str| all_texts(&statement(sid)["Resource"]);
    let lists = resources("Lists");
    for (index, _, _) in LAYOUT.indexes {
        assert!(
            lists.iter().any(|arn| arn.ends_with(&format!("/index/{index}"))),
            "{index}"
        );
    }
    let ends: BTreeSet<_> = resources("Files")
        .into_iter()
        .filter_map(|arn| arn.split_once('/'))
        .map(|(_, end)| end.to_owned())
        .collect();
    assert_eq!(
        ends,
        [INCOMING, KEPT, ORIGINALS]
            .map(|prefix| format!("{prefix}*"))
            .into()
    );
}

/// Of the site the function writes the pages and files with figures, and nothing else.
#[test]
fn the_function_may_renew_what_shows_figures() {
    let figures = statement("Figures");
    assert_eq!(figures["Action"], json!(["s3:GetObject", "s3:PutObject"]));
    let keys: BTreeSet<_> = all_texts(&figures["Resource"])
        .into_iter()
        .filter_map(|arn| Some(arn.split_once('/')?.1.to_owned()))
        .collect();
    let (agency, _) = site_gen::load_agency(&root().join("content")).unwrap();
    let pages = site_gen::published_paths(&agency).map(|(_, path)| path);
    let paths = pages.chain(site_gen::PUBLISHED_DATA.map(str::to_owned));
    let expected: BTreeSet<_> = paths
        .map(|path| path.trim_start_matches('/').to_owned())
        .collect();
    assert_eq!(keys, expected);
    assert_eq!(
        properties("SiteBucket")["BucketName"],
        variables()["TANGGAP_SITE_BUCKET"]
    );
}

#[test]
fn the_front_door_shows_its_key_where_the_function_looks() {
    let origins = properties("Distribution")["DistributionConfig"]["Origins"]
        .as_array()
        .unwrap();
    let function = origins.iter().find(|origin| origin["Id"] == "function").unwrap();
    let shown = &function["OriginCustomHeaders"];
    assert_eq!(shown[0]["HeaderName"], FRONT_DOOR_HEADER);
    assert_eq!(shown.as_array().unwrap().len(), 1);
    // While the key is changed the old one is shown, and the function knows the next one too.
    let known = &variables()["TANGGAP_FRONT_DOOR_KEY"]["If"];
    let text = |value: &Value| value["Sub"].as_str().unwrap().to_owned();
    let (shown, version) = (text(&shown[0]["HeaderValue"]), "${FrontDoorVersion}");
    assert_eq!(text(&known[2]), shown);
    let next = shown.replace(version, "${FrontDoorNext}");
    assert_eq!(text(&known[1]), format!("{shown} {next}"));
}

/// `CloudFormation` reads a secret again only where the reference changes: it must be able to.
#[test]
fn every_reference_to_a_secret_names_its_version() {
    let references: Vec<_> = all_texts(&template()["Resources"])
        .into_iter()
        .flat_map(|text| text.split("{{resolve:").skip(1))
        .collect();
    assert!(references.len() > 3, "{references:?}");
    for reference in references {
        let version = reference.split_once(":SecretString:::${").unwrap().1;
        let name = version.split_once('}').unwrap().0;
        assert_eq!(template()["Parameters"][name]["Default"], "", "{name}");
    }
}

#[test]
fn alarms_wait_for_lines_that_the_function_writes() {
    let pattern = |name: &str| properties(name)["FilterPattern"].as_str().unwrap();
    assert_eq!(
        pattern("MailLines"),
        format!("{{ $.message = \"{MAIL_IS_STUCK}\" }}")
    );
    assert_eq!(
        pattern("ClockLines"),
        format!("{{ $.message = \"{CLOCK_STRUCK}\" }}")
    );
    assert_eq!(pattern("ErrorLines"), "{ $.level = \"ERROR\" }");
    for (lines, alarm) in [
        ("ClockLines", "ClockStands"),
        ("MailLines", "MailIsStuck"),
        ("ErrorLines", "FunctionComplains"),
    ] {
        let counted = &properties(lines)["MetricTransformations"][0];
        let alarm = properties(alarm);
        assert_eq!(counted["MetricName"], alarm["MetricName"]);
        assert_eq!(counted["MetricNamespace"], alarm["Namespace"]);
    }
    assert_eq!(properties("ClockStands")["TreatMissingData"], "breaching");
    for (name, alarm) in of_type("AWS::CloudWatch::Alarm") {
        assert_eq!(alarm["AlarmActions"], json!([{ "Ref": "Alarms" }]), "{name}");
    }
}

#[test]
fn logs_end_and_access_logs_name_nobody() {
    for (name, log) in of_type("AWS::Logs::LogGroup") {
        assert_eq!(log["RetentionInDays"], json!({ "Ref": "LogDays" }), "{name}");
    }
    let format = properties("Stage")["AccessLogSettings"]["Format"]
        .as_str()
        .unwrap();
    let format: Value = serde_json::from_str(format).unwrap();
    let logged = texts(&Value::Array(
        format.as_object().unwrap().values().cloned().collect(),
    ))
    .into_iter()
    .map(str::to_owned)
    .collect::<BTreeSet<_>>();
    let harmless = [
        "$context.requestId",
        "$context.routeKey",
        "$context.status",
        "$context.responseLatency",
        "$context.error.responseType",
    ];
    assert_eq!(logged, harmless.map(str::to_owned).into());
}
