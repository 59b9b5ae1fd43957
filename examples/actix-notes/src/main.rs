//! Serves the notebook: see README.md for what can be set.

use std::env;

use actix_notes::{Notebook, policy, serve};
use actix_web::{App, HttpServer, web};

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("NOTES_PORT").map_or(Ok(3001), |port| port.parse())?;
    let policies = match env::var("NOTES_CSP").as_deref() {
        Ok("off") => policy::none()?,
        _ => policy::strict()?,
    };
    // One for all workers.
    let notebook = web::Data::new(Notebook::open()?);
    let app = move || {
        let (notebook, policies) = (notebook.clone(), policies.clone());
        App::new().configure(|config| serve(config, notebook, policies))
    };
    HttpServer::new(app)
        .bind(("127.0.0.1", port))?
        .run()
        .await?;
    Ok(())
}
