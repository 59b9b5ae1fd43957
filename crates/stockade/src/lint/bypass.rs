//! Hosts that serve what an attacker needs.

/// Something on a host that makes allowing scripts from it pointless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bypass {
    kind: &'static str,
    host: &'static str,
    path: &'static str,
}

impl Bypass {
    /// The host that serves it.
    pub fn host(self) -> &'static str {
        self.host
    }

    /// A sentence that says how it is used.
    pub fn explain(self) -> String {
        let Self { kind, host, path } = self;
        match kind {
            "jsonp" => format!(
                "{host} answers JSONP requests ({path}): its response calls whatever function the \
                 address names, so a policy that allows scripts from it allows any script"
            ),
            _ => format!(
                "{host} serves AngularJS ({path}), which runs expressions it finds in the markup, \
                 so a policy that allows scripts from it allows injected ones"
            ),
        }
    }
}

/// What is known against allowing scripts from `host` as a whole (compared without regard to
/// case).
///
/// ```
/// let bypass = stockade::lint::known_bypass("accounts.google.com").unwrap();
/// assert!(bypass.explain().contains("JSONP"));
/// assert_eq!(stockade::lint::known_bypass("static.example.com"), None);
/// ```
///
/// The table is that of Google's CSP Evaluator.
pub fn known_bypass(host: &str) -> Option<Bypass> {
    let host = host.trim_end_matches('.');
    table().find(|bypass| bypass.host.eq_ignore_ascii_case(host))
}

fn table() -> impl Iterator<Item = Bypass> {
    include_str!("bypass_hosts.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.splitn(3, ' ');
            Some(Bypass {
                kind: fields.next()?,
                host: fields.next()?,
                path: fields.next()?,
            })
        })
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn every_line_of_the_table_is_read() {
        let rows: Vec<_> = table().collect();
        assert!(rows.len() > 150);
        for row in rows {
            assert!(matches!(row.kind, "jsonp" | "angularjs"), "{row:?}");
            assert!(row.path.starts_with('/'), "{row:?}");
        }
    }
}
