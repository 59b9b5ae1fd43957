-- Fills pages that were stored with a nonce: every visitor gets a nonce of their own.
--
-- What is searched for is the nonce of the stored response, which the application names in the
-- header CSP-Nonce-Placeholder. It is random, belongs to this entry only, and no visitor sees it.
-- nginx calls fill_headers once for each response, and then fill_body for each piece of its body.

local ffi = require "ffi"

ffi.cdef [[ ssize_t getrandom(void *buffer, size_t length, unsigned int flags); ]]

local NONCE_BYTES = 16
local NONCE_LENGTH = 22
local POLICY_HEADERS = { "Content-Security-Policy", "Content-Security-Policy-Report-Only" }

-- The random bytes come from the operating system. Where it has none, this is an error, and nginx
-- sends nothing.
local function make_nonce()
    local bytes = ffi.new("char[?]", NONCE_BYTES)
    if ffi.C.getrandom(bytes, NONCE_BYTES, 0) ~= NONCE_BYTES then
        error("the operating system has no random bytes for a nonce")
    end
    local base64 = ngx.encode_base64(ffi.string(bytes, NONCE_BYTES), true)
    return (base64:gsub("[+/]", { ["+"] = "-", ["/"] = "_" }))
end

local function is_nonce(text)
    return #text == NONCE_LENGTH and not text:find("[^%w_-]")
end

local function replace(text, placeholder, nonce)
    local pieces, searched = {}, 0
    local first, last = text:find(placeholder, 1, true)
    while first do
        pieces[#pieces + 1] = text:sub(searched + 1, first - 1)
        pieces[#pieces + 1] = nonce
        searched = last
        first, last = text:find(placeholder, searched + 1, true)
    end
    pieces[#pieces + 1] = text:sub(searched + 1)
    return table.concat(pieces)
end

-- Not only in the policies: an application may print its nonce into a Link header too.
local function replace_in_headers(placeholder, nonce)
    for name, value in pairs(ngx.resp.get_headers(0, true)) do
        local lines = type(value) == "table" and value or { value }
        local is_changed = false
        for number, line in ipairs(lines) do
            lines[number] = replace(line, placeholder, nonce)
            is_changed = is_changed or lines[number] ~= line
        end
        if is_changed then
            ngx.header[name] = lines
        end
    end
end

local function private_cache_control(said)
    local kept, is_private = {}, false
    for part in said:gmatch("[^,%s][^,]*") do
        local name = part:lower():gsub("%s+$", "")
        local is_about_shared_caches = name == "public" or name:find("^s%-maxage=")
            or name:find("^private=")
        if not is_about_shared_caches then
            kept[#kept + 1] = part
            is_private = is_private or name == "private" or name == "no-store"
        end
    end
    if not is_private then
        kept[#kept + 1] = "private"
    end
    return table.concat(kept, ", ")
end

-- What would let a shared cache in front of this one keep a filled page.
local function is_order_to_shared_caches(name)
    name = name:lower()
    return name == "surrogate-control" or name:find(".%-cache%-control$")
end

-- The filled page is this visitor's alone. Its bytes are too, so that its ETag can only be a weak
-- one.
local function keep_out_of_shared_caches()
    local said = ngx.header["Cache-Control"] or ""
    said = type(said) == "table" and table.concat(said, ", ") or said
    ngx.header["Cache-Control"] = private_cache_control(said)
    for name in pairs(ngx.resp.get_headers(0, true)) do
        if is_order_to_shared_caches(name) then
            ngx.header[name] = nil
        end
    end
    local tag = ngx.header["ETag"]
    if tag and tag:sub(1, 2) ~= "W/" then
        ngx.header["ETag"] = "W/" .. tag
    end
end

-- Answers without anything of the application's response: unfilled, it has a nonce that is not to
-- be seen.
local function refuse(fault)
    ngx.log(ngx.ERR, "a page cannot be filled: ", fault)
    for name in pairs(ngx.resp.get_headers(0, true)) do
        ngx.header[name] = nil
    end
    ngx.header["Cache-Control"] = "no-store"
    ngx.header["Content-Length"] = 0
    ngx.status = 502
    ngx.ctx.is_refused = true
end

local function why_not_to_fill(placeholder)
    local encoding = ngx.header["Content-Encoding"]
    if not is_nonce(placeholder) then
        return "its placeholder is not a nonce"
    elseif encoding and encoding ~= "identity" then
        return "it is compressed, though not asked to be"
    elseif ngx.status == 206 then
        return "it is only a part, though not asked to be"
    end
    return nil
end

local csp_nonces = {}

function csp_nonces.fill_headers()
    local placeholder = ngx.var.upstream_http_csp_nonce_placeholder
    if ngx.status == 304 then
        -- A browser would apply this policy to the page that it has kept, whose nonce is another.
        for _, name in ipairs(POLICY_HEADERS) do
            ngx.header[name] = nil
        end
    elseif placeholder then
        local fault = why_not_to_fill(placeholder)
        if fault then
            return refuse(fault)
        end
        local nonce = make_nonce()
        replace_in_headers(placeholder, nonce)
        ngx.ctx.page = { placeholder = placeholder, nonce = nonce, held = "" }
    end
    if placeholder then
        keep_out_of_shared_caches()
    end
    -- Of several lines nginx 1.22 sees the last only, and would give one visitor's page to another.
    if type(ngx.header["Vary"]) == "table" then
        ngx.var.varies_unseen = "yes"
    end
end

function csp_nonces.fill_body()
    if ngx.ctx.is_refused then
        ngx.arg[1] = nil
        return
    end
    local page = ngx.ctx.page
    if not page then
        return
    end
    local text = replace(page.held .. ngx.arg[1], page.placeholder, page.nonce)
    -- The end of this piece may be the beginning of a placeholder that the next one goes on with.
    local is_last = ngx.arg[2]
    local sent = is_last and #text or math.max(#text - NONCE_LENGTH + 1, 0)
    page.held = text:sub(sent + 1)
    ngx.arg[1] = text:sub(1, sent)
end

return csp_nonces
