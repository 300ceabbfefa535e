"""Going on in another browser, signing out, deleting.

No GET changes anything: links are fetched by whoever previews them.
"""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.store import TooMuch
from trialrun.web.http.heavy import weigh
from trialrun.web.http.ids import is_id, new_id
from trialrun.web.http.pace import DOORS
from trialrun.web.http.pages import render
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import (
    become,
    ensure_learner,
    keyed,
    learner,
    learners,
    links,
    new_learner,
    now_ms,
    successor,
)
from trialrun.web.mine.codes import TYPED_MAX, code_of, new_code, proof_of, read_code
from trialrun.web.mine.routes import (
    BYTES_PER_MS,
    Report,
    brought_in_words,
    day_of,
    kept,
    kept_in_words,
    my_data,
    unlisted,
)

pages = Blueprint("doors", __name__, url_prefix="/my-data")
pages.after_request(unlisted)

BRING, LEAVE = "bring", "leave"
SURE = "delete"
NOT_A_CODE = (
    "This is no code: it has 28 letters and digits. Copy the whole link, or type the code as it "
    "stands there; small letters and missing hyphens are fine."
)
NOBODYS = (
    "This code opens nothing: it was renewed or revoked, or one sign of it is wrong. Look at it "
    "again, or make a new link in the browser where your answers are."
)
CHOOSE = "Say what becomes of the answers in this browser, then send it again."
NOT_SURE = f"Nothing was deleted: the word in the field is to be “{SURE}”."
SIGNED_OUT = {"Clear-Site-Data": '"cache", "storage"'}
"""On a shared device, Back shall show no page, and no draft be left."""


@pages.post("/link")
@at_rate(DOORS)
def renew_link() -> ResponseReturnValue:
    """Makes a link and shows it, this once; the one before opens nothing any more.

    A page makes one link: sent again, by a reload, it is the same. So the code is made anew of what
    the page brought, and of this site's key; it is kept nowhere.
    """
    owner, once = ensure_learner(), request.form.get("once", "")
    code = code_of(keyed(f"link {owner} {once}")) if is_id(once) else new_code()
    links().renew(owner, proof_of(code), now_ms())
    return my_data(Report("Your private link is made", code=code))


@pages.post("/link/revoke")
@at_rate(DOORS)
def revoke_link() -> ResponseReturnValue:
    """Lets the link open nothing any more."""
    if learner():
        links().revoke(learner())
    says = "It opens nothing any more. Browsers that came in by it before are still signed in."
    return my_data(Report("Your private link is revoked", (says,)))


@pages.get("/go-on/")
def ask_code() -> ResponseReturnValue:
    """Asks for a code. What a link has behind its # comes to no server: a script fills it in."""
    return _code_page()


@pages.post("/go-on/")
@at_rate(DOORS)
def go_on() -> ResponseReturnValue:
    """Makes this browser that of the learner whose code was sent."""
    typed, choice = request.form.get("code", ""), request.form.get("mine", "")
    if not read_code(typed):
        return _code_page(NOT_A_CODE, typed)
    found, own = links().learner_of(proof_of(typed)), learner()
    if not found:
        return _code_page(NOBODYS, typed)
    if found == own:
        return my_data(Report("You are here already", ("This code is that of this browser.",)))
    if choice not in (BRING, LEAVE) and not kept().is_nothing:
        return _code_page(CHOOSE, typed)
    said = ["What you answer here counts in your other browsers, too."]
    if choice == BRING and own:
        weigh((kept().about_bytes + learners().kept(found).about_bytes) / BYTES_PER_MS)
        try:
            said = brought_in_words(learners().move(own, found, now_ms())) + said
        except TooMuch as error:
            return _code_page(str(error), typed)
    become(found)
    # Picks that were not sent are of whoever was here: they come along with their answers only.
    return my_data(Report("You go on here", tuple(said), is_another=choice == LEAVE))


@pages.get("/sign-out/")
def ask_sign_out() -> ResponseReturnValue:
    """Says what signing out means, before it is done."""
    made_ms = links().made_ms(learner()) if learner() else None
    made = day_of(made_ms)
    return render(
        "mine/sign_out.html",
        kept=kept(),
        kept_in_words=kept_in_words,
        link_made=made,
        new_id=new_id(),
    )


@pages.post("/sign-out/")
@at_rate(DOORS)
def sign_out() -> ResponseReturnValue:
    """Takes the learner out of this browser; nothing that is kept changes."""
    become("")
    return _gone(
        "You are signed out",
        "Nothing of you is in this browser any more. Your answers are kept; your private link, or "
        "the file of an export, leads back to them.",
    )


@pages.post("/others")
@at_rate(DOORS)
def sign_out_others() -> ResponseReturnValue:
    """Gives all to a new id that only this browser has; the link ends, too.

    Sent twice, or again since no answer came, it ends at the same id: no other leads to it.
    """
    if learner():
        once = request.form.get("once", "")
        found = successor(learner(), once) if is_id(once) else new_learner()
        weigh(kept().about_bytes / BYTES_PER_MS)
        learners().rename(learner(), found)
        become(found)
    says = "They begin without answers, and your private link is revoked. Here all is as it was."
    return my_data(Report("All other browsers are signed out", (says,)))


@pages.get("/delete/")
def ask_delete() -> ResponseReturnValue:
    """Asks for the first time: what would go."""
    return render("mine/delete.html", kept=kept(), kept_in_words=kept_in_words)


@pages.get("/delete/sure/")
def ask_delete_again() -> ResponseReturnValue:
    """Asks for the second time."""
    return _sure_page()


@pages.post("/delete/sure/")
@at_rate(DOORS)
def delete() -> ResponseReturnValue:
    """Deletes everything at once."""
    if request.form.get("sure", "").strip().strip("“”\"'").lower() != SURE:
        return _sure_page(NOT_SURE)
    if learner():
        weigh(kept().about_bytes / BYTES_PER_MS)
        learners().delete(learner())
    become("")
    return _gone(
        "Everything is deleted",
        "Your answers, practice rounds, pasted jobs and your private link are gone, in every "
        "browser. A backup that was made before still holds them until it is removed, as a rule "
        "after thirty days: whoever runs this site can tell. This browser begins anew.",
    )


def _code_page(error: str = "", typed: str = "") -> Response:
    return render(
        "mine/go_on.html",
        status=422 if error else 200,
        error=error,
        typed=typed[:TYPED_MAX],
        kept=kept(),
        kept_in_words=kept_in_words,
        bring=BRING,
        leave=LEAVE,
        mine=request.form.get("mine", ""),
        action=url_for("doors.go_on"),
    )


def _sure_page(error: str = "") -> Response:
    return render(
        "mine/delete_sure.html",
        status=422 if error else 200,
        error=error,
        kept=kept(),
        kept_in_words=kept_in_words,
        sure=SURE,
    )


def _gone(title: str, says: str) -> Response:
    response = render("mine/gone.html", title=title, says=says)
    response.headers.extend(SIGNED_OUT)
    return response
