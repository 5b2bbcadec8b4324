//! What each screen shows and does, a file per noun.

pub(crate) mod problem;

mod account;
mod api_keys;
mod appointments;
mod audit;
mod cells;
mod columns;
mod css;
mod dashboard;
mod email;
mod families;
mod filter_rows;
mod folders;
mod inventory;
mod link_sign_in;
mod links;
mod list_forms;
mod list_pages;
mod mail_me;
mod narrowing;
mod opened;
mod order;
mod order_edits;
mod order_fields;
mod order_forms;
mod order_parts;
mod orders;
mod pairs;
mod search;
mod second_factor;
mod settings;
mod sign_in;
mod sign_up;
mod stores;
mod sweeps;
mod trash;
mod users;
mod views;
mod welcome;

use http::{ApiReply, Failure};

use crate::screen::Screen;
use crate::visit::{Member, Person, Visit};

/// Screens for anybody.
pub(crate) async fn open(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    match visit.screen {
        Screen::ShowSignIn => sign_in::show(visit).await,
        Screen::SignIn => Box::pin(sign_in::answer(visit)).await,
        Screen::ShowCode => sign_in::show_code(visit).await,
        Screen::EnterCode => Box::pin(sign_in::enter_code(visit)).await,
        Screen::ShowSignInByLink => mail_me::show(visit, &mail_me::SIGN_IN),
        Screen::RequestSignInLink => mail_me::request(visit, &mail_me::SIGN_IN).await,
        Screen::ShowSignInLink => link_sign_in::show(visit).await,
        Screen::SignInByLink => Box::pin(link_sign_in::answer(visit)).await,
        Screen::SignOut => sign_in::sign_out(visit).await,
        Screen::ShowSignUp => sign_up::show(visit).await,
        Screen::SignUp => Box::pin(sign_up::begin(visit)).await,
        Screen::ShowSignUpLink => sign_up::show_link(visit).await,
        Screen::FinishSignUp => Box::pin(sign_up::finish(visit)).await,
        Screen::ShowForgotten => mail_me::show(visit, &mail_me::RESET),
        Screen::RequestReset => mail_me::request(visit, &mail_me::RESET).await,
        Screen::ShowReset => links::show_reset(visit).await,
        Screen::Reset => Box::pin(links::reset(visit)).await,
        Screen::ShowWelcomeLink | Screen::ShowInvitation => links::show(visit).await,
        Screen::AcceptWelcomeLink | Screen::AcceptInvitation => Box::pin(links::accept(visit)).await,
        Screen::ShowConfirmation => email::show_confirmation(visit).await,
        Screen::ConfirmAddress => Box::pin(email::confirm(visit)).await,
        _ => Err(ApiReply::not_found("Page").into()),
    }
}

/// Screens for who is signed in.
pub(crate) async fn person(person: &Person<'_>) -> Result<ApiReply, Failure> {
    match person.visit.screen {
        Screen::Start => account::start(person).await,
        Screen::ShowStores => account::stores(person).await,
        Screen::ShowNewStore => stores::show_new(person).await,
        Screen::CreateStore => Box::pin(stores::create(person)).await,
        Screen::TurnToStore => stores::turn(person).await,
        Screen::ShowAccount => account::show(person).await,
        Screen::ChangeNames => account::change_names(person).await,
        Screen::ChangeEmail => Box::pin(email::request(person)).await,
        Screen::RequestConfirmation => Box::pin(email::request_confirmation(person)).await,
        Screen::ShowEmailLink => email::show_link(person).await,
        Screen::TakeEmail => Box::pin(email::take(person)).await,
        Screen::ChangePassword => Box::pin(account::change_password(person)).await,
        Screen::ChangeKeys => account::change_keys(person).await,
        Screen::EndSession => account::end_session(person).await,
        Screen::EndOtherSessions => account::end_others(person).await,
        Screen::EndTrust => Box::pin(account::end_trust(person)).await,
        Screen::ShowAccountAudit => audit::of_account(person).await,
        Screen::ShowProof => account::show_proof(person),
        Screen::Prove => Box::pin(account::prove(person)).await,
        Screen::ShowSecondFactor => second_factor::show(person),
        Screen::BeginSecondFactor => Box::pin(second_factor::begin(person)).await,
        Screen::ConfirmSecondFactor => Box::pin(second_factor::confirm(person)).await,
        Screen::RenewCodes => Box::pin(second_factor::renew_codes(person)).await,
        Screen::TurnOffSecondFactor => Box::pin(second_factor::turn_off(person)).await,
        _ => Err(ApiReply::not_found("Page").into()),
    }
}

/// Screens for the users of a store.
pub(crate) async fn member(member: &Member<'_>) -> Result<ApiReply, Failure> {
    match member.visit().screen {
        Screen::ShowDashboard => Box::pin(dashboard::show(member)).await,
        Screen::Search => Box::pin(search::show(member)).await,
        Screen::ShowWelcome => Box::pin(welcome::show(member)).await,
        Screen::ChangeWelcome => Box::pin(welcome::change(member)).await,
        Screen::MakeTestOrder => Box::pin(welcome::make_test_order(member)).await,
        Screen::ShowDuplicate => stores::show_duplicate(member).await,
        Screen::DuplicateStore => Box::pin(stores::duplicate(member)).await,
        Screen::ShowClosing => stores::show_closing(member).await,
        Screen::CloseStore => Box::pin(stores::close(member)).await,
        Screen::ReopenStore => Box::pin(stores::reopen(member)).await,
        Screen::ShowKeys => Box::pin(api_keys::show(member)).await,
        Screen::AddKey => Box::pin(api_keys::add(member)).await,
        Screen::RevokeKey => Box::pin(api_keys::revoke(member)).await,
        Screen::ShowAppointments => Box::pin(appointments::show(member)).await,
        Screen::SweepAppointments => Box::pin(appointments::sweep(member)).await,
        Screen::RetryAppointment => Box::pin(appointments::retry(member)).await,
        Screen::CancelAppointment => Box::pin(appointments::cancel(member)).await,
        Screen::ShowFolders => folders::show(member).await,
        Screen::AddFolder => Box::pin(folders::add(member)).await,
        Screen::RenameFolder => Box::pin(folders::rename(member)).await,
        Screen::PlaceFolder => Box::pin(folders::place(member)).await,
        Screen::RecountFolder => Box::pin(folders::recount(member)).await,
        Screen::RemoveFolder => Box::pin(folders::remove(member)).await,
        Screen::ShowSweeps => sweeps::list(member).await,
        Screen::ShowSweep => sweeps::show(member).await,
        Screen::CancelSweep => Box::pin(sweeps::cancel(member)).await,
        Screen::UndoSweep => Box::pin(sweeps::undo(member)).await,
        Screen::ShowTrash => trash::show(member).await,
        Screen::RestoreOrder => Box::pin(trash::restore(member)).await,
        Screen::ShowInventory => Box::pin(inventory::list(member)).await,
        Screen::ShowNewItem => inventory::show_new(member).await,
        Screen::AddItem => Box::pin(inventory::add(member)).await,
        Screen::ShowItem => Box::pin(inventory::show(member)).await,
        Screen::ChangeItem => Box::pin(inventory::change(member)).await,
        Screen::RemoveItem => Box::pin(inventory::remove(member)).await,
        Screen::ShowUsers => Box::pin(users::list(member)).await,
        Screen::InviteUser => Box::pin(users::invite(member)).await,
        Screen::ShowUser => Box::pin(users::show(member)).await,
        Screen::ChangeUser => Box::pin(users::change(member)).await,
        Screen::RemoveUser => Box::pin(users::remove(member)).await,
        Screen::WithdrawInvitation => Box::pin(users::withdraw(member)).await,
        Screen::LeaveStore => Box::pin(users::leave(member)).await,
        Screen::ShowAudit => audit::show(member).await,
        Screen::ShowSettings => settings::show(member).await,
        Screen::ChangeSettings => Box::pin(settings::change(member)).await,
        Screen::ShowCustomCss => css::show(member).await,
        Screen::SaveCustomCss => Box::pin(css::save(member)).await,
        Screen::ShowStyle => css::serve(member).await,
        _ => Box::pin(of_orders(member)).await,
    }
}

/// Screens of orders, for the users of their store.
async fn of_orders(member: &Member<'_>) -> Result<ApiReply, Failure> {
    match member.visit().screen {
        Screen::ShowOrders => Box::pin(orders::list(member)).await,
        Screen::SweepOrders => Box::pin(orders::sweep(member)).await,
        Screen::ShowColumns => Box::pin(columns::show(member)).await,
        Screen::ChangeColumns => Box::pin(columns::change(member)).await,
        Screen::ShowViews => Box::pin(views::show(member)).await,
        Screen::SaveView => Box::pin(views::save(member)).await,
        Screen::ChangeView => Box::pin(views::change(member)).await,
        Screen::RemoveView => Box::pin(views::remove(member)).await,
        Screen::ShowOrder => Box::pin(order::show(member)).await,
        Screen::ShowNewOrder => order_forms::show_new(member).await,
        Screen::CreateOrder => Box::pin(order_forms::create(member)).await,
        Screen::ShowEdit => Box::pin(order_forms::show_edit(member)).await,
        Screen::EditOrder => Box::pin(order_forms::edit(member)).await,
        Screen::ShowMerge => Box::pin(families::show_merge(member)).await,
        Screen::MergeOrders => Box::pin(families::merge(member)).await,
        Screen::ShowSplit => Box::pin(families::show_split(member)).await,
        Screen::SplitOrder => Box::pin(families::split(member)).await,
        Screen::ShowTransfer => Box::pin(families::show_transfer(member)).await,
        Screen::TransferOrder => Box::pin(families::transfer(member)).await,
        Screen::MoveOrder => Box::pin(order_edits::move_one(member)).await,
        Screen::TagOrder => Box::pin(order_edits::tag(member)).await,
        Screen::AddNote => Box::pin(order_edits::add_note(member)).await,
        Screen::ShipOrder => Box::pin(order_edits::ship(member)).await,
        Screen::RemoveShipment => Box::pin(order_edits::remove_shipment(member)).await,
        Screen::RunEvent => Box::pin(order_edits::run_event(member)).await,
        Screen::PressButton => Box::pin(order_edits::press_button(member)).await,
        Screen::RecordPayment => Box::pin(order_edits::record_payment(member)).await,
        Screen::CancelOrder => Box::pin(order_edits::cancel(member)).await,
        Screen::DeleteOrder => Box::pin(order_edits::delete(member)).await,
        Screen::DuplicateOrder => Box::pin(order_edits::duplicate(member)).await,
        _ => Err(ApiReply::not_found("Page").into()),
    }
}
