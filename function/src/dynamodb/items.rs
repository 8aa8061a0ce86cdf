//! All items that a question finds, whatever number of pages they come in.

use std::vec::IntoIter;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::query::builders::QueryInputBuilder;
use aws_sdk_dynamodb::operation::scan::ScanOutput;
use aws_sdk_dynamodb::operation::scan::builders::ScanInputBuilder;

use super::{Ask, DynamoDb};
use crate::store::Attributes;

/// A question that is answered in pages.
pub(crate) trait Items: Ask + Clone {
    /// Its items, one after another; a page is asked for when the one before has been used up.
    fn items(self, dynamodb: &DynamoDb) -> Found<'_, Self> {
        Found {
            dynamodb,
            next: Some(self),
            page: Vec::new().into_iter(),
        }
    }

    /// The items of a page, and the question for the next.
    fn turned(self, page: Self::Answer) -> (Vec<Attributes>, Option<Self>);
}

/// What is found, so far.
pub(crate) struct Found<'a, Q> {
    dynamodb: &'a DynamoDb,
    next: Option<Q>,
    page: IntoIter<Attributes>,
}

impl<Q: Items> Found<'_, Q> {
    pub(crate) async fn next(&mut self) -> Option<Result<Attributes, SdkError<Q::Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            let question = self.next.take()?;
            match question.clone().ask(self.dynamodb).await {
                Ok(page) => {
                    let (items, next) = question.turned(page);
                    self.page = items.into_iter();
                    self.next = next;
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Items for QueryInputBuilder {
    fn turned(self, page: QueryOutput) -> (Vec<Attributes>, Option<Self>) {
        let next = page.last_evaluated_key.filter(|key| !key.is_empty());
        let next = next.map(|key| self.set_exclusive_start_key(Some(key)));
        (page.items.unwrap_or_default(), next)
    }
}

impl Items for ScanInputBuilder {
    fn turned(self, page: ScanOutput) -> (Vec<Attributes>, Option<Self>) {
        let next = page.last_evaluated_key.filter(|key| !key.is_empty());
        let next = next.map(|key| self.set_exclusive_start_key(Some(key)));
        (page.items.unwrap_or_default(), next)
    }
}
