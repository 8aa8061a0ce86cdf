//! The desk: who works here, what waits for them, and what they do to a case.
//!
//! Every request passes the [`door`]: who is it, may they come in this way, does the form come from a page of
//! ours. Then the [`queue`], the page of a [`case`], or one of the [`verbs`]. Whether somebody may see or do
//! something is asked of `complaint::staff` for the very case, each time.

mod absence;
mod accounts;
mod agency_account;
mod attachments;
mod attempts;
mod audit;
mod audit_asked;
mod audit_page;
mod batch;
mod case;
mod case_line;
mod case_page;
mod case_verbs;
mod codes;
mod cursor;
mod door;
mod dossier;
mod dossier_page;
mod duplicates;
mod entry;
mod events;
mod export;
mod fields;
mod intake;
mod intake_page;
mod invitation;
mod mail;
mod not_done;
mod paper;
mod password;
mod people;
mod queue;
mod queue_asked;
mod queue_fields;
mod queue_page;
mod replies;
mod samples;
mod saved;
mod screen;
mod sign_in;
mod sp4n;
mod statistics;
mod statistics_figures;
mod statistics_lines;
mod unseal;
mod verbs;

pub use accounts::{InviteError, NewPerson, invite};
pub use door::{Console, Door};
pub use samples::{Sample, open_sample, sample_of, staff_code};

pub(crate) use absence::{absence_form, note_absence};
pub(crate) use agency_account::{come_back, go_to_issuer};
pub(crate) use attachments::file_of_case;
pub(crate) use audit_page::audit_page;
pub(crate) use batch::{batch_form, record_batch};
pub(crate) use case::case;
pub(crate) use door::Kept;
pub(crate) use dossier_page::{dossier_form, make_dossier};
pub(crate) use export::{export, export_form};
pub(crate) use intake::{intake_form, record_intake};
pub(crate) use invitation::{accept_invitation, invitation_form};
pub(crate) use mail::{mail, mend_mail};
pub(crate) use paper::{paper_form, print_papers};
pub(crate) use people::{change_people, people};
pub(crate) use queue::{queue, to_queue};
pub(crate) use saved::{change_filters, saved_filters};
pub(crate) use sign_in::{sign_in, sign_in_form, sign_out};
pub(crate) use sp4n::hand_off;
pub(crate) use statistics::{export_statistics, statistics};
pub(crate) use unseal::{unseal, unseal_form};
pub(crate) use verbs::act_on_case;
