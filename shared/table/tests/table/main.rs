//! The table's public functions on a DynamoDB: on one in this process, or, where `WAYBILL_TEST_DYNAMODB_URL` names an
//! endpoint, on that one, each test in a table of its own. What needs a planned fault runs in this process alone.

#![cfg(test)]

mod accounts;
mod appointments;
mod changes;
mod custom_css;
mod due;
mod folder_counts;
mod insertions;
mod inventory;
mod labels;
mod labels_in_trouble;
mod mail_senders;
mod order_lists;
mod rate_limit;
mod removals;
mod samples;
mod search;
mod seen;
mod stage;
mod stock;
mod stores;
mod suppliers;
