//! Files in a folder, with their hashes.

use std::fs;
use std::path::Path;

use stockade_web::ErrorKind;
use stockade_web::assets::StaticFiles;

fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn refusal(folder: &Path) -> String {
    let error = StaticFiles::read(folder, "/static/").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnreadableFile);
    error.to_string()
}

#[test]
fn scripts_and_style_sheets_in_all_folders_have_addresses_and_hashes() {
    let folder = folder_with(&[
        ("app.js", "start()"),
        ("vendor/a b?#%.mjs", "start()"),
        ("css/site.CSS", ""),
        ("picture.png", "not read"),
    ]);
    let files = StaticFiles::read(folder.path(), "https://cdn.example/v1/").unwrap();
    let integrity = "sha384-YO9eH3sX36qyw+UuhVDLik67J+J6POpRYTtOKqiZdbEbjICi3NUmlZIasD9C8qpz";
    assert_eq!(
        files
            .script("vendor/a b?#%.mjs")
            .unwrap()
            .module()
            .render(None)
            .to_string(),
        format!(
            "<script src=\"https://cdn.example/v1/vendor/a%20b%3F%23%25.mjs\" \
             crossorigin=\"anonymous\" \
             integrity=\"{integrity}\" type=\"module\"></script>"
        ),
    );
    assert_eq!(files.integrity("app.js").unwrap(), integrity);
    let stylesheet = files.stylesheet("css/site.CSS").unwrap();
    assert_eq!(stylesheet.address(), "https://cdn.example/v1/css/site.CSS");
    let element = stylesheet.render(None).to_string();
    assert!(element.contains("crossorigin=\"anonymous\""), "{element}");
    assert!(files.integrity("picture.png").is_err());
}

#[test]
fn a_file_that_is_not_there_is_an_error_that_names_it() {
    let folder = folder_with(&[("app.js", "")]);
    let files = StaticFiles::read(folder.path(), "/static/").unwrap();
    for name in ["aap.js", "../app.js", "/app.js", ""] {
        let error = files.script(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAsset);
        assert!(error.to_string().contains(&format!("{name:?}")), "{error}");
        assert!(error.to_string().contains("1 were found"), "{error}");
    }
}

#[test]
fn a_folder_that_cannot_be_read_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let message = refusal(&missing);
    assert!(
        message.starts_with(&*missing.to_string_lossy()),
        "{message}"
    );
}

#[test]
fn a_file_that_is_too_long_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.js");
    fs::File::create(&path)
        .unwrap()
        .set_len(32 * 1024 * 1024 + 1)
        .unwrap();
    let message = refusal(folder.path());
    assert!(message.contains("long.js"), "{message}");
    assert!(message.contains("longer than"), "{message}");
}

#[test]
fn folders_in_each_other_without_end_are_an_error() {
    let deep: String = (0..40).map(|_| "a/").collect();
    let folder = folder_with(&[(&format!("{deep}app.js"), "")]);
    assert!(refusal(folder.path()).contains("more than 32 folders"));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_to_files_are_followed_and_links_to_folders_are_not() {
        let elsewhere = folder_with(&[("app.js", "start()"), ("more/other.js", "")]);
        let folder = tempfile::tempdir().unwrap();
        symlink(
            elsewhere.path().join("app.js"),
            folder.path().join("linked.js"),
        )
        .unwrap();
        symlink(elsewhere.path().join("more"), folder.path().join("more")).unwrap();
        symlink(folder.path(), folder.path().join("circle")).unwrap();
        let files = StaticFiles::read(folder.path(), "/static/").unwrap();
        assert!(files.script("linked.js").is_ok());
        assert!(files.script("more/other.js").is_err());
    }

    #[test]
    fn a_broken_link_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        symlink("nowhere.js", folder.path().join("broken.js")).unwrap();
        assert!(refusal(folder.path()).contains("broken.js"));
    }

    #[test]
    fn what_is_no_file_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        symlink("/dev/zero", folder.path().join("endless.js")).unwrap();
        assert!(refusal(folder.path()).contains("it is no file"));
    }

    #[test]
    fn a_name_that_no_address_can_hold_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let name = OsStr::from_bytes(b"\xff.js");
        fs::write(folder.path().join(name), "").unwrap();
        assert!(refusal(folder.path()).contains("not UTF-8"));
    }
}
