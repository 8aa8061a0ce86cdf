//! Who may do what: every role with every duty, and every kind of case with every kind of officer.

use complaint::staff::{Duty, Matter, Officer, Role};

/// One line per duty: coordinator, officer, key holder, auditor, comms.
const MAY: [(Duty, [bool; 5]); 36] = [
    (Duty::Read, [true, true, true, true, false]),
    (Duty::Contact, [true, false, false, false, false]),
    (Duty::Intake, [true, true, false, false, false]),
    (Duty::Files, [true, true, false, false, false]),
    (Duty::Export, [true, true, false, true, false]),
    (Duty::Audit, [true, false, false, true, false]),
    (Duty::Statistics, [true, true, true, true, true]),
    (Duty::People, [true, false, false, false, false]),
    (Duty::Dossier, [true, false, false, false, false]),
    (Duty::Note, [true, true, false, false, false]),
    (Duty::Release, [true, false, false, false, false]),
    (Duty::Verify, [true, false, false, false, false]),
    (Duty::Ask, [true, true, false, false, false]),
    (Duty::Dispose, [true, false, false, false, false]),
    (Duty::Return, [true, true, false, false, false]),
    (Duty::Handle, [true, true, false, false, false]),
    (Duty::Respond, [true, true, false, false, false]),
    (Duty::Propose, [true, true, false, false, false]),
    (Duty::Approve, [true, false, false, false, false]),
    (Duty::SendBack, [true, false, false, false, false]),
    (Duty::Extend, [true, true, false, false, false]),
    (Duty::NotOurs, [true, false, false, false, false]),
    (Duty::Forward, [true, false, false, false, false]),
    (Duty::Close, [true, false, false, false, false]),
    (Duty::Archive, [true, false, false, false, false]),
    (Duty::Merge, [true, false, false, false, false]),
    (Duty::Reopen, [true, false, false, false, false]),
    (Duty::Classify, [true, false, false, false, false]),
    (Duty::Redact, [true, false, false, false, false]),
    (Duty::Exclude, [true, false, false, false, false]),
    (Duty::HandOff, [true, false, false, false, false]),
    (Duty::Escalate, [true, false, false, false, false]),
    (Duty::AskIdentity, [true, true, false, false, false]),
    (Duty::GrantIdentity, [false, false, true, false, false]),
    (Duty::RefuseIdentity, [false, false, true, false, false]),
    (Duty::Unseal, [false, false, true, false, false]),
];

fn officer(role: Role, unit: Option<&str>) -> Officer {
    Officer {
        id: "p1".to_owned(),
        name: "Suharti".to_owned(),
        role,
        unit: unit.map(str::to_owned),
    }
}

#[test]
fn the_table_of_duties_is_this_one() {
    assert_eq!(MAY.map(|(duty, _)| duty), Duty::ALL);
    let own = Matter {
        unit: Some("perizinan"),
        excluded: &[],
    };
    for (duty, may) in MAY {
        for (role, expected) in Role::ALL.iter().zip(may) {
            let person = officer(*role, Some("perizinan"));
            assert_eq!(person.has(duty), expected, "{role:?} {duty:?}");
            // What is done to a case is done by those who see it.
            let sees = expected && person.has(Duty::Read);
            assert_eq!(person.may(duty, own), sees, "{role:?} {duty:?}");
        }
    }
}

#[test]
fn officers_see_their_units_cases_and_nobody_sees_one_about_their_own_unit() {
    let excluded = ["perizinan".to_owned()];
    for (role, own, unit, excluded, sees) in [
        (Role::Officer, Some("perizinan"), Some("perizinan"), &[][..], true),
        (Role::Officer, Some("perizinan"), Some("pengaduan"), &[], false),
        (Role::Officer, Some("perizinan"), None, &[], false),
        // Somebody without a unit is not of the unit of a case without one.
        (Role::Officer, None, None, &[], false),
        (
            Role::Officer,
            Some("perizinan"),
            Some("perizinan"),
            &excluded,
            false,
        ),
        (Role::Coordinator, None, None, &[], true),
        (
            Role::Coordinator,
            Some("pengaduan"),
            Some("perizinan"),
            &excluded,
            true,
        ),
        (
            Role::Coordinator,
            Some("perizinan"),
            Some("pengaduan"),
            &excluded,
            false,
        ),
        (Role::Auditor, Some("perizinan"), None, &excluded, false),
        (Role::Auditor, None, None, &excluded, true),
        (Role::KeyHolder, Some("perizinan"), None, &excluded, false),
        (Role::Comms, None, None, &[], false),
    ] {
        let person = officer(role, own);
        let matter = Matter { unit, excluded };
        assert_eq!(
            person.sees(matter),
            sees,
            "{role:?} {own:?} {unit:?} {excluded:?}"
        );
        for duty in Duty::ALL {
            assert!(sees || !person.may(*duty, matter), "{role:?} {duty:?}");
        }
    }
}
