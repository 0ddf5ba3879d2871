"""A form whose CSRF token went stale is shown again with what was typed in it, never a bare 403."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView


def _answer(request: HttpRequest) -> HttpResponse:
    """What the check is put before; it is never called."""
    return HttpResponse()


class _Check(CsrfViewMiddleware):
    def _reject(self, request, reason):
        return reason


def is_stale(request: HttpRequest) -> bool:
    """Django's own check of the token, asked instead of enforced."""
    check = _Check(_answer)
    check.process_request(request)
    return bool(check.process_view(request, _answer, (), {}))


def is_from_here(request: HttpRequest) -> bool:
    """Did one of our own pages send it? Another site's words must not be put into our form."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


class StaleFormView(FormView):
    """Checks the token itself: nothing is done with a stale form but show it again."""

    stale = False

    @classmethod
    def as_view(cls, **initkwargs):
        return csrf_exempt(super().as_view(**initkwargs))

    def post(self, request, *args, **kwargs):
        if is_stale(request):
            self.stale = True
            return self.render_to_response(self.get_context_data(stale=True), status=403)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        if self.stale:
            typed = kwargs.pop("data").dict()
            kwargs["initial"] = typed if is_from_here(self.request) else {}
            kwargs.pop("files", None)
        return kwargs
