"""The letters that lie ready: read, corrected, made anew; and the texts they are made of."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents import downloads
from documents import papers as documents
from people.models import Language
from people.request import SignedIn
from programme.workflow import NotAllowed
from selection import actions, letters, papers
from selection.forms.deciding import LetterForm, LetterTextForm
from selection.models import Decision, Letter, LetterText
from selection.states import Outcome

from .desk import AROUND, NAME, Desk, number, said, sentence_of, to


class LetterPages(Desk):
    """A part of the model admin of decisions."""

    def letter_urls(self, secure) -> list:
        return [
            path("<uuid:uid>/brev/", secure(self.correct_view), name=f"{NAME}_letter"),
            path("<uuid:uid>/brev.pdf", secure(self.pdf_view), name=f"{NAME}_pdf"),
            path("<uuid:uid>/brev/laest/", secure(self.read_through_view), name=f"{NAME}_read"),
            path("<uuid:uid>/brev/forfra/", secure(self.remake_view), name=f"{NAME}_remake"),
        ]

    def letter_text_urls(self, secure) -> list:
        return [
            path("brevtekster/", secure(self.texts_view), name=f"{NAME}_texts"),
            path("brevtekster/forfra/", secure(self.remake_all_view), name=f"{NAME}_remake_all"),
            path("brevtekster/<slug:outcome>/<slug:language>/", secure(self.text_view), name=f"{NAME}_text"),
        ]

    # --- one letter

    def correct_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        decision = self.find(request, uid)
        letter = decision.letter
        form = LetterForm(
            request.POST if request.method == "POST" else None, initial={"subject": letter.subject, "body": letter.body}
        )
        if request.method != "POST" and not decision.is_pending:
            return to("change", uid)
        trouble = ""
        if request.method == "POST" and form.is_valid():
            how: dict[str, Any] = {"seen": number(request, "version"), "by": request.user, "at": request.arrived_at}
            try:
                actions.correct(decision, **form.cleaned_data, **how)
            except NotAllowed as refused:
                trouble = sentence_of(refused)
            else:
                messages.success(request, _("Brevet er gemt. Det skal læses igennem igen."))
                return to("change", uid)
        status = 409 if trouble else 422 if form.errors else 200
        title = _("Ret brevet til %s") % decision.expression
        letter = self.find(request, uid).letter
        return self.page(
            request, "letter.html", title, status=status, decision=decision, letter=letter, form=form, trouble=trouble
        )

    def pdf_view(self, request: SignedIn, uid: UUID) -> HttpResponseBase:
        """The letter that was sent; or, while it lies ready, as it would be, marked as a draft."""
        decision = self.find(request, uid)
        if paper := decision.letter.paper:
            return downloads.respond(request, documents.make(paper))
        return _preview(request, decision.letter)

    def read_through_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        decision, read = self.find(request, uid), request.POST.get("read") == "1"
        if request.method != "POST":
            return to("change", uid)
        how: dict[str, Any] = {"seen": number(request, "version"), "by": request.user, "at": request.arrived_at}
        done = _("Brevet til %s er læst igennem.") if read else _("Brevet til %s skal læses igennem igen.")
        is_done = said(request, lambda: actions.mark_read(decision, read=read, **how), done % decision.expression)
        goes_on = is_done and read and "next" in request.POST
        following = self._next_unread(request, decision) if goes_on else None
        return to("change", following or uid)

    def _next_unread(self, request: SignedIn, decision: Decision) -> UUID | None:
        mine = self.readable(request).pending().filter(programme=decision.programme, letter__read_at__isnull=True)
        return mine.order_by("seat", "reserve", "pk").values_list("uid", flat=True).first()

    def remake_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        decision = self.find(request, uid)
        if request.method == "POST":
            how: dict[str, Any] = {"seen": number(request, "version"), "by": request.user, "at": request.arrived_at}
            done = _("Brevet til %s er lavet forfra ud fra brevteksten.") % decision.expression
            said(request, lambda: actions.remake(decision, **how), done)
        return to("change", uid)

    # --- the texts

    def texts_view(self, request: SignedIn) -> HttpResponse:
        writer = letters.Writer(self.programme())
        texts = [writer.text(outcome, language) for outcome in Outcome for language in Language.values]
        mine = self.get_queryset(request).pending().filter(programme=writer.programme)
        untouched = Letter.objects.filter(decision__in=mine, is_corrected=False).count()
        return self.page(request, "texts.html", _("Brevtekster"), texts=texts, untouched=untouched)

    def remake_all_view(self, request: SignedIn) -> HttpResponse:
        if request.method == "POST":
            count = actions.remake_all(self.programme(), by=request.user, at=request.arrived_at)
            text = ngettext("%d brev er lavet forfra.", "%d breve er lavet forfra.", count) % count
            messages.success(request, text if count else _("Alle breve svarer til brevteksterne i forvejen."))
        return to("texts")

    def text_view(self, request: SignedIn, outcome: str, language: str) -> HttpResponseBase:
        if outcome not in Outcome.values or language not in Language.values:
            raise Http404
        writer = letters.Writer(self.programme())
        text, decisions = writer.text(outcome, language), self._cases(request, outcome)
        data = request.POST if request.method == "POST" else None
        form = LetterTextForm(data, text=text, writer=writer, decisions=decisions)
        trouble = ""
        if request.method == "POST" and form.is_valid():
            chosen = next((each for each in decisions if str(each.uid) == request.POST.get("case")), None)
            if "pdf" in request.POST and chosen:
                return _preview(request, _letter_of(writer, chosen, form.typed))
            if "show" not in request.POST and "pdf" not in request.POST:
                try:
                    actions.change_text(
                        text,
                        subject=form.cleaned_data["subject"],
                        body=form.cleaned_data["body"],
                        seen=number(request, "version"),
                        by=request.user,
                        at=request.arrived_at,
                    )
                except actions.Overtaken as refused:
                    trouble = sentence_of(refused)
                else:
                    messages.success(request, _("Brevteksten er gemt. Breve, der ligger klar, er ikke ændret."))
                    return to("texts")
        return self._text(request, writer, text, form, decisions, trouble)

    def _cases(self, request: SignedIn, outcome: str) -> list[Decision]:
        """Real cases to try a text on."""
        mine = self.readable(request).pending().filter(programme=self.programme(), outcome=outcome)
        return list(mine.select_related(*AROUND).order_by("expression__area__name", "pk"))

    def _text(
        self, request: SignedIn, writer: letters.Writer, text: LetterText, form: LetterTextForm, decisions, trouble: str
    ) -> HttpResponse:
        chosen = request.POST.get("case") or request.GET.get("sag")
        decision = next((each for each in decisions if str(each.uid) == chosen), next(iter(decisions), None))
        shown = None
        if decision and not form.errors:
            shown = _letter_of(writer, decision, form.typed if form.is_bound else text)
        names = {"outcome": Outcome(text.outcome).label, "language": Language(text.language).label}
        return self.page(
            request,
            "text.html",
            _("Brevtekst: %(outcome)s, %(language)s") % names,
            status=409 if trouble else 422 if form.errors else 200,
            text=text,
            form=form,
            tags=[(f"{{{tag}}}", what) for tag, what in letters.TAGS.items()],
            decisions=decisions,
            chosen=decision,
            letter=shown,
            blocks=letters.blocks(shown.body) if shown else [],
            trouble=trouble,
            back=reverse(f"admin:{NAME}_texts"),
        )


def _letter_of(writer: letters.Writer, decision: Decision, text: LetterText) -> Letter:
    """An unsaved letter, as the text would have it for that decision."""
    filled = writer.filled(decision, letters.contact_of(decision.expression.area_id), text)
    return Letter(decision=decision, subject=filled.subject, body=filled.body, language=filled.language)


def _preview(request: SignedIn, letter: Letter) -> HttpResponse:
    response = HttpResponse(
        papers.preview(letter, by=request.user, at=request.arrived_at), content_type="application/pdf"
    )
    name = f"udkast-{letter.decision.expression.reference}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
