//! The columns of a list of orders: chosen from those there are, sorted, and kept for everybody, for one user, or with a
//! saved view. What is not kept yet stands in the address, so that each step works without a script.

use askama::Template;
use desk::accounts::audit;
use desk::order_lists;
use domain::{
    AuditChange, FolderColumns, FolderId, ListColumn, MAX_LIST_COLUMNS, Permission, Problem, SavedView, column_choices,
    label_of_field,
};
use http::{ApiReply, Call, Failure};

use super::problem::problems_of;
use super::{cells, opened, views};
use crate::answer;
use crate::form::Form;
use crate::frame::{Around, Frame, folder_name};
use crate::view::{Choice, Shown, sentence};
use crate::visit::{Member, with_query};

/// What the form calls whom the columns are for.
const EVERYBODY: &str = "everybody";
const ME: &str = "me";
const VIEW: &str = "view";

/// What columns stand together: what their names begin with, and what people read above them.
const GROUPS: [(&str, &str); 8] = [
    ("", "Order"),
    ("shipping", "Ship to"),
    ("customer", "Customer"),
    ("return_address", "Return address"),
    ("item", "Items"),
    ("shipment", "Parcels"),
    ("discount", "Discounts"),
    ("note", "Notes"),
];

#[derive(Template)]
#[template(path = "orders/columns.html")]
struct ColumnsPage {
    frame: Frame,
    name: String,
    folder_id: String,
    view_id: String,
    chosen: Vec<Chosen>,
    groups: Vec<Group>,
    named: Vec<Choice>,
    whose: Vec<Choice>,
    /// Where the list is.
    list: String,
    problems: Vec<Shown>,
    is_full: bool,
}

/// A column of the list.
struct Chosen {
    place: usize,
    name: String,
    label: String,
    is_first: bool,
    is_last: bool,
}

/// Columns that can be added.
struct Group {
    label: &'static str,
    columns: Vec<Offered>,
}

/// A column that can be added.
struct Offered {
    name: &'static str,
    label: String,
    doc: &'static str,
}

/// Which list the columns are of, and what is known of it.
struct Target {
    folder: Option<FolderId>,
    view: Option<(SavedView, bool)>,
    around: Around,
}

impl Target {
    async fn read(member: &Member<'_>, folder: &str, view: &str) -> Result<Self, Failure> {
        views::check_lists(member)?;
        let around = Box::pin(Around::read(member)).await?;
        let view = match (view, around.lists.find(view)) {
            ("", _) => None,
            (_, Some((view, is_own))) => Some((view.clone(), is_own)),
            (_, None) => return Err(ApiReply::not_found("View").into()),
        };
        let folder: Option<FolderId> = match folder {
            "" => view.as_ref().and_then(|(view, _)| view.folder_id),
            text => Some(text.parse().map_err(|_| ApiReply::not_found("Folder"))?),
        };
        let is_seen = folder.is_none_or(|id| member.own_folders().contains(&id));
        if is_seen { Ok(Self { folder, view, around }) } else { Err(ApiReply::not_found("Folder").into()) }
    }

    fn folder_id(&self) -> String {
        self.folder.map(|id| id.to_string()).unwrap_or_default()
    }

    fn view_id(&self) -> &str {
        self.view.as_ref().map(|(view, _)| view.id.as_str()).unwrap_or_default()
    }

    /// Whom columns may be kept for, and which of them is chosen as long as nobody says.
    fn whose(&self, member: &Member<'_>, chosen: &str) -> Vec<Choice> {
        let may_share = member.may(Permission::ManageSettings);
        let has_view = self.view.as_ref().is_some_and(|(_, is_own)| *is_own || may_share);
        let has_own = self.around.lists.own.columns_of(self.folder).is_some();
        let usual = match (has_view, has_own || !may_share) {
            (true, _) => VIEW,
            (false, true) => ME,
            (false, false) => EVERYBODY,
        };
        let chosen = if chosen.is_empty() { usual } else { chosen };
        let all = [
            (EVERYBODY, "Everybody in the store", may_share),
            (ME, "Only me", true),
            (VIEW, "This saved view", has_view),
        ];
        let offered = all.into_iter().filter(|(.., is_offered)| *is_offered);
        offered.map(|(name, label, _)| Choice::new(name, label, name == chosen)).collect()
    }
}

/// `GET …/orders/columns`: the columns as they are kept, or as the address has changed them.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let call = member.visit().call;
    let text = |name| call.query(name).unwrap_or_default();
    let target = Target::read(member, text("folder"), text("view")).await?;
    let of_everybody = order_lists::columns_of(member.desk(), &member.store, target.folder).await?.columns;
    let view = target.view.as_ref().map(|(view, _)| view);
    let kept = match text("for") {
        EVERYBODY => of_everybody,
        _ => opened::names(member, &target.around.lists, target.folder, view, of_everybody),
    };
    let (columns, problems) = changed(call, kept);
    page(member, 200, target, (columns, text("for")), &problems)
}

/// The columns after what was pressed; where they can't be so, what they were.
fn changed(call: &Call<'_>, kept: Vec<String>) -> (Vec<String>, Vec<Problem>) {
    let is_draft = call.query("draft").is_some();
    let sent = call.parameters().filter(|(name, _)| *name == "column").map(|(_, column)| column.to_owned());
    // One more than there may be, which is then refused.
    let mut columns: Vec<String> =
        if is_draft { sent.take(MAX_LIST_COLUMNS.saturating_add(1)).collect() } else { kept };
    let place = |name: &str| call.query(name).and_then(|text| text.parse::<usize>().ok());
    let pressed = [("up", -1_isize), ("down", 1)].into_iter().find_map(|(name, by)| Some((place(name)?, by)));
    if let Some((from, by)) = pressed
        && let Some(to) = from.checked_add_signed(by)
        && from.max(to) < columns.len()
    {
        columns.swap(from, to);
    }
    if let Some(at) = place("remove").filter(|at| *at < columns.len()) {
        columns.remove(at);
    }
    let added = call.query("add").map(str::to_owned).or_else(|| named(call));
    let before = columns.clone();
    columns.extend(added);
    let problems = domain::check_columns(&columns);
    if problems.is_empty() { (columns, problems) } else { (before, problems) }
}

/// The column of an entry that is added by its name, as of checkout data.
fn named(call: &Call<'_>) -> Option<String> {
    call.query("add-named")?;
    Some(format!("{}:{}", call.query("kind").unwrap_or_default(), call.query("entry").unwrap_or_default()))
}

fn page(
    member: &Member<'_>,
    status: u16,
    target: Target,
    (columns, whose): (Vec<String>, &str),
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    let list_name = target.folder.map_or_else(|| "All orders".to_owned(), |id| folder_name(&member.store, id));
    let name = target.view.as_ref().map_or(list_name, |(view, _)| view.name.clone());
    let last = columns.len().saturating_sub(1);
    let chosen = |(place, name): (usize, &String)| Chosen {
        label: ListColumn::named(name).map_or_else(|| format!("{name} (gone)"), |column| column.label()),
        place,
        name: name.clone(),
        is_first: place == 0,
        is_last: place == last,
    };
    let choices = column_choices().filter(|choice| choice.takes_name);
    let page = ColumnsPage {
        name,
        folder_id: target.folder_id(),
        view_id: target.view_id().to_owned(),
        groups: groups(member, &columns),
        named: choices.map(|choice| Choice::new(choice.name, label_of_field(choice.name), false)).collect(),
        whose: target.whose(member, whose),
        list: list_address(member, &target),
        problems: problems.iter().map(shown).collect(),
        is_full: columns.len() >= MAX_LIST_COLUMNS,
        chosen: columns.iter().enumerate().map(chosen).collect(),
        frame: Frame::with(member, "Columns", None, target.around),
    };
    answer::page(status, &page)
}

/// A problem in words; the page has no field for it but the list itself.
fn shown(problem: &Problem) -> Shown {
    Shown { label: String::new(), place: String::new(), message: sentence(&problem.message) }
}

/// What can be added: what there is but is not in the list, and what the user sees.
fn groups(member: &Member<'_>, columns: &[String]) -> Vec<Group> {
    let is_offered = |name: &str| {
        let column = ListColumn::named(name);
        column.is_some_and(|column| cells::is_seen(member, &column)) && !columns.iter().any(|there| there == name)
    };
    let group = |(key, label): (&str, &'static str)| {
        let own = column_choices().filter(|choice| choice.name.split_once('.').map_or("", |(place, _)| place) == key);
        let own = own.filter(|choice| is_offered(choice.name));
        let offered =
            own.map(|choice| Offered { name: choice.name, label: label_of_field(choice.name), doc: choice.doc });
        Group { label, columns: offered.collect() }
    };
    GROUPS.into_iter().map(group).filter(|group| !group.columns.is_empty()).collect()
}

/// The address of the list whose columns they are.
fn list_address(member: &Member<'_>, target: &Target) -> String {
    let list = member.path("orders");
    match target.view_id() {
        "" => with_query(&list, &[("folder", &target.folder_id())]),
        id => with_query(&list, &[("view", id)]),
    }
}

/// `POST …/orders/columns`: keeps the columns for everybody, for the user, or with a saved view; with `usual` the list has
/// the columns again that it had before anybody chose.
pub(super) async fn change(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    let target = Target::read(member, form.text("folder"), form.text("view")).await?;
    let sent: Vec<String> = form.all("column").map(str::to_owned).take(MAX_LIST_COLUMNS.saturating_add(1)).collect();
    let columns = if form.has("usual") { vec![] } else { sent.clone() };
    let kept = match form.text("for") {
        EVERYBODY => keep_for_everybody(member, &target, &columns).await,
        ME => {
            let (desk, account_id) = (member.desk(), member.user.account_id);
            let own = order_lists::set_own_columns(desk, &member.store, account_id, target.folder, &columns);
            Box::pin(own).await.map_err(problems_of)
        }
        VIEW if target.view.is_some() => keep_with_view(member, &target, columns).await,
        _ => Err(Ok(vec![Problem::new("for", "choose whom the columns are for")])),
    };
    match kept {
        Ok(()) => Ok(led_back(member, &form, &target)),
        Err(Ok(problems)) => page(member, 422, target, (sent, form.text("for")), &problems),
        Err(Err(failure)) => Err(failure),
    }
}

/// Why columns are not kept: what is wrong with them, or a failure.
type NotKept = Result<Vec<Problem>, Failure>;

async fn keep_for_everybody(member: &Member<'_>, target: &Target, columns: &[String]) -> Result<(), NotKept> {
    views::check_whole(member, target.folder).map_err(Err)?;
    let (desk, store) = (member.desk(), &member.store);
    let before = order_lists::columns_of(desk, store, target.folder).await.map_err(problems_of)?;
    let after = order_lists::set_columns(desk, store, target.folder, columns).await.map_err(problems_of)?;
    let listed = |columns: &FolderColumns| columns.columns.join(", ");
    if let Some(change) = AuditChange::between("columns", &listed(&before), &listed(&after)) {
        let (id, by) = (target.folder_id(), member.by());
        let noted = audit::append(desk, store.id, &by, "columns changed", &id, vec![change], member.now());
        Box::pin(noted).await.map_err(problems_of)?;
    }
    Ok(())
}

async fn keep_with_view(member: &Member<'_>, target: &Target, columns: Vec<String>) -> Result<(), NotKept> {
    let Some((view, is_own)) = &target.view else { return Ok(()) };
    let new = domain::NewSavedView { columns, ..view.content() };
    views::replace(member, view, *is_own, &new).await.map(drop)
}

/// Leads to the list, which says that its columns are kept.
fn led_back(member: &Member<'_>, form: &Form, target: &Target) -> ApiReply {
    let of_folder = || with_query(&member.path("orders"), &[("folder", &target.folder_id())]);
    let list = if form.text("for") == VIEW { list_address(member, target) } else { of_folder() };
    ApiReply::see_other(&with_query(&list, &[("done", "columns-saved")]))
}
