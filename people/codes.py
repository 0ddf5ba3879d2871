"""The code that signs a person in: allauth's sign-in by code, the same for an address nobody has as for one we know.

Nobody is looked up when a code is asked for, so neither the answer nor its time can tell who has an account. The
account comes into being when the code shows that the address is hers. The session keeps a seal of the code, not the
code: after the mail is sent it stands nowhere in clear.
"""

from typing import Self

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import get_language

from .models import User

CODE_LENGTH = 8


def new_code() -> str:
    """Eight digits in two groups, as easy to carry over as a telephone number: '4821 0937'."""
    digits = get_random_string(CODE_LENGTH, "0123456789")
    return f"{digits[:4]} {digits[4:]}"


def seal(code: str) -> str:
    return salted_hmac("people.codes", code.replace(" ", ""), algorithm="sha256").hexdigest()


class SignInCode(LoginCodeVerificationProcess):
    """One sign-in that waits for its code. Changed from allauth's: no user until the code is right."""

    @classmethod
    def start(cls, request: HttpRequest, *, email: str, next_url: str | None) -> Self:
        """Mails a code to `email` and remembers in the session what was asked. Inside a transaction."""
        login = Login(email=email, redirect_url=next_url)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email), initiated_by_user=True)
        process = cls(stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> Self | None:
        """None if the code is too old."""
        return cls(stage).abort_if_invalid()

    def generate_code(self) -> str:
        code = new_code()
        self.state["code"] = seal(code)
        return code

    def send(self, skip_enumeration_mails: bool = False) -> None:
        email = self.state["email"]
        get_adapter().send_mail("account/email/login_code", email, {"code": self.generate_code()})

    def finish(self, redirect_url: str | None) -> HttpResponse:
        email = self.state["email"]
        user = User.objects.get_or_make(email, language=get_language() or "da")
        record_authentication(self.request, user, method="code", email=email)
        login = Login(user=user, email=email, redirect_url=redirect_url or self.stage.login.redirect_url)
        return perform_login(self.request, login)
