//! What a store's admin is mailed of, gathered by quarter hours.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Appointment, AppointmentId, Connection, Pickup, PickupState, Rule};

/// So many incidents of a quarter hour are told one by one; of the others, how many they are.
pub const MAX_DETAILED_INCIDENTS: usize = 20;

/// Incidents are gathered for so long.
const QUARTER_HOUR_SECONDS: i64 = 900;

/// Who notes something at the very end of a quarter hour has written it by then.
const WRITTEN_WITHIN: SignedDuration = SignedDuration::from_secs(30);

/// The most characters of an address, of the name of a rule, and of another text that is kept with an incident.
const MAX_URL_LENGTH: usize = 300;
const MAX_NAME_LENGTH: usize = 100;
const MAX_TEXT_LENGTH: usize = 500;

/// Something that went wrong in a store, and that its admin should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Incident {
    /// An appointment failed for good.
    AppointmentFailed {
        /// The appointment.
        appointment: AppointmentId,
        /// The round that failed.
        round: u32,
        /// What it was to do.
        title: String,
        /// Where it posts to.
        url: String,
        /// The rule that made it; empty when none did.
        rule: String,
        /// How many attempts were made.
        attempts: usize,
        /// The status of the last reply; none where there was no reply.
        status: Option<u16>,
        /// The last reply.
        reply: String,
        /// Why it was given up.
        failure: String,
    },
    /// A rule was switched off, as it took too many steps.
    RuleSwitchedOff {
        /// The rule's id.
        rule: String,
        /// Its name.
        name: String,
        /// Why.
        why: String,
    },
    /// Files can't be picked up.
    PickupFailed {
        /// The pickup's id.
        pickup: String,
        /// The run that failed.
        run: u64,
        /// The pickup's name.
        name: String,
        /// The server.
        host: String,
        /// How many runs in a row failed.
        failures: u32,
        /// What the last one failed at.
        why: String,
    },
    /// A shop does not answer, or refuses the connection's keys.
    ConnectionFailed {
        /// The connection's id.
        connection: String,
        /// Its name.
        name: String,
        /// The cart.
        cart: String,
        /// What it failed at.
        why: String,
    },
    /// Somebody asks a shop for what is kept of them, or for its removal.
    PrivacyRequest {
        /// The connection's id.
        connection: String,
        /// Its name.
        name: String,
        /// The cart's word for what is asked.
        topic: String,
    },
    /// SES does not send from the store's own address any more.
    SenderRefused {
        /// The address.
        address: String,
        /// What SES said.
        why: String,
    },
}

impl Incident {
    /// That an appointment failed for good.
    pub fn appointment_failed(appointment: &Appointment) -> Self {
        let last = appointment.attempts.last();
        Self::AppointmentFailed {
            appointment: appointment.id,
            round: appointment.round,
            title: appointment.job.title().to_owned(),
            url: cut(appointment.job.url(), MAX_URL_LENGTH),
            rule: cut(&appointment.rule, MAX_NAME_LENGTH),
            attempts: appointment.attempts.len(),
            status: last.and_then(|attempt| attempt.status),
            reply: last.map(|attempt| cut(&attempt.reply, MAX_TEXT_LENGTH)).unwrap_or_default(),
            failure: cut(&appointment.failure, MAX_TEXT_LENGTH),
        }
    }

    /// That a rule was switched off.
    pub fn rule_switched_off(rule: &Rule) -> Self {
        Self::RuleSwitchedOff {
            rule: rule.id.clone(),
            name: cut(&rule.name, MAX_NAME_LENGTH),
            why: cut(&rule.switched_off, MAX_TEXT_LENGTH),
        }
    }

    /// That files can't be picked up.
    pub fn pickup_failed(pickup: &Pickup, state: &PickupState) -> Self {
        Self::PickupFailed {
            pickup: pickup.id.clone(),
            run: state.run,
            name: cut(&pickup.name, MAX_NAME_LENGTH),
            host: cut(&pickup.from.server.host, MAX_URL_LENGTH),
            failures: state.failures,
            why: cut(&state.last_error, MAX_TEXT_LENGTH),
        }
    }

    /// That a shop does not answer, or refuses the connection's keys.
    pub fn connection_failed(connection: &Connection, why: &str) -> Self {
        Self::ConnectionFailed {
            connection: connection.id.clone(),
            name: cut(&connection.name, MAX_NAME_LENGTH),
            cart: connection.cart.clone(),
            why: cut(why, MAX_TEXT_LENGTH),
        }
    }

    /// That somebody asks a shop for what is kept of them, or for its removal.
    pub fn privacy_request(connection: &Connection, topic: &str) -> Self {
        let (connection, name) = (connection.id.clone(), cut(&connection.name, MAX_NAME_LENGTH));
        Self::PrivacyRequest { connection, name, topic: cut(topic, MAX_NAME_LENGTH) }
    }

    /// That SES does not send from the store's own address any more.
    pub fn sender_refused(address: &str, why: &str) -> Self {
        Self::SenderRefused { address: cut(address, MAX_URL_LENGTH), why: cut(why, MAX_TEXT_LENGTH) }
    }

    /// Whether the two tell of the same: of the same round of an appointment, of a rule, of a run of a pickup, of a
    /// connection, or of an address.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::AppointmentFailed { appointment, round, .. },
                Self::AppointmentFailed { appointment: it, round: its, .. },
            ) => appointment == it && round == its,
            (Self::RuleSwitchedOff { rule, why, .. }, Self::RuleSwitchedOff { rule: it, why: its, .. }) => {
                rule == it && why == its
            }
            (Self::PickupFailed { pickup, run, .. }, Self::PickupFailed { pickup: it, run: its, .. }) => {
                pickup == it && run == its
            }
            (Self::ConnectionFailed { connection, .. }, Self::ConnectionFailed { connection: it, .. }) => {
                connection == it
            }
            (Self::SenderRefused { address, .. }, Self::SenderRefused { address: it, .. }) => address == it,
            _ => false,
        }
    }
}

/// The incidents of a store within a quarter hour.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GatheredIncidents {
    /// The first of them.
    pub detailed: Vec<Incident>,
    /// How many there are beside those. Counted in an attribute of its own.
    #[serde(skip)]
    pub more: u64,
}

impl GatheredIncidents {
    /// Whether it is told already.
    pub fn has(&self, incident: &Incident) -> bool {
        self.detailed.iter().any(|it| it.is_same(incident))
    }

    /// Whether further ones are counted only.
    pub fn is_full(&self) -> bool {
        self.detailed.len() >= MAX_DETAILED_INCIDENTS
    }
}

/// When what is noted `now` is due: just behind the end of the quarter hour.
pub fn gathered_until(now: Timestamp) -> Timestamp {
    let seconds = now.as_second();
    let end = seconds.saturating_sub(seconds.rem_euclid(QUARTER_HOUR_SECONDS)).saturating_add(QUARTER_HOUR_SECONDS);
    let end = Timestamp::from_second(end).unwrap_or(now);
    end.checked_add(WRITTEN_WITHIN).unwrap_or(end)
}

fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Job;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_noted_within_a_quarter_hour_is_due_together_behind_its_end() {
        for (now, due) in [
            ("2026-11-25T09:00:00Z", "2026-11-25T09:15:30Z"),
            ("2026-11-25T09:14:59.9Z", "2026-11-25T09:15:30Z"),
            ("2026-11-25T09:15:00Z", "2026-11-25T09:30:30Z"),
        ] {
            assert_eq!(gathered_until(at(now)), at(due), "{now}");
        }
    }

    #[test]
    fn another_round_of_an_appointment_is_another_incident() {
        let job = Job::ShipNotify { url: "https://a.example".repeat(100), shipment_id: "1".into() };
        let now = at("2026-11-25T09:00:00Z");
        let appointment = Appointment::new("1001-3".parse().unwrap(), "42".parse().unwrap(), job, String::new(), now);
        let first = Incident::appointment_failed(&appointment);
        let gathered = GatheredIncidents { detailed: vec![first.clone()], more: 0 };
        assert!(gathered.has(&first) && !gathered.has(&Incident::appointment_failed(&appointment.again())));
        let Incident::AppointmentFailed { url, .. } = first else { panic!() };
        assert_eq!(url.len(), MAX_URL_LENGTH);
    }
}
