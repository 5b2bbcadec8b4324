use super::*;
use crate::{Delimiter, FileProtocol, FileServer, Filter, KnownServer, PostHeader, TimeOfDay};

fn column(heading: &str, value: &str) -> ExportColumn {
    ExportColumn { heading: heading.into(), value: value.into(), ..ExportColumn::default() }
}

fn new() -> NewExportTemplate {
    let columns = vec![column("Order", "source_id"), column("SKU", "item.code")];
    NewExportTemplate::new(
        "Harbor",
        ExportContent { row_mode: RowMode::Item, ..ExportContent::new(ExportFormat::Csv, columns) },
    )
}

fn folders() -> Vec<Folder> {
    vec![Folder { id: FolderId::new(2).unwrap(), name: "Prepared".into() }]
}

fn server() -> FileServer {
    let (host, user, secret) = ("files.example.com".into(), "ada".into(), "harbor-sftp".into());
    FileServer { host, port: Some(2222), user, secret, directory: "/in".into() }
}

fn fingerprint() -> String {
    format!("SHA256:{}", "a".repeat(43))
}

fn to(protocol: FileProtocol, server: FileServer) -> ExportDelivery {
    ExportDelivery::Server(KnownServer { protocol, server, ..KnownServer::default() })
}

/// The fields that are wrong with a template once `change` was done to it.
fn wrong(change: impl FnOnce(&mut NewExportTemplate)) -> Vec<String> {
    let mut new = new();
    change(&mut new);
    new.check(&folders()).into_iter().map(|problem| problem.field).collect()
}

#[test]
fn a_template_is_kept_as_it_was_saved_and_what_is_usual_takes_no_room() {
    let usual = new().with_id("7".into());
    let written = serde_json::to_string(&usual).unwrap();
    assert_eq!(
        written,
        r#"{"id":"7","name":"Harbor","content":{"format":"csv","row_mode":"per_item","columns":[{"heading":"Order","value":"source_id"},{"heading":"SKU","value":"item.code"}]}}"#
    );
    assert_eq!(serde_json::from_str::<ExportTemplate>(&written).unwrap(), usual);
    assert_eq!(usual.exported_field(), "export_7_date");
    let mut full = usual;
    full.content = ExportContent {
        header_row: false,
        delimiter: Some(Delimiter::Semicolon),
        quote: Quoting::Always,
        line_end: LineEnd::Lf,
        bom: true,
        guard: CellGuards { formulas: true, digits: true },
        ..full.content
    };
    let filter = Filter { field: "source_name".into(), comparator: "equals".into(), ..Filter::default() };
    let folder = FolderId::new(2);
    full.select = ExportSelection {
        folder_ids: folder.into_iter().collect(),
        combine: Combine::Any,
        filters: vec![filter.into()],
        only_not_exported: true,
    };
    full.bundle = Bundle::OneFilePerGroup { field: "fulfillment_name".into() };
    full.schedule = Some(Schedule::Daily { at: TimeOfDay::new(6, 30).unwrap() });
    full.after = AfterExport { move_to_folder: folder, tag_name: "success".into(), history_line: true };
    full.send_when_empty = true;
    let post = ExportDelivery::HttpsPost {
        url: "https://supplier.example.com/in".into(),
        headers: vec![PostHeader { name: "X-Shop".into(), value: "harbor".into(), secret: String::new() }],
    };
    let lanes = [
        ExportDelivery::Download,
        ExportDelivery::S3 { prefix: "harbor/in".into() },
        post,
        ExportDelivery::Server(KnownServer { server: server(), host_key: fingerprint(), ..KnownServer::default() }),
        to(FileProtocol::Ftps, server()),
        to(FileProtocol::Ftp, server()),
    ];
    for delivery in lanes {
        full.delivery = delivery;
        let written = serde_json::to_string(&full).unwrap();
        assert_eq!(serde_json::from_str::<ExportTemplate>(&written).unwrap(), full, "{written}");
    }
}

#[test]
fn serde_names_choices_as_their_lists_do() {
    fn names<T: Copy + serde::Serialize>(all: &[T], name: impl Fn(T) -> &'static str) {
        for choice in all {
            assert_eq!(serde_json::to_value(choice).unwrap(), name(*choice));
        }
    }
    names(ExportFormat::ALL, ExportFormat::name);
    names(RowMode::ALL, RowMode::name);
    names(Delimiter::ALL, Delimiter::name);
    names(ExportEncoding::ALL, ExportEncoding::name);
    names(CellKind::ALL, CellKind::name);
    assert_eq!((LineEnd::named("lf"), Quoting::named("some")), (Some(LineEnd::Lf), None));
}

#[test]
fn a_template_as_it_should_be_has_no_problem() {
    assert_eq!(new().check(&folders()), vec![]);
    let custom = NewExportTemplate::new("Batch", ExportContent::custom("<batch/>"));
    assert_eq!(custom.check(&folders()), vec![]);
    let whole = NewExportTemplate::new("Orders", ExportContent::new(ExportFormat::Json, vec![]));
    assert_eq!(whole.check(&folders()), vec![], "JSON without columns is the orders as the API writes them");
}

#[test]
fn every_problem_names_its_field() {
    let folder = FolderId::new(9).unwrap();
    assert_eq!(wrong(|new| new.name = " ".into()), ["name"]);
    assert_eq!(wrong(|new| new.name = "a\nb".into()), ["name"]);
    assert_eq!(wrong(|new| new.name = "x".repeat(101)), ["name"]);
    assert_eq!(wrong(|new| new.filename = "x".repeat(1_001)), ["filename"]);
    assert_eq!(wrong(|new| new.select.folder_ids = vec![folder]), ["select.folder_ids[0]"]);
    assert_eq!(wrong(|new| new.after.move_to_folder = Some(folder)), ["after.move_to_folder"]);
    assert_eq!(wrong(|new| new.after.tag_name = "x".repeat(256)), ["after.tag_name"]);
    assert_eq!(wrong(|new| new.bundle = Bundle::OneFilePerGroup { field: String::new() }), ["bundle.field"]);
    assert_eq!(wrong(|new| new.content.columns.clear()), ["columns"]);
    assert_eq!(wrong(|new| new.content.columns = vec![column("a", ""); 201]), ["columns"]);
    assert_eq!(wrong(|new| new.content.columns[1].value = "x".repeat(10_001)), ["columns[1].value"]);
    assert_eq!(wrong(|new| new.content.columns[1].heading = "x".repeat(1_001)), ["columns[1].heading"]);
    assert_eq!(wrong(|new| new.content.columns[0].heading = "a\nb".into()), ["columns[0].heading"]);
    assert_eq!(wrong(|new| new.content.columns[0].width = Some(9)), ["columns[0].width"]);
    assert_eq!(wrong(|new| new.content.document = "x".into()), ["document"]);
    assert_eq!(wrong(|new| new.content = ExportContent::custom("")), ["document"]);
    assert_eq!(wrong(|new| new.content = ExportContent::custom("x".repeat(100_001))), ["document"]);
}

#[test]
fn a_choice_that_would_do_nothing_is_refused() {
    let in_format = |format, change: fn(&mut ExportContent)| {
        wrong(|new| {
            new.content.format = format;
            change(&mut new.content);
        })
    };
    assert_eq!(in_format(ExportFormat::Xlsx, |content| content.bom = true), ["bom"]);
    assert_eq!(in_format(ExportFormat::Xlsx, |content| content.guard.formulas = true), ["guard.formulas"]);
    assert_eq!(in_format(ExportFormat::Xlsx, |content| content.guard.digits = true), ["guard.digits"]);
    assert_eq!(in_format(ExportFormat::Xml, |content| content.header_row = false), ["header_row"]);
    assert_eq!(in_format(ExportFormat::Json, |content| content.quote = Quoting::Always), ["quote"]);
    assert_eq!(in_format(ExportFormat::Json, |content| content.line_end = LineEnd::Lf), ["line_end"]);
    assert_eq!(in_format(ExportFormat::Json, |content| content.encoding = ExportEncoding::Windows1252), ["encoding"]);
    assert_eq!(in_format(ExportFormat::Tsv, |content| content.delimiter = Some(Delimiter::Comma)), ["delimiter"]);
    assert_eq!(in_format(ExportFormat::Xlsx, |content| content.columns[0].width = Some(0)), ["columns[0].width"]);
    let bom_of_none =
        |content: &mut ExportContent| (content.bom, content.encoding) = (true, ExportEncoding::Windows1252);
    assert_eq!(in_format(ExportFormat::Csv, bom_of_none), ["bom"]);
    let custom = |content: &mut ExportContent| (content.document, content.row_mode) = ("x".into(), RowMode::Order);
    assert_eq!(in_format(ExportFormat::Custom, custom), ["columns"]);
}

#[test]
fn a_heading_can_be_the_name_of_its_value() {
    let headed = |format, headings: [&str; 2]| {
        wrong(|new| {
            new.content.format = format;
            new.content.columns = headings.map(|heading| column(heading, "email")).to_vec();
        })
    };
    for bad in ["Order No", "1st", "", "xmlns", "a:b", "<a>", "größe"] {
        assert_eq!(headed(ExportFormat::Xml, ["ok", bad]), ["columns[1].heading"], "{bad}");
    }
    assert_eq!(headed(ExportFormat::Xml, ["sku", "_q-1.x"]), Vec::<String>::new());
    assert_eq!(headed(ExportFormat::Json, ["sku", "sku"]), ["columns[1].heading"]);
    assert_eq!(headed(ExportFormat::Csv, ["", ""]), Vec::<String>::new());
}

#[test]
fn filters_are_bounded_in_number_depth_and_length() {
    let filter = || FilterEntry::from(Filter { field: "email".into(), ..Filter::default() });
    let group = |filters| FilterEntry::Group(FilterGroup { combine: Combine::All, filters });
    assert_eq!(wrong(|new| new.select.filters = vec![filter(); 51]), ["select.filters"]);
    assert_eq!(wrong(|new| new.select.filters = vec![group(vec![])]), ["select.filters[0]"]);
    let deep = (0..6).fold(filter(), |inner, _| group(vec![inner]));
    assert_eq!(wrong(|new| new.select.filters = vec![deep]).len(), 1);
    let long = FilterEntry::from(Filter { value: "x".repeat(10_001), ..Filter::default() });
    assert_eq!(wrong(|new| new.select.filters = vec![long]), ["select.filters[0].value"]);
    let many = (0..5).fold(filter(), |inner, _| group(vec![inner; 6]));
    assert_eq!(wrong(|new| new.select.filters = vec![many]), ["select.filters"]);
    let empty = (0..4).fold(group(vec![]), |inner, _| group(vec![inner; 6]));
    assert!(wrong(|new| new.select.filters = vec![empty]).len() < 100, "the walk ends behind the limit");
}

#[test]
fn a_delivery_has_an_address_a_user_and_the_name_of_a_secret() {
    let lane = |delivery| wrong(|new| new.delivery = delivery);
    let ftp = |change: fn(&mut FileServer)| {
        let mut server = server();
        change(&mut server);
        lane(to(FileProtocol::Ftp, server))
    };
    assert_eq!(ftp(|_| ()), Vec::<String>::new());
    for host in ["192.0.2.1", "::1", "files", "a-b.example.com"] {
        let server = FileServer { host: host.into(), ..server() };
        assert_eq!(lane(to(FileProtocol::Ftps, server)), Vec::<String>::new(), "{host}");
    }
    for host in ["", "a b", "ftp://a", "a:21", "a/b", "-a", "a..b", "ada@host", "a\r\nb"] {
        let server = FileServer { host: host.into(), ..server() };
        assert_eq!(lane(to(FileProtocol::Ftps, server)), ["delivery.host"], "{host}");
    }
    assert_eq!(ftp(|server| server.port = Some(0)), ["delivery.port"]);
    assert_eq!(ftp(|server| server.user = String::new()), ["delivery.user"]);
    assert_eq!(ftp(|server| server.user = "a\nb".into()), ["delivery.user"]);
    assert_eq!(ftp(|server| server.secret = "hunter 2".into()), ["delivery.secret"]);
    assert_eq!(ftp(|server| server.directory = "in/../..".into()), ["delivery.directory"]);
    assert_eq!(ftp(|server| server.directory = "in\r\nDELE x".into()), ["delivery.directory"]);
    for bad in ["", "MD5:aa", "SHA256:short", &"a".repeat(50)] {
        let sftp = KnownServer { server: server(), host_key: bad.into(), ..KnownServer::default() };
        assert_eq!(lane(ExportDelivery::Server(sftp)), ["delivery.host_key"], "{bad}");
    }
    assert_eq!(lane(ExportDelivery::S3 { prefix: "/harbor".into() }), ["delivery.prefix"]);
    assert_eq!(lane(ExportDelivery::S3 { prefix: "../other".into() }), ["delivery.prefix"]);
    let post = |url: &str| lane(ExportDelivery::HttpsPost { url: url.into(), headers: vec![] });
    for good in ["https://a.example.com", "https://a.example.com:8443/x?y=1", "https://[::1]/x", "https://192.0.2.1/"] {
        assert_eq!(post(good), Vec::<String>::new(), "{good}");
    }
    for bad in ["", "http://a.example.com", "https://", "https://ada:pw@a.example.com", "https://a b", "https://a:0/"] {
        assert_eq!(post(bad), ["delivery.url"], "{bad}");
    }
    let header = PostHeader { name: "Host".into(), value: "a".into(), secret: String::new() };
    let post = ExportDelivery::HttpsPost { url: "https://a.example.com".into(), headers: vec![header] };
    assert_eq!(lane(post), ["delivery.headers[0].name"]);
}
