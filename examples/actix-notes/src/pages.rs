//! Templates, and the scripts and style sheets that they bring along.

use actix_web::HttpResponse;
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use stockade_web::CspNonce;
use stockade_web::assets::{InlineBlock, Media, StaticFiles};
use stockade_web::engines::{self, Helpers};
use tera::{Context, Tera};

use crate::files;

/// Sets the colours before anything is painted. It is the same for everybody, so its hash allows it.
const THEME: &str =
    r#"document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";"#;

/// What makes pages.
pub(crate) struct Pages {
    tera: Tera,
    helpers: Helpers,
    everywhere: Media,
    unescaped: Media,
}

impl Pages {
    /// Reads the templates, and the files that they bring along: each is printed with the hash that
    /// it has now, and a browser refuses it if it changes.
    ///
    /// # Errors
    ///
    /// A template that does not compile, or a file that is missing.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let helpers = Helpers::new().with_block("theme", InlineBlock::script(THEME)?);
        let mut tera = Tera::new();
        engines::tera::register(&mut tera, &helpers);
        tera.add_raw_templates([
            ("base.html", include_str!("../templates/base.html")),
            ("index.html", include_str!("../templates/index.html")),
            ("unsafe.html", include_str!("../templates/unsafe.html")),
        ])?;

        let files = StaticFiles::read(files::FOLDER, "/static/")?;
        let everywhere = Media::new()
            .with_stylesheets([files.stylesheet("foolscap.css")?])
            .with_scripts([files.script("foolscap.js")?.defer()]);
        // Not deferred: it listens before the note is reached.
        let watching = Media::new().with_scripts([files.script("watch-violations.js")?]);
        Ok(Self {
            tera,
            helpers,
            unescaped: everywhere.clone() + watching,
            everywhere,
        })
    }

    /// The page that a template makes of this, with the nonce of the response.
    pub(crate) fn render(
        &self,
        template: &str,
        nonce: &CspNonce,
        status: StatusCode,
        mut context: Context,
    ) -> actix_web::Result<HttpResponse> {
        let media = match template {
            "unsafe.html" => &self.unescaped,
            _ => &self.everywhere,
        };
        let page = self.helpers.page(Some(nonce));
        context.insert("csp_page", &page.key());
        context.insert("media", &page.media(media.clone()));
        match self.tera.render(template, &context) {
            Ok(text) => Ok(HttpResponse::build(status)
                .content_type("text/html; charset=utf-8")
                .body(text)),
            // What is wrong with a template is no business of visitors.
            Err(error) => {
                let response = HttpResponse::InternalServerError().body("This page is broken.");
                Err(InternalError::from_response(error, response).into())
            }
        }
    }
}
