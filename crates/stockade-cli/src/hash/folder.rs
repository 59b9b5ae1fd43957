//! The pages of a folder, and its style sheets.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use url::Url;

use crate::problem::Problem;

/// How many pages are read, and how many style sheets.
const LIMIT: usize = 100_000;

/// Where a site is that has not been published. Nothing is there.
const NOWHERE: &str = "https://site.invalid/";

/// A folder of built pages.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// In the order of their paths.
    pub(super) pages: Vec<PageFile>,
    /// The files of style sheets, by their addresses.
    pub(super) style_sheets: HashMap<Url, PathBuf>,
    /// How many symbolic links were passed over.
    pub(super) links: usize,
}

/// A page in it.
pub(super) struct PageFile {
    pub(super) path: PathBuf,
    /// The names of the folders on the way, and its own.
    pub(super) names: Vec<String>,
    pub(super) url: Url,
}

impl Folder {
    /// Finds the pages. Symbolic links are not followed, so that nothing outside is read or
    /// written, and names that begin with a dot are no part of a site.
    pub(super) fn read(path: &Path, url: Option<&str>) -> Result<Self, Problem> {
        let base = base_address(url)?;
        let mut folder = Self {
            path: path.to_owned(),
            pages: Vec::new(),
            style_sheets: HashMap::new(),
            links: 0,
        };
        let mut folders = vec![(path.to_owned(), Vec::new())];
        while let Some((path, names)) = folders.pop() {
            let entries = fs::read_dir(&path).map_err(|error| unreadable(&path, &error))?;
            for entry in entries {
                let entry = entry.map_err(|error| unreadable(&path, &error))?;
                let kind = entry.file_type();
                let kind = kind.map_err(|error| unreadable(&entry.path(), &error))?;
                let name = entry.file_name();
                let Some(name) = name.to_str() else { continue };
                if name.starts_with('.') {
                    continue;
                }
                let names = || names.iter().cloned().chain([name.to_owned()]).collect();
                if kind.is_symlink() {
                    folder.links += 1;
                } else if kind.is_dir() {
                    folders.push((entry.path(), names()));
                } else if !kind.is_file() {
                    // Whoever opens a pipe may wait for ever.
                } else if has_ending(name, &["html", "htm"]) {
                    folder.add(entry.path(), names(), &base)?;
                } else if has_ending(name, &["css"]) && folder.style_sheets.len() < LIMIT {
                    let url = address_of(&names(), &base);
                    folder.style_sheets.insert(url, entry.path());
                }
            }
        }
        folder.pages.sort_by(|a, b| a.names.cmp(&b.names));
        if folder.pages.is_empty() {
            return Err(Problem::new(format!(
                "{}: no page is in it, that is no file whose name ends in .html or .htm; write \
                 the folder that the site was built into",
                path.display()
            )));
        }
        Ok(folder)
    }

    fn add(&mut self, path: PathBuf, names: Vec<String>, base: &Url) -> Result<(), Problem> {
        if self.pages.len() == LIMIT {
            return Err(Problem::new(format!(
                "{}: it has more than {LIMIT} pages; go through its folders one by one",
                self.path.display()
            )));
        }
        let url = address_of(&names, base);
        self.pages.push(PageFile { path, names, url });
        Ok(())
    }
}

impl PageFile {
    /// The paths at which the hosts of static sites answer with this page: with its ending and
    /// without.
    pub(super) fn served_at(&self) -> Vec<String> {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(&self.names);
        }
        // In the rules of _headers, these two stand for something else.
        let full = url.path().replace('*', "%2A").replace(':', "%3A");
        let short = match full.strip_suffix("index.html") {
            Some(folder) if folder.ends_with('/') => folder,
            _ => full.strip_suffix(".html").unwrap_or(&full),
        };
        if short == full {
            vec![full]
        } else {
            vec![short.to_owned(), full]
        }
    }
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        endings
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// The address of a file, which is that of its folder where it is the index.
fn address_of(names: &[String], base: &Url) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(names);
        if names.last().is_some_and(|name| name == "index.html") {
            segments.pop().push("");
        }
    }
    url
}

fn base_address(url: Option<&str>) -> Result<Url, Problem> {
    let text = url.unwrap_or(NOWHERE);
    match Url::parse(text) {
        Ok(mut url) if matches!(url.scheme(), "http" | "https") => {
            url.set_query(None);
            url.set_fragment(None);
            Ok(url)
        }
        _ => Err(Problem::new(format!(
            "--url: {text:?} is not the address of a site; write it in full, such as \
             https://shop.example/"
        ))),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::new(format!(
        "{}: {error}; write the folder that the site was built into",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{PageFile, address_of};

    fn page(path: &str) -> PageFile {
        let names: Vec<String> = path.split('/').map(str::to_owned).collect();
        PageFile {
            path: path.into(),
            url: address_of(&names, &Url::parse("https://shop.example/docs/").unwrap()),
            names,
        }
    }

    #[test]
    fn pages_have_the_addresses_at_which_they_are_published() {
        for (path, address) in [
            ("index.html", "https://shop.example/docs/"),
            ("teas/index.html", "https://shop.example/docs/teas/"),
            ("teas/a b.html", "https://shop.example/docs/teas/a%20b.html"),
        ] {
            assert_eq!(page(path).url.as_str(), address);
        }
    }

    #[test]
    fn rules_name_every_path_of_a_page() {
        assert_eq!(page("index.html").served_at(), ["/", "/index.html"]);
        assert_eq!(
            page("teas/index.html").served_at(),
            ["/teas/", "/teas/index.html"]
        );
        assert_eq!(page("a:*.html").served_at(), ["/a%3A%2A", "/a%3A%2A.html"]);
        assert_eq!(page("old.htm").served_at(), ["/old.htm"]);
    }
}
