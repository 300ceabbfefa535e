"""Serves css, js, fonts under a digest of all of them, so that browsers may keep them for good."""

import gzip
import mimetypes
import re
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

from trialrun.web.http.icons import Icons

PAGE_CSS = "css/pages/"
"""What only its own page asks for."""
ASSETS = "trialrun.assets"
STYLES = {
    "app.css": ("tokens", "reset", "base", "layout", "components", "utilities"),
    "run.css": ("run",),
    "figures.css": ("figures",),
}
"""What is joined into one file, in order: files of css/, or its folders. A page that is read needs
the first only; the others come with what they are for."""
YEAR_S = 365 * 24 * 3600
GZIP_BYTES_MIN = 12 * 1024
"""Below this a page is sent as it is: compressing a question page costs a sixth of making it."""
COMPRESSED = ("text/", "application/json", "image/svg")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_JS_COMMENT = re.compile(rb"^[ ]*(?://.*|/\*\*(?s:.*?)\*/)\n", re.MULTILINE)
"""A comment that has its lines to itself, as all of ours have."""
_BLANKS = re.compile(r"\s+")

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


class Assets:
    """All static files, in memory: {path below static: bytes}, with the joined STYLES.

    What is in PAGE_CSS is joined with nothing.
    """

    def __init__(self, root: Path) -> None:
        self.files = {
            file.relative_to(root).as_posix(): file.read_bytes()
            for file in sorted(root.rglob("*"))
            if file.is_file() and file.suffix != ".md"
        }
        self.files |= {path: _joined_css(self.files, names) for path, names in STYLES.items()}
        for path, body in self.files.items():
            if path.startswith("js/"):
                self.files[path] = _without_comments(body)
        digest = sha256()
        for path, body in self.files.items():
            digest.update(path.encode() + b"\0" + body)
        self.digest = digest.hexdigest()[:12]
        self._gzipped: dict[str, bytes] = {}

    def _compressed(self, path: str) -> bytes:
        """Returns a file as small as it gets, made when it is first asked for."""
        if path not in self._gzipped:
            self._gzipped[path] = gzip.compress(self.files[path], 9)
        return self._gzipped[path]

    @property
    def asked_for(self) -> list[str]:
        """Returns the files that pages ask for; what others are made of, they do not."""
        parts = ("css/", "icons.svg")
        return [p for p in self.files if p.startswith(PAGE_CSS) or not p.startswith(parts)]

    def url(self, path: str) -> str:
        """Returns the address of a file. Raises KeyError for one that is not there."""
        if path not in self.files:
            raise KeyError(path)
        return f"/assets/{self.digest}/{path}"

    def response(self, path: str) -> Response:
        """Returns a file, compressed if the browser takes that."""
        body, encoding = self.files[path], None
        takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        if takes_gzip and path.endswith((".css", ".js", ".svg")):
            body, encoding = self._compressed(path), "gzip"
        response = Response(body, mimetype=mimetypes.guess_type(path)[0])
        response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
        response.headers["Vary"] = "Accept-Encoding"
        if encoding:
            response.headers["Content-Encoding"] = encoding
        return response


def add_assets(app: Flask, root: Path) -> None:
    """Adds the route for files, the template functions `asset` and `icon`, and compression."""
    served = app.extensions[ASSETS] = Assets(root)
    icons = Icons(served.files["icons.svg"].decode())
    pages = Blueprint("assets", __name__)

    @pages.get("/assets/<digest>/<path:path>")
    def file(digest: str, path: str) -> Response:
        if path not in served.files:
            abort(404)
        response = served.response(path)
        if digest != served.digest:
            response.headers["Cache-Control"] = "no-cache"
        return response

    @pages.get("/favicon.ico")
    def favicon() -> Response:
        response = served.response("favicon.svg")
        response.headers["Cache-Control"] = "max-age=86400"
        return response

    app.register_blueprint(pages)
    app.after_request(_compress)
    app.jinja_env.globals.update(asset=served.url, icon=icons.icon, symbols=icons.symbols)


def assets() -> Assets:
    """Returns the static files of this app."""
    found: Assets = current_app.extensions[ASSETS]
    return found


def _compress(response: Response) -> Response:
    """Compresses a page that is worth it."""
    if (
        response.content_encoding
        or response.is_streamed
        or not (response.mimetype or "").startswith(COMPRESSED)
        or (response.content_length or 0) < GZIP_BYTES_MIN
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return response
    # Level 1: on a 40 KB page it costs a third of level 6 and gives away a tenth of the size.
    response.set_data(gzip.compress(response.get_data(), 1))
    response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def _joined_css(files: dict[str, bytes], names: tuple[str, ...]) -> bytes:
    """Joins files and folders of css/ in this order, without comments and indentation."""
    order = [
        path
        for name in names
        for path in sorted(files)
        if path == f"css/{name}.css" or path.startswith(f"css/{name}/")
    ]
    css = _COMMENT.sub("", "".join(files[path].decode() for path in order))
    return _BLANKS.sub(" ", css).encode()


def _without_comments(script: bytes) -> bytes:
    """Takes what only its authors read out of a script of ours: a third of it, compressed."""
    return re.sub(rb"^[ ]+", b"", _JS_COMMENT.sub(b"", script), flags=re.MULTILINE)
