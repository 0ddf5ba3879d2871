"""A person's own say in what we send them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from people.models import User
from people.request import SignedIn
from programme import calendar

from . import unsubscribing, wishes
from .forms import WishesForm
from .states import Wish


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedIn) -> HttpResponse:
    if request.method == "POST":
        form = WishesForm(request.POST)
        if form.is_valid():
            if form.cleaned_data["early_reminders"]:
                wishes.turn_on(request.user, Wish.EARLY_REMINDERS)
            else:
                wishes.turn_off(request.user, Wish.EARLY_REMINDERS, at=calendar.now())
            messages.success(request, _("Dit valg er gemt."))
            return redirect("notice_preferences")
    else:
        form = WishesForm(initial={"early_reminders": wishes.wants(request.user, Wish.EARLY_REMINDERS)})
    return render(request, "notices/preferences.html", {"form": form})


# Mail programs post here by themselves and have no cookie of ours; the signed token is the proof.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in a mail: looking at it changes nothing, since mail scanners look at every link."""
    try:
        person_id, wish = unsubscribing.read(token)
        person = User.objects.get(pk=person_id, is_active=True)
    except (BadSignature, ValueError, User.DoesNotExist):
        raise Http404 from None
    if request.method == "POST":
        wishes.turn_off(person, wish, at=calendar.now())
    return render(request, "notices/unsubscribe.html", {"is_off": not wishes.wants(person, wish)})
