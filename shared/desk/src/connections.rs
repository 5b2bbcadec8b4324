//! Connections: shops of a store, from which orders come in and to which shipments go back (orderdesk-app 10.1).

pub(crate) mod opened;
