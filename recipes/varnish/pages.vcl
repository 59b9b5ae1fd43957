# Varnish stores pages with nonces, and nginx in front of it fills them. See README.md beside this
# file.

vcl 4.1;

backend application {
    .host = "127.0.0.1";
    .port = "8000";
}

sub vcl_recv {
    if (req.http.Upgrade ~ "(?i)^websocket$") {
        return (pipe);
    }
}

sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
}

sub vcl_hash {
    # What was stored for who has the key is for nobody else.
    hash_data(req.http.CSP-Edge-Key);
}

sub vcl_backend_fetch {
    set bereq.http.Accept-Encoding = "identity";
}

sub vcl_backend_response {
    # It would overrule the `private` of pages that must not be kept.
    unset beresp.http.Surrogate-Control;
    # Varnish itself knows the star alone, and not beside other names.
    if (beresp.http.Vary ~ "\*") {
        set beresp.uncacheable = true;
    }
    # Varnish would decompress it for nginx, which could then not refuse it.
    if (beresp.http.CSP-Nonce-Placeholder && beresp.http.Content-Encoding) {
        return (error(502, "The application compressed a page with a nonce"));
    }
}
