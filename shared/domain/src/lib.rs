//! The trade's types: orders, items, shipments, inventory, rules, appointments, stores, and what may be done with them.
//!
//! Plain data and pure functions. The `serde` form of these types is the **row form** (money as strings, empty fields
//! left out); what the APIs read and write is the crate `wire`'s. Something new or changed (`NewOrder`, `OrderPatch`,
//! …) is a type of its own here, made of plain values, whether they came as JSON, as a row of a spreadsheet or from a
//! cart.

mod account;
mod appointment;
mod brake;
pub mod carrier;
mod clock;
mod connection;
mod custom_button;
mod custom_css;
mod custom_event;
mod document_link;
mod dropship;
mod due;
pub mod entities;
mod event;
mod export;
mod export_template;
pub mod fields;
mod file_server;
mod history;
mod hold;
mod ids;
mod import;
mod import_template;
mod inventory;
mod kinds;
mod ledger;
pub mod limits;
mod mail_sender;
mod mail_template;
mod mailbox;
mod money;
mod notice;
mod order;
mod order_list;
mod order_mail;
mod permission;
mod pickup;
pub mod plain;
mod post_header;
mod print_template;
mod problem;
mod rate_limit;
mod received_mail;
mod retry;
mod rights;
mod rule;
mod seen_order;
mod shipment;
mod store;
mod supplier;
mod sweep;
pub mod time;

pub use account::{
    Account, AccountLink, AccountMail, AuditChange, AuditChannel, AuditLine, Browser, CannotGive, Invitation,
    LastOwner, LinkKind, MAX_AUDIT_CHANGES, MAX_AUDIT_TEXT_LENGTH, MAX_CSS_CLASS_LENGTH, MAX_EMAIL_LENGTH,
    MAX_INVITATIONS, MAX_PERSON_NAME_LENGTH, MAX_SCOPE_FOLDERS, MAX_USERS, SecondFactor, Session, SessionLevel, SignUp,
    StoreDetails, TrustedBrowser, User, UserChange, UserScope, check_given, check_user, network_of, owner_beside,
};
pub use appointment::{
    Appointment, AppointmentFilter, AppointmentStatus, Attempt, Job, Lane, PostFormat, UnknownStatus,
};
pub use brake::{Brake, MAX_POSTS_PER_HOUR};
pub use clock::{Chance, Clock};
pub use connection::{
    Arrival, ArrivalKind, BroughtBy, CartImport, CartOrder, Connection, ConnectionSecrets, ConnectionSettings,
    ConnectionState, ConnectionTask, GivenSecrets, HookKey, IncludedTax, Kept, KeptArrival, MAX_ARRIVAL_REASON_LENGTH,
    MAX_CART_ORDER_ID_LENGTH, MAX_CONNECTION_NAME_LENGTH, MAX_CONNECTION_SECRET_LENGTH, MAX_CONNECTIONS,
    MAX_IMPORTED_IDS, MAX_SHOP_LENGTH, MAX_SUBSCRIPTIONS, MAX_WANTED_TASKS, MAX_WEBHOOK_SECRETS, NewConnection,
    NoHookKey, OrdersWanted, Payload, Poll, PollReason, Reconciliation, SecretsChange, TaskDue, TaskStep,
    WebhookSecret, WebhookSecretWanted, WeightUnit,
};
pub use custom_button::{ButtonColor, CustomButton, MAX_CONFIRM_LENGTH, MAX_CUSTOM_BUTTONS, NewCustomButton};
pub use custom_css::CustomCss;
pub use custom_event::{
    CustomEvent, MAX_CUSTOM_EVENTS, MAX_EVENT_NAME_LENGTH, NewCustomEvent, Schedule, TimeOfDay, Weekday,
};
pub use document_link::{DocumentLink, DocumentLinks, MAX_NUMBERED_TEMPLATES, document_object};
pub use dropship::DropshipLink;
pub use due::{ArrivalDue, DefinitionDue, DueKind, NoDefinition, NoticeDue};
pub use event::{Event, OrderEvent, differ_in_details, events_between, events_of_creation};
pub use export::{
    Export, ExportFile, FileStatus, MAX_EXPORT_IDS, MAX_EXPORT_WARNINGS, MAX_EXPORTED_BYTES, MAX_EXPORTED_ORDERS,
    NewExport, delivered_object,
};
pub use export_template::{
    AfterExport, Bundle, CellGuards, CellKind, ExportColumn, ExportContent, ExportDelivery, ExportEncoding,
    ExportFormat, ExportSelection, ExportTemplate, LineEnd, MAX_COLUMN_WIDTH, MAX_COLUMNS, MAX_DOCUMENT_BYTES,
    MAX_EXPORT_FOLDERS, MAX_EXPORT_NAME_LENGTH, MAX_EXPORT_TEMPLATES, MAX_FILENAME_LENGTH, MAX_MAIL_TEXT_LENGTH,
    MAX_MAILED_FILE_BYTES, NewExportTemplate, Quoting, RowMode,
};
pub use file_server::{FileProtocol, FileServer, KnownServer, MAX_HOST_LENGTH, read_private_key};
pub use history::{AUTO, HistoryLine, MAX_HISTORY_NOTE_LENGTH, NewHistoryNote, lines_of};
pub use hold::{Hold, MAX_HOLD};
pub use ids::{
    AccountId, AppointmentId, FolderId, IdempotencyKey, Identity, OrderId, ParseIdError, PartsUsedUp, StoreId,
    body_digest, id_digits,
};
pub use import::{DroppedFile, DroppedName, FieldChange, Import, ImportResult, ImportedEntry, NewImport};
pub use import_template::{
    ADDRESSES_WITH_FULL_NAME, AfterImport, DateForm, DecimalSeparator, Delimiter, DuplicatePolicy, FileBeginning,
    FileEncoding, FileFormat, ImportColumn, ImportKind, ImportTarget, ImportTemplate, InventoryColumn, InventoryPolicy,
    ItemColumn, MAX_ALLOWED_SENDERS, MAX_BEGINNING_BYTES, MAX_FILE_BYTES, MAX_FILE_COLUMNS, MAX_FILE_ROWS,
    MAX_HEADING_LENGTH, MAX_IMPORT_COLUMNS, MAX_IMPORT_MAILS, MAX_IMPORT_TEMPLATE_NAME_LENGTH,
    MAX_IMPORT_TEMPLATE_TEXT, MAX_IMPORT_TEMPLATES, MAX_NUMBERED_ITEMS, MAX_SHEET_NAME_LENGTH, MAX_SKIPPED_ROWS,
    MailIn, MailInAddress, OrderKey, OrderRows, Quote, ShipmentColumn, ShipmentMatch, TextForm, Transform,
};
pub use inventory::{
    InventoryEntry, InventoryItem, InventorySearch, KitComponent, MAX_COMPONENT_QUANTITY, MAX_COMPONENTS,
    MAX_INVENTORY_TEXT_LENGTH, MAX_LOCATIONS, MAX_STOCK_LEVEL, NewInventoryItem, StockCursor, StockHistory,
    StockKeeping, StockLine, StockReason, StockRefusal, folded_code,
};
pub(crate) use ledger::newly_shipped;
pub use ledger::{LedgerLine, check_shippable, ledger};
pub use limits::{MAX_CHECKOUT_DATA_LENGTH, MAX_ITEM_QUANTITY, MAX_ITEMS, MAX_NOTES_LENGTH, MAX_ORDER_METADATA_LENGTH};
pub use mail_sender::{MailSender, MailSenderStatus};
pub use mail_template::{
    MAX_MAIL_ATTACHMENTS, MAX_MAIL_BODY_BYTES, MAX_MAIL_LINE_LENGTH, MAX_MAIL_TEMPLATES, MailKind, MailTemplate,
    MailTemplateVersion,
};
pub use mailbox::{MAX_MAILBOXES, Mailbox, NoMailboxes};
pub use money::{Money, currency_places};
pub use notice::{
    ConfirmationPurpose, GatheredIncidents, Incident, MAX_CONFIRMATIONS_A_DAY, MAX_DETAILED_INCIDENTS,
    MailConfirmation, Notice, NoticeContent, NoticeFacts, NoticeStatus, NoticeWords, entry, gathered_until,
};
pub use order::{
    Address, Canceled, Cancellation, Card, ChangeError, DUPLICATE_OF, Discount, Family, FamilyRequest, Given,
    MAX_MERGED_ORDERS, MAX_OFFSHOOTS, MAX_PAGE, MAX_PAYMENT_NOTE_LENGTH, MAX_PAYMENTS, MAX_SPLIT_ORDERS, MERGED_FROM,
    MERGED_TO, MapPatch, NOTIFY_URL, NewOrder, NewOrderItem, NewPayment, NewTransfer, Note, ORIGINAL_ORDER_ID,
    ORIGINAL_STORE_ID, Offshoot, OffshootError, Order, OrderItem, OrderPatch, OrderReplacement, OrderSearch, Origin,
    PartSearch, Payment, PaymentError, PaymentKind, PaymentStatus, Relative, Repetition, ReturnAddress, SPLIT_FROM,
    SPLIT_TO, SearchField, ShipTo, SortField, SortValue, SplitBy, SplitMethod, SplitRule, Splitting, StockByItem,
    StockChange, StockChanges, StockKey, StockTaken, TAGS, TakenComponent, USUAL_PAGE, Variations, can_join,
    check_discount_count, check_item_count, check_mergeable, check_note_count, check_notes_length, draft_order,
    duplicate, merge, newest_of, payment_events, shipments_for_originals, split, split_by, tag_of,
};
pub use order_list::{
    ColumnChoice, ColumnValue, FolderColumns, ListColumn, ListSearch, ListSequence, MAX_COLUMN_NAME_LENGTH,
    MAX_LIST_COLUMNS, MAX_LIST_FILTERS, MAX_LIST_TEXT_LENGTH, MAX_OWN_VIEWS, MAX_SAVED_VIEWS, MAX_VIEW_NAME_LENGTH,
    NewSavedView, OwnLists, SavedView, check_columns, column_choices, label_of_field, permissions_of_field,
    usual_columns,
};
pub use order_mail::{
    MAX_UNANSWERED, MailNews, MailSuppression, OrderMail, OrderMailStatus, SuppressionReason, UnsubscribeLink,
    attachment_object, attachment_problem_object,
};
pub use permission::{Area, Permission, Permissions, Preset};
pub use pickup::{
    AfterPickup, Look, MAX_FILES_PER_LOOK, MAX_LOOKS, MAX_OPEN_RUN, MAX_PATTERN_LENGTH, MAX_PICKUP_NAME_LENGTH,
    MAX_PICKUPS, MAX_SEEN_FILES, NewPickup, PROCESSED, PassedOverFile, PickedUpFile, Pickup, PickupState,
    SECOND_LOOK_AFTER, SeenFile, matches_pattern,
};
pub use post_header::{
    MAX_HEADER_NAME_LENGTH, MAX_HEADER_VALUE_LENGTH, MAX_POST_HEADERS, MAX_PRIVATE_KEY_LENGTH, MAX_SECRET_LENGTH,
    MAX_SECRET_NAME_LENGTH, PostHeader, check_post_headers, is_header_text, is_secret_name,
};
pub use print_template::{
    MAX_PRINT_TEMPLATE_BYTES, MAX_PRINT_TEMPLATES, MAX_PRINTED_ORDERS, NewPrintTemplate, PrintTemplate,
};
pub use problem::Problem;
pub use rate_limit::{GRAINS, RateLimit, Slot, SlotCounts, Tokens, tokens_of_entries, tokens_of_search};
pub use received_mail::{MAX_RECEIVED_BYTES, MailVerdict, RECEIVED_MAILS, ReceivedMail};
pub use retry::{NextStep, RetrySchedule, ScheduleError, Verdict, Why, next_step};
pub use rights::Rights;
pub use rule::{
    Action, ActionKind, ActionLevel, AppliesTo, AwaitedAction, Combine, Filter, FilterEntry, FilterGroup, MAX_ACTIONS,
    MAX_ADDRESS_BYTES, MAX_FILTERS, MAX_GROUP_DEPTH, MAX_RULE_NAME_LENGTH, MAX_RULE_TEXT_LENGTH, MAX_RULES_BYTES,
    NewRule, OrderRequest, Quantifier, Rule, StockDirection, TimestampZone,
};
pub use seen_order::SeenOrder;
pub use shipment::{
    ItemQuantity, MAX_TRACKING_NUMBER_LENGTH, NewShipment, Shipment, ShipmentEntry, check_shipments, draft_shipment,
};
pub use store::{
    ApiKey, Beginning, Business, CANCELED_FOLDER, Ceilings, Closing, Folder, ItemDetails, Lock, MAX_DATE_FORMAT_LENGTH,
    MAX_LEFT_OUT, MAX_LOCK_REASON_LENGTH, MAX_MAILS_PER_DAY, MAX_MAX_RULES, MAX_NOTIFY_HOSTS, MAX_POSTS_PER_MINUTE,
    MAX_RATE_LIMIT_BUCKET, MAX_RATE_LIMIT_PER_SECOND, MAX_SESSION_IDLE_MINUTES, MAX_SETTING_LENGTH,
    MAX_STORE_NAME_LENGTH, MIN_SESSION_IDLE_MINUTES, NewKey, NewStore, REOPENED_WITHIN, ReadOnly, Scope,
    SecondFactorPolicy, SettingKind, Settings, SettingsPatch, StockFloor, StockPolicy, Store, StoreState,
    TEXT_SETTINGS, TextSetting, USUAL_MAILS_PER_DAY, USUAL_MAX_RULES, USUAL_POSTS_PER_MINUTE, WhoseInventory,
    check_ceilings, check_lock_reason, check_rate, check_session_idle, check_store_name, is_address, is_same_hash,
    usual_session_idle_minutes,
};
pub use supplier::{
    Again, Audience, CodeMatches, EarlierSubmission, MAX_BUNDLE_CODES, MAX_EARLIER_SUBMISSIONS,
    MAX_SUPPLIER_BOX_LENGTH, MAX_SUPPLIER_CODES, MAX_SUPPLIER_NAME_LENGTH, MAX_SUPPLIERS, MethodMatches, NotSubmitted,
    ShippingClasses, Submission, SubmissionState, SummarizedMonth, Supplier, SupplierDelivery, SupplierSettings,
    assign_suppliers, class_of, next_summary, outbound, summarized_month,
};
pub use sweep::{
    Finding, FindingResult, KeptOrder, KeptValue, MAX_FINDINGS, MAX_KEPT_BYTES, MAX_REFUSALS, MAX_REPORTS,
    MAX_SWEPT_AT_ONCE, MAX_SWEPT_IDS, MAX_SWEPT_ORDERS, PERSON_PREFIX, SWEEP_KEPT_FOR, Selection, Sweep, SweepAction,
    SweepActionKind, SweepId, SweepList, SweepQuery, SweepStatus, SweepWork,
};

/// Whether a value is its type's default; empty fields are left out of rows.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
