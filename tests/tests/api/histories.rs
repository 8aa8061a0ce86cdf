//! Registers in which anything happens, in any order: another one for each seed.

use complaint::Class;
use complaint::case::{Action, ArchiveReason, Resolution, Solved};
use complaint::staff::Role;
use function::tick;
use jiff::SignedDuration;

use crate::case::{anonymous, complaints, named, with};
use crate::desk::Person;
use crate::staff::Filed;
use crate::world::World;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A sequence that is another for each seed.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit as u64).unwrap()
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

pub(crate) async fn file_something(world: &World, chance: &mut Chance, nth: usize) -> Filed {
    let narrative: &'static str =
        Box::leak(format!("Kejadian nomor {nth} di loket pelayanan.").into_boxed_str());
    let mut fields = if chance.below(2) == 0 {
        anonymous()
    } else {
        named()
    };
    fields = with(
        &fields,
        &[("narrative", narrative), ("class", chance.one(Class::NAMES))],
    );
    if chance.below(2) == 0 {
        fields = with(
            &fields,
            &[("category", chance.one(&["perizinan", "sarana", "lainnya"]))],
        );
    }
    if chance.below(6) == 0 {
        fields = with(&fields, &[("website", "x")]);
    }
    Filed::of(
        world,
        &complaints().urlencoded(&fields).send(world).await.expect(201),
    )
}

fn something_done(chance: &mut Chance) -> Action {
    let unit = chance.one(&["pengaduan", "perizinan"]).to_owned();
    let archive = Action::Archive {
        reason: ArchiveReason::TooGeneral,
    };
    // A case comes back by what its reporter writes.
    let close = Action::Close {
        resolution: Resolution::Fulfilled,
    };
    chance.one(&[
        Action::Verify,
        Action::Verify,
        Action::Release,
        Action::Ask,
        Action::Dispose { unit: unit.clone() },
        Action::Dispose { unit },
        Action::Return,
        Action::Handle,
        Action::Handle,
        Action::Handle,
        Action::Respond,
        Action::Respond,
        Action::Respond,
        close.clone(),
        close.clone(),
        close,
        Action::NotOurs {
            destination: "Dinas lain".to_owned(),
        },
        archive.clone(),
        archive.clone(),
        archive,
        Action::Extend,
    ])
}

/// Somebody at the desk says of which kind it is; refused where that is no news.
async fn set_right(world: &World, chance: &mut Chance, case: &Filed, nth: usize) {
    let desk = Person::new(world, Role::Coordinator, &format!("pemeriksa-{nth}"), None).await;
    let desk = desk.session(world).await;
    let category = chance.one(&["perizinan", "pungli", ""]);
    let fields = [("class", chance.one(Class::NAMES)), ("category", category)];
    let number = case.number.to_string();
    drop(desk.act(world, &number, "classify", &fields).await);
}

/// Files, works, waits, answers, in any order; what is not possible is refused and changes nothing.
pub(crate) async fn live(world: &World, chance: &mut Chance, steps: usize) {
    let mut cases: Vec<Filed> = Vec::new();
    for nth in 0..steps {
        if cases.is_empty() || chance.below(12) == 0 {
            cases.push(file_something(world, chance, nth).await);
            continue;
        }
        let at = chance.below(cases.len());
        let case = &cases[at];
        match chance.below(13) {
            12 => set_right(world, chance, case, nth).await,
            0 => drop(case.send("withdrawal", &[]).send(world).await),
            1 => drop(
                case.send("messages", &[("text", "Masih menunggu kabar.")])
                    .send(world)
                    .await,
            ),
            2 | 3 => {
                let solved = chance.one(Solved::NAMES);
                let score = chance.one(&["1", "2", "3", "4"]);
                drop(
                    case.send("rating", &[("score", score), ("solved", solved)])
                        .send(world)
                        .await,
                );
            }
            4 | 5 => {
                let days = 1 + chance.below(9);
                world.pass(DAY * i32::try_from(days).unwrap());
                drop(tick(&world.app, world.now()).await);
            }
            _ => {
                for _ in 0..8 {
                    let action = something_done(chance);
                    if case.try_staff(world, action, Some("Kami kabari.")).await.is_ok() {
                        break;
                    }
                }
            }
        }
    }
}
