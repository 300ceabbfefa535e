"""What a target of a bundle deploys: a page a bundle, and what a lesson embeds. Of its address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.lab.deployment import DeploymentView, variable_names, view_deployment
from trialrun.questions import AskedBundle, BundleShown
from trialrun.questions.bundle import VARIABLE, DeployChoice
from trialrun.web.http.errors import left_out
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog
from trialrun.web.way_back import WayBack, to_lesson, way_back

pages = Blueprint("deployments", __name__, url_prefix="/bundles")

GIVEN_MAX, USER_MAX = 100, 30
"""So many signs of a target or a value are read, and of who deploys; more is cut off."""
OPTION, ENVIRONMENT = "var.", "env."


@dataclass(frozen=True, slots=True)
class DeploymentPage:
    """A deployment with its place on a page.

    `back` is where its address came from. What `is_embedded` stands in a lesson: its address stays.
    """

    view: DeploymentView
    back: WayBack | None
    is_embedded: bool = False

    @property
    def dom_id(self) -> str:
        """Returns the id of its element, on its page and in a lesson."""
        return f"deploy-{self.view.slug}"

    def line_id(self, path: str, line: int) -> str:
        """Returns the id of a line of a file."""
        number = [name for name, _ in self.view.files].index(path)
        return f"{self.dom_id}-file-{number + 1}-line-{line}"

    @property
    def path(self) -> str:
        """Returns the address of the bundle's page, without what is asked of it."""
        return url_for("deployments.show", slug=self.view.slug)

    def url(self, target: str) -> str:
        """Returns the address of another target, "" for none, with the same values given."""
        said = self.view.said._replace(target=target)
        return _address(self.view.slug, said, self.back.text if self.back else "")


@pages.get("/<slug>/")
def show(slug: str) -> ResponseReturnValue:
    """Deploys a bundle as the address says, and shows what comes of it."""
    bundle = catalog().bundles.get(slug)
    if bundle is None:
        problems = catalog().problems_of(f"quizzes/bundles/{slug}.yaml")
        if problems:
            return left_out("bundle", problems)
        abort(404)
    view = view_deployment(slug, bundle, _chosen(bundle))
    is_embedded = "embed" in request.args
    shown = DeploymentPage(view, way_back(request.args.get("back", "")), is_embedded)
    return render("deployments/page.html", "deployments/_deployment.html", shown=shown)


def embedded_deployment(slug: str, lesson: str) -> DeploymentPage:
    """Returns what a bundle deploys by default, to stand in a lesson; links lead back there."""
    view = view_deployment(slug, catalog().bundles[slug], DeployChoice())
    return DeploymentPage(view, way_back(to_lesson(lesson, f"deploy-{slug}")), is_embedded=True)


def deployment_url(asked: BundleShown, back: str) -> str:
    """Returns where a deployment that was asked about is switched; "" where its files are others.

    `back` is where that leads back to, "" for nowhere.
    """
    bundle = catalog().bundles.get(asked.slug)
    if bundle is None or bundle.files != asked.files:
        return ""
    return _address(asked.slug, asked.said, back)


def _address(slug: str, said: DeployChoice, back: str) -> str:
    asked = {"target": said.target}
    asked |= {f"{OPTION}{name}": value for name, value in said.var.items()}
    asked |= {
        f"{ENVIRONMENT}{name.removeprefix(VARIABLE)}": value
        for name, value in said.environment.items()
        if name.startswith(VARIABLE)
    }
    asked |= {"user": said.user, "back": back}
    query = urlencode({name: value for name, value in asked.items() if value})
    path = url_for("deployments.show", slug=slug)
    return f"{path}?{query}" if query else path


def _chosen(bundle: AskedBundle) -> DeployChoice:
    given = {name: _read(f"{OPTION}{name}") for name in variable_names(bundle)}
    exported = {f"{VARIABLE}{name}": _read(f"{ENVIRONMENT}{name}") for name in given}
    return DeployChoice(
        _read("target"),
        {name: value for name, value in given.items() if value},
        {name: value for name, value in exported.items() if value},
        _read("user")[:USER_MAX],
    )


def _read(name: str) -> str:
    return request.args.get(name, "")[:GIVEN_MAX].strip()
