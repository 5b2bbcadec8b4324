//! The texts of actions: templates, filled in with the order as it is when the action is done.

use std::borrow::Cow;
use std::sync::Arc;

use domain::{Order, Problem};
use templates::{Context, Limits, Subject, Surroundings, Template};

use crate::Circumstances;
use crate::meter::{Overrun, Share};
use crate::outcome::TOO_MANY_STEPS;

/// So many bytes a template of an action may write.
const MAX_TEXT_BYTES: usize = 10_000;

/// A text of an action.
pub(crate) struct Text(Template);

impl Text {
    /// Reads it; the problem is that of `field` and says where.
    pub(crate) fn compile(field: &str, source: &str) -> Result<Self, Problem> {
        Template::new(source).map(Self).map_err(|error| Problem::new(field, error.to_string()))
    }

    /// So much memory it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        self.0.bytes()
    }

    /// The text with the values of `order` put in, or why there is none. One with nothing to put in is taken as it is.
    pub(crate) fn fill_in<'t>(&'t self, order: &Order, stage: &mut Stage<'_, '_>) -> Result<Cow<'t, str>, String> {
        if self.0.is_plain() {
            Ok(Cow::Borrowed(self.0.source()))
        } else {
            stage.render(&self.0, order).map(Cow::Owned)
        }
    }
}

/// What the templates of a run are given, made when the first of them asks.
#[derive(Default)]
pub(crate) struct Given {
    surroundings: Option<Arc<Surroundings>>,
    order: Option<Arc<Order>>,
}

impl Given {
    /// The order is another now.
    pub(crate) fn forget_order(&mut self) {
        self.order = None;
    }
}

/// What an action of a rule is done with.
pub(crate) struct Stage<'a, 's> {
    pub(crate) circumstances: &'a Circumstances<'a>,
    pub(crate) given: &'s mut Given,
    pub(crate) share: &'s mut Share,
    /// The place of the item it is about, in an item rule.
    pub(crate) item: Option<usize>,
}

impl Stage<'_, '_> {
    fn render(&mut self, template: &Template, order: &Order) -> Result<String, String> {
        let parts = order.order_items.len() + order.order_shipments.len() + order.order_notes.len();
        let Ok(max_steps) = self.share.template(parts + order.discount_list.len()) else {
            return Err(TOO_MANY_STEPS.to_owned());
        };
        let context = self.context(order);
        let limits = Limits { max_bytes: MAX_TEXT_BYTES, max_steps };
        let (rendered, steps) = template.render_within(&context, limits);
        if self.share.template_took(steps) == Err(Overrun) {
            return Err(TOO_MANY_STEPS.to_owned());
        }
        rendered.map(|rendered| rendered.text).map_err(|error| error.to_string())
    }

    fn context(&mut self, order: &Order) -> Context {
        let circumstances = self.circumstances;
        let surroundings = self.given.surroundings.get_or_insert_with(|| surroundings(circumstances).into()).clone();
        let order = self.given.order.get_or_insert_with(|| Arc::new(order.clone())).clone();
        let subject = match self.item {
            Some(place) => Subject::Item(order, place),
            None => Subject::Order(order),
        };
        Context { surroundings, subject, extra: std::collections::BTreeMap::new() }
    }
}

fn surroundings(circumstances: &Circumstances<'_>) -> Surroundings {
    let links = circumstances.document_links;
    let surroundings = Surroundings {
        store_country: circumstances.store_country.to_owned(),
        time_zone: circumstances.zone.clone(),
        folders: circumstances.folders.into(),
        base_url: links.map(|links| links.base_url.clone()).unwrap_or_default(),
        ..Surroundings::new(circumstances.store_name, circumstances.now)
    };
    surroundings.written_in(circumstances.forms.currency, circumstances.forms.date_format)
}
