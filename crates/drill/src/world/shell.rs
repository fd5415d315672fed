//! The shell around intake and lanes: does what they say, at its time.

use std::time::Duration;

use intertide_delivery::destinations::{Answer, Request};
use intertide_delivery::lane::run::{fetch, record};
use intertide_delivery::lane::{Actions, Settled};
use intertide_domain::ids::{DeliveryId, SyncId, WorkspaceId};
use intertide_domain::sync::AccessToken;
use intertide_domain::time::UnixMillis;

use super::server::account;
use super::{Happening, World, WorldError, sim_time, wire};

/// A lane of one life of the server.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    pub(super) life: u64,
    lane: WorkspaceId,
}

/// A request of a lane's that is under way.
pub(super) struct Call {
    pub(super) seat: Seat,
    purpose: Purpose,
    request: Request,
    token: AccessToken,
    sent_at: UnixMillis,
}

#[derive(Clone, Copy)]
enum Purpose {
    Delivery { id: DeliveryId, attempt: u32 },
    Probe,
}

impl World {
    pub(super) fn take_in(&mut self) -> Result<(), WorldError> {
        self.intake_planned = false;
        loop {
            let progress = self.server.intake.step()?;
            self.check()?;
            for shell in self.server.lanes.values_mut() {
                for sync in &progress.touched {
                    shell.lane.notice(*sync);
                }
            }
            if progress.records == 0 {
                break;
            }
        }
        self.act_all();
        Ok(())
    }

    pub(super) fn act_all(&mut self) {
        let lanes: Vec<WorkspaceId> = self.server.lanes.keys().copied().collect();
        for lane in lanes {
            self.act(lane);
        }
    }

    /// Does what a lane says.
    fn act(&mut self, lane: WorkspaceId) {
        let now = self.now();
        let Some(shell) = self.server.lanes.get_mut(&lane) else {
            return;
        };
        let Actions {
            send,
            probe,
            fetch,
            record,
            wake_at,
            // Nobody is erased in this world.
            errand: _,
        } = shell.lane.poll(now);
        // A timer has the grain of a millisecond, and may not turn in one moment.
        shell.wake_at = wake_at.map(|at| at.max(now).plus(Duration::from_millis(1)));
        shell.unrecorded.extend(record);
        let token = shell.address.token.clone();
        let settled = if shell.recording {
            Vec::new()
        } else {
            std::mem::take(&mut shell.unrecorded)
        };
        shell.recording |= !settled.is_empty();
        let seat = Seat {
            life: self.life,
            lane,
        };
        let of_deliveries = send.into_iter().map(|outgoing| {
            let (id, attempt) = (outgoing.delivery, outgoing.attempt);
            (Purpose::Delivery { id, attempt }, outgoing.request)
        });
        let of_probe = probe.map(|request| (Purpose::Probe, request));
        for (purpose, request) in of_deliveries.chain(of_probe) {
            let at = self.after(self.pace.request.clone());
            let call = Call {
                seat,
                purpose,
                request,
                token: token.clone(),
                sent_at: now,
            };
            self.agenda.add(at, Happening::Arrival(call));
        }
        for (sync, ask) in fetch {
            let at = self.after(self.pace.state.clone());
            self.agenda.add(at, Happening::Fetch(seat, sync, ask));
        }
        if !settled.is_empty() {
            let at = self.after(self.pace.state.clone());
            self.agenda.add(at, Happening::Record(seat, settled));
        }
    }

    /// A request reaches Intercom.
    pub(super) fn arrive(&mut self, call: Call) -> Result<(), WorldError> {
        let (now, token) = (self.now(), call.token.expose());
        let request = wire::request_of_ours(&call.request, token);
        let place = self
            .places
            .iter()
            .position(|place| place.settings().token == token)
            .ok_or(WorldError::NoSuchPlace(self.places.len()))?;
        let response = self.place(place)?.handle(&request, sim_time(now));
        if let Some(mut onlooker) = self.onlooker.take() {
            onlooker(self, place, &request, &response);
            self.onlooker.get_or_insert(onlooker);
        }
        let way_back = self.after(self.pace.answer.clone()).since(now);
        let (at, answer) = wire::answer(&response, call.sent_at, now, way_back);
        self.agenda
            .add(at, Happening::Answered(call, Box::new(answer)));
        Ok(())
    }

    pub(super) fn answered(&mut self, call: &Call, answer: &Answer) {
        let now = self.now();
        let Some(shell) = self.server.lanes.get_mut(&call.seat.lane) else {
            return;
        };
        match call.purpose {
            Purpose::Probe => shell.lane.probed(answer, call.sent_at, now),
            Purpose::Delivery { id, attempt } => {
                let (address, request) = (&shell.address, &call.request);
                let exchange = account(address, request, attempt, call.sent_at, now, answer);
                if let Some(exchange) = exchange {
                    shell.lane.answered(id, exchange, answer, now);
                }
            }
        }
        self.act(call.seat.lane);
    }

    pub(super) fn fetch(
        &mut self,
        seat: Seat,
        sync: SyncId,
        asked: usize,
    ) -> Result<(), WorldError> {
        let (now, server) = (self.now(), &mut self.server);
        let (state, destination) = (&*server.state, &*server.intake.destination);
        let fetched = fetch(state, destination, seat.lane, sync, asked, now)?;
        if let Some(shell) = server.lanes.get_mut(&seat.lane) {
            shell.lane.offer(sync, fetched);
        }
        self.act(seat.lane);
        Ok(())
    }

    pub(super) fn record(&mut self, seat: Seat, settled: &[Settled]) -> Result<(), WorldError> {
        record(&*self.server.state, settled)?;
        self.check()?;
        if let Some(shell) = self.server.lanes.get_mut(&seat.lane) {
            shell.recording = false;
            shell.lane.recorded(settled);
        }
        self.act(seat.lane);
        Ok(())
    }
}
