//! Glue: batches, settings, logs, the clock.
