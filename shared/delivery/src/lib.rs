//! Door: HTTP that leaves the house.
