//! The states of a case and the only table that says which may follow which (`domain.md` §4.2).

use crate::named::named_enum;

named_enum! {
    /// The state of a case.
    pub enum Status {
        /// Diterima.
        Received = "received",
        /// Ditahan: looks like spam, waits for a person; the citizen sees "diterima".
        Quarantined = "quarantined",
        /// Diverifikasi.
        Verifying = "verifying",
        /// Menunggu kelengkapan dari pelapor; the clock is paused.
        AwaitingInfo = "awaiting_info",
        /// Bukan kewenangan instansi ini.
        NotOurs = "not_ours",
        /// Diteruskan ke instansi berwenang.
        Forwarded = "forwarded",
        /// Terdisposisi to a unit.
        Dispositioned = "dispositioned",
        /// Ditindaklanjuti.
        Handling = "handling",
        /// Ditanggapi.
        Responded = "responded",
        /// Selesai.
        Closed = "closed",
        /// Diarsipkan, with a reason.
        Archived = "archived",
        /// Digabung with another case.
        Duplicate = "duplicate",
        /// Dicabut by the reporter.
        Withdrawn = "withdrawn",
        /// Dibuka kembali.
        Reopened = "reopened",
    }
}

impl Status {
    /// The states that may follow this one.
    pub const fn next(self) -> &'static [Status] {
        use Status::{
            Archived, AwaitingInfo, Closed, Dispositioned, Duplicate, Forwarded, Handling, NotOurs,
            Quarantined, Received, Reopened, Responded, Verifying, Withdrawn,
        };
        match self {
            Received => &[Verifying, Quarantined, Withdrawn],
            // Withdrawing must work here too: a refusal would show that the case is held.
            Quarantined => &[Received, Archived, Withdrawn],
            Verifying => &[
                AwaitingInfo,
                NotOurs,
                Dispositioned,
                Handling,
                Archived,
                Duplicate,
                Withdrawn,
            ],
            AwaitingInfo => &[Verifying, Handling, Archived, Withdrawn],
            NotOurs => &[Forwarded, Archived, Verifying],
            Forwarded => &[Closed, Verifying],
            Dispositioned => &[Handling, AwaitingInfo, Verifying],
            Handling => &[Responded, AwaitingInfo, Dispositioned],
            Responded => &[Closed, Reopened, Handling],
            Closed => &[Reopened],
            Archived | Duplicate => &[Verifying],
            Withdrawn => &[],
            Reopened => &[Verifying, Handling],
        }
    }

    /// Whether `next` may follow this state.
    pub fn can_become(self, next: Status) -> bool {
        self.next().contains(&next)
    }

    /// Whether the agency still owes the citizen something, so that a deadline can be missed.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Status::Received
                | Status::Quarantined
                | Status::Verifying
                | Status::AwaitingInfo
                | Status::Dispositioned
                | Status::Handling
                | Status::Reopened
        )
    }

    /// The state as the citizen sees it: a held case never shows that it is held.
    pub const fn public(self) -> Status {
        match self {
            Status::Quarantined => Status::Received,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn every_state_can_be_reached_from_received() {
        let mut seen = vec![Status::Received];
        let mut next = 0;
        while next < seen.len() {
            for status in seen[next].next() {
                if !seen.contains(status) {
                    seen.push(*status);
                }
            }
            next += 1;
        }
        seen.sort_unstable();
        assert_eq!(seen, Status::ALL);
    }

    #[test]
    fn no_state_follows_itself_and_only_withdrawal_is_final() {
        for status in Status::ALL {
            assert!(!status.can_become(*status), "{status:?} follows itself");
            assert_eq!(
                status.next().is_empty(),
                *status == Status::Withdrawn,
                "{status:?}"
            );
        }
    }

    #[test]
    fn silence_of_the_agency_never_closes_a_case() {
        for status in Status::ALL.iter().filter(|status| status.is_open()) {
            assert!(
                !status.can_become(Status::Closed),
                "{status:?} could close without an answer"
            );
        }
    }

    #[test]
    fn names_are_read_back() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(*status));
        }
    }
}
