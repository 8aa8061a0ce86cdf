//! Accounts that people have elsewhere: an issuer that speaks OpenID Connect proves who somebody is. What they may do
//! here is never asked of it.
//!
//! [`Issuer`] knows where the issuer is and asks it; [`token`] believes what it says, or does not; [`web`] is the way to
//! it. Nothing here knows accounts, sessions or the table.

mod issuer;
mod token;
mod web;

use thiserror::Error;

pub use issuer::{Issuer, WrongIssuer};
pub(crate) use issuer::{Subject, Trip};

/// Why nobody is proven. Never a token, a claim or an address: these errors are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Unproven {
    /// The issuer cannot be reached, or not in time.
    #[error("the issuer is out of reach")]
    Unreachable,
    /// It tells of itself what cannot be right.
    #[error("what the issuer tells of itself cannot be used")]
    Unusable,
    /// It answered with more than any issuer has to say.
    #[error("the issuer's answer is too large")]
    TooLarge,
    /// It does not know the code, or not with this verifier.
    #[error("the issuer refused the code")]
    Refused,
    /// It answered without a token that can be read.
    #[error("there is no token, or none that can be read")]
    NoToken,
    /// The token was signed with a key that the issuer does not publish.
    #[error("the key of the token is not known")]
    UnknownKey,
    /// It was not signed, in another way than is taken, or by somebody else.
    #[error("the signature of the token is not right")]
    Signature,
    /// It is of another issuer.
    #[error("the token is of another issuer")]
    OtherIssuer,
    /// It is for somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// It is not valid any more, or not yet.
    #[error("the token is not valid now")]
    NotNow,
    /// It answers another question than was asked.
    #[error("the token answers another question")]
    Nonce,
    /// It is no token that says who somebody is.
    #[error("the token is of another kind")]
    Kind,
    /// Whoever it is does not belong to the group that may come in.
    #[error("the group is missing in the token")]
    Group,
}

impl Unproven {
    /// Whether the issuer itself is the trouble, so that it may go better later.
    pub(crate) const fn is_away(self) -> bool {
        matches!(self, Self::Unreachable | Self::Unusable | Self::TooLarge)
    }
}
