//! Appointments: our own `/v1/appointments`.

macro_rules! appointments {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Appointments", "`/v1`: what rules have queued, its attempts, and trying it again." {
                /// List appointments
                ///
                /// Appointments of one order, or of the store. Without `order_id` and without the status retrying,
                /// failed or canceled, `limit`, `offset` and `total_records` count orders. A page ends before 5 MB.
                ListAppointments = "GET" "/v1/appointments", READ, ServeApi;
                /// Show an appointment
                ///
                /// One appointment with its attempts.
                ShowAppointment = "GET" "/v1/appointments/{appointment_id}", READ, ServeApi;
                /// Retry an appointment
                ///
                /// Begins a new round for an appointment that failed or was canceled, with the same id.
                RetryAppointment = "POST" "/v1/appointments/{appointment_id}/retry", WRITE, ServeApi;
                /// Cancel an appointment
                ///
                /// Calls off an appointment that is still to be tried.
                CancelAppointment = "POST" "/v1/appointments/{appointment_id}/cancel", WRITE, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use appointments;
