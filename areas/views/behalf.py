"""The end of writing on an area's behalf, by the button that stands on every page meanwhile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import access, on_behalf
from areas.states import ActingEnd
from people.request import SignedIn


@login_required
@require_POST
def stop(request: SignedIn) -> HttpResponse:
    if not request.user.is_team:
        raise Http404
    acting = on_behalf.end(request, ActingEnd.STOPPED)
    if acting is None:
        return redirect("admin:index")
    if not access.is_open_to(request.user, acting.expression):
        messages.success(request, _("Du skriver ikke længere på vegne af et område."))
        return redirect("admin:index")
    messages.success(request, _("Du skriver ikke længere på vegne af %s.") % acting.expression.area.name)
    return redirect("admin:areas_expressionofinterest_change", acting.expression.uid)
