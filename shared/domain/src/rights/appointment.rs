//! What whoever works in a store sees of appointments.

use super::Rights;
use crate::{Appointment, Job, Lane, Permission, UserScope};

/// What stands in the place of an answer that somebody may not read.
const NOT_SHOWN: &str = "Not shown to you";

impl Rights {
    /// Whether what a job does is their business: of who sees one supplier's orders, what goes to that supplier.
    pub fn concerns(&self, job: &Job) -> bool {
        let UserScope::Supplier(own) = &self.scope else { return true };
        match job {
            Job::SubmitOrder { supplier, .. } | Job::SendMail { supplier, .. } => supplier == own,
            _ => false,
        }
    }

    /// An appointment as they see it. What the other side answered may repeat the order, with its customer and its prices,
    /// and why a mail failed names whom it went to: who may not see both of orders reads neither. Our own word on why a post
    /// had no answer names nobody.
    #[must_use]
    pub fn see_appointment(&self, mut appointment: Appointment) -> Appointment {
        if self.may(Permission::ViewCustomers) && self.may(Permission::ViewPrices) {
            return appointment;
        }
        let is_mail = appointment.job.lane() == Lane::Mail;
        for attempt in &mut appointment.attempts {
            if attempt.status.is_some() {
                attempt.reply.clear();
            } else if is_mail && !attempt.reply.is_empty() {
                NOT_SHOWN.clone_into(&mut attempt.reply);
            }
        }
        if is_mail && !appointment.failure.is_empty() {
            NOT_SHOWN.clone_into(&mut appointment.failure);
        }
        appointment
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{Attempt, Permissions, PostFormat};

    const SECRET: &str = "ada@example.com paid 31337";

    fn appointment(job: Job, status: Option<u16>) -> Appointment {
        let (id, store_id) = ("1001-3".parse().unwrap(), "42".parse().unwrap());
        let attempt =
            Attempt { at: Timestamp::UNIX_EPOCH, round: 0, requeued: 0, status, reply: SECRET.into(), duration_ms: 1 };
        Appointment {
            attempts: vec![attempt],
            failure: SECRET.into(),
            ..Appointment::new(id, store_id, job, String::new(), Timestamp::UNIX_EPOCH)
        }
    }

    fn post() -> Job {
        Job::PostOrderJson { url: String::new(), format: PostFormat::Json, include_history: false, headers: vec![] }
    }

    fn mail() -> Job {
        Job::SendMail {
            template_id: "1".into(),
            mail_to: String::new(),
            supplier: "5".into(),
            shipment_id: String::new(),
        }
    }

    /// Catches an answer that tells who bought an order to who may not see that, and a reason that nobody is told.
    #[test]
    fn answers_are_read_by_who_sees_customers_and_prices_and_our_own_word_by_everybody() {
        let rights = |permissions| Rights { permissions, scope: UserScope::Everything };
        for job in [post(), mail()] {
            for status in [None, Some(500)] {
                let all = appointment(job.clone(), status);
                assert_eq!(Rights::all().see_appointment(all.clone()), all);
                for hidden in [Permission::ViewCustomers, Permission::ViewPrices] {
                    let seen = rights(Permissions::all().without(hidden)).see_appointment(all.clone());
                    let is_told = status.is_none() && job.lane() != Lane::Mail;
                    assert_eq!(seen.attempts[0].reply == SECRET, is_told, "{seen:?}");
                    assert_eq!(seen.failure == SECRET, job.lane() != Lane::Mail, "{seen:?}");
                    assert_eq!(seen.attempts[0].reply.is_empty(), status.is_some(), "that it failed is told");
                }
            }
        }
    }

    #[test]
    fn what_goes_to_another_is_no_business_of_a_supplier() {
        let of = |id: &str| Rights { scope: UserScope::Supplier(id.into()), ..Rights::all() };
        assert!(of("5").concerns(&mail()) && !of("6").concerns(&mail()) && !of("5").concerns(&post()));
        assert!(Rights::all().concerns(&post()));
    }
}
