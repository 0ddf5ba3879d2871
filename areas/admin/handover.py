"""The team makes somebody else of a steering group its contact person, for when the one it has is gone."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from areas import actions
from areas.forms.people import TeamHandoverForm
from areas.models import ExpressionOfInterest, LocalArea, Membership
from areas.states import GroupRole
from people.request import SignedIn
from programme import calendar, workflow


def respond(request: SignedIn, area: LocalArea, site_context: dict) -> HttpResponse:
    """Raises Http404 for an area that has written nothing yet: there is nothing to be contact person for."""
    theirs = ExpressionOfInterest.objects.visible_to(request.user).filter(area=area)
    expression = theirs.select_related("area", "programme").order_by("-pk").first()
    group = list(Membership.objects.current().filter(area=area).select_related("person"))
    contact = next((each for each in group if each.role == GroupRole.CONTACT), None)
    if expression is None or contact is None:
        raise Http404
    members = [each for each in group if each != contact and each.person.is_active]
    form = TeamHandoverForm(request.POST if request.method == "POST" else None, contact=contact, members=members)
    if request.method == "POST" and form.is_valid():
        return _do(request, expression, form, group)
    context = site_context | {
        "title": _("Skift kontaktperson"),
        "area": area,
        "contact": contact,
        "members": members,
        "form": form,
    }
    return TemplateResponse(request, "admin/areas/hand_over.html", context, status=422 if form.errors else 200)


def _do(
    request: SignedIn, expression: ExpressionOfInterest, form: TeamHandoverForm, group: list[Membership]
) -> HttpResponse:
    said = form.cleaned_data
    back = reverse("admin:areas_localarea_change", args=[expression.area.uid])
    # Who is no longer in the group was certainly not left as its contact person.
    seen = next((each for each in group if each.uid == said["seen"]), said["to"])
    try:
        actions.hand_over(
            expression,
            to=said["to"],
            seen=seen,
            leaves=said["leaves"],
            reason=said["reason"],
            by=request.user,
            at=calendar.now(),
        )
    except actions.ContactChanged as changed:
        text = _("%s er blevet kontaktperson, mens du havde siden åben. Intet er ændret.")
        messages.warning(request, text % changed.contact)
    except workflow.NotAllowed:
        messages.warning(request, _("%s er ikke længere med i styregruppen. Intet er ændret.") % said["to"].person)
    else:
        messages.success(request, _("%s er nu kontaktperson. Gruppen får besked på mail.") % said["to"].person)
    return HttpResponseRedirect(back)
