"""What people type to sign in and about themselves. Every field has its own sentence for what is wrong."""

import re

import phonenumbers
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from .codes import CODE_LENGTH, seal
from .models import User, UserManager


class DigitsInput(forms.TextInput):
    """A code: the telephone shows its digits, and offers the code it saw in the mail. Spaces may be typed."""

    def __init__(self):
        super().__init__(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autocapitalize": "off",
                "spellcheck": "false",
                "class": "kp-code-input",
            }
        )


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mailadresse"),
        max_length=254,
        error_messages={
            "required": _("Skriv din e-mailadresse."),
            "invalid": _("Skriv en hel e-mailadresse, for eksempel navn@eksempel.dk."),
            "max_length": _("Så lang kan en e-mailadresse ikke være. Se efter, om der er kommet noget for meget med."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        return UserManager.normalize_email(self.cleaned_data["email"])


class CodeForm(forms.Form):
    """The code from the mail; `code` is its seal (see `people.codes`)."""

    code = forms.CharField(
        label=_("Koden fra mailen"),
        max_length=100,
        error_messages={
            "required": _("Skriv koden fra mailen."),
            "max_length": _("Skriv kun koden: otte tal."),
        },
        widget=DigitsInput,
    )

    def __init__(self, *args, code: str = "", **kwargs):
        self.sealed = code
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        digits = re.sub(r"\D", "", self.cleaned_data["code"])
        if len(digits) != CODE_LENGTH:
            raise ValidationError(_("Koden er på otte tal. Skriv alle otte."), code="length")
        if not self.sealed or not constant_time_compare(seal(digits), self.sealed):
            raise ValidationError(_("Koden passer ikke. Brug koden i den nyeste mail fra os."), code="incorrect")
        return digits


class SecondFactorForm(AuthenticateForm):
    """The code of the authenticator app, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Kode"),
        max_length=100,
        error_messages={
            "required": _("Skriv koden fra din app, eller en af dine nødkoder."),
            "max_length": _("Skriv kun koden."),
        },
        widget=DigitsInput,
    )


class SecondFactorAgainForm(ReauthenticateForm):
    code = forms.CharField(
        label=_("Kode"),
        max_length=100,
        error_messages=SecondFactorForm.base_fields["code"].error_messages,
        widget=DigitsInput,
    )


class FirstAppCodeForm(ActivateTOTPForm):
    """Shows that the app has the secret: the first code it made."""

    code = forms.CharField(
        label=_("Koden, som appen viser"),
        max_length=100,
        help_text=_("Seks tal. Appen viser en ny kode hvert halve minut."),
        error_messages={
            "required": _("Skriv de seks tal, som appen viser lige nu."),
            "max_length": _("Skriv kun de seks tal."),
        },
        widget=DigitsInput,
    )

    def clean_code(self) -> str:
        if not re.fullmatch(r"\d{6}", normalize_user_code(self.cleaned_data["code"])):
            raise ValidationError(_("Skriv de seks tal, som appen viser lige nu."), code="length")
        return super().clean_code()


class PasskeyForm(AddWebAuthnForm):
    """Always a passkey: one that can sign in by itself, behind a finger, a face or the PIN of the device."""

    name = forms.CharField(
        label=_("Hvad vil du kalde den?"),
        max_length=60,
        help_text=_("For eksempel »min telefon«. Så kan du kende den igen, hvis du får flere."),
        required=False,
        error_messages={"max_length": _("Navnet må højst være på 60 tegn.")},
    )
    passwordless = forms.BooleanField(widget=forms.HiddenInput, required=False, initial=True)

    def clean_passwordless(self) -> bool:
        return True


class ProfileForm(forms.ModelForm):
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=40,
        required=False,
        help_text=_("Så kan kulturteamet ringe, hvis noget haster."),
        error_messages={"max_length": _("Så langt er intet telefonnummer.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    class Meta:
        model = User
        fields = ("name", "phone", "language")
        labels = {"name": _("Dit navn"), "language": _("Sprog")}
        help_texts = {
            "name": _("For- og efternavn. De andre i din gruppe og kulturteamet kan se det."),
            "language": _("Det sprog, vi skriver mails til dig på."),
        }
        error_messages = {
            "name": {
                "required": _("Skriv dit navn."),
                "max_length": _("Navnet må højst være på %(limit_value)d tegn; du har skrevet %(show_value)d."),
            },
            "language": {
                "required": _("Vælg et sprog."),
                "invalid_choice": _("Vælg dansk eller engelsk."),
            },
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"}), "language": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        if self.instance.phone and not self.is_bound:
            self.initial["phone"] = readable_phone(self.instance.phone)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name.isprintable():
            raise ValidationError(_("Skriv navnet med almindelige bogstaver og tegn."), code="invalid")
        return name

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])


def plain_phone(typed: str) -> str:
    """'20 30 40 50' → '+4520304050'; numbers from abroad with +. Raises ValidationError with a sentence."""
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, "DK")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.extension or not phonenumbers.is_possible_number(number):
        raise ValidationError(
            _("Skriv et telefonnummer på otte tal, for eksempel 20 30 40 50, eller et udenlandsk med + og landekode."),
            code="invalid",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable_phone(stored: str) -> str:
    """'+4520304050' → '20 30 40 50'; foreign numbers with their country code."""
    try:
        number = phonenumbers.parse(stored)
    except phonenumbers.NumberParseException:
        return stored
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, formats.NATIONAL if number.country_code == 45 else formats.INTERNATIONAL)
