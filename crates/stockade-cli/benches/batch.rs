//! How many questions `stockade explain --batch` answers in a second, on one core:
//! `cargo bench -p stockade-cli`.

#![allow(clippy::unwrap_used, reason = "a panic is how a benchmark fails")]

use std::fmt::Write as _;
use std::io;

use divan::Bencher;
use divan::counter::ItemsCount;
use stockade_cli::{Console, run_in};

const LINES: usize = 20_000;

fn main() {
    divan::main();
}

/// Scripts, images, nonces and handlers of a few dozen policies and pages, as a crawl finds them.
#[divan::bench]
fn lines(bencher: Bencher<'_, '_>) {
    let questions: String = (0..LINES).fold(String::new(), |mut text, number| {
        writeln!(text, "{}", question(number)).unwrap();
        text
    });
    bencher.counter(ItemsCount::new(LINES)).bench_local(|| {
        let mut console = Console::plain(questions.as_bytes(), io::sink(), io::sink());
        run_in(
            &mut console,
            ["stockade", "explain", "--batch"].map(Into::into),
        )
    });
}

fn question(number: usize) -> String {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-r4nd0m' https://cdn{}.example/lib/; \
         style-src 'self' https://fonts.example; img-src * data:; connect-src 'self' \
         wss://live.example; base-uri 'none'; form-action 'self'",
        number % 40
    );
    let page = number % 100;
    let attempt = attempt(number);
    format!(
        "{{\"version\":1,\"id\":\"case {number}\",\"headers\":[[\"Content-Security-Policy\",\
         \"{policy}\"],[\"Content-Security-Policy-Report-Only\",\"default-src 'self'\"]],\
         \"meta\":[],\"document\":\"https://shop.example/page/{page}\",\"origin\":\
         \"https://shop.example\",\"attempt\":{attempt}}}"
    )
}

fn attempt(number: usize) -> String {
    match number % 4 {
        0 => format!(
            "{{\"type\":\"request\",\"url\":\"https://cdn{0}.example/lib/{number}.js\",\
             \"destination\":\"script\",\"initiator\":\"\",\"nonce\":\"\",\"integrity\":\"\",\
             \"parser_inserted\":true,\"redirects\":[],\"attributes\":{{\"async\":\"\",\"src\":\
             \"https://cdn{0}.example/lib/{number}.js\"}},\"duplicate_attribute\":false}}",
            number % 7
        ),
        1 => format!(
            "{{\"type\":\"inline\",\"inline_type\":\"script\",\"element\":\"script\",\"source\":\
             \"start({number});\\n\",\"attributes\":{{\"nonce\":\"r4nd0m\"}},\
             \"duplicate_attribute\":false,\"parser_inserted\":true}}"
        ),
        2 => format!(
            "{{\"type\":\"request\",\"url\":\"https://images.example/{number}.png\",\
             \"destination\":\"image\",\"redirects\":[\"https://cdn.example/a.png\"]}}"
        ),
        _ => "{\"type\":\"inline\",\"inline_type\":\"style attribute\",\"element\":\"div\",\
              \"source\":\"color: red\",\"attributes\":{\"style\":\"color: red\"}}"
            .to_owned(),
    }
}
