//! Many calls at the same moment: each is answered for what it did, nothing is lost or done twice, none ends with 500.

mod orders;
mod stores;
