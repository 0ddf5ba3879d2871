"""A page with every control and component, for the tests of the look. It is no page of the site."""

from pathlib import Path
from types import SimpleNamespace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Button, ButtonHolder, Div, Field, Fieldset, Hidden, Layout, Submit
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from dkfds.fields import AmountField, DayField, TextField

MUNICIPALITIES = [("", "Vælg kommune"), ("851", "Aalborg"), ("825", "Læsø"), ("773", "Morsø")]
SECTORS = [("forening", "Forening"), ("skole", "Skole"), ("erhverv", "Erhverv")]


class StoredFile:
    name = url = "/bilag/plan.pdf"

    def __str__(self):
        return "plan.pdf"


class GalleryForm(forms.Form):
    """One of each. Bound with nothing, every field of it is in error."""

    name = forms.CharField(label="Lokalområdets navn", max_length=80, help_text="Som I selv kalder stedet.")
    nick = forms.CharField(label="Kaldenavn", required=False)
    email = forms.EmailField(label="E-mail")
    phone = forms.CharField(label="Telefon", widget=forms.TelInput(attrs={"autocomplete": "tel"}))
    count = forms.IntegerField(label="Antal medlemmer")
    amount = AmountField(label="Søgt beløb", min_value=0)
    day = DayField(label="Hvornår begynder I?", help_text="For eksempel 28 4 2025.")
    vision = TextField(label="Fælles udfordring eller vision", max_length=3000, help_text="Skriv, så en nabo forstår.")
    municipality = forms.ChoiceField(label="Kommune", choices=MUNICIPALITIES)
    sector = forms.ChoiceField(label="Sektor", choices=SECTORS, widget=forms.RadioSelect)
    elements = forms.MultipleChoiceField(
        label="Kerneelementer", choices=SECTORS, widget=forms.CheckboxSelectMultiple, help_text="Vælg mindst ét."
    )
    meeting = forms.SplitDateTimeField(label="Mødetid", require_all_fields=True)
    plan = forms.FileField(label="Plan", widget=forms.FileInput)
    photo = forms.FileField(label="Foto", required=False)
    true = forms.BooleanField(label="Oplysningerne er rigtige")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Stedet", "name", "nick", Div("email", "phone", css_class="kp-two"), css_class="kp-block"),
            HTML("<h2>{{ heading }}</h2>"),
            "count", "amount", "day", "vision",
            Field("municipality", css_class="wide", data_area="yes"),
            "sector", "elements", "meeting", "plan", "photo", "true", "token",
            Hidden("version", "3"),
            ButtonHolder(
                Submit("save", "Gem og fortsæt"),
                Submit("later", "Gem til senere", css_class="secondary"),
                Button("x", "Fortryd", css_class="secondary"),
            ),
        )  # fmt: skip


class PartnerForm(forms.Form):
    name = forms.CharField(label="Partnerens navn")
    sector = forms.ChoiceField(label="Sektor", choices=SECTORS)


def sections() -> list[SimpleNamespace]:
    states = [("Sted og partnerskab", "done"), ("Udfordring eller vision", "begun"), ("Idé og praksis", "empty"),
              ("Budget", "error"), ("Styregruppe", "locked")]  # fmt: skip
    return [
        SimpleNamespace(
            title=title,
            state=state,
            url="#" if state != "locked" else "",
            missing=["Der mangler en beskrivelse af, hvad I vil."] if state in ("begun", "error") else [],
        )
        for title, state in states
    ]


PAGE = Path(__file__).with_name("gallery.html")


def gallery(request: HttpRequest) -> HttpResponse:
    """`?fejl` shows every field in its error state."""
    page = engines["django"].from_string(PAGE.read_text())
    form = GalleryForm({"vision": "x" * 3003} if "fejl" in request.GET else None, initial={"photo": StoredFile()})
    context = {
        "form": form,
        "heading": "Penge og tid",
        "sections": sections(),
        "page_obj": Paginator(range(200), 20).get_page(3),
    }
    return HttpResponse(page.render(context, request))


def partners(request: HttpRequest) -> HttpResponse:
    """Three partners in one form, the last with an error if anything was sent."""
    formset = forms.formset_factory(PartnerForm, extra=2, can_delete=True)(request.POST or None)
    helper = FormHelper()
    helper.item_name = "Partner"
    helper.add_input(Submit("save", "Gem"))
    page = engines["django"].from_string(
        '{% extends "base.html" %}{% load crispy_forms_tags %}{% block title %}Partnere{% endblock %}'
        "{% block h1 %}Partnere{% endblock %}{% block content %}{% crispy formset helper %}{% endblock %}"
    )
    return HttpResponse(page.render({"formset": formset, "helper": helper}, request))


def wrong(request: HttpRequest) -> HttpResponse:
    """What the tests of the tests look for: a picture without a text, and a style that the policy refuses."""
    page = '<!DOCTYPE html><html lang="da"><title>x</title><main><h1 style="color: red">x</h1><img src="/x.png"></main>'
    return HttpResponse(page)


def error_page(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"{name}.html", {"may_retry": "retry" in request.GET})


def nothing(request: HttpRequest, **_kwargs) -> HttpResponse:
    return HttpResponse()


NAMES = ("home timeplan contact accessibility privacy my_page account_login account_logout set_language "
         "start_expression")  # fmt: skip
urlpatterns = [
    path("galleri/", gallery),
    path("partnere/", partners),
    path("forkert/", wrong),
    path("fejl/<str:name>/", error_page),
    *(path(f"{name}/", nothing, name=name) for name in NAMES.split()),
]
