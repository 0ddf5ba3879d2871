"""Whose behalf a session writes on: kept in the session, and put on `request.user` as `acting` for each request.

The row says who, for whom and why (areas.models.Acting); the session says in which browser. Both must agree.
"""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, empty

from areas import actions
from areas.models import Acting, ExpressionOfInterest
from areas.states import ActingEnd
from people.models import User
from people.request import SignedIn

KEY = "acting"


class ActingMiddleware:
    """Asks nothing of a page that does not ask who its reader is, and one query for who acts."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: _with_acting(request, signed_in))
        return self.get_response(request)


def _with_acting(request, user):
    if user.is_authenticated and KEY in request.session:
        user.acting = _found(request, user)
    return user


def _found(request, user: User) -> Acting | None:
    acting = _row(request, user)
    return acting if acting and user.is_team and acting.is_going_on(request.arrived_at) else None


def _row(request: HttpRequest, user) -> Acting | None:
    """Hers, over or not."""
    mine = Acting.objects.filter(uid=request.session[KEY], by=user.pk)
    return mine.select_related("expression__area").first()


def known(request: HttpRequest) -> Acting | None:
    """Whose behalf, if this request has found that out already. For pages that must not ask the database."""
    user = getattr(request, "user", None)
    has_asked = isinstance(user, SimpleLazyObject) and user._wrapped is not empty
    return getattr(user, "acting", None) if has_asked else None


def begin(request: SignedIn, expression: ExpressionOfInterest, *, reason: str) -> Acting:
    """Raises NotAllowed."""
    acting = actions.act_for(expression, reason=reason, by=request.user, at=request.arrived_at)
    request.session[KEY] = str(acting.uid)
    request.user.acting = acting
    return acting


def end(request: SignedIn, how: ActingEnd) -> Acting | None:
    """The acting of this session, which is over now; None if there is none."""
    if KEY not in request.session:
        return None
    acting = _row(request, request.user)
    if acting:
        actions.stop_acting(acting, how=how, at=request.arrived_at)
    del request.session[KEY]
    request.user.acting = None
    return acting


def is_over(request: SignedIn) -> bool:
    """Whether this session wrote for an area, and does so no more: its two hours are over, or it ended elsewhere.

    Asked anew: it may have ended while this very request was on its way.
    """
    return KEY in request.session and _found(request, request.user) is None


def forget_what_is_over(request: SignedIn) -> None:
    if is_over(request):
        del request.session[KEY]
        request.user.acting = None
