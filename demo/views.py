"""Sign in as one of the demonstration's people by one click. These addresses exist in the demonstration only."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from areas import on_behalf
from areas.models import ExpressionOfInterest, Membership, MunicipalContact
from areas.states import ActingEnd
from kulturpunkt.my_page import first_page
from people import second_factor
from people.models import User
from people.request import SignedIn
from people.views import set_language_cookie

from . import script


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    contacts = (
        Membership.objects.current()
        .filter(role="contact", person__email__endswith=f"@{script.DOMAIN}")
        .select_related("person", "area__municipality")
        .order_by("area__name")
    )
    states = {
        each.area_id: each for each in ExpressionOfInterest.objects.filter(area__in=[c.area_id for c in contacts])
    }
    others = _members()
    rows = [(contact, states.get(contact.area_id), others.get(contact.area_id, [])) for contact in contacts]
    team = User.objects.team().filter(email__endswith=f"@{script.DOMAIN}").order_by("name")
    assessors = User.objects.filter(is_assessor=True, is_active=True, email__endswith=f"@{script.DOMAIN}")
    context = {"rows": rows, "team": team, "municipal": _municipal(), "assessors": assessors.order_by("name")}
    return render(request, "demo/people.html", context)


def _members() -> dict[int, list[User]]:
    """Those of each area's steering group who are not its contact person."""
    members = Membership.objects.current().filter(role="member", person__email__endswith=f"@{script.DOMAIN}")
    found: dict[int, list[User]] = {}
    for member in members.select_related("person").order_by("person__name"):
        found.setdefault(member.area_id, []).append(member.person)
    return found


def _municipal() -> list[tuple[User, list[str]]]:
    """Each once, with the names of the municipalities."""
    roles = MunicipalContact.objects.current().filter(person__email__endswith=f"@{script.DOMAIN}")
    found: dict[User, list[str]] = {}
    for role in roles.select_related("person", "municipality").order_by("person__name", "municipality__name"):
        found.setdefault(role.person, []).append(role.municipality.name)
    return list(found.items())


@require_POST
def sign_in(request: SignedIn) -> HttpResponse:
    """Only people of the demonstration: an address outside its invented domain is a 404."""
    user = get_object_or_404(
        User, email=request.POST.get("email", ""), email__endswith=f"@{script.DOMAIN}", is_active=True
    )
    on_behalf.end(request, ActingEnd.SIGNED_OUT)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if user.is_team:
        second_factor.skip(request)
        return redirect("admin:index")
    response = redirect(first_page(user))
    set_language_cookie(response, user.language)
    return response
