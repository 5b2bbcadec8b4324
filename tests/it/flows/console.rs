//! The console in a browser: each screen looked at, its forms without scripts, the main job by keys alone, and how people come
//! in (console 8, accounts 12).

mod forms;
mod keyboard;
mod people;
mod screens;
mod stage;

/// The widths of a desk's and of a phone's screen.
const DESK: u32 = 1280;
const PHONE: u32 = 390;
