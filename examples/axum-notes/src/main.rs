//! Serves the notebook: see README.md for what can be set.

use std::env;
use std::path::PathBuf;

use tokio::net::TcpListener;

use axum_notes::{app, policy};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().init();
    let port: u16 = env::var("NOTES_PORT").map_or(Ok(3000), |port| port.parse())?;
    let database = env::var_os("NOTES_DATABASE").map(PathBuf::from);
    let policies = match env::var("NOTES_CSP").as_deref() {
        Ok("off") => policy::none()?,
        _ => policy::strict()?,
    };
    let app = app(database.as_deref(), policies)?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    tracing::info!("the notebook is open at http://{}/", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
