//! Which orders share a file, and what the files of a run are called (orderdesk-app 6.2, 12.2).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use domain::{Bundle, CellKind, ExportContent, Order, Problem, RowMode};
use templates::{Context, Subject, Surroundings, Template};

use super::WriteError;
use super::cell;
use super::field::{Field, Part};
use super::filename::{safe, with_room_for};
use super::warning::{Place, WarningKind, Warnings};

/// A run makes at most so many files of groups: all of them are open until it ends.
pub const MAX_GROUPS: usize = 200;

/// A run makes at most so many files.
pub const MAX_FILES: usize = 100_000;

/// The template of a name may write so many bytes.
const MAX_RENDERED_BYTES: usize = 4_000;

/// Says which file an order goes into. One for each run: it knows the names that were given.
#[derive(Debug)]
pub struct Bundler {
    template_name: String,
    extension: &'static str,
    by: By,
    filename: Template,
    names: HashSet<String>,
    /// Of a name that was given: the number that was put into it last.
    numbers: HashMap<String, usize>,
    files: usize,
    warnings: Warnings,
}

/// What decides which file an order goes into.
#[derive(Debug)]
enum By {
    Nothing(Option<FileOfOrder>),
    Order,
    Group(Field, HashMap<String, FileOfOrder>),
}

/// The file an order goes into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOfOrder {
    /// Which of the run's files, from 0.
    pub number: usize,
    /// Its name, which no other file of the run has.
    pub name: String,
}

impl Bundler {
    /// For one run of a template of this name, or everything that is wrong with its bundle and its file's name.
    pub fn new(
        template_name: &str,
        content: &ExportContent,
        bundle: &Bundle,
        filename: &str,
    ) -> Result<Self, Vec<Problem>> {
        let extension = content.format.extension();
        let mut problems = vec![];
        let by = match bundle {
            Bundle::OneFile => By::Nothing(None),
            Bundle::OneFilePerOrder => By::Order,
            Bundle::OneFilePerGroup { field } => match Field::named(field, RowMode::Order) {
                Ok(field) => By::Group(field, HashMap::new()),
                Err(message) => {
                    problems.push(Problem::new("bundle.field", message));
                    By::Order
                }
            },
        };
        let source = if filename.trim().is_empty() { usual_name(&by, extension) } else { filename.to_owned() };
        match Template::new(source) {
            Ok(filename) if problems.is_empty() => Ok(Self {
                template_name: template_name.to_owned(),
                extension,
                by,
                filename,
                names: HashSet::new(),
                numbers: HashMap::new(),
                files: 0,
                warnings: Warnings::default(),
            }),
            Ok(_) => Err(problems),
            Err(error) => {
                problems.push(Problem::new("filename", error.to_string()));
                Err(problems)
            }
        }
    }

    /// Which file an order goes into, the next one or one of before; a next one counts on from the last.
    pub fn file_of(&mut self, order: &Arc<Order>, store: &Arc<Surroundings>) -> Result<FileOfOrder, WriteError> {
        let group = match &self.by {
            By::Nothing(Some(file)) => return Ok(file.clone()),
            By::Nothing(None) | By::Order => String::new(),
            By::Group(field, files) => {
                let value = field.value(order, Part::Whole, &store.folders);
                let group = cell::cell(value, CellKind::Text, &store.time_zone).0.text().into_owned();
                match files.get(&group) {
                    Some(file) => return Ok(file.clone()),
                    None if files.len() == MAX_GROUPS => return Err(WriteError::TooManyFiles { max: MAX_GROUPS }),
                    None => group,
                }
            }
        };
        if self.files == MAX_FILES {
            return Err(WriteError::TooManyFiles { max: MAX_FILES });
        }
        let is_own = matches!(self.by, By::Order);
        let file = FileOfOrder { number: self.files, name: self.name(is_own.then_some(order), &group, store) };
        self.files = self.files.saturating_add(1);
        match &mut self.by {
            By::Nothing(only) => *only = Some(file.clone()),
            By::Order => {}
            By::Group(_, files) => drop(files.insert(group, file.clone())),
        }
        Ok(file)
    }

    /// The name of the one file of a run without orders.
    pub fn name_of_empty(&mut self, store: &Arc<Surroundings>) -> String {
        self.name(None, "", store)
    }

    /// What the names' templates asked for in vain.
    pub fn warnings(&self) -> &Warnings {
        &self.warnings
    }

    fn name(&mut self, order: Option<&Arc<Order>>, group: &str, store: &Arc<Surroundings>) -> String {
        let place = Place { order_id: order.map(|order| order.id), column: Some("filename") };
        let now = store.time_zone.to_datetime(store.now);
        let extra = [
            ("template_name", self.template_name.clone()),
            ("date", now.strftime("%Y-%m-%d").to_string()),
            ("time", now.strftime("%H%M%S").to_string()),
            ("group", group.to_owned()),
            ("number", self.files.saturating_add(1).to_string()),
        ];
        let extra: BTreeMap<_, _> = extra.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        let subject = order.map_or(Subject::Orders(vec![]), |order| Subject::Order(order.clone()));
        let context = Context { surroundings: store.clone(), subject, extra };
        let given = match self.filename.render(&context, MAX_RENDERED_BYTES) {
            Ok(rendered) => {
                for warning in rendered.warnings {
                    self.warnings.note(place, WarningKind::Missing(warning));
                }
                rendered.text
            }
            Err(error) => {
                self.warnings.note(place, WarningKind::Failed(error.to_string()));
                String::new()
            }
        };
        self.unique(&safe(&given, self.extension))
    }

    /// A name that no other file of the run has, even where letters' case makes no difference.
    fn unique(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        while !self.names.insert(unique.to_lowercase()) {
            let number = self.numbers.entry(name.to_lowercase()).or_insert(1);
            *number = number.saturating_add(1);
            unique = with_room_for(name, &format!("-{number}"));
        }
        unique
    }
}

/// What files are called where the template says nothing.
fn usual_name(by: &By, extension: &str) -> String {
    match by {
        By::Nothing(_) => format!("{{{{ template_name }}}}-{{{{ date }}}}-{{{{ time }}}}.{extension}"),
        By::Order => format!("{{{{ source_id }}}}_{{{{ date|replace({{'-': ''}}) }}}}{{{{ time }}}}.{extension}"),
        By::Group(..) => {
            format!("{{{{ template_name }}}}-{{{{ group }}}}-{{{{ date }}}}-{{{{ time }}}}.{extension}")
        }
    }
}
