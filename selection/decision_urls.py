"""Below /afgoerelse/: what an area reads of its own."""

from django.urls import path

from .views import decision

urlpatterns = [
    path("<uuid:uid>/", decision.decision, name="decision"),
    path("<uuid:uid>/brev.pdf", decision.letter_pdf, name="decision_letter"),
    path("<uuid:uid>/brev-<uuid:of>.pdf", decision.letter_pdf, name="decision_earlier_letter"),
    path("<uuid:uid>/giv-fra-sig/", decision.give_up, name="decision_give_up"),
]
