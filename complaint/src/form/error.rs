//! What can be wrong with a field, as data; the words for citizens are the site's.

use crate::named::named_enum;

named_enum! {
    /// Why a field cannot be taken as it is.
    pub enum FieldErrorCode {
        /// Nothing was typed.
        Required = "required",
        /// Neither a telephone number nor an e-mail address was given.
        ContactRequired = "contact_required",
        /// Fewer characters than the field needs.
        TooShort = "too_short",
        /// More characters than the field takes.
        TooLong = "too_long",
        /// Not one of the choices.
        UnknownChoice = "unknown_choice",
        /// The one choice that is not open here: nobody who showed themselves becomes anonymous again.
        NotAnonymous = "not_anonymous",
        /// Not a date.
        BadDate = "bad_date",
        /// A date that has not come yet.
        FutureDate = "future_date",
        /// Not a telephone number.
        BadPhone = "bad_phone",
        /// Not an e-mail address.
        BadEmail = "bad_email",
        /// Characters that this field cannot have.
        BadCharacters = "bad_characters",
        /// Not in the text that it must be in.
        NotInText = "not_in_text",
        /// The same as before: nothing would change.
        Unchanged = "unchanged",
        /// The case holds as many messages as it can.
        FullCase = "full_case",
        /// Something this version cannot take yet.
        NotSupported = "not_supported",
    }
}

/// One field that must be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldError {
    /// The field's name in forms and JSON.
    pub field: &'static str,
    /// What is wrong with it.
    pub code: FieldErrorCode,
}
