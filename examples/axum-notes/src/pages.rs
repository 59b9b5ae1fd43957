//! Templates, and the scripts and style sheets that each of them brings along.

use std::path::Path;

use axum::response::{Html, IntoResponse as _, Response};
use minijinja::{Environment, Value, context};
use stockade_web::CspNonce;
use stockade_web::assets::{CrossOrigin, ImportMap, Media, StaticFiles};
use stockade_web::engines;

use crate::failure::Failure;

const TEMPLATES: [(&str, &str); 8] = [
    ("about.html", include_str!("../templates/about.html")),
    ("base.html", include_str!("../templates/base.html")),
    ("delete.html", include_str!("../templates/delete.html")),
    ("editor.html", include_str!("../templates/editor.html")),
    ("index.html", include_str!("../templates/index.html")),
    ("missing.html", include_str!("../templates/missing.html")),
    ("show.html", include_str!("../templates/show.html")),
    ("unsafe.html", include_str!("../templates/unsafe.html")),
];

/// As many characters of a note as a list shows.
const EXCERPT: usize = 140;

/// What makes pages.
pub(crate) struct Pages {
    environment: Environment<'static>,
    everywhere: Media,
    editor: Media,
    unescaped: Media,
}

impl Pages {
    /// Reads the templates, and the files that they bring along: each is printed with the hash that
    /// it has now, and a browser refuses it if it changes.
    ///
    /// # Errors
    ///
    /// A template that does not compile, or a file that is missing.
    pub(crate) fn load(static_folder: &Path) -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        engines::minijinja::add_to(&mut environment);
        environment.add_filter("day", day);
        environment.add_filter("excerpt", excerpt);
        for (name, source) in TEMPLATES {
            environment.add_template(name, source)?;
        }

        let files = StaticFiles::read(static_folder, "/static/")?;
        // `Integrity-Policy` asks for both: `integrity`, and a request under the rules of CORS.
        let script = |name| anyhow::Ok(files.script(name)?.cross_origin(CrossOrigin::Anonymous));
        let everywhere = Media::new()
            .with_stylesheets([files.stylesheet("foolscap.css")?])
            .with_scripts([script("foolscap.js")?.defer()]);
        // Modules that a module imports carry no tag: the map names them, with their hashes.
        let text = files.address("text.js")?;
        let modules = ImportMap::new()
            .imports([("foolscap/text", text.as_str())])?
            .integrity(text.as_str(), files.integrity("text.js")?)?;
        let editor = Media::new()
            .with_import_map(modules)
            .with_scripts([script("editor.js")?.module()]);
        // Not deferred: it listens before the note is reached.
        let unescaped = Media::new().with_scripts([script("watch-violations.js")?]);
        Ok(Self {
            environment,
            editor: everywhere.clone() + editor,
            unescaped: everywhere.clone() + unescaped,
            everywhere,
        })
    }

    /// The page that a template makes of this, with the nonce of the response.
    pub(crate) fn render(
        &self,
        template: &str,
        nonce: &CspNonce,
        values: Value,
    ) -> Result<Response, Failure> {
        let media = match template {
            "editor.html" => &self.editor,
            "unsafe.html" => &self.unescaped,
            _ => &self.everywhere,
        };
        let page = self.environment.get_template(template)?.render(context! {
            csp_nonce => Value::from_object(nonce.clone()),
            media => Value::from_object(media.clone()),
            ..values
        })?;
        Ok(Html(page).into_response())
    }
}

/// `2026-11-18T08:10:00Z` as `18 November 2026`. What is no such time stays as it is.
fn day(time: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let date = time.split('T').next().unwrap_or_default();
    let mut parts = date.splitn(3, '-').map(str::parse::<usize>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return time.to_owned();
    };
    match MONTHS.get(month.wrapping_sub(1)) {
        Some(month) => format!("{day} {month} {year}"),
        None => time.to_owned(),
    }
}

/// The first words of a text, in one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(EXCERPT) else {
        return line;
    };
    let end = line[..end].rfind(' ').unwrap_or(end);
    format!("{} …", &line[..end])
}
