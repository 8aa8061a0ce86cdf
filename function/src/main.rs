//! `bootstrap`: the Lambda function's main.
fn main() {}
