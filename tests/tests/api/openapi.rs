//! The description of the interface: every route is in it, nothing else is, and real answers are as it says.

use std::collections::{BTreeMap, BTreeSet};

use complaint::Action;
use complaint::case::Resolution;
use serde_json::Value;

use crate::caller::{Answer, Call, get, post};
use crate::case::{anonymous, complaints, named, status};
use crate::desk::Person;
use crate::staff::Filed;
use crate::world::World;

async fn document(world: &World) -> Value {
    get("/api/openapi.json").send(world).await.expect(200).json()
}

/// The methods of every path.
fn described(document: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let paths = document["paths"].as_object().expect("paths");
    let methods = |path: &Value| {
        path.as_object()
            .expect("methods")
            .keys()
            .map(|method| method.to_uppercase())
            .collect()
    };
    paths
        .iter()
        .map(|(path, methods_of)| (path.clone(), methods(methods_of)))
        .collect()
}

/// The paths in the source of the router, where all routes stand on one screen.
fn routed() -> BTreeSet<String> {
    let source = include_str!("../../../function/src/router.rs");
    let paths = source
        .split('"')
        .filter(|text| ["/api/", "/staff"].iter().any(|start| text.starts_with(start)))
        .filter(|text| !text.contains("{*"));
    paths.map(str::to_owned).collect()
}

#[tokio::test]
async fn every_route_is_described_with_its_methods_and_nothing_else_is() {
    let world = World::new().await;
    let described = described(&document(&world).await);
    assert_eq!(described.keys().cloned().collect::<BTreeSet<_>>(), routed());
    for (path, methods) in &described {
        let path = path
            .replace("{number}", "DPM-0000-0000")
            .replace("{verb}", "note")
            .replace("{position}", "1");
        for method in [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
        ] {
            let answer = Call::new(method, &path).by_program().send(&world).await;
            let known = methods.contains(method) || method == "HEAD" && methods.contains("GET");
            assert_eq!(answer.status != 405, known, "{method} {path}: {}", answer.status);
            if !known {
                let allowed: BTreeSet<String> =
                    answer.header("allow").split(',').map(str::to_owned).collect();
                assert!(methods.is_subset(&allowed), "{method} {path}: {allowed:?}");
            }
        }
    }
}

/// What is wrong with a value by its schema; the part of JSON Schema that the document uses.
fn misfits(document: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document
            .pointer(reference.trim_start_matches('#'))
            .expect("a schema that exists");
        return misfits(document, target, value, place);
    }
    let mut wrong = Vec::new();
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => vec![kind(value)],
    };
    if !kinds.contains(&kind(value)) {
        wrong.push(format!("{place} is a {}, not {kinds:?}", kind(value)));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|known| !known.contains(value))
    {
        wrong.push(format!("{place} is none of {}", schema["enum"]));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        wrong.push(format!("{place} is not {}", schema["const"]));
    }
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if value.is_object() && value.get(name).is_none() {
            wrong.push(format!("{place}.{name} is missing"));
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => wrong.extend(misfits(document, schema, member, &format!("{place}.{name}"))),
            None if schema["additionalProperties"] == false => {
                wrong.push(format!("{place}.{name} is not described"));
            }
            None => {}
        }
    }
    for item in value.as_array().into_iter().flatten() {
        wrong.extend(misfits(document, &schema["items"], item, &format!("{place}[]")));
    }
    wrong
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The answer is one that the document names, in a kind and shape it names.
fn assert_described(document: &Value, path: &str, method: &str, answer: &Answer) {
    let said = &document["paths"][path][method]["responses"][answer.status.to_string()];
    assert!(
        said.is_object(),
        "{method} {path} may not answer {}",
        answer.status
    );
    for name in ["cache-control", "retry-after"] {
        let title = if name == "retry-after" {
            "Retry-After"
        } else {
            "Cache-Control"
        };
        assert_eq!(
            said["headers"].get(title).is_some(),
            !answer.header(name).is_empty(),
            "{path}: {name}"
        );
    }
    let kind = answer
        .header("content-type")
        .split(';')
        .next()
        .unwrap_or_default();
    if said["content"].is_null() {
        assert_eq!(answer.text, "", "{path}");
        return;
    }
    let schema = &said["content"][kind]["schema"];
    assert!(
        schema.is_object(),
        "{path} {}: {kind} is not described",
        answer.status
    );
    if kind.ends_with("json") {
        let wrong = misfits(document, schema, &answer.json(), "answer");
        assert_eq!(wrong, Vec::<String>::new(), "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn answers_are_as_described() {
    let world = World::new().await;
    let document = document(&world).await;
    let said = |path: &str, method: &str, answer: &Answer| assert_described(&document, path, method, answer);
    let filed = complaints().urlencoded(&named()).send(&world).await.expect(201);
    said("/api/complaints", "post", &filed);
    said(
        "/api/complaints",
        "post",
        &complaints().urlencoded(&named()).send(&world).await.expect(200),
    );
    said(
        "/api/complaints",
        "post",
        &complaints().urlencoded(&[]).send(&world).await.expect(422),
    );
    said(
        "/api/complaints",
        "post",
        &complaints().send(&world).await.expect(415),
    );
    let page = post("/api/complaints").by_browser().urlencoded(&anonymous());
    said("/api/complaints", "post", &page.send(&world).await.expect(201));

    let case = Filed::of(&world, &filed);
    case.answered(&world).await;
    let resolution = Resolution::Explained;
    case.staff(&world, Action::Close { resolution }, "Selesai.").await;
    let right = [
        ("number", case.number.as_str()),
        ("access_code", case.code.as_str()),
    ];
    said(
        "/api/status",
        "post",
        &status().urlencoded(&right[..1]).send(&world).await.expect(200),
    );
    said(
        "/api/status",
        "post",
        &status().urlencoded(&right).send(&world).await.expect(200),
    );
    said(
        "/api/status",
        "post",
        &status()
            .urlencoded(&[("number", "x")])
            .send(&world)
            .await
            .expect(422),
    );
    said(
        "/api/status",
        "post",
        &status()
            .urlencoded(&[("number", "DPM-0000-0000")])
            .send(&world)
            .await
            .expect(404),
    );
    let rating = [("score", "4"), ("solved", "yes")];
    let path = "/api/complaints/{number}/rating";
    said(
        path,
        "post",
        &case.send("rating", &rating).send(&world).await.expect(201),
    );
    said(
        path,
        "post",
        &case.send("rating", &rating).send(&world).await.expect(409),
    );
    let path = "/api/complaints/{number}/messages";
    said(
        path,
        "post",
        &case
            .send("messages", &[("text", "Belum beres.")])
            .send(&world)
            .await
            .expect(201),
    );
    said(
        path,
        "post",
        &case
            .send("messages", &[("text", "Belum beres.")])
            .send(&world)
            .await
            .expect(200),
    );
    said(
        path,
        "post",
        &case.send("messages", &[]).send(&world).await.expect(422),
    );
    let file = [&right[..], &[("file", "1")]].concat();
    let evidence = post("/api/evidence").by_program();
    said(
        "/api/evidence",
        "post",
        &evidence.urlencoded(&file).send(&world).await.expect(404),
    );
    said(
        "/api/health",
        "get",
        &get("/api/health").send(&world).await.expect(200),
    );
    said(
        "/api/challenge",
        "get",
        &get("/api/challenge").send(&world).await.expect(204),
    );
    let down = World::with(cli::embedded::Fault::NoTable).await;
    said(
        "/api/health",
        "get",
        &get("/api/health").send(&down).await.expect(503),
    );
    said(
        "/api/complaints",
        "post",
        &complaints().urlencoded(&named()).send(&down).await.expect(503),
    );
    said(
        "/api/status",
        "post",
        &status().urlencoded(&right).send(&down).await.expect(503),
    );
}

#[tokio::test]
async fn fields_have_the_limits_of_the_parser_and_the_choices_of_the_agency() {
    let world = World::new().await;
    let document = document(&world).await;
    assert_eq!(document["openapi"], "3.1.0");
    let body = &document["paths"]["/api/complaints"]["post"]["requestBody"]["content"];
    for kind in [
        "application/json",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
    ] {
        let properties = &body[kind]["schema"]["properties"];
        for field in complaint::form::FIELDS {
            assert!(properties.get(field.name).is_some(), "{}", field.name);
        }
        assert_eq!(properties["narrative"]["maxLength"], 10_000);
        assert_eq!(properties["narrative"]["minLength"], 10);
        let categories = properties["category"]["enum"].as_array().unwrap();
        assert_eq!(categories.len(), world.app.agency.categories.len());
    }
}

#[tokio::test]
async fn answers_of_the_desk_are_as_described() {
    let world = World::new().await;
    let document = document(&world).await;
    let said = |path: &str, method: &str, answer: &Answer| assert_described(&document, path, method, answer);
    let number = complaints()
        .urlencoded(&named())
        .send(&world)
        .await
        .member("number");
    let desk = Person::coordinator(&world).await;
    let case = "/staff/cases/{number}";
    let verb = "/staff/cases/{number}/{verb}";
    for path in [
        "/staff",
        "/staff/",
        "/staff/filters",
        "/staff/mail",
        "/staff/audit",
        "/staff/people",
        "/staff/export",
        "/staff/stats",
        "/staff/absence",
        "/staff/new",
        "/staff/new/kotak",
        "/staff/new/kertas",
        "/staff/masuk",
        "/staff/masuk/kembali",
    ] {
        said(path, "get", &desk.json(&world, path).await);
        said(path, "get", &desk.page(&world, path).await);
        said(path, "get", &get(path).by_program().send(&world).await);
        said(path, "get", &get(path).by_browser().send(&world).await);
    }
    said(
        "/staff/",
        "get",
        &desk.json(&world, "/staff/?q=loket").await.expect(200),
    );
    said(
        "/staff/",
        "get",
        &desk.json(&world, "/staff/?status=x").await.expect(400),
    );
    said(
        case,
        "get",
        &desk
            .json(&world, &format!("/staff/cases/{number}"))
            .await
            .expect(200),
    );
    said(
        case,
        "get",
        &desk.json(&world, "/staff/cases/x").await.expect(404),
    );
    said(
        verb,
        "post",
        &desk.act(&world, &number, "verify", &[]).await.expect(200),
    );
    said(
        verb,
        "post",
        &desk.act(&world, &number, "verify", &[]).await.expect(409),
    );
    said(
        verb,
        "post",
        &desk.act(&world, &number, "note", &[]).await.expect(422),
    );
    for (path, fields, status) in [
        (
            "/staff/filters",
            &[("do", "save"), ("name", "x"), ("due", "late")][..],
            200,
        ),
        ("/staff/filters", &[("do", "save")], 422),
        (
            "/staff/people",
            &[("do", "invite"), ("name", "Ani"), ("role", "auditor")],
            201,
        ),
        ("/staff/people", &[("do", "close"), ("id", "x")], 422),
        ("/staff/new/kertas", &[("count", "2")], 201),
        ("/staff/new/kertas", &[("count", "x")], 422),
        ("/staff/export", &[("format", "csv")], 200),
        ("/staff/export", &[("format", "x")], 422),
        ("/staff/stats", &[("format", "csv")], 200),
        ("/staff/absence", &[("back", "yes")], 200),
        ("/staff/absence", &[("until", "x")], 422),
        ("/staff/mail", &[("do", "retry_all")], 200),
        ("/staff/new", &[], 422),
        ("/staff/new/kotak", &[], 422),
        ("/staff/masuk", &[("name", "x")], 401),
        ("/staff/undangan", &[("kode", "x")], 404),
        ("/staff/masuk/instansi", &[], 404),
        ("/staff/keluar", &[], 200),
    ] {
        let answer = desk
            .post(path, fields)
            .by_program()
            .send(&world)
            .await
            .expect(status);
        said(path, "post", &answer);
        let nobody = post(path).by_program().urlencoded(fields).send(&world).await;
        said(path, "post", &nobody);
    }
}
