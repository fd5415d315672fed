//! Who asks: what a route is told of whoever was let through.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use intertide_domain::access::{Actor, ActorKind, Role};
use intertide_domain::ids::PersonId;
use intertide_domain::time::UnixMillis;
use intertide_store::state::Person;

use crate::key_ring::Admitted;
use crate::remote;

/// Who was let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    pub(crate) role: Role,
    /// From where, as far as that is known.
    pub(crate) address: Option<IpAddr>,
    pub(crate) by: By,
}

/// By what somebody is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// The project's keys.
    Keys,
    /// A session of the console.
    Session {
        person: PersonId,
        expires_at: UnixMillis,
    },
}

impl Caller {
    /// Somebody who came with keys.
    pub(crate) fn with_keys(admitted: Admitted, address: Option<IpAddr>) -> Self {
        Self {
            actor: Actor {
                kind: ActorKind::Key,
                name: admitted.name,
            },
            role: admitted.role,
            address,
            by: By::Keys,
        }
    }

    /// Somebody who is signed in.
    pub(crate) fn signed_in(
        person: &Person,
        expires_at: UnixMillis,
        address: Option<IpAddr>,
    ) -> Self {
        Self {
            actor: person_actor(&person.name),
            role: person.role,
            address,
            by: By::Session {
                person: person.id,
                expires_at,
            },
        }
    }
}

/// A person, as the audit log names who did something.
pub(crate) fn person_actor(name: &str) -> Actor {
    Actor {
        kind: ActorKind::Person,
        name: name.to_owned(),
    }
}

/// Whom to hold to account for a request.
pub(crate) fn address(request: &Request, trust_forwarded_for: bool) -> Option<IpAddr> {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let connection = connection.map(|ConnectInfo(address)| address.ip());
    remote::accountable(request.headers(), connection, trust_forwarded_for)
}
