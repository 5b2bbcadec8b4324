//! Custom buttons: our own `/v1/custom-buttons`, and pressing one.

use desk::{Creation, custom_buttons, orders};
use domain::CustomButton;
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::custom_buttons::read_new;

use crate::app::{App, store_now};
use crate::custom_events::{answer, running};

/// `GET /v1/custom-buttons`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let buttons = custom_buttons::list(&app.desk, call.store()?.id).await?;
    Ok(ApiReply::success(200).with("custom_buttons", &buttons))
}

/// `GET /v1/custom-buttons/{id}`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("custom_button_id");
    let (button, version) = custom_buttons::find(&app.desk, call.store()?.id, id).await?;
    Ok(versioned(ApiReply::success(200), &button, version))
}

/// `POST /v1/custom-buttons`. With an `Idempotency-Key` it is added once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let store = store_now(app, call).await?;
    match custom_buttons::create(&app.desk, &store, &new, call.sent(&digest)?, call.now).await? {
        Creation::Made(button, version) => {
            Ok(versioned(ApiReply::success(201).with("message", &"Custom Button Added"), &button, version))
        }
        Creation::OfAnotherBody(id) => {
            Err(ApiReply::key_of_another_body("custom button", "custom_button_id", &id).into())
        }
    }
}

/// `PUT /v1/custom-buttons/{id}`: the whole custom button. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store, id) = (store_now(app, call).await?, call.value("custom_button_id"));
    // What the address names is looked for before the body is read.
    custom_buttons::find(&app.desk, store.id, id).await?;
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let expected = call.expected_version();
    let (button, version) = custom_buttons::replace(&app.desk, &store, id, &new, &expected, call.now).await?;
    Ok(versioned(ApiReply::success(200).with("message", &"Custom Button Updated"), &button, version))
}

/// `DELETE /v1/custom-buttons/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("custom_button_id");
    custom_buttons::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Custom Button {id} Deleted")))
}

/// `POST /v1/orders/{id}/buttons/{button_id}`: the rules of the button, over this order.
pub(crate) async fn press(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store, order_id) = (call.store()?, call.order_id()?);
    let (button, _) = custom_buttons::find(&app.desk, store.id, call.value("custom_button_id")).await?;
    let pressed = orders::press_button(&app.desk, store, order_id, &button, &running(call)?).await?;
    answer(pressed, "Button Pressed", order_id)
}

fn versioned(reply: ApiReply, button: &CustomButton, version: u64) -> ApiReply {
    reply.with("custom_button", button).header("etag", etag(version))
}
