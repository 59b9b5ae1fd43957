//! Every input in `corpus/` is tried, on any toolchain.

use std::path::Path;

use stockade_fuzz::TARGETS;

#[test]
fn no_input_of_the_corpora_breaks_anything() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, target) in TARGETS {
        let mut tried = 0;
        for entry in std::fs::read_dir(corpus.join(name)).expect("a folder for each target") {
            let path = entry.expect("a readable folder").path();
            println!("{}", path.display());
            target(&std::fs::read(&path).expect("a readable file"));
            tried += 1;
        }
        assert!(tried >= 5, "{name}: {tried}");
    }
}
