//! Sample accounts, for trying everything on one computer. Their passwords follow from the installation's secret,
//! so that they can be told again.

use complaint::staff::{Officer, Role};
use jiff::Timestamp;

use super::accounts::folded;
use super::codes::{self, SECRET_BYTES, typed};
use super::password::{self, SALT_BYTES};
use crate::App;
use crate::secret::{Purpose, to_hex};
use crate::store::{Account, Keys, StoreError};

/// What opens a sample account.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The role.
    pub role: Role,
    /// The name to sign in with.
    pub name: String,
    /// The password.
    pub password: String,
    /// The secret of the code generator, as typed into an app.
    pub codes: String,
}

/// What opens the sample account of a name.
pub fn sample_of(app: &App, role: Role, name: &str) -> Sample {
    Sample {
        role,
        name: name.to_owned(),
        password: to_hex(&seed(app, "password", name)[..10]),
        codes: typed(&seed(app, "codes", name)[..SECRET_BYTES]),
    }
}

/// Makes a sample account. Whether the name was free.
pub async fn open_sample(app: &App, sample: &Sample, unit: Option<String>) -> Result<bool, StoreError> {
    let mut salt = [0; SALT_BYTES];
    salt.copy_from_slice(&seed(app, "salt", &sample.name)[..SALT_BYTES]);
    let account = Account {
        officer: Officer {
            id: format!("sample-{}", folded(&sample.name).replace(' ', "-")),
            name: sample.name.clone(),
            role: sample.role,
            unit,
        },
        login: folded(&sample.name),
        email: None,
        created_at: (app.clock)(),
        disabled: false,
        signed_in_at: None,
        keys: Some(Keys {
            password: password::hashed(&sample.password, salt).await,
            codes: to_hex(&seed(app, "codes", &sample.name)[..SECRET_BYTES]),
        }),
        subject: None,
        invitation: None,
        epoch: 1,
    };
    app.store.open_account(&account).await
}

/// The code of a sample account at a moment: what its owner's telephone would show.
pub fn staff_code(app: &App, sample: &Sample, at: Timestamp) -> String {
    codes::code(&seed(app, "codes", &sample.name)[..SECRET_BYTES], at)
}

fn seed(app: &App, what: &str, name: &str) -> [u8; 32] {
    app.secret
        .hash(Purpose::Sample, &[what.as_bytes(), name.as_bytes()])
}
